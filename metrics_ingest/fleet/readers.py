"""Opens a file of robot-days: Parquet, CSV, gzipped CSV. Content decides, never the name."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.parquet as pq

from metrics_ingest.errors import BadFile, _
from metrics_ingest.fleet.columns import BY_NAME, COLUMNS, OPTIONAL, Column

# Small enough that a column of a batch stays in the processor's cache.
BATCH_ROWS = 65_536
MOST_BYTES = 20 * 2**30
MOST_COLUMNS = 200
# A row of a batch may not take more than this; a page that unpacks to more is a bomb.
MOST_BYTES_A_ROW = 4_096

Kind = Literal["parquet", "csv", "csv.gz"]


@dataclass
class Source:
    """An opened file: its kind, how many rows it says it has (None: not known), its batches."""

    kind: str
    batches: Iterator[pa.RecordBatch]
    rows: int | None
    has_day: bool
    demonstration: bool = False
    notes: list[str] = field(default_factory=list)


def kind_of(head: bytes) -> Kind:
    if head[:4] == b"PAR1":
        return "parquet"
    if head[:2] == b"\x1f\x8b":
        return "csv.gz"
    if b"robot" in head.split(b"\n", 1)[0].lower().replace(b"\x00", b""):
        return "csv"
    raise BadFile(
        "not_robot_days",
        _(
            "The file is neither Parquet nor CSV with a column “robot” nor VDA 5050 "
            "states. The format is described in docs/formats/robot-day.md."
        ),
    )


def open_source(path: Path) -> Source:
    """Open a file of robot-days and check its columns before a row is read."""
    size = path.stat().st_size
    if size == 0:
        raise BadFile("empty", _("The file is empty. Send the file as it was written."))
    if size > MOST_BYTES:
        raise BadFile(
            "too_large",
            _("The file is larger than %(limit)s GB. Send one file for each day."),
            limit=MOST_BYTES // 2**30,
        )
    with path.open("rb") as stream:
        kind = kind_of(stream.read(4096))
    if kind == "parquet":
        return _parquet(path)
    from metrics_ingest.fleet.csv_reader import open_csv

    return open_csv(path, kind)


def _parquet(path: Path) -> Source:
    try:
        file = pq.ParquetFile(
            path, read_dictionary=["organisation", "model_version"], page_checksum_verification=True
        )
    except (pa.ArrowException, OSError) as wrong:
        raise BadFile(
            "broken_parquet",
            _("The Parquet file is cut off or damaged (%(reason)s). Send it again whole."),
            reason=_first_line(wrong),
        ) from None
    schema = file.schema_arrow
    check_columns(schema.names)
    _check_types(schema)
    _check_size(file)
    made = (schema.metadata or {}).get(b"noetra.provenance", b"")
    return Source(
        "parquet",
        _batches(file),
        file.metadata.num_rows,
        "day" in schema.names,
        demonstration=made.startswith(b"DEMO"),
    )


def _batches(file: pq.ParquetFile) -> Iterator[pa.RecordBatch]:
    wanted = [column.name for column in COLUMNS if column.name in file.schema_arrow.names]
    try:
        for batch in file.iter_batches(batch_size=BATCH_ROWS, columns=wanted, use_threads=False):
            if batch.nbytes > MOST_BYTES_A_ROW * max(batch.num_rows, 1):
                raise BadFile(
                    "bomb", _("The rows of the file unpack to far more than robot-days need.")
                )
            yield as_declared(batch)
    except (pa.ArrowException, OSError) as wrong:
        raise BadFile(
            "broken_parquet",
            _(
                "The Parquet file is damaged inside (%(reason)s). Nothing of it was "
                "counted. Send it again whole."
            ),
            reason=_first_line(wrong),
        ) from None


def check_columns(names: list[str]) -> None:
    """Every declared column must be there, once; others are not read."""
    missing = [c.name for c in COLUMNS if c.name not in names and c.name not in OPTIONAL]
    if missing:
        raise BadFile(
            "missing_columns",
            _(
                "The file lacks the columns %(missing)s. docs/formats/robot-day.md lists all of them."
            ),
            missing=", ".join(missing),
        )
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise BadFile(
            "repeated_columns",
            _("The columns %(repeated)s stand more than once in the file."),
            repeated=", ".join(repeated),
        )


def _check_types(schema: pa.Schema) -> None:
    for name in schema.names:
        column = BY_NAME.get(name)
        if column is not None and not _fits(column, schema.field(name).type):
            raise BadFile(
                "wrong_type",
                _(
                    "The column %(column)s has the type %(found)s; it must be %(wanted)s. "
                    "Write it with the types of docs/formats/robot-day.md."
                ),
                column=name,
                found=schema.field(name).type,
                wanted=_WANTED[column.kind],
            )


_WANTED = {
    "robot": "string or an unsigned number",
    "day": "date32",
    "code": "string",
    "count": "a whole number",
    "amount": "a number",
}


def _fits(column: Column, found: pa.DataType) -> bool:
    if pa.types.is_dictionary(found):
        found = found.value_type
    text = pa.types.is_string(found) or pa.types.is_large_string(found)
    numeric = pa.types.is_integer(found) or pa.types.is_floating(found)
    return {
        "robot": text or pa.types.is_integer(found),
        "code": text,
        "day": pa.types.is_date32(found) or pa.types.is_date64(found),
        "count": numeric,
        "amount": numeric,
    }[column.kind]


def _check_size(file: pq.ParquetFile) -> None:
    """The file's own account of its unpacked size, before anything is unpacked."""
    rows = file.metadata.num_rows
    if rows == 0:
        raise BadFile(
            "no_rows", _("The file has columns but no row. Send the day's rows, or nothing.")
        )
    if file.metadata.num_columns > MOST_COLUMNS:
        raise BadFile(
            "too_many_columns", _("The file has more than %(limit)s columns."), limit=MOST_COLUMNS
        )
    unpacked = sum(file.metadata.row_group(i).total_byte_size for i in range(file.num_row_groups))
    if unpacked > MOST_BYTES_A_ROW * rows + 2**20:
        raise BadFile(
            "bomb",
            _(
                "The file says that it unpacks to %(size)s MB for %(rows)s rows; robot-days need "
                "far less."
            ),
            size=unpacked // 2**20,
            rows=rows,
        )


def as_declared(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch in the types that the checker takes: codes as dictionaries, plain texts, date32."""
    columns, changed = [], False
    for field_, column in zip(batch.schema, batch.columns, strict=True):
        wanted = _declared(BY_NAME[field_.name], column) if field_.name in BY_NAME else column
        changed |= wanted is not column
        columns.append(wanted)
    return pa.record_batch(columns, names=batch.schema.names) if changed else batch


def _declared(column: Column, values: pa.Array) -> pa.Array:
    dictionary = pa.types.is_dictionary(values.type)
    if column.kind == "code":
        return values if dictionary and _plain_index(values) else _encoded(values)
    if dictionary:
        values = values.dictionary_decode()
    if column.kind == "day" and not pa.types.is_date32(values.type):
        return values.cast(pa.date32())
    if pa.types.is_float16(values.type):
        return values.cast(pa.float32())
    return values


def _plain_index(values: pa.DictionaryArray) -> bool:
    return bool(pa.types.is_int32(values.type.index_type))


def _encoded(values: pa.Array) -> pa.DictionaryArray:
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    return values.dictionary_encode()


def _first_line(wrong: Exception) -> str:
    return str(wrong).splitlines()[0][:120] if str(wrong) else type(wrong).__name__
