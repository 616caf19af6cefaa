"""Review and decision by two different people, neither of the applicant; the certificate."""

import json
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certification import rights
from certification.flow import FLOW
from certification.models import Campaign, Certificate, CertificateState, Review, Submission
from certification.rules import certificate_number, expires_on, outcome_of, why_provisional
from certification.statement import limit_rates, statement_of
from noetra_gov.audit.services import record
from noetra_gov.core.errors import Conflict
from noetra_gov.core.fiscal import fiscal_year_of, tokyo_date
from noetra_gov.core.workflow import move
from noetra_gov.files.services import keep
from noetra_gov.people.models import User
from noetra_gov.people.permission import permitted, require
from noetra_gov.seal.canonical import digest_of
from noetra_gov.seal.dsse import sign_statement
from noetra_gov.seal.keys import default_store


@transaction.atomic
def review(
    *, actor: User, submission: Submission, recommends: bool, text: str, at: datetime
) -> Review:
    """Write what the evidence says to a person who is not of the applicant."""
    require(permitted(actor, rights.REVIEW, submission))
    move(submission, FLOW, to="reviewed", actor=actor.ref, at=at, reason=text)
    written = Review.objects.create(
        campaign=submission.campaign,
        reviewer=actor.ref,
        recommends=recommends,
        text=text,
        at=at,
    )
    record(
        actor=actor.ref,
        action="certification.review",
        obj=f"certification.Submission:{submission.pk}",
        payload={"recommends": recommends, "text": text},
        at=at,
    )
    return written


@transaction.atomic
def decide(
    *, actor: User, submission: Submission, approved: bool, text: str, at: datetime
) -> Certificate | None:
    """Certify or refuse. A campaign that did not pass never gives a certificate, whoever approves."""
    submission = Submission.objects.select_related("campaign__review").get(pk=submission.pk)
    require(permitted(actor, rights.DECIDE, submission))
    campaign = submission.campaign
    outcome = outcome_of(campaign.verdict, approved)
    certificate = _certificate(actor, campaign, at) if outcome == "certified" else None
    move(submission, FLOW, to=outcome, actor=actor.ref, at=at, reason=text)
    record(
        actor=actor.ref,
        action="certification.decide",
        obj=f"certification.Submission:{submission.pk}",
        payload={
            "outcome": outcome,
            "text": text,
            "certificate": certificate.number if certificate else None,
        },
        digests={"statement": certificate.statement_digest} if certificate else {},
        at=at,
    )
    return certificate


def _certificate(actor: User, campaign: Campaign, at: datetime) -> Certificate:
    reasons = why_provisional(campaign.summary)
    _fail_closed(campaign, reasons)
    number = certificate_number(fiscal_year_of(at), Certificate.objects.count() + 1)
    certificate = Certificate(
        number=number,
        campaign=campaign,
        provisional=bool(reasons),
        provisional_reason=" ".join(reasons),
        reviewer=campaign.review.reviewer,
        decided_by=actor.ref,
        issued_at=at,
        expires_on=expires_on(tokyo_date(at)),
        limits=limit_rates(campaign.submission.field.number),
    )
    statement = statement_of(certificate)
    envelope = json.dumps(sign_statement(statement, default_store()), indent=1).encode()
    certificate.statement_digest = digest_of(statement)
    certificate.envelope = keep(envelope, name=f"{number}.dsse.json")
    certificate.save()
    _supersede(certificate)
    return certificate


def _fail_closed(campaign: Campaign, reasons: list[str]) -> None:
    """A certificate needs the full sandbox and a hosted policy; a demonstration names the weaker tier."""
    if campaign.summary["kind"] != "certificate":
        raise Conflict(
            "served", _("A policy served by the applicant gets an assessment, not a certificate.")
        )
    if "second_tier" in reasons and settings.NOETRA_ENV != "demo":
        raise Conflict(
            "second_tier",
            _(
                "This campaign ran in the second sandbox tier. A certificate needs the full tier: "
                "install bubblewrap on a machine that allows namespaces and run the campaign again."
            ),
        )


def _supersede(certificate: Certificate) -> None:
    submission = certificate.campaign.submission
    Certificate.objects.filter(
        state=CertificateState.ISSUED,
        campaign__submission__organisation=submission.organisation,
        campaign__submission__release__name=submission.release.name,
        campaign__submission__body=submission.body,
        campaign__submission__field=submission.field,
    ).exclude(pk=certificate.pk).update(state=CertificateState.SUPERSEDED)


@transaction.atomic
def certificate_suspend(
    *, actor: User, certificate: Certificate, reason: str, at: datetime
) -> Certificate:
    """Suspend a certificate at once; it stays visible with its reason in the log."""
    require(permitted(actor, rights.DECIDE, certificate.campaign.submission))
    issued = Certificate.objects.filter(pk=certificate.pk, state=CertificateState.ISSUED)
    if not issued.update(state=CertificateState.SUSPENDED):
        raise Conflict("not_issued", _("Only a certificate in force can be suspended."))
    certificate.refresh_from_db()
    record(
        actor=actor.ref,
        action="certification.suspend",
        obj=f"certification.Certificate:{certificate.number}",
        payload={"reason": reason},
        at=at,
    )
    return certificate
