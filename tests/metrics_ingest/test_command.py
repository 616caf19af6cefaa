import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from demo.measurements import inspect_log, lerobot_eval_info
from metrics_ingest.models import BenchmarkFile, FleetFile
from noetra_gov.people.models import Organisation
from tests.metrics_ingest.fleet.rows import parquet, row

PAST = {"day": "2026-05-01"}


@pytest.fixture
def file(tmp_path: Path, honda: Organisation, fields: None) -> Path:
    from datetime import date

    return parquet(
        tmp_path / "day.parquet", [row(1, day=date(2026, 5, 1)), row(2, day=date(2026, 5, 1))]
    )


def test_fleet_says_what_it_counted_and_writes_json(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.json"
    call_command("ingest", "fleet", str(file), "--organisation", "HONDA", "--json", str(out))
    assert "2" in capsys.readouterr().out
    told = json.loads(out.read_text())
    assert (told["rows"], told["sound"], told["state"], told["new"]) == (2, 2, "counted", True)
    assert told["days"][0]["day"] == "2026-05-01"


def test_benchmark_says_its_results(
    tmp_path: Path, db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    from datetime import date

    path = tmp_path / "log.eval"
    path.write_bytes(inspect_log(day=date(2026, 5, 1)))
    call_command("ingest", "benchmark", str(path))
    assert "0.855 fraction (171/200) [0.7995, 0.8971]" in capsys.readouterr().out


def refused(*arguments: Any) -> CommandError:
    with pytest.raises(CommandError) as caught:
        call_command("ingest", *(str(a) for a in arguments))
    assert caught.value.returncode == 1
    assert not FleetFile.objects.exists()
    assert not BenchmarkFile.objects.exists()
    return caught.value


def test_an_organisation_that_does_not_exist_is_refused(file: Path) -> None:
    assert "NOBODY" in str(refused("fleet", file, "--organisation", "NOBODY"))


def test_a_day_in_the_future_is_refused(file: Path) -> None:
    assert "2126-01-01" in str(
        refused("fleet", file, "--organisation", "HONDA", "--day", "2126-01-01")
    )


@pytest.mark.parametrize("content", [b"", b"garbage", b"PAR1garbage", b"\x1f\x8bgarbage"])
def test_empty_and_broken_files_are_refused(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    assert str(refused("fleet", file, "--organisation", "HONDA"))
    assert str(refused("benchmark", file))


def test_a_missing_file_is_refused(tmp_path: Path, honda: Organisation) -> None:
    assert "gone" in str(refused("fleet", tmp_path / "gone", "--organisation", "HONDA"))
    assert "gone" in str(refused("benchmark", tmp_path / "gone"))


def test_missing_facts_are_asked_for_by_their_options(tmp_path: Path, db: None) -> None:
    path = tmp_path / "eval_info.json"
    path.write_bytes(lerobot_eval_info())
    assert "--model … --date …" in str(refused("benchmark", path))


def test_an_unknown_format_name_is_refused_with_those_that_are_known(
    tmp_path: Path, db: None
) -> None:
    path = tmp_path / "eval_info.json"
    path.write_bytes(lerobot_eval_info())
    assert "lerobot" in str(refused("benchmark", path, "--format", "unheard"))


def test_a_quarantined_file_ends_with_a_status_that_is_not_zero(
    tmp_path: Path, honda: Organisation, fields: None
) -> None:
    from datetime import date

    rows = [row(i, hours=99.0, day=date(2026, 5, 1)) for i in range(1, 40)]
    path = parquet(tmp_path / "bad.parquet", rows)
    with pytest.raises(CommandError):
        call_command("ingest", "fleet", str(path), "--organisation", "HONDA")
    assert FleetFile.objects.get().state == "quarantined"


def test_an_unknown_format_name_is_refused_for_a_file_that_is_known_too(
    tmp_path: Path, db: None
) -> None:
    path = tmp_path / "eval_info.json"
    path.write_bytes(lerobot_eval_info())
    call_command("ingest", "benchmark", str(path), "--model", "m", "--date", "2026-05-01")
    with pytest.raises(CommandError, match="unheard"):
        call_command("ingest", "benchmark", str(path), "--format", "unheard")


def test_a_day_that_is_none_is_refused_in_words(file: Path) -> None:
    with pytest.raises(CommandError, match="write it like 2027-04-05"):
        call_command("ingest", "fleet", str(file), "--organisation", "HONDA", "--day", "yesterday")


def test_json_alone_is_on_the_output_when_asked_for_there(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("ingest", "fleet", str(file), "--organisation", "HONDA", "--json", "-")
    assert json.loads(capsys.readouterr().out)["rows"] == 2
