"""Issuing the certificate or refusal of a tested policy as a sealed file."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certification.models import Campaign
from noetra_gov.audit import services as audit
from noetra_gov.audit.models import Checkpoint, Entry
from noetra_gov.core.errors import Conflict
from noetra_gov.core.jobs import enqueue
from noetra_gov.core.models import Job
from noetra_gov.files.models import StoredFile
from noetra_gov.files.services import keep
from noetra_gov.people.models import User
from noetra_gov.people.permission import permitted, require
from reports import bundle as evidence
from reports import rights
from reports.attachments import basics
from reports.gather.tested import gather_tested
from reports.models import TestedRecord
from reports.pictures import pictures_of
from reports.render import Attached
from reports.sealing import Printed, checked, entered, fresh_key, sealed
from reports.tested import render_tested

KIND = "reports.issue_tested"
DECIDED = ("certified", "refused")


def tested_issue(*, actor: User, campaign: Campaign, at: datetime) -> TestedRecord:
    """One sealed file for each decided policy; asked again, a new one with the state of now."""
    require(permitted(actor, rights.ISSUE_TESTED))
    if campaign.submission.state not in DECIDED:
        raise Conflict("not_decided", _("Only a decided policy has a certificate or a refusal."))
    bundle = gather_tested(campaign, as_of=at, number=number_of(campaign))
    kept = keep(evidence.canonical(bundle), name=f"evidence-{bundle['edition']['number']}.json")
    obj = f"certification.Campaign:{campaign.pk}"
    entry, checkpoint = entered(bundle, actor=actor.ref, obj=obj, at=at)
    printed = _printed(bundle, campaign, entry, checkpoint)
    file = sealed(printed.content, name=f"{bundle['edition']['number']}.pdf", at=at)
    return _record(actor, campaign, bundle, kept, printed, file, entry, at)


def number_of(campaign: Campaign) -> str:
    """The certificate's number, or one for the refusal; a later edition has its count behind it."""
    certificate = getattr(campaign, "certificate", None)
    first = certificate.number if certificate else f"NG-R-{campaign.pk:05d}"
    count = TestedRecord.objects.filter(campaign=campaign).count()
    return f"{first}-{count + 1}" if count else first


def _printed(
    bundle: evidence.Bundle, campaign: Campaign, entry: Entry, checkpoint: Checkpoint
) -> Printed:
    drawn = pictures_of(bundle)
    files = [*basics(bundle, drawn, entry, checkpoint), *_attached(campaign)]
    return checked(render_tested(bundle, drawn, files))


def _attached(campaign: Campaign) -> list[Attached]:
    """The signed statement, and each counterexample, so that anyone can replay it."""
    found = []
    certificate = getattr(campaign, "certificate", None)
    if certificate:
        name = f"certificate-{certificate.number}.dsse.json"
        found.append(_file(certificate.envelope, name, "認証の声明 / statement"))
    for row in campaign.counterexamples.select_related("file"):
        name = f"counterexample-{row.property_id}.json"
        found.append(_file(row.file, name, "反例 / counterexample"))
    return found


def _file(stored: StoredFile, name: str, description: str) -> Attached:
    with stored.open() as stream:
        return Attached(name, stream.read(), "Supplement", description)


@transaction.atomic
def _record(
    actor: User,
    campaign: Campaign,
    bundle: evidence.Bundle,
    kept: StoredFile,
    printed: Printed,
    file: StoredFile,
    entry: Entry,
    at: datetime,
) -> TestedRecord:
    row = TestedRecord.objects.create(
        campaign=campaign,
        number=bundle["edition"]["number"],
        evidence=kept,
        unsealed_digest=printed.digest,
        file=file,
        log_index=entry.leaf.index,
        pages=printed.pages,
        issued_by=actor.ref,
        issued_at=at,
    )
    audit.record(
        actor=actor.ref,
        action="reports.tested_issue",
        obj=f"reports.TestedRecord:{row.number}",
        payload={"pages": row.pages},
        digests={"file": file.digest, "evidence": kept.digest},
        at=at,
    )
    return row


@transaction.atomic
def tested_request(*, actor: User, campaign: Campaign, at: datetime) -> Job:
    """Queue the issue; asking twice while it waits is one job."""
    require(permitted(actor, rights.ISSUE_TESTED))
    job = enqueue(
        KIND,
        {"campaign": campaign.pk, "at": at.isoformat()},
        actor=actor.ref,
        key=fresh_key(f"tested:{number_of(campaign)}"),
    )
    audit.record(
        actor=actor.ref,
        action="reports.tested_request",
        obj=f"certification.Campaign:{campaign.pk}",
        payload={"job": job.pk},
        at=at,
    )
    return job


@transaction.atomic
def tested_download(*, actor: User, record: TestedRecord, at: datetime) -> TestedRecord:
    audit.record(
        actor=actor.ref,
        action="reports.download",
        obj=f"reports.TestedRecord:{record.number}",
        payload={"file": record.file.digest},
        at=at,
    )
    return record
