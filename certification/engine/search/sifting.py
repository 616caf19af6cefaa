"""Sifting: find the few coordinates that matter by halving groups, then search along each.

For a fault in the inside of a space of many dimensions of which few matter: changing a group of
coordinates at once shows whether any of them does, and log2 of the group finds which.
"""

from collections.abc import Generator

import numpy as np

_GROUPS = 6
_SMALLEST_STEP = 0.004
_GOLDEN = 0.382
_USEFUL = 4

Walk = Generator[np.ndarray, float, None]


class Sifting:
    """One point at a time; `ask` gives None while an answer is outstanding."""

    name = "sifting"

    def __init__(self, dimensions: int, rng: np.random.Generator) -> None:
        self._n, self._rng = dimensions, rng
        self._best: tuple[float, np.ndarray] = (np.inf, np.full(dimensions, 0.5))
        self._walk = self._forever()
        self._next: np.ndarray | None = None
        self._started = False
        self._dull = np.zeros(dimensions)
        self._useful: list[int] = []

    def ask(self) -> np.ndarray | None:
        if not np.isfinite(self._best[0]):
            return None
        if not self._started:
            self._started, self._next = True, next(self._walk)
        point, self._next = self._next, None
        return point

    def tell(self, point: np.ndarray, rho: float, mine: bool) -> None:
        if rho < self._best[0]:
            self._best = (rho, point.copy())
        if mine:
            self._next = self._walk.send(rho)

    def _forever(self) -> Walk:
        while True:
            coordinate = yield from self._sift()
            if coordinate is None:
                self._dull += 1.0
                continue
            if not (yield from self._gains(coordinate, 0.2)):
                self._dull[coordinate] += 1.0
            yield from self._polish()

    def _polish(self) -> Walk:
        """Coordinates that led somewhere lately, again and in turn, while they still do."""
        while len(self._useful) > 1:
            for i in list(self._useful):
                if not (yield from self._gains(i, 0.06)):
                    self._useful.remove(i)

    def _gains(self, i: int, step: float) -> Generator[np.ndarray, float, bool]:
        start = self._best[0]
        yield from self._along(i, step)
        gained = self._best[0] < start
        if gained:
            self._useful = [i, *(j for j in self._useful if j != i)][:_USEFUL]
        return gained

    def _sift(self) -> Generator[np.ndarray, float, int | None]:
        """The coordinate with (about) the largest effect at the best point, or None."""
        before, base = self._best
        # Coordinates that led nowhere lately are sifted in later groups and less often.
        order = np.argsort(self._dull + self._rng.random(self._n), kind="stable")
        change = self._changes(base)
        groups = [g for g in np.array_split(order, min(_GROUPS, self._n)) if g.size]
        while True:
            effects = []
            for group in groups:
                point = base.copy()
                point[group] = change[group]
                effects.append(abs((yield point) - before) / (1.0 + self._dull[group].min()))
            if max(effects) <= 1e-12:
                return None
            chosen = groups[int(np.argmax(effects))]
            if chosen.size == 1:
                return int(chosen[0])
            groups = [g for g in np.array_split(chosen, 2) if g.size]

    def _changes(self, base: np.ndarray) -> np.ndarray:
        """For each coordinate a value some way off, inside the cube."""
        step = self._rng.uniform(0.1, 0.4, self._n) * self._rng.choice([-1.0, 1.0], self._n)
        moved = base + step
        return np.where((moved < 0) | (moved > 1), base - step, moved)

    def _along(self, i: int, step: float) -> Walk:
        """Both sides of the best point, then farther or nearer: a line search on one coordinate."""
        direction = 1.0 if self._rng.random() < 0.5 else -1.0
        failures = 0
        while step > _SMALLEST_STEP and failures < 10:
            before, base = self._best
            point = base.copy()
            point[i] = np.clip(base[i] + direction * step, 0.0, 1.0)
            if point[i] == base[i]:
                direction, step, failures = -direction, step * 0.7, failures + 1
                continue
            rho = yield point
            if rho < before:
                step, failures = step * 1.4, 0
                continue
            failures += 1
            direction = -direction
            if failures % 2 == 0:
                step *= _GOLDEN
                if rho == before and failures >= 4:
                    return
