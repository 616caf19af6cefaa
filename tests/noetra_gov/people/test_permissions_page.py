"""The page that shows all rights at once comes from the rights themselves."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from noetra_gov.people.permission import declared


def test_every_declared_right_stands_on_the_page_once() -> None:
    out = StringIO()
    call_command("permissions", stdout=out)
    for right in declared():
        assert out.getvalue().count(f"| `{right.code}` |") == 1


def test_a_page_that_is_behind_is_found(tmp_path: Path) -> None:
    page = tmp_path / "permissions.md"
    call_command("permissions", out=str(page))
    call_command("permissions", check=str(page), stdout=StringIO())
    page.write_text(page.read_text() + "one line more\n")
    with pytest.raises(CommandError, match="Write it anew"):
        call_command("permissions", check=str(page))


def test_the_page_in_docs_says_what_the_code_says() -> None:
    call_command("permissions", check="docs/permissions.md", stdout=StringIO())
