import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from backports.zstd import zipfile

from demo.measurements import inspect_log
from metrics_ingest.errors import BadFile
from metrics_ingest.formats import Facts, read_benchmark
from metrics_ingest.formats import inspect_log as reader


def write(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "log.eval"
    path.write_bytes(content)
    return path


def changed(**header: Any) -> bytes:
    with zipfile.ZipFile(io.BytesIO(inspect_log())) as archive:
        content = json.loads(archive.read("header.json")) | header
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", compression=zipfile.ZIP_ZSTANDARD) as archive:
        archive.writestr("header.json", json.dumps(content))
    return body.getvalue()


def test_a_log_compressed_with_zstd_is_read(tmp_path: Path) -> None:
    reading = read_benchmark(write(tmp_path, inspect_log()), Facts())
    (accuracy,) = reading.measurements
    assert (accuracy.value, accuracy.n, accuracy.k) == (0.855, 200, 171)
    assert (accuracy.unit, accuracy.model, accuracy.commit) == (
        "fraction",
        "noetra/nfm-1.0",
        "4f0c2a9",
    )
    assert accuracy.date == date(2027, 9, 30)
    assert reading.unfit == ""


def test_the_members_really_use_method_93() -> None:
    with zipfile.ZipFile(io.BytesIO(inspect_log())) as archive:
        assert {member.compress_type for member in archive.infolist()} == {93}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (inspect_log(status="error"), "run_error"),
        (inspect_log(status="cancelled"), "run_cancelled"),
        (inspect_log(limit=20), "limited"),
        (inspect_log(finished=False), "run_started"),
    ],
)
def test_a_run_that_did_not_end_well_or_was_limited_is_history(
    tmp_path: Path, content: bytes, code: str
) -> None:
    assert read_benchmark(write(tmp_path, content), Facts()).unfit_code == code


def test_a_run_with_missing_samples_is_history(tmp_path: Path) -> None:
    content = changed(results={"total_samples": 200, "completed_samples": 190, "scores": []})
    assert read_benchmark(write(tmp_path, content), Facts()).unfit_code == "incomplete"


def test_a_newer_version_is_refused_with_the_difference_named(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="version 3; versions 1 and 2"):
        read_benchmark(write(tmp_path, changed(version=3)), Facts())


def test_accuracy_with_partial_credit_has_no_count_of_successes(tmp_path: Path) -> None:
    scores = [
        {
            "name": "s",
            "scorer": "s",
            "scored_samples": 10,
            "metrics": {"accuracy": {"name": "accuracy", "value": 0.55 + 1e-3}},
        }
    ]
    content = changed(results={"total_samples": 10, "completed_samples": 10, "scores": scores})
    (accuracy,) = read_benchmark(write(tmp_path, content), Facts()).measurements
    assert (accuracy.n, accuracy.k) == (10, None)


def test_a_metric_of_unknown_direction_is_refused(tmp_path: Path) -> None:
    scores = [{"name": "s", "scorer": "s", "metrics": {"oddity": {"name": "oddity", "value": 1.0}}}]
    content = changed(results={"total_samples": 1, "completed_samples": 1, "scores": scores})
    with pytest.raises(BadFile, match="oddity"):
        read_benchmark(write(tmp_path, content), Facts())


def test_a_log_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    whole = inspect_log()
    with pytest.raises(BadFile, match="cut off or damaged"):
        read_benchmark(write(tmp_path, whole[: len(whole) - 40]), Facts())


def test_a_member_that_unpacks_without_end_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "MOST_HEADER_BYTES", 100_000)
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", compression=zipfile.ZIP_ZSTANDARD) as archive:
        archive.writestr("header.json", b" " * 50_000_000)
    assert len(body.getvalue()) < 50_000
    with pytest.raises(BadFile, match="unpacks to more"):
        read_benchmark(write(tmp_path, body.getvalue()), Facts())
