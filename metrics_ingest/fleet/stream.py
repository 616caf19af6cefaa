"""The one pass over a file of robot-days: validate, deduplicate, roll up, keep what was refused.

Memory is bounded by the batch, by four bytes for each robot of a day, and by the groups.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pyarrow as pa

from metrics_ingest.fleet.batch import Checked, Checker
from metrics_ingest.fleet.rejects import Rejects
from metrics_ingest.fleet.rollup import Rollup
from metrics_ingest.fleet.seen import Seen

EPOCH = date(1970, 1, 1)
FAULT_SHARE = 0.05
FEW_FAULTS = 20

Sink = Callable[[Checked], None]
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Limits:
    """What a row may claim. `today` is the last day that has ended plus one: not yet reportable."""

    today: date
    earliest: date = date(2026, 4, 1)
    organisation: str | None = None
    day: date | None = None


@dataclass
class Outcome:
    """What one pass found. `sound + rejected + duplicates == rows`."""

    rows: int = 0
    rejected: int = 0
    duplicates: int = 0
    rollup: pa.Table | None = None
    by_reason: dict[str, int] = field(default_factory=dict)
    by_column: dict[str, int] = field(default_factory=dict)
    own_robots: dict[int, str] = field(default_factory=dict)

    @property
    def sound(self) -> int:
        return self.rows - self.rejected - self.duplicates

    @property
    def quarantined(self) -> bool:
        """Too many faults: none of the file is counted until its sender has looked at it."""
        limit = max(FEW_FAULTS, self.rows * FAULT_SHARE)
        return self.rejected > limit or self.duplicates > limit or self.sound == 0


def read_through(
    batches: Iterable[pa.RecordBatch],
    limits: Limits,
    rejects: Rejects,
    sink: Sink | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Take every batch once. Batches have the columns that `readers` promises."""
    checker, rollup, seen, outcome = Checker(limits), Rollup(), Seen(), Outcome()
    for batch in batches:
        checked = checker.check(batch, outcome.rows)
        _refuse(checked, rejects)
        _drop_duplicates(checked, seen, rejects)
        outcome.rows += batch.num_rows
        outcome.rejected += checked.rejected
        outcome.duplicates += checked.duplicates
        rollup.add(checked.grouped())
        if sink is not None:
            sink(checked)
        if progress is not None:
            progress(outcome.rows)
    outcome.rollup = rollup.table(checker.organisations.names, checker.versions.names)
    outcome.by_reason, outcome.by_column = dict(rejects.by_reason), dict(rejects.by_column)
    outcome.own_robots = checker.robots.identifiers()
    return outcome


def _refuse(checked: Checked, rejects: Rejects) -> None:
    for column, places, reason in checked.faults:
        values = checked.shown(column, places)
        rejects.add(column, reason, checked.first_row + places + 1, values)


def _drop_duplicates(checked: Checked, seen: Seen, rejects: Rejects) -> None:
    """Only sound rows claim their robot's day: a refused row does not shut out its correction."""
    sound = np.flatnonzero(checked.sound) if checked.sound is not None else None
    robots = checked.robot if sound is None else checked.robot[sound]
    days = checked.day if sound is None else checked.day[sound]
    if not len(robots):
        return
    if days.min() == days.max():
        _drop_of_day(checked, seen, rejects, int(days[0]), robots, sound)
        return
    for day in np.unique(days).tolist():
        of_day = np.flatnonzero(days == day)
        places = of_day if sound is None else sound[of_day]
        _drop_of_day(checked, seen, rejects, day, robots[of_day], places)


def _drop_of_day(
    checked: Checked,
    seen: Seen,
    rejects: Rejects,
    day: int,
    robots: np.ndarray,
    places: np.ndarray | None,
) -> None:
    if places is None:
        rows = np.arange(checked.first_row, checked.first_row + len(robots), dtype=np.int32)
    else:
        rows = (places + checked.first_row).astype(np.int32)
    again, first = seen.earlier(day, robots, rows)
    if not len(again):
        return
    where = again if places is None else places[again]
    checked.drop(where)
    notes = [f"row {row + 1}" for row in first.tolist()]
    rejects.add(
        "robot", "duplicate", checked.first_row + where + 1, checked.shown("robot", where), notes
    )
