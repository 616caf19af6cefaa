"""What every command shares: one sentence, an exit status, JSON where it was asked for, nothing half-done."""

import json
from argparse import ArgumentParser
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from noetra_gov.core.commands import Command, writable
from noetra_gov.core.errors import BadInput


class Counting(Command):
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json")

    def run(self, **options: Any) -> None:
        self.stdout.write("one, two")
        self.write_json(options["json"], {"count": 2})


class Unreachable(Counting):
    def run(self, **options: Any) -> None:
        raise AssertionError("nothing may be begun")


@pytest.mark.parametrize("target", ["", "none/out.json", "/proc/out.json"])
def test_json_that_cannot_be_written_is_refused_before_any_work(
    target: str, tmp_path: Path
) -> None:
    with pytest.raises(CommandError) as refused:
        call_command(Unreachable(), json=str(tmp_path / target), skip_checks=True)
    assert refused.value.returncode == 1
    assert list(tmp_path.iterdir()) == []


def test_with_json_on_the_output_nothing_else_is_on_it() -> None:
    out, told = StringIO(), StringIO()
    call_command(Counting(stdout=out, stderr=told), json="-", skip_checks=True)
    assert json.loads(out.getvalue()) == {"count": 2}
    assert "one, two" in told.getvalue()


def test_json_goes_to_the_file_that_was_named(tmp_path: Path) -> None:
    out = StringIO()
    call_command(Counting(stdout=out), json=str(tmp_path / "out.json"), skip_checks=True)
    assert json.loads((tmp_path / "out.json").read_text()) == {"count": 2}
    assert out.getvalue() == "one, two\n"


def test_a_file_is_writable_and_still_not_there_after_asking(tmp_path: Path) -> None:
    assert writable(tmp_path / "new.pdf") == tmp_path / "new.pdf"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_no_file_to_write(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        writable(tmp_path)
    assert refused.value.code == "out"
