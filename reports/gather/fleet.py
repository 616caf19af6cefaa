"""The fleet of the record: distinct robots and events by field, and the path to the goal."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Sum

from metrics_ingest.fleet.seen import Distinct
from metrics_ingest.models import FleetDay
from metrics_ingest.rules import s_curve
from metrics_ingest.selectors import (
    FleetSum,
    by_field,
    distinct_by_field,
    known,
    latest_day,
    rollups,
)
from noetra_gov.core.fiscal import fiscal_year_end, fiscal_year_of, tokyo_date
from noetra_gov.programme.models import Field, Target

WINDOW_DAYS = 30
GOAL = "robots-2040"
DEFAULT_GOAL, DEFAULT_YEAR = 10_000_000, 2040
EVENTS = (
    "interventions", "emergency_stops", "near_misses",
    "incidents_minor", "incidents_serious", "incidents_critical",
)  # fmt: skip
DAYS_A_YEAR = 365.25


def fleet_part(as_of: datetime) -> dict[str, Any]:
    """Over the last 30 reported days: a robot counts once, however many days and fields it worked."""
    last = latest_day(known(as_of, last=tokyo_date(as_of)))
    goal = Target.objects.filter(code=GOAL).first()
    robots, year = (int(goal.value), goal.due_year) if goal else (DEFAULT_GOAL, DEFAULT_YEAR)
    counted, fields = _fields(as_of, last)
    points = _points(as_of)
    return {
        "target_robots": robots,
        "target_year": year,
        "target_provenance": goal.provenance if goal else "A",
        "path_provenance": "A",
        "as_of": last.isoformat() if last else None,
        "window_days": WINDOW_DAYS,
        "robots": counted,
        "path": _path(points, robots, year),
        "actual": _actual(points),
        "fields": fields,
    }


def _fields(as_of: datetime, last: date | None) -> tuple[int, list[dict[str, Any]]]:
    if last is None:
        return 0, [_field(row, 0, None) for row in Field.objects.all()]
    versions = known(as_of, last - timedelta(days=WINDOW_DAYS - 1), last)
    robots, sums = distinct_by_field(versions), by_field(rollups(versions))
    every = Distinct()
    for found in robots.values():
        every = every | found
    rows = [
        _field(row, len(robots.get(row.number, ())), sums.get(row.number))
        for row in Field.objects.all()
    ]
    return len(every), rows


def _field(field: Field, robots: int, total: FleetSum | None) -> dict[str, Any]:
    """An event that nobody in the field reports is unknown, not zero."""
    reported = {event: total.rate(event) for event in EVENTS} if total else {}
    counts = total.events or {} if total else {}
    return {
        "number": field.number,
        "name": {"ja": field.name_ja, "en": field.name_en},
        "verified": field.verified,
        "robots": robots,
        "robot_hours": f"{total.hours:.0f}" if total else "0",
        **{event: counts.get(event) if reported.get(event) else None for event in EVENTS},
    }


def _points(as_of: datetime) -> list[tuple[date, int]]:
    days = FleetDay.objects.as_known(as_of).values_list("day").annotate(count=Sum("robots"))
    return list(days.order_by("day"))


def _actual(points: list[tuple[date, int]]) -> list[dict[str, int]]:
    most: dict[int, int] = {}
    for day, robots in points:
        most[fiscal_year_of(day)] = max(robots, most.get(fiscal_year_of(day), 0))
    return [{"year": year, "robots": robots} for year, robots in sorted(most.items())]


def _path(points: list[tuple[date, int]], goal: int, goal_year: int) -> list[dict[str, int]]:
    """An assumed S-curve from the first count to the goal at the end of its fiscal year (A)."""
    if not points:
        return []
    first, robots = points[0]
    ends = (fiscal_year_end(year) for year in range(fiscal_year_of(first), goal_year + 1))
    begin, close = _decimal(first), _decimal(fiscal_year_end(goal_year))
    return [
        {
            "year": end.year - 1,
            "robots": round(s_curve(_decimal(end), max(robots, 1), goal, begin, close)),
        }
        for end in ends
    ]


def _decimal(day: date) -> float:
    return day.year + day.timetuple().tm_yday / DAYS_A_YEAR
