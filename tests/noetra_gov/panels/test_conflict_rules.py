"""Who is an interested party: rules 1 to 5, by declaration and by the system."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noetra_gov.panels.rules import Candidate, Finding, Relation, Tie, findings, is_near

DAY = date(2027, 10, 1)
ALLIANCE = frozenset({"noetra", "aist", "honda", "sony"})
OUTSIDE = ("univ", "rival", "parentco", "think")
organisations = st.sampled_from([*sorted(ALLIANCE), *OUTSIDE])
days = st.dates(date(2026, 1, 1), date(2030, 12, 31))
ties = st.builds(
    Tie,
    a=organisations,
    b=organisations,
    kind=st.sampled_from(["parent", "competitor", "collaborator"]),
    since=st.none() | days,
    until=st.none() | days,
)


def of(*organisations: str, **more) -> Candidate:
    return Candidate(organisations=frozenset(organisations), **more)


def rules_broken(member: Candidate, *known: Tie) -> set[int]:
    return {one.rule for one in findings(member, alliance=ALLIANCE, ties=known, at=DAY)}


@pytest.mark.parametrize(
    ("relation", "near"),
    [
        (Relation("spouse"), True),
        (Relation("co_resident"), True),
        (Relation("blood", 4), True),
        (Relation("blood", 5), False),
        (Relation("marriage", 3), True),
        (Relation("marriage", 4), False),
        (Relation("friend", 1), False),
        (Relation("blood", 0), False),
    ],
)
def test_kinship_counts_to_the_degree_the_article_names(relation, near):
    assert is_near(relation) is near


def test_an_employee_of_a_shareholder_is_of_the_same_company():
    assert rules_broken(of("honda")) == {2}


def test_an_employee_of_the_parent_of_a_shareholder_is_of_the_same_company():
    assert rules_broken(of("parentco"), Tie("parentco", "sony", "parent")) == {2}


def test_a_collaborator_of_a_member_falls_under_rule_three():
    assert rules_broken(of("univ"), Tie("univ", "aist", "collaborator")) == {3}


def test_a_competitor_of_a_shareholder_falls_under_rule_four():
    assert rules_broken(of("rival"), Tie("honda", "rival", "competitor")) == {4}


def test_nedo_may_name_anybody_else():
    assert rules_broken(of("univ", nedo_reasons=("advises the minister",))) == {5}


def test_what_a_member_declares_counts_without_a_tie_in_the_register():
    member = of("univ", collaborates_with=frozenset({"aist"}), competes_with=frozenset({"sony"}))
    assert rules_broken(member) == {3, 4}


def test_the_same_laboratory_is_rule_two():
    assert rules_broken(of("univ", same_laboratory=("Sato laboratory",))) == {2}


def test_a_tie_between_two_outsiders_harms_nobody():
    assert rules_broken(of("rival"), Tie("univ", "rival", "competitor")) == set()


@given(tie=ties)
def test_a_tie_counts_from_its_first_to_its_last_day_only(tie):
    """Law: outside its period a tie finds nothing."""
    inside = (tie.since or DAY) <= DAY <= (tie.until or DAY)
    found = findings(of("rival"), alliance=ALLIANCE, ties=[tie], at=DAY)
    assert not found or inside


@given(known=st.lists(ties, max_size=6))
def test_the_direction_of_a_tie_is_irrelevant(known):
    """Law: swapping the ends of every tie changes no rule that is broken."""
    turned = [Tie(t.b, t.a, t.kind, t.since, t.until) for t in known]
    assert rules_broken(of("rival"), *known) == rules_broken(of("rival"), *turned)


@given(known=st.lists(ties, max_size=6), more=ties)
def test_more_ties_never_clear_a_member(known, more):
    """Law: findings only grow with what is known."""
    before = findings(of("rival"), alliance=ALLIANCE, ties=known, at=DAY)
    after = findings(of("rival"), alliance=ALLIANCE, ties=[*known, more], at=DAY)
    assert set(before) <= set(after)


@given(organisation=st.sampled_from(sorted(ALLIANCE)), ahead=st.integers(0, 900))
def test_nobody_of_an_alliance_organisation_is_ever_free(organisation, ahead):
    """Law: employment at an organisation under review is always found, on any day."""
    found = findings(of(organisation), alliance=ALLIANCE, ties=(), at=DAY + timedelta(days=ahead))
    assert Finding(2, organisation, organisation, "system") in found
