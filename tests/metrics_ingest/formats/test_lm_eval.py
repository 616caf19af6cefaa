import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from metrics_ingest.errors import BadFile, MissingFacts
from metrics_ingest.formats import Facts, Reading, read_benchmark


def log(**changes: Any) -> dict[str, Any]:
    return {
        "results": {
            "jcommonsenseqa": {
                "alias": "jcommonsenseqa",
                "acc,none": 0.85,
                "acc_stderr,none": "N/A",
            },
            "jsquad": {"exact_match,strict": 0.5, "exact_match_stderr,strict": 0.02},
        },
        "n-samples": {
            "jcommonsenseqa": {"original": 200, "effective": 200},
            "jsquad": {"original": 100, "effective": 100},
        },
        "n-shot": {"jcommonsenseqa": 3},
        "versions": {"jcommonsenseqa": 1.1},
        "higher_is_better": {"jsquad": {"exact_match": True}},
        "config": {"limit": None},
        "git_hash": "034ab03",
        "date": 1822262400.0,
        "model_name": "noetra/nfm-1.0",
    } | changes


def read(tmp_path: Path, content: Any, facts: Facts | None = None) -> Reading:
    path = tmp_path / "results.json"
    path.write_text(json.dumps(content))
    return read_benchmark(path, facts or Facts())


def test_values_keep_their_filter_trials_and_commit(tmp_path: Path) -> None:
    reading = read(tmp_path, log())
    accuracy, match = reading.measurements
    assert (accuracy.metric, accuracy.value, accuracy.n, accuracy.k) == ("acc", 0.85, 200, 170)
    assert (match.metric, match.unit, match.commit) == ("exact_match,strict", "fraction", "034ab03")
    assert accuracy.date == date(2027, 9, 30)
    assert accuracy.conditions["shots"] == 3
    assert reading.unfit == ""


@pytest.mark.parametrize(
    "changes",
    [{"config": {"limit": 20}}, {"n-samples": {"jsquad": {"original": 100, "effective": 20}}}],
)
def test_a_limited_run_is_refused_as_evidence(tmp_path: Path, changes: dict[str, Any]) -> None:
    assert read(tmp_path, log(**changes)).unfit_code == "limited"


def test_a_metric_of_unknown_direction_is_asked_for(tmp_path: Path) -> None:
    odd = log(results={"t": {"alias": "t", "perplexity,none": 3.5}})
    with pytest.raises(BadFile, match="--direction"):
        read(tmp_path, odd)
    (value,) = read(tmp_path, odd, Facts(direction="lower")).measurements
    assert value.direction == "lower"


def test_model_and_date_are_asked_for(tmp_path: Path) -> None:
    with pytest.raises(MissingFacts, match="--model … --date …"):
        read(tmp_path, log(model_name="", date=None))


def test_a_file_whose_values_are_all_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="no result"):
        read(tmp_path, log(results={"t": {"alias": "t", "acc,none": "N/A"}}))
