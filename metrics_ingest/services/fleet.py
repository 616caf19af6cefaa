"""Takes a file of the fleet in: kept as it came, read in one pass, counted as a version of its days."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from metrics_ingest.errors import BadFile, MissingFacts, _
from metrics_ingest.fleet.columns import FIELDS
from metrics_ingest.fleet.csv_reader import as_robot_days
from metrics_ingest.fleet.partitions import Key, Partitions
from metrics_ingest.fleet.readers import Source, open_source
from metrics_ingest.fleet.rejects import Rejects
from metrics_ingest.fleet.stream import Limits, Outcome, read_through
from metrics_ingest.formats import STATES, states_format
from metrics_ingest.formats.common import HEAD_BYTES
from metrics_ingest.formats.states import RobotDay, gaps
from metrics_ingest.models import FleetFile
from metrics_ingest.services.common import ref_of, said, there
from metrics_ingest.services.fleet_write import write_file
from noetra_gov.core.fiscal import tokyo_date
from noetra_gov.files.services import keep
from noetra_gov.people.models import Organisation, User
from noetra_gov.seal.canonical import digest_of_file

Report = Callable[[int, int, str], None]


@dataclass(frozen=True)
class FleetFacts:
    """What the sender adds: the day where the file has none; field and model version of states."""

    day: date | None = None
    field: int | None = None
    model_version: str | None = None
    source: str | None = None

    def as_dict(self) -> dict[str, Any]:
        said_ = {
            "day": self.day and self.day.isoformat(),
            "field": self.field,
            "model_version": self.model_version,
            "source": self.source,
        }
        return {key: value for key, value in said_.items() if value is not None}


@dataclass
class Passed:
    """What one pass over a file left: the outcome, the partitions in place, the list of rejects."""

    outcome: Outcome
    partitions: dict[Key, Path]
    rejects: Path | None
    source: Source
    source_name: str
    gaps: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Taken:
    file: FleetFile
    new: bool


def partitions_root() -> Path:
    return Path(settings.HOME) / "fleet"


def fleet_ingest(
    *,
    actor: User | str,
    path: Path,
    organisation: Organisation,
    at: datetime,
    name: str = "",
    facts: FleetFacts | None = None,
    report: Report | None = None,
) -> Taken:
    """One pass over the file, then one transaction. A fault leaves nothing behind but the sentence."""
    who, facts = ref_of(actor, organisation), facts or FleetFacts()
    with said():
        digest = digest_of_file(there(path))
        known = FleetFile.objects.filter(organisation=organisation, digest=digest).first()
        if known is not None:
            return Taken(known, new=False)
        _check_facts(facts, at)
        with tempfile.TemporaryDirectory(prefix="fleet-") as folder:
            passed = _pass(path, digest, organisation, facts, at, report, Path(folder))
            stored = keep(path, name=name or path.name)
            rejects = (
                keep(passed.rejects, name=f"rejects-{digest[7:19]}.csv", media_type="text/csv")
                if passed.rejects
                else None
            )
    with _partitions_only_if_written(passed):
        file = write_file(
            who=who,
            digest=digest,
            stored=stored,
            rejects=rejects,
            name=name or path.name,
            passed=passed,
            organisation=organisation,
            facts=facts.as_dict(),
            at=at,
        )
    return Taken(file, new=True)


@contextmanager
def _partitions_only_if_written(passed: Passed) -> Iterator[None]:
    """Rows whose versions could not be written do not stay among the partitions."""
    try:
        yield
    except BaseException:
        for path in passed.partitions.values():
            path.unlink(missing_ok=True)
        raise


def _check_facts(facts: FleetFacts, at: datetime) -> None:
    if facts.day is not None and facts.day >= tokyo_date(at):
        raise BadFile(
            "future_day",
            _("The day %(day)s has not ended yet. A day is reported after it has ended."),
            day=facts.day,
        )
    if facts.field is not None and not 1 <= facts.field <= FIELDS:
        raise BadFile(
            "unknown_field",
            _("There is no field %(field)s; fields are numbered 1 to %(last)s."),
            field=facts.field,
            last=FIELDS,
        )


def _pass(
    path: Path,
    digest: str,
    organisation: Organisation,
    facts: FleetFacts,
    at: datetime,
    report: Report | None,
    folder: Path,
) -> Passed:
    source, gaps = _open(path, organisation, facts)
    if not source.has_day and facts.day is None:
        raise MissingFacts(["day"], source.kind)
    limits = Limits(today=tokyo_date(at), organisation=organisation.code, day=facts.day)
    rejects = Rejects(folder / "rejects.csv")
    with Partitions(partitions_root(), digest.removeprefix("sha256:")[:32]) as partitions:
        with rejects:
            outcome = read_through(
                source.batches, limits, rejects, partitions.write, _progress(source, report)
            )
        kept = {} if outcome.quarantined else partitions.keep()
    name = facts.source or (source.kind if source.kind in STATES else "robot-day")
    return Passed(outcome, kept, rejects.path if rejects.written else None, source, name, gaps)


def _progress(source: Source, report: Report | None) -> Callable[[int], None] | None:
    if report is None:
        return None
    total = source.rows or 0
    return lambda done: report(done, total or done, "")


def _open(
    path: Path, organisation: Organisation, facts: FleetFacts
) -> tuple[Source, dict[str, int]]:
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    states = states_format(head, path.name)
    if states is None:
        return open_source(path), {}
    missing = [f for f in ("field", "model_version") if getattr(facts, f) is None]
    if missing:
        raise MissingFacts(missing, states)
    days = STATES[states](path)
    rows = iter([_of_states(days, organisation, facts)])
    return Source(states, rows, len(days), has_day=True), gaps(days)


def _of_states(days: list[RobotDay], organisation: Organisation, facts: FleetFacts) -> Any:
    """Counted days as rows; what states do not speak of (near misses, incidents) stays empty."""
    none: list[object] = [None] * len(days)
    return as_robot_days(
        {
            "robot": [d.robot for d in days],
            "day": [d.day for d in days],
            "organisation": [organisation.code] * len(days),
            "field": [facts.field] * len(days),
            "model_version": [facts.model_version] * len(days),
            "hours": [d.hours for d in days],
            "tasks": [d.tasks for d in days],
            "interventions": [d.interventions for d in days],
            "emergency_stops": [d.emergency_stops for d in days],
            "near_misses": none,
            "incidents_minor": none,
            "incidents_serious": none,
            "incidents_critical": none,
            "km": [d.km for d in days],
        }
    )
