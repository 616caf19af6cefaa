"""What a certificate says: an in-toto Statement over policy, manifest and result."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from certification.models import Certificate
from noetra_gov.seal.dsse import statement

PREDICATE_TYPE = "urn:noetra-gov:certificate:1"
RATES = Path(__file__).parent / "data" / "limit_rates.toml"


@cache
def _rates() -> dict[str, Any]:
    return tomllib.loads(RATES.read_text(encoding="utf-8"))


def limit_rates(field_number: int) -> dict[str, Any]:
    """Incidents and near misses per 1,000 robot-hours above which surveillance suspends."""
    rates = _rates()
    return {**rates["default"], **rates.get(f"field-{field_number}", {})}


def statement_of(certificate: Certificate) -> dict[str, Any]:
    """Plain data, fit for canonical JSON; the envelope around it is signed."""
    campaign, submission = certificate.campaign, certificate.campaign.submission
    result = campaign.result
    assert result is not None  # a decided campaign has its result
    subjects = {
        "policy": submission.policy.digest,
        "manifest": submission.manifest.digest,
        "result": result.digest,
    }
    return statement(
        subjects=subjects, predicate_type=PREDICATE_TYPE, predicate=_predicate(certificate)
    )


def _predicate(certificate: Certificate) -> dict[str, Any]:
    campaign, submission = certificate.campaign, certificate.campaign.submission
    plan, summary = campaign.plan, campaign.summary
    return {
        "number": certificate.number,
        "issued_at": certificate.issued_at.isoformat(),
        "expires_on": certificate.expires_on.isoformat(),
        "provisional": certificate.provisional,
        "provisional_reasons": certificate.provisional_reason.split(),
        "organisation": submission.organisation.code,
        "model": {"code": submission.release.code, "version": submission.release.version},
        "body": submission.body.code,
        "field": submission.field.number,
        "level": submission.level,
        "attempt": submission.attempt,
        "world": plan["world"],
        "limits": plan["limits"],
        "versions": plan["versions"],
        "plan_digest": campaign.plan_digest,
        "seed": str(campaign.seed),
        "seed_source": campaign.seed_source,
        "runs": summary["runs"],
        "sandbox": summary["sandbox"],
        "properties": [_row(row) for row in summary["properties"]],
        "statement": summary["statement"],
        "limits_in_words": summary["limits_in_words"],
        "surveillance_limits": certificate.limits,
        "reviewer": certificate.reviewer,
        "decided_by": certificate.decided_by,
    }


def _row(row: dict[str, Any]) -> dict[str, Any]:
    names = ("id", "hazard", "clause", "unit", "formula")
    return {name: row[name] for name in names if name in row} | {
        "worst_margin": row["search"]["worst_margin"],
        "estimate": row["estimate"],
    }
