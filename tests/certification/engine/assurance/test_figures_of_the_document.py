"""Every figure that certification.md states about statistics, computed again."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from certification.engine.assurance import (
    bonferroni,
    exposure_without_event,
    rate_upper_bound,
    samples_for,
    sequence_upper_bound,
    upper_bound,
)


@pytest.mark.parametrize(("n", "bound"), [(300, 0.009936), (1000, 0.0029912), (10_000, 0.00029953)])
def test_no_failure_in_n_gives_the_stated_bound(n: int, bound: float) -> None:
    assert upper_bound(0, n) == pytest.approx(bound, rel=1e-4)


def test_one_in_a_thousand_takes_2995_runs() -> None:
    assert samples_for(1e-3) == 2995


@pytest.mark.parametrize(("bound", "samples"), [(1e-3, 6212), (1e-2, 619)])
def test_25_properties_jointly_take_the_stated_samples(bound: float, samples: int) -> None:
    assert samples_for(bound, bonferroni(25)) == samples


def test_rand_needs_275_million_miles() -> None:
    assert exposure_without_event(1.09e-8) / 1e6 == pytest.approx(275, abs=0.5)


def test_no_event_bounds_the_rate_by_three_over_exposure() -> None:
    assert rate_upper_bound(0, 1000.0) == pytest.approx(2.9957 / 1000, rel=1e-4)


def test_the_sequence_bounds_0_of_1000_by_7_in_a_thousand() -> None:
    assert sequence_upper_bound(0, 1000) == pytest.approx(0.0070, abs=5e-5)


@given(st.integers(1, 400), st.data())
def test_the_exact_bound_leaves_five_percent_below(n: int, data: st.DataObject) -> None:
    """At the upper bound, so few failures or fewer happen with probability 5 %."""
    k = data.draw(st.integers(0, n - 1))
    assert binom.cdf(k, n, upper_bound(k, n)) == pytest.approx(0.05, abs=1e-8)


@given(st.integers(1, 300), st.data())
def test_the_sequence_is_never_tighter_than_the_exact_bound(n: int, data: st.DataObject) -> None:
    """Whoever may look at any time pays for it."""
    k = data.draw(st.integers(0, n))
    assert sequence_upper_bound(k, n) >= upper_bound(k, n) - 1e-12


@given(st.floats(1e-4, 0.5), st.integers(0, 3))
def test_the_sample_size_is_the_smallest_that_reaches_the_bound(p: float, k: int) -> None:
    n = samples_for(p, failures=k)
    assert upper_bound(k, n) <= p
    assert n == k + 1 or upper_bound(k, n - 1) > p


def test_peeking_breaks_the_exact_bound_and_not_the_sequence() -> None:
    """40 looks at a p of 0.02: the exact bound misses far more than 5 %, the sequence less."""
    rng, p, looks = np.random.default_rng(20260630), 0.02, np.arange(1, 41) * 50
    missed_exact = missed_sequence = 0
    for _ in range(200):
        failures = np.cumsum(rng.random(looks[-1]) < p)[looks - 1]
        pairs = list(zip(failures.tolist(), looks.tolist(), strict=True))
        missed_exact += any(upper_bound(k, n) < p for k, n in pairs)
        missed_sequence += any(sequence_upper_bound(k, n) < p for k, n in pairs)
    assert missed_exact / 200 > 0.08
    assert missed_sequence / 200 <= 0.05


@pytest.mark.parametrize(("failures", "n"), [(-1, 10), (11, 10), (0, 0)])
def test_impossible_counts_are_refused(failures: int, n: int) -> None:
    with pytest.raises(ValueError, match="not possible"):
        upper_bound(failures, n)
