"""The verdict: certified, refused, or inconclusive, with every reason as a sentence."""

from typing import Any

from ..assurance import upper_bound
from .plan import Plan

CERTIFIED, REFUSED, INCONCLUSIVE, NOT_ADMITTED = (
    "certified",
    "refused",
    "inconclusive",
    "not admitted",
)


def verdict(plan: Plan, outcomes: dict[str, Any]) -> tuple[str, list[dict[str, str]]]:
    """Pure: from the plan and the outcomes of the stages."""
    if not outcomes["admission"]["ok"]:
        return NOT_ADMITTED, outcomes["admission"]["findings"]
    reasons = _violations(outcomes)
    if reasons:
        return REFUSED, reasons
    reasons = _doubts(plan, outcomes)
    if reasons:
        return INCONCLUSIVE, reasons
    return CERTIFIED, [_reason("bounds_reached", _statement(plan))]


def _violations(outcomes: dict[str, Any]) -> list[dict[str, str]]:
    reasons = []
    fault = outcomes.get("conformance", {}).get("fault")
    if fault:
        reasons.append(_reason("fault", f"The policy failed conformance: {fault['sentence']}"))
    if outcomes.get("conformance", {}).get("differing"):
        reasons.append(_reason("not_repeatable", "The same seed did not give the same trace."))
    for stage in ("shrink", "followup"):
        reasons += [
            _reason("counterexample", f"{name} is violated; see {file}.")
            for name, file in outcomes.get(stage, {}).get("files", {}).items()
        ]
    return reasons


def _doubts(plan: Plan, outcomes: dict[str, Any]) -> list[dict[str, str]]:
    estimate = outcomes.get("estimate")
    if not estimate or estimate.get("runs", 0) < plan["samples"]:
        return [_reason("no_estimate", "The estimate was not completed.")]
    return (
        _lost(outcomes)
        + _unrepeated(outcomes)
        + _invalid(plan, estimate)
        + [r for p in plan["properties"] for r in _property(plan, estimate, p)]
    )


def _lost(outcomes: dict[str, Any]) -> list[dict[str, str]]:
    lost = outcomes.get("shrink", {}).get("lost", []) + outcomes.get("followup", {}).get("lost", [])
    return [
        _reason(
            "not_reproduced",
            f"A violation of {name} was seen in a batch and did not show when run alone.",
        )
        for name in lost
    ]


def _unrepeated(outcomes: dict[str, Any]) -> list[dict[str, str]]:
    replays = [
        r for stage in ("replay", "followup") for r in outcomes.get(stage, {}).get("replays", [])
    ]
    return [
        _reason("replay", f"{r['file']} did not replay to the same trace.")
        for r in replays
        if not r["same"]
    ]


def _invalid(plan: Plan, estimate: dict[str, Any]) -> list[dict[str, str]]:
    if estimate["invalid"] <= plan["invalid_share"] * estimate["runs"]:
        return []
    return [
        _reason(
            "invalid_runs",
            f"{estimate['invalid']} of {estimate['runs']} runs are invalid; "
            f"at most {100 * plan['invalid_share']:g} % are allowed.",
        )
    ]


def _property(plan: Plan, estimate: dict[str, Any], name: str) -> list[dict[str, str]]:
    reasons = []
    runs = estimate["runs"] - estimate["invalid"]
    if runs < 1:
        return []
    bound = upper_bound(estimate["failures"][name], runs, plan.joint_confidence)
    if bound > plan["bound"]:
        reasons.append(
            _reason(
                "bound",
                f"{name}: the bound {bound:.2e} is above {plan['bound']:g}; "
                f"{plan['samples_needed']} samples without a violation would reach it.",
            )
        )
    share = estimate["exercised"][name] / runs
    if share < plan["exercised_share"]:
        reasons.append(
            _reason(
                "not_exercised",
                f"{name} was exercised in {100 * share:.1f} % of "
                f"the runs; at least {100 * plan['exercised_share']:g} % are needed.",
            )
        )
    return reasons


def _statement(plan: Plan) -> str:
    return (
        f"Every one of {len(plan['properties'])} properties holds: violated with probability at "
        f"most {plan['bound']:g} an episode, jointly with {100 * plan['confidence']:g} % "
        "confidence."
    )


def _reason(code: str, sentence: str) -> dict[str, str]:
    return {"code": code, "sentence": sentence}
