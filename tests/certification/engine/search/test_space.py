"""The scenario space: one declaration, unit cube and strategy agree."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification.engine.search import (
    BadScenario,
    Choice,
    Integer,
    Real,
    ScenarioSpace,
    strategy,
)

SPACE = ScenarioSpace(
    [
        Real("speed", -1.0, 2.0, "m/s", "how fast"),
        Integer("people", 1, 4, "people", "how many"),
        Choice("kind", ("adult", "child"), about="who"),
    ]
)


@given(st.lists(st.floats(0, 1), min_size=3, max_size=3))
def test_every_point_of_the_cube_is_a_scenario_of_the_domain(point: list[float]) -> None:
    SPACE.check(SPACE.from_unit(point))


@given(strategy(SPACE))
def test_a_scenario_goes_through_the_cube_unchanged(scenario: dict) -> None:
    back = SPACE.from_unit(SPACE.to_unit(scenario))
    assert back["people"] == scenario["people"]
    assert back["kind"] == scenario["kind"]
    assert back["speed"] == pytest.approx(scenario["speed"], abs=1e-12)


def test_the_simplest_scenario_is_nearest_to_nothing() -> None:
    assert SPACE.simplest() == {"speed": 0.0, "people": 1, "kind": "adult"}


def test_box_makes_real_dimensions() -> None:
    space = ScenarioSpace.box({"a": (0, 1), "b": (-2, 2)})
    assert space.names == ("a", "b")
    assert space.from_unit([0.5, 0.5]) == {"a": 0.5, "b": 0.0}


def test_samples_are_repeatable_and_cover_every_choice() -> None:
    one = SPACE.sample(np.random.default_rng(1), 50)
    assert one == SPACE.sample(np.random.default_rng(1), 50)
    assert {s["kind"] for s in one} == {"adult", "child"}
    assert {s["people"] for s in one} == {1, 2, 3, 4}


@pytest.mark.parametrize(
    ("scenario", "sentence"),
    [
        ({"speed": 0.0, "people": 1}, "does not give kind"),
        ({"speed": 9.0, "people": 1, "kind": "adult"}, "speed = 9.0 is outside"),
        ({"speed": float("nan"), "people": 1, "kind": "adult"}, "speed = nan is outside"),
        ({"speed": 0.0, "people": 1.5, "kind": "adult"}, "people = 1.5 is outside"),
        ({"speed": 0.0, "people": 1, "kind": "adult", "x": 1}, "unknown dimensions: x"),
    ],
)
def test_a_bad_scenario_is_named(scenario: dict, sentence: str) -> None:
    with pytest.raises(BadScenario, match=sentence):
        SPACE.check(scenario)


@pytest.mark.parametrize("bounds", [(1.0, 0.0), (0.0, float("inf")), (float("nan"), 1.0)])
def test_bounds_that_are_none_are_refused(bounds: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="finite bounds in order"):
        ScenarioSpace.box({"a": bounds})
