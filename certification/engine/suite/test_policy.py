"""One test for each safety property: first the guided search, then Hypothesis on its own."""

import json

from hypothesis import HealthCheck, given, settings, target

from certification.engine.admission import admit
from certification.engine.campaign.counterexample import counterexample
from certification.engine.search import strategy

_HYPOTHESIS_EXAMPLES = 5


def test_the_policy_is_admitted(submission):
    model, manifest = submission
    admission = admit(model, manifest)
    assert admission.ok, " ".join(finding.sentence for finding in admission.findings)


def test_the_search_finds_no_violation(bench, plan, found, safety_property):
    if safety_property.id in found:
        shown = counterexample(bench, plan, safety_property, found[safety_property.id], [])
        assert shown is None, f"{shown['sentence']} {json.dumps(shown['shrunk']['scenario'])}"


def test_hypothesis_finds_no_violation(bench, safety_property):
    @settings(
        max_examples=_HYPOTHESIS_EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy(bench.world.space))
    def holds(scenario):
        rho = float(bench.rho(bench.run([scenario]), safety_property.id)[0])
        target(-rho, label=safety_property.id)
        assert not rho < 0, f"{safety_property.title}: violated by {-rho:.3g}"

    holds()
