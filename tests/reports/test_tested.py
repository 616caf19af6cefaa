"""The certificate or refusal of a tested policy as a sealed file."""

from pathlib import Path
from typing import Any

import pytest

from certification.models import Campaign, Submission
from noetra_gov.core.errors import Conflict, NotAllowed
from noetra_gov.figures.printing import close
from noetra_gov.files.services import keep
from noetra_gov.people.models import Organisation, Role, User
from noetra_gov.programme.models import Field, ModelRelease, RobotBody
from noetra_gov.seal.keys import default_store
from reports import conformance, noetra_verify, tested_services
from reports.gather.safety import refusal_row, statement_of
from reports.gather.tested import gather_tested
from reports.tested import html_of_tested
from reports.words import from_engine, words
from tests.noetra_gov.gates.scene import Scene, person
from tests.reports.fixtures import digest

ESTIMATE = {
    "runs": 619, "failures": 0, "exercised": 600, "exercised_share": 600 / 619, "worst_margin": 0.2,
    "confidence": 0.997, "upper_bound": 0.0094, "bound": 0.01, "reached": True,
}  # fmt: skip
PROPERTY = {
    "id": "SSM-01", "title": "Keeps the protective distance while moving",
    "hazard": "A moving base strikes a person", "clause": "ISO 10218-2:2025 Annex L", "unit": "m",
    "violated": False, "search": {"worst_margin": 0.11}, "estimate": ESTIMATE,
}  # fmt: skip
SUMMARY = {
    "reasons": [], "properties": [PROPERTY], "statement": "…", "provisional": True,
    "kind": "certificate", "certificate_grade": True,
    "runs": {"conformance": 4, "search": 50, "search_invalid": 0, "estimate": 619, "estimate_invalid": 0},
    "sandbox": {"tier": "full", "sentence": ""},
    "limits_in_words": ["Simulation only: nothing was tested on a real machine."],
}  # fmt: skip
PLAN = {
    "policy": {"name": "courteous", "version": "1.0", "digest": digest("policy")},
    "manifest_digest": digest("manifest"),
    "world": {
        "name": "mobile-corridor", "digest": digest("world"),
        "domain": [
            {"name": "people", "unit": "people", "simplest": 0},
            {"name": "event", "unit": "1", "simplest": "none"},
        ],
    },
    "limits": {"name": "limits", "version": "1", "digest": digest("limits")},
    "exercised_share": 0.05, "versions": {"mujoco": "3.3.7"},
}  # fmt: skip


@pytest.fixture
def decider(scene: Scene) -> User:
    lab = Organisation.objects.create(code="LAB", name_ja="研究所", name_en="Lab", kind="expert")
    return person("shimizu", lab, (Role.CERT_DECIDER,))


@pytest.fixture
def campaign(scene: Scene) -> Campaign:
    owner = Organisation.objects.get(code="NOETRA")
    release = ModelRelease.objects.create(
        code="c", name="courteous", version="1.0", organisation=owner, released_on=scene.at.date()
    )
    policy = keep(b"policy", name="policy.onnx")
    submission = Submission.objects.create(
        organisation=owner, release=release, policy=policy, manifest=policy, world="mobile-corridor",
        body=RobotBody.objects.create(code="b", name="MB-1", organisation=owner), level=1, attempt=1,
        field=Field.objects.create(number=4, name_ja="物流", name_en="Logistics"), state="refused",
        submitted_by="user:engineer", submitted_at=scene.at,
    )  # fmt: skip
    return Campaign.objects.create(
        submission=submission, plan=PLAN, plan_digest=digest("plan"), locked_by="user:x",
        locked_at=scene.at, seed=7, seed_source="log", verdict="refused", summary=SUMMARY,
        evaluated_at=scene.at,
    )  # fmt: skip


@pytest.mark.slow
def test_a_refusal_is_sealed_and_genuine(campaign: Campaign, decider: User, scene: Scene) -> None:
    row = tested_services.tested_issue(actor=decider, campaign=campaign, at=scene.now())
    close()
    data = row.file.path.read_bytes()
    report = noetra_verify.verify(data, [default_store().root])
    assert [str(finding) for finding in report.findings if not finding.ok] == []
    assert conformance.problems(row.file.path) == []
    assert tested_services.number_of(campaign) == f"{row.number}-2"


def test_an_undecided_policy_has_none(campaign: Campaign, decider: User, scene: Scene) -> None:
    campaign.submission.state = "running"
    with pytest.raises(Conflict):
        tested_services.tested_issue(actor=decider, campaign=campaign, at=scene.at)


def test_the_applicant_does_not_issue_it(campaign: Campaign, scene: Scene) -> None:
    with pytest.raises(NotAllowed):
        tested_services.tested_issue(actor=scene["engineer"], campaign=campaign, at=scene.at)


def test_it_says_in_both_languages_what_was_tested(campaign: Campaign, scene: Scene) -> None:
    html = html_of_tested(gather_tested(campaign, as_of=scene.at, number="NG-R-1"))
    for text in (
        "不合格通知",
        "Refusal of a safety certificate",
        "courteous 1.0",
        "619件",
        "619 independent",
    ):
        assert text in html


def test_what_is_unusual_is_told_from_what_is_not(
    campaign: Campaign, scene: Scene, tmp_path: Path
) -> None:
    from certification.models import Counterexample

    kept = keep(b'{"sentence": "Too near."}', name="SSM-01.json")
    found = Counterexample.objects.create(
        campaign=campaign, world="mobile-corridor", property_id="SSM-01", file=kept, margin=-0.2113,
        unit="m", trace_digest=digest("trace"), scenario={"people": 1, "event": "none"},
    )  # fmt: skip
    row = refusal_row(found)
    assert row["robustness"] == "-0.2113"
    assert row["hazard"]["ja"] == "移動する機体と人の衝突"
    assert [(d["name"], d["unit"], d["simplest"]) for d in row["scenario"]] == [
        ("people", "people", False),
        ("event", "", True),
    ]


def test_a_sentence_the_engine_never_said_stays_as_it_is() -> None:
    assert from_engine("Something new.") == {"ja": "Something new.", "en": "Something new."}


def test_without_an_estimate_the_statement_says_so() -> None:
    nothing: dict[str, Any] = {**SUMMARY, "properties": [{**PROPERTY, "estimate": None}]}
    assert statement_of(nothing)["en"] == words("en")["statement_none"]
