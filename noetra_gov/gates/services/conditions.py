"""After a conditional outcome: supplied by the owner, verified by the secretariat, then the reserve."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from noetra_gov.core.errors import BadInput, Conflict
from noetra_gov.core.fiscal import tokyo_date
from noetra_gov.files import services as files
from noetra_gov.gates import guards, money
from noetra_gov.gates.models import Condition, ConditionState, DecisionState, Gate
from noetra_gov.gates.services.base import ask, locked, log, take_by_system
from noetra_gov.people.models import User


@transaction.atomic
def condition_supply(
    *,
    actor: User,
    gate: Gate,
    condition: Condition,
    text: str,
    at: datetime,
    source: Any = None,
    name: str = "",
) -> Condition:
    """The owner says how the condition is met, with a file where there is one."""
    gate = locked(gate, at)
    ask(actor, "gates.supply_condition", gate, ["conditions_open"])
    row = _own(gate, condition, ConditionState.OPEN)
    if actor.organisation_id != row.owner_id:
        raise BadInput("owner", _("Another organisation owns this condition."))
    if not text.strip():
        raise BadInput("text", _("Write how the condition is met."))
    if source is not None:
        kept = files.keep(source, name=name)
        row.supplied_digest, row.supplied_name = kept.digest, kept.name
    row.supplied_text, row.supplied_by, row.supplied_at = text, actor, at
    row.state = ConditionState.SUPPLIED
    row.save()
    log(actor.ref, "condition_supply", gate, {"condition": row.number}, at)
    return row


@transaction.atomic
def condition_verify(*, actor: User, gate: Gate, condition: Condition, at: datetime) -> Condition:
    """The secretariat finds it met. With the last one the reserve is released and the gate closes."""
    gate = locked(gate, at)
    ask(actor, "gates.verify_condition", gate, ["conditions_open"])
    row = _own(gate, condition, ConditionState.SUPPLIED)
    row.state, row.verified_by, row.verified_at = ConditionState.VERIFIED, actor, at
    row.save()
    log(actor.ref, "condition_verify", gate, {"condition": row.number}, at)
    _settle(gate, actor, at)
    return row


def _settle(gate: Gate, actor: User, at: datetime) -> None:
    if gate.conditions.exclude(state=ConditionState.VERIFIED).exists():
        return
    decision = gate.decisions.get(state=DecisionState.CONFIRMED)
    if decision.reserve_yen:
        money.release_reserve(actor=actor, gate=gate, decision=decision, at=at)
    take_by_system(gate, "closed", at=at)


@transaction.atomic
def condition_send_back(
    *, actor: User, gate: Gate, condition: Condition, reason: str, at: datetime
) -> Condition:
    """What was supplied does not meet the condition; it is open again."""
    gate = locked(gate, at)
    ask(actor, "gates.verify_condition", gate, ["conditions_open"])
    row = _own(gate, condition, ConditionState.SUPPLIED)
    if not reason.strip():
        raise BadInput("reason", _("Write what is missing."))
    row.state = ConditionState.OPEN
    row.save(update_fields=["state"])
    payload = {"condition": row.number, "reason": reason}
    log(actor.ref, "condition_send_back", gate, payload, at)
    return row


def _own(gate: Gate, condition: Condition, state: str) -> Condition:
    row = gate.conditions.select_for_update().filter(pk=condition.pk).first()
    if row is None or row.state != state:
        raise Conflict("condition", _("This condition is not at that point. Reload the page."))
    return row


@transaction.atomic
def gates_settle(*, at: datetime) -> list[Gate]:
    """Close what is published without conditions once no appeal can come any more."""
    closed = []
    for gate in Gate.objects.filter(state="published", conditions=None):
        if tokyo_date(at) > guards.appeal_until(gate) and guards.settled(gate) is None:
            closed.append(take_by_system(locked(gate, at), "closed", at=at))
    return closed
