"""Validated robot-days as Parquet of our own writing, in hive partitions (organisation, day).

Any engine may read these; only these (files of others may hold what an engine misreads: DuckDB lets
NaN pass a comparison in files written by pyarrow with statistics). They hold no NaN.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from metrics_ingest.fleet.batch import Checked
from metrics_ingest.fleet.columns import BY_NAME, COUNTED
from metrics_ingest.fleet.seen import Distinct

SCHEMA = pa.schema(
    [
        ("row", pa.int64()),
        ("robot", pa.string()),
        ("robot_number", pa.int64()),
        ("field", pa.int16()),
        ("model_version", pa.dictionary(pa.int32(), pa.string())),
        *(
            (name, pa.float64() if BY_NAME[name].kind == "amount" else pa.int64())
            for name in COUNTED
        ),
    ]
)
Key = tuple[str, int]


def folder_of(root: Path, organisation: str, day: object) -> Path:
    return root / f"organisation={organisation}" / f"day={day}"


class Partitions:
    """Writes the sound rows of one file beside their final place; `keep` moves them there at once."""

    def __init__(self, root: Path, name: str) -> None:
        self.root, self.name = root, name
        self._waiting = root / ".waiting" / f"{name}-{os.getpid()}"
        self._writers: dict[Key, pq.ParquetWriter] = {}

    def __enter__(self) -> Self:
        self._waiting.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for writer in self._writers.values():
            writer.close()
        for left in self._waiting.glob("*"):
            left.unlink()
        self._waiting.rmdir()

    def write(self, checked: Checked) -> None:
        sound = np.flatnonzero(checked.organisation >= 0)
        keys = checked.organisation[sound].astype(np.int64) << 32 | checked.day[sound]
        table = None
        for key in np.unique(keys).tolist():
            table = table or _table(checked)
            rows = sound[keys == key]
            part = table if len(rows) == table.num_rows else table.take(pa.array(rows))
            self._writer((checked.organisations[key >> 32], key & 0xFFFFFFFF)).write_table(part)

    def keep(self) -> dict[Key, Path]:
        """Finish the files and put each in its partition; an equal file that is there stays."""
        kept = {}
        for key, writer in self._writers.items():
            writer.close()
            organisation, day = key
            folder = folder_of(self.root, organisation, np.datetime64(day, "D"))
            folder.mkdir(parents=True, exist_ok=True)
            kept[key] = folder / f"{self.name}.parquet"
            with (waiting := self._path(key)).open("rb") as written:
                os.fsync(written.fileno())
            waiting.replace(kept[key])
            kept[key].chmod(0o444)
        self._writers.clear()
        return kept

    def _path(self, key: Key) -> Path:
        return self._waiting / f"{key[0]}-{key[1]}.parquet"

    def _writer(self, key: Key) -> pq.ParquetWriter:
        if key not in self._writers:
            self._writers[key] = pq.ParquetWriter(
                self._path(key), SCHEMA, compression="zstd", compression_level=1
            )
        return self._writers[key]


def _table(checked: Checked) -> pa.Table:
    columns: list[pa.Array] = [
        pa.array(np.arange(checked.first_row + 1, checked.first_row + 1 + len(checked.robot))),
        _texts(checked),
        pa.array(checked.robot),
        pa.array(checked.field.astype(np.int16)),
        checked.batch.column("model_version").cast(SCHEMA.field("model_version").type),
    ]
    for name in COUNTED:
        wanted = SCHEMA.field(name).type
        values = checked.batch.column(name)
        if pa.types.is_floating(values.type) and not pa.types.is_floating(wanted):
            # Refused rows may hold NaN here; only sound rows are taken from this table.
            values = pa.array(np.nan_to_num(checked.values[name]), mask=checked.absent.get(name))
        columns.append(values.cast(wanted, safe=False))
    return pa.table(columns, schema=SCHEMA)


def _texts(checked: Checked) -> pa.Array:
    robots = checked.batch.column("robot")
    return robots.cast(pa.string())


def distinct(paths: Iterable[Path]) -> dict[int, Distinct]:
    """The robots of each field in partitions of ours: exact, by the register's numbers."""
    found: dict[int, Distinct] = {}
    for path in paths:
        table = pq.read_table(path, columns=["robot_number", "field"], partitioning=None)
        numbers, fields = table["robot_number"].to_numpy(), table["field"].to_numpy()
        for field in np.unique(fields).tolist():
            here = Distinct.of(numbers[fields == field])
            found[field] = found[field] | here if field in found else here
    return found
