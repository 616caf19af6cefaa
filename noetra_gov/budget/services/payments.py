"""Payments by two people, settlement, recovery."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from noetra_gov.audit.services import record
from noetra_gov.budget import rights
from noetra_gov.budget.models import Payment, PaymentState, Transfer
from noetra_gov.budget.rules import Kind, Stage
from noetra_gov.budget.services.posting import Basis, account, ledger_service, log, post
from noetra_gov.core.errors import BadInput, Conflict
from noetra_gov.people.models import Organisation, User
from noetra_gov.people.permission import permitted, require


@ledger_service
def payment_request(
    *,
    actor: User,
    fiscal_year: int,
    organisation: Organisation,
    line: str,
    amount_yen: int,
    at: datetime,
    note: str = "",
) -> Payment:
    """Ask for an advance; it moves no yen until another person approves it."""
    require(permitted(actor, rights.ENTER))
    if amount_yen <= 0:
        raise BadInput("amount", _("An amount is a whole number of yen above zero."))
    payment = Payment.objects.create(
        fiscal_year_id=fiscal_year,
        organisation=organisation,
        line=line,
        amount_yen=amount_yen,
        requested_by=actor.ref,
        requested_at=at,
        note=note,
    )
    payload = {"organisation": organisation.code, "line": line, "amount_yen": str(amount_yen)}
    record(
        actor=actor.ref,
        action="budget.payment_request",
        obj=f"budget.Payment:{payment.pk}",
        payload=payload,
        at=at,
    )
    return payment


@ledger_service
def payment_approve(*, actor: User, payment: Payment, at: datetime) -> Transfer:
    """Pay an advance: at most what is left of the annual limit (rules 6, 11)."""
    require(permitted(actor, rights.CONFIRM, payment))
    _decide(payment, PaymentState.APPROVED, actor, at)
    year, organisation, line = payment.fiscal_year_id, payment.organisation, payment.line
    basis = Basis(actor, at, f"payment:{payment.pk}", note=payment.note)
    transfer = post(
        kind=Kind.ADVANCE,
        source=account(year, Stage.COMMITTED, organisation, line),
        target=account(year, Stage.ADVANCED, organisation, line),
        amount_yen=payment.amount_yen,
        basis=basis,
    )
    log(basis, "payment_approve", [transfer], year=year, organisation=organisation.code)
    return transfer


@ledger_service
def payment_refuse(*, actor: User, payment: Payment, reason: str, at: datetime) -> Payment:
    """Refuse a payment with a reason."""
    require(permitted(actor, rights.CONFIRM, payment))
    if not reason.strip():
        raise BadInput("reason", _("Say in a sentence why the payment is refused."))
    _decide(payment, PaymentState.REFUSED, actor, at, reason)
    record(
        actor=actor.ref,
        action="budget.payment_refuse",
        obj=f"budget.Payment:{payment.pk}",
        payload={"reason": reason},
        at=at,
    )
    return payment


def _decide(
    payment: Payment, state: PaymentState, actor: User, at: datetime, note: str = ""
) -> None:
    waiting = Payment.objects.filter(pk=payment.pk, state=PaymentState.REQUESTED)
    if not waiting.update(
        state=state, decided_by=actor.ref, decided_at=at, note=note or payment.note
    ):
        raise Conflict("decided", _("This payment is already decided."))
    payment.refresh_from_db()


@ledger_service
def settle(
    *,
    actor: User,
    fiscal_year: int,
    organisation: Organisation,
    line: str,
    eligible_yen: int,
    at: datetime,
    key: str,
) -> list[Transfer]:
    """Settle a cost item: advances up to the eligible cost settle, what was advanced beyond it is returned;
    a cost beyond the advances is paid from what is left of the limit, never beyond it (rule 6)."""
    require(permitted(actor, rights.CONFIRM))
    committed = account(fiscal_year, Stage.COMMITTED, organisation, line)
    advanced = account(fiscal_year, Stage.ADVANCED, organisation, line)
    settled = account(fiscal_year, Stage.SETTLED, organisation, line)
    recovered = account(fiscal_year, Stage.RECOVERED, organisation, line)
    from_advance = min(eligible_yen, advanced.balance_yen)
    legs = [
        (Kind.SETTLE, advanced, settled, from_advance),
        (Kind.RETURN, advanced, recovered, advanced.balance_yen - from_advance),
        (Kind.SETTLE, committed, settled, min(eligible_yen - from_advance, committed.balance_yen)),
    ]
    transfers = [
        post(
            kind=kind,
            source=source,
            target=target,
            amount_yen=part_yen,
            basis=Basis(actor, at, f"{key}:{number}"),
        )
        for number, (kind, source, target, part_yen) in enumerate(legs)
        if part_yen
    ]
    basis = Basis(actor, at, key)
    log(basis, "settle", transfers, year=fiscal_year, eligible_yen=str(eligible_yen))
    return transfers


@ledger_service
def recover(
    *,
    actor: User,
    fiscal_year: int,
    organisation: Organisation,
    line: str,
    amount_yen: int,
    decision_digest: str,
    at: datetime,
    key: str,
) -> Transfer:
    """Claim back disbursed money: a dated entry of its own, at most what was disbursed (rule 5)."""
    require(permitted(actor, rights.CONFIRM))
    settled = account(fiscal_year, Stage.SETTLED, organisation, line)
    stage = Stage.SETTLED if settled.balance_yen >= amount_yen else Stage.ADVANCED
    basis = Basis(actor, at, key, decision_digest=decision_digest)
    transfer = post(
        kind=Kind.RECOVER,
        source=account(fiscal_year, stage, organisation, line),
        target=account(fiscal_year, Stage.RECOVERED, organisation, line),
        amount_yen=amount_yen,
        basis=basis,
    )
    log(basis, "recover", [transfer], year=fiscal_year, organisation=organisation.code)
    return transfer
