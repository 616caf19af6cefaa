"""Printing and sealing as a job."""

from datetime import datetime
from typing import Any

from certification.models import Campaign
from noetra_gov.core.jobs import Report, job_kind
from noetra_gov.core.models import Job
from noetra_gov.gates.models import Gate
from noetra_gov.people.models import User
from reports.services import KIND, dossier_issue
from reports.tested_services import KIND as TESTED_KIND
from reports.tested_services import tested_issue


@job_kind(KIND)
def issue(job: Job, report: Report) -> dict[str, Any]:
    asked = job.parameters
    dossier = dossier_issue(
        actor=User.objects.get(username=job.actor.removeprefix("user:")),
        gate=Gate.objects.get(pk=asked["gate"]),
        at=datetime.fromisoformat(asked["at"]),
        audience=asked["audience"],
        report=report,
    )
    return {"dossier": dossier.number, "digest": dossier.file.digest, "pages": dossier.pages}


@job_kind(TESTED_KIND)
def issue_tested(job: Job, report: Report) -> dict[str, Any]:
    report(0, 1, "")
    asked = job.parameters
    row = tested_issue(
        actor=User.objects.get(username=job.actor.removeprefix("user:")),
        campaign=Campaign.objects.get(pk=asked["campaign"]),
        at=datetime.fromisoformat(asked["at"]),
    )
    return {"record": row.number, "digest": row.file.digest, "pages": row.pages}
