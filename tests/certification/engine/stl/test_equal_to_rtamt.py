"""Our robustness equals that of rtamt on random formulas and traces, at every sample."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from certification.engine import stl

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import rtamt

Signals = dict[str, np.ndarray]


@dataclass(frozen=True)
class Formula:
    """The same formula as a text of rtamt and as a function of ours."""

    text: str
    ours: Callable[[Signals], np.ndarray]


def predicate(name: str, bound: float) -> Formula:
    return Formula(f"({name} >= {bound})", lambda s: s[name] - bound)


def join(word: str, operator: Callable) -> Callable[[Formula, Formula], Formula]:
    return lambda a, b: Formula(
        f"({a.text} {word} {b.text})", lambda s: operator(a.ours(s), b.ours(s))
    )


def window(word: str, operator: Callable) -> Callable[[Formula, int, int], Formula]:
    return lambda a, first, width: Formula(
        f"({word}[{first},{first + width}] {a.text})",
        lambda s: operator(a.ours(s), first, first + width),
    )


def until(a: Formula, b: Formula, first: int, width: int) -> Formula:
    return Formula(
        f"({a.text} until[{first},{first + width}] {b.text})",
        lambda s: stl.until(a.ours(s), b.ours(s), first, first + width),
    )


PREDICATES = st.builds(predicate, st.sampled_from("xy"), st.integers(-3, 3).map(float))
NUMBERS = st.integers(0, 6)


def larger(inner: st.SearchStrategy[Formula]) -> st.SearchStrategy[Formula]:
    return st.one_of(
        st.builds(join("and", stl.both), inner, inner),
        st.builds(join("or", stl.either), inner, inner),
        st.builds(join("implies", stl.implies), inner, inner),
        inner.map(lambda a: Formula(f"(not {a.text})", lambda s: stl.negate(a.ours(s)))),
        st.builds(window("always", stl.always), inner, NUMBERS, NUMBERS),
        st.builds(window("eventually", stl.eventually), inner, NUMBERS, NUMBERS),
        inner.map(lambda a: Formula(f"(always {a.text})", lambda s: stl.always(a.ours(s)))),
        inner.map(lambda a: Formula(f"(eventually {a.text})", lambda s: stl.eventually(a.ours(s)))),
        st.builds(until, inner, inner, NUMBERS, NUMBERS),
    )


FORMULAS = st.recursive(PREDICATES, larger, max_leaves=4)
# rtamt needs two samples.
TRACES = st.integers(2, 14).flatmap(
    lambda n: st.fixed_dictionaries(
        {name: arrays.arrays(float, n, elements=st.floats(-4, 4, width=16)) for name in "xy"}
    )
)


def oracle(formula: Formula, signals: Signals) -> np.ndarray:
    spec = rtamt.StlDiscreteTimeSpecification()
    for name in (*signals, "out"):
        spec.declare_var(name, "float")
    spec.spec = f"out = {formula.text}"
    spec.parse()
    table = {"time": list(range(signals["x"].size))}
    return np.array(
        [
            value
            for _, value in spec.evaluate(
                table | {name: values.tolist() for name, values in signals.items()}
            )
        ]
    )


@settings(max_examples=120, deadline=None)
@given(FORMULAS, TRACES)
def test_equal_to_rtamt_at_every_sample(formula: Formula, signals: Signals) -> None:
    assert np.array_equal(
        np.broadcast_to(formula.ours(signals), signals["x"].shape), oracle(formula, signals)
    )


@given(
    arrays.arrays(float, (3, 9), elements=st.floats(-9, 9)), st.integers(0, 4), st.integers(0, 12)
)
def test_a_batch_gives_what_its_rows_give(rows: np.ndarray, first: int, width: int) -> None:
    together = stl.always(rows, first, first + width)
    assert np.array_equal(together, [stl.always(row, first, first + width) for row in rows])


@given(arrays.arrays(float, 12, elements=st.floats(-9, 9)), st.integers(1, 15))
def test_the_past_window_looks_back_only(values: np.ndarray, width: int) -> None:
    expected = [values[max(0, t - width + 1) : t + 1].min() for t in range(values.size)]
    assert np.array_equal(stl.smallest_in_window(values, width), expected)


def test_a_window_beyond_the_end_is_vacuous() -> None:
    assert stl.always(np.zeros(3), 5, 9).tolist() == [np.inf] * 3
    assert stl.eventually(np.zeros(3), 5, 9).tolist() == [-np.inf] * 3


@pytest.mark.parametrize(("first", "last"), [(-1, 2), (3, 2)])
def test_a_window_that_runs_backwards_is_refused(first: int, last: int) -> None:
    with pytest.raises(ValueError, match="window"):
        stl.always(np.zeros(3), first, last)
