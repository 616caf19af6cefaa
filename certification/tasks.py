"""The work of a campaign: the engine's stages in a row, with what each gave kept for the next attempt."""

from pathlib import Path
from typing import Any

from django.conf import settings

from certification import words
from certification.engine.campaign import Campaign as EngineCampaign
from certification.engine.campaign import Plan, write_json, write_result
from certification.engine.policies import PolicyManifest
from certification.models import Campaign
from certification.services import campaign_conclude
from noetra_gov.core import clock
from noetra_gov.core.jobs import Report, job_kind, keep_checkpoint
from noetra_gov.core.models import Job

PER_STAGE = 1_000


@job_kind("certification.campaign")
def run_campaign(job: Job, report: Report) -> dict[str, Any]:
    """Run, or go on with, a campaign; a stage that is done is not done again."""
    campaign = Campaign.objects.select_related("submission").get(pk=job.parameters["campaign"])
    folder = Path(settings.HOME) / "campaigns" / str(campaign.pk)
    engine = engine_campaign(campaign, folder, job.checkpoint.get("outcomes", {}))
    write_json(folder / "plan.json", {**engine.plan.document, "digest": engine.plan.digest})
    _run_stages(engine, job, report)
    result, _path = write_result(engine)
    concluded = campaign_conclude(campaign=campaign, result=result, folder=folder, at=clock.now())
    assert concluded.result is not None
    return {"verdict": concluded.verdict, "result": concluded.result.digest}


def engine_campaign(
    campaign: Campaign, folder: Path, outcomes: dict[str, Any] | None = None
) -> EngineCampaign:
    """The engine's campaign for a locked plan; the model's file keeps the suffix the engine reads."""
    submission = campaign.submission
    manifest = PolicyManifest.load(submission.manifest.path)
    return EngineCampaign(
        plan=Plan(campaign.plan),
        seed=campaign.seed,
        model=submission.policy.path,
        manifest=manifest,
        folder=folder,
        outcomes=outcomes or {},
    )


def _run_stages(engine: EngineCampaign, job: Job, report: Report) -> None:
    while stages := engine.stages():
        stage, all_stages = stages[0], len(stages) + len(engine.outcomes)
        before = len(engine.outcomes) * PER_STAGE

        def tell(done: int, total: int, note: str, name: str = stage.name) -> None:
            part = PER_STAGE * done // max(total, 1)
            report(before + part, all_stages * PER_STAGE, words.progress(name, note))  # noqa: B023

        tell(0, 1, "")
        engine.run(stage.name, tell, lambda _state: _keep(job, engine))
        _keep(job, engine)


def _keep(job: Job, engine: EngineCampaign) -> None:
    keep_checkpoint(job, {"outcomes": engine.outcomes})
