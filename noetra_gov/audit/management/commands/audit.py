from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from noetra_gov.audit import services
from noetra_gov.audit.export import export, export_proofs
from noetra_gov.audit.selectors import tree_size
from noetra_gov.audit.verification import LogReport, verify_log
from noetra_gov.audit.witnesses import witness_named
from noetra_gov.core import clock
from noetra_gov.core.commands import Command as BaseCommand
from noetra_gov.core.errors import BadInput
from noetra_gov.seal.keys import default_store


class Command(BaseCommand):
    help = (
        "The transparency log. “verify” reads every row and says what was changed, removed, added "
        "or moved, and what still waits for its place (exit status 1 when anything is wrong). "
        "“export DIR” writes the log in the C2SP forms with a guide to check it without this "
        "program. “checkpoint” places what waits and signs the head. “cosign” keeps the line of a "
        "witness."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        verify = actions.add_parser(
            "verify",
            help="check every row against the signed heads",
            description="Reads every row of the log and says what was changed, removed, added or moved, "
            "each finding on a line. Exit status 0: the log is sound, 1: it is not.",
        )
        verify.add_argument("--json", metavar="OUT", help="findings as JSON, - for the output")
        out = actions.add_parser(
            "export",
            help="write the log in the C2SP forms",
            description="Writes the log, its signed head and a guide to check them without this program.",
        )
        out.add_argument("directory", type=Path, metavar="DIR", help="an empty or new directory")
        out.add_argument(
            "--proof",
            type=int,
            action="append",
            default=[],
            metavar="INDEX",
            help="also prove entry INDEX",
        )
        actions.add_parser("checkpoint", help="place what waits and sign the head")
        cosign = actions.add_parser("cosign", help="keep the line of a witness")
        cosign.add_argument("witness", help="its name in witnesses.txt of the key store")
        cosign.add_argument("line", type=Path, help="a file with the line")

    def run(self, **options: Any) -> None:
        getattr(self, f"do_{options['action']}")(options)

    def do_verify(self, options: dict[str, Any]) -> None:
        report = verify_log(default_store())
        for fault in report.faults:
            self.stdout.write(f"{fault.where}: {fault.sentence} [{fault.code}]")
        self.write_json(options["json"], _as_json(report))
        self.stdout.write(
            _("%(entries)s entries, %(checkpoints)s checkpoints, %(waiting)s waiting for a place.")
            % vars(report)
        )
        if not report.sound:
            raise CommandError(_("The log is not as it was written."), returncode=1)
        self.stdout.write(_("The log is sound."))

    def do_checkpoint(self, options: dict[str, Any]) -> None:
        self.stdout.write(services.checkpoint(at=clock.now()).note)

    def do_export(self, options: dict[str, Any]) -> None:
        directory: Path = options["directory"]
        _new(directory)
        head = services.checkpoint(at=clock.now())
        self._check_indexes(options["proof"])
        export(directory, head, default_store(), self._progress)
        export_proofs(directory, head, iter(options["proof"]))
        self.stdout.write(
            _("%(count)s entries in %(path)s. How to check them: README.md there.")
            % {"count": head.size, "path": directory}
        )

    def _check_indexes(self, indexes: list[int]) -> None:
        size = tree_size()
        for index in indexes:
            if not 0 <= index < size:
                raise BadInput(
                    "no_entry", _("There is no entry %(index)s; the log has %(size)s."),
                    index=index, size=size,
                )  # fmt: skip

    def _progress(self, done: int, total: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{done}/{total}", ending="")

    def do_cosign(self, options: dict[str, Any]) -> None:
        head = services.checkpoint(at=clock.now())
        row = services.cosignature_add(
            checkpoint=head,
            witness=witness_named(options["witness"], default_store()),
            line=_text(options["line"]),
        )
        self.stdout.write(
            _("%(witness)s saw the log with %(size)s entries.")
            % {"witness": row.witness, "size": head.size}
        )


def _new(directory: Path) -> None:
    """Made before the head is signed: what cannot be written must not be begun."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        if not any(directory.iterdir()):
            return
    except OSError as error:
        raise BadInput(
            "out",
            _("%(path)s cannot be written (%(why)s). Choose another place."),
            path=str(directory),
            why=error.strerror,
        ) from error
    raise BadInput(
        "not_empty", _("%(path)s is not empty. Name a new directory."), path=str(directory)
    )


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput("bad_line", _("%(path)s cannot be read."), path=str(path)) from error


def _as_json(report: LogReport) -> dict[str, Any]:
    return {
        "sound": report.sound,
        "entries": report.entries,
        "waiting": report.waiting,
        "checkpoints": report.checkpoints,
        "not_under_a_checkpoint": report.uncovered,
        "faults": [vars(fault) for fault in report.faults],
    }
