"""Explorers of the unit cube: each proposes points, all learn from every result."""

import re
from typing import Protocol

import numpy as np

from .space import ScenarioSpace


class Explorer(Protocol):
    name: str

    def ask(self) -> np.ndarray | None: ...

    def tell(self, point: np.ndarray, rho: float, mine: bool) -> None: ...


class Opening:
    """The simplest scenario, then corners: all low, all high, and by groups of like names."""

    name = "opening"

    def __init__(self, space: ScenarioSpace) -> None:
        self._points = _opening(space)

    def ask(self) -> np.ndarray | None:
        return self._points.pop(0) if self._points else None

    def tell(self, point: np.ndarray, rho: float, mine: bool) -> None:
        """Nothing to learn: the order is fixed."""


def _opening(space: ScenarioSpace) -> list[np.ndarray]:
    n = len(space)
    points = [space.to_unit(space.simplest()), *_group_corners(space)]
    points += [np.ones(n), np.zeros(n), np.full(n, 0.5)]
    first_half = (np.arange(n) < n / 2).astype(float)
    every_second = np.arange(n) % 2.0
    points += [first_half, 1 - first_half, every_second, 1 - every_second]
    unique = {point.tobytes(): point for point in points}
    return list(unique.values())


def _group_corners(space: ScenarioSpace) -> list[np.ndarray]:
    """Names that differ only in digits belong together: each group all high or all low."""
    stems = [re.sub(r"\d+", "#", name) for name in space.names]
    groups = [np.array([s == stem for s in stems], float) for stem in dict.fromkeys(stems)]
    if not 2 <= len(groups) <= 3:
        return []
    codes = range(1, 2 ** len(groups) - 1)
    return [
        np.sum([mask for g, mask in enumerate(groups) if code >> g & 1], axis=0) for code in codes
    ]


class Uniform:
    """Plain random points."""

    name = "random"

    def __init__(self, dimensions: int, rng: np.random.Generator) -> None:
        self._n, self._rng = dimensions, rng

    def ask(self) -> np.ndarray:
        return self._rng.random(self._n)

    def tell(self, point: np.ndarray, rho: float, mine: bool) -> None:
        """Nothing to learn."""


class Edges(Uniform):
    """Random points of which a random share of coordinates lies on a bound."""

    name = "edges"

    def ask(self) -> np.ndarray:
        point = self._rng.random(self._n)
        on_edge = self._rng.random(self._n) < self._rng.random()
        return np.where(on_edge, np.round(point), point)


class Evolution:
    """Changes few coordinates of a good point: to a bound, to anywhere, or by a small step.

    It learns which coordinates matter: those whose change moved the robustness are tried more.
    """

    name = "evolution"
    _ELITE = 6

    def __init__(self, dimensions: int, rng: np.random.Generator) -> None:
        self._n, self._rng = dimensions, rng
        self._elite: list[tuple[float, np.ndarray]] = []
        self._weight = np.ones(dimensions)
        self._tried = np.ones(dimensions)
        self._scale = 0.25
        self._spread = 1e-9

    def ask(self) -> np.ndarray | None:
        if not self._elite:
            return None
        rank = min(int(self._rng.exponential(0.7)), len(self._elite) - 1)
        point = self._elite[rank][1].copy()
        for i in self._coordinates():
            point[i] = self._changed(point[i])
        return np.clip(point, 0.0, 1.0)

    def _coordinates(self) -> np.ndarray:
        count = min(1 + self._rng.poisson(0.8), self._n)
        chance = self._weight / self._tried
        chance = 0.75 * chance / chance.sum() + 0.25 / self._n
        return self._rng.choice(self._n, count, replace=False, p=chance / chance.sum())

    def _changed(self, value: float) -> float:
        kind = self._rng.random()
        if kind < 0.2:
            return float(self._rng.integers(0, 2))
        if kind < 0.5:
            return self._rng.random()
        return value + self._rng.normal(0.0, self._scale)

    def tell(self, point: np.ndarray, rho: float, mine: bool) -> None:
        if mine and self._elite:
            self._learn(point, rho)
        self._elite.append((rho, point.copy()))
        self._elite.sort(key=lambda pair: pair[0])
        del self._elite[self._ELITE :]

    def _learn(self, point: np.ndarray, rho: float) -> None:
        parents = [(np.count_nonzero(point != p), r, p) for r, p in self._elite]
        _, before, parent = min(parents, key=lambda entry: entry[0])
        changed = point != parent
        moved = abs(rho - before)
        self._spread = max(self._spread * 0.98, moved)
        self._tried[changed] += 1.0
        self._weight[changed] += 4.0 * moved / self._spread
        better = rho < before
        self._scale = float(np.clip(self._scale * (1.3 if better else 0.97), 0.01, 0.35))
