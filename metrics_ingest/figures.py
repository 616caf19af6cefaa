"""The figures of the measurements, each defined once for page and print, with its table twin."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import plotly.graph_objects as go
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from metrics_ingest.models import FleetDay, Result
from metrics_ingest.rules import s_curve
from metrics_ingest.scope import Scope
from metrics_ingest.selectors import (
    EVENTS,
    PER_HOURS,
    FleetSum,
    by_field,
    distinct_by_field,
    rollups,
    summed,
    union,
)
from noetra_gov.core.fiscal import fiscal_year_end
from noetra_gov.figures.figure import Figure, Table
from noetra_gov.people.models import User
from noetra_gov.programme.models import Field

Row = dict[str, Any]
GOAL_ROBOTS, GOAL_YEAR = 10_000_000, 2040


def event_label(event: str) -> str:
    return {
        "interventions": _("Interventions"),
        "emergency_stops": _("Emergency stops"),
        "near_misses": _("Near misses"),
        "incidents_minor": _("Minor incidents"),
        "incidents_serious": _("Serious incidents"),
        "incidents_critical": _("Critical incidents"),
    }[event]


def fleet_by_field(versions: QuerySet[FleetDay], scope: Scope) -> Figure:
    """Distinct robots of each field in the window, beside their hours and events."""
    sums = by_field(rollups(versions, field=scope.field, model_version=scope.model_version))
    found = distinct_by_field(versions)
    robots = {field: len(of_field) for field, of_field in found.items()}
    names = {f.number: f.name for f in Field.objects.all()}
    rows = [
        _field_row(number, names.get(number, ""), robots.get(number, 0), sums.get(number))
        for number in sorted(names)
        if scope.field in (None, number)
    ]
    total = len(union(found)) if scope.field is None else sum(row["robots"] for row in rows)
    columns = [
        ("number", _("No."), ""),
        ("field", _("Field"), ""),
        ("robots", _("Distinct robots"), ""),
        ("robot_days", _("Robot-days"), ""),
        ("hours", _("Robot-hours"), "h"),
        *((event, event_label(event), "") for event in EVENTS),
    ]
    alt = _(
        "%(total)s robots were in operation in %(fields)s fields, %(share)s %% of the goal of "
        "10,000,000 by 2040."
    ) % {
        "total": f"{total:,}",
        "fields": sum(1 for row in rows if row["robots"]),
        "share": f"{100 * total / GOAL_ROBOTS:.2f}",
    }
    title, table = _("Robots in operation by field"), Table(columns, rows)
    return Figure("fleet-by-field", title, alt, _robots_picture(rows), table)


def _robots_picture(rows: Sequence[Row]) -> go.Figure:
    picture = go.Figure(
        go.Bar(
            y=[f"{row['number']} {row['field']}" for row in rows],
            x=[row["robots"] for row in rows],
            orientation="h",
            text=[f"{row['robots']:,}" for row in rows],
        )
    )
    picture.update_layout(
        yaxis={"autorange": "reversed"}, xaxis={"title": {"text": _("robots")}}, height=560
    )
    return picture


def _field_row(number: int, name: str, robots: int, total: FleetSum | None) -> Row:
    """A field in which nobody reported has no robots known; its events are unknown, not zero."""
    row: Row = {"number": number, "field": name, "robots": robots}
    if total is None:
        return row
    reported = {event: (total.events or {})[event] for event in EVENTS if total.rate(event)}
    return {**row, "robot_days": total.robot_days, "hours": round(total.hours, 1), **reported}


def event_rates(versions: QuerySet[FleetDay], scope: Scope) -> Figure:
    """Events per 1,000 robot-hours with exact Poisson intervals."""
    total = summed(rollups(versions, field=scope.field, model_version=scope.model_version))
    rows = [_event_row(event, total) for event in EVENTS]
    known = [row for row in rows if "rate" in row]
    picture = go.Figure(_with_intervals(known, "rate", [row["event"] for row in known]))
    picture.update_layout(
        xaxis={"title": {"text": _("events per 1,000 robot-hours")}},
        yaxis={"autorange": "reversed"},
    )
    columns = [
        ("event", _("Event"), ""),
        ("count", _("Count"), ""),
        ("hours", _("Hours that reported it"), "h"),
        ("rate", _("Rate"), _("per 1,000 h")),
        ("low", _("Lower bound"), ""),
        ("high", _("Upper bound"), ""),
    ]
    said = "; ".join(f"{row['event']} {row['rate']:g}" for row in known) or _("nothing reported")
    return Figure(
        "event-rates",
        _("Events per %(hours)s robot-hours") % {"hours": f"{PER_HOURS:,}"},
        _("Rates with exact 95 %% intervals: %(rates)s.") % {"rates": said},
        picture,
        Table(columns, rows),
    )


def _event_row(event: str, total: FleetSum) -> Row:
    rate = total.rate(event)
    if rate is None:
        return {"event": event_label(event)}
    return {
        "event": event_label(event),
        "count": (total.events or {})[event],
        "hours": round((total.hours_of or {})[event], 1),
        "rate": round(rate[0], 5),
        "low": round(rate[1].low, 5),
        "high": round(rate[1].high, 5),
    }


def _with_intervals(rows: Sequence[Row], key: str, names: Sequence[str]) -> go.Scatter:
    """A point for each row at `key`, from `low` to `high`."""
    return go.Scatter(
        x=[row[key] for row in rows],
        y=names,
        mode="markers",
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [row["high"] - row[key] for row in rows],
            "arrayminus": [row[key] - row["low"] for row in rows],
        },
    )


def path_to_goal(points: Sequence[tuple[date, int]]) -> Figure:
    """What was counted, against an assumed S-curve from the first count to 10,000,000 in 2040."""
    rows = [
        {"year": year, "counted": _counted(year, points), "assumed": _assumed(year, points)}
        for year in range(2026, GOAL_YEAR + 1)
    ]
    columns = [
        ("year", _("Fiscal year"), ""),
        ("counted", _("Counted"), _("robots")),
        ("assumed", _("Assumed path"), _("robots")),
    ]
    alt = _(
        "%(last)s robots were counted last. The dashed S-curve is an assumption of ours: it starts at "
        "the first count and reaches the goal at the end of fiscal year 2040."
    ) % {"last": f"{points[-1][1] if points else 0:,}"}
    title, table = _("The path to 10,000,000 robots in 2040"), Table(columns, rows)
    return Figure("path-to-goal", title, alt, _path_picture(rows), table)


def _counted(year: int, points: Sequence[tuple[date, int]]) -> int | None:
    """The most that was counted until the end of a year; nothing for years after the last count."""
    inside = [count for day, count in points if day <= fiscal_year_end(year)]
    return max(inside) if inside and points[-1][0] > fiscal_year_end(year - 1) else None


def _assumed(year: int, points: Sequence[tuple[date, int]]) -> int | None:
    end = fiscal_year_end(year)
    if not points or end < points[0][0]:
        return None
    first, count = points[0]
    return round(s_curve(_decimal(end), count, GOAL_ROBOTS, _decimal(first), GOAL_YEAR + 1.25))


def _decimal(day: date) -> float:
    """A day as a decimal year."""
    return day.year + day.timetuple().tm_yday / 365.25


def _path_picture(rows: Sequence[Row]) -> go.Figure:
    picture = go.Figure()
    picture.add_scatter(
        x=[row["year"] for row in rows],
        y=[row["assumed"] for row in rows],
        mode="lines",
        line={"dash": "dash"},
        name=_("assumed path"),
    )
    picture.add_scatter(
        x=[row["year"] for row in rows],
        y=[row["counted"] for row in rows],
        mode="markers",
        name=_("counted"),
    )
    picture.update_layout(
        xaxis={"title": {"text": _("fiscal year")}, "dtick": 2},
        yaxis={"title": {"text": _("robots")}},
    )
    return picture


def benchmark_rates(results: QuerySet[Result]) -> Figure:
    """The latest success rates, with Wilson's intervals, by name of the metric."""
    shown = list(results.filter(k__isnull=False).select_related("metric", "file")[:40])
    rows = [_rate_row(result) for result in shown]
    names = [f"{row['metric']} · {row['model']}" for row in rows]
    picture = go.Figure(_with_intervals(rows, "value", names))
    picture.update_layout(
        xaxis={"title": {"text": "%"}, "range": [0, 100]},
        yaxis={"autorange": "reversed"},
        height=140 + 26 * len(rows),
    )
    columns = [
        ("metric", _("Metric"), ""),
        ("model", _("Model"), ""),
        ("measured_on", _("Measured on"), ""),
        ("value", _("Rate"), "%"),
        ("low", _("Lower bound"), "%"),
        ("high", _("Upper bound"), "%"),
        ("k", _("Successes"), ""),
        ("n", _("Trials"), ""),
    ]
    return Figure(
        "benchmark-rates",
        _("Success rates of benchmarks"),
        _("%(count)s rates, each with Wilson's 95 %% interval.") % {"count": len(rows)},
        picture,
        Table(columns, rows),
    )


def _rate_row(result: Result) -> Row:
    return {
        "metric": str(result.metric),
        "model": result.file.model,
        "measured_on": result.file.measured_on,
        "value": _percent(result, result.value),
        "low": _percent(result, result.low),
        "high": _percent(result, result.high),
        "k": result.k,
        "n": result.n,
    }


def _percent(result: Result, value: float | None) -> float:
    scale = 1.0 if result.metric.unit == "percent" else 100.0
    return round(scale * (value or 0.0), 3)


def named(name: str, user: User, asked: Mapping[str, str], at: datetime) -> Figure:
    """A figure by the name in its address, with the filters of the address."""
    scope = Scope.of(asked, user, at)
    makers = {
        "fleet-by-field": lambda: fleet_by_field(scope.versions(), scope),
        "event-rates": lambda: event_rates(scope.versions(), scope),
        "path-to-goal": lambda: path_to_goal(scope.points()),
        "benchmark-rates": lambda: benchmark_rates(scope.results()),
    }
    if name not in makers:
        raise Http404
    return makers[name]()
