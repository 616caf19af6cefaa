"""BEHAVIOR-1K submission (StanfordVL/BEHAVIOR-1K, docs/challenge/submission.md): a ZIP of one JSON a rollout.

The full size is 100 tasks × 10 instances × 1 rollout = 1,000; a rollout that is missing counts as zero.
"""

import json
from pathlib import Path
from typing import Any

from backports.zstd import ZstdError, zipfile

from metrics_ingest.errors import BadFile, _
from metrics_ingest.formats.common import (
    WHOLE,
    Facts,
    Format,
    Measurement,
    Reading,
    number,
    require_facts,
)

NAME = "behavior-1k"
ROLLOUTS, PER_TASK = 1_000, 10
MOST_MEMBERS, MOST_MEMBER_BYTES = 20_000, 1_000_000


def recognise(head: bytes, name: str) -> bool:
    """A ZIP; that its JSON files are rollouts is seen when it is read."""
    return head.startswith(b"PK\x03\x04") and b".json" in head


def read(path: Path, facts: Facts) -> Reading:
    rollouts = _rollouts(path)
    if not rollouts:
        raise BadFile(
            "not_behavior",
            _(
                "The archive holds no rollout of BEHAVIOR-1K (a JSON file with task, "
                "instance_id and q_score)."
            ),
        )
    by_task: dict[str, list[dict[str, Any]]] = {}
    for (task, _instance, _rollout), content in sorted(rollouts.items()):
        by_task.setdefault(task, []).append(content)
    if len(rollouts) > ROLLOUTS or any(len(of) > PER_TASK for of in by_task.values()):
        raise BadFile(
            "too_many_rollouts",
            _(
                "The archive holds more rollouts than the challenge prescribes "
                "(1,000 in all, 10 a task): results must not be selected."
            ),
        )
    found = _measurements(WHOLE, list(rollouts.values()), ROLLOUTS)
    for task, contents in by_task.items():
        found += _measurements(task, contents, PER_TASK)
    missing = ROLLOUTS - len(rollouts)
    notes = (f"{missing} of {ROLLOUTS} rollouts are missing and count as zero.",) if missing else ()
    return Reading(NAME, require_facts(found, facts, NAME), notes=notes)


def _measurements(task: str, rollouts: list[dict[str, Any]], prescribed: int) -> list[Measurement]:
    won = sum(1 for content in rollouts if content.get("success") is True)
    score = sum(number((content.get("q_score") or {}).get("final")) or 0.0 for content in rollouts)
    conditions = {"rollouts": len(rollouts), "prescribed": prescribed}
    return [
        Measurement(
            "behavior-1k",
            task,
            "success_rate",
            "fraction",
            "higher",
            won / prescribed,
            prescribed,
            won,
            conditions=conditions,
        ),
        Measurement(
            "behavior-1k",
            task,
            "q_score",
            "score",
            "higher",
            score / prescribed,
            prescribed,
            conditions=conditions,
        ),
    ]


def _rollouts(path: Path) -> dict[tuple[str, int, int], dict[str, Any]]:
    found: dict[tuple[str, int, int], dict[str, Any]] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            members = [m for m in archive.infolist() if m.filename.endswith(".json")]
            if len(members) > MOST_MEMBERS:
                raise BadFile(
                    "too_many_members", _("The archive has too many files to be a submission.")
                )
            for member in members:
                content = _rollout(archive, member)
                if content is None:
                    continue
                key = (content["task"], content["instance_id"], content.get("rollout_id", 0))
                if key in found:
                    raise BadFile(
                        "repeated_rollout",
                        _("The rollout %(key)s stands twice in the archive."),
                        key=key,
                    )
                found[key] = content
    except (zipfile.BadZipFile, ZstdError, EOFError, OSError, NotImplementedError) as wrong:
        raise BadFile(
            "broken_archive",
            _("The archive is cut off or damaged (%(reason)s). Send it again whole."),
            reason=str(wrong),
        ) from None
    return found


def _rollout(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> dict[str, Any] | None:
    with archive.open(member) as stream:
        raw = stream.read(MOST_MEMBER_BYTES + 1)
    if len(raw) > MOST_MEMBER_BYTES:
        raise BadFile(
            "bomb",
            _("%(name)s unpacks to more than 1 MB; no rollout needs that."),
            name=member.filename,
        )
    try:
        content = json.loads(raw)
    except (ValueError, RecursionError):
        raise BadFile(
            "broken_json", _("%(name)s in the archive is not JSON."), name=member.filename
        ) from None
    needed = isinstance(content, dict) and {"task", "instance_id", "q_score"} <= content.keys()
    return content if needed and isinstance(content["instance_id"], int) else None


FORMAT = Format(NAME, "BEHAVIOR-1K submission (ZIP)", recognise, read)
