import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics_ingest import rules
from metrics_ingest.rules import Interval


def test_wilson_gives_the_published_figures() -> None:
    interval = rules.wilson(10, 20)
    assert (round(interval.low, 4), round(interval.high, 4)) == (0.2993, 0.7007)
    assert rules.wilson(0, 10).low == 0
    assert round(rules.wilson(0, 10).high, 4) == 0.2775


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_contains_the_rate_and_stays_a_probability(drawn: tuple[int, int]) -> None:
    """0 ≤ low ≤ k/n ≤ high ≤ 1, and the mirrored count gives the mirrored interval."""
    k, n = drawn
    interval, mirrored = rules.wilson(k, n), rules.wilson(n - k, n)
    assert 0 <= interval.low <= k / n + 1e-12
    assert k / n - 1e-12 <= interval.high <= 1
    assert math.isclose(interval.low, 1 - mirrored.high, abs_tol=1e-12)


@pytest.mark.parametrize(("k", "n"), [(1, 0), (-1, 5), (6, 5)])
def test_an_impossible_count_has_no_interval(k: int, n: int) -> None:
    with pytest.raises(ValueError, match="0 <= k <= n"):
        rules.wilson(k, n)


def test_poisson_gives_the_exact_figures() -> None:
    assert round(rules.poisson(0, 1).high, 4) == 3.6889
    interval = rules.poisson(10, 1)
    assert (round(interval.low, 4), round(interval.high, 4)) == (4.7954, 18.3904)
    assert round(rules.poisson_upper(0, 1), 4) == 2.9957


def test_no_event_in_275_million_miles_shows_the_rate_of_rand() -> None:
    assert rules.poisson_upper(0, 275e6) == pytest.approx(1.09e-8, rel=0.01)


def test_conditions_that_only_one_states_differ() -> None:
    assert rules.differing({"seed": 1, "sim": "a"}, {"seed": 1, "n": 2}) == ["n", "sim"]


def test_worse_beyond_chance_is_a_regression_in_the_direction_of_the_metric() -> None:
    before, after = Interval(0.8, 0.9), Interval(0.6, 0.7)
    assert rules.regressed(before, after, higher_is_better=True)
    assert not rules.regressed(before, after, higher_is_better=False)
    assert not rules.regressed(before, Interval(0.7, 0.85), higher_is_better=True)


def test_the_path_runs_through_its_start_and_its_goal() -> None:
    assert rules.s_curve(2027, 1000, 1e7, 2027, 2040) == pytest.approx(1000)
    assert rules.s_curve(2040, 1000, 1e7, 2027, 2040) == pytest.approx(1e7)


@pytest.mark.parametrize(
    ("age", "state"), [(None, "none"), (0, "fresh"), (1, "fresh"), (3, "late"), (8, "stale")]
)
def test_freshness_grows_stale(age: int | None, state: str) -> None:
    assert rules.freshness(age) == state
