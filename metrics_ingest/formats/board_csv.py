"""Our own CSV for boards without a stable file (SIMPLER, RoboArena): docs/formats/benchmark-files.md.

Columns: suite, task, metric, unit, direction, value, n, k, model, commit, date; n, k and commit may be
empty (not reported). Further columns named condition.X are conditions.
"""

import csv
import io
from datetime import date
from pathlib import Path

from metrics_ingest.errors import BadFile, _
from metrics_ingest.formats.common import Facts, Format, Measurement, Reading, in_range

NAME = "csv"
NEEDED = (
    "suite",
    "task",
    "metric",
    "unit",
    "direction",
    "value",
    "n",
    "k",
    "model",
    "commit",
    "date",
)
MOST_BYTES, MOST_LINES = 16_000_000, 100_000
PREFIX = "condition."


def recognise(head: bytes, name: str) -> bool:
    first = head.split(b"\n", 1)[0].removeprefix(b"\xef\xbb\xbf").decode("ascii", "replace").lower()
    columns = {cell.strip().strip('"\r') for cell in first.split(",")}
    return {"suite", "task", "metric", "value"} <= columns


def read(path: Path, facts: Facts) -> Reading:
    if path.stat().st_size > MOST_BYTES:
        raise BadFile(
            "too_large", _("The file is larger than %(limit)s MB. Send it in parts."), limit=16
        )
    text, notes = _text(path.read_bytes())
    reader = csv.DictReader(io.StringIO(text), strict=True)
    missing = [column for column in NEEDED if column not in (reader.fieldnames or [])]
    if missing:
        raise BadFile(
            "missing_columns",
            _(
                "The file lacks the columns %(missing)s. "
                "docs/formats/benchmark-files.md lists all of them."
            ),
            missing=", ".join(missing),
        )
    try:
        found = [_measurement(line, number) for number, line in enumerate(reader, start=2)]
    except csv.Error as wrong:
        raise BadFile(
            "broken_csv",
            _("Line %(line)s is not CSV: %(reason)s."),
            line=reader.line_num,
            reason=str(wrong),
        ) from None
    if not 0 < len(found) <= MOST_LINES:
        raise BadFile("no_rows", _("The file must have between 1 and 100,000 rows."))
    return Reading(NAME, found, notes=notes)


def _text(raw: bytes) -> tuple[str, tuple[str, ...]]:
    try:
        return raw.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        pass
    try:
        return raw.decode("cp932"), (
            "The file is in Shift_JIS, as Excel writes it; it was read as such.",
        )
    except UnicodeDecodeError:
        raise BadFile(
            "encoding", _("The file is neither UTF-8 nor Shift_JIS. Save it as “CSV UTF-8”.")
        ) from None


def _measurement(line: dict[str, str | None], number: int) -> Measurement:
    cells = {key: (value or "").strip() for key, value in line.items() if key is not None}
    for column in ("suite", "task", "metric", "unit", "direction", "value", "model", "date"):
        if not cells[column]:
            raise BadFile(
                "empty_cell", _("Line %(line)s has no %(column)s."), line=number, column=column
            )
    if cells["direction"] not in ("higher", "lower"):
        raise BadFile(
            "bad_cell",
            _("Line %(line)s: %(column)s is “%(text)s”."),
            line=number,
            column="direction",
            text=cells["direction"][:40],
        )
    n, k = _count(cells, "n", number), _count(cells, "k", number)
    if k is not None and (n is None or k > n):
        raise BadFile("bad_cell", _("Line %(line)s has more successes than trials."), line=number)
    return Measurement(
        suite=cells["suite"],
        task=cells["task"],
        metric=cells["metric"],
        unit=cells["unit"],
        direction="higher" if cells["direction"] == "higher" else "lower",
        value=in_range(_value(cells["value"], number), cells["unit"], cells["metric"]),
        n=n,
        k=k,
        model=cells["model"],
        commit=cells["commit"] or None,
        date=_day(cells["date"], number),
        conditions={
            key.removeprefix(PREFIX): value
            for key, value in cells.items()
            if key.startswith(PREFIX)
        },
    )


def _value(text: str, line: int) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not abs(value) < float("inf"):
        raise BadFile(
            "bad_cell",
            _("Line %(line)s: %(column)s is “%(text)s”."),
            line=line,
            column="value",
            text=text[:40],
        )
    return value


def _count(cells: dict[str, str], column: str, line: int) -> int | None:
    text = cells[column]
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise BadFile(
            "bad_cell",
            _("Line %(line)s: %(column)s is “%(text)s”."),
            line=line,
            column=column,
            text=text[:40],
        )
    return int(text)


def _day(text: str, line: int) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadFile(
            "bad_cell",
            _("Line %(line)s: %(column)s is “%(text)s”."),
            line=line,
            column="date",
            text=text[:40],
        ) from None


FORMAT = Format(NAME, "CSV of docs/formats/benchmark-files.md", recognise, read)
