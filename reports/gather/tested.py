"""The record of one tested policy: its certificate, or its refusal with the counterexample."""

from datetime import datetime
from typing import Any

from django.utils import translation

from certification.figures import margin_picture, scene_picture
from certification.models import Campaign
from certification.selectors import document_of
from noetra_gov.gates.freezing import stamp
from noetra_gov.programme.models import Programme
from reports import bundle as evidence
from reports.figures.exercise import exercise
from reports.gather.frame import clock_part, issuer, versions
from reports.gather.safety import certificate_row, refusal_row, statement_of
from reports.wording import LANGUAGES
from reports.words import from_engine

FORMAT = "noetra-gov.tested-policy/1"


def gather_tested(campaign: Campaign, *, as_of: datetime, number: str) -> evidence.Bundle:
    """Everything the certificate or the refusal of a campaign says, as plain data."""
    certificate = getattr(campaign, "certificate", None)
    programme = Programme.objects.get()
    found = list(campaign.counterexamples.select_related("file"))
    parts: dict[str, Any] = {
        "format": FORMAT,
        "edition": {
            "number": number,
            "state": "final",
            "audience": "full",
            "languages": list(LANGUAGES),
            "issuer": issuer(),
            "withheld": [],
        },
        "as_of": stamp(as_of),
        "clock": clock_part(),
        "programme": {"name": {"ja": programme.name_ja, "en": programme.name_en}},
        "certificate": certificate_row(certificate) if certificate else None,
        "refusals": [refusal_row(row) for row in found],
        "submission": _submission(campaign),
        "runs": campaign.summary["runs"],
        "statement": statement_of(campaign.summary),
        "limits_in_words": [from_engine(s) for s in campaign.summary["limits_in_words"]],
        "surveillance": certificate.limits if certificate else {},
        "versions": {**versions(), **campaign.plan["versions"]},
    }
    parts["figures"] = {language: _figures(campaign, found, language) for language in LANGUAGES}
    return parts


def _submission(campaign: Campaign) -> dict[str, Any]:
    row, plan = campaign.submission, campaign.plan
    return {
        "organisation": {"ja": row.organisation.name_ja, "en": row.organisation.name_en},
        "model": str(row.release),
        "body": row.body.name,
        "field": {"ja": row.field.name_ja, "en": row.field.name_en},
        "level": row.level,
        "attempt": row.attempt,
        "world": plan["world"]["name"],
        "policy_digest": plan["policy"]["digest"],
        "manifest_digest": plan["manifest_digest"],
        "plan_digest": campaign.plan_digest,
        "world_digest": plan["world"]["digest"],
        "limits_digest": plan["limits"]["digest"],
        "seed": str(campaign.seed),
        "seed_source": campaign.seed_source,
        "tier": campaign.summary["sandbox"]["tier"],
        "verdict": campaign.verdict,
    }


def _figures(campaign: Campaign, found: list[Any], language: str) -> list[dict[str, Any]]:
    drawn = [exercise(campaign.summary["properties"], campaign.plan, language)]
    with translation.override(language):
        for row in found[:1]:
            document = document_of(row)
            drawn += [scene_picture(document), margin_picture(document)]
    return [figure.as_dict() for figure in drawn if figure is not None]
