"""A campaign from plan to verdict, on the demonstration policies in the sandbox."""

import json
from pathlib import Path

import pytest

from certification.engine.campaign import replay, result, write_result

NOBODY = lambda *_: None  # noqa: E731


@pytest.mark.slow
def test_the_careful_policy_is_certified_at_level_1(policies, campaign_of) -> None:
    campaign = campaign_of(policies[0], budget=10, samples=700)
    campaign.run_all(NOBODY)
    document = result(campaign)
    assert document["verdict"] == "certified", document["reasons"]
    assert document["provisional"]
    for row in document["properties"]:
        assert row["estimate"]["reached"]
        assert row["estimate"]["exercised_share"] >= 0.05


@pytest.mark.slow
def test_the_trusting_policy_is_refused_with_a_counterexample_that_replays(
    policies, campaign_of
) -> None:
    campaign = campaign_of(policies[1], budget=50)
    campaign.run_all(NOBODY)
    document, path = write_result(campaign)
    assert document["verdict"] == "refused"
    row = next(r for r in document["properties"] if r["id"] == "SSM-01")
    assert row["violated"]
    shown = row["counterexample"]
    scenario = shown["shrunk"]["scenario"]
    assert scenario["people"] == 1
    assert scenario["trolley_side"] != "none"
    assert scenario["p1_kind"] != "adult"
    assert "could be seen" in shown["sentence"]
    assert all(r["same"] for r in document["replays"])
    for which in ("shrunk", "first"):
        assert replay(path.parent / shown["file"], which).same
    assert document["runs"]["estimate"] == 0


def test_too_few_samples_are_inconclusive(policies, campaign_of) -> None:
    campaign = campaign_of(policies[0], budget=1, samples=64)
    campaign.run_all(NOBODY)
    document = result(campaign)
    assert document["verdict"] == "inconclusive"
    assert "bound" in {reason["code"] for reason in document["reasons"]}


class Killed(Exception):
    """As if the process had died right after a checkpoint."""


@pytest.mark.parametrize("stage", ["search", "estimate"])
def test_a_killed_stage_goes_on_where_it_was_and_counts_nothing_twice(
    stage: str, policies, campaign_of
) -> None:
    whole = campaign_of(policies[0], budget=9, samples=150)
    while whole.stages() and whole.stages()[0].name != stage:
        whole.run(whole.stages()[0].name)
    before = json.loads(json.dumps(whole.outcomes))
    expected = whole.run(stage)
    kept = {}

    def save(state: dict) -> None:
        kept.update(json.loads(json.dumps(state)))
        raise Killed

    first = campaign_of(policies[0], budget=9, samples=150)
    first.outcomes = json.loads(json.dumps(before))
    with pytest.raises(Killed):
        first.run(stage, save=save)
    second = campaign_of(policies[0], budget=9, samples=150)
    second.outcomes = {**before, stage: kept}
    assert second.run(stage) == expected


def test_another_policy_than_planned_is_not_admitted(policies, campaign_of) -> None:
    campaign = campaign_of(policies[0])
    campaign.model = policies[1]
    campaign.run("admission")
    assert not campaign.outcomes["admission"]["ok"]
    assert campaign.stages() == []
    assert result(campaign)["verdict"] == "not admitted"


def test_the_digest_of_the_plan_locks_every_part(policies, campaign_of) -> None:
    plans = [
        campaign_of(policies[0], **changed).plan.digest
        for changed in ({}, {"budget": 5}, {"samples": 65}, {"level": 2})
    ]
    assert len(set(plans)) == 4
    assert campaign_of(policies[0]).plan.digest == plans[0]


def test_progress_is_reported_for_every_stage(policies, campaign_of) -> None:
    campaign = campaign_of(policies[0], budget=1, samples=64)
    told: list[tuple[str, int, int]] = []
    campaign.run_all(lambda stage, done, total, note: told.append((stage.name, done, total)))
    assert {"admission", "conformance", "search", "estimate"} <= {name for name, _, _ in told}
    assert all(done <= total for _, done, total in told)


def test_the_samples_of_the_estimate_are_not_those_of_the_search(policies, campaign_of) -> None:
    campaign = campaign_of(policies[0], budget=2, samples=64)
    campaign.run_all(NOBODY)
    runs = result(campaign)["runs"]
    assert runs["estimate"] == 64
    assert runs["search"] == 2 * 16


def test_files_are_whole_or_absent(policies, campaign_of) -> None:
    campaign = campaign_of(policies[0], budget=1, samples=64)
    campaign.run_all(NOBODY)
    _, path = write_result(campaign)
    assert [p.name for p in Path(path.parent).iterdir()] == ["result.json"]
