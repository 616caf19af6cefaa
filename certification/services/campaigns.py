"""A campaign: its plan is locked, its seed taken from the log, its result kept by digest."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certification import rights
from certification.engine.campaign import make_plan
from certification.engine.policies import PolicyManifest
from certification.flow import FLOW
from certification.models import Campaign, Counterexample, Submission
from certification.rules import seed_of
from noetra_gov.audit.models import Checkpoint, Entry
from noetra_gov.audit.services import checkpoint, record
from noetra_gov.core.errors import Conflict
from noetra_gov.core.jobs import enqueue
from noetra_gov.core.models import Job
from noetra_gov.core.workflow import move
from noetra_gov.files.services import keep
from noetra_gov.people.models import User
from noetra_gov.people.permission import permitted, require

SEED_SOURCE = "first checkpoint of the log after the plan was locked"
CORPUS_LIMIT = 50


@transaction.atomic
def plan_lock(
    *,
    actor: User,
    submission: Submission,
    at: datetime,
    budget: int = 50,
    samples: int | None = None,
) -> Campaign:
    """Fix what the campaign will do, by digest, before any seed exists."""
    require(permitted(actor, rights.PLAN, submission))
    move(submission, FLOW, to="planned", actor=actor.ref, at=at)
    plan = make_plan(
        policy_digest=submission.policy.digest,
        manifest=PolicyManifest.load(submission.manifest.path),
        world=submission.world,
        level=submission.level,
        budget=budget,
        samples=samples,
        seed_source=SEED_SOURCE,
        corpus=_corpus(submission),
    )
    campaign = Campaign.objects.create(
        submission=submission,
        plan=plan.document,
        plan_digest=plan.digest,
        locked_by=actor.ref,
        locked_at=at,
        seed=0,
        seed_source=SEED_SOURCE,
    )
    record(
        actor=actor.ref,
        action="certification.plan_lock",
        obj=f"certification.Campaign:{campaign.pk}",
        payload={"plan": plan.digest, "budget": budget, "samples": plan["samples"]},
        digests={"plan": plan.digest},
        at=at,
    )
    return campaign


def _corpus(submission: Submission) -> list[dict[str, Any]]:
    """Known counterexamples of this world, newest first: they are tried before anything else."""
    known = Counterexample.objects.filter(world=submission.world).order_by("-id")
    return list(known.values_list("scenario", flat=True)[:CORPUS_LIMIT])


def campaign_start(*, actor: User, campaign: Campaign, at: datetime) -> Job:
    """Take the seed from the first checkpoint that holds the locked plan, and queue the work."""
    require(permitted(actor, rights.PLAN, campaign.submission))
    checkpoint(at=at)
    return _start(actor, campaign, at)


@transaction.atomic
def _start(actor: User, campaign: Campaign, at: datetime) -> Job:
    head = _first_checkpoint_after(campaign)
    submission = campaign.submission
    move(submission, FLOW, to="running", actor=actor.ref, at=at)
    job = enqueue(
        "certification.campaign",
        {"campaign": campaign.pk},
        actor=actor.ref,
        key=f"campaign:{campaign.pk}",
    )
    campaign.seed = seed_of(head.root, campaign.plan_digest)
    campaign.seed_source = f"{SEED_SOURCE}: {head.size} entries, root {head.root}"
    campaign.job = job
    campaign.save(update_fields=["seed", "seed_source", "job"])
    record(
        actor=actor.ref,
        action="certification.campaign_start",
        obj=f"certification.Campaign:{campaign.pk}",
        payload={"seed": str(campaign.seed), "checkpoint": head.size, "root": head.root},
        at=at,
    )
    return job


def _first_checkpoint_after(campaign: Campaign) -> Checkpoint:
    locked = Entry.objects.get(
        action="certification.plan_lock", object=f"certification.Campaign:{campaign.pk}"
    )
    head = Checkpoint.objects.filter(size__gt=locked.leaf.index).order_by("size").first()
    if head is None:
        raise Conflict(
            "no_checkpoint", _("The log has no checkpoint after the plan yet. Try again.")
        )
    return head


@transaction.atomic
def campaign_conclude(
    *, campaign: Campaign, result: dict[str, Any], folder: Path, at: datetime
) -> Campaign:
    """Keep the evidence of a finished campaign by digest and write down its verdict."""
    locked = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if locked.verdict:
        return locked
    locked.result = keep(folder / "result.json", name=f"campaign-{locked.pk}-result.json")
    locked.verdict = result["verdict"].replace(" ", "_")
    locked.summary = _summary(result)
    locked.evaluated_at = at
    locked.save()
    for row in result["properties"]:
        if row["counterexample"]:
            _keep_counterexample(locked, row, folder)
    move(locked.submission, FLOW, to="evaluated", actor="system:campaign", at=at)
    record(
        actor="system:campaign",
        action="certification.campaign_conclude",
        obj=f"certification.Campaign:{locked.pk}",
        payload={"verdict": locked.verdict, "reasons": [r["code"] for r in result["reasons"]]},
        digests={"result": locked.result.digest, "plan": locked.plan_digest},
        at=at,
    )
    return locked


def _keep_counterexample(campaign: Campaign, row: dict[str, Any], folder: Path) -> None:
    shown = row["counterexample"]
    path = folder / shown["file"]
    document = json.loads(path.read_text(encoding="utf-8"))
    Counterexample.objects.create(
        campaign=campaign,
        world=document["world"],
        property_id=row["id"],
        file=keep(path, name=f"campaign-{campaign.pk}-{shown['file']}"),
        margin=shown["shrunk"]["robustness"],
        unit=row["unit"],
        trace_digest=shown["shrunk"]["trace_digest"],
        scenario=shown["shrunk"]["scenario"],
    )


def _summary(result: dict[str, Any]) -> dict[str, Any]:
    """What lists and pages show without opening the result file."""
    names = ("reasons", "properties", "runs", "sandbox", "statement", "limits_in_words")
    return {name: result[name] for name in (*names, "provisional", "kind", "certificate_grade")}
