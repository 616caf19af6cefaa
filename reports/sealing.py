"""The steps every sealed record takes: entered in the log, checked for the archive, signed, kept."""

import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pikepdf
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from noetra_gov.audit import services as audit
from noetra_gov.audit.models import Checkpoint, Entry
from noetra_gov.core.errors import Conflict
from noetra_gov.core.models import Job, JobStatus
from noetra_gov.files.models import StoredFile
from noetra_gov.files.services import keep
from noetra_gov.seal.canonical import digest_of_bytes
from noetra_gov.seal.pdf import seal_pdf
from reports import bundle as evidence
from reports import conformance

SHOWN = 3


@dataclass(frozen=True)
class Printed:
    """The pages before they are sealed; the same evidence gives the same bytes."""

    content: bytes
    pages: int

    @property
    def digest(self) -> str:
        return digest_of_bytes(self.content)


def entered(
    bundle: evidence.Bundle, *, actor: str, obj: str, at: datetime
) -> tuple[Entry, Checkpoint]:
    """The leaf that states the digest of the evidence, and a signed head that has it under it."""
    entry = _entry(bundle, actor, obj, at)
    checkpoint = audit.checkpoint(at=at)
    entry.refresh_from_db()
    return entry, checkpoint


@transaction.atomic
def _entry(bundle: evidence.Bundle, actor: str, obj: str, at: datetime) -> Entry:
    """Tried again, the same evidence is the same entry."""
    digest = evidence.digest(bundle)
    known = Entry.objects.filter(action="reports.evidence", object=obj)
    return known.filter(digests={"evidence": digest}).first() or audit.record(
        actor=actor,
        action="reports.evidence",
        obj=obj,
        payload={"evidence": digest, "edition": bundle["edition"]["number"]},
        digests={"evidence": digest},
        at=at,
    )


def checked(content: bytes) -> Printed:
    """A file that is not fit for the archive is not sealed."""
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
            wrong=" ".join(wrong[:SHOWN]),
        )
    return Printed(content, pages)


def sealed(content: bytes, *, name: str, at: datetime) -> StoredFile:
    """Sign and time-stamp (PAdES B-LTA) and keep; what was printed stays an exact prefix."""
    with tempfile.TemporaryDirectory() as folder:
        plain, signed = Path(folder) / "plain.pdf", Path(folder) / name
        plain.write_bytes(content)
        seal_pdf(plain, signed, at=at, reason=str(_("Sealed by the programme")))
        return keep(signed, name=name, media_type="application/pdf")


def fresh_key(key: str) -> str:
    """The key of a job that is not to run twice, but may be asked for again after it failed."""
    failed = Job.objects.filter(key__startswith=f"{key}#", status=JobStatus.FAILED).count()
    return f"{key}#{failed}"
