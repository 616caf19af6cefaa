"""Step 3: measurements come in by the doors that users take: the command line and an upload as a job."""

from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.utils.translation import override

from demo import fleet, measurements
from demo.money import tokyo
from demo.worker import result_of
from metrics_ingest.models import BenchmarkFile, FleetFile
from metrics_ingest.tasks import FLEET
from noetra_gov.core import clock
from noetra_gov.core.jobs import enqueue
from noetra_gov.files.services import keep

DAY = date(2027, 7, 9)
ROWS = 1_000_000
MODEL = "noetra-base"
VERSION = "nfm-1.1"
SHOWN = 4


def run(story: Any) -> None:
    clock.set_demo(tokyo(2027, 7, 12))
    folder = story.home / "inbox"
    folder.mkdir()
    files = measurements.write_samples(folder, DAY)
    _benchmarks(story, files)
    _states(story, files)
    _million(story, folder / "robot-days.parquet")
    _facts(story)


def _ingest(story: Any, *words: str, **options: Any) -> None:
    """`manage.py ingest …` as a user types it; of what it says, the first lines."""
    said = StringIO()
    with override("en"):
        call_command("ingest", *words, stdout=said, **options)
    lines = said.getvalue().splitlines()
    for line in lines[:SHOWN]:
        story.say(line)
    if len(lines) > SHOWN:
        story.say(f"  … and {len(lines) - SHOWN} lines more")


def _benchmarks(story: Any, files: dict[str, Path]) -> None:
    """LeRobot's file names neither model nor day, so they are given; Inspect's names both."""
    told = {"model": MODEL, "date": DAY, "organisation": "NOETRA"}
    _ingest(story, "benchmark", str(files["eval_info.json"]), **told)
    _ingest(story, "benchmark", str(files["physical_reasoning.eval"]), organisation="NOETRA")


def _states(story: Any, files: dict[str, Path]) -> None:
    for name, organisation in (("states-2.1.jsonl", "HONDA"), ("states-3.0.jsonl", "NEC")):
        _ingest(
            story,
            "fleet",
            str(files[name]),
            organisation=organisation,
            field=4,
            model_version=VERSION,
        )


def _million(story: Any, path: Path) -> None:
    """A robot-day file of a million rows, faulty and repeated ones among them, as an upload in the portal."""
    plan = fleet.FleetPlan(rows=ROWS, organisations=("NOETRA",), day=DAY)
    rows = fleet.write_robot_days(path, plan)
    story.say(
        f"{path.name}: {rows:,} rows, {path.stat().st_size / 1e6:.1f} MB, made with a fixed seed"
    )
    stored = keep(path, name=path.name)
    asked = {"stored": stored.pk, "organisation": "NOETRA"}
    job = enqueue(FLEET, asked, actor="user:hayashi", key="demo:fleet")
    taken = FleetFile.objects.get(pk=result_of(job)["file"])
    story.say(
        f"counted {taken.sound:,}, refused {taken.rejected:,}, repeated {taken.duplicates:,} "
        f"(by a worker, attempt {job.attempts})"
    )


def _facts(story: Any) -> None:
    story.facts["measurements"] = [
        {"file": row.name, "digest": row.digest, "format": row.format}
        for row in BenchmarkFile.objects.order_by("pk")
    ] + [
        {"file": row.name, "digest": row.digest, "rows": row.rows, "refused": row.rejected}
        for row in FleetFile.objects.order_by("pk")
    ]
