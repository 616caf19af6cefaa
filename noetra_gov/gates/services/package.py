"""The applicant's papers: filled, signed by two people, frozen; returned or taken up."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from noetra_gov.core.errors import BadInput, Conflict
from noetra_gov.files import services as files
from noetra_gov.gates import freezing, guards
from noetra_gov.gates.models import (
    Deliverable,
    Gate,
    IntegrityFinding,
    MilestoneReport,
    Package,
    PackageFile,
    SelfAssessment,
)
from noetra_gov.gates.services.base import ask, locked, log, take
from noetra_gov.panels.rules import GRADES
from noetra_gov.people.models import User
from noetra_gov.programme.models import Milestone
from noetra_gov.seal.canonical import digest_of


def _editable(gate: Gate) -> None:
    if gate.packages.filter(countersigned_at__isnull=True, withdrawn_at__isnull=True).exists():
        raise Conflict(
            "signed", _("The package is signed and frozen. Withdraw the signature to change it.")
        )


@transaction.atomic
def file_add(
    *,
    actor: User,
    gate: Gate,
    source: Any,
    name: str,
    title: str,
    at: datetime,
    deliverable: Deliverable | None = None,
    supersedes: PackageFile | None = None,
) -> PackageFile:
    """Keep an evidence file by its digest; a correction names the file it supersedes."""
    gate = locked(gate, at)
    ask(actor, "gates.prepare", gate, ["open"])
    _editable(gate)
    _of_this_gate(gate, deliverable, supersedes)
    assert actor.organisation is not None  # gates.prepare asks for a contractor's person
    kept = files.keep(source, name=name)
    row = PackageFile.objects.create(
        gate=gate, deliverable=deliverable, organisation=actor.organisation, title=title,
        name=kept.name, media_type=kept.media_type or "", size=kept.size, digest=kept.digest,
        supersedes=supersedes, uploaded_by=actor, uploaded_at=at,
    )  # fmt: skip
    log(actor.ref, "file_add", gate, {"file": kept.digest, "title": title}, at)
    return row


def _of_this_gate(gate: Gate, *rows: Deliverable | PackageFile | None) -> None:
    if any(row is not None and row.gate_id != gate.pk for row in rows):
        raise BadInput("other_gate", _("This belongs to another gate."))


@transaction.atomic
def deliverable_waive(
    *, actor: User, gate: Gate, deliverable: Deliverable, reason: str, at: datetime
) -> Deliverable:
    """The secretariat does without a required document, and says why."""
    gate = locked(gate, at)
    ask(actor, "gates.waive", gate, ["open"])
    _editable(gate)
    _of_this_gate(gate, deliverable)
    if not reason.strip():
        raise BadInput("reason", _("Write why this document is not needed."))
    deliverable.waiver_reason, deliverable.waived_by, deliverable.waived_at = reason, actor, at
    deliverable.save()
    log(actor.ref, "waive", gate, {"deliverable": deliverable.required.code, "reason": reason}, at)
    return deliverable


@transaction.atomic
def milestone_report(
    *, actor: User, gate: Gate, milestone: Milestone, reached: str, text: str, at: datetime
) -> MilestoneReport:
    """Say how far a milestone of the period was reached; the last word before signing counts."""
    gate = locked(gate, at)
    ask(actor, "gates.prepare", gate, ["open"])
    _editable(gate)
    if not guards.due_milestones(gate).filter(pk=milestone.pk).exists():
        raise BadInput("milestone", _("This milestone is not under review at this gate."))
    if milestone.organisation_id != actor.organisation_id:
        raise BadInput("milestone", _("Report only on the milestones of your own organisation."))
    values = {"reached": reached, "text": text, "reported_at": at}
    row, _new = MilestoneReport.objects.update_or_create(
        gate=gate, milestone=milestone, defaults=values
    )
    log(actor.ref, "milestone", gate, {"milestone": milestone.code, "reached": reached}, at)
    return row


@transaction.atomic
def self_assess(
    *, actor: User, gate: Gate, axis: str, grade: str, text: str, at: datetime
) -> SelfAssessment:
    gate = locked(gate, at)
    ask(actor, "gates.prepare", gate, ["open"])
    _editable(gate)
    if axis not in {a["code"] for a in gate.template.scheme["axes"]} or grade not in GRADES:
        raise BadInput("axis", _("Choose an axis of this gate and one of S, A, B, C or D."))
    values = {"grade": grade, "text": text, "at": at}
    row, _new = SelfAssessment.objects.update_or_create(gate=gate, axis=axis, defaults=values)
    log(actor.ref, "self_assess", gate, {"axis": axis, "grade": grade}, at)
    return row


@transaction.atomic
def package_sign(*, actor: User, gate: Gate, at: datetime) -> Package:
    """The project manager signs: contents and evidence are frozen as of the cut-off."""
    gate = locked(gate, at)
    ask(actor, "gates.sign", gate, ["open"])
    _editable(gate)
    if at < gate.cut_off_at:
        raise Conflict(
            "cut_off", _("The evidence is gathered as of the cut-off, which is still to come.")
        )
    missing = guards.package_complete(gate)
    if missing:
        raise Conflict("incomplete", missing)
    package = _freeze(gate, actor, at)
    log(actor.ref, "sign", gate, {"package": package.digest, "version": package.version}, at)
    return package


def _freeze(gate: Gate, actor: User, at: datetime) -> Package:
    gathered = freezing.gather(gate)
    contents = freezing.package_contents(gate, gathered)
    package = Package.objects.create(
        gate=gate,
        version=gate.packages.count() + 1,
        contents=contents,
        digest=digest_of(contents),
        submitted_by=actor,
        submitted_at=at,
    )
    freezing.keep_evidence(package, gathered, at)
    return package


@transaction.atomic
def signature_withdraw(*, actor: User, gate: Gate, at: datetime) -> Package:
    """Take the package back before it is countersigned; the frozen version stays on record."""
    gate = locked(gate, at)
    ask(actor, "gates.sign", gate, ["open"])
    package = _waiting(gate)
    package.withdrawn_at = at
    package.save(update_fields=["withdrawn_at"])
    log(actor.ref, "withdraw", gate, {"package": package.digest}, at)
    return package


@transaction.atomic
def package_countersign(*, actor: User, gate: Gate, at: datetime) -> Gate:
    """Another person of the same organisation signs the same digest; now it is submitted."""
    gate = locked(gate, at)
    ask(actor, "gates.countersign", gate, ["open"])
    package = _waiting(gate)
    if not freezing.package_intact(package):
        raise Conflict("changed", _("The frozen package does not match its digest."))
    package.countersigned_by, package.countersigned_at = actor, at
    package.save(update_fields=["countersigned_by", "countersigned_at"])
    return take(gate, "submitted", actor=actor, at=at, package=package.digest)


def _waiting(gate: Gate) -> Package:
    package = gate.packages.filter(countersigned_at=None, withdrawn_at=None).last()
    if package is None:
        raise Conflict("nothing_signed", _("No signed package waits for a countersignature."))
    return package


@transaction.atomic
def package_return(*, actor: User, gate: Gate, reason: str, at: datetime) -> Gate:
    """Back to the applicant, with the reason."""
    gate = locked(gate, at)
    ask(actor, "gates.return", gate, ["submitted"])
    return take(gate, "returned", actor=actor, at=at, reason=reason)


@transaction.atomic
def package_take_up(*, actor: User, gate: Gate, at: datetime) -> Gate:
    """The applicant works on a returned package again; signing makes a new version."""
    gate = locked(gate, at)
    ask(actor, "gates.take_up", gate, ["returned"])
    return take(gate, "open", actor=actor, at=at)


@transaction.atomic
def falsified_record(*, actor: User, gate: Gate, text: str, at: datetime) -> IntegrityFinding:
    """Evidence was shown to be falsified: the kill criterion fires from now on."""
    gate = locked(gate, at)
    ask(actor, "gates.find_falsified", gate, AFTER_SUBMISSION)
    if not text.strip():
        raise BadInput("text", _("Write what was found and how it was shown."))
    finding = IntegrityFinding.objects.create(gate=gate, text=text, found_by=actor, at=at)
    log(actor.ref, "falsified", gate, {"finding": digest_of(text)}, at)
    return finding


AFTER_SUBMISSION = (
    "submitted", "panel_set", "scoring_1", "hearing", "scoring_2", "fact_check", "recommended",
)  # fmt: skip
