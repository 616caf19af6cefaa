"""The job that keeps the log in order."""

from typing import Any

from noetra_gov.audit.services import checkpoint
from noetra_gov.core import clock
from noetra_gov.core.jobs import Report, job_kind
from noetra_gov.core.models import Job


@job_kind("audit.checkpoint")
def run_checkpoint(job: Job, report: Report) -> dict[str, Any]:
    """Sequence what waits and sign the head of the tree."""
    head = checkpoint(at=clock.now())
    return {"size": head.size, "root": head.root}
