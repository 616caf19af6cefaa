"""Exact deduplication by (robot, day), and exact counts of distinct robots."""

import numpy as np

_PAGE = 1 << 20


class Seen:
    """Remembers, for each day, the row in which each robot first appeared (4 bytes a robot)."""

    def __init__(self) -> None:
        self._first: dict[int, np.ndarray] = {}

    def earlier(
        self, day: int, robots: np.ndarray, rows: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Places in `robots` (n,) seen before, in this batch or an earlier one, and the row of the
        first appearance of each. All others are remembered with their row in `rows` (n,)."""
        if not len(robots):
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        first = self._room(day, int(robots.max()) + 1)
        before = first.take(robots)
        known = np.flatnonzero(before >= 0)
        if _repeats(robots):
            # The last write wins, so write backwards: the first row of the batch stays.
            first[robots[::-1]] = rows[::-1]
        else:
            first[robots] = rows
            if not len(known):
                return known, known
        first[robots[known]] = before[known]
        places = np.flatnonzero(first.take(robots) != rows)
        return places, first[robots[places]].astype(np.int64)

    def _room(self, day: int, size: int) -> np.ndarray:
        first = self._first.get(day)
        if first is None or len(first) < size:
            wider = np.full(
                -(-max(size, 2 * len(first) if first is not None else 0) // _PAGE) * _PAGE,
                -1,
                dtype=np.int32,
            )
            if first is not None:
                wider[: len(first)] = first
            self._first[day] = first = wider
        return first


def _repeats(robots: np.ndarray) -> bool:
    """Whether a number stands twice in one batch: sorting it is cheaper than asking the whole table."""
    ordered = np.sort(robots.astype(np.int32))
    return bool((ordered[1:] == ordered[:-1]).any())


class Distinct:
    """A set of robot numbers as a bitmap: exact, one bit a robot, merged by OR."""

    def __init__(self, bits: np.ndarray | None = None) -> None:
        self._bits = np.zeros(0, dtype=np.uint8) if bits is None else bits

    @classmethod
    def of(cls, numbers: np.ndarray) -> "Distinct":
        """`numbers` (n,) non-negative integers; repeated ones count once."""
        if not len(numbers):
            return cls()
        marks = np.zeros(int(numbers.max()) + 1, dtype=np.uint8)
        marks[numbers] = 1
        return cls(np.packbits(marks))

    def __or__(self, other: "Distinct") -> "Distinct":
        longer, shorter = sorted((self._bits, other._bits), key=len, reverse=True)
        merged = longer.copy()
        merged[: len(shorter)] |= shorter
        return Distinct(merged)

    def __and__(self, other: "Distinct") -> "Distinct":
        size = min(len(self._bits), len(other._bits))
        return Distinct(self._bits[:size] & other._bits[:size])

    def __len__(self) -> int:
        return int(np.bitwise_count(self._bits).sum())

    def numbers(self) -> np.ndarray:
        return np.flatnonzero(np.unpackbits(self._bits))
