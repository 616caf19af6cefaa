"""The search against known problems: never worse than stated, and far ahead of random."""

import math
from collections.abc import Callable
from statistics import median

import numpy as np
import pytest

from certification.engine.search import ScenarioSpace, falsify
from tests.benchmarks.chasing_cars import PROBLEMS, SPACE, simulate

BUDGET, SEEDS = 300, range(10)


@pytest.mark.parametrize(("name", "stated"), [("CC1", 3), ("CC2", 1), ("CC3", 3)])
def test_chasing_cars_fall_at_the_stated_median(name: str, stated: int) -> None:
    found = [
        falsify(simulate, SPACE, PROBLEMS[name], BUDGET, seed, shrink_budget=0) for seed in SEEDS
    ]
    assert all(result.falsified for result in found)
    assert median(result.simulations for result in found) <= stated


def box(dimensions: int) -> ScenarioSpace:
    return ScenarioSpace.box({f"d{i}": (0.0, 1.0) for i in range(dimensions)})


def pit(i: int, j: int) -> Callable[[dict], float]:
    """A round pit at (0.37, 0.71) of two coordinates."""
    return lambda s: math.hypot(s[f"d{i}"] - 0.37, s[f"d{j}"] - 0.71) - 0.012


def far_pit(i: int, j: int) -> Callable[[dict], float]:
    """Flat almost everywhere: the slope begins near the pit; other coordinates tilt it a little."""

    def robustness(s: dict) -> float:
        near = (s[f"d{i}"] - 0.37) ** 2 + (s[f"d{j}"] - 0.71) ** 2
        tilt = 0.005 * sum(abs(v - 0.5) for v in s.values()) / len(s)
        return 0.994 - math.exp(-near / 0.045) + tilt

    return robustness


INTERIOR = {
    "pit, 2 of 12": (box(12), pit(3, 7)),
    "pit, 2 of 40": (box(40), pit(11, 29)),
    "far pit, 2 of 12": (box(12), far_pit(2, 9)),
    "far pit, 2 of 40": (box(40), far_pit(5, 33)),
}


@pytest.mark.parametrize("name", INTERIOR)
def test_interior_faults_are_found_where_random_fails(name: str) -> None:
    space, robustness = INTERIOR[name]
    found = [
        falsify(lambda s: s, space, robustness, BUDGET, seed, shrink_budget=0) for seed in SEEDS
    ]
    by_chance = [
        any(robustness(s) < 0 for s in space.sample(np.random.default_rng(seed), BUDGET))
        for seed in SEEDS
    ]
    assert sum(result.falsified for result in found) >= 9
    assert sum(by_chance) <= 3
