"""NEDO proposes, METI confirms: two people, one sealed memorandum, and the money moves with it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from noetra_gov.core.errors import BadInput, Conflict
from noetra_gov.gates import memorandum, money, rules
from noetra_gov.gates.models import Condition, Decision, DecisionState, Gate
from noetra_gov.gates.services import after
from noetra_gov.gates.services.base import ask, locked, log, take, take_by_system
from noetra_gov.gates.services.review import outcome_checked, plain_conditions
from noetra_gov.gates.standing import standing
from noetra_gov.people.models import Organisation, User

MONEY_SENTENCES = {
    "money_negative": _("Amounts are whole yen and never negative."),
    "money_not_released": _("This outcome releases nothing; leave the amount at 0."),
    "money_missing": _("This outcome releases a tranche; enter its amount."),
    "reserve_missing": _("This outcome withholds a part as a reserve; enter it."),
    "reserve_not_allowed": _("This outcome withholds no reserve; leave it at 0."),
    "reserve_above_amount": _("The reserve is a part of the tranche and cannot exceed it."),
    "above_appropriation": _("The tranche exceeds what is appropriated for that year and free."),
    "above_cap": _("The tranche exceeds what is left under the cap."),
    "recovery_not_allowed": _("Only a stop recovers money."),
    "recovery_above_disbursed": _("No more can be recovered than was paid."),
}


@transaction.atomic
def outcome_propose(
    *,
    actor: User,
    gate: Gate,
    outcome: str,
    reason: str,
    at: datetime,
    amount_yen: int = 0,
    reserve_yen: int = 0,
    recover_yen: int = 0,
    departure_reason: str = "",
    handover: str = "",
    conditions: Sequence[Mapping[str, Any]] = (),
) -> Decision:
    """NEDO's proposal, checked as strictly as the decision itself."""
    gate = locked(gate, at)
    ask(actor, "gates.propose", gate, ["recommended"])
    proposal = Decision(
        gate=gate, outcome=outcome, reason=reason, departure_reason=departure_reason,
        amount_yen=amount_yen, reserve_yen=reserve_yen, recover_yen=recover_yen, handover=handover,
        conditions=plain_conditions(conditions), proposed_by=actor, proposed_at=at,
    )  # fmt: skip
    _checked(gate, proposal, at)
    proposal.save()
    log(actor.ref, "propose", gate, {"outcome": outcome, "amount_yen": amount_yen}, at)
    return proposal


def _checked(gate: Gate, proposal: Decision, at: datetime) -> None:
    outcome_checked(proposal.outcome, standing(gate).allowed, proposal.conditions)
    _earlier_settled(gate)
    if not proposal.reason.strip():
        raise BadInput("reason", _("Write the reasons of the decision."))
    if proposal.outcome == "stop" and not proposal.handover.strip():
        raise BadInput("handover", _("A stop says what is handed over, to whom and by when."))
    recommended = gate.recommendation.outcome
    if rules.departs_without_reason(recommended, proposal.outcome, proposal.departure_reason):
        raise BadInput(
            "departure_reason",
            _("The outcome departs from the recommendation; write the reason for it."),
        )
    asked = rules.Money(proposal.amount_yen, proposal.reserve_yen, proposal.recover_yen)
    faults = rules.money_faults(
        proposal.outcome, asked, money.room(gate, at), closing=_moves_nothing(gate)
    )
    if faults:
        raise BadInput(faults[0], MONEY_SENTENCES[faults[0]])


def _moves_nothing(gate: Gate) -> bool:
    return gate.fiscal_year_released is None


def _earlier_settled(gate: Gate) -> None:
    """A conditional go becomes a go before the next gate is decided."""
    earlier = Gate.objects.filter(
        state="conditions_open", fiscal_year_reviewed__lt=gate.fiscal_year_reviewed
    ).first()
    if earlier:
        raise Conflict(
            "earlier_conditions",
            _("Conditions of gate %(gate)s are still open; they are settled before this decision."),
            gate=earlier.code,
        )


@transaction.atomic
def outcome_decline(*, actor: User, gate: Gate, reason: str, at: datetime) -> Decision:
    """METI does not confirm; the proposal stays on record and NEDO proposes anew."""
    gate = locked(gate, at)
    ask(actor, "gates.decline", gate, ["recommended"])
    proposal = _standing_proposal(gate)
    if not reason.strip():
        raise BadInput("reason", _("Write why the proposal is declined."))
    proposal.state, proposal.declined_reason = DecisionState.DECLINED, reason
    proposal.save(update_fields=["state", "declined_reason"])
    log(actor.ref, "decline", gate, {"proposal": proposal.pk, "reason": reason}, at)
    return proposal


@transaction.atomic
def outcome_confirm(*, actor: User, gate: Gate, at: datetime) -> Gate:
    """METI confirms: memorandum sealed, conditions set, money released or frozen, all or nothing."""
    gate = locked(gate, at)
    ask(actor, "gates.confirm", gate, ["recommended"])
    decision = _standing_proposal(gate)
    _checked(gate, decision, at)
    decision.state = DecisionState.CONFIRMED
    decision.confirmed_by, decision.confirmed_at = actor, at
    memorandum.seal(gate, decision)
    decision.save()
    _set_conditions(gate, decision)
    money.settle_outcome(actor=actor, gate=gate, decision=decision, at=at)
    if decision.outcome == "stop":
        after.exit_record(gate=gate, decision=decision, at=at)
    payload = {"outcome": decision.outcome, "decision": decision.digest}
    return take(gate, "decided", actor=actor, at=at, **payload)


def _standing_proposal(gate: Gate) -> Decision:
    found = gate.decisions.filter(state=DecisionState.PROPOSED).select_for_update().first()
    if found is None:
        raise Conflict("no_proposal", _("NEDO has not proposed an outcome yet."))
    return found


def _set_conditions(gate: Gate, decision: Decision) -> None:
    for number, row in enumerate(decision.conditions, start=1):
        owner = Organisation.objects.filter(code=row["owner"]).first()
        if owner is None:
            raise BadInput("owner", _("There is no organisation “%(code)s”."), code=row["owner"])
        Condition.objects.create(
            gate=gate, number=number, text=row["text"], owner=owner,
            due_on=date.fromisoformat(row["due_on"]),
        )  # fmt: skip


@transaction.atomic
def gate_publish(*, actor: User, gate: Gate, at: datetime) -> Gate:
    """The result is public from here, without the confidential parts; conditions begin to run."""
    from noetra_gov.gates.selectors import public_record

    gate = locked(gate, at)
    ask(actor, "gates.publish", gate, ["decided"])
    gate.published_at, gate.public_record = at, public_record(gate)
    gate.save(update_fields=["published_at", "public_record"])
    take(gate, "published", actor=actor, at=at)
    if gate.conditions.exists():
        take_by_system(gate, "conditions_open", at=at)
    return gate


@transaction.atomic
def dossier_attach(*, actor: User, gate: Gate, digest: str, at: datetime) -> Gate:
    """The sealed dossier of the gate, by its digest; the newest counts, the log keeps them all."""
    gate = locked(gate, at)
    ask(actor, "gates.read", gate, ["decided", "published", "conditions_open", "closed"])
    gate.dossier_digest = digest
    gate.save(update_fields=["dossier_digest"])
    log(actor.ref, "dossier", gate, {"dossier": digest}, at)
    return gate
