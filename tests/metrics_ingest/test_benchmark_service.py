from datetime import date
from pathlib import Path

import pytest

from demo.measurements import inspect_log, lerobot_eval_info
from metrics_ingest.formats import Facts
from metrics_ingest.models import BenchmarkFile, FileState, Metric, Result
from metrics_ingest.services.benchmark import Taken, benchmark_ingest
from noetra_gov.audit.models import Entry
from noetra_gov.core.errors import BadInput
from noetra_gov.programme.models import Indicator, IndicatorValue
from tests.metrics_ingest.conftest import AT

pytestmark = pytest.mark.django_db


def take(tmp_path: Path, body: bytes, **facts: object) -> Taken:
    path = tmp_path / "file"
    path.write_bytes(body)
    return benchmark_ingest(actor="test", path=path, at=AT, facts=Facts(**facts))  # type: ignore[arg-type]


def test_results_carry_their_trials_and_their_wilson_interval(tmp_path: Path) -> None:
    taken = take(tmp_path, inspect_log())
    result = taken.file.results.get()
    assert (result.k, result.n, result.value) == (171, 200, 0.855)
    assert (round(result.low or 0, 4), round(result.high or 0, 4)) == (0.7995, 0.8971)
    assert Entry.objects.get().digests == {"file": taken.file.digest}


def test_an_interval_is_in_the_unit_of_its_metric(tmp_path: Path) -> None:
    take(tmp_path, lerobot_eval_info(), model="nfm-1.0", date=date(2027, 9, 30))
    rate = Result.objects.get(
        metric__suite="libero_object", metric__task="(all)", metric__metric="pc_success"
    )
    assert 80 < (rate.low or 0) < (rate.value or 0) < (rate.high or 0) < 100


def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    assert take(tmp_path, inspect_log()).new
    assert not take(tmp_path, inspect_log()).new
    assert (BenchmarkFile.objects.count(), Entry.objects.count()) == (1, 1)


def test_a_limited_run_is_history_and_no_evidence(tmp_path: Path) -> None:
    file = take(tmp_path, inspect_log(limit=20)).file
    assert (file.state, file.unfit_code) == (FileState.HISTORY, "limited")
    assert Result.objects.count() == 1
    assert not Result.objects.evidence().exists()


def test_a_run_that_failed_is_kept_without_results(tmp_path: Path) -> None:
    file = take(tmp_path, inspect_log(status="error"), model="m", date=date(2027, 9, 1)).file
    assert file.state == FileState.HISTORY
    assert not file.results.exists()


def test_a_metric_of_an_indicator_adds_a_value_with_its_way_back(tmp_path: Path) -> None:
    indicator = Indicator.objects.create(
        code="reasoning", name_ja="推論", name_en="Reasoning", unit="fraction", direction="higher"
    )
    Metric.objects.create(
        suite="physical_reasoning_ja",
        task="choice",
        metric="accuracy",
        unit="fraction",
        direction="higher",
        indicator=indicator,
    )
    file = take(tmp_path, inspect_log()).file
    value = IndicatorValue.objects.get()
    assert (float(value.value), value.n, value.k, value.digest) == (0.855, 200, 171, file.digest)


def test_a_unit_that_the_catalogue_contradicts_is_refused_and_nothing_written(
    tmp_path: Path,
) -> None:
    Metric.objects.create(
        suite="physical_reasoning_ja",
        task="choice",
        metric="accuracy",
        unit="percent",
        direction="higher",
    )
    with pytest.raises(BadInput, match="percent"):
        take(tmp_path, inspect_log())
    assert not BenchmarkFile.objects.exists()


def test_a_measurement_of_tomorrow_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="not come yet"):
        take(tmp_path, inspect_log(day=date(2027, 10, 2)))


@pytest.mark.parametrize(
    ("body", "said"), [(b"", "empty"), (b"PK\x03\x04", "none of the known"), (b"{}", "none")]
)
def test_what_cannot_be_read_is_refused_with_a_sentence(
    tmp_path: Path, body: bytes, said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        take(tmp_path, body)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no file"):
        benchmark_ingest(actor="test", path=tmp_path / "gone", at=AT)
