"""A property: written once, it gives a test, a search problem, an estimate and a row."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ..limits import LimitSet
from ..worlds.base import Traces


class Answer(NamedTuple):
    """``rho`` (N,) float64 in the unit of the property, ≥ 0 holds; ``exercised`` (N,) bool.

    Where the antecedent was never active the property holds: ``rho`` is then positive and only
    says how near the antecedent came, so that a search has a slope to follow.
    """

    rho: np.ndarray
    exercised: np.ndarray


@dataclass(frozen=True)
class Property:
    """Identifier, hazard, clause, unit, formula in words, and the robustness over traces."""

    id: str
    title: str
    hazard: str
    clause: str
    unit: str
    formula: str
    limits: tuple[str, ...]
    robustness: Callable[[Traces, LimitSet], Answer]
    # What is violated in the first seconds of a trace stays violated; not so for "in the end".
    stays_violated: bool = True

    def __call__(self, traces: Traces, limits: LimitSet) -> Answer:
        """One answer per episode; an invalid episode answers NaN, never a pass."""
        answer = self.robustness(traces, limits)
        invalid = np.array([bool(reason) for reason in traces.invalid])
        rho = np.where(invalid, np.nan, answer.rho)
        return Answer(rho, np.asarray(answer.exercised, bool) & ~invalid)

    def describe(self) -> dict[str, object]:
        return {
            "id": self.id,
            "title": self.title,
            "hazard": self.hazard,
            "clause": self.clause,
            "unit": self.unit,
            "formula": self.formula,
            "limits": list(self.limits),
        }


def lowest(values: np.ndarray, where: np.ndarray, otherwise: np.ndarray | float) -> np.ndarray:
    """Minimum over all axes but the first, of the places where ``where`` holds."""
    n = values.shape[0]
    masked = np.where(where, values, np.inf).reshape(n, -1).min(axis=1)
    return np.where(np.isfinite(masked), masked, otherwise)


def anywhere(mask: np.ndarray) -> np.ndarray:
    return np.asarray(mask.reshape(mask.shape[0], -1).any(axis=1))
