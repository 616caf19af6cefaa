from datetime import date
from pathlib import Path

import pytest

from demo.measurements import inspect_log, lerobot_eval_info
from metrics_ingest.comparison import comparisons
from metrics_ingest.formats import Facts
from metrics_ingest.models import BenchmarkFile, Result
from metrics_ingest.services.benchmark import benchmark_ingest
from tests.metrics_ingest.conftest import AT

pytestmark = pytest.mark.django_db


def log(tmp_path: Path, model: str, day: int, correct: int) -> BenchmarkFile:
    path = tmp_path / "log.eval"
    path.write_bytes(inspect_log(model=model, day=date(2027, 9, day), correct=correct))
    return benchmark_ingest(actor="t", path=path, at=AT).file


@pytest.mark.parametrize(("correct", "verdict"), [(120, "worse"), (198, "better"), (168, "same")])
def test_a_release_is_held_against_the_one_before(
    tmp_path: Path, correct: int, verdict: str
) -> None:
    log(tmp_path, "nfm-1.0", 1, 171)
    (found,) = comparisons(log(tmp_path, "nfm-1.1", 2, correct))
    assert (found.verdict, found.differs) == (verdict, [])
    assert found.before.file.model == "nfm-1.0"


def test_where_conditions_differ_the_comparison_says_so(tmp_path: Path) -> None:
    before = log(tmp_path, "nfm-1.0", 1, 171)
    Result.objects.filter(file=before).update(conditions={"task_version": 1})
    (found,) = comparisons(log(tmp_path, "nfm-1.1", 2, 171))
    assert "task_version" in found.differs


def test_lower_is_better_where_the_metric_says_so(tmp_path: Path) -> None:
    for name, seed in (("nfm-1.0", 7), ("nfm-1.1", 8)):
        path = tmp_path / "eval_info.json"
        path.write_bytes(lerobot_eval_info(seed=seed))
        facts = Facts(model=name, date=date(2027, 9, seed))
        file = benchmark_ingest(actor="t", path=path, at=AT, facts=facts).file
    violations = [c for c in comparisons(file) if c.after.metric.metric == "pc_had_violation"]
    assert {c.verdict for c in violations} <= {"same", "better", "worse"}
    assert violations


def test_the_first_model_has_nothing_before_it(tmp_path: Path) -> None:
    assert comparisons(log(tmp_path, "nfm-1.0", 1, 171)) == []
