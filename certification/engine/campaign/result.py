"""result.json: everything the certificate needs, from the plan and the outcomes of the stages."""

from typing import Any

from ..assurance import upper_bound
from ..properties import Property, limits_of, properties_of
from ..worlds import open_world
from .campaign import Campaign
from .plan import Plan
from .verdict import CERTIFIED, verdict

FORMAT = "certification-result/1"
LIMITS_IN_WORDS = (
    "Simulation only: nothing was tested on a real machine.",
    "No performance level, no safety integrity level: the certificate replaces neither.",
    "No force was measured as in ISO 10218-2:2025 Annex N; forces are computed from the speed "
    "before impact.",
    "A probability per simulated episode is not a rate per hour of operation.",
    "The result holds for the operating domain, the world, the limits and the versions named here.",
)


def result(campaign: Campaign) -> dict[str, Any]:
    """Plain JSON. The same plan, seed and policy give the same document."""
    plan, outcomes = campaign.plan, campaign.outcomes
    decision, reasons = verdict(plan, outcomes)
    limits = limits_of(plan["world"]["name"])
    tier = outcomes.get("conformance", {}).get("tier", outcomes["admission"].get("tier", ""))
    return {
        "format": FORMAT,
        "verdict": decision,
        "reasons": reasons,
        "provisional": bool(limits.unconfirmed),
        "kind": "assessment" if campaign.manifest.served else "certificate",
        "certificate_grade": decision == CERTIFIED
        and tier == "full"
        and not campaign.manifest.served,
        "plan": {**plan.document, "digest": plan.digest},
        "seed": campaign.seed,
        "policy": _policy(campaign),
        "world": _world(plan),
        "limits": {
            "name": limits.name,
            "version": limits.version,
            "digest": limits.digest,
            "unconfirmed": limits.unconfirmed,
            "values": [vars(limit) for limit in limits.limits.values()],
        },
        "versions": plan["versions"],
        "sandbox": {
            "tier": tier,
            "sentence": outcomes.get("conformance", {}).get("tier_sentence", ""),
        },
        "runs": _runs(outcomes),
        "properties": _properties(campaign),
        "replays": [
            r for s in ("replay", "followup") for r in outcomes.get(s, {}).get("replays", [])
        ],
        "statement": statement(campaign),
        "limits_in_words": list(LIMITS_IN_WORDS),
    }


def _policy(campaign: Campaign) -> dict[str, Any]:
    manifest = campaign.manifest
    return {
        "name": manifest.name,
        "version": manifest.version,
        "body": manifest.body,
        "sensor": manifest.sensor,
        "field": manifest.field,
        "format": manifest.format,
        "digest": campaign.plan["policy"]["digest"],
        "manifest_digest": manifest.digest,
        "manifest": manifest.to_dict(),
    }


def _world(plan: Plan) -> dict[str, Any]:
    world = open_world(plan["world"]["name"])
    return {**plan["world"], "title": world.title}


def _runs(outcomes: dict[str, Any]) -> dict[str, int]:
    search, estimate = outcomes.get("search", {}), outcomes.get("estimate", {})
    return {
        "conformance": 2 * outcomes.get("conformance", {}).get("episodes", 0),
        "search": search.get("simulations", 0),
        "search_invalid": search.get("invalid", 0),
        "estimate": estimate.get("runs", 0),
        "estimate_invalid": estimate.get("invalid", 0),
    }


def _properties(campaign: Campaign) -> list[dict[str, Any]]:
    return [_property(campaign, prop) for prop in properties_of(campaign.plan["world"]["name"])]


def _property(campaign: Campaign, prop: Property) -> dict[str, Any]:
    outcomes, name = campaign.outcomes, prop.id
    search, estimate = outcomes.get("search", {}), outcomes.get("estimate", {})
    files = {
        **outcomes.get("shrink", {}).get("files", {}),
        **outcomes.get("followup", {}).get("files", {}),
    }
    runs = estimate.get("runs", 0) - estimate.get("invalid", 0)
    found = search.get("found", {}).get(name)
    return {
        **prop.describe(),
        "violated": name in files,
        "counterexample": _shown(campaign, files, name),
        "search": {
            "simulations": search.get("simulations", 0),
            "budget": search.get("budget_spent", {}).get(name, 0),
            "worst_margin": search.get("worst", {}).get(name),
            "exercised": search.get("exercised", {}).get(name, 0),
            "falsified_at": found["simulations"] if found else None,
        },
        "estimate": _estimate(campaign, estimate, name, runs),
    }


def _estimate(
    campaign: Campaign, estimate: dict[str, Any], name: str, runs: int
) -> dict[str, Any] | None:
    if runs < 1:
        return None
    failures, exercised = estimate["failures"][name], estimate["exercised"][name]
    bound = upper_bound(failures, runs, campaign.plan.joint_confidence)
    return {
        "runs": runs,
        "failures": failures,
        "exercised": exercised,
        "exercised_share": exercised / runs,
        "worst_margin": estimate["worst"][name],
        "confidence": campaign.plan.joint_confidence,
        "upper_bound": bound,
        "bound": campaign.plan["bound"],
        "reached": bound <= campaign.plan["bound"],
    }


def _shown(campaign: Campaign, files: dict[str, str], name: str) -> dict[str, Any] | None:
    if name not in files:
        return None
    document = campaign._read(files[name])
    short = {
        key: {k: document[key][k] for k in ("scenario", "robustness", "trace_digest")}
        for key in ("first", "shrunk")
    }
    return {
        "file": files[name],
        "sentence": document["sentence"],
        "violation_s": document["scene"]["violation_s"],
        **short,
        "simulations": document["simulations"],
    }


def statement(campaign: Campaign) -> str:
    """The statistical statement of the certificate, in words."""
    plan, estimate = campaign.plan, campaign.outcomes.get("estimate", {})
    if not estimate.get("runs"):
        return "No probability was estimated: a counterexample was shown or the policy was not run."
    runs = estimate["runs"] - estimate["invalid"]
    return (
        f"{runs} independent episodes were drawn from the declared operating distribution with a "
        f"seed fixed after the plan was locked; {estimate['invalid']} further runs were invalid. For "
        f"each of {len(plan['properties'])} properties the exact one-sided Clopper-Pearson bound at "
        f"{100 * plan.joint_confidence:.2f} % (Bonferroni, {100 * plan['confidence']:g} % jointly) "
        f"is compared with {plan['bound']:g}. Runs of the search are not counted."
    )
