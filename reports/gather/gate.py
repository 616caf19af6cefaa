"""The gate's own record, in the form of the bundle: its course, criteria, package, decision."""

from typing import Any

from noetra_gov.gates.models import Gate
from noetra_gov.people.models import User
from reports import rules
from reports.gather.panel import organisation_of, panel_part, pseudonym, scores_part
from reports.words import both

Record = dict[str, Any]


def parts(record: Record, gate: Gate) -> dict[str, Any]:
    return {
        "gate": _gate(record),
        "package": _package(record["package"]),
        "criteria": [_criterion(row, record, gate) for row in record["criteria"]],
        "evidence": [_evidence(row) for row in record["evidence"]],
        "panel": panel_part(record["panel"]),
        "scores": scores_part(record["scores"]),
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
