"""What is missing, what binds, and what an outcome does to the money."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noetra_gov.gates import rules
from noetra_gov.gates.rules import CONSEQUENCES, Decider, DeliverableState, Money, Room

YEN = st.integers(0, 10**12)
OUTCOME = st.sampled_from(sorted(CONSEQUENCES))
VERDICT = st.sampled_from(["met", "not_met", "unknown"])
DAY = date(2027, 12, 1)


@pytest.mark.parametrize(
    ("value", "comparator", "threshold", "verdict"),
    [
        (Decimal("0.60"), "ge", Decimal("0.6"), "met"),
        (Decimal("0.59"), "ge", Decimal("0.6"), "not_met"),
        (0, "le", Decimal(0), "met"),
        (1, "eq", Decimal(0), "not_met"),
        (None, "ge", Decimal(1), "unknown"),
        (5, "ge", None, "unknown"),
    ],
)
def test_evidence_is_held_against_its_threshold(value, comparator, threshold, verdict):
    assert rules.verdict_of(value, comparator, threshold) == verdict


@given(found=st.lists(VERDICT, max_size=5))
def test_a_criterion_is_met_only_when_every_answer_says_so(found):
    """Law: worst is met iff there is an answer and all are met."""
    assert (rules.worst(found) == "met") == (bool(found) and set(found) == {"met"})


@given(verdicts=st.dictionaries(st.sampled_from("abc"), VERDICT))
def test_a_must_meet_nobody_answered_has_failed_and_a_kill_nobody_showed_has_not(verdicts):
    """Law: must-meet fails closed, kill needs proof."""
    assert set(rules.must_meet_failed(verdicts, "abc")) == {
        code for code in "abc" if verdicts.get(code) != "met"
    }
    assert set(rules.kill_triggered(verdicts, "abc")) == {
        code for code in "abc" if verdicts.get(code) == "not_met"
    }


def test_a_waiver_counts_only_with_a_reason():
    states = [
        DeliverableState("report", files=1, waived=False),
        DeliverableState("plan", files=0, waived=True, waiver_reason="merged into the report"),
        DeliverableState("audit", files=0, waived=True, waiver_reason="  "),
        DeliverableState("costs", files=0, waived=False),
    ]
    assert rules.missing_deliverables(states) == ("audit", "costs")


ROOM = Room(available_yen=200_000_000_000, left_under_cap_yen=612_700_000_000, disbursed_yen=50)


@given(outcome=OUTCOME, amount=YEN, reserve=YEN, recover=YEN, room=YEN, cap=YEN)
def test_no_accepted_money_passes_the_appropriation_or_the_cap(
    outcome, amount, reserve, recover, room, cap
):
    """Law: without faults, 0 ≤ reserve ≤ amount ≤ appropriation and cap."""
    money = Money(amount, reserve, recover)
    if not rules.money_faults(outcome, money, Room(room, cap), closing=False):
        assert 0 <= money.reserve_yen <= money.amount_yen <= min(room, cap)
        assert money.free_yen + money.reserve_yen == money.amount_yen


@given(outcome=OUTCOME, amount=YEN.filter(bool))
def test_only_accelerate_go_conditional_and_reduce_release(outcome, amount):
    """Law: rule 3."""
    releasing = {"accelerate", "go", "conditional", "reduce"}
    faults = rules.money_faults(outcome, Money(amount), ROOM, closing=False)
    assert ("money_not_released" in faults) == (outcome not in releasing)


@pytest.mark.parametrize("outcome", ["conditional", "reduce"])
def test_what_is_withheld_is_a_reserve(outcome):
    assert "reserve_missing" in rules.money_faults(outcome, Money(100), ROOM, closing=False)
    assert rules.money_faults(outcome, Money(100, 30), ROOM, closing=False) == ()


def test_a_year_without_appropriation_releases_nothing():
    faults = rules.money_faults("go", Money(1), Room(None, 10**12), closing=False)
    assert faults == ("above_appropriation",)


def test_only_a_stop_recovers_and_no_more_than_was_paid():
    assert rules.money_faults("stop", Money(recover_yen=50), ROOM, closing=False) == ()
    assert rules.money_faults("stop", Money(recover_yen=51), ROOM, closing=False) == (
        "recovery_above_disbursed",
    )
    assert "recovery_not_allowed" in rules.money_faults(
        "hold", Money(recover_yen=1), ROOM, closing=False
    )


def test_the_closing_evaluation_moves_no_money():
    assert rules.money_faults("go", Money(), ROOM, closing=True) == ()
    assert "money_not_released" in rules.money_faults("go", Money(1), ROOM, closing=True)


@pytest.mark.parametrize(
    ("proposer", "confirmer", "fault"),
    [
        (Decider("kato", "nedo"), Decider("kato", "nedo"), "same_person"),
        (Decider("chair", "univ"), Decider("ueda", "meti"), "decider_on_panel"),
        (Decider("kato", "nedo"), Decider("ito", "honda"), "decider_of_alliance"),
    ],
)
def test_the_two_deciders_are_apart_from_each_other_the_panel_and_the_alliance(
    proposer, confirmer, fault
):
    found = rules.decider_faults(
        proposer, confirmer, panel=frozenset({"chair"}), alliance=frozenset({"honda"})
    )
    assert fault in found


def test_two_outsiders_may_decide():
    found = rules.decider_faults(
        Decider("kato", "nedo"),
        Decider("ueda", "meti"),
        panel=frozenset({"chair"}),
        alliance=frozenset({"honda"}),
    )
    assert found == ()


def test_a_departure_from_the_recommendation_needs_a_reason():
    assert rules.departs_without_reason("go", "hold", " ")
    assert not rules.departs_without_reason("go", "hold", "the budget was cut")
    assert not rules.departs_without_reason("go", "go", "")


def test_conditions_belong_to_conditional_and_reduce_and_name_owner_and_date():
    whole = {"owner": "noetra", "due_on": DAY}
    assert rules.conditions_fault("conditional", []) == "conditions_missing"
    assert rules.conditions_fault("go", [whole]) == "conditions_not_allowed"
    assert rules.conditions_fault("reduce", [{"owner": "noetra"}]) == "condition_incomplete"
    assert rules.conditions_fault("conditional", [whole]) == ""


@given(days=st.integers(-400, 400), settled=st.booleans())
def test_overdue_begins_the_day_after(days, settled):
    """Law: overdue iff unsettled and the day is past."""
    assert rules.overdue(DAY, settled=settled, on=DAY + timedelta(days)) == (
        days > 0 and not settled
    )


def test_a_fact_check_closes_when_all_is_answered_and_time_or_the_applicant_is_done():
    def still_open(waiting: int, finished: bool, on: date) -> bool:
        return rules.fact_check_open(
            comments_without_reply=waiting, finished=finished, due_on=DAY, on=on
        )

    assert still_open(1, True, DAY + timedelta(9))
    assert still_open(0, False, DAY)
    assert not still_open(0, True, DAY)
    assert not still_open(0, False, DAY + timedelta(1))
