"""The ledger's beginning: the cap, appropriations by two people, the release of locked years."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from noetra_gov.audit.services import record
from noetra_gov.budget import rights
from noetra_gov.budget.models import Appropriation, Cap, Transfer
from noetra_gov.budget.rules import Kind, Stage
from noetra_gov.budget.services.posting import Basis, account, ledger_service, log, post
from noetra_gov.core.errors import BadInput, Conflict
from noetra_gov.people.models import User
from noetra_gov.people.permission import permitted, require
from noetra_gov.programme.models import FiscalYear, Programme


@transaction.atomic
def ledger_open(*, actor: str, programme: Programme, at: datetime) -> Cap:
    """Write the cap of the programme as the limit of all commitments together (rule 1)."""
    cap = Cap.objects.create(programme=programme, cap_yen=programme.cap_yen)
    payload = {"programme": programme.code, "cap_yen": str(cap.cap_yen)}
    record(
        actor=actor,
        action="budget.ledger_open",
        obj=f"budget.Cap:{programme.code}",
        payload=payload,
        at=at,
    )
    return cap


@ledger_service
def appropriation_enter(
    *,
    actor: User,
    at: datetime,
    fiscal_year: int,
    amount_yen: int,
    fund: str,
    citation: str,
    **sourced: str,
) -> Appropriation:
    """Enter an appropriation; it moves no yen until another person confirms it (rule 15).

    `sourced`: provenance, source, source_conflict.
    """
    require(permitted(actor, rights.ENTER))
    _check_appropriation(fiscal_year, citation)
    facts = {"fund": fund, "citation": citation, **sourced}
    paper = Appropriation.objects.create(
        fiscal_year_id=fiscal_year,
        amount_yen=amount_yen,
        entered_by=actor.ref,
        entered_at=at,
        **facts,
    )
    record(
        actor=actor.ref,
        action="budget.appropriation_enter",
        obj=f"budget.Appropriation:{paper.pk}",
        payload={"year": fiscal_year, "amount_yen": str(amount_yen), **facts},
        at=at,
    )
    return paper


def _check_appropriation(fiscal_year: int, citation: str) -> None:
    if not citation.strip():
        raise BadInput(
            "citation", _("Cite the law, budget or document this appropriation rests on.")
        )
    if not FiscalYear.objects.filter(pk=fiscal_year).exists():
        raise BadInput("year", _("That fiscal year is not part of the programme."))


@ledger_service
def appropriation_confirm(*, actor: User, appropriation: Appropriation, at: datetime) -> Transfer:
    """Put an appropriation in force: the person who entered it cannot (rule 11)."""
    require(permitted(actor, rights.CONFIRM, appropriation))
    waiting = Appropriation.objects.filter(pk=appropriation.pk, confirmed_by="")
    if not waiting.update(confirmed_by=actor.ref, confirmed_at=at):
        raise Conflict("confirmed", _("This appropriation is already confirmed."))
    appropriation.refresh_from_db()
    basis = Basis(actor, at, key=f"appropriation:{appropriation.pk}", note=appropriation.citation)
    year = appropriation.fiscal_year_id
    transfer = post(
        kind=Kind.APPROPRIATE,
        source=account(year, Stage.TREASURY),
        target=account(year, Stage.APPROPRIATED),
        amount_yen=appropriation.amount_yen,
        basis=basis,
    )
    log(basis, "appropriation_confirm", [transfer], year=year)
    return transfer


@ledger_service
def release_locked_year(
    *, actor: User, fiscal_year: int, amount_yen: int, at: datetime, key: str, note: str = ""
) -> Transfer:
    """Release money of a year that is locked in; any other year takes a gate (rule 3)."""
    require(permitted(actor, rights.RELEASE))
    if not FiscalYear.objects.filter(pk=fiscal_year, locked=True).exists():
        raise Conflict(
            "year_not_locked",
            _(
                "This year is not locked in: its money is released by the decision of its stage gate."
            ),
        )
    basis = Basis(actor, at, key=key, note=note)
    transfer = post(
        kind=Kind.RELEASE,
        source=account(fiscal_year, Stage.APPROPRIATED),
        target=account(fiscal_year, Stage.RELEASED),
        amount_yen=amount_yen,
        basis=basis,
    )
    log(basis, "release_locked_year", [transfer], year=fiscal_year)
    return transfer
