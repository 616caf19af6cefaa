"""docs/permissions.md: every declared right and which role has it, from the rights themselves."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import override

from noetra_gov.core.commands import Command as Base
from noetra_gov.people.models import Role
from noetra_gov.people.permission import Right, declared

HEAD = """# Who may do what

Made by `python manage.py permissions --out docs/permissions.md` from the `rights.py` of each app;
`--check` tells whether this page is behind. ● means: has the right. ○ means: has it where the thing
itself allows it (its state, its organisation, who did the step before); the page then says why not.
Whoever holds no role may only read what is open to every signed-in person.
"""


class Command(Base):
    help = "Writes which role has which right, as a page for docs/ (Markdown)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", metavar="FILE", help="where to write; without it: the output")
        parser.add_argument("--check", metavar="FILE", help="fail where FILE is behind the code")

    def run(self, **options: Any) -> None:
        text = page()
        if options["check"]:
            self._compare(Path(options["check"]), text)
        elif options["out"]:
            Path(options["out"]).write_text(text, encoding="utf-8")
        else:
            self.stdout.write(text)

    def _compare(self, path: Path, text: str) -> None:
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            line = f"python manage.py permissions --out {path}"
            raise CommandError(f"{path} is behind the code. Write it anew: {line}")
        self.stdout.write(f"{path} says what the code says.")


def page() -> str:
    """The whole page; in English whatever language the machine speaks."""
    with override("en"):
        rights = declared()
        areas = sorted({area(right) for right in rights})
        return HEAD + "".join(section(name, rights) for name in areas)


def area(right: Right) -> str:
    return right.code.partition(".")[0]


def section(name: str, rights: list[Right]) -> str:
    """One app: a row for each right, a column for each role that has any of them."""
    own = [right for right in rights if area(right) == name]
    roles = [role for role in Role if any(role in right.roles for right in own)]
    head = ["Right", "What it lets one do", *(str(role.label) for role in roles)]
    lines = [row(head), row(["---", "---", *(":-:" for _ in roles)])]
    lines += [row([f"`{right.code}`", str(right.label), *marks(right, roles)]) for right in own]
    return f"\n## {name}\n\n" + "\n".join(lines) + "\n"


def marks(right: Right, roles: list[Role]) -> list[str]:
    sign = "○" if right.check else "●"
    return [sign if role in right.roles else "" for role in roles]


def row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"
