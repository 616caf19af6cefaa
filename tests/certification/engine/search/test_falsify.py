"""The public search: any black box, counted honestly, repeatable, shrunk."""

import math

import pytest

from certification.engine.search import ScenarioSpace, falsify, shrink

TWO = ScenarioSpace.box({"a": (0, 1), "b": (-5, 5)})


def tilted(scenario: dict) -> float:
    """Violated near a = 0.73, b = 2.2: a smooth slope, a small hole."""
    return math.hypot(scenario["a"] - 0.73, (scenario["b"] - 2.2) / 10) - 0.03


def test_it_follows_a_slope_to_an_interior_fault() -> None:
    found = [falsify(lambda s: s, TWO, tilted, 300, seed) for seed in range(5)]
    assert all(result.falsified for result in found)
    for result in found:
        assert result.first is not None
        assert tilted(result.first) < 0


def test_it_counts_simulations_up_to_and_with_the_first_violation() -> None:
    calls = []

    def simulate(scenario: dict) -> dict:
        calls.append(scenario)
        return scenario

    result = falsify(simulate, TWO, tilted, 300, 1, shrink_budget=0)
    assert result.simulations == len(calls)
    assert tilted(calls[-1]) == result.best_robustness < 0
    assert all(tilted(call) >= 0 for call in calls[:-1])


def test_the_same_seed_gives_the_same_result() -> None:
    assert falsify(lambda s: s, TWO, tilted, 120, 7) == falsify(lambda s: s, TWO, tilted, 120, 7)


def test_what_cannot_be_violated_uses_the_whole_budget() -> None:
    result = falsify(lambda s: s, TWO, lambda s: 1.0 + s["a"], 40, 0)
    assert not result.falsified
    assert result.simulations == 40
    assert result.first is None
    assert result.shrunk is None
    assert result.best_robustness == 1.0


def test_the_simplest_case_comes_first() -> None:
    result = falsify(lambda s: s, TWO, lambda s: abs(s["a"]) + abs(s["b"]) - 0.1, 10, 0)
    assert result.simulations == 1
    assert result.first == {"a": 0.0, "b": 0.0}


def test_a_known_counterexample_is_tried_before_anything_else() -> None:
    result = falsify(lambda s: s, TWO, tilted, 10, 0, corpus=[{"a": 0.73, "b": 2.2}])
    assert result.simulations == 1


def test_a_robustness_that_is_no_number_is_no_violation() -> None:
    assert not falsify(lambda s: s, TWO, lambda s: math.nan, 20, 0).falsified


def test_zero_is_no_violation() -> None:
    assert not falsify(lambda s: s, TWO, lambda s: 0.0, 20, 0).falsified


def test_a_budget_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        falsify(lambda s: s, TWO, tilted, 0, 0)


def test_shrinking_sets_what_does_not_matter_to_its_simplest_value() -> None:
    space = ScenarioSpace.box({f"x{i}": (0, 1) for i in range(40)})

    def fails(scenario: dict) -> bool:
        return scenario["x3"] > 0.3 and scenario["x17"] > 0.6

    found = dict.fromkeys(space.names, 0.9137)
    shrunk, used = shrink(space, found, fails, 200)
    assert fails(shrunk)
    assert used <= 200
    assert {name for name, value in shrunk.items() if value} == {"x3", "x17"}


def test_shrinking_without_budget_returns_what_was_found() -> None:
    found = {"a": 0.7301, "b": 2.2007}
    assert shrink(TWO, found, lambda s: tilted(s) < 0, 0) == (found, 0)
