"""Adds rows up by day, organisation, field and model version, exactly.

Hours and kilometres are added as whole thousandths, so a sum does not depend on the order of the
rows or on how many workers shared them: partial results merge to the last digit.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from metrics_ingest.fleet.columns import BY_NAME, COUNTED, FIELDS

THOUSANDTHS = 1000.0
KEYS = ("day", "organisation", "field", "model_version")
AMOUNTS = tuple(name for name in COUNTED if BY_NAME[name].kind == "amount")
MAY_BE_UNKNOWN = tuple(name for name in COUNTED if BY_NAME[name].unknown)
# Of each column that may be unknown: the robot-days and hours (thousandths) that did not report it.
UNKNOWNS = tuple(f"unknown_{what}_{name}" for name in MAY_BE_UNKNOWN for what in ("days", "hours"))
MEASURES = ("robot_days", *(f"{n}_thousandths" if n in AMOUNTS else n for n in COUNTED), *UNKNOWNS)
SCHEMA = pa.schema(
    [
        ("day", pa.date32()),
        ("organisation", pa.string()),
        ("field", pa.int16()),
        ("model_version", pa.string()),
        *((name, pa.int64()) for name in MEASURES),
    ]
)
_LANES = FIELDS + 1
_FLUSH_ROWS = 1 << 16


@dataclass(frozen=True)
class Grouped:
    """One batch as the roll-up takes it: all arrays (n,), -1 in `organisation` drops the row."""

    day: np.ndarray
    organisation: np.ndarray
    field: np.ndarray
    version: np.ndarray
    values: dict[str, np.ndarray]
    absent: dict[str, np.ndarray]


class Rollup:
    """Sums of one file. Groups are places in one dense array that grows with what is found."""

    def __init__(self) -> None:
        self._shape = (1, 1, 1)  # days, organisations, versions
        self._days: dict[int, int] = {}
        self._sums: dict[str, np.ndarray] = {}
        self._waiting: list[Grouped] = []
        self._rows = 0

    def add(self, batch: Grouped) -> None:
        self._waiting.append(batch)
        self._rows += len(batch.field)
        if self._rows >= max(_FLUSH_ROWS, 2 * self._size):
            self._flush()

    def table(self, organisations: list[str], versions: list[str]) -> pa.Table:
        """The roll-up as a table of `SCHEMA`, in the order of its keys."""
        self._flush()
        if not self._sums:
            return SCHEMA.empty_table()
        places = np.flatnonzero(self._sums["robot_days"])
        days, orgs, fields, vers = np.unravel_index(places, self._dense())
        known = np.array(list(self._days), dtype=np.int32)
        keys = [
            pa.array(known[days]).cast(pa.date32()),
            pa.array(organisations).take(pa.array(orgs)),
            pa.array(fields, type=pa.int16()),
            pa.array(versions).take(pa.array(vers)),
        ]
        sums = [pa.array(self._measure(name)[places]) for name in MEASURES]
        return pa.table(keys + sums, schema=SCHEMA).sort_by([(key, "ascending") for key in KEYS])

    @property
    def _size(self) -> int:
        return int(np.prod(self._dense()))

    def _dense(self) -> tuple[int, int, int, int]:
        days, organisations, versions = self._shape
        return (days, organisations, _LANES, versions)

    def _measure(self, name: str) -> np.ndarray:
        return self._sums.setdefault(name, np.zeros(self._size, dtype=np.int64))

    def _flush(self) -> None:
        waiting, self._waiting, self._rows = self._waiting, [], 0
        if not waiting:
            return
        self._grow(waiting)
        codes = [self._codes(batch) for batch in waiting]
        place = codes[0] if len(codes) == 1 else np.concatenate(codes)
        self._sum("robot_days", place, None)
        for name in COUNTED:
            values = [batch.values[name] for batch in waiting]
            self._add(name, place, values[0] if len(values) == 1 else np.concatenate(values))
        for batch, code in zip(waiting, codes, strict=True):
            self._add_unknown(batch, code)

    def _add(self, name: str, place: np.ndarray, values: np.ndarray) -> None:
        if name in AMOUNTS:
            self._sum(f"{name}_thousandths", place, _thousandths(values))
            return
        some = np.flatnonzero(values != 0)
        if 4 * len(some) < len(values):
            self._sum(name, place[some], values[some])
        else:
            self._sum(name, place, values)

    def _add_unknown(self, batch: Grouped, place: np.ndarray) -> None:
        for name, absent in batch.absent.items():
            hours = _thousandths(batch.values["hours"][absent])
            self._sum(f"unknown_days_{name}", place[absent], None)
            self._sum(f"unknown_hours_{name}", place[absent], hours)

    def _sum(self, name: str, place: np.ndarray, weights: np.ndarray | None) -> None:
        # The last bin takes the rows that were refused, whatever their values (NaN too).
        totals = np.bincount(place, weights, minlength=self._size + 1)[:-1]
        self._measure(name)[:] += totals.astype(np.int64, copy=False)

    def _codes(self, batch: Grouped) -> np.ndarray:
        _, organisations, versions = self._shape
        code = (batch.organisation * _LANES + batch.field) * versions + batch.version
        if len(self._days) > 1:
            known = np.array(sorted(self._days), dtype=np.int64)
            numbers = np.array([self._days[day] for day in sorted(self._days)], dtype=np.int64)
            where = np.minimum(np.searchsorted(known, batch.day), len(known) - 1)
            code = code + numbers[where] * (organisations * _LANES * versions)
        code[batch.organisation < 0] = self._size
        return code

    def _grow(self, waiting: list[Grouped]) -> None:
        for batch in waiting:
            sound = (
                batch.day if batch.organisation.min() >= 0 else batch.day[batch.organisation >= 0]
            )
            if len(sound) and (
                not self._days or sound.min() != sound.max() or int(sound[0]) not in self._days
            ):
                for day in np.unique(sound).tolist():
                    self._days.setdefault(day, len(self._days))
        needed = (
            len(self._days),
            max(int(batch.organisation.max()) + 1 for batch in waiting),
            max(int(batch.version.max()) + 1 for batch in waiting),
        )
        if any(need > have for need, have in zip(needed, self._shape, strict=True)):
            self._widen(
                tuple(
                    max(_room(need), have) for need, have in zip(needed, self._shape, strict=True)
                )
            )

    def _widen(self, shape: tuple[int, ...]) -> None:
        before, self._shape = self._dense(), (shape[0], shape[1], shape[2])
        for name, sums in self._sums.items():
            wider = np.zeros(self._dense(), dtype=np.int64)
            wider[tuple(slice(0, size) for size in before)] = sums.reshape(before)
            self._sums[name] = wider.ravel()


def _thousandths(values: np.ndarray) -> np.ndarray:
    scaled = np.multiply(values, THOUSANDTHS, dtype=np.float64)
    return np.rint(scaled, out=scaled)


def _room(need: int) -> int:
    return need if need <= 2 else 1 << (need - 1).bit_length()


def merge(tables: list[pa.Table]) -> pa.Table:
    """Partial roll-ups of the same day added together: the same table whoever made the parts."""
    if not tables:
        return SCHEMA.empty_table()
    grouped = (
        pa.concat_tables(tables).group_by(list(KEYS)).aggregate([(n, "sum") for n in MEASURES])
    )
    renamed = grouped.rename_columns([*KEYS, *MEASURES])
    return renamed.cast(SCHEMA).sort_by([(key, "ascending") for key in KEYS])
