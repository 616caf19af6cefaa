"""What every command shares: a domain error is one sentence and exit status 1, and JSON goes where asked."""

import json
import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext_lazy as _

from noetra_gov.core.errors import BadInput, DomainError


def writable(path: Path) -> Path:
    """Asked before any work is done: what cannot be handed over must not be begun."""
    if path.is_dir():
        raise BadInput("out", _("%(path)s is a folder. Name a file."), path=str(path))
    if not path.absolute().parent.is_dir():
        folder = str(path.parent)
        raise BadInput(
            "out", _("The folder %(folder)s does not exist. Make it first."), folder=folder
        )
    try:
        with tempfile.TemporaryFile(dir=path.absolute().parent):
            return path
    except OSError as error:
        raise BadInput(
            "out",
            _("%(path)s cannot be written (%(why)s). Choose another place."),
            path=str(path),
            why=error.strerror,
        ) from error


class Command(BaseCommand):
    """A command whose `run(**options)` may raise domain errors."""

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._make_way(options.get("json"))
            self.run(**options)
        except DomainError as refused:
            raise CommandError(str(refused), returncode=1) from refused

    def _make_way(self, target: str | None) -> None:
        """Where the JSON goes: a file that can be written, or the output, which is then for it alone."""
        self.answer = self.stdout
        if target == "-":
            self.stdout = self.stderr
        elif target is not None:
            writable(Path(target))

    def run(self, **options: Any) -> None:
        raise TypeError("A command says in `run` what it does.")

    def write_json(self, target: str | None, value: Any) -> None:
        """Write a JSON answer to a file, or to the output for "-"; nothing where none was asked for."""
        if target is None:
            return
        text = json.dumps(value, ensure_ascii=False, indent=2, default=str)
        if target == "-":
            self.answer.write(text)
        else:
            Path(target).write_text(text + "\n", encoding="utf-8")
