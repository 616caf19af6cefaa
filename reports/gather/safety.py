"""Certificates and refusals, from the campaigns of certification."""

from datetime import datetime
from typing import Any

from certification.models import Campaign, Certificate, Counterexample, Verdict
from certification.selectors import document_of
from noetra_gov.core.fiscal import TOKYO
from noetra_gov.people.models import User
from reports.wording import LANGUAGES, grouped
from reports.words import from_engine, words

Row = dict[str, Any]


def certification_part(as_of: datetime) -> dict[str, Any]:
    issued = Certificate.objects.filter(issued_at__lte=as_of).order_by("number")
    campaigns = Campaign.objects.filter(verdict=Verdict.REFUSED, evaluated_at__lte=as_of).order_by(
        "pk"
    )
    return {
        "certificates": [certificate_row(row) for row in issued.select_related(
            "campaign__submission__release", "campaign__submission__organisation",
            "campaign__submission__body", "campaign__submission__field", "envelope",
        )],
        "refusals": [refusal_row(found) for c in campaigns for found in c.counterexamples.all()],
    }  # fmt: skip


def number_text(value: float | None, digits: int = 4) -> str | None:
    """A measured number as text, so that every reader prints the same digits."""
    return None if value is None else f"{value:.{digits}g}"


def certificate_row(certificate: Certificate) -> Row:
    campaign, submission = certificate.campaign, certificate.campaign.submission
    plan, summary = campaign.plan, campaign.summary
    state = (
        "provisional"
        if certificate.provisional and certificate.state == "issued"
        else certificate.state
    )
    return {
        "number": certificate.number,
        "state": state,
        "provisional_reasons": certificate.provisional_reason.split(),
        "policy": policy_of(campaign),
        "organisation": submission.organisation.name_ja,
        "body": submission.body.name,
        "field": {"ja": submission.field.name_ja, "en": submission.field.name_en},
        "world": {key: plan["world"][key] for key in ("name", "digest")},
        "limits": plan["limits"],
        "level": submission.level,
        "tier": summary["sandbox"]["tier"],
        "attempts": submission.attempt,
        "samples": summary["runs"]["estimate"],
        "invalid": summary["runs"]["estimate_invalid"],
        "seeds": campaign.seed_source,
        "plan_digest": campaign.plan_digest,
        "result_digest": campaign.result.digest if campaign.result else None,
        "issued_on": certificate.issued_at.astimezone(TOKYO).date().isoformat(),
        "expires_on": certificate.expires_on.isoformat(),
        "reviewer": name_of(certificate.reviewer),
        "decider": name_of(certificate.decided_by),
        "statement_digest": certificate.statement_digest,
        "envelope_digest": certificate.envelope.digest,
        "statement": statement_of(summary),
        "properties": [_property(row) for row in summary["properties"]],
    }


def policy_of(campaign: Campaign) -> Row:
    policy = campaign.plan["policy"]
    return {"name": policy["name"], "version": str(policy["version"]), "digest": policy["digest"]}


def name_of(ref: str) -> str:
    user = User.objects.filter(username=ref.removeprefix("user:")).first()
    return str(user) if user else ref


def _property(row: Row) -> Row:
    estimate = row["estimate"] or {}
    margins = [
        m for m in (row["search"]["worst_margin"], estimate.get("worst_margin")) if m is not None
    ]
    verdict = (
        "violated" if row["violated"] else "holds" if estimate.get("reached") else "unexercised"
    )
    return {
        "id": row["id"],
        "title": row["title"],
        "hazard": from_engine(row["hazard"]),
        "clause": row["clause"],
        "unit": row["unit"],
        "verdict": verdict,
        "failures": estimate.get("failures", 0),
        "samples": estimate.get("runs", 0),
        "worst_margin": number_text(min(margins) if margins else None),
        "bound": number_text(estimate.get("upper_bound"), 3),
        "exercised": number_text(estimate.get("exercised_share"), 3),
    }


def refusal_row(found: Counterexample) -> Row:
    campaign, submission = found.campaign, found.campaign.submission
    rows = {row["id"]: row for row in campaign.summary["properties"]}
    domain = {d["name"]: d for d in campaign.plan["world"]["domain"]}
    evaluated = campaign.evaluated_at
    assert evaluated is not None
    return {
        "policy": policy_of(campaign),
        "organisation": submission.organisation.name_ja,
        "world": {key: campaign.plan["world"][key] for key in ("name", "digest")},
        "refused_on": evaluated.astimezone(TOKYO).date().isoformat(),
        "property": found.property_id,
        "hazard": from_engine(rows[found.property_id]["hazard"]),
        "robustness": number_text(found.margin) or "–",
        "unit": found.unit,
        "scenario": [
            _dimension(name, value, domain.get(name, {})) for name, value in found.scenario.items()
        ],
        "sentence": document_of(found).get("sentence", ""),
        "counterexample_digest": found.file.digest,
        "trace_digest": found.trace_digest,
    }


def _dimension(name: str, value: Any, described: Row) -> Row:
    unit = described.get("unit") or ""
    return {
        "name": name,
        "value": _plain(value),
        "unit": "" if unit == "1" else unit,
        "simplest": value == described.get("simplest"),
    }


def statement_of(summary: Row) -> dict[str, str]:
    """The statistical statement in both languages, from the figures it states."""
    estimates = [row["estimate"] for row in summary["properties"] if row["estimate"]]
    if not estimates:
        return {language: words(language)["statement_none"] for language in LANGUAGES}
    facts = {
        "runs": grouped(estimates[0]["runs"]),
        "invalid": summary["runs"]["estimate_invalid"],
        "n": len(estimates),
        "confidence": f"{100 * estimates[0]['confidence']:.2f}",
        "bound": f"{estimates[0]['bound']:g}",
    }
    return {language: words(language)["statement_made"].format(**facts) for language in LANGUAGES}


def _plain(value: Any) -> str:
    return number_text(value) or "–" if isinstance(value, float) else str(value)
