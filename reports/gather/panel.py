"""The panel of a gate as the record has it: who sat, who was recused, what was scored."""

from typing import Any

from noetra_gov.panels.rules import POINTS
from noetra_gov.people.models import Organisation
from reports.words import both

Record = dict[str, Any]


def organisation_of(person: Record) -> Record | str:
    """The name of a person's organisation in both languages."""
    row = Organisation.objects.filter(code=person["organisation"] or "").first()
    return {"ja": row.name_ja, "en": row.name_en} if row else person["organisation"] or ""


def pseudonym(letter: str) -> str:
    return f"委員{letter}"


def panel_part(panel: Record | None) -> Record:
    if panel is None:
        return {"quorum": 0, "members": [], "recusals": []}
    sitting = [m for m in panel["members"] if not m["recused_at"]]
    return {
        "quorum": panel["quorum"],
        "members": [
            {
                "name": m["person"]["name"],
                "organisation": organisation_of(m["person"]),
                "role": "chair" if m["chair"] else "member",
            }
            for m in sitting
        ],
        "recusals": [_recusal(m) for m in panel["members"] if m["recused_at"]],
    }


OTHER = 5
RULES: dict[int, tuple[str, str]] = {
    1: (
        "審査対象の関係者と親族等の関係にあります。",
        "Family or household ties with a person under review.",
    ),
    2: ("審査対象と同じ組織に所属しています。", "Belongs to an organisation under review."),
    3: (
        "審査対象と共同で業務・研究を行っています。",
        "Collaborates with an organisation under review.",
    ),
    4: (
        "審査対象と競争関係にある組織に所属しています。",
        "Belongs to a competitor of an organisation under review.",
    ),
    5: (
        "その他、公正な審査を妨げる事情があります。",
        "Another circumstance that stands against an impartial review.",
    ),
}


def _recusal(member: Record) -> Record:
    finding: Record = next(iter(member["findings"]), {"rule": OTHER, "organisation": None})
    ja, en = RULES.get(finding["rule"], RULES[OTHER])
    against = f"（{finding['organisation']}）" if finding["organisation"] else ""
    return {
        "name": member["person"]["name"],
        "organisation": organisation_of(member["person"]),
        "rule": finding["rule"],
        "reason": {
            "ja": ja.replace("。", f"{against}。"),
            "en": f"{en[:-1]}{against.replace('（', ' (').replace('）', ')')}.",
        },
        "at": member["recused_at"],
    }


def scores_part(scores: Record | None) -> Record:
    if scores is None:
        return {"axes": [], "cards": [], "round_1_bp": None, "round_2_bp": None, "band": ""}
    weights = {axis["code"]: axis["weight_bp"] for axis in scores["axes"]}
    rounds = {1: scores["first_round"], 2: scores["second_round"]}
    cards = [_card(card, number, weights) for number, found in rounds.items() for card in found]
    means = {n: _mean([c["weighted_bp"] for c in cards if c["round"] == n]) for n in rounds}
    return {
        "axes": [
            {
                "code": a["code"],
                "name": {"ja": a["label_ja"], "en": a["label_en"]},
                "weight_bp": a["weight_bp"],
            }
            for a in scores["axes"]
        ],
        "cards": cards,
        "round_1_bp": means[1],
        "round_2_bp": scores["result"]["score_bp"] if scores["result"] else means[2],
        "band": _band(scores["result"]),
    }


def _card(card: Record, number: int, weights: dict[str, int]) -> Record:
    marks = {code: POINTS[grade] for code, grade in card["grades"].items()}
    said = "; ".join(text for text in card["comments"].values() if text)
    changed = "; ".join(text for text in card["reasons"].values() if text) if number == 2 else ""
    return {
        "member": pseudonym(card["pseudonym"]),
        "round": number,
        "marks": marks,
        "weighted_bp": sum(weights[code] * mark for code, mark in marks.items()),
        "comment": said,
        "reason_for_change": changed,
    }


def _mean(values: list[int]) -> int | None:
    return sum(values) // len(values) if values else None


def _band(result: Record | None) -> Record | str:
    if not result:
        return ""
    outcomes = [of_outcome(code) for code in result["band"]]
    return {"ja": "・".join(o["ja"] for o in outcomes), "en": " / ".join(o["en"] for o in outcomes)}


def of_outcome(code: str) -> Record:
    return both(f"outcome_{code}") or {"ja": code, "en": code}
