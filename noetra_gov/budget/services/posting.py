"""One transfer: balances changed by conditional UPDATE, the transfer written, the hot cap row last.

Two writers can never both take the last yen: the UPDATE itself asks whether the balance suffices, and
the CHECK constraints hold the same under raw SQL. Rows are changed in the order of their keys, so two
transfers over the same accounts cannot wait for each other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from noetra_gov.audit.services import deny, record
from noetra_gov.budget.models import Account, Cap, Transfer
from noetra_gov.budget.models.ledger import KIND_LABELS
from noetra_gov.budget.rules import ROUTES, Kind, Stage, cap_change_yen
from noetra_gov.core import clock
from noetra_gov.core.errors import BadInput, Conflict, DomainError, OverLimit
from noetra_gov.people.models import Organisation, User

R = TypeVar("R")


@dataclass(frozen=True)
class Basis:
    """Why and by whom money moves. `key` makes a repeated request the same request."""

    actor: User
    at: datetime
    key: str
    approver: str = ""
    gate_code: str = ""
    decision_digest: str = ""
    note: str = ""


def ledger_service(function: Callable[..., R]) -> Callable[..., R]:
    """All or nothing; a refusal goes to the security log, outside the transaction that it undid."""

    @wraps(function)
    def service(**arguments: Any) -> R:
        try:
            with transaction.atomic():
                return function(**arguments)
        except DomainError as refused:
            actor, at = arguments["actor"], arguments["at"]
            deny(
                actor=actor.ref,
                right=f"budget.{function.__name__}",
                obj=str(arguments.get("key", "")),
                reason=str(refused),
                at=at,
            )
            raise

    return service


def account(
    fiscal_year: int, stage: Stage, organisation: Organisation | None = None, line: str = ""
) -> Account:
    """The account, made on first use."""
    found, _made = Account.objects.get_or_create(
        fiscal_year_id=fiscal_year, stage=stage.value, organisation=organisation, line=line
    )
    return found


def post(
    *, kind: Kind, source: Account, target: Account, amount_yen: int, basis: Basis
) -> Transfer:
    """Write one transfer or nothing. The same key with the same content answers the first transfer."""
    _check_form(kind, source, target, amount_yen)
    earlier = Transfer.objects.filter(key=basis.key).first()
    if earlier is not None:
        return _same(earlier, kind, source, target, amount_yen)
    _move_balances(source, target, amount_yen)
    transfer = _write(kind, source, target, amount_yen, basis)
    _change_cap(cap_change_yen(kind, Stage(source.stage), amount_yen))
    return transfer


def _check_form(kind: Kind, source: Account, target: Account, amount_yen: int) -> None:
    if type(amount_yen) is not int or amount_yen <= 0:
        raise BadInput("amount", _("An amount is a whole number of yen above zero."))
    if (Stage(source.stage), Stage(target.stage)) not in ROUTES[kind]:
        raise BadInput(
            "route",
            _("A transfer of the kind “%(kind)s” cannot go from %(source)s to %(target)s."),
            kind=KIND_LABELS[kind],
            source=source.stage_label,
            target=target.stage_label,
        )


def _same(
    earlier: Transfer, kind: Kind, source: Account, target: Account, amount_yen: int
) -> Transfer:
    asked = (kind.value, source.pk, target.pk, amount_yen)
    if (earlier.kind, earlier.source_id, earlier.target_id, earlier.amount_yen) != asked:
        raise Conflict(
            "key_used",
            _("The key “%(key)s” already belongs to another transfer. Use a new key."),
            key=earlier.key,
        )
    return earlier


def _move_balances(source: Account, target: Account, amount_yen: int) -> None:
    steps = [(source, -amount_yen), (target, amount_yen)]
    for row, change in sorted(steps, key=lambda step: step[0].pk):
        rows = Account.objects.filter(pk=row.pk)
        if change < 0 and row.stage != Stage.TREASURY:
            rows = rows.filter(balance_yen__gte=-change)
        if not rows.update(balance_yen=F("balance_yen") + change):
            raise _short(row, amount_yen)


def _short(row: Account, amount_yen: int) -> OverLimit:
    held = Account.objects.values_list("balance_yen", flat=True).get(pk=row.pk)
    return OverLimit(
        "over_limit",
        _(
            "Only ¥%(held)s is left in %(account)s; ¥%(asked)s was asked for. Nothing was written. "
            "Ask for at most what is left, or have more released first."
        ),
        held=f"{held:,}",
        account=str(row),
        asked=f"{amount_yen:,}",
    )


def _write(kind: Kind, source: Account, target: Account, amount_yen: int, basis: Basis) -> Transfer:
    return Transfer.objects.create(
        kind=kind.value,
        source=source,
        target=target,
        amount_yen=amount_yen,
        key=basis.key,
        happened_at=basis.at,
        recorded_at=clock.now(),
        actor=basis.actor.ref,
        approver=basis.approver,
        year_locked=target.fiscal_year.locked,
        gate_code=basis.gate_code,
        decision_digest=basis.decision_digest,
        note=basis.note,
    )


def _change_cap(change_yen: int) -> None:
    if not change_yen:
        return
    caps = Cap.objects.all()
    if change_yen > 0:
        caps = caps.filter(committed_yen__lte=F("cap_yen") - change_yen)
    if not caps.update(committed_yen=F("committed_yen") + change_yen):
        left_yen = Cap.objects.get().left_yen
        raise OverLimit(
            "over_cap",
            _(
                "The cap of the programme leaves ¥%(left)s for commitments; ¥%(asked)s was asked for. "
                "Nothing was written."
            ),
            left=f"{left_yen:,}",
            asked=f"{change_yen:,}",
        )


def log(basis: Basis, action: str, transfers: list[Transfer], **facts: Any) -> None:
    """The one audit entry of a budget service: every transfer with its yen."""
    rows = [
        {
            "kind": t.kind,
            "from": t.source.code,
            "to": t.target.code,
            "amount_yen": str(t.amount_yen),
            "key": t.key,
        }
        for t in transfers
    ]
    payload = facts | {
        "transfers": rows,
        "gate": basis.gate_code,
        "decision": basis.decision_digest,
    }
    record(
        actor=basis.actor.ref,
        action=f"budget.{action}",
        obj=f"budget.Transfer:{basis.key}",
        payload=payload,
        at=basis.at,
    )
