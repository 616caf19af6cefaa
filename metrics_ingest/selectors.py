"""Reads worth a name: the fleet's sums and rates, the benchmarks' tables, the way back to the files."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Max, QuerySet

from metrics_ingest.models import FleetDay, FleetRollup, Result
from metrics_ingest.rules import Interval, poisson

if TYPE_CHECKING:
    from metrics_ingest.fleet.seen import Distinct

EVENTS = (
    "interventions",
    "emergency_stops",
    "near_misses",
    "incidents_minor",
    "incidents_serious",
    "incidents_critical",
)
PER_HOURS = 1000


def result_line(result: Result) -> str:
    """suite / task / metric = value unit (k of n, interval)."""
    value = "–" if result.value is None else f"{result.value:.4g}"
    trials = (
        f" ({result.k}/{result.n})"
        if result.k is not None
        else f" (n={result.n})"
        if result.n
        else ""
    )
    interval = f" [{result.low:.4g}, {result.high:.4g}]" if result.low is not None else ""
    return f"{result.metric} = {value} {result.metric.unit}{trials}{interval}"


@dataclass
class FleetSum:
    """Sums over days. `hours_of[event]` are the hours of robots that report that event."""

    robot_days: int = 0
    hours: float = 0.0
    km: float = 0.0
    events: dict[str, int] | None = None
    hours_of: dict[str, float] | None = None

    def rate(self, event: str) -> tuple[float, Interval] | None:
        """Events per 1,000 hours with its exact 95 % interval; None where nobody reports it."""
        hours = (self.hours_of or {}).get(event, 0.0)
        if hours <= 0:
            return None
        count = (self.events or {}).get(event, 0)
        return count / hours * PER_HOURS, poisson(count, hours / PER_HOURS)


def rollups(
    versions: QuerySet[FleetDay], *, field: int | None = None, model_version: str = ""
) -> QuerySet[FleetRollup]:
    found = FleetRollup.objects.filter(version__in=versions)
    if field is not None:
        found = found.filter(field=field)
    return found.filter(model_version=model_version) if model_version else found


def summed(rows: Iterable[FleetRollup]) -> FleetSum:
    total = FleetSum()
    events: dict[str, int] = defaultdict(int)
    hours: dict[str, int] = defaultdict(int)
    all_hours = km = 0
    for row in rows:
        total.robot_days += row.robot_days
        all_hours += row.hours_thousandths
        km += row.km_thousandths
        for event in EVENTS:
            events[event] += getattr(row, event)
            unknown = row.unknown.get(event, {}).get("hours_thousandths", 0)
            hours[event] += row.hours_thousandths - unknown
    total.hours, total.km, total.events = all_hours / 1000, km / 1000, dict(events)
    total.hours_of = {event: hours[event] / 1000 for event in EVENTS}
    return total


def by_field(rows: Iterable[FleetRollup]) -> dict[int, FleetSum]:
    groups: dict[int, list[FleetRollup]] = defaultdict(list)
    for row in rows:
        groups[row.field].append(row)
    return {field: summed(groups[field]) for field in sorted(groups)}


def latest_day(versions: QuerySet[FleetDay]) -> date | None:
    return versions.aggregate(last=Max("day"))["last"]


def distinct_by_field(versions: Iterable[FleetDay]) -> "dict[int, Distinct]":
    """The robots of each field over the days of `versions`, each counted once: exact."""
    from metrics_ingest.fleet.partitions import distinct

    return distinct(version.parquet for version in versions)


def union(found: "dict[int, Distinct]") -> "Distinct":
    """Robots over all fields: one that moved between fields counts once."""
    from metrics_ingest.fleet.seen import Distinct

    every = Distinct()
    for robots in found.values():
        every |= robots
    return every


def lineage(versions: Iterable[FleetDay]) -> list[dict[str, Any]]:
    """The files, days and versions from which a figure was made."""
    return [
        {
            "file": v.file.name,
            "digest": v.file.digest,
            "organisation": v.organisation.code,
            "source": v.source,
            "day": v.day.isoformat(),
            "version": v.version,
        }
        for v in versions
    ]


def known(at: datetime, first: date | None = None, last: date | None = None) -> QuerySet[FleetDay]:
    """The versions believed at an instant, of the days asked for."""
    found = FleetDay.objects.as_known(at).select_related("file", "organisation")
    if first is not None:
        found = found.filter(day__gte=first)
    return found.filter(day__lte=last) if last is not None else found
