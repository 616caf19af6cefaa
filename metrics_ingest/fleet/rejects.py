"""Rejected rows: each kept with its row number, column, value and reason, to be downloaded."""

import csv
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Self

import numpy as np
import pyarrow as pa

from metrics_ingest.fleet.columns import REASONS

HEADER = ("row", "column", "value", "reason", "sentence", "note")
MOST_KEPT = 200_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """A cell that a spreadsheet will not run as a formula, without control characters."""
    if text.isprintable() and not text.startswith(_FORMULA):
        return text[:200]
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)[:200]
    return "'" + shown if text.startswith(_FORMULA) and not _is_number(shown) else shown


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


class Rejects:
    """Writes rejected rows as they are found, as CSV that Excel reads. Use as a context."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.by_reason: Counter[str] = Counter()
        self.by_column: Counter[str] = Counter()
        self.written = 0

    def __enter__(self) -> Self:
        self._file = self.path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow(HEADER)
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(
        self,
        column: str,
        reason: str,
        rows: np.ndarray,
        values: pa.Array,
        notes: list[str] | None = None,
    ) -> None:
        """`rows` (k,) row numbers counted from 1; `values` (k,) as they stood in the file."""
        self.by_reason[reason] += len(rows)
        self.by_column[column] += len(rows)
        room = max(0, MOST_KEPT - self.written)
        for place, (row, value) in enumerate(
            zip(rows[:room].tolist(), _texts(values), strict=False)
        ):
            note = notes[place] if notes else ""
            self._writer.writerow((row, column, value, reason, REASONS[reason], note))
        self.written += min(room, len(rows))


def _texts(values: pa.Array) -> list[str]:
    if pa.types.is_date32(values.type):
        return [_day_text(number) for number in values.cast(pa.int32()).to_pylist()]
    return ["" if value is None else harmless(str(value)) for value in values.to_pylist()]


def _day_text(number: int | None) -> str:
    """A day, or the number of days since 1970 where a calendar has no such day."""
    if number is None:
        return ""
    try:
        return (date(1970, 1, 1) + timedelta(days=number)).isoformat()
    except OverflowError:
        return str(number)
