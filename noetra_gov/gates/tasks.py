"""What happens to gates by the calendar alone; noetra_gov/celery.py calls it every morning."""

from typing import Any

from celery import shared_task
from django.db import transaction

from noetra_gov.core import clock
from noetra_gov.core.fiscal import tokyo_date
from noetra_gov.core.jobs import Report, enqueue, job_kind
from noetra_gov.core.models import Job
from noetra_gov.gates import services

ACTOR = "system:gates"


@job_kind("gates.settle")
def run_settle(job: Job, report: Report) -> dict[str, Any]:
    """Close the gates without open conditions whose time for an appeal is over."""
    closed = services.gates_settle(at=clock.now())
    return {"closed": [gate.code for gate in closed]}


@shared_task
def settle_daily() -> None:
    """One job a day, however often the beat wakes."""
    day = tokyo_date(clock.now()).isoformat()
    with transaction.atomic():
        enqueue("gates.settle", {}, actor=ACTOR, key=f"gates.settle:{day}")
