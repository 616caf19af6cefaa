"""Compiles the declared columns to masks: one array in, the places of the faults out.

A whole batch is accepted by its minimum and maximum; only a batch with a fault is looked at row
by row. NaN makes every comparison false, so it can never pass (statistics of the file are not
asked: they may leave NaN out).
"""

import re
from collections.abc import Callable

import numpy as np
import pyarrow as pa

from metrics_ingest.fleet.columns import Column

Faults = tuple[np.ndarray, str]
NOTHING = np.empty(0, dtype=np.int64)


def outside(values: np.ndarray, low: float, high: float) -> np.ndarray:
    """Places in `values` (n,) that are not within [low, high]; NaN is outside."""
    if not len(values) or (values.min() >= low and values.max() <= high):
        return NOTHING
    return np.flatnonzero(~((values >= low) & (values <= high)))


def numeric_faults(column: Column, values: np.ndarray, absent: np.ndarray | None) -> list[Faults]:
    """Faults of a numeric column. `absent` (n,) bool marks empty cells, None when there are none."""
    wrong = outside(values, column.low, column.high)
    found: list[Faults] = []
    if absent is not None:
        wrong = wrong[~absent[wrong]]
        if not column.unknown:
            found.append((np.flatnonzero(absent), "missing"))
    if not len(wrong):
        return found
    nan = np.isnan(values[wrong]) if values.dtype.kind == "f" else np.zeros(len(wrong), dtype=bool)
    found += [(wrong[nan], "not_a_number"), (wrong[~nan], "out_of_range")]
    return [fault for fault in found if len(fault[0])]


def fraction_faults(values: np.ndarray) -> list[Faults]:
    """Counts that came as floating point must be whole."""
    if values.dtype.kind != "f":
        return []
    with np.errstate(invalid="ignore"):
        wrong = np.flatnonzero((values != np.rint(values)) & np.isfinite(values))
    return [(wrong, "not_whole")] if len(wrong) else []


class Codes:
    """Checks a column of few distinct texts by looking at each text once."""

    def __init__(self, pattern: str, only: str | None = None) -> None:
        self._match: Callable[[str], object] = re.compile(pattern).fullmatch
        self._only = only
        self._numbers: dict[str, int] = {}

    @property
    def names(self) -> list[str]:
        return list(self._numbers)

    def number(self, column: pa.DictionaryArray) -> tuple[np.ndarray, list[Faults]]:
        """Each row's number in `names` (n,) int32, and the faults; a faulty row gets -1."""
        indices = column.indices
        absent = None
        if indices.null_count:
            absent = indices.is_null().to_numpy(zero_copy_only=False)
            indices = indices.fill_null(0)
        table, reasons = self._table(column.dictionary.to_pylist())
        numbers = table[indices.to_numpy(zero_copy_only=False)]
        return self._faults(numbers, absent, reasons)

    def _table(self, texts: list[str | None]) -> tuple[np.ndarray, dict[int, str]]:
        """Number of each text of this batch's dictionary; faulty texts get -2, -3."""
        table = [self._number(text) for text in texts] or [-2]
        return np.array(table, dtype=np.int32), {-2: "bad_code", -3: "other_organisation"}

    def _number(self, text: str | None) -> int:
        if text is None or not self._match(text):
            return -2
        if self._only is not None and text != self._only:
            return -3
        return self._numbers.setdefault(text, len(self._numbers))

    def _faults(
        self, numbers: np.ndarray, absent: np.ndarray | None, reasons: dict[int, str]
    ) -> tuple[np.ndarray, list[Faults]]:
        found: list[Faults] = []
        if absent is not None:
            numbers = np.where(absent, -1, numbers).astype(np.int32)
            found.append((np.flatnonzero(absent), "missing"))
        if len(numbers) and numbers.min() < -1:
            found += [(np.flatnonzero(numbers == code), reason) for code, reason in reasons.items()]
        return numbers, [fault for fault in found if len(fault[0])]
