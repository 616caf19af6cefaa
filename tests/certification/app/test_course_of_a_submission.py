"""From a submitted policy to a certificate or a refusal, through services and the job that users wait for."""

import json
from pathlib import Path

import pytest

from certification import rules, selectors, services
from certification.engine.campaign import replay
from certification.models import Certificate, CertificateState, Submission
from noetra_gov.audit.models import Checkpoint, Entry
from noetra_gov.audit.services import checkpoint
from noetra_gov.core import jobs
from noetra_gov.core.errors import BadInput, Conflict, NotAllowed
from noetra_gov.core.models import Job, JobStatus
from noetra_gov.files.services import keep
from noetra_gov.people.models import User
from tests.certification.app.conftest import AT, submit

pytestmark = pytest.mark.django_db
People = dict[str, User]


def run(people: People, submission: Submission, budget: int = 5, samples: int = 64) -> Submission:
    """Lock, start and work the campaign off."""
    reviewer = people["reviewer"]
    campaign = services.plan_lock(
        actor=reviewer, submission=submission, budget=budget, samples=samples, at=AT
    )
    job = services.campaign_start(actor=reviewer, campaign=campaign, at=AT)
    jobs.run_one(jobs.claim("here") or job)
    job.refresh_from_db()
    assert job.status == JobStatus.DONE, job.error
    return Submission.objects.get(pk=submission.pk)


def passed(people: People, submission: Submission, folder: Path) -> Submission:
    """A campaign that ended, as if its samples had sufficed: what follows is about people."""
    reviewer = people["reviewer"]
    campaign = services.plan_lock(actor=reviewer, submission=submission, at=AT)
    services.campaign_start(actor=reviewer, campaign=campaign, at=AT)
    result = json.loads((folder / "result.json").read_text()) | {"verdict": "certified"}
    services.campaign_conclude(campaign=campaign, result=result, folder=folder, at=AT)
    return Submission.objects.get(pk=submission.pk)


def test_too_few_samples_never_make_a_certificate(people: People, submission: Submission) -> None:
    done = run(people, submission)
    assert done.campaign.verdict == "inconclusive"
    assert done.campaign.result is not None
    services.review(actor=people["reviewer"], submission=done, recommends=True, text="x", at=AT)
    made = services.decide(actor=people["decider"], submission=done, approved=True, text="x", at=AT)
    done.refresh_from_db()
    assert (made, done.state) == (None, "inconclusive")


def test_a_certificate_takes_two_people_and_is_signed(
    people: People, submission: Submission, finished: Path
) -> None:
    done = passed(people, submission, finished)
    services.review(actor=people["both"], submission=done, recommends=True, text="x", at=AT)
    with pytest.raises(NotAllowed, match="Another person decides"):
        services.decide(actor=people["both"], submission=done, approved=True, text="x", at=AT)
    made = services.decide(actor=people["decider"], submission=done, approved=True, text="x", at=AT)
    assert made is not None
    assert (made.number, made.provisional) == ("NG-2027-0001", True)
    envelope = json.loads(made.envelope.path.read_bytes())
    assert envelope["signatures"]
    assert list(selectors.in_force(AT)) == [made]


def test_nobody_of_the_alliance_reviews_or_decides(
    people: People, submission: Submission, finished: Path
) -> None:
    insider = people["insider"]
    with pytest.raises(NotAllowed, match="alliance"):
        services.plan_lock(actor=insider, submission=submission, at=AT)
    done = passed(people, submission, finished)
    with pytest.raises(NotAllowed, match="alliance"):
        services.review(actor=insider, submission=done, recommends=True, text="x", at=AT)


def test_a_flawed_policy_is_refused_with_a_counterexample_that_replays(
    people: People, built: tuple[Path, Path]
) -> None:
    submission = submit(people["engineer"], built[1], "trusting")
    done = run(people, submission, budget=50)
    assert done.campaign.verdict == "refused"
    for row in done.campaign.counterexamples.select_related("file"):
        assert row.margin < 0
        assert replay(row.file.path).trace_digest == row.trace_digest
    services.review(actor=people["reviewer"], submission=done, recommends=True, text="x", at=AT)
    services.decide(actor=people["decider"], submission=done, approved=True, text="x", at=AT)
    done.refresh_from_db()
    assert done.state == "refused"
    assert not Certificate.objects.exists()
    _the_next_version_meets_it_first(people, built, done)


def _the_next_version_meets_it_first(
    people: People, built: tuple[Path, Path], earlier: Submission
) -> None:
    known = list(earlier.campaign.counterexamples.values_list("scenario", flat=True))
    again = submit(people["engineer"], built[0], "trusting", "2")
    assert again.attempt == 2
    campaign = services.plan_lock(actor=people["reviewer"], submission=again, at=AT)
    assert [row for row in campaign.plan["corpus"] if row in known]


def test_the_seed_comes_from_the_first_checkpoint_after_the_plan(
    people: People, submission: Submission
) -> None:
    checkpoint(at=AT)
    campaign = services.plan_lock(actor=people["reviewer"], submission=submission, at=AT)
    locked = Entry.objects.get(action="certification.plan_lock")
    checkpoint(at=AT)
    services.submissions.record(actor="x", action="later", obj="x", payload={}, at=AT)
    services.campaign_start(actor=people["reviewer"], campaign=campaign, at=AT)
    locked.refresh_from_db()
    first = Checkpoint.objects.filter(size__gt=locked.leaf.index).order_by("size").first()
    assert first is not None
    assert campaign.seed == rules.seed_of(first.root, campaign.plan_digest)
    assert Checkpoint.objects.count() == 3


def test_a_campaign_goes_on_from_its_checkpoint(people: People, submission: Submission) -> None:
    reviewer = people["reviewer"]
    campaign = services.plan_lock(
        actor=reviewer, submission=submission, budget=5, samples=64, at=AT
    )
    job = services.campaign_start(actor=reviewer, campaign=campaign, at=AT)
    known = {"admission": {"ok": True, "findings": [], "digests": {}, "tier": "full", "done": True}}
    Job.objects.filter(pk=job.pk).update(checkpoint={"outcomes": known})
    claimed = jobs.claim("second")
    assert claimed is not None
    jobs.run_one(claimed)
    claimed.refresh_from_db()
    assert set(claimed.checkpoint["outcomes"]) == {"admission", "conformance", "search", "estimate"}


def test_the_second_sandbox_tier_gives_no_certificate(
    people: People, submission: Submission, finished: Path
) -> None:
    done = passed(people, submission, finished)
    done.campaign.summary["sandbox"]["tier"] = "second"
    done.campaign.save(update_fields=["summary"])
    services.review(actor=people["reviewer"], submission=done, recommends=True, text="x", at=AT)
    with pytest.raises(Conflict, match="bubblewrap"):
        services.decide(actor=people["decider"], submission=done, approved=True, text="x", at=AT)


def test_a_new_certificate_supersedes_the_last_and_a_suspended_one_stays_visible(
    people: People, submission: Submission, built: tuple[Path, Path], finished: Path
) -> None:
    numbers = []
    for done in (submission, submit(people["engineer"], built[0], "careful", "2")):
        ended = passed(people, done, finished)
        services.review(
            actor=people["reviewer"], submission=ended, recommends=True, text="x", at=AT
        )
        made = services.decide(
            actor=people["decider"], submission=ended, approved=True, text="x", at=AT
        )
        assert made is not None
        numbers.append(made)
    numbers[0].refresh_from_db()
    assert numbers[0].state == CertificateState.SUPERSEDED
    services.certificate_suspend(
        actor=people["decider"], certificate=numbers[1], reason="incident", at=AT
    )
    assert not selectors.in_force(AT).exists()
    assert Certificate.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "said"), [(b"{", "manifest"), (b"[]", "manifest"), (b"\xff\xfe", "manifest")]
)
def test_a_manifest_that_cannot_be_read_is_refused_with_a_sentence(
    people: People, submission: Submission, content: bytes, said: str
) -> None:
    bad = keep(content, name="manifest.json")
    with pytest.raises(BadInput, match=said):
        services.submit(
            actor=people["engineer"],
            release=submission.release,
            body=submission.body,
            field=submission.field,
            world=submission.world,
            level=1,
            policy=submission.policy,
            manifest=bad,
            at=AT,
        )
    assert Submission.objects.count() == 1
