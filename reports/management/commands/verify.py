from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from noetra_gov.core.commands import Command as BaseCommand
from reports.verification import Report, as_lines, verdict, verify_file


class Command(BaseCommand):
    help = (
        "Is a sealed dossier genuine? Checks signatures, time stamps, the evidence, the log's "
        "proof and the statements, each finding on a line. Exit status 0: genuine, 1: not. "
        "A file signed by someone the trusted certificate does not vouch for is not genuine."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.pdf", help="the sealed PDF")
        parser.add_argument(
            "--trust",
            type=Path,
            action="append",
            metavar="CERT.pem",
            help="a root certificate to trust instead of this installation's own",
        )
        parser.add_argument("--json", metavar="OUT", help="findings as JSON, - for the output")

    def run(self, **options: Any) -> None:
        report = verify_file(options["file"], trust=options["trust"])
        self.write_json(options["json"], _as_json(report))
        if options["json"] != "-":
            self.stdout.write("\n".join(as_lines(report)[:-1]))
        if not report.genuine:
            raise CommandError(verdict(report), returncode=1)
        if options["json"] != "-":
            self.stdout.write(verdict(report))


def _as_json(report: Report) -> dict[str, Any]:
    return {
        "genuine": report.genuine,
        "level": report.level,
        "signed_at": report.signed_at,
        "signers": report.signers,
        "findings": [vars(finding) for finding in report.findings],
    }
