"""Issuing a dossier: evidence kept, entered in the log, printed, checked, sealed, recorded."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from noetra_gov.audit import services as audit
from noetra_gov.audit.models import Checkpoint, Entry
from noetra_gov.core.errors import DomainError
from noetra_gov.core.jobs import enqueue
from noetra_gov.core.models import Job
from noetra_gov.files.models import StoredFile
from noetra_gov.files.services import keep
from noetra_gov.gates import services as gates
from noetra_gov.gates.models import Gate
from noetra_gov.people.models import User
from noetra_gov.people.permission import permitted, require
from reports import bundle as evidence
from reports import rights
from reports.attachments import attachments
from reports.gather import gather
from reports.models import Audience, Dossier
from reports.pictures import pictures_of
from reports.render import render
from reports.sealing import Printed, checked, entered, fresh_key, sealed

Report = Callable[[int, int, str], None]
STEPS = 6
KIND = "reports.issue_dossier"


def quiet(_done: int, _total: int, _note: str) -> None:
    """Nobody watches."""


def dossier_issue(
    *,
    actor: User,
    gate: Gate,
    at: datetime,
    audience: str = Audience.FULL,
    report: Report = quiet,
) -> Dossier:
    """Issue one edition. Long: it prints and seals; a worker may do it again if it dies on the way."""
    require(permitted(actor, rights.ISSUE, gate))
    report(0, STEPS, str(_("gathering the evidence")))
    bundle = edition_of(gate, audience=audience, at=at)
    kept = keep(evidence.canonical(bundle), name=f"evidence-{bundle['edition']['number']}.json")
    report(1, STEPS, str(_("entering it in the log")))
    entry, checkpoint = entered(bundle, actor=actor.ref, obj=f"gates.Gate:{gate.code}", at=at)
    report(2, STEPS, str(_("drawing the charts")))
    printed = _printed(bundle, entry, checkpoint, gate)
    report(4, STEPS, str(_("sealing the file")))
    file = sealed(printed.content, name=f"dossier-{bundle['edition']['number']}.pdf", at=at)
    report(5, STEPS, str(_("keeping it")))
    return _record(actor, gate, bundle, kept, printed, file, entry, at)


def edition_of(gate: Gate, *, audience: str, at: datetime) -> evidence.Bundle:
    """The bundle of the next edition of a gate."""
    number = Dossier.objects.filter(gate=gate).count() + 1
    bundle = gather(gate, as_of=at, number=number)
    return evidence.public_edition(bundle) if audience == Audience.PUBLIC else bundle


def _printed(bundle: evidence.Bundle, entry: Entry, checkpoint: Checkpoint, gate: Gate) -> Printed:
    drawn = pictures_of(bundle)
    return checked(render(bundle, drawn, attachments(bundle, drawn, entry, checkpoint, gate)))


@transaction.atomic
def _record(
    actor: User,
    gate: Gate,
    bundle: evidence.Bundle,
    kept: StoredFile,
    printed: Printed,
    file: StoredFile,
    entry: Entry,
    at: datetime,
) -> Dossier:
    edition = bundle["edition"]
    dossier = Dossier.objects.create(
        gate=gate,
        number=edition["number"],
        audience=edition["audience"],
        state=edition["state"],
        evidence=kept,
        unsealed_digest=printed.digest,
        file=file,
        log_index=entry.leaf.index,
        pages=printed.pages,
        as_of=at,
        issued_by=actor.ref,
        issued_at=at,
    )
    audit.record(
        actor=actor.ref,
        action="reports.dossier_issue",
        obj=f"reports.Dossier:{dossier.number}",
        payload={"audience": dossier.audience, "pages": dossier.pages},
        digests={"file": file.digest, "evidence": kept.digest},
        at=at,
    )
    if edition["audience"] == Audience.FULL and edition["state"] == "final":
        gates.dossier_attach(actor=actor, gate=gate, digest=file.digest, at=at)
    return dossier


def dossier_request(*, actor: User, gate: Gate, audience: str, at: datetime) -> Job:
    """Queue the issue of an edition; asking twice while it waits is one job."""
    require(permitted(actor, rights.ISSUE, gate))
    number = Dossier.objects.filter(gate=gate).count() + 1
    with transaction.atomic():
        job = enqueue(
            KIND,
            {"gate": gate.pk, "audience": audience, "at": at.isoformat()},
            actor=actor.ref,
            key=fresh_key(f"dossier:{gate.code}:{audience}:{number}:{gate.state}"),
        )
        audit.record(
            actor=actor.ref,
            action="reports.dossier_request",
            obj=f"gates.Gate:{gate.code}",
            payload={"audience": audience, "job": job.pk},
            at=at,
        )
    return job


@transaction.atomic
def dossier_download(*, actor: User, dossier: Dossier, at: datetime) -> Dossier:
    """Every download stands in the log; the same sentence for a stranger's dossier as for none."""
    if not Dossier.objects.visible_to(actor).filter(pk=dossier.pk).exists():
        raise DomainError("not_found", _("There is no such dossier."))
    audit.record(
        actor=actor.ref,
        action="reports.download",
        obj=f"reports.Dossier:{dossier.number}",
        payload={"file": dossier.file.digest},
        at=at,
    )
    return dossier
