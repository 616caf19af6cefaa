"""What a gate's decision does to the money. The gate checks who may decide; these move what it says."""

from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from noetra_gov.budget.models import Account, Transfer
from noetra_gov.budget.rules import UNDISBURSED, Kind, Stage
from noetra_gov.budget.services.posting import Basis, account, ledger_service, log, post
from noetra_gov.core.errors import BadInput
from noetra_gov.people.models import User


def _rests_on_decision(gate_code: str, decision_digest: str) -> None:
    if not gate_code or not decision_digest:
        raise BadInput(
            "no_decision", _("Money moves by a gate only with the gate and its decision named.")
        )


@ledger_service
def tranche_release(
    *,
    actor: User,
    fiscal_year: int,
    amount_yen: int,
    reserve_yen: int,
    reserve_name: str,
    gate_code: str,
    decision_digest: str,
    at: datetime,
    key: str,
) -> list[Transfer]:
    """Release `amount_yen` of a year and hold `reserve_yen` beside it in a named reserve (rules 3, 4)."""
    _rests_on_decision(gate_code, decision_digest)
    basis = Basis(actor, at, key, gate_code=gate_code, decision_digest=decision_digest)
    source = account(fiscal_year, Stage.APPROPRIATED)
    parts = [
        (Kind.RELEASE, account(fiscal_year, Stage.RELEASED), amount_yen, "release"),
        (
            Kind.RESERVE,
            account(fiscal_year, Stage.RESERVED, line=reserve_name),
            reserve_yen,
            "reserve",
        ),
    ]
    transfers = [
        post(
            kind=kind,
            source=source,
            target=target,
            amount_yen=part_yen,
            basis=replace(basis, key=f"{key}:{name}"),
        )
        for kind, target, part_yen, name in parts
        if part_yen
    ]
    log(basis, "tranche_release", transfers, year=fiscal_year, reserve=reserve_name)
    return transfers


@ledger_service
def reserve_release(
    *,
    actor: User,
    gate_code: str,
    reserve_name: str,
    decision_digest: str,
    at: datetime,
    key: str,
) -> list[Transfer]:
    """Release a named reserve once its conditions are verified (rule 4)."""
    _rests_on_decision(gate_code, decision_digest)
    basis = Basis(actor, at, key, gate_code=gate_code, decision_digest=decision_digest)
    held = Account.objects.filter(stage=Stage.RESERVED, line=reserve_name, balance_yen__gt=0)
    transfers = [
        post(
            kind=Kind.RESERVE_RELEASE,
            source=source,
            target=account(source.fiscal_year_id, Stage.RELEASED),
            amount_yen=source.balance_yen,
            basis=replace(basis, key=f"{key}:{source.pk}"),
        )
        for source in held.order_by("pk")
    ]
    if not transfers:
        raise BadInput(
            "no_reserve", _("No money is held in the reserve “%(name)s”."), name=reserve_name
        )
    log(basis, "reserve_release", transfers, reserve=reserve_name)
    return transfers


@ledger_service
def freeze(
    *, actor: User, gate_code: str, reason: str, decision_digest: str, at: datetime, key: str
) -> list[Transfer]:
    """Freeze everything that is not disbursed, in every year, at once (rules 5, 14)."""
    held = Account.objects.filter(
        stage__in=[stage.value for stage in UNDISBURSED], balance_yen__gt=0
    ).select_for_update()
    basis = Basis(
        actor, at, key, gate_code=gate_code, decision_digest=decision_digest, note=reason[:300]
    )
    transfers = [
        post(
            kind=Kind.FREEZE,
            source=source,
            target=account(
                source.fiscal_year_id,
                Stage.FROZEN,
                source.organisation,
                f"{source.stage}|{source.line}",
            ),
            amount_yen=source.balance_yen,
            basis=replace(basis, key=f"{key}:{source.pk}"),
        )
        for source in held.order_by("pk")
    ]
    log(basis, "freeze", transfers, reason=reason)
    return transfers


@ledger_service
def lift(
    *, actor: User, gate_code: str, reason: str, decision_digest: str, at: datetime, key: str
) -> list[Transfer]:
    """Lift a freeze: every yen goes back to where it stood."""
    _rests_on_decision(gate_code, decision_digest)
    basis = Basis(
        actor, at, key, gate_code=gate_code, decision_digest=decision_digest, note=reason[:300]
    )
    transfers = []
    for source in Account.objects.filter(stage=Stage.FROZEN, balance_yen__gt=0).order_by("pk"):
        stage, _bar, line = source.line.partition("|")
        part = replace(basis, key=f"{key}:{source.pk}")
        target = account(source.fiscal_year_id, Stage(stage), source.organisation, line)
        transfers.append(
            post(
                kind=Kind.LIFT,
                source=source,
                target=target,
                amount_yen=source.balance_yen,
                basis=part,
            )
        )
    log(basis, "lift", transfers, reason=reason)
    return transfers
