"""Kinds of jobs: they unpack what was asked and call a service."""

from datetime import date
from typing import TYPE_CHECKING, Any

from noetra_gov.core import clock
from noetra_gov.core.jobs import Report, job_kind
from noetra_gov.core.models import Job
from noetra_gov.files.models import StoredFile
from noetra_gov.people.models import Organisation, User

if TYPE_CHECKING:
    from metrics_ingest.formats import Facts

# The readers (pyarrow, pandas) are imported where they are needed: a page that needs none starts quicker.
BENCHMARK = "metrics_ingest.benchmark"
FLEET = "metrics_ingest.fleet"


@job_kind(BENCHMARK)
def take_benchmark(job: Job, report: Report) -> dict[str, Any]:
    """Take an uploaded benchmark file in; running again finds the file taken and changes nothing."""
    from metrics_ingest.services import benchmark_ingest

    asked = job.parameters
    stored = StoredFile.objects.get(pk=asked["stored"])
    taken = benchmark_ingest(
        actor=_who(job),
        path=stored.path,
        at=clock.now(),
        name=stored.name,
        facts=_facts(asked),
        format_name=asked.get("format") or None,
        organisation=_organisation(asked),
        demonstration=clock.is_demo(),
    )
    return {
        "file": taken.file.pk,
        "new": taken.new,
        "url": f"/measurements/benchmarks/{taken.file.pk}/",
    }


@job_kind(FLEET)
def take_fleet(job: Job, report: Report) -> dict[str, Any]:
    """Take an uploaded fleet file in, reporting rows as it goes."""
    from metrics_ingest.services.fleet import FleetFacts, fleet_ingest

    asked = job.parameters
    organisation = _organisation(asked)
    if organisation is None:
        raise ValueError("a fleet file belongs to an organisation")
    facts = FleetFacts(
        _day(asked.get("day")),
        asked.get("field"),
        asked.get("model_version") or None,
        asked.get("source") or None,
    )
    stored = StoredFile.objects.get(pk=asked["stored"])
    taken = fleet_ingest(
        actor=_who(job),
        path=stored.path,
        organisation=organisation,
        at=clock.now(),
        name=stored.name,
        facts=facts,
        report=report,
    )
    return {"file": taken.file.pk, "new": taken.new, "url": f"/measurements/fleet/{taken.file.pk}/"}


def _who(job: Job) -> User:
    """The person who asked: rights are checked again when the work is done."""
    return User.objects.get(username=job.actor.removeprefix("user:"))


def _organisation(asked: dict[str, Any]) -> Organisation | None:
    code = asked.get("organisation")
    return Organisation.objects.get(code=code) if code else None


def _facts(asked: dict[str, Any]) -> "Facts":
    from metrics_ingest.formats import Facts

    texts = {
        name: asked.get(name) or None for name in ("model", "commit", "suite", "unit", "direction")
    }
    return Facts(**texts, date=_day(asked.get("date")))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
