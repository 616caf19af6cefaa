"""What each page of a gate shows, in the reader's language; templates only lay it out."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from noetra_gov.core.errors import Sentence
from noetra_gov.core.fiscal import tokyo_date
from noetra_gov.core.workflow import history_of, steps_from
from noetra_gov.gates import freezing, guards, rules
from noetra_gov.gates.actions import offered
from noetra_gov.gates.flow import FLOW, STATES, state_of
from noetra_gov.gates.forms.package import axis_label
from noetra_gov.gates.models import Gate, Outcome, PlannedGate
from noetra_gov.gates.models.template import plain_number
from noetra_gov.gates.standing import standing
from noetra_gov.panels import rights as panel_rights
from noetra_gov.panels import selectors as panels
from noetra_gov.panels.models import Round
from noetra_gov.panels.rules import WHOLE_BP
from noetra_gov.people.models import ALLIANCE_KINDS, User
from noetra_gov.people.permission import permitted

VERDICT_TONES = {"met": "success", "not_met": "danger", "unknown": "warning"}
SIGNS = {"ge": "≥", "le": "≤", "eq": "="}
OUTCOME_TONES = {
    "accelerate": "success", "go": "success", "conditional": "warning", "reduce": "warning",
    "recycle": "info", "hold": "warning", "stop": "danger",
}  # fmt: skip


def for_applicant(user: User) -> bool:
    return bool(user.organisation and user.organisation.kind in ALLIANCE_KINDS)


def state_words(gate: Gate, user: User) -> dict[str, Any]:
    """Code, label and tone of the state: staff and applicant each read their own name."""
    state = state_of(gate.state)
    label = state.public_label if for_applicant(user) else state.label
    return {"code": state.code, "label": label, "tone": state.tone}


def rows(gates: Iterable[Gate], user: User) -> list[dict[str, Any]]:
    return [{"gate": gate, "state": state_words(gate, user)} for gate in gates]


def index_page(gates: Iterable[Gate], user: User) -> dict[str, Any]:
    may_stop = permitted(user, "gates.extraordinary")
    shown = rows(gates, user)
    here = {row["gate"].code for row in shown}
    planned = [{"row": row, "here": row.code in here} for row in PlannedGate.objects.all()]
    may_create = bool(permitted(user, "gates.create"))
    return {
        "gates": shown,
        "planned": planned,
        "may_stop": bool(may_stop),
        "may_create": may_create,
    }


def in_language(ja: str, en: str) -> str:
    return ja if (get_language() or "ja").startswith("ja") else en


def gate_page(gate: Gate, user: User, at: datetime) -> dict[str, Any]:
    reading = permitted(user, "gates.read", gate)
    return {
        "gate": gate,
        "state": state_words(gate, user),
        "course": course(gate),
        "applicant": for_applicant(user),
        "offers": offered(user, gate, at),
        "missing": missing(gate, user),
        "reading": reading,
        "criteria": criteria(gate) if reading else [],
        "declare": _must_declare(gate, user),
        "history": history(gate, user) if reading else [],
        "decision": gate.decisions.filter(state="confirmed").first() if reading else None,
    }


def course(gate: Gate) -> list[dict[str, Any]]:
    """Every state in order, with which is done, current or to come."""
    been = {gate.state, "draft", *history_of(gate).values_list("target", flat=True)}
    return [
        {"state": state, "current": state.code == gate.state, "done": state.code in been}
        for state in STATES
    ]


def history(gate: Gate, user: User) -> list[dict[str, Any]]:
    """Every step so far, each state under the name that this reader knows."""
    applicant = for_applicant(user)
    names = {u.ref: str(u) for u in User.objects.filter(username__in=_usernames(gate))}
    return [
        {
            "at": row.at,
            "label": state_of(row.target).public_label if applicant else state_of(row.target).label,
            "actor": names.get(row.actor, _("the system")),
            "reason": row.reason,
        }
        for row in history_of(gate)
    ]


def _usernames(gate: Gate) -> list[str]:
    return [row.actor.removeprefix("user:") for row in history_of(gate)]


def missing(gate: Gate, user: User) -> list[Sentence]:
    """What stands between this state and the next, in sentences."""
    found = [step.guard(gate) for step in steps_from(FLOW, gate.state) if step.guard]
    if gate.state == "open":
        found = [guards.package_complete(gate), *found]
    known = permitted(user, "gates.read", gate)
    return list(dict.fromkeys(s for s in found if s)) if known else []


def _must_declare(gate: Gate, user: User) -> bool:
    seat = panel_rights.seat_of(user, gate.panel)
    return bool(seat and not seat.declared_at and not seat.recused_at)


def criteria(gate: Gate) -> list[dict[str, Any]]:
    """Each criterion with its threshold, its frozen answers and the verdict."""
    verdicts = standing(gate).verdicts
    package = gate.package
    answers = list(package.evidence.all()) if package else []
    return [
        {
            "criterion": c,
            "label": in_language(c.label_ja, c.label_en),
            "threshold": f"{SIGNS[c.comparator]} {plain_number(c.threshold)} {c.unit}"
            if c.threshold is not None
            else "",
            "answers": [a for a in answers if a.criterion == c.code],
            "verdict": verdicts[c.code] if package else "",
            "tone": VERDICT_TONES[verdicts[c.code]],
        }
        for c in gate.criteria()
    ]


def package_page(gate: Gate, user: User, at: datetime) -> dict[str, Any]:
    frozen = gate.package
    return {
        "gate": gate,
        "state": state_words(gate, user),
        "offers": offered(user, gate, at) if gate.state in ("open", "returned") else [],
        "missing": [s for s in [guards.package_complete(gate)] if s],
        "deliverables": gate.deliverables.select_related("required").prefetch_related("files"),
        "files": gate.files.filter(deliverable=None),
        "reports": gate.milestone_reports.select_related("milestone__organisation"),
        "assessments": [
            {"label": _axis(gate, row.axis), "row": row} for row in gate.self_assessments.all()
        ],
        "package": frozen,
        "waiting": gate.packages.filter(countersigned_at=None, withdrawn_at=None).last(),
        "criteria": criteria(gate),
        "drift": freezing.drift(frozen) if frozen else [],
    }


def _axis(gate: Gate, code: str) -> str:
    return next(axis_label(a) for a in gate.template.scheme["axes"] if a["code"] == code)


def review_page(gate: Gate, user: User, at: datetime) -> dict[str, Any]:
    """Panel, hearing, fact check. Cards are shown to the chair after a round, to others when locked."""
    round_ = gate.panel.round
    applicant = for_applicant(user)
    return {
        "gate": gate,
        "state": state_words(gate, user),
        "applicant": applicant,
        "members": [] if applicant else _members(gate),
        "cards": _cards(gate, user, round_),
        "hearing": getattr(gate, "hearing", None),
        "questions": gate.questions.all(),
        "draft": getattr(gate, "draft", None),
        "comments": gate.fact_comments.all(),
        "dissents": [] if applicant else _dissents(gate),
        "recommendation": None if applicant else _recommendation(gate),
        "standing": None if applicant or round_ < Round.LOCKED else standing(gate),
        "score": _score(gate) if not applicant and round_ == Round.LOCKED else "",
    }


def _score(gate: Gate) -> str:
    result = panels.result(gate.panel)
    return f"{Decimal(result['score_bp']) / WHOLE_BP:.4f} / 4" if result else "–"


def _members(gate: Gate) -> list[Any]:
    seats = gate.panel.members.select_related("user__organisation")
    return list(seats.prefetch_related("findings"))


def _dissents(gate: Gate) -> list[Any]:
    members = gate.panel.members.filter(dissent__isnull=False).select_related("dissent")
    return [member.dissent for member in members]


def _recommendation(gate: Gate) -> dict[str, Any] | None:
    row = getattr(gate, "recommendation", None)
    return {"row": row, "outcome": outcome_words(row.outcome)} if row else None


def outcome_words(code: str) -> dict[str, Any]:
    return {"code": code, "label": Outcome(code).label, "tone": OUTCOME_TONES[code]}


def _cards(gate: Gate, user: User, round_: int) -> dict[str, Any] | None:
    """Blind while a round is open: each sees only their own card."""
    if for_applicant(user):
        return None
    chair = permitted(user, "panels.see_spread", gate.panel)
    if round_ < Round.LOCKED and not (chair and round_ >= Round.HEARING):
        return None
    shown = Round.SECOND if round_ == Round.LOCKED else Round.FIRST
    letters = panels.pseudonyms(gate.panel)
    cards = [{"who": letters[c.member_id], "card": c} for c in panels.cards(gate.panel, shown)]
    axes = [{**axis, "label": axis_label(axis)} for axis in gate.panel.axes]
    return {"cards": cards, "axes": axes, "result": panels.result(gate.panel, shown)}


def score_page(gate: Gate, user: User) -> dict[str, Any]:
    frozen = gate.package
    return {
        "criteria": criteria(gate),
        "package": frozen,
        "assessments": [
            {"label": _axis(gate, row.axis), "row": row} for row in gate.self_assessments.all()
        ],
        "first": panels.own_card(gate.panel, user, Round.FIRST),
    }


def decision_page(gate: Gate, user: User, at: datetime) -> dict[str, Any]:
    """The proposal is for the deciders and the office; the decision for every reader of the papers."""
    shown = gate.decisions.all()
    if for_applicant(user) or panel_rights.seat_of(user, gate.panel):
        shown = shown.filter(state="confirmed")
    return {
        "gate": gate,
        "state": state_words(gate, user),
        "decisions": [{"row": row, "outcome": outcome_words(row.outcome)} for row in shown],
        "conditions": condition_rows(gate, at),
        "appeals": gate.appeals.all(),
        "exit": getattr(gate, "exit_record", None),
        "offers": [o for o in offered(user, gate, at) if o[0].name in DECISION_ACTIONS],
    }


DECISION_ACTIONS = {
    "propose", "confirm", "decline", "publish", "supply", "verify", "send_back", "appeal",
    "decide_appeal", "recycle",
}  # fmt: skip


def condition_rows(gate: Gate, at: datetime) -> list[dict[str, Any]]:
    """Each condition with its state; overdue by itself, the day after."""
    rows = []
    for row in gate.conditions.select_related("owner"):
        late = rules.overdue(row.due_on, settled=row.settled, on=tokyo_date(at))
        label = _("overdue") if late else row.get_state_display()
        tone = "danger" if late else CONDITION_TONES[row.state]
        rows.append({"row": row, "label": label, "tone": tone})
    return rows


CONDITION_TONES = {"open": "warning", "supplied": "info", "verified": "success"}


def published_rows(gates: Iterable[Gate]) -> list[dict[str, Any]]:
    return [
        {"gate": gate, "outcome": outcome_words((gate.public_record or {})["outcome"]["code"])}
        for gate in gates
    ]


def public_page(gate: Gate) -> dict[str, Any]:
    record = gate.public_record or {}
    language = "ja" if (get_language() or "ja").startswith("ja") else "en"
    return {
        "gate": gate,
        "record": record,
        "outcome": outcome_words(record["outcome"]["code"]),
        "contractors": [o["name"][language] for o in record["contractors"]],
        "axes": [{"label": a["label"][language], "grade": a["grade"]} for a in record["axes"]],
    }
