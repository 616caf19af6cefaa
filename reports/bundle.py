"""The evidence bundle: its canonical bytes, its digest, its check, its public edition.

Format: docs/formats/evidence-bundle.md. Pure: no database, no clock.
"""

import copy
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from noetra_gov.seal.canonical import canonical_json, digest_of
from reports import ledger

FORMAT = "noetra-gov.evidence-bundle/1"
SCHEMA = Path(__file__).parent / "schemas" / "evidence-bundle-1.json"
Bundle = dict[str, Any]


class BadBundle(ValueError):
    """The bundle contradicts its format or itself; the sentence says where."""


def canonical(bundle: Bundle) -> bytes:
    return canonical_json(bundle)


def digest(bundle: Bundle) -> str:
    return digest_of(bundle)


def read(content: bytes) -> Bundle:
    """Parse and check a bundle; raises BadBundle with a sentence."""
    try:
        bundle = json.loads(content)
    except ValueError as error:
        raise BadBundle(f"This is not JSON: {error}. Give the file evidence.json.") from error
    check(bundle)
    return bundle


def check(bundle: Bundle) -> None:
    """Raise BadBundle at the first thing that does not hold: shape first, then sums."""
    problem = next(problems(bundle), None)
    if problem:
        raise BadBundle(problem)


def problems(bundle: Any) -> Iterator[str]:
    """Every sentence that is wrong with a bundle. Sums are looked at only when the shape is right."""
    shape = list(_shape_problems(bundle))
    yield from shape
    if not shape:
        yield from _money_problems(bundle)
        yield from _score_problems(bundle)
        yield from _reference_problems(bundle)


@cache
def _validator() -> Any:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))


def _shape_problems(bundle: Any) -> Iterator[str]:
    for error in _validator().iter_errors(bundle):
        place = "/".join(str(step) for step in error.absolute_path) or "the bundle"
        yield f"{place}: {error.message[:200]}"


def _money_problems(bundle: Bundle) -> Iterator[str]:
    money = bundle["money"]
    if bundle["edition"]["audience"] == "full":
        yield from _ledger_problems(money, bundle["ledger"]["entries"])
    for year in money["years"]:
        if year["committed_yen"] > year["appropriated_yen"]:
            yield f"money: commitments of FY{year['fiscal_year']} exceed its appropriation."
    if money["committed_yen"] > money["cap_yen"]:
        yield (
            f"money: commitments of {money['committed_yen']} yen"
            f" exceed the cap of {money['cap_yen']} yen."
        )
    tranche = money["tranche"]
    if tranche and tranche["released_yen"] + tranche["reserve_yen"] != tranche["total_yen"]:
        yield "money/tranche: the released part and the reserve do not sum to the whole."


def _ledger_problems(money: dict[str, Any], entries: list[dict[str, Any]]) -> Iterator[str]:
    years = ledger.years(entries)
    for year in money["years"]:
        number = year["fiscal_year"]
        for key in ledger.COLUMNS:
            found = years.get(number, {}).get(key, 0)
            if year[f"{key}_yen"] != found:
                stated = year[f"{key}_yen"]
                yield f"money: {key}_yen of FY{number} is {stated} but the ledger gives {found}."
    if money["committed_yen"] != ledger.committed(entries):
        yield "money: the sum of commitments is not what the ledger gives."


def _score_problems(bundle: Bundle) -> Iterator[str]:
    weights = {axis["code"]: axis["weight_bp"] for axis in bundle["scores"]["axes"]}
    for card in bundle["scores"]["cards"]:
        expected = sum(weights.get(code, 0) * mark for code, mark in card["marks"].items())
        if card["weighted_bp"] != expected:
            yield f"scores: the result of {card['member']} (round {card['round']}) is not {expected}."


def _reference_problems(bundle: Bundle) -> Iterator[str]:
    known = {item["id"] for item in bundle["evidence"]}
    for criterion in bundle["criteria"]:
        for missing in sorted(set(criterion["evidence"]) - known):
            yield f"criteria: {criterion['code']} names {missing}, which is not in the evidence."


WITHHELD = (
    (
        "panel.recusals.name",
        "忌避した委員の氏名（個人情報）",
        "Names of recused members (personal data)",
    ),
    (
        "scores.cards",
        "委員ごとの評点と意見（審査の独立性）",
        "Marks and comments of each member (independence of review)",
    ),
    (
        "fact_check",
        "事実確認のやり取り（企業の秘密）",
        "Fact-check correspondence (business secrets)",
    ),
    ("ledger.entries", "台帳の明細（契約の相手方の情報）", "Ledger entries (contract particulars)"),
    (
        "evidence.lineage",
        "証拠の来歴（提出者の情報）",
        "Lineage of evidence (particulars of the submitter)",
    ),
    (
        "certification.scenario",
        "反例のシナリオの数値（企業の秘密）",
        "Numbers of counterexamples (business secrets)",
    ),
)


def public_edition(bundle: Bundle) -> Bundle:
    """The edition anyone may read: confidential parts out, and a list of what was left out.

    It is another bundle with a digest of its own, and names the full one it was made from.
    """
    public = copy.deepcopy(bundle)
    public["edition"].update(audience="public", full_digest=digest(bundle))
    public["edition"]["withheld"] = [
        {"part": part, "reason": {"ja": ja, "en": en}} for part, ja, en in WITHHELD
    ]
    _blank_people(public)
    _blank_particulars(public)
    return public


def _blank_people(public: Bundle) -> None:
    for recusal in public["panel"]["recusals"]:
        recusal["name"] = None
    for party in ("submitted_by", "countersigned_by"):
        public["package"][party] = None
    public["scores"]["cards"] = []
    public["fact_check"] = []


def _blank_particulars(public: Bundle) -> None:
    # The yearly totals stay; what they are computed from is in the full edition only.
    public["ledger"]["entries"] = []
    for item in public["evidence"]:
        item["lineage"] = {}
    for refusal in public["certification"]["refusals"]:
        refusal.update(scenario=[], sentence="")
    names = {"score-cards"}
    for language, figures in public.get("figures", {}).items():
        public["figures"][language] = [f for f in figures if f["id"] not in names]
