"""CMA-ES as one explorer among others, through ``cma``; own random numbers, no global seed."""

import warnings

import numpy as np

with warnings.catch_warnings():
    # Without matplotlib cma warns once that it cannot plot; nothing here plots.
    warnings.simplefilter("ignore")
    import cma


class Covariance:
    """Asks one point at a time, tells the optimiser a whole population when it is complete."""

    name = "cma"

    def __init__(self, dimensions: int, rng: np.random.Generator) -> None:
        self._n, self._rng = dimensions, rng
        self._best: tuple[float, np.ndarray] = (np.inf, np.full(dimensions, 0.5))
        self._optimiser: cma.CMAEvolutionStrategy | None = None
        self._open: list[np.ndarray] = []
        self._asked: dict[bytes, np.ndarray] = {}
        self._done: list[tuple[np.ndarray, float]] = []

    def ask(self) -> np.ndarray:
        if not self._open:
            self._open = self._population()
        raw = self._open.pop(0)
        point = np.clip(raw, 0.0, 1.0)
        self._asked[point.tobytes()] = raw
        return point

    def _population(self) -> list[np.ndarray]:
        if self._optimiser is None or self._optimiser.stop():
            self._optimiser = self._start()
            self._asked, self._done = {}, []
        return list(self._optimiser.ask())

    def _start(self) -> "cma.CMAEvolutionStrategy":
        start = np.clip(self._best[1], 0.05, 0.95)
        options = {
            "bounds": [0, 1],
            "verbose": -9,
            "seed": np.nan,
            "popsize": self._size(),
            "randn": lambda *shape: self._rng.standard_normal(shape),
            "verb_log": 0,
        }
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return cma.CMAEvolutionStrategy(start, 0.25, options)

    def _size(self) -> int:
        return 6 + int(1.5 * np.log(self._n + 1))

    def tell(self, point: np.ndarray, rho: float, mine: bool) -> None:
        if rho < self._best[0]:
            self._best = (rho, point.copy())
        raw = self._asked.pop(point.tobytes(), None) if mine else None
        if raw is None or self._optimiser is None:
            return
        self._done.append((raw, rho))
        if len(self._done) == self._size():
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self._optimiser.tell(*zip(*self._done, strict=True))
            self._done = []
