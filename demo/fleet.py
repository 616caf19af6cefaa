"""Makes robot-day Parquet for demonstrations and benchmarks: fixed seed, faults and duplicates on purpose.

    python -m demo.fleet OUT.parquet --rows 1000000 --organisation SOFTBANK --day 2027-09-30

Every file says in its metadata that it is demonstration data.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

FAULT_KINDS = ("nan_hours", "nan_km", "long_day", "negative", "field_19", "no_robot", "bad_robot")
CHUNK_ROWS = 250_000

SCHEMA = pa.schema(
    [
        ("robot", pa.string()),
        ("day", pa.date32()),
        ("organisation", pa.string()),
        ("field", pa.int16()),
        ("model_version", pa.string()),
        ("hours", pa.float64()),
        ("tasks", pa.int32()),
        ("interventions", pa.int32()),
        ("emergency_stops", pa.int32()),
        ("near_misses", pa.int32()),
        ("incidents_minor", pa.int32()),
        ("incidents_serious", pa.int32()),
        ("incidents_critical", pa.int32()),
        ("km", pa.float64()),
    ],
    metadata={b"noetra.provenance": b"DEMO: made by demo/fleet.py, not measured"},
)


@dataclass(frozen=True)
class FleetPlan:
    """What a generated file holds. `rows` are sound rows; duplicates come on top of them."""

    rows: int
    organisations: tuple[str, ...]
    day: date | None
    versions: tuple[str, ...] = ("nfm-1.0", "nfm-1.1")
    fields: tuple[int, ...] = tuple(range(1, 19))
    seed: int = 20260401
    fault_share: float = 0.001
    duplicate_share: float = 0.001
    first_robot: int = 1
    # Events per robot-hour: interventions, emergency stops, near misses, minor, serious, critical.
    rates: tuple[float, ...] = (2e-2, 4e-3, 2e-3, 1e-4, 4e-6, 0.0)


def write_robot_days(path: Path, plan: FleetPlan) -> int:
    """Write one file in row groups of a quarter of a million rows; returns its number of rows."""
    schema = SCHEMA if plan.day else SCHEMA.remove(SCHEMA.get_field_index("day"))
    total = 0
    with pq.ParquetWriter(path, schema, compression="zstd", compression_level=3) as writer:
        for table in _tables(plan, schema):
            writer.write_table(table, row_group_size=1_000_000)
            total += table.num_rows
    return total


def _tables(plan: FleetPlan, schema: pa.Schema) -> Iterator[pa.Table]:
    rng = np.random.default_rng(plan.seed)
    order = plan.first_robot + rng.permutation(plan.rows).astype(np.int64)
    for start in range(0, plan.rows, CHUNK_ROWS):
        numbers = order[start : start + CHUNK_ROWS]
        yield _chunk(plan, schema, rng, numbers)


def _chunk(
    plan: FleetPlan, schema: pa.Schema, rng: np.random.Generator, numbers: np.ndarray
) -> pa.Table:
    duplicates = rng.choice(numbers, round(len(numbers) * plan.duplicate_share))
    numbers = np.concatenate([numbers, duplicates])
    n = len(numbers)
    columns = {**_identity(plan, numbers), **_activity(plan, rng, n)}
    _spoil(plan, rng, columns, n)
    return pa.table(
        [
            pa.array(columns[name], type=schema.field(name).type, from_pandas=False)
            for name in schema.names
        ],
        schema=schema,
    )


def _identity(plan: FleetPlan, numbers: np.ndarray) -> dict[str, np.ndarray]:
    """A robot keeps its organisation, field and version: they follow from its number."""
    mixed = (numbers * 2654435761) & 0xFFFFFFFF
    days = (
        {} if plan.day is None else {"day": np.full(len(numbers), plan.day, dtype="datetime64[D]")}
    )
    return {
        **days,
        "robot": np.char.mod("JR%08d", numbers).astype(object),
        "organisation": np.array(plan.organisations, dtype=object)[mixed % len(plan.organisations)],
        "field": np.array(plan.fields, dtype=np.int16)[(mixed >> 8) % len(plan.fields)],
        "model_version": np.array(plan.versions, dtype=object)[(mixed >> 16) % len(plan.versions)],
    }


def _activity(plan: FleetPlan, rng: np.random.Generator, n: int) -> dict[str, np.ndarray]:
    hours = np.round(np.clip(rng.normal(11, 4, n), 0.25, 23.75), 2)
    names = (
        "interventions",
        "emergency_stops",
        "near_misses",
        "incidents_minor",
        "incidents_serious",
        "incidents_critical",
    )
    events = {
        name: rng.poisson(rate * hours).astype(np.int32)
        for name, rate in zip(names, plan.rates, strict=True)
    }
    tasks = rng.poisson(hours * 6).astype(np.int32)
    return {
        "hours": hours,
        "tasks": tasks,
        **events,
        "km": np.round(hours * rng.uniform(0.2, 1.4, n), 3),
    }


def _spoil(
    plan: FleetPlan, rng: np.random.Generator, columns: dict[str, np.ndarray], n: int
) -> None:
    """Make `fault_share` of the rows wrong, one fault each, kinds in turn."""
    wrong = rng.choice(n, round(n * plan.fault_share), replace=False)
    for place, row in enumerate(wrong):
        kind = FAULT_KINDS[place % len(FAULT_KINDS)]
        column, value = {
            "nan_hours": ("hours", np.nan),
            "nan_km": ("km", np.nan),
            "long_day": ("hours", 31.5),
            "negative": ("interventions", -1),
            "field_19": ("field", 19),
            "no_robot": ("robot", None),
            "bad_robot": ("robot", "\x00?"),
        }[kind]
        columns[column][row] = value


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m demo.fleet", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--organisation", action="append", default=None)
    parser.add_argument("--day", type=date.fromisoformat, default=None)
    parser.add_argument("--versions", type=int, default=2, help="how many model versions")
    parser.add_argument("--seed", type=int, default=20260401)
    options = parser.parse_args(arguments)
    plan = FleetPlan(
        rows=options.rows,
        organisations=tuple(options.organisation or ["DEMO"]),
        day=options.day,
        versions=tuple(f"nfm-{1 + i // 10}.{i % 10}" for i in range(options.versions)),
        seed=options.seed,
    )
    print(f"{write_robot_days(options.out, plan):,} rows in {options.out}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
