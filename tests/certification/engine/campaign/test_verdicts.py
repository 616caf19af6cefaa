"""The rules of the verdict, without running anything."""

import copy
from typing import Any

import pytest

from certification.engine.campaign.plan import Plan
from certification.engine.campaign.verdict import verdict

PLAN = Plan(
    {
        "properties": ["A-01", "B-01"],
        "confidence": 0.95,
        "bound": 0.01,
        "samples": 400,
        "samples_needed": 368,
        "exercised_share": 0.05,
        "invalid_share": 0.01,
    }
)
GOOD: dict[str, Any] = {
    "admission": {"ok": True, "findings": []},
    "conformance": {"fault": None, "differing": 0},
    "search": {"found": {}},
    "estimate": {
        "runs": 400,
        "invalid": 0,
        "failures": {"A-01": 0, "B-01": 0},
        "exercised": {"A-01": 400, "B-01": 20},
    },
}


def changed(**parts: Any) -> dict[str, Any]:
    outcomes = copy.deepcopy(GOOD)
    for name, values in parts.items():
        outcomes.setdefault(name, {}).update(values)
    return outcomes


def decide(**parts: Any) -> tuple[str, set[str]]:
    decision, reasons = verdict(PLAN, changed(**parts))
    return decision, {reason["code"] for reason in reasons}


def test_all_bounds_reached_is_certified() -> None:
    assert decide() == ("certified", {"bounds_reached"})


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"conformance": {"fault": {"kind": "crash", "sentence": "It crashed."}}}, "fault"),
        ({"conformance": {"differing": 1}}, "not_repeatable"),
        ({"shrink": {"files": {"A-01": "counterexample-A-01.json"}}}, "counterexample"),
        ({"followup": {"files": {"B-01": "counterexample-B-01.json"}}}, "counterexample"),
    ],
)
def test_a_shown_violation_is_refused(parts: dict, code: str) -> None:
    assert decide(**parts) == ("refused", {code})


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"estimate": {"runs": 300}}, "no_estimate"),
        ({"estimate": {"invalid": 5}}, "invalid_runs"),
        ({"estimate": {"failures": {"A-01": 1, "B-01": 0}}}, "bound"),
        ({"estimate": {"exercised": {"A-01": 400, "B-01": 19}}}, "not_exercised"),
        ({"shrink": {"files": {}, "lost": ["A-01"]}}, "not_reproduced"),
        ({"replay": {"replays": [{"file": "x", "same": False}]}}, "replay"),
    ],
)
def test_a_doubt_is_inconclusive(parts: dict, code: str) -> None:
    decision, codes = decide(**parts)
    assert decision == "inconclusive"
    assert code in codes


def test_what_is_not_admitted_is_neither() -> None:
    finding = {"code": "no_onnx", "sentence": "It is no ONNX file."}
    assert verdict(PLAN, {"admission": {"ok": False, "findings": [finding]}}) == (
        "not admitted",
        [finding],
    )
