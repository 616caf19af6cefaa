"""manage.py ingest benchmark FILE · manage.py ingest fleet FILE --organisation CODE"""

import time
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from metrics_ingest.formats import FORMATS, Facts
from metrics_ingest.models import BenchmarkFile, FleetFile
from metrics_ingest.selectors import result_line
from metrics_ingest.services import benchmark_ingest, fleet_ingest
from metrics_ingest.services.fleet import FleetFacts
from metrics_ingest.words import reason_text
from noetra_gov.core import clock
from noetra_gov.core.commands import Command as DomainCommand
from noetra_gov.core.errors import BadInput
from noetra_gov.people.models import Organisation

ACTOR = "command:ingest"


def a_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is no day; write it like 2027-04-05") from None


class Command(DomainCommand):
    help = "Takes a file of measurements in: it is kept as it came, checked, and counted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = parser.add_subparsers(dest="kind", required=True, metavar="benchmark|fleet")
        self._benchmark(
            kinds.add_parser(
                "benchmark",
                help="results of a benchmark run",
                description="Takes results of a benchmark run in. The format is recognised by content. "
                "Runs that were limited or did not end are kept as history and are no evidence.",
            )
        )
        self._fleet(
            kinds.add_parser(
                "fleet",
                help="what robots did on a day",
                description="Takes robot-days in: Parquet, CSV or gzipped CSV of docs/formats/robot-day.md, "
                "or VDA 5050 states. Faulty rows are refused with their reason; the rest counts. The same "
                "file again changes nothing; another file for a day replaces it as a new version.",
            )
        )

    def _benchmark(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="the file as its tool wrote it")
        parser.add_argument(
            "--format",
            dest="format_name",
            metavar="NAME",
            help=f"only if it is this format: {', '.join(FORMATS)}",
        )
        for fact, told in (
            ("model", "the model that was measured"),
            ("commit", "its commit"),
            ("suite", "the suite, where the file does not name it"),
            ("unit", "the unit of the values, where the file does not say it"),
        ):
            parser.add_argument(f"--{fact}", metavar=fact.upper(), help=told)
        parser.add_argument(
            "--direction",
            choices=("higher", "lower"),
            help="whether higher or lower is better, where the file does not say it",
        )
        parser.add_argument(
            "--date", type=a_day, metavar="YYYY-MM-DD", help="the day of the measurement"
        )
        self._common(parser, required=False)

    def _fleet(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="the file of one organisation")
        parser.add_argument(
            "--day",
            type=a_day,
            metavar="YYYY-MM-DD",
            help="the day, where rows do not carry it; rows of another day are refused",
        )
        parser.add_argument(
            "--field", type=int, metavar="1-18", help="the field (VDA 5050 states only)"
        )
        parser.add_argument(
            "--model-version",
            metavar="VERSION",
            help="the release of the model (VDA 5050 states only)",
        )
        parser.add_argument(
            "--source",
            metavar="NAME",
            help="the source, where an organisation has several "
            "that report the same day (default: robot-day or vda5050)",
        )
        self._common(parser, required=True)

    def _common(self, parser: ArgumentParser, *, required: bool) -> None:
        parser.add_argument(
            "--organisation",
            metavar="CODE",
            required=required,
            help="code of the organisation that reports",
        )
        parser.add_argument(
            "--json", metavar="OUT", help="write what was found as JSON (“-”: here)"
        )

    def run(self, **options: Any) -> None:
        organisation = _organisation(options["organisation"])
        if options["kind"] == "benchmark":
            self._take_benchmark(organisation, options)
        else:
            self._take_fleet(organisation, options)

    def _take_benchmark(self, organisation: Organisation | None, options: dict[str, Any]) -> None:
        facts = Facts(
            **{
                name: options[name]
                for name in ("model", "commit", "date", "suite", "unit", "direction")
            }
        )
        taken = benchmark_ingest(
            actor=ACTOR,
            path=options["file"],
            at=clock.now(),
            facts=facts,
            format_name=options["format_name"],
            organisation=organisation,
            demonstration=clock.is_demo(),
        )
        self._say_known(taken.new)
        self._say_benchmark(taken.file)
        self.write_json(options["json"], _benchmark_json(taken.file, taken.new))

    def _take_fleet(self, organisation: Organisation | None, options: dict[str, Any]) -> None:
        if organisation is None:
            raise BadInput("no_organisation", _("Name the organisation with --organisation CODE."))
        facts = FleetFacts(
            options["day"], options["field"], options["model_version"], options["source"]
        )
        taken = fleet_ingest(
            actor=ACTOR,
            path=options["file"],
            organisation=organisation,
            at=clock.now(),
            facts=facts,
            report=self._reporter(),
        )
        self._say_known(taken.new)
        self._say_fleet(taken.file)
        self.write_json(options["json"], _fleet_json(taken.file, taken.new))
        if taken.file.state == "quarantined":
            raise BadInput(
                "quarantined",
                _(
                    "The file has too many faults and was set aside whole; nothing of it counts. "
                    "Correct what the list of refused rows says and send a new file."
                ),
            )

    def _reporter(self) -> Any:
        shown = [time.monotonic()]

        def report(done: int, total: int, note: str) -> None:
            if self.stderr.isatty() and time.monotonic() - shown[0] > 0.5:
                shown[0] = time.monotonic()
                self.stderr.write(f"{done:,} / {total:,}\r", ending="")

        return report

    def _say_known(self, new: bool) -> None:
        if not new:
            self.stdout.write(_("This very file was taken in before; nothing was changed."))

    def _say_benchmark(self, file: BenchmarkFile) -> None:
        self.stdout.write(f"{file.name}  {file.digest}")
        if file.unfit:
            self.stdout.write(_("Kept as history, not as evidence: %(why)s") % {"why": file.unfit})
        for result in file.results.select_related("metric"):
            self.stdout.write("  " + result_line(result))

    def _say_fleet(self, file: FleetFile) -> None:
        self.stdout.write(f"{file.name}  {file.digest}")
        self.stdout.write(
            _("%(rows)s rows: %(sound)s counted, %(rejected)s refused, %(duplicates)s repeated")
            % {
                "rows": f"{file.rows:,}",
                "sound": f"{file.sound:,}",
                "rejected": f"{file.rejected:,}",
                "duplicates": f"{file.duplicates:,}",
            }
        )
        for reason, count in sorted(file.by_reason.items()):
            self.stdout.write(f"  {count:,} × {reason}: {reason_text(reason)}")
        for note in file.notes:
            self.stdout.write(f"  {_(note)}")
        if file.gaps:
            self.stdout.write(
                "  " + ", ".join(f"{name}={count}" for name, count in file.gaps.items())
            )
        for day in file.days.all():
            self.stdout.write(
                _("  %(day)s: version %(version)s, %(robots)s robots")
                % {"day": day.day, "version": day.version, "robots": f"{day.robots:,}"}
            )


def _organisation(code: str | None) -> Organisation | None:
    if code is None:
        return None
    found = Organisation.objects.filter(code=code).first()
    if found is None:
        raise BadInput(
            "unknown_organisation",
            _(
                "There is no organisation with the code %(organisation)s. The administrator "
                "enters organisations; the page “Organisations” lists their codes."
            ),
            organisation=code,
        )
    return found


def _benchmark_json(file: BenchmarkFile, new: bool) -> dict[str, Any]:
    results = file.results.select_related("metric")
    return {
        "digest": file.digest,
        "new": new,
        "format": file.format,
        "state": file.state,
        "unfit": file.unfit,
        "model": file.model,
        "measured_on": file.measured_on,
        "results": [
            {
                "suite": r.metric.suite,
                "task": r.metric.task,
                "metric": r.metric.metric,
                "unit": r.metric.unit,
                "direction": r.metric.direction,
                "value": r.value,
                "n": r.n,
                "k": r.k,
                "low": r.low,
                "high": r.high,
            }
            for r in results
        ],
    }


def _fleet_json(file: FleetFile, new: bool) -> dict[str, Any]:
    return {
        "digest": file.digest,
        "new": new,
        "format": file.format,
        "state": file.state,
        "organisation": file.organisation.code,
        "rows": file.rows,
        "sound": file.sound,
        "rejected": file.rejected,
        "duplicates": file.duplicates,
        "by_reason": file.by_reason,
        "by_column": file.by_column,
        "gaps": file.gaps,
        "notes": file.notes,
        "rejects": file.rejects.digest if file.rejects else None,
        "days": [
            {"day": d.day, "version": d.version, "robots": d.robots, "partition": d.partition}
            for d in file.days.all()
        ],
    }
