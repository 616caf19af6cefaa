"""Reads worth a name: the record for the dossier, the public page, and what waits for whom."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from noetra_gov.core.fiscal import tokyo_date
from noetra_gov.gates import record, record_review
from noetra_gov.gates.models import Condition, Gate
from noetra_gov.gates.standing import standing
from noetra_gov.panels import selectors as panels
from noetra_gov.panels.models import PanelMember, Round
from noetra_gov.panels.rules import GRADES, POINTS, WHOLE_BP
from noetra_gov.people.models import Role, User


def gate_record(gate: Gate, as_of: datetime) -> dict[str, Any]:
    """Everything a dossier of the gate needs, as plain data."""
    evidence = record.evidence_part(gate)
    return {
        "as_of": record.stamp(as_of),
        "gate": record.gate_part(gate, as_of),
        "package": record.package_part(gate),
        "criteria": record.criteria_part(gate, evidence),
        "evidence": evidence,
        "panel": record_review.panel_part(gate),
        "scores": record_review.scores_part(gate),
        "dissents": record_review.dissents_part(gate),
        "hearing": record_review.hearing_part(gate),
        "fact_check": record_review.fact_check_part(gate),
        "recommendation": record.recommendation_part(gate),
        "decision": record.decision_part(gate),
        "conditions": record.conditions_part(gate),
        "earlier_recommendations": record.earlier_part(gate),
        "next_review": record.next_part(gate),
    }


def overall_grade(score_bp: int) -> str:
    """The published letter: the whole grade the score reaches, never rounded up."""
    return next(g for g in GRADES if POINTS[g] <= score_bp // WHOLE_BP)


def public_record(gate: Gate) -> dict[str, Any]:
    """What everybody may know: number, title, period, contractors, comment, grade, outcome, money."""
    result = standing(gate).result
    decision = record.decision_part(gate)
    assert decision is not None  # published follows decided
    return {
        "code": gate.code,
        "name": record.named(gate),
        "period_from": gate.period_from.isoformat(),
        "period_until": gate.period_until.isoformat(),
        "contractors": [record.organisation(o) for o in gate.contractors.all()],
        "comment": decision["reason"],
        "grade": overall_grade(result["score_bp"]) if result else None,
        "score_bp": result["score_bp"] if result else None,
        "axes": [
            {"label": {"ja": a["label_ja"], "en": a["label_en"]}, "grade": a["grade"]}
            for a in (result["axes"] if result else [])
        ],
        "outcome": decision["outcome"],
        "tranche": decision["tranche"],
        "conditions": len(decision["memorandum"]["decision"]["conditions"]),
        "decided_at": decision["confirmed_at"],
        "decision_digest": decision["digest"],
    }


# --- what waits for whom ----------------------------------------------------------------------

Item = dict[str, Any]


def waiting_for(user: User, at: datetime) -> list[Item]:
    """Plain items for the worklist: title, url, due, why."""
    seen = Gate.objects.visible_to(user).exclude(state="closed").select_related("panel")
    items = [item for gate in seen for item in _items(gate, user)]
    return [*items, *_seats(user), *_conditions(user), *_overdue(user, at)]


def _item(gate: Gate, title: Any, due: date | None, why: Any, page: str = "gates:gate") -> Item:
    url = reverse(page, args=[gate.code])
    label = format_lazy("{code} {title}", code=gate.code, title=title)
    return {"title": label, "url": url, "due": due, "why": why}


# state → who, what to do, by when (a field of the gate), why
DUTIES: dict[str, tuple[tuple[tuple[Role, ...], Any, str | None, Any], ...]] = {
    "draft": (((Role.NEDO_SECRETARIAT,), _("Open the gate"), "opens_on", _("You prepare it.")),),
    "open": (
        (
            (Role.ALLIANCE_PM, Role.ALLIANCE_COUNTERSIGNER),
            _("Complete and sign the package"),
            "cut_off_at",
            _("Your organisation is under review."),
        ),
    ),
    "submitted": (
        ((Role.NEDO_SECRETARIAT,), _("Return it or set the panel"), None, _("The papers are in.")),
    ),
    "returned": (((Role.ALLIANCE_PM,), _("Take it up again"), None, _("It was returned.")),),
    "panel_set": (
        ((Role.NEDO_SECRETARIAT,), _("Open the paper review"), None, _("The panel is set.")),
    ),
    "hearing": (
        ((Role.ALLIANCE_PM,), _("Answer the questions"), "hearing_on", _("You are heard.")),
        ((Role.PANEL_CHAIR,), _("Write the minutes"), "hearing_on", _("You chair the panel.")),
    ),
    "scoring_2": (((Role.PANEL_CHAIR,), _("Issue the draft"), None, _("You chair the panel.")),),
    "fact_check": (
        ((Role.ALLIANCE_PM,), _("Check the draft for errors of fact"), None, _("It is about you.")),
        ((Role.PANEL_CHAIR,), _("Reply and recommend"), None, _("You chair the panel.")),
    ),
    "recommended": (
        (
            (Role.NEDO_DECIDER, Role.METI_DECIDER),
            _("Decide"),
            "decision_due_on",
            _("The panel has recommended."),
        ),
    ),
    "decided": (((Role.NEDO_SECRETARIAT,), _("Publish"), None, _("The decision is sealed.")),),
}


def _items(gate: Gate, user: User) -> Iterator[Item]:
    for roles, title, due_field, why in DUTIES.get(gate.state, ()):
        if user.has_role(*roles):
            yield _item(gate, title, _due(gate, due_field), why)


def _due(gate: Gate, name: str | None) -> date | None:
    if gate.state == "fact_check":
        return gate.draft.due_on
    value = getattr(gate, name) if name else None
    return tokyo_date(value) if isinstance(value, datetime) else value


def _seats(user: User) -> Iterator[Item]:
    seats = PanelMember.objects.filter(user=user, recused_at=None).select_related("panel__gate")
    for seat in seats:
        gate = getattr(seat.panel, "gate", None)
        if gate is None:
            continue
        if seat.declared_at is None:
            yield _item(
                gate, _("Declare your interests"), gate.cut_off_at.date(),
                _("You are invited to the panel."), "panels:declare",
            )  # fmt: skip
        elif seat.panel.round in (Round.FIRST, Round.SECOND) and not panels.own_card(
            seat.panel, user, seat.panel.round
        ):
            yield _item(
                gate, _("Score"), gate.hearing_on, _("You sit on the panel."), "gates:score"
            )


def _overdue(user: User, at: datetime) -> Iterator[Item]:
    """An overdue condition asks those who may for a review (rule 14); an open review for its end."""
    if not user.has_role(Role.NEDO_SECRETARIAT, Role.NEDO_DECIDER, Role.METI_DECIDER):
        return
    today = tokyo_date(at)
    late = Condition.objects.filter(gate__state="conditions_open", due_on__lt=today)
    for row in late.exclude(state="verified").select_related("gate"):
        title = format_lazy(
            _("Condition {condition} is overdue: open an extraordinary review?"), condition=row
        )
        yield {"title": title, "url": reverse("gates:extraordinary"), "due": row.due_on,
               "why": _("A missed condition is a trigger of rule 14.")}  # fmt: skip


def _conditions(user: User) -> Iterator[Item]:
    rows = Condition.objects.filter(gate__state="conditions_open").select_related("gate")
    if user.has_role(Role.ALLIANCE_PM):
        for row in rows.filter(owner=user.organisation, state="open"):
            yield _item(row.gate, row.text, row.due_on, _("Your organisation owns this condition."))
    if user.has_role(Role.NEDO_SECRETARIAT):
        for row in rows.filter(state="supplied"):
            yield _item(row.gate, row.text, row.due_on, _("Evidence for this condition is in."))
