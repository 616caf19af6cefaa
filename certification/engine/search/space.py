"""The scenario space: named, bounded dimensions with units, declared once.

The same declaration gives the map from the unit cube (optimisers), the Hypothesis strategy
(``search.shrinker``), the independent samples of the estimate and the table of the certificate.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Scenario = dict[str, Any]


class BadScenario(ValueError):
    """A scenario that does not lie in its space; the message says which dimension and why."""


@dataclass(frozen=True)
class Real:
    """A real dimension in ``unit``, from ``low`` to ``high`` (both included)."""

    name: str
    low: float
    high: float
    unit: str = "1"
    about: str = ""
    simplest: float | None = None
    kind: str = field(default="real", init=False)

    @property
    def plain(self) -> float:
        """The value a reader finds simplest: the declared one, or the nearest to zero."""
        wish = 0.0 if self.simplest is None else self.simplest
        return float(min(max(wish, self.low), self.high))

    def at(self, u: float) -> float:
        return float(min(max(self.low + u * (self.high - self.low), self.low), self.high))

    def unit_of(self, value: float) -> float:
        width = self.high - self.low
        return 0.0 if width == 0 else (float(value) - self.low) / width

    def holds(self, value: Any) -> bool:
        return (
            isinstance(value, int | float)
            and not isinstance(value, bool)
            and self.low <= value <= self.high
        )

    def domain(self) -> str:
        return f"{self.low:g} to {self.high:g} {self.unit}"


@dataclass(frozen=True)
class Integer:
    """A whole number in ``unit``, from ``low`` to ``high`` (both included)."""

    name: str
    low: int
    high: int
    unit: str = "1"
    about: str = ""
    simplest: int | None = None
    kind: str = field(default="integer", init=False)

    @property
    def plain(self) -> int:
        wish = 0 if self.simplest is None else self.simplest
        return min(max(wish, self.low), self.high)

    def at(self, u: float) -> int:
        return _slot(u, self.high - self.low + 1) + self.low

    def unit_of(self, value: int) -> float:
        return (int(value) - self.low + 0.5) / (self.high - self.low + 1)

    def holds(self, value: Any) -> bool:
        return (
            isinstance(value, int)
            and not isinstance(value, bool)
            and (self.low <= value <= self.high)
        )

    def domain(self) -> str:
        return f"whole numbers {self.low} to {self.high} {self.unit}"


@dataclass(frozen=True)
class Choice:
    """One of ``options``; the first is the simplest."""

    name: str
    options: tuple[Any, ...]
    unit: str = "1"
    about: str = ""
    kind: str = field(default="choice", init=False)

    @property
    def plain(self) -> Any:
        return self.options[0]

    def at(self, u: float) -> Any:
        return self.options[_slot(u, len(self.options))]

    def unit_of(self, value: Any) -> float:
        return (self.options.index(value) + 0.5) / len(self.options)

    def holds(self, value: Any) -> bool:
        return value in self.options

    def domain(self) -> str:
        return "one of " + ", ".join(str(option) for option in self.options)


Dimension = Real | Integer | Choice


def _slot(u: float, count: int) -> int:
    return min(max(int(u * count), 0), count - 1)


class ScenarioSpace:
    """An ordered set of dimensions. ``len(space)`` is their number."""

    def __init__(self, dimensions: Sequence[Dimension]) -> None:
        names = [dimension.name for dimension in dimensions]
        if len(set(names)) != len(names):
            raise ValueError("A dimension is named twice; give each dimension its own name.")
        for dimension in dimensions:
            _check(dimension)
        self.dimensions: tuple[Dimension, ...] = tuple(dimensions)

    @classmethod
    def box(cls, bounds: Mapping[str, tuple[float, float]]) -> "ScenarioSpace":
        """Real dimensions only: ``ScenarioSpace.box({"speed_m_per_s": (0, 1.6)})``."""
        return cls([Real(name, float(low), float(high)) for name, (low, high) in bounds.items()])

    def __len__(self) -> int:
        return len(self.dimensions)

    def __iter__(self) -> Iterator[Dimension]:
        return iter(self.dimensions)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dimension.name for dimension in self.dimensions)

    def from_unit(self, point: Sequence[float] | np.ndarray) -> Scenario:
        """The scenario at a point of the unit cube, shape ``(len(self),)``; clipped to it."""
        return {d.name: d.at(float(u)) for d, u in zip(self.dimensions, point, strict=True)}

    def to_unit(self, scenario: Mapping[str, Any]) -> np.ndarray:
        return np.array([d.unit_of(scenario[d.name]) for d in self.dimensions])

    def simplest(self) -> Scenario:
        return {d.name: d.plain for d in self.dimensions}

    def sample(self, rng: np.random.Generator, count: int) -> list[Scenario]:
        """``count`` independent scenarios, uniform over the declared bounds."""
        return [self.from_unit(point) for point in rng.random((count, len(self)))]

    def check(self, scenario: Mapping[str, Any]) -> None:
        """Raise `BadScenario` unless ``scenario`` names every dimension and lies in its bounds."""
        missing = [name for name in self.names if name not in scenario]
        if missing:
            raise BadScenario(f"The scenario does not give {', '.join(missing)}.")
        unknown = sorted(set(scenario) - set(self.names))
        if unknown:
            raise BadScenario(f"The scenario gives unknown dimensions: {', '.join(unknown)}.")
        for d in self.dimensions:
            if not d.holds(scenario[d.name]):
                raise BadScenario(
                    f"{d.name} = {scenario[d.name]!r} is outside its domain ({d.domain()})."
                )

    def describe(self) -> list[dict[str, Any]]:
        """One row per dimension, for the plan, the documents and the certificate."""
        return [
            {
                "name": d.name,
                "kind": d.kind,
                "unit": d.unit,
                "domain": d.domain(),
                "simplest": d.plain,
                "about": d.about,
            }
            for d in self.dimensions
        ]


def _check(dimension: Dimension) -> None:
    if isinstance(dimension, Choice):
        if not dimension.options:
            raise ValueError(f"{dimension.name} has no options; give at least one.")
        return
    ends = (dimension.low, dimension.high)
    if not all(math.isfinite(end) for end in ends) or dimension.low > dimension.high:
        raise ValueError(
            f"{dimension.name} runs from {ends[0]} to {ends[1]}; give two finite bounds in order."
        )
