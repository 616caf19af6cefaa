from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from demo.measurements import inspect_log
from metrics_ingest.evidence import BenchmarkSource, FleetSource
from metrics_ingest.services.benchmark import benchmark_ingest
from noetra_gov.gates import evidence, rules
from tests.metrics_ingest.conftest import AT
from tests.metrics_ingest.fleet.rows import row


@dataclass
class Criterion:
    """A criterion as a gate's template fixes it."""

    parameters: dict[str, Any]
    comparator: str = "ge"
    threshold: Decimal | None = Decimal("0.8")
    code: str = "C-1"
    label_ja: str = "基準"
    label_en: str = "criterion"
    unit: str = "fraction"

    def verdict_of(self, value: Decimal | int | None) -> str:
        return rules.verdict_of(value, self.comparator, self.threshold)


@dataclass
class Gate:
    asked: list[Criterion] = field(default_factory=list)

    def criteria(self, kind: str | None = None) -> list[Criterion]:
        return self.asked


def fleet(**parameters: Any) -> Any:
    (answer,) = FleetSource().gather(Gate([Criterion(parameters, threshold=Decimal(2))]), AT)
    return answer


def benchmark(as_of: Any = AT, **parameters: Any) -> Any:
    (answer,) = BenchmarkSource().gather(Gate([Criterion(parameters)]), as_of)
    return answer


def test_both_sources_are_registered_in_gates() -> None:
    assert {"metrics_ingest.benchmarks", "metrics_ingest.fleet"} <= {
        s.name for s in evidence.sources()
    }


def test_nobody_knows_is_unknown_and_never_met(db: None) -> None:
    assert benchmark(suite="none").verdict == "unknown"
    assert fleet(figure="robots").verdict == "unknown"
    assert fleet(figure="unheard_of").value is None


def test_a_benchmark_answers_with_value_trials_and_the_way_back(db: None, tmp_path: Path) -> None:
    path = tmp_path / "log.eval"
    path.write_bytes(inspect_log())
    file = benchmark_ingest(actor="t", path=path, at=AT).file
    answer = benchmark(suite="physical_reasoning_ja", metric="accuracy")
    assert (answer.value, answer.n, answer.verdict) == ("0.855", 200, "met")
    assert answer.lineage["digest"] == file.digest
    assert (
        benchmark(as_of=AT - timedelta(days=1), suite="physical_reasoning_ja").verdict == "unknown"
    )


def test_a_limited_run_never_answers(db: None, tmp_path: Path) -> None:
    path = tmp_path / "log.eval"
    path.write_bytes(inspect_log(limit=10))
    benchmark_ingest(actor="t", path=path, at=AT)
    assert benchmark(suite="physical_reasoning_ja").verdict == "unknown"


def test_figures_of_the_fleet_answer_as_known_at_the_time(take: Callable[..., Any]) -> None:
    take([row(1), row(2), row(3, field=5)])
    take([row(1)], at=AT + timedelta(hours=1))
    assert (fleet(figure="robots").value, fleet(figure="robots").verdict) == (3, "met")
    assert fleet(figure="robots", field=5).value == 1
    assert fleet(figure="robot_hours").value == "31.5"
    assert fleet(figure="interventions_per_1000h").value == "190.47619"


def test_the_same_question_has_the_same_digest(take: Callable[..., Any]) -> None:
    take([row(1)])
    assert fleet(figure="robots").digest == fleet(figure="robots").digest


@pytest.mark.parametrize("figure", ["near_misses_per_1000h", "incidents_serious_per_1000h"])
def test_what_nobody_reports_has_no_rate(take: Callable[..., Any], figure: str) -> None:
    take([row(1, near_misses=None, incidents_serious=None)])
    assert fleet(figure=figure).verdict == "unknown"
