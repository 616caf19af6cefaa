"""Step 4: two policies for a mobile base among people; one keeps its distance, one has a subtle flaw."""

from pathlib import Path
from typing import Any

from certification import services
from certification.engine.campaign import replay
from certification.models import Campaign, Submission
from demo import policies
from demo.money import tokyo
from demo.worker import wait_for
from noetra_gov.core import clock
from noetra_gov.core.models import Job
from noetra_gov.files.services import keep
from noetra_gov.people.models import Organisation, User
from noetra_gov.programme.models import Field, RobotBody
from noetra_gov.programme.services import body_add, release_add

BUDGET = 50
SAMPLES = 700
INVENTED = {"provenance": "DEMO", "source": "Made by a script of the demonstration"}


def run(story: Any) -> None:
    clock.set_demo(tokyo(2027, 8, 2))
    folder = story.home / "policies"
    body = _body()
    jobs = [_submitted(model, body) for model in policies.build(folder)]
    wait_for(*jobs)
    clock.set_demo(tokyo(2027, 8, 9))
    story.facts["certification"] = [
        _decided(story, campaign) for campaign in Campaign.objects.order_by("pk")
    ]


def _body() -> RobotBody:
    honda = Organisation.objects.get(code="HONDA")
    return body_add(
        actor="system:demo",
        at=clock.now(),
        code="demo-base-60",
        name="Demonstration base 60 kg",
        organisation=honda,
        sensors="lidar 2D, tracker of people",
        **INVENTED,
    )


def _submitted(model: Path, body: RobotBody) -> Job:
    """An engineer hands in, a reviewer locks the plan and starts the campaign."""
    engineer, reviewer = _user("ueda"), _user("kimura")
    release = release_add(
        actor="system:demo",
        at=clock.now(),
        code=f"demo-{model.stem}-1-0",
        name=f"{model.stem}-base",
        version="1.0",
        organisation=Organisation.objects.get(code="NOETRA"),
        released_on=clock.now().date(),
        **INVENTED,
    )
    submission = services.submit(
        actor=engineer,
        release=release,
        body=body,
        field=Field.objects.get(number=4),
        world=policies.WORLD,
        level=1,
        policy=keep(model, name=model.name),
        manifest=keep(policies.manifest_of(model), name=policies.manifest_of(model).name),
        at=clock.now(),
    )
    campaign = services.plan_lock(
        actor=reviewer, submission=submission, budget=BUDGET, samples=SAMPLES, at=clock.now()
    )
    return services.campaign_start(actor=reviewer, campaign=campaign, at=clock.now())


def _decided(story: Any, campaign: Campaign) -> dict[str, Any]:
    """A reviewer reads the evidence, another person decides."""
    submission = campaign.submission
    passed = campaign.verdict == "certified"
    found = list(campaign.counterexamples.select_related("file"))
    text = _review_text(campaign, len(found))
    services.review(
        actor=_user("kimura"), submission=submission, recommends=passed, text=text, at=clock.now()
    )
    certificate = services.decide(
        actor=_user("shimizu"),
        submission=submission,
        approved=passed,
        text="審査結果のとおり決定する。",
        at=clock.now(),
    )
    submission = Submission.objects.get(pk=submission.pk)
    story.say(
        f"{submission.release}: {submission.state}" + (f", {certificate}" if certificate else "")
    )
    story.say(f"  sandbox: {campaign.summary['sandbox']['tier']}")
    for row in found[:3]:
        story.say(f"  {row.property_id}: margin {row.margin:.3f} {row.unit}; {_replayed(row)}")
    return {
        "policy": str(submission.release),
        "digest": submission.policy.digest,
        "verdict": campaign.verdict,
        "state": submission.state,
        "certificate": str(certificate) if certificate else None,
        "plan": campaign.plan_digest,
        "sandbox": campaign.summary["sandbox"]["tier"],
        "counterexamples": [
            {"property": row.property_id, "margin": row.margin, "trace": row.trace_digest}
            for row in found
        ],
    }


def _review_text(campaign: Campaign, found: int) -> str:
    if campaign.verdict == "certified":
        return "証拠一式を確認した。すべての特性について上限値が合格基準を満たす。"
    return f"反例{found}件を再生して確認した。認証しないことを勧告する。"


def _replayed(row: Any) -> str:
    """Replay the recorded actions here, in another process than the worker's, and compare the traces."""
    again = replay(row.file.path)
    if not again.same:
        raise SystemExit(f"{row.property_id} did not replay to the same trace.")
    return "replayed bit for bit"


def _user(username: str) -> User:
    return User.objects.get(username=username)
