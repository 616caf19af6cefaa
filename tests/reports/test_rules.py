"""Pure rules of the record: totals from the ledger, confidence, thresholds in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import ledger, rules, wording

STAGES = (
    "treasury",
    "appropriated",
    "released",
    "reserved",
    "committed",
    "advanced",
    "settled",
    "lapsed",
)
AMOUNTS = st.integers(1, 10**12)


def entry(kind: str, source: str, target: str, amount: int, year: int = 2028) -> dict[str, object]:
    return {
        "kind": kind,
        "from": f"{year}/{source}//",
        "to": f"{year}/{target}//",
        "amount_yen": amount,
    }


@given(st.lists(AMOUNTS, max_size=20), st.lists(AMOUNTS, max_size=20))
def test_law_what_is_committed_less_what_is_decommitted_is_what_counts_against_the_cap(
    given_yen: list[int], taken: list[int]
) -> None:
    entries = [entry("commit", "released", "committed", amount) for amount in given_yen]
    entries += [entry("decommit", "committed", "released", amount) for amount in taken]
    assert ledger.committed(entries) == sum(given_yen) - sum(taken)
    column = ledger.years(entries).get(2028, {"committed": 0})["committed"]
    assert column == ledger.committed(entries)


@given(st.lists(AMOUNTS, min_size=1, max_size=20))
def test_law_the_order_of_entries_does_not_matter(amounts: list[int]) -> None:
    entries = [entry("reserve", "appropriated", "reserved", amount) for amount in amounts]
    entries += [entry("reserve_release", "reserved", "released", amounts[0])]
    assert ledger.years(entries) == ledger.years(entries[::-1])
    assert ledger.years(entries)[2028]["reserved"] == sum(amounts[1:])


def test_carry_over_is_not_counted_twice_against_the_cap() -> None:
    entries = [
        entry("commit", "released", "committed", 100, 2026),
        entry("carry_over", "committed", "carried_over", 30, 2026),
        {**entry("carry_in", "carried_over", "committed", 30), "from": "2026/carried_over//"},
    ]
    found = ledger.years(entries)
    assert ledger.committed(entries) == 100
    assert (found[2026]["committed"], found[2028]["committed"]) == (70, 30)


def test_a_lapse_of_commitments_frees_the_cap_but_one_of_appropriations_does_not() -> None:
    entries = [
        entry("commit", "released", "committed", 100),
        entry("lapse", "committed", "lapsed", 40),
        entry("lapse", "appropriated", "lapsed", 7),
    ]
    assert ledger.committed(entries) == 60
    assert ledger.years(entries)[2028]["lapsed"] == 47


@pytest.mark.parametrize(
    ("verdicts", "score", "rating"),
    [
        (["met", "met"], 24_000, "green"),
        (["met", "unknown"], 30_000, "amber"),
        (["met", "met", "not_met"], 25_000, "amber"),
        (["met", "not_met", "not_met"], 25_000, "red"),
        (["met"], 17_999, "red"),
    ],
)
def test_delivery_confidence(verdicts: list[str], score: int, rating: str) -> None:
    found = rules.delivery_confidence(verdicts, score)
    assert found is not None
    assert found["rating"] == rating


def test_there_is_no_confidence_without_a_score() -> None:
    assert rules.delivery_confidence(["met"], None) is None


def test_thresholds_in_words() -> None:
    assert rules.threshold_text("ge", "80", "%") == {"ja": "80%以上", "en": "80 % or more"}
    assert rules.threshold_text("eq", "0", "件") == {"ja": "0件", "en": "0"}
    assert rules.threshold_text("le", "0.05", "件/1,000h")["en"] == "0.05 per 1,000 h or less"
    assert rules.threshold_text("ge", None, "") == {"ja": "–", "en": "–"}


@given(st.integers(0, 40_000))
def test_law_a_mark_is_cut_never_rounded_up(basis_points: int) -> None:
    assert float(wording.points(basis_points)) <= basis_points / 10_000


@given(st.integers(1, 10**13))
def test_law_the_exact_figure_is_always_at_hand(amount: int) -> None:
    for language in wording.LANGUAGES:
        assert f"{amount:,}" in wording.both_yen(amount, language)


def test_a_choice_of_language_leaves_text_of_people_as_it_was() -> None:
    node = {"a": {"ja": "あ", "en": "a"}, "b": ["𠮷", {"ja": "い", "en": "i", "x": 1}]}
    assert wording.localised(node, "en") == {"a": "a", "b": ["𠮷", {"ja": "い", "en": "i", "x": 1}]}


def test_a_measured_number_is_read_by_people() -> None:
    shown = [
        wording.measured(v) for v in ("91.333333", "0.0040035146", "999005", 5, "86.4", None, "n/a")
    ]
    assert shown == ["91.33", "0.004004", "999,005", "5", "86.4", "–", "n/a"]
