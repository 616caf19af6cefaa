"""Commitments with their annual limits, reallocation, carry-over, lapse."""

from datetime import datetime
from typing import NotRequired, TypedDict, Unpack

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from noetra_gov.budget import rights
from noetra_gov.budget.models import Account, Transfer
from noetra_gov.budget.rules import (
    FIXED_ITEMS,
    MAIN_ITEMS,
    Kind,
    Stage,
    reallocation_limit_yen,
)
from noetra_gov.budget.services.posting import Basis, account, ledger_service, log, post
from noetra_gov.core.errors import BadInput, OverLimit
from noetra_gov.people.models import Organisation, User
from noetra_gov.people.permission import permitted, require


class LimitChange(TypedDict):
    """What a commitment and its reduction ask for; `document` is what they rest on."""

    actor: User
    fiscal_year: int
    organisation: Organisation
    line: str
    amount_yen: int
    at: datetime
    key: str
    document: NotRequired[str]


@ledger_service
def commit(**asked: Unpack[LimitChange]) -> Transfer:
    """Commit released money to an organisation's cost item: its annual limit grows by it (rules 1, 2)."""
    return _change_limit(Kind.COMMIT, **asked)


@ledger_service
def decommit(**asked: Unpack[LimitChange]) -> Transfer:
    """Reduce a commitment by what is not disbursed; the cap gets it back. Takes what `commit` takes."""
    return _change_limit(Kind.DECOMMIT, **asked)


def _change_limit(
    kind: Kind,
    *,
    actor: User,
    fiscal_year: int,
    organisation: Organisation,
    line: str,
    amount_yen: int,
    at: datetime,
    key: str,
    document: str = "",
) -> Transfer:
    require(permitted(actor, rights.ENTER))
    basis = Basis(actor, at, key, note=document)
    released = account(fiscal_year, Stage.RELEASED)
    committed = account(fiscal_year, Stage.COMMITTED, organisation, line)
    source, target = (released, committed) if kind is Kind.COMMIT else (committed, released)
    transfer = post(kind=kind, source=source, target=target, amount_yen=amount_yen, basis=basis)
    log(basis, kind.value, [transfer], year=fiscal_year, organisation=organisation.code, line=line)
    return transfer


@ledger_service
def reallocate(
    *,
    actor: User,
    fiscal_year: int,
    organisation: Organisation,
    from_line: str,
    to_line: str,
    amount_yen: int,
    at: datetime,
    key: str,
) -> Transfer:
    """Move between main items I to III, in a year at most 20 % of their sum, rounded down (rule 7)."""
    require(permitted(actor, rights.ENTER))
    if {from_line, to_line} & set(FIXED_ITEMS) or not {from_line, to_line} <= set(MAIN_ITEMS):
        raise BadInput("items", _("Only I equipment, II labour and III other may be reallocated."))
    source = account(fiscal_year, Stage.COMMITTED, organisation, from_line)
    # The lock on the organisation's rows of the year makes the sum below safe from a second writer.
    rows = Account.objects.select_for_update().filter(
        fiscal_year_id=fiscal_year, organisation=organisation, line__in=MAIN_ITEMS
    )
    list(rows.order_by("pk"))
    _within_reallocation_limit(fiscal_year, organisation, amount_yen, key)
    basis = Basis(actor, at, key)
    target = account(fiscal_year, Stage.COMMITTED, organisation, to_line)
    transfer = post(
        kind=Kind.REALLOCATE, source=source, target=target, amount_yen=amount_yen, basis=basis
    )
    log(basis, "reallocate", [transfer], year=fiscal_year, organisation=organisation.code)
    return transfer


def _within_reallocation_limit(
    fiscal_year: int, organisation: Organisation, amount_yen: int, key: str
) -> None:
    moved = Transfer.objects.filter(
        source__fiscal_year_id=fiscal_year, source__organisation=organisation
    )
    limits = Transfer.objects.filter(
        target__fiscal_year_id=fiscal_year,
        target__organisation=organisation,
        target__line__in=MAIN_ITEMS,
        kind__in=[Kind.COMMIT, Kind.CARRY_IN],
    )
    given = moved.filter(kind=Kind.DECOMMIT, source__line__in=MAIN_ITEMS)
    annual_yen = _sum(limits) - _sum(given)
    already_yen = _sum(moved.filter(kind=Kind.REALLOCATE).exclude(key=key))
    limit_yen = reallocation_limit_yen(annual_yen)
    if already_yen + amount_yen > limit_yen:
        raise OverLimit(
            "over_reallocation",
            _(
                "At most ¥%(limit)s may be reallocated in this year (20%% of I to III); ¥%(already)s "
                "already was. Nothing was written. A larger change needs an approved plan change."
            ),
            limit=f"{limit_yen:,}",
            already=f"{already_yen:,}",
        )


def _sum(rows: "object") -> int:
    return rows.aggregate(total=Sum("amount_yen"))["total"] or 0  # type: ignore[attr-defined]


@ledger_service
def carry_over(
    *,
    actor: User,
    fiscal_year: int,
    organisation: Organisation,
    line: str,
    amount_yen: int,
    document: str,
    at: datetime,
    key: str,
) -> list[Transfer]:
    """Carry unspent money into the next year by an approved change; the cap is not touched (rules 1, 9)."""
    require(permitted(actor, rights.CONFIRM))
    if not document:
        raise BadInput("document", _("Name the approved plan change that carries the money over."))
    middle = account(fiscal_year, Stage.CARRIED_OVER, organisation, line)
    legs = [
        (Kind.CARRY_OVER, account(fiscal_year, Stage.COMMITTED, organisation, line), middle),
        (Kind.CARRY_IN, middle, account(fiscal_year + 1, Stage.COMMITTED, organisation, line)),
    ]
    transfers = [
        post(
            kind=kind,
            source=source,
            target=target,
            amount_yen=amount_yen,
            basis=Basis(actor, at, f"{key}:{kind}", decision_digest=document[:80]),
        )
        for kind, source, target in legs
    ]
    log(Basis(actor, at, key), "carry_over", transfers, document=document)
    return transfers


@ledger_service
def lapse(*, actor: User, fiscal_year: int, at: datetime, key: str) -> list[Transfer]:
    """Close a year after 31 March: what is neither disbursed nor carried over lapses (rule 9)."""
    require(permitted(actor, rights.CONFIRM))
    stages = (Stage.APPROPRIATED, Stage.RESERVED, Stage.RELEASED, Stage.COMMITTED)
    left = Account.objects.filter(
        fiscal_year_id=fiscal_year, stage__in=[s.value for s in stages], balance_yen__gt=0
    )
    transfers = [
        post(
            kind=Kind.LAPSE,
            source=source,
            target=account(fiscal_year, Stage.LAPSED, source.organisation, source.line),
            amount_yen=source.balance_yen,
            basis=Basis(actor, at, f"{key}:{source.pk}"),
        )
        for source in left.order_by("pk")
    ]
    log(Basis(actor, at, key), "lapse", transfers, year=fiscal_year)
    return transfers
