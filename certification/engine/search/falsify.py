"""The public search: a black box, a space, a robustness, a budget, a seed."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from .portfolio import Portfolio
from .shrinker import shrink
from .space import Scenario, ScenarioSpace

Trace = TypeVar("Trace")


@dataclass(frozen=True)
class SearchResult:
    """``simulations`` counts up to and with the first violation; shrinking is counted apart."""

    falsified: bool
    simulations: int
    best_robustness: float
    best: Scenario | None
    first: Scenario | None
    shrunk: Scenario | None
    shrink_simulations: int = 0


def falsify(
    simulate: Callable[[Scenario], Trace],
    space: ScenarioSpace,
    robustness: Callable[[Trace], float],
    budget: int,
    seed: int,
    *,
    corpus: Iterable[Scenario] = (),
    shrink_budget: int = 200,
) -> SearchResult:
    """Look for a scenario whose robustness is negative, with at most ``budget`` simulations.

    ``simulate`` maps a scenario (a dict with a value for each dimension of ``space``) to a trace
    of any type; ``robustness`` maps the trace to a float, negative where it violates. ``corpus``
    holds known counterexamples, which are tried first. The same arguments give the same result.
    A robustness that is not a number is no violation and no guide.
    """
    if budget < 1:
        raise ValueError("The budget is the number of simulations; give at least 1.")

    def rho_of(scenario: Scenario) -> float:
        rho = float(robustness(simulate(scenario)))
        return math.inf if math.isnan(rho) else rho

    portfolio = Portfolio(space, seed)
    portfolio.queue = [space.to_unit(scenario) for scenario in corpus]
    best, best_scenario = math.inf, None
    for count in range(1, budget + 1):
        point = portfolio.ask()
        scenario = space.from_unit(point)
        rho = rho_of(scenario)
        if rho < best or best_scenario is None:
            best, best_scenario = rho, scenario
        if rho < 0:
            shrunk, used = shrink(space, scenario, lambda s: rho_of(s) < 0, shrink_budget)
            return SearchResult(True, count, rho, scenario, scenario, shrunk, used)
        portfolio.tell(point, rho if math.isfinite(rho) else 1e9)
    return SearchResult(False, budget, best, best_scenario, None, None)
