"""One test for each safety property: first the guided search, then Hypothesis on its own."""

import json
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings, target

from certification.engine.admission import admit
from certification.engine.campaign import Plan
from certification.engine.campaign.bench import Bench
from certification.engine.campaign.counterexample import counterexample
from certification.engine.policies import PolicyManifest
from certification.engine.properties import Property
from certification.engine.search import Scenario, strategy

_HYPOTHESIS_EXAMPLES = 5


def test_the_policy_is_admitted(submission: tuple[Path, PolicyManifest]) -> None:
    model, manifest = submission
    admission = admit(model, manifest)
    assert admission.ok, " ".join(finding.sentence for finding in admission.findings)


def test_the_search_finds_no_violation(
    bench: Bench, plan: Plan, found: dict[str, Any], safety_property: Property
) -> None:
    if safety_property.id in found:
        shown = counterexample(bench, plan, safety_property, found[safety_property.id], [])
        assert shown is None, f"{shown['sentence']} {json.dumps(shown['shrunk']['scenario'])}"


def test_hypothesis_finds_no_violation(bench: Bench, safety_property: Property) -> None:
    @settings(
        max_examples=_HYPOTHESIS_EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy(bench.world.space))
    def holds(scenario: Scenario) -> None:
        rho = float(bench.rho(bench.run([scenario]), safety_property.id)[0])
        target(-rho, label=safety_property.id)
        assert not rho < 0, f"{safety_property.title}: violated by {-rho:.3g}"

    holds()
