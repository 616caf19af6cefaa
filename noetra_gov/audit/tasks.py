"""What keeps the log in order: entries get their place within a minute, heads are signed hourly."""

from typing import Any

from celery import shared_task

from noetra_gov.audit.services import checkpoint, sequence
from noetra_gov.core import clock
from noetra_gov.core.jobs import Report, job_kind
from noetra_gov.core.models import Job


@job_kind("audit.checkpoint")
def run_checkpoint(job: Job, report: Report) -> dict[str, Any]:
    """Sequence what waits and sign the head of the tree."""
    head = checkpoint(at=clock.now())
    return {"size": head.size, "root": head.root}


@shared_task(ignore_result=True)
def sequence_waiting() -> None:
    """Safe to lose and safe to run twice: what waits is found again."""
    sequence(at=clock.now())


@shared_task(ignore_result=True)
def sign_hourly() -> None:
    checkpoint(at=clock.now())
