"""Search for counterexamples in any black box: `falsify` over a `ScenarioSpace`."""

from .falsify import SearchResult, falsify
from .shrinker import shrink, strategy
from .space import BadScenario, Choice, Integer, Real, Scenario, ScenarioSpace

__all__ = [
    "BadScenario",
    "Choice",
    "Integer",
    "Real",
    "Scenario",
    "ScenarioSpace",
    "SearchResult",
    "falsify",
    "shrink",
    "strategy",
]
