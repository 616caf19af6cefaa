"""The decision memorandum: what was decided, by whom, on what, with the dissents; sealed as a statement."""

from typing import Any

from noetra_gov.gates.freezing import stamp
from noetra_gov.gates.models import Decision, Gate
from noetra_gov.gates.standing import standing
from noetra_gov.panels import selectors as panels
from noetra_gov.people.models import User
from noetra_gov.seal import dsse
from noetra_gov.seal.canonical import digest_of
from noetra_gov.seal.keys import default_store

FORMAT = "noetra-gov.decision-memorandum/1"
PREDICATE = "https://noetra-gov.example/decision-memorandum/v1"


def person(user: User | None) -> dict[str, Any] | None:
    if user is None:
        return None
    organisation = user.organisation.code if user.organisation else None
    return {"id": user.username, "name": user.display_name, "organisation": organisation}


def memorandum(gate: Gate, decision: Decision) -> dict[str, Any]:
    """Plain data, ready for its digest; money is whole yen."""
    package = gate.package
    return {
        "format": FORMAT,
        "gate": {
            "code": gate.code,
            "kind": gate.kind,
            "name_ja": gate.name_ja,
            "name_en": gate.name_en,
            "fiscal_year_reviewed": gate.fiscal_year_reviewed,
            "fiscal_year_released": gate.fiscal_year_released,
            "template": str(gate.template),
            "template_digest": gate.template_digest,
        },
        "package_digest": package.digest if package else None,
        "panel": _panel(gate),
        "recommendation": _recommendation(gate),
        "decision": _decision(decision),
    }


def _panel(gate: Gate) -> dict[str, Any]:
    stands = standing(gate)
    letters = panels.pseudonyms(gate.panel)
    dissents = [
        {"member": letters[m.pk], "text": m.dissent.text, "at": stamp(m.dissent.at)}
        for m in gate.panel.members.filter(dissent__isnull=False).select_related("dissent")
    ]
    return {
        "result": _plain_result(stands.result),
        "must_meet_failed": list(stands.must_meet_failed),
        "killed": stands.killed,
        "allowed": sorted(stands.allowed),
        "recusals": gate.panel.members.filter(recused_at__isnull=False).count(),
        "dissents": dissents,
    }


def _plain_result(result: dict[str, Any] | None) -> dict[str, Any] | None:
    if result is None:
        return None
    axes = [{k: axis[k] for k in ("code", "grade", "mean_bp", "spread")} for axis in result["axes"]]
    return {**result, "axes": axes}


def _recommendation(gate: Gate) -> dict[str, Any] | None:
    row = getattr(gate, "recommendation", None)
    if row is None:
        return None
    return {
        "outcome": row.outcome,
        "text": row.text,
        "conditions": row.conditions,
        "score_bp": row.score_bp,
        "by": person(row.by),
        "at": stamp(row.at),
    }


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "outcome": decision.outcome,
        "reason": decision.reason,
        "departure_reason": decision.departure_reason or None,
        "amount_yen": decision.amount_yen,
        "reserve_yen": decision.reserve_yen,
        "reserve_name": decision.reserve_name or None,
        "recover_yen": decision.recover_yen,
        "handover": decision.handover or None,
        "conditions": decision.conditions,
        "proposed_by": person(decision.proposed_by),
        "proposed_at": stamp(decision.proposed_at),
        "confirmed_by": person(decision.confirmed_by),
        "confirmed_at": stamp(decision.confirmed_at),
    }


def seal(gate: Gate, decision: Decision) -> None:
    """Write memorandum, digest and DSSE envelope into the decision; the caller saves it."""
    decision.memorandum = memorandum(gate, decision)
    decision.digest = digest_of(decision.memorandum)
    statement = dsse.statement(
        subjects={f"decision-{gate.code}.json": decision.digest},
        predicate_type=PREDICATE,
        predicate=decision.memorandum,
    )
    decision.envelope = dsse.sign_statement(statement, default_store())
