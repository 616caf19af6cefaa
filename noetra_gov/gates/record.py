"""A gate as plain data: what the dossier prints and the API answers. Times in Tokyo, yen whole,
text of the product in both languages, text of people as entered; what is unknown is None."""

from datetime import date, datetime
from typing import Any

from django.utils import translation

from noetra_gov.core.errors import Sentence
from noetra_gov.core.workflow import history_of
from noetra_gov.gates.flow import state_of
from noetra_gov.gates.freezing import stamp
from noetra_gov.gates.memorandum import person
from noetra_gov.gates.models import Gate, Outcome, PlannedGate
from noetra_gov.gates.models.template import plain_number
from noetra_gov.gates.standing import earlier_gate, standing

Text = dict[str, str]


def both(sentence: Sentence) -> Text:
    """A sentence of the product in both languages."""
    said = {}
    for language in ("ja", "en"):
        with translation.override(language):
            said[language] = str(sentence)
    return said


def named(obj: Any) -> Text:
    return {"ja": obj.name_ja, "en": obj.name_en}


def organisation(row: Any) -> dict[str, Any]:
    return {"code": row.code, "name": named(row)}


def outcome(code: str) -> dict[str, Any]:
    return {"code": code, "label": both(Outcome(code).label)}


def gate_part(gate: Gate, as_of: datetime) -> dict[str, Any]:
    steps = history_of(gate).filter(at__lte=as_of)
    return {
        "code": gate.code,
        "name": named(gate),
        "kind": {"code": gate.kind, "label": both(gate.get_kind_display())},
        "state": {"code": gate.state, "label": both(state_of(gate.state).label)},
        "fiscal_year_reviewed": gate.fiscal_year_reviewed,
        "fiscal_year_released": gate.fiscal_year_released,
        "period_from": gate.period_from.isoformat(),
        "period_until": gate.period_until.isoformat(),
        "opens_on": gate.opens_on.isoformat(),
        "cut_off_at": stamp(gate.cut_off_at),
        "hearing_on": gate.hearing_on.isoformat(),
        "decision_due_on": gate.decision_due_on.isoformat() if gate.decision_due_on else None,
        "applicant": organisation(gate.applicant),
        "contractors": [organisation(o) for o in gate.contractors.all()],
        "template": {
            "code": gate.template.code,
            "version": gate.template.version,
            "digest": gate.template_digest or None,
            "provenance": gate.template.provenance,
        },
        "trigger": gate.trigger or None,
        "provenance": gate.provenance,
        "source": gate.source,
        "published_at": stamp(gate.published_at),
        "course": [_step(step) for step in steps],
    }


def _step(step: Any) -> dict[str, Any]:
    return {
        "state": step.target,
        "label": both(state_of(step.target).label),
        "from": step.source,
        "at": stamp(step.at),
        "actor": step.actor,
        "reason": step.reason or None,
    }


def package_part(gate: Gate) -> dict[str, Any] | None:
    package = gate.package
    if package is None:
        return None
    return {
        "digest": package.digest,
        "version": package.version,
        "submitted_at": stamp(package.submitted_at),
        "submitted_by": person(package.submitted_by),
        "countersigned_at": stamp(package.countersigned_at),
        "countersigned_by": person(package.countersigned_by),
        **{
            key: package.contents[key]
            for key in ("cut_off_at", "deliverables", "files", "milestones", "self_assessment")
        },
    }


def evidence_part(gate: Gate) -> list[dict[str, Any]]:
    """Frozen evidence, numbered E1, E2 … in the order of criterion and row."""
    rows = gate.package.evidence.all() if gate.package else []
    return [
        {
            "id": f"E{number}",
            "criterion": row.criterion,
            "source": row.source,
            "label": {"ja": row.label_ja, "en": row.label_en},
            "value": row.value,
            "unit": row.unit,
            "n": row.n,
            "verdict": row.verdict,
            "digest": row.digest or None,
            "lineage": row.lineage,
            "as_of": stamp(row.as_of),
            "gathered_at": stamp(row.gathered_at),
        }
        for number, row in enumerate(rows, start=1)
    ]


def criteria_part(gate: Gate, evidence: list[dict[str, Any]]) -> list[dict[str, Any]]:
    verdicts = standing(gate).verdicts
    return [
        {
            "code": criterion.code,
            "role": {"code": criterion.role, "label": both(criterion.get_role_display())},
            "kind": criterion.kind,
            "axis": criterion.axis or None,
            "label": {"ja": criterion.label_ja, "en": criterion.label_en},
            "comparator": criterion.comparator,
            "threshold": plain_number(criterion.threshold),
            "unit": criterion.unit,
            "weight_bp": criterion.weight_bp,
            "verdict": verdicts[criterion.code],
            "evidence": [e["id"] for e in evidence if e["criterion"] == criterion.code],
        }
        for criterion in gate.criteria()
    ]


def recommendation_part(gate: Gate) -> dict[str, Any] | None:
    row = getattr(gate, "recommendation", None)
    if row is None:
        return None
    return {
        "outcome": outcome(row.outcome),
        "text": row.text,
        "conditions": row.conditions,
        "score_bp": row.score_bp,
        "band": [outcome(code) for code in row.band],
        "by": person(row.by),
        "at": stamp(row.at),
    }


def decision_part(gate: Gate) -> dict[str, Any] | None:
    row = gate.decisions.filter(state="confirmed").first()
    if row is None:
        return None
    recommended = gate.recommendation.outcome
    return {
        "outcome": outcome(row.outcome),
        "reason": row.reason,
        "departs": row.outcome != recommended,
        "departure_reason": row.departure_reason or None,
        "tranche": {
            "fiscal_year": gate.fiscal_year_released,
            "total_yen": row.amount_yen,
            "released_yen": row.amount_yen - row.reserve_yen,
            "reserve_yen": row.reserve_yen,
            "reserve_name": row.reserve_name or None,
            "recover_yen": row.recover_yen,
        },
        "proposed_by": person(row.proposed_by),
        "proposed_at": stamp(row.proposed_at),
        "confirmed_by": person(row.confirmed_by),
        "confirmed_at": stamp(row.confirmed_at),
        "memorandum": row.memorandum,
        "digest": row.digest,
        "envelope": row.envelope,
    }


def conditions_part(gate: Gate) -> list[dict[str, Any]]:
    return [
        {
            "number": row.number,
            "reference": str(row),
            "text": row.text,
            "owner": organisation(row.owner),
            "due_on": row.due_on.isoformat(),
            "state": {"code": row.state, "label": both(row.get_state_display())},
            "supplied_at": stamp(row.supplied_at),
            "supplied_digest": row.supplied_digest or None,
            "verified_at": stamp(row.verified_at),
        }
        for row in gate.conditions.select_related("owner", "gate")
    ]


def earlier_part(gate: Gate) -> dict[str, Any] | None:
    """What the gate before asked, and what became of it."""
    before = earlier_gate(gate)
    if before is None:
        return None
    return {
        "gate": before.code,
        "name": named(before),
        "recommendation": recommendation_part(before),
        "conditions": conditions_part(before),
    }


def next_part(gate: Gate) -> dict[str, Any] | None:
    """The gate after this one: prepared already, or as the calendar plans it."""
    later = {"fiscal_year_reviewed__gt": gate.fiscal_year_reviewed}
    after = Gate.objects.filter(applicant=gate.applicant, **later).first()
    planned = PlannedGate.objects.filter(**later).first()
    if after is not None:
        return _coming(after, after.opens_on, after.hearing_on)
    return _coming(planned, None, planned.planned_on) if planned else None


def _coming(after: Any, opens_on: date | None, hearing_on: date) -> dict[str, Any]:
    return {
        "gate": after.code,
        "name": named(after),
        "fiscal_year_reviewed": after.fiscal_year_reviewed,
        "opens_on": opens_on.isoformat() if opens_on else None,
        "hearing_on": hearing_on.isoformat(),
    }
