"""The portfolio: fixed openings first, then explorers chosen by their recent success."""

import numpy as np

from .covariance import Covariance
from .explorers import Edges, Evolution, Explorer, Opening, Uniform
from .sifting import Sifting
from .space import ScenarioSpace

_FORGET = 0.95
_CURIOSITY = 0.1
_REWARD = 0.4


class Portfolio:
    """Ask for points of the unit cube, tell what came out. One instance per property."""

    def __init__(
        self, space: ScenarioSpace, seed: int | np.random.SeedSequence, opening: bool = True
    ) -> None:
        self._rng = np.random.default_rng(seed)
        n = len(space)
        self._opening: Explorer | None = Opening(space) if opening else None
        self._arms: list[Explorer] = [
            Uniform(n, self._rng),
            Edges(n, self._rng),
            Evolution(n, self._rng),
            Covariance(n, self._rng),
            Sifting(n, self._rng),
        ]
        # Credit to begin with, and what stays when an explorer has had no success for long.
        self._credit = np.array([0.1, 0.3, 0.8, 0.3, 1.5])
        self._floor = np.array([0.05, 0.05, 0.2, 0.05, 1.5])
        self.best = np.inf
        self._owner: dict[bytes, Explorer] = {}
        self.queue: list[np.ndarray] = []

    def ask(self) -> np.ndarray:
        """The next point, shape ``(d,)``: known counterexamples, openings, then an explorer."""
        if self.queue:
            return self.queue.pop(0)
        point = self._opening.ask() if self._opening else None
        return self._explore() if point is None else point

    def _explore(self) -> np.ndarray:
        """Explorers in a random order weighted by credit: the first that has a point to try."""
        chance = self._credit / self._credit.sum()
        chance = (1 - _CURIOSITY) * chance + _CURIOSITY / len(self._arms)
        for i in np.argsort(-np.log(self._rng.random(len(self._arms))) / chance):
            point = self._arms[i].ask()
            if point is not None:
                self._owner[point.tobytes()] = self._arms[i]
                return point
        raise AssertionError("the random explorer always has a point")

    def tell(self, point: np.ndarray, rho: float) -> None:
        """Every explorer learns from every result, whoever proposed it."""
        owner = self._owner.pop(point.tobytes(), None)
        better = rho < self.best
        self.best = min(self.best, rho)
        for i, arm in enumerate(self._arms):
            arm.tell(point, rho, arm is owner)
            if arm is owner:
                self._credit[i] = max(_FORGET * self._credit[i], self._floor[i])
                self._credit[i] += _REWARD if better else 0.0

    def forget(self, point: np.ndarray) -> None:
        """The point was asked for but its answer is no longer needed."""
        self._owner.pop(point.tobytes(), None)
