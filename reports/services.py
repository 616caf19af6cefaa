"""Issuing a dossier: evidence kept, entered in the log, printed, checked, sealed, recorded."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pikepdf
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from noetra_gov.audit import services as audit
from noetra_gov.audit.models import Checkpoint, Entry
from noetra_gov.core.errors import Conflict, DomainError
from noetra_gov.core.jobs import enqueue
from noetra_gov.core.models import Job
from noetra_gov.files.models import StoredFile
from noetra_gov.files.services import keep
from noetra_gov.gates import services as gates
from noetra_gov.gates.models import Gate
from noetra_gov.people.models import User
from noetra_gov.people.permission import permitted, require
from noetra_gov.seal.canonical import digest_of_bytes
from noetra_gov.seal.pdf import seal_pdf
from reports import bundle as evidence
from reports import conformance, rights
from reports.attachments import attachments
from reports.gather import gather
from reports.models import Audience, Dossier
from reports.pictures import pictures_of
from reports.render import render

Report = Callable[[int, int, str], None]
STEPS = 6
KIND = "reports.issue_dossier"


def quiet(_done: int, _total: int, _note: str) -> None:
    """Nobody watches."""


@dataclass(frozen=True)
class Printed:
    """The pages before they are sealed; the same evidence gives the same bytes."""

    content: bytes
    pages: int


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
    entry, checkpoint = _enter(actor, gate, bundle, at)
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


@transaction.atomic
def _entry(actor: User, gate: Gate, bundle: evidence.Bundle, at: datetime) -> Entry:
    """The leaf: it states the digest of the evidence. Tried again, the same evidence is the same entry."""
    digest = evidence.digest(bundle)
    obj = f"gates.Gate:{gate.code}"
    known = Entry.objects.filter(
        action="reports.evidence", object=obj, digests={"evidence": digest}
    )
    return known.first() or audit.record(
        actor=actor.ref,
        action="reports.evidence",
        obj=obj,
        payload={"evidence": digest, "edition": bundle["edition"]["number"]},
        digests={"evidence": digest},
        at=at,
    )


def _enter(
    actor: User, gate: Gate, bundle: evidence.Bundle, at: datetime
) -> tuple[Entry, Checkpoint]:
    entry = _entry(actor, gate, bundle, at)
    checkpoint = audit.checkpoint(at=at)
    entry.refresh_from_db()
    return entry, checkpoint


def _printed(bundle: evidence.Bundle, entry: Entry, checkpoint: Checkpoint, gate: Gate) -> Printed:
    drawn = pictures_of(bundle)
    content = render(bundle, drawn, attachments(bundle, drawn, entry, checkpoint, gate))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "printed.pdf"
        path.write_bytes(content)
        wrong = conformance.problems(path)
        with pikepdf.open(path) as pdf:
            pages = len(pdf.pages)
    if wrong:
        raise Conflict(
            "not_archival",
            _("The file is not fit for the archive and was not sealed: %(wrong)s"),
            wrong=" ".join(wrong[:3]),
        )
    return Printed(content, pages)


def sealed(content: bytes, *, name: str, at: datetime) -> StoredFile:
    """Sign and time-stamp (PAdES B-LTA) and keep; what was printed stays an exact prefix."""
    with tempfile.TemporaryDirectory() as folder:
        plain, signed = Path(folder) / "plain.pdf", Path(folder) / name
        plain.write_bytes(content)
        seal_pdf(plain, signed, at=at, reason=str(_("Sealed by the programme")))
        return keep(signed, name=name, media_type="application/pdf")


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
        unsealed_digest=digest_of_bytes(printed.content),
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
            key=f"dossier:{gate.code}:{audience}:{number}:{gate.state}",
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
