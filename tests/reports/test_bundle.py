"""The evidence bundle: its shape, its sums, its public edition."""

import copy
import json
from typing import Any

import pytest

from reports import bundle as evidence
from reports.bundle import BadBundle
from tests.reports.fixtures import bundle


def broken(change: Any) -> list[str]:
    made = bundle()
    change(made)
    return list(evidence.problems(made))


def test_the_realistic_bundle_has_no_problem() -> None:
    assert list(evidence.problems(bundle())) == []


def test_a_missing_part_is_named() -> None:
    assert "'panel' is a required property" in broken(lambda b: b.pop("panel"))[0]


def test_a_negative_amount_is_refused() -> None:
    sentences = broken(lambda b: b["ledger"]["entries"][0].update(amount_yen=-1))
    assert sentences[0].startswith("ledger/entries/0/amount_yen")


def test_a_total_that_the_ledger_does_not_give_is_found() -> None:
    sentences = broken(lambda b: b["money"]["years"][0].update(advanced_yen=1))
    assert sentences[0].startswith("money: advanced_yen of FY2026 is 1 but the ledger gives ")


def test_commitments_over_the_cap_are_found() -> None:
    assert any("exceed the cap" in s for s in broken(lambda b: b["money"].update(cap_yen=1)))


def test_a_commitment_over_its_appropriation_is_found() -> None:
    def change(made: dict[str, Any]) -> None:
        entries = made["ledger"]["entries"]
        commitment = next(e for e in entries if e["kind"] == "commit")
        entries.append({**commitment, "id": 999, "amount_yen": 200_000_000_000})
        made["money"]["years"][0]["committed_yen"] += 200_000_000_000
        made["money"]["committed_yen"] += 200_000_000_000

    assert "money: commitments of FY2026 exceed its appropriation." in broken(change)


def test_a_tranche_whose_parts_do_not_sum_is_found() -> None:
    sentences = broken(lambda b: b["money"]["tranche"].update(reserve_yen=1))
    assert sentences == [
        "money/tranche: the released part and the reserve do not sum to the whole."
    ]


def test_a_changed_mark_no_longer_gives_its_total() -> None:
    sentences = broken(lambda b: b["scores"]["cards"][0]["marks"].update(safety=0))
    assert sentences == ["scores: the result of 委員A (round 1) is not 22500."]


def test_evidence_that_does_not_exist_cannot_be_named() -> None:
    sentences = broken(lambda b: b["criteria"][0].update(evidence=["E99"]))
    assert sentences == ["criteria: M1 names E99, which is not in the evidence."]


def test_reading_something_else_is_a_sentence() -> None:
    with pytest.raises(BadBundle, match="This is not JSON"):
        evidence.read(b"%PDF-1.7")


def test_canonical_bytes_read_back_to_the_same_digest() -> None:
    made = bundle()
    again = evidence.read(evidence.canonical(made))
    assert evidence.digest(again) == evidence.digest(made)


def test_any_change_changes_the_digest() -> None:
    made = bundle()
    other = copy.deepcopy(made)
    other["gate"]["course"][0]["actor"] += " "
    assert evidence.digest(made) != evidence.digest(other)


def test_the_public_edition_holds_no_confidential_part_and_says_what_it_leaves_out() -> None:
    made = bundle()
    public = evidence.public_edition(made)
    text = json.dumps(public, ensure_ascii=False)
    for secret in (
        "藤田 慎",
        "fixture-20",
        "搬送の成績が計画を下回る",
        "試行数は250回",
        "𠮷村 亮（Noetra）",
    ):
        assert secret in json.dumps(made, ensure_ascii=False)
        assert secret not in text
    assert len(public["edition"]["withheld"]) >= 6
    assert public["edition"]["full_digest"] == evidence.digest(made)
    assert list(evidence.problems(public)) == []


def test_the_public_edition_leaves_the_full_one_as_it_was() -> None:
    made = bundle()
    before = evidence.digest(made)
    evidence.public_edition(made)
    assert evidence.digest(made) == before
