"""The consequence of a decision in the ledger; every rule of the money itself is the ledger's."""

from datetime import datetime

from noetra_gov.budget import selectors as ledger
from noetra_gov.budget import services as budget
from noetra_gov.gates.models import Decision, Gate, GateKind
from noetra_gov.gates.rules import CONSEQUENCES, Room
from noetra_gov.people.models import User


def room(gate: Gate, at: datetime) -> Room:
    """How far this gate's money may go on the day."""
    year = gate.fiscal_year_released
    appropriated = ledger.appropriated_yen(year, at) if year else 0
    paid = sum(y.advanced_yen for y in ledger.year_statements(at))
    return Room(
        available_yen=ledger.releasable_yen(year) if year and appropriated else None,
        left_under_cap_yen=ledger.left_under_cap_yen(at),
        disbursed_yen=paid,
    )


def settle_outcome(*, actor: User, gate: Gate, decision: Decision, at: datetime) -> None:
    """Release with its reserve, or freeze; recycle and the closing evaluation move nothing."""
    rule = CONSEQUENCES[decision.outcome]
    if gate.kind == GateKind.EXTRAORDINARY and rule.releases:
        _lift(actor, gate, decision, at)
    if rule.releases and decision.amount_yen:
        _release(actor, gate, decision, at)
    if rule.freezes:
        budget.freeze(
            actor=actor,
            gate_code=gate.code,
            reason=decision.reason,
            decision_digest=decision.digest,
            at=at,
            key=f"{gate.code}:{decision.outcome}",
        )


def _lift(actor: User, gate: Gate, decision: Decision, at: datetime) -> None:
    """A go of an extraordinary review lifts the freeze that opened it."""
    budget.lift(
        actor=actor,
        gate_code=gate.code,
        reason=decision.reason,
        decision_digest=decision.digest,
        at=at,
        key=f"{gate.code}:lift",
    )


def _release(actor: User, gate: Gate, decision: Decision, at: datetime) -> None:
    assert gate.fiscal_year_released is not None  # money_faults: no year, no appropriation
    budget.tranche_release(
        actor=actor,
        fiscal_year=gate.fiscal_year_released,
        amount_yen=decision.amount_yen - decision.reserve_yen,
        reserve_yen=decision.reserve_yen,
        reserve_name=decision.reserve_name,
        gate_code=gate.code,
        decision_digest=decision.digest,
        at=at,
        key=f"{gate.code}:tranche",
    )


def release_reserve(*, actor: User, gate: Gate, decision: Decision, at: datetime) -> None:
    """The reserve follows once every condition is verified (rule 4)."""
    budget.reserve_release(
        actor=actor,
        gate_code=gate.code,
        reserve_name=decision.reserve_name,
        decision_digest=decision.digest,
        at=at,
        key=f"{gate.code}:reserve",
    )
