"""What every service of a gate does: lock, ask for the right, move, leave one entry in the log."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from noetra_gov.audit.services import record
from noetra_gov.core.errors import Conflict
from noetra_gov.core.workflow import move, step_of
from noetra_gov.gates.flow import FLOW, state_of
from noetra_gov.gates.models import Gate
from noetra_gov.people.models import User
from noetra_gov.people.permission import permitted, require

SYSTEM = "system:gates"


def locked(gate: Gate, at: datetime) -> Gate:
    """The gate's row, held until the transaction ends; it carries the instant for its guards."""
    row = Gate.objects.select_for_update().get(pk=gate.pk)
    row.moment = at
    return row


def ask(actor: User, right: str, gate: Gate, states: Iterable[str]) -> None:
    """The state first: a right in the wrong state is no use, and the sentence says which is needed."""
    wanted = tuple(states)
    if gate.state not in wanted:
        raise Conflict("wrong_state", wrong_state(wanted))
    require(permitted(actor, right, gate))


def wrong_state(states: Iterable[str]) -> Any:
    labels = ", ".join(str(state_of(code).label) for code in states)
    return format_lazy(_("This is done while the gate is: {states}."), states=labels)


def take(
    gate: Gate, to: str, *, actor: User, at: datetime, reason: str = "", **payload: Any
) -> Gate:
    """One step of the flow by a person: right, guard, transition, log."""
    step = step_of(FLOW, gate.state, to)
    if step is not None:
        require(permitted(actor, step.right, gate))
    move(gate, FLOW, to=to, actor=actor.ref, at=at, reason=reason)
    log(actor.ref, to, gate, {"to": to, "reason": reason, **payload}, at)
    return gate


def take_asked(
    gate: Gate, to: str, *, action: str, actor: User, at: datetime, reason: str = ""
) -> Gate:
    """A step whose right was asked under another name (rule 14 opens and goes on in its own way)."""
    move(gate, FLOW, to=to, actor=actor.ref, at=at, reason=reason)
    log(actor.ref, action, gate, {"to": to, "reason": reason}, at)
    return gate


def take_by_system(gate: Gate, to: str, *, at: datetime) -> Gate:
    move(gate, FLOW, to=to, actor=SYSTEM, at=at)
    log(SYSTEM, to, gate, {"to": to}, at)
    return gate


def log(actor: str, action: str, gate: Gate, payload: dict[str, Any], at: datetime) -> None:
    obj = f"gates.Gate:{gate.code}"
    record(actor=actor, action=f"gates.{action}", obj=obj, payload=payload, at=at)
