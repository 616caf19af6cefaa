"""Scores in whole basis points; bands guide, must-meet, kill and the cap bind."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noetra_gov.panels import rules
from noetra_gov.panels.rules import OUTCOMES, POINTS, Scheme

WEIGHTS = {
    "achievement": 3000,
    "technical": 1500,
    "safety": 2000,
    "deployment": 1500,
    "management": 1000,
    "money": 1000,
}
SCHEME = Scheme(
    weights_bp=WEIGHTS,
    bands=(
        (24_000, ("accelerate", "go")),
        (18_000, ("conditional",)),
        (10_000, ("reduce", "recycle")),
        (0, ("stop",)),
    ),
    capping_axes=("achievement", "safety"),
    cap_below_bp=20_000,
    killing_axes=("achievement", "safety"),
)
grades = st.sampled_from(sorted(POINTS))
cards = st.fixed_dictionaries(dict.fromkeys(WEIGHTS, grades))


def flat(grade: str) -> dict[str, str]:
    return dict.fromkeys(WEIGHTS, grade)


@pytest.mark.parametrize(("grade", "score"), [("S", 40_000), ("B", 20_000), ("D", 0)])
def test_a_flat_card_scores_its_grade(grade, score):
    assert rules.card_score_bp(SCHEME, flat(grade)) == score


@given(card=cards)
def test_a_score_lies_between_nothing_and_four(card):
    """Law: 0 ≤ score ≤ 40,000."""
    assert 0 <= rules.card_score_bp(SCHEME, card) <= 40_000


@given(card=cards, axis=st.sampled_from(sorted(WEIGHTS)))
def test_a_better_grade_never_lowers_the_score(card, axis):
    """Law: the score is monotone in every axis."""
    assert rules.card_score_bp(SCHEME, card | {axis: "S"}) >= rules.card_score_bp(SCHEME, card)


@given(all_cards=st.lists(cards, min_size=1, max_size=9))
def test_the_panel_lies_between_its_harshest_and_its_kindest_member(all_cards):
    """Law: min ≤ mean ≤ max, whole basis points."""
    each = [rules.card_score_bp(SCHEME, card) for card in all_cards]
    assert min(each) <= rules.panel_score_bp(SCHEME, all_cards) <= max(each)


@given(all_cards=st.lists(cards, min_size=1, max_size=9), seed=st.randoms())
def test_the_order_of_the_cards_changes_nothing(all_cards, seed):
    """Law: score, grade and spread are symmetric."""
    shuffled = list(all_cards)
    seed.shuffle(shuffled)
    assert rules.panel_score_bp(SCHEME, shuffled) == rules.panel_score_bp(SCHEME, all_cards)
    for axis in WEIGHTS:
        assert rules.panel_grade(shuffled, axis) == rules.panel_grade(all_cards, axis)
        assert rules.spread(shuffled, axis) == rules.spread(all_cards, axis)


def test_an_even_split_takes_the_worse_grade():
    assert rules.panel_grade([flat("A"), flat("C")], "safety") == "C"


@pytest.mark.parametrize(
    ("score", "outcomes"),
    [
        (24_000, ("accelerate", "go")),
        (23_999, ("conditional",)),
        (18_000, ("conditional",)),
        (17_999, ("reduce", "recycle")),
        (10_000, ("reduce", "recycle")),
        (9_999, ("stop",)),
    ],
)
def test_a_band_begins_at_its_number(score, outcomes):
    assert rules.band(SCHEME, score) == outcomes


def test_weak_safety_caps_at_conditional_however_good_the_rest():
    weak = flat("S") | {"safety": "C"}
    assert rules.is_capped(SCHEME, [weak])
    allowed = rules.allowed_outcomes(
        must_meet_failed=False, killed=False, capped=True, closing=False
    )
    assert "conditional" in allowed
    assert not allowed & {"accelerate", "go"}


def test_exactly_two_is_not_below_two():
    assert not rules.is_capped(SCHEME, [flat("B")])


def test_two_consecutive_d_on_safety_kill():
    d = flat("A") | {"safety": "D"}
    assert rules.kill_axes(SCHEME, d, d) == ("safety",)
    assert rules.kill_axes(SCHEME, d, flat("A")) == ()
    assert rules.kill_axes(SCHEME, d, None) == ()


def test_a_d_on_management_twice_kills_nothing():
    d = flat("A") | {"management": "D"}
    assert rules.kill_axes(SCHEME, d, d) == ()


@given(flags=st.tuples(*[st.booleans()] * 4))
def test_stop_is_always_possible_and_every_fault_only_narrows(flags):
    """Law: allowed outcomes shrink with each fault and never lose stop."""
    names = ("must_meet_failed", "killed", "capped", "closing")
    allowed = rules.allowed_outcomes(**dict(zip(names, flags, strict=True)))
    free = rules.allowed_outcomes(must_meet_failed=False, killed=False, capped=False, closing=False)
    assert {"stop"} <= allowed <= free == frozenset(OUTCOMES)


def test_the_closing_evaluation_offers_no_conditional():
    allowed = rules.allowed_outcomes(
        must_meet_failed=False, killed=False, capped=False, closing=True
    )
    assert "conditional" not in allowed


@given(
    first=cards, second=cards, reasons=st.dictionaries(st.sampled_from(sorted(WEIGHTS)), st.text())
)
def test_every_changed_grade_needs_a_reason(first, second, reasons):
    """Law: unexplained = changed axes whose reason is blank."""
    unexplained = set(rules.unexplained_changes(first, second, reasons))
    changed = {axis for axis in WEIGHTS if first[axis] != second[axis]}
    assert unexplained == {axis for axis in changed if not reasons.get(axis, "").strip()}


def test_a_card_with_a_gap_or_a_strange_axis_is_faulty():
    broken = flat("A") | {"beauty": "S"}
    del broken["safety"]
    assert rules.card_faults(SCHEME, broken) == ("safety", "beauty")
    assert rules.card_faults(SCHEME, flat("A")) == ()


def test_weights_that_do_not_make_a_whole_are_refused():
    with pytest.raises(ValueError, match="10,000"):
        Scheme({"a": 9999}, ((0, ("stop",)),), (), 0)
