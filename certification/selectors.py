"""Reads worth a name."""

import json
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from certification.models import Campaign, Certificate, CertificateState, Counterexample
from noetra_gov.core.fiscal import tokyo_date


def in_force(at: datetime) -> QuerySet[Certificate]:
    """Certificates issued, not suspended and not expired at an instant."""
    return Certificate.objects.filter(
        state=CertificateState.ISSUED, issued_at__lte=at, expires_on__gte=tokyo_date(at)
    ).select_related("campaign__submission__field", "campaign__submission__release")


def result_of(campaign: Campaign) -> dict[str, Any] | None:
    """The whole result of a campaign from its file, or None while it runs."""
    if campaign.result is None:
        return None
    with campaign.result.open() as file:
        loaded: dict[str, Any] = json.load(file)
    return loaded


def record_of(campaign: Campaign) -> dict[str, Any]:
    """What a dossier says of a campaign: identity, verdict, figures, counterexamples, certificate."""
    submission = campaign.submission
    certificate = getattr(campaign, "certificate", None)
    return {
        "submission": submission.pk,
        "organisation": submission.organisation.code,
        "model": submission.release.code,
        "body": submission.body.code,
        "field": submission.field.number,
        "world": submission.world,
        "level": submission.level,
        "attempt": submission.attempt,
        "state": submission.state,
        "verdict": campaign.verdict,
        "plan_digest": campaign.plan_digest,
        "seed": str(campaign.seed),
        "seed_source": campaign.seed_source,
        "result_digest": campaign.result.digest if campaign.result else "",
        "summary": campaign.summary,
        "counterexamples": [
            {
                "property": row.property_id,
                "margin": row.margin,
                "unit": row.unit,
                "scenario": row.scenario,
                "trace_digest": row.trace_digest,
                "digest": row.file.digest,
            }
            for row in campaign.counterexamples.select_related("file")
        ],
        "certificate": certificate and certificate_record(certificate),
    }


def certificate_record(certificate: Certificate) -> dict[str, Any]:
    return {
        "number": certificate.number,
        "state": certificate.state,
        "provisional": certificate.provisional,
        "provisional_reasons": certificate.provisional_reason.split(),
        "issued_at": certificate.issued_at.isoformat(),
        "expires_on": certificate.expires_on.isoformat(),
        "statement_digest": certificate.statement_digest,
        "envelope_digest": certificate.envelope.digest,
        "limits": certificate.limits,
        "reviewer": certificate.reviewer,
        "decided_by": certificate.decided_by,
    }


def document_of(found: Counterexample) -> dict[str, Any]:
    """The file of a counterexample: both recordings, and the scene for its picture."""
    with found.file.open() as file:
        loaded: dict[str, Any] = json.load(file)
    return loaded
