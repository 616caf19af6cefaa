"""After the decision: appeals, re-examination, and the record of an end."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from noetra_gov.audit.services import record
from noetra_gov.budget import selectors as ledger
from noetra_gov.core.errors import BadInput, Conflict
from noetra_gov.core.fiscal import tokyo_date
from noetra_gov.gates import guards
from noetra_gov.gates.freezing import stamp
from noetra_gov.gates.models import Appeal, AppealState, Decision, ExitRecord, Gate, GateKind
from noetra_gov.gates.services.base import ask, locked, log
from noetra_gov.panels import services as panels
from noetra_gov.people.models import User
from noetra_gov.seal.canonical import digest_of

PUBLISHED = ("published", "conditions_open")


def exit_record(*, gate: Gate, decision: Decision, at: datetime) -> ExitRecord:
    """Part of the stop itself, in its transaction: what stands frozen is read from the ledger."""
    contents = {
        "format": "noetra-gov.exit-record/1",
        "gate": gate.code,
        "decision": decision.digest,
        "reasons": decision.reason,
        "frozen": [
            {"fiscal_year": year.year, "frozen_yen": year.frozen_yen}
            for year in ledger.year_statements(at)
            if year.frozen_yen
        ],
        "recover_yen": decision.recover_yen,
        "handover": decision.handover,
        "at": stamp(at),
    }
    digest = digest_of(contents)
    row = ExitRecord.objects.create(gate=gate, contents=contents, digest=digest, at=at)
    record(
        actor=decision.confirmed_by.ref if decision.confirmed_by else "system:gates",
        action="gates.exit_record",
        obj=f"gates.Gate:{gate.code}",
        payload={"exit_record": digest},
        at=at,
    )
    return row


@transaction.atomic
def appeal_lodge(*, actor: User, gate: Gate, text: str, at: datetime) -> Appeal:
    """The applicant appeals, once and within the stated time."""
    gate = locked(gate, at)
    ask(actor, "gates.appeal", gate, PUBLISHED)
    if gate.appeals.exists():
        raise Conflict("appealed", _("A decision can be appealed once."))
    if tokyo_date(at) > guards.appeal_until(gate):
        raise Conflict("appeal_late", _("The time for an appeal is over."))
    if not text.strip():
        raise BadInput("text", _("Write what you appeal against and why."))
    appeal = Appeal.objects.create(gate=gate, text=text, lodged_by=actor, lodged_at=at)
    log(actor.ref, "appeal", gate, {"appeal": digest_of(text)}, at)
    return appeal


@transaction.atomic
def appeal_decide(*, actor: User, gate: Gate, granted: bool, reason: str, at: datetime) -> Appeal:
    """By somebody who neither proposed nor confirmed the decision; granted, it is examined anew."""
    gate = locked(gate, at)
    ask(actor, "gates.decide_appeal", gate, PUBLISHED)
    appeal = gate.appeals.select_for_update().filter(decided_at__isnull=True).first()
    if appeal is None:
        raise Conflict("no_appeal", _("No appeal waits for a decision."))
    if not reason.strip():
        raise BadInput("reason", _("Write the reasons of the decision."))
    appeal.state = AppealState.GRANTED if granted else AppealState.DISMISSED
    appeal.reason, appeal.decided_by, appeal.decided_at = reason, actor, at
    appeal.save()
    log(actor.ref, "appeal_decide", gate, {"granted": granted, "reason": digest_of(reason)}, at)
    return appeal


@transaction.atomic
def gate_recycle(
    *,
    actor: User,
    gate: Gate,
    opens_on: date,
    cut_off_at: datetime,
    hearing_on: date,
    at: datetime,
) -> Gate:
    """A re-examination of the same year, after a recycle or a granted appeal, with a panel of its own."""
    gate = locked(gate, at)
    ask(actor, "gates.recycle", gate, (*PUBLISHED, "closed"))
    why = guards.recyclable(gate)
    if why:
        raise Conflict("not_recycled", why)
    if not opens_on <= tokyo_date(cut_off_at) <= hearing_on:
        raise BadInput("dates", _("The dates must follow each other: opening, cut-off, hearing."))
    code = f"{gate.code}R"
    panel = panels.panel_form(
        actor=actor, subject=code, scheme=gate.template.scheme, quorum=gate.template.quorum, at=at
    )
    facts = _same_as(gate) | {
        "opens_on": opens_on, "cut_off_at": cut_off_at, "hearing_on": hearing_on,
    }  # fmt: skip
    fresh = Gate.objects.create(code=code, panel=panel, previous=gate, **facts)
    fresh.contractors.set(gate.contractors.all())
    log(actor.ref, "recycle", fresh, {"previous": gate.code}, at)
    return fresh


def _same_as(gate: Gate) -> dict[str, Any]:
    kept = (
        "template", "name_ja", "name_en", "fiscal_year_reviewed", "fiscal_year_released",
        "applicant", "period_from", "period_until", "provenance", "source",
    )  # fmt: skip
    return {name: getattr(gate, name) for name in kept} | {"kind": GateKind.RECYCLE}
