"""The campaign: a locked plan, resumable stages, a verdict, and files that replay."""

from pathlib import Path

from .campaign import STAGES, Campaign, Stage, silent
from .files import canonical, digest_of, digest_of_file, write_json
from .plan import Plan, make_plan
from .replay import BadRecording, Replayed, replay
from .result import result
from .verdict import CERTIFIED, INCONCLUSIVE, NOT_ADMITTED, REFUSED

__all__ = [
    "CERTIFIED",
    "INCONCLUSIVE",
    "NOT_ADMITTED",
    "REFUSED",
    "STAGES",
    "BadRecording",
    "Campaign",
    "Plan",
    "Replayed",
    "Stage",
    "canonical",
    "digest_of",
    "digest_of_file",
    "make_plan",
    "replay",
    "result",
    "silent",
    "write_json",
    "write_result",
]


def write_result(campaign: Campaign) -> tuple[dict, Path]:
    """``result.json`` in the campaign's folder, written last and whole."""
    document = result(campaign)
    path = campaign.folder / "result.json"
    write_json(path, document)
    return document, path
