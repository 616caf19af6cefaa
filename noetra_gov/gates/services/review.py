"""From the set panel to the panel's recommendation."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from noetra_gov.core.errors import BadInput, Conflict
from noetra_gov.core.fiscal import add_business_days, tokyo_date
from noetra_gov.gates import rules
from noetra_gov.gates.models import (
    Draft,
    FactComment,
    Gate,
    Hearing,
    Question,
    Recommendation,
)
from noetra_gov.gates.services.base import ask, locked, log, take
from noetra_gov.gates.standing import standing
from noetra_gov.panels import services as panels
from noetra_gov.panels.models import Dissent, PanelMember, Round, ScoreCard
from noetra_gov.people.models import User
from noetra_gov.seal.canonical import digest_of


@transaction.atomic
def panel_set(*, actor: User, gate: Gate, at: datetime) -> Gate:
    """Every member is checked again on the day; with a quorum of the free, the panel stands."""
    gate = locked(gate, at)
    ask(actor, "gates.set_panel", gate, ["submitted"])
    panels.conflicts_recheck(actor=actor, panel=gate.panel, at=at)
    seats = gate.panel.members.sitting().count()
    return take(gate, "panel_set", actor=actor, at=at, sitting=seats)


@transaction.atomic
def scoring_start(*, actor: User, gate: Gate, at: datetime) -> Gate:
    """Open the first, blind round."""
    gate = locked(gate, at)
    ask(actor, "gates.start_scoring", gate, ["panel_set"])
    panels.round_open(panel=gate.panel, to=Round.FIRST)
    return take(gate, "scoring_1", actor=actor, at=at)


@transaction.atomic
def score(
    *,
    actor: User,
    gate: Gate,
    grades: Mapping[str, str],
    comments: Mapping[str, str],
    at: datetime,
    reasons: Mapping[str, str] | None = None,
) -> ScoreCard:
    """A member's card, in the first round or, with reasons for what changed, in the second."""
    gate = locked(gate, at)
    ask(actor, "gates.score", gate, ["scoring_1", "scoring_2"])
    return panels.card_hand_in(
        actor=actor, panel=gate.panel, grades=grades, comments=comments, reasons=reasons, at=at
    )


@transaction.atomic
def absence(*, actor: User, gate: Gate, member: PanelMember, reason: str, at: datetime) -> Gate:
    gate = locked(gate, at)
    ask(actor, "gates.hear", gate, ["scoring_1"])
    panels.absence_record(actor=actor, panel=gate.panel, member=member, reason=reason, at=at)
    return gate


@transaction.atomic
def hearing_begin(*, actor: User, gate: Gate, at: datetime) -> Gate:
    """All cards are in or accounted for: the applicant is heard."""
    gate = locked(gate, at)
    ask(actor, "gates.hear", gate, ["scoring_1"])
    take(gate, "hearing", actor=actor, at=at)
    panels.round_open(panel=gate.panel, to=Round.HEARING)
    Hearing.objects.create(gate=gate, held_at=at)
    return gate


@transaction.atomic
def question_ask(*, actor: User, gate: Gate, text: str, due_on: date, at: datetime) -> Question:
    gate = locked(gate, at)
    ask(actor, "gates.ask", gate, ["scoring_1", "hearing"])
    if not text.strip():
        raise BadInput("text", _("Write the question."))
    if due_on < tokyo_date(at):
        raise BadInput("due_on", _("The answer cannot be due in the past."))
    question = Question.objects.create(
        gate=gate, asked_by=actor, asked_at=at, text=text, due_on=due_on
    )
    log(actor.ref, "ask", gate, {"question": question.pk, "text": digest_of(text)}, at)
    return question


@transaction.atomic
def question_answer(
    *, actor: User, gate: Gate, question: Question, answer: str, at: datetime
) -> Question:
    gate = locked(gate, at)
    ask(actor, "gates.answer", gate, ["scoring_1", "hearing"])
    if question.gate_id != gate.pk or question.answered_at:
        raise Conflict("answered", _("This question is answered already."))
    if not answer.strip():
        raise BadInput("answer", _("Write the answer."))
    question.answer, question.answered_by, question.answered_at = answer, actor, at
    question.save()
    log(actor.ref, "answer", gate, {"question": question.pk, "answer": digest_of(answer)}, at)
    return question


@transaction.atomic
def minutes_write(
    *, actor: User, gate: Gate, minutes: str, attendance: str, at: datetime
) -> Hearing:
    gate = locked(gate, at)
    ask(actor, "gates.minutes", gate, ["hearing"])
    if not minutes.strip():
        raise BadInput("minutes", _("Write the minutes."))
    hearing = gate.hearing
    hearing.minutes, hearing.attendance = minutes, attendance
    hearing.save()
    log(actor.ref, "minutes", gate, {"minutes": digest_of(minutes)}, at)
    return hearing


@transaction.atomic
def hearing_close(*, actor: User, gate: Gate, at: datetime) -> Gate:
    """Minutes written, questions answered: members may now change their cards, with reasons."""
    gate = locked(gate, at)
    ask(actor, "gates.close_hearing", gate, ["hearing"])
    take(gate, "scoring_2", actor=actor, at=at)
    panels.round_open(panel=gate.panel, to=Round.SECOND)
    return gate


@transaction.atomic
def draft_issue(*, actor: User, gate: Gate, text: str, at: datetime) -> Gate:
    """Lock the cards and send the draft to the applicant; ten working days for errors of fact."""
    gate = locked(gate, at)
    ask(actor, "gates.issue_draft", gate, ["scoring_2"])
    if not text.strip():
        raise BadInput("text", _("Write the draft."))
    panels.cards_lock(panel=gate.panel, at=at)
    due_on = add_business_days(tokyo_date(at), gate.template.fact_check_days)
    Draft.objects.create(gate=gate, text=text, issued_at=at, due_on=due_on)
    return take(gate, "fact_check", actor=actor, at=at, draft=digest_of(text))


@transaction.atomic
def fact_comment(*, actor: User, gate: Gate, passage: str, text: str, at: datetime) -> FactComment:
    gate = locked(gate, at)
    ask(actor, "gates.comment", gate, ["fact_check"])
    if gate.draft.finished_at or tokyo_date(at) > gate.draft.due_on:
        raise Conflict("fact_check_over", _("The days of the fact check are over."))
    if not text.strip():
        raise BadInput("text", _("Write what is wrong in the draft."))
    comment = FactComment.objects.create(gate=gate, passage=passage, text=text, by=actor, at=at)
    log(actor.ref, "fact_comment", gate, {"comment": digest_of(text)}, at)
    return comment


@transaction.atomic
def fact_check_finish(*, actor: User, gate: Gate, at: datetime) -> Draft:
    """The applicant has no more comments; the panel need not wait for the last day."""
    gate = locked(gate, at)
    ask(actor, "gates.comment", gate, ["fact_check"])
    draft = gate.draft
    if draft.finished_at:
        raise Conflict("fact_check_over", _("The fact check is finished already."))
    draft.finished_at = at
    draft.save(update_fields=["finished_at"])
    log(actor.ref, "fact_check_finish", gate, {}, at)
    return draft


@transaction.atomic
def fact_reply(
    *, actor: User, gate: Gate, comment: FactComment, reply: str, accepted: bool, at: datetime
) -> FactComment:
    """The chair answers each comment and says whether the draft changes."""
    gate = locked(gate, at)
    ask(actor, "gates.reply", gate, ["fact_check"])
    if comment.gate_id != gate.pk or comment.replied_at:
        raise Conflict("replied", _("This comment has its reply already."))
    if not reply.strip():
        raise BadInput("reply", _("Write the reply."))
    comment.reply, comment.accepted = reply, accepted
    comment.replied_by, comment.replied_at = actor, at
    comment.save()
    log(actor.ref, "fact_reply", gate, {"comment": comment.pk, "accepted": accepted}, at)
    return comment


@transaction.atomic
def dissent(*, actor: User, gate: Gate, text: str, at: datetime) -> Dissent:
    """A member's formal dissent, before the panel settles."""
    gate = locked(gate, at)
    ask(actor, "gates.dissent", gate, ["fact_check"])
    return panels.dissent_attach(actor=actor, panel=gate.panel, text=text, at=at)


@transaction.atomic
def recommend(
    *,
    actor: User,
    gate: Gate,
    outcome: str,
    text: str,
    at: datetime,
    conditions: Sequence[Mapping[str, Any]] = (),
) -> Gate:
    """The panel settles. Must-meet, kill and cap bind; the band only guides."""
    gate = locked(gate, at)
    ask(actor, "gates.recommend", gate, ["fact_check"])
    stands = standing(gate)
    outcome_checked(outcome, stands.allowed, conditions)
    if not text.strip():
        raise BadInput("text", _("Write the reasons of the panel."))
    if stands.result is None:
        raise Conflict("no_cards", _("There is no score card to recommend from."))
    Recommendation.objects.create(
        gate=gate, outcome=outcome, text=text, conditions=plain_conditions(conditions),
        score_bp=stands.result["score_bp"], band=stands.result["band"],
        allowed=sorted(stands.allowed), by=actor, at=at,
    )  # fmt: skip
    return take(gate, "recommended", actor=actor, at=at, outcome=outcome)


SENTENCES = {
    "conditions_missing": _("This outcome needs at least one condition with owner and date."),
    "conditions_not_allowed": _("Only a conditional go or a reduction carries conditions."),
    "condition_incomplete": _("Give each condition an owner and a date."),
}


def outcome_checked(
    outcome: str, allowed: frozenset[str], conditions: Sequence[Mapping[str, Any]]
) -> None:
    """What binds, in a sentence."""
    if outcome not in rules.CONSEQUENCES:
        raise BadInput("outcome", _("Choose one of the outcomes."))
    if outcome not in allowed:
        raise Conflict(
            "outcome_bound",
            _("Must-meet, kill criteria, the cap of the scores or the kind of gate rule this out."),
        )
    fault = rules.conditions_fault(outcome, conditions)
    if fault:
        raise BadInput(fault, SENTENCES[fault])


def plain_conditions(conditions: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"text": str(c["text"]), "owner": str(c["owner"]), "due_on": str(c["due_on"])}
        for c in conditions
    ]
