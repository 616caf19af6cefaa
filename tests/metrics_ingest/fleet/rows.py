"""Small files of robot-days for the tests."""

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from demo.fleet import SCHEMA
from metrics_ingest.fleet.readers import open_source
from metrics_ingest.fleet.rejects import Rejects
from metrics_ingest.fleet.stream import Limits, Outcome, read_through

DAY = date(2027, 9, 29)
LIMITS = Limits(today=date(2027, 9, 30))


def row(number: int = 1, **changes: Any) -> dict[str, Any]:
    return {
        "robot": f"JR{number:08d}",
        "day": DAY,
        "organisation": "HONDA",
        "field": 4,
        "model_version": "nfm-1.0",
        "hours": 10.5,
        "tasks": 60,
        "interventions": 2,
        "emergency_stops": 1,
        "near_misses": 0,
        "incidents_minor": 0,
        "incidents_serious": 0,
        "incidents_critical": 0,
        "km": 8.25,
    } | changes


def parquet(
    path: Path, rows: list[dict[str, Any]], schema: pa.Schema = SCHEMA, **options: Any
) -> Path:
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), path, **options)
    return path


def passed(tmp_path: Path, path: Path, limits: Limits = LIMITS, sink: Any = None) -> Outcome:
    source = open_source(path)
    with Rejects(tmp_path / "rejects.csv") as rejects:
        return read_through(source.batches, limits, rejects, sink)


def of(tmp_path: Path, *rows: dict[str, Any], limits: Limits = LIMITS) -> Outcome:
    return passed(tmp_path, parquet(tmp_path / "day.parquet", list(rows)), limits)
