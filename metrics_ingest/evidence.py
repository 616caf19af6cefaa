"""What the measurements answer when a gate asks: benchmark indicators and figures of the fleet.

A criterion says in its parameters what it asks for:
  benchmark_indicator: suite, task, metric, model (any of them), or indicator (a code)
  fleet_figure: figure = robots | robot_hours | robot_days | <event>_per_1000h, with field and
  model_version where it asks for a part, and days (30): the window that ends with the last known day
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from metrics_ingest.models import FleetDay, Result
from metrics_ingest.selectors import (
    EVENTS,
    distinct_by_field,
    known,
    latest_day,
    lineage,
    rollups,
    summed,
    union,
)
from noetra_gov.core.fiscal import tokyo_date
from noetra_gov.gates import evidence
from noetra_gov.gates.evidence import Evidence
from noetra_gov.seal.canonical import digest_of

WINDOW_DAYS = 30
RATE = "_per_1000h"


@dataclass(frozen=True)
class Answer:
    """A value (None: nobody knows), how much it rests on, and the way back to the files."""

    value: Decimal | int | None
    n: int | None
    lineage: dict[str, Any]


def as_evidence(criterion: Any, answer: Answer, as_of: datetime) -> Evidence:
    value = (
        answer.value if answer.value is None or isinstance(answer.value, int) else str(answer.value)
    )
    return Evidence(
        criterion=criterion.code,
        label_ja=criterion.label_ja,
        label_en=criterion.label_en,
        value=value,
        unit=criterion.unit,
        n=answer.n,
        verdict=criterion.verdict_of(answer.value),
        digest=digest_of({"value": value, "n": answer.n, "lineage": answer.lineage}),
        lineage=answer.lineage,
        as_of=as_of,
    )


class BenchmarkSource:
    """The latest evidence of the metric that a criterion names."""

    name = "metrics_ingest.benchmarks"
    answers = frozenset({evidence.BENCHMARK})

    def gather(self, gate: Any, as_of: datetime) -> Iterable[Evidence]:
        for criterion in gate.criteria(kind=evidence.BENCHMARK):
            yield as_evidence(criterion, self._answer(criterion.parameters, as_of), as_of)

    def _answer(self, asked: dict[str, Any], as_of: datetime) -> Answer:
        result = _latest(asked, as_of)
        if result is None or result.value is None:
            return Answer(None, None, {"asked": asked, "found": "nothing"})
        return Answer(
            _decimal(result.value),
            result.n,
            {
                "file": result.file.name,
                "digest": result.file.digest,
                "format": result.file.format,
                "metric": str(result.metric),
                "unit": result.metric.unit,
                "k": result.k,
                "interval": [_text(result.low), _text(result.high)],
                "model": result.file.model,
                "measured_on": result.file.measured_on.isoformat(),
                "demonstration": result.file.demonstration,
            },
        )


def _latest(asked: dict[str, Any], as_of: datetime) -> Result | None:
    found: QuerySet[Result] = Result.objects.evidence().filter(file__received_at__lte=as_of)
    for key, lookup in (
        ("suite", "metric__suite"),
        ("task", "metric__task"),
        ("metric", "metric__metric"),
        ("indicator", "metric__indicator__code"),
        ("model", "file__model"),
    ):
        if asked.get(key):
            found = found.filter(**{lookup: asked[key]})
    if not any(asked.get(key) for key in ("suite", "metric", "indicator")):
        return None
    return (
        found.select_related("metric", "file")
        .order_by("-file__measured_on", "-file__received_at", "-n", "pk")
        .first()
    )


class FleetSource:
    """Figures of the fleet over the last days that were known at the time of the question."""

    name = "metrics_ingest.fleet"
    answers = frozenset({evidence.FLEET})

    def gather(self, gate: Any, as_of: datetime) -> Iterable[Evidence]:
        for criterion in gate.criteria(kind=evidence.FLEET):
            yield as_evidence(criterion, self._answer(criterion.parameters, as_of), as_of)

    def _answer(self, asked: dict[str, Any], as_of: datetime) -> Answer:
        last = latest_day(known(as_of, last=tokyo_date(as_of)))
        if last is None:
            return Answer(None, None, {"asked": asked, "found": "nothing"})
        first = last - timedelta(days=int(asked.get("days", WINDOW_DAYS)) - 1)
        versions = known(as_of, first, last)
        value, n = fleet_figure(asked, versions)
        return Answer(
            value,
            n,
            {
                "asked": asked,
                "first_day": first.isoformat(),
                "last_day": last.isoformat(),
                "files": lineage(versions),
            },
        )


def fleet_figure(
    asked: dict[str, Any], versions: QuerySet[FleetDay]
) -> tuple[Decimal | int | None, int | None]:
    """The figure and what it rests on: robot-days of the window."""
    figure, field = str(asked.get("figure", "")), asked.get("field")
    total = summed(
        rollups(versions, field=field, model_version=str(asked.get("model_version", "")))
    )
    if figure == "robots":
        found = distinct_by_field(versions)
        if field is not None:
            return len(found[field]) if field in found else 0, total.robot_days
        return len(union(found)), total.robot_days
    if figure in ("robot_hours", "robot_days"):
        return (
            _decimal(total.hours) if figure == "robot_hours" else total.robot_days
        ), total.robot_days
    event = figure.removesuffix(RATE)
    rate = total.rate(event) if figure.endswith(RATE) and event in EVENTS else None
    return (None, None) if rate is None else (_decimal(rate[0]), total.robot_days)


def _decimal(value: float) -> Decimal:
    return Decimal(format(value, ".8g"))


def _text(value: float | None) -> str | None:
    return None if value is None else format(value, ".8g")


SOURCES = (BenchmarkSource(), FleetSource())
