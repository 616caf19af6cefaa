"""What a person reads of a campaign that ended, in both languages."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from certification import services
from certification.models import Counterexample, Submission
from certification.words import properties
from noetra_gov.core.errors import BadInput
from noetra_gov.files.services import keep
from noetra_gov.people.models import User
from tests.certification.app.conftest import AT
from tests.certification.app.test_course_of_a_submission import passed
from tests.certification.app.test_words import SENTENCE, document

pytestmark = pytest.mark.django_db
People = dict[str, User]
SCENE: dict[str, Any] = {
    "time_s": [0.0, 0.1],
    "violation_s": 0.1,
    "goal": [3.0, 0.0],
    "fixtures": [],
    "people": [],
    "protective_distance_m": [0.5, 0.5],
    "robot": {"radius_m": 0.3, "xy": [[0.0, 0.0], [0.1, 0.0]]},
}


@pytest.fixture
def ended(people: People, submission: Submission, finished: Path) -> Submission:
    return passed(people, submission, finished)


@pytest.fixture
def found(ended: Submission) -> Counterexample:
    """A counterexample as an engine of any time would have left it."""
    told = document() | {"scene": SCENE, "simulations": 7}
    told["shrunk"]["scenario"]["people"] = told["first"]["scenario"]["people"] = 1
    made: Counterexample = Counterexample.objects.create(
        campaign=ended.campaign,
        world="mobile-ward",
        property_id="SSM-01",
        file=keep(json.dumps(told).encode(), name="counterexample.json"),
        margin=-0.0123,
        unit="m",
        trace_digest="sha256:" + 64 * "0",
        scenario=told["shrunk"]["scenario"],
    )
    return made


def page(people: People, url: str, language: str) -> str:
    client = Client(headers={"accept-language": language})
    client.force_login(people["reviewer"])
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_of_a_campaign_gives_its_reasons_and_every_property(
    people: People, ended: Submission
) -> None:
    shown = page(people, f"/certification/{ended.pk}/", "en")
    reasons = ended.campaign.summary["reasons"]
    assert [row["code"] for row in reasons if row["sentence"].split(";")[0] not in shown] == []
    assert [name for name in properties.TITLES if name not in shown] == []


def test_a_counterexample_is_told_in_the_readers_language(
    people: People, found: Counterexample
) -> None:
    url = f"/certification/{found.campaign.submission_id}/SSM-01/"
    assert SENTENCE in page(people, url, "en")
    shown = page(people, url, "ja")
    assert "noise_m" not in shown
    assert "The base moved" not in shown


def test_a_world_that_does_not_exist_is_refused_with_those_that_do(
    people: People, submission: Submission
) -> None:
    with pytest.raises(BadInput) as refused:
        services.submit(
            actor=people["engineer"],
            release=submission.release,
            body=submission.body,
            field=submission.field,
            world="moon",
            level=1,
            policy=submission.policy,
            manifest=submission.manifest,
            at=AT,
        )
    assert "mobile-corridor" in str(refused.value)


def test_a_japanese_reader_meets_no_title_or_limit_in_english(
    people: People, ended: Submission
) -> None:
    shown = page(people, f"/certification/{ended.pk}/", "ja")
    summary = ended.campaign.summary
    english = [*summary["limits_in_words"], *(row["title"] for row in summary["properties"])]
    assert [line for line in english if line in shown] == []
