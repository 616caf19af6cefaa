"""What every command shares: a domain error is one sentence and exit status 1, and JSON goes where asked."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from noetra_gov.core.errors import DomainError


class Command(BaseCommand):
    """A command whose `run(**options)` may raise domain errors."""

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.run(**options)
        except DomainError as refused:
            raise CommandError(str(refused), returncode=1) from refused

    def run(self, **options: Any) -> None:
        raise TypeError("A command says in `run` what it does.")

    def write_json(self, target: str | None, value: Any) -> None:
        """Write a JSON answer to a file, or to the output for "-"; nothing where none was asked for."""
        if target is None:
            return
        text = json.dumps(value, ensure_ascii=False, indent=2, default=str)
        if target == "-":
            self.stdout.write(text)
        else:
            Path(target).write_text(text + "\n", encoding="utf-8")
