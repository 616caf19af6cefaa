"""The one place that knows Hypothesis' inside: strategies from a space, and its shrinker.

Hypothesis does not shrink a plain ``@example``. So a found scenario is handed over through a
provider of its alternative-backend interface, which replays the fixed choices first; what
Hypothesis then shrinks is an ordinary failure of its own.
"""

import contextlib
import math
import threading
import warnings
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import HypothesisWarning
from hypothesis.internal.conjecture.providers import AVAILABLE_PROVIDERS, PrimitiveProvider

from .space import Choice, Dimension, Integer, Scenario, ScenarioSpace

_BACKEND = "certification-fixed-first"
_LOCK = threading.Lock()


def strategy(space: ScenarioSpace) -> st.SearchStrategy[Scenario]:
    """Scenarios of the space; every dimension shrinks to its simplest value."""
    return st.fixed_dictionaries({d.name: _dimension(d) for d in space})


def _dimension(d: Dimension) -> st.SearchStrategy[Any]:
    if isinstance(d, Choice):
        return st.sampled_from(d.options)
    if isinstance(d, Integer):
        return st.integers(d.low - d.plain, d.high - d.plain).map(lambda v: v + d.plain)
    return st.floats(d.low - d.plain, d.high - d.plain, allow_subnormal=False).map(
        lambda v: min(max(v + d.plain, d.low), d.high)
    )


def _choices(space: ScenarioSpace, scenario: Mapping[str, Any]) -> list[int | float]:
    return [_choice(d, scenario[d.name]) for d in space]


def _choice(d: Dimension, value: Any) -> int | float:
    if isinstance(d, Choice):
        return d.options.index(value)
    return value - d.plain


class _FixedFirst(PrimitiveProvider):
    """Answers the draws of each test case with the fixed choices, in order."""

    fixed: ClassVar[list[int | float]] = []
    lifetime = "test_case"

    def __init__(self, conjecturedata: Any, /) -> None:
        super().__init__(conjecturedata)
        self._left = iter(type(self).fixed)

    def _next(self, low: float, high: float) -> int | float:
        return min(max(next(self._left, low), low), high)

    def draw_boolean(self, p: float = 0.5) -> bool:
        return p >= 1

    def draw_integer(
        self,
        min_value: int | None = None,
        max_value: int | None = None,
        *,
        weights: dict[int, float] | None = None,
        shrink_towards: int = 0,
    ) -> int:
        return int(self._next(min_value or 0, 0 if max_value is None else max_value))

    def draw_float(
        self,
        *,
        min_value: float = -math.inf,
        max_value: float = math.inf,
        allow_nan: bool = True,
        smallest_nonzero_magnitude: float,
    ) -> float:
        value = float(self._next(min_value, max_value))
        return value if abs(value) >= smallest_nonzero_magnitude else 0.0

    def draw_string(self, intervals: Any, *, min_size: int = 0, max_size: int = 0) -> str:
        return chr(intervals[0]) * min_size

    def draw_bytes(self, min_size: int = 0, max_size: int = 0) -> bytes:
        return bytes(min_size)


AVAILABLE_PROVIDERS[_BACKEND] = f"{__name__}._FixedFirst"


class _StillFails(Exception):
    """Raised inside Hypothesis while a scenario is a counterexample."""


def shrink(
    space: ScenarioSpace, found: Scenario, fails: Callable[[Scenario], bool], budget: int
) -> tuple[Scenario, int]:
    """The simplest counterexample within ``budget`` calls of ``fails``, and the calls used.

    ``found`` must fail; it is what comes back when nothing simpler does.
    """
    if budget < 1:
        return dict(found), 0
    known: dict[tuple[Any, ...], bool] = {tuple(found.values()): True}
    best, used = dict(found), 0

    def judge(scenario: Scenario) -> None:
        nonlocal best, used
        key = tuple(scenario.values())
        if key not in known:
            if used >= budget:
                return
            used += 1
            known[key] = fails(scenario)
        if known[key]:
            best = dict(scenario)
            raise _StillFails

    _run(space, found, judge)
    return best, used


def _run(space: ScenarioSpace, found: Scenario, judge: Callable[[Scenario], None]) -> None:
    test = settings(
        backend=_BACKEND,
        max_examples=2,
        database=None,
        deadline=None,
        derandomize=False,
        phases=[Phase.generate, Phase.shrink],
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )(given(strategy(space))(judge))
    with _LOCK, warnings.catch_warnings():
        warnings.simplefilter("ignore", HypothesisWarning)
        _FixedFirst.fixed = _choices(space, found)
        with contextlib.suppress(_StillFails):
            test()
