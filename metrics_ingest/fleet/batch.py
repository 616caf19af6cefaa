"""One batch against the declared columns."""

from dataclasses import dataclass
from dataclasses import field as field_
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from metrics_ingest.fleet.columns import BY_NAME, CODE_PATTERN, COUNTED, Column
from metrics_ingest.fleet.robots import Robots
from metrics_ingest.fleet.rollup import Grouped
from metrics_ingest.fleet.rules import Codes, fraction_faults, numeric_faults, outside

if TYPE_CHECKING:
    from metrics_ingest.fleet.stream import Limits

EPOCH = date(1970, 1, 1)
NO_DAY = -(2**29)
Fault = tuple[str, np.ndarray, str]


def as_text(name: str) -> str:
    """The name under which a batch carries a column's cells as they were written, where they do not fit."""
    return f"text:{name}"


def day_number(day: date) -> int:
    return (day - EPOCH).days


@dataclass
class Checked:
    """A batch with what was found in it. Arrays are (n,), one entry a row."""

    batch: pa.RecordBatch
    first_row: int
    robot: np.ndarray
    day: np.ndarray
    organisation: np.ndarray
    field: np.ndarray
    version: np.ndarray
    values: dict[str, np.ndarray]
    absent: dict[str, np.ndarray]
    faults: list[Fault]
    organisations: list[str] = field_(default_factory=list)
    rejected: int = 0
    duplicates: int = 0
    sound: np.ndarray | None = None

    def mark(self) -> None:
        """Work out which rows are sound; the others leave the roll-up."""
        if not self.faults:
            self.sound = None
            return
        self.sound = np.ones(len(self.robot), dtype=bool)
        for _, places, _ in self.faults:
            self.sound[places] = False
        bad = np.flatnonzero(~self.sound)
        self.rejected = len(bad)
        self._exclude(bad)

    def drop(self, places: np.ndarray) -> None:
        """Take duplicates out of the roll-up."""
        if self.sound is None:
            self.sound = np.ones(len(self.robot), dtype=bool)
        self.sound[places] = False
        self.duplicates += len(places)
        self._exclude(places)

    def _exclude(self, places: np.ndarray) -> None:
        self.organisation[places] = -1

    def grouped(self) -> Grouped:
        return Grouped(
            self.day, self.organisation, self.field, self.version, self.values, self.absent
        )

    def shown(self, column: str, places: np.ndarray) -> pa.Array:
        """The cells of `column` as they stood in the file."""
        names = self.batch.schema.names
        column = as_text(column) if as_text(column) in names else column
        if column not in names:
            return pa.nulls(len(places), pa.string())
        cells = self.batch.column(column).take(pa.array(places))
        return cells.dictionary_decode() if pa.types.is_dictionary(cells.type) else cells


class Checker:
    """Checks batch after batch of one file; knows the codes it has met."""

    def __init__(self, limits: "Limits") -> None:
        self.limits = limits
        self.robots = Robots()
        self.organisations = Codes(CODE_PATTERN, limits.organisation)
        self.versions = Codes(CODE_PATTERN)

    def check(self, batch: pa.RecordBatch, first_row: int) -> Checked:
        faults: list[Fault] = []
        organisation, wrong = self.organisations.number(batch.column("organisation"))
        faults += [("organisation", *fault) for fault in wrong]
        version, wrong = self.versions.number(batch.column("model_version"))
        faults += [("model_version", *fault) for fault in wrong]
        values, absent = self._numbers(batch, faults)
        checked = Checked(
            batch,
            first_row,
            self._robots(batch, faults),
            self._days(batch, faults),
            organisation,
            values.pop("field"),
            version,
            values,
            absent,
            faults,
            self.organisations.names,
        )
        checked.mark()
        return checked

    def _numbers(
        self, batch: pa.RecordBatch, faults: list[Fault]
    ) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
        values: dict[str, np.ndarray] = {}
        absent: dict[str, np.ndarray] = {}
        for name in ("field", *COUNTED):
            values[name], empty = _plain(batch.column(name))
            faults += [(name, *fault) for fault in _of_column(BY_NAME[name], values[name], empty)]
            if empty is not None and BY_NAME[name].unknown:
                absent[name] = empty
        return values, absent

    def _robots(self, batch: pa.RecordBatch, faults: list[Fault]) -> np.ndarray:
        robots = self.robots.number(batch.column("robot"))
        if len(robots) and robots.min() < 0:
            for code, reason in ((-1, "missing"), (-2, "bad_robot")):
                places = np.flatnonzero(robots == code)
                if len(places):
                    faults.append(("robot", places, reason))
        return robots

    def _days(self, batch: pa.RecordBatch, faults: list[Fault]) -> np.ndarray:
        if "day" not in batch.schema.names:
            return np.full(batch.num_rows, day_number(self.limits.day or EPOCH), dtype=np.int32)
        column = batch.column("day")
        empty = column.is_null().to_numpy(zero_copy_only=False) if column.null_count else None
        days = column.cast(pa.int32()).fill_null(0).to_numpy(zero_copy_only=False)
        faults += [("day", *fault) for fault in self._day_faults(days, empty)]
        return days

    def _day_faults(
        self, days: np.ndarray, empty: np.ndarray | None
    ) -> list[tuple[np.ndarray, str]]:
        low, high = day_number(self.limits.earliest), day_number(self.limits.today) - 1
        found = [(np.flatnonzero(empty), "missing")] if empty is not None else []
        wrong = outside(days, low, high)
        if empty is not None:
            wrong = wrong[~empty[wrong]]
        early = days[wrong] < low
        found += [
            (wrong[days[wrong] > high], "future_day"),
            (wrong[early & (days[wrong] > NO_DAY)], "early_day"),
            (wrong[days[wrong] <= NO_DAY], "not_a_day"),
        ]
        if self.limits.day is not None:
            other = outside(days, day_number(self.limits.day), day_number(self.limits.day))
            found.append((np.setdiff1d(other, wrong, assume_unique=True), "other_day"))
        return [fault for fault in found if len(fault[0])]


def _plain(column: pa.Array) -> tuple[np.ndarray, np.ndarray | None]:
    """The numbers (n,) with 0 in empty cells, and which cells are empty (None when none is)."""
    if not column.null_count:
        return column.to_numpy(zero_copy_only=False), None
    empty = column.is_null().to_numpy(zero_copy_only=False)
    return column.fill_null(0).to_numpy(zero_copy_only=False), empty


def _of_column(
    column: Column, values: np.ndarray, empty: np.ndarray | None
) -> list[tuple[np.ndarray, str]]:
    found = numeric_faults(column, values, empty)
    return found + fraction_faults(values) if column.kind == "count" else found
