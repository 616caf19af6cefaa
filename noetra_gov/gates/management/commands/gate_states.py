"""docs/gates.md: the diagram and the table of states, from the flow itself."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from noetra_gov.core.commands import Command as Base
from noetra_gov.gates.diagram import mermaid, table

BEGIN, END = "gate_states --out docs/gates.md` -->\n", "<!-- /states -->"


def section() -> str:
    return f"```mermaid\n{mermaid()}\n```\n\n{table()}\n"


class Command(Base):
    help = "Writes the states of a gate into docs/gates.md, or prints them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", metavar="FILE", help="the page to renew between its two marks")

    def run(self, **options: Any) -> None:
        if not options["out"]:
            self.stdout.write(section())
            return
        path = Path(options["out"])
        text = path.read_text(encoding="utf-8")
        if BEGIN not in text or END not in text:
            raise CommandError(f"{path} has no marks for the states; see docs/gates.md.")
        before, rest = text.split(BEGIN)
        path.write_text(before + BEGIN + section() + END + rest.split(END)[1], encoding="utf-8")
