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

# Every reason by its code; its values go into the result, so that it can be said in another language.
SENTENCES = {
    "bounds_reached": "Every one of {count} properties holds: violated with probability at most "
    "{limit:g} an episode, jointly with {percent:g} % confidence.",
    "fault": "The policy failed conformance: {said}",
    "not_repeatable": "The same seed did not give the same trace.",
    "counterexample": "{name} is violated; see {file}.",
    "no_estimate": "The estimate was not completed.",
    "not_reproduced": "A violation of {name} was seen in a batch and did not show when run alone.",
    "replay": "{file} did not replay to the same trace.",
    "invalid_runs": "{invalid} of {runs} runs are invalid; at most {percent:g} % are allowed.",
    "bound": "{name}: the bound {bound:.2e} is above {limit:g}; {samples} samples without a "
    "violation would reach it.",
    "not_exercised": "{name} was exercised in {percent:.1f} % of the runs; at least {needed:g} % "
    "are needed.",
}


def verdict(plan: Plan, outcomes: dict[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    """Pure: from the plan and the outcomes of the stages."""
    if not outcomes["admission"]["ok"]:
        return NOT_ADMITTED, outcomes["admission"]["findings"]
    reasons = _violations(outcomes)
    if reasons:
        return REFUSED, reasons
    reasons = _doubts(plan, outcomes)
    if reasons:
        return INCONCLUSIVE, reasons
    return CERTIFIED, [_all_reached(plan)]


def _violations(outcomes: dict[str, Any]) -> list[dict[str, Any]]:
    reasons = []
    fault = outcomes.get("conformance", {}).get("fault")
    if fault:
        reasons.append(_reason("fault", kind=fault["kind"], said=fault["sentence"]))
    if outcomes.get("conformance", {}).get("differing"):
        reasons.append(_reason("not_repeatable"))
    for stage in ("shrink", "followup"):
        reasons += [
            _reason("counterexample", name=name, file=file)
            for name, file in outcomes.get(stage, {}).get("files", {}).items()
        ]
    return reasons


def _doubts(plan: Plan, outcomes: dict[str, Any]) -> list[dict[str, Any]]:
    estimate = outcomes.get("estimate")
    if not estimate or estimate.get("runs", 0) < plan["samples"]:
        return [_reason("no_estimate")]
    return (
        _lost(outcomes)
        + _unrepeated(outcomes)
        + _invalid(plan, estimate)
        + [r for p in plan["properties"] for r in _property(plan, estimate, p)]
    )


def _lost(outcomes: dict[str, Any]) -> list[dict[str, Any]]:
    lost = outcomes.get("shrink", {}).get("lost", []) + outcomes.get("followup", {}).get("lost", [])
    return [_reason("not_reproduced", name=name) for name in lost]


def _unrepeated(outcomes: dict[str, Any]) -> list[dict[str, Any]]:
    replays = [
        r for stage in ("replay", "followup") for r in outcomes.get(stage, {}).get("replays", [])
    ]
    return [_reason("replay", file=r["file"]) for r in replays if not r["same"]]


def _invalid(plan: Plan, estimate: dict[str, Any]) -> list[dict[str, Any]]:
    invalid, runs = estimate["invalid"], estimate["runs"]
    if invalid <= plan["invalid_share"] * runs:
        return []
    return [
        _reason("invalid_runs", invalid=invalid, runs=runs, percent=100 * plan["invalid_share"])
    ]


def _property(plan: Plan, estimate: dict[str, Any], name: str) -> list[dict[str, Any]]:
    reasons = []
    runs = estimate["runs"] - estimate["invalid"]
    if runs < 1:
        return []
    bound = upper_bound(estimate["failures"][name], runs, plan.joint_confidence)
    if bound > plan["bound"]:
        reasons.append(_above(plan, name, bound))
    share = estimate["exercised"][name] / runs
    if share < plan["exercised_share"]:
        needed = 100 * plan["exercised_share"]
        reasons.append(_reason("not_exercised", name=name, percent=100 * share, needed=needed))
    return reasons


def _above(plan: Plan, name: str, bound: float) -> dict[str, Any]:
    samples = plan["samples_needed"]
    return _reason("bound", name=name, bound=bound, limit=plan["bound"], samples=samples)


def _all_reached(plan: Plan) -> dict[str, Any]:
    count, percent = len(plan["properties"]), 100 * plan["confidence"]
    return _reason("bounds_reached", count=count, limit=plan["bound"], percent=percent)


def _reason(code: str, **values: Any) -> dict[str, Any]:
    return {"code": code, "sentence": SENTENCES[code].format(**values), "values": values}
