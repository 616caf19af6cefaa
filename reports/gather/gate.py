"""The gate's own record, in the form of the bundle: its course, criteria, panel, scores, decision."""

from typing import Any

from noetra_gov.gates.models import Gate
from noetra_gov.panels.rules import POINTS
from noetra_gov.people.models import Organisation, User
from reports import rules
from reports.words import both

Record = dict[str, Any]
MEMBER = {"ja": "委員", "en": "Member "}


def parts(record: Record, gate: Gate) -> dict[str, Any]:
    return {
        "gate": _gate(record),
        "package": _package(record["package"]),
        "criteria": [_criterion(row, record, gate) for row in record["criteria"]],
        "evidence": [_evidence(row) for row in record["evidence"]],
        "panel": _panel(record["panel"]),
        "scores": _scores(record["scores"]),
        "dissents": [_dissent(row) for row in record["dissents"]],
        "fact_check": [
            _comment(row) for row in (record["fact_check"] or {"comments": []})["comments"]
        ],
        "recommendation": _recommendation(record["recommendation"]),
        "decision": _decision(record),
        "conditions": [_condition(row) for row in record["conditions"]],
        "earlier_recommendations": _earlier(record["earlier_recommendations"]),
        "next_review": _next(record["next_review"]),
    }


def said_by(person: Record | None) -> Record | str:
    """A name with the organisation's code behind it."""
    if person is None:
        return "–"
    name, code = person["name"], person["organisation"]
    return {"ja": f"{name}（{code}）", "en": f"{name} ({code})"} if code else str(name)


def organisation_of(person: Record) -> Record | str:
    """The name of a person's organisation in both languages."""
    row = Organisation.objects.filter(code=person["organisation"] or "").first()
    return {"ja": row.name_ja, "en": row.name_en} if row else person["organisation"] or ""


def pseudonym(letter: str) -> str:
    return f"委員{letter}"


def _gate(record: Record) -> Record:
    gate, decision = record["gate"], record["decision"]
    owner = decision["confirmed_by"] if decision else None
    names = _names(gate["course"])
    return {
        "code": gate["code"],
        "name": gate["name"],
        "kind": gate["kind"],
        "fiscal_year": gate["fiscal_year_reviewed"],
        "releases_fiscal_year": gate["fiscal_year_released"],
        "state": gate["state"]["code"],
        "template": gate["template"],
        "contractors": gate["contractors"],
        "senior_responsible": owner and {"name": owner["name"], "office": organisation_of(owner)},
        "delivery_confidence": None,
        "course": [_step(step, names) for step in gate["course"]],
    }


def _step(step: Record, names: dict[str, str]) -> Record:
    return {
        "state": step["state"],
        "label": both(f"gate_{step['state']}") or step["label"],
        "at": step["at"],
        "actor": names.get(step["actor"], step["actor"]),
        "reason": step["reason"] or "",
    }


def _names(course: list[Record]) -> dict[str, str]:
    logins = {step["actor"].removeprefix("user:") for step in course}
    return {
        user.ref: user.display_name or user.username
        for user in User.objects.filter(username__in=logins)
    }


def _package(package: Record | None) -> Record | None:
    if package is None:
        return None
    return {
        "digest": package["digest"],
        "frozen_at": package["countersigned_at"],
        "submitted_by": said_by(package["submitted_by"]),
        "countersigned_by": said_by(package["countersigned_by"]),
        "deliverables": [_deliverable(row) for row in package["deliverables"]],
    }


def _deliverable(row: Record) -> Record:
    files, waived = row["files"], row["waiver_reason"]
    return {
        "code": row["code"],
        "name": {"ja": row["name_ja"], "en": row["name_en"]},
        "state": "waived" if waived else "complete" if files else "missing",
        "waiver_reason": waived or "",
        "digest": files[0]["digest"] if files else None,
        "files": [{key: file[key] for key in ("name", "size", "digest")} for file in files],
    }


def _criterion(row: Record, record: Record, gate: Gate) -> Record:
    fixed = gate.template.fixed_at
    opened = next((s["at"] for s in record["gate"]["course"] if s["state"] == "open"), None)
    return {
        "code": row["code"],
        "kind": row["role"]["code"],
        "asks": row["kind"],
        "name": row["label"],
        "threshold": rules.threshold_text(row["comparator"], row["threshold"], row["unit"]),
        "comparator": row["comparator"],
        "limit": row["threshold"],
        "unit": row["unit"],
        "fixed_at": opened if fixed else None,
        "verdict": row["verdict"],
        "evidence": row["evidence"],
        "provenance": gate.template.provenance,
    }


def _evidence(row: Record) -> Record:
    value = row["value"]
    return {**row, "value": value if value is None or isinstance(value, int) else str(value)}


def _panel(panel: Record | None) -> Record:
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


def _scores(scores: Record | None) -> Record:
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


def _dissent(row: Record) -> Record:
    return {"member": pseudonym(row["pseudonym"]), "at": row["at"], "text": row["text"]}


def _comment(row: Record) -> Record:
    return {
        "item": row["passage"],
        "comment": row["text"],
        "by": said_by(row["by"]),
        "reply": row["reply"] or "",
        "changed": bool(row["accepted"]),
        "at": row["at"],
    }


def _recommendation(row: Record | None) -> Record | None:
    if row is None:
        return None
    asked = [
        {"code": f"R{n}", "text": c["text"], "owner": c.get("owner", ""), "due_on": c.get("due_on")}
        for n, c in enumerate(row["conditions"], 1)
    ]
    return {"outcome": row["outcome"]["code"], "at": row["at"], "text": row["text"], "items": asked}


def _decision(record: Record) -> Record | None:
    row = record["decision"]
    if row is None:
        return None
    departed = f"\n{row['departure_reason']}" if row["departure_reason"] else ""
    return {
        "outcome": row["outcome"]["code"],
        "proposed_by": said_by(row["proposed_by"]),
        "proposed_at": row["proposed_at"],
        "confirmed_by": said_by(row["confirmed_by"]),
        "at": row["confirmed_at"],
        "departs": row["departs"],
        "reason": row["reason"] + departed,
        "memorandum_digest": row["digest"],
    }


def _condition(row: Record) -> Record:
    return {
        "code": row["reference"],
        "text": row["text"],
        "owner": row["owner"]["name"],
        "due_on": row["due_on"],
        "state": row["state"]["code"],
        "supplied_digest": row["supplied_digest"],
        "verified_at": row["verified_at"],
    }


def _earlier(before: Record | None) -> list[Record]:
    if before is None:
        return []
    return [
        {
            "gate": before["gate"],
            "code": row["reference"],
            "text": row["text"],
            "owner": row["owner"]["name"],
            "due_on": row["due_on"],
            "state": row["state"]["code"],
            "note": "",
        }
        for row in before["conditions"]
    ]


def _next(after: Record | None) -> Record | None:
    return after and {"gate": after["gate"], "on": after["hearing_on"], "what": after["name"]}
