"""Robot-days as CSV: UTF-8 with or without BOM, or Shift_JIS as Excel in Japan writes it (said so).

Read in blocks of whole lines with declared types. Only a block in which a cell does not fit is read
once more as text, so that the cell is refused and not the file.
"""

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv

from metrics_ingest.errors import BadFile, _
from metrics_ingest.fleet.batch import as_text
from metrics_ingest.fleet.columns import BY_NAME, COLUMNS
from metrics_ingest.fleet.readers import Kind, Source, as_declared, check_columns

BLOCK = 8 * 2**20
MOST_UNPACKED = 60 * 2**30
MOST_RATIO = 200
MOST_LINE = 64 * 1024
_TYPES = {
    "robot": pa.string(),
    "day": pa.date32(),
    "code": pa.dictionary(pa.int32(), pa.string()),
    "count": pa.int64(),
    "amount": pa.float64(),
}
# Cells that cannot be read keep a value that no rule accepts, so that they are refused with a reason.
UNREADABLE = {"count": -(2**62), "amount": float("nan"), "day": -(2**30)}


def open_csv(path: Path, kind: Kind) -> Source:
    """Open CSV; the header decides encoding and columns."""
    blocks = _blocks(path, kind)
    try:
        first = next(blocks)
    except StopIteration:
        raise BadFile("empty", _("The file has no line.")) from None
    encoding, notes = _encoding(first)
    header, _end, rest = _text(first, encoding).partition(b"\n")
    names = [name.strip().strip('"') for name in header.decode("utf-8").strip("\r").split(",")]
    check_columns(names)
    return Source(kind, _batches(names, encoding, rest, blocks), None, "day" in names, notes=notes)


def _encoding(first: bytes) -> tuple[str, list[str]]:
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise BadFile(
            "utf16", _("The file is in UTF-16. Save it as “CSV UTF-8” and send it again.")
        )
    try:
        first.decode("utf-8-sig")
        return "utf-8-sig", []
    except UnicodeDecodeError:
        pass
    try:
        first.decode("cp932")
    except UnicodeDecodeError:
        raise BadFile(
            "encoding", _("The file is neither UTF-8 nor Shift_JIS. Save it as “CSV UTF-8”.")
        ) from None
    return "cp932", [_("The file is in Shift_JIS, as Excel writes it; it was read as such.")]


def _text(block: bytes, encoding: str) -> bytes:
    """A block of whole lines as UTF-8 without BOM."""
    if encoding == "utf-8-sig":
        return block.removeprefix(codecs.BOM_UTF8)
    try:
        return block.decode(encoding).encode("utf-8")
    except UnicodeDecodeError:
        raise BadFile(
            "encoding", _("The file changes its encoding in the middle. Save it as “CSV UTF-8”.")
        ) from None


def _blocks(path: Path, kind: Kind) -> Iterator[bytes]:
    """The file in blocks that end at a line's end."""
    with path.open("rb") as raw:
        stream: BinaryIO = gzip.GzipFile(fileobj=raw) if kind == "csv.gz" else raw  # type: ignore[assignment]
        left, unpacked = b"", 0
        for chunk in _chunks(stream):
            unpacked += len(chunk)
            if kind == "csv.gz" and unpacked > max(MOST_RATIO * raw.tell(), 4 * BLOCK):
                raise BadFile(
                    "bomb",
                    _("The file unpacks to more than %(ratio)s times its size."),
                    ratio=MOST_RATIO,
                )
            cut = chunk.rfind(b"\n")
            if cut < 0:
                left += chunk
                if len(left) > MOST_LINE:
                    raise BadFile("long_line", _("A line of the file is longer than 64 kB."))
                continue
            yield left + chunk[: cut + 1]
            left = chunk[cut + 1 :]
        if left:
            yield left


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    try:
        while chunk := stream.read(BLOCK):
            yield chunk
    except (EOFError, zlib.error, gzip.BadGzipFile) as wrong:
        raise BadFile(
            "broken_gzip",
            _(
                "The compressed file is cut off or damaged (%(reason)s). Nothing of it "
                "was counted. Send it again whole."
            ),
            reason=str(wrong),
        ) from None


def _batches(
    names: list[str], encoding: str, rest: bytes, blocks: Iterator[bytes]
) -> Iterator[pa.RecordBatch]:
    some = False
    if rest.strip():
        some = True
        yield from _of_block(names, rest)
    for block in blocks:
        some = True
        yield from _of_block(names, _text(block, encoding))
    if not some:
        raise BadFile(
            "no_rows", _("The file has a header but no row. Send the day's rows, or nothing.")
        )


def _of_block(names: list[str], block: bytes) -> Iterator[pa.RecordBatch]:
    wanted = [c.name for c in COLUMNS if c.name in names]
    try:
        table = _read(names, block, {name: _TYPES[BY_NAME[name].kind] for name in wanted}, wanted)
    except pa.ArrowInvalid:
        table = _read_as_text(names, block, wanted)
    for batch in table.combine_chunks().to_batches():
        yield as_declared(batch)


def _read(
    names: list[str], block: bytes, types: dict[str, pa.DataType], wanted: list[str]
) -> pa.Table:
    return pv.read_csv(
        io.BytesIO(block),
        read_options=pv.ReadOptions(
            column_names=names, block_size=max(len(block), 1), use_threads=False
        ),
        convert_options=pv.ConvertOptions(
            column_types=types,
            include_columns=wanted,
            strings_can_be_null=True,
            null_values=[""],
            quoted_strings_can_be_null=True,
        ),
    )


def _read_as_text(names: list[str], block: bytes, wanted: list[str]) -> pa.Table:
    try:
        table = _read(names, block, dict.fromkeys(wanted, pa.string()), wanted)
    except pa.ArrowInvalid as wrong:
        raise BadFile(
            "broken_csv",
            _(
                "The lines of the file do not all have its %(columns)s columns "
                "(%(reason)s). Nothing of it was counted."
            ),
            columns=len(names),
            reason=str(wrong).splitlines()[0][:160],
        ) from None
    texts = {as_text(name): table[name] for name in wanted if BY_NAME[name].kind in UNREADABLE}
    return pa.table(
        {name: _converted(name, table[name].combine_chunks()) for name in wanted} | texts
    )


def _converted(name: str, texts: pa.Array) -> pa.Array:
    kind = BY_NAME[name].kind
    if kind in ("robot", "code"):
        return texts
    wanted = pa.int64() if kind == "count" else pa.float64() if kind == "amount" else pa.int32()
    pattern = r"^-?\d{1,15}$" if kind == "count" else r"^-?\d+(\.\d*)?([eE][+-]?\d+)?$"
    texts = pc.utf8_trim_whitespace(texts)
    if kind == "day":
        return _days(texts)
    readable = pc.match_substring_regex(texts, pattern)
    numbers = pc.if_else(readable, texts, pa.scalar("0")).cast(wanted)
    return pc.if_else(readable, numbers, pa.scalar(UNREADABLE[kind], wanted))


def _days(texts: pa.Array) -> pa.Array:
    iso = pc.match_substring_regex(texts, r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")
    moments = pc.strptime(
        pc.if_else(iso, texts, pa.scalar("1970-01-01")),
        format="%Y-%m-%d",
        unit="s",
        error_is_null=True,
    )
    parsed = moments.cast(pa.date32()).cast(pa.int32())
    # 30 February is read as 2 March: only what is written back the same is a day.
    sound = pc.and_(
        iso, pc.fill_null(pc.equal(parsed.cast(pa.date32()).cast(pa.string()), texts), False)
    )
    days = pc.if_else(sound, pc.fill_null(parsed, 0), pa.scalar(UNREADABLE["day"], pa.int32()))
    return pc.if_else(pc.is_valid(texts), days, pa.scalar(None, pa.int32())).cast(pa.date32())


def as_robot_days(rows: dict[str, list[object]]) -> pa.RecordBatch:
    """Rows made by a program (counts from states) as a batch that the checker takes."""
    types = {**_TYPES, "code": pa.string()}
    batch = pa.record_batch(
        [
            pa.array(rows[c.name], type=types[c.kind], from_pandas=False)
            for c in COLUMNS
            if c.name in rows
        ],
        names=[c.name for c in COLUMNS if c.name in rows],
    )
    return as_declared(batch)
