"""The review's part of a gate's record: panel, cards, dissents, hearing, fact check."""

from typing import Any

from noetra_gov.gates.freezing import stamp
from noetra_gov.gates.memorandum import person
from noetra_gov.gates.models import Gate
from noetra_gov.gates.record import both
from noetra_gov.gates.standing import standing
from noetra_gov.panels import selectors as panels


def panel_part(gate: Gate) -> dict[str, Any]:
    members = gate.panel.members.select_related("user__organisation").prefetch_related("findings")
    return {
        "quorum": gate.panel.quorum,
        "sitting": sum(member.sits for member in members),
        "members": [_member(member) for member in members],
    }


def _member(member: Any) -> dict[str, Any]:
    return {
        "person": person(member.user),
        "chair": member.is_chair,
        "declared_at": stamp(member.declared_at),
        "recused_at": stamp(member.recused_at),
        "findings": [
            {
                "rule": found.rule,
                "organisation": found.organisation or None,
                "via": found.via or None,
                "found_by": {"code": found.found_by, "label": both(found.get_found_by_display())},
                "at": stamp(found.at),
            }
            for found in member.findings.all()
        ],
        "absence": member.absence.reason if hasattr(member, "absence") else None,
    }


def scores_part(gate: Gate) -> dict[str, Any]:
    """Cards under letters, never under names; reasons of the second round with them."""
    letters = panels.pseudonyms(gate.panel)
    stands = standing(gate)
    return {
        "axes": gate.panel.axes,
        "bands": gate.panel.scheme_data["bands"],
        "cap_below_bp": gate.panel.scheme_data["cap_below_bp"],
        "first_round": [_card(c, letters) for c in panels.cards(gate.panel, 1)],
        "second_round": [_card(c, letters) for c in panels.cards(gate.panel, 3)],
        "result": stands.result,
        "must_meet_failed": list(stands.must_meet_failed),
        "kill": [*stands.kill_criteria, *stands.kill_axes],
        "allowed": sorted(stands.allowed),
    }


def _card(card: Any, letters: dict[int, str]) -> dict[str, Any]:
    return {
        "pseudonym": letters[card.member_id],
        "grades": card.grades,
        "comments": card.comments,
        "reasons": card.reasons,
        "score_bp": card.score_bp,
        "carried": card.carried,
        "at": stamp(card.at),
    }


def dissents_part(gate: Gate) -> list[dict[str, Any]]:
    letters = panels.pseudonyms(gate.panel)
    rows = gate.panel.members.filter(dissent__isnull=False).select_related("dissent")
    return [
        {"pseudonym": letters[m.pk], "text": m.dissent.text, "at": stamp(m.dissent.at)}
        for m in rows
    ]


def hearing_part(gate: Gate) -> dict[str, Any] | None:
    hearing = getattr(gate, "hearing", None)
    if hearing is None:
        return None
    return {
        "held_at": stamp(hearing.held_at),
        "attendance": hearing.attendance,
        "minutes": hearing.minutes,
        "questions": [
            {
                "text": q.text,
                "asked_at": stamp(q.asked_at),
                "due_on": q.due_on.isoformat(),
                "answer": q.answer or None,
                "answered_at": stamp(q.answered_at),
            }
            for q in gate.questions.all()
        ],
    }


def fact_check_part(gate: Gate) -> dict[str, Any] | None:
    draft = getattr(gate, "draft", None)
    if draft is None:
        return None
    return {
        "draft": draft.text,
        "issued_at": stamp(draft.issued_at),
        "due_on": draft.due_on.isoformat(),
        "finished_at": stamp(draft.finished_at),
        "comments": [
            {
                "passage": c.passage,
                "text": c.text,
                "by": person(c.by),
                "at": stamp(c.at),
                "reply": c.reply or None,
                "accepted": c.accepted,
                "replied_at": stamp(c.replied_at),
            }
            for c in gate.fact_comments.select_related("by__organisation")
        ],
    }
