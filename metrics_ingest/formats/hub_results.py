"""Hugging Face `.eval_results/*.yaml` (huggingface/hub-docs, docs/hub/eval-results.md).

The entries name no unit (20.90 and 0.412 stand on one page), no metric and no model: all are asked for.
"""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from metrics_ingest.errors import BadFile, MissingFacts, _
from metrics_ingest.formats.common import (
    Facts,
    Format,
    Measurement,
    Reading,
    in_range,
    number,
    require_facts,
)

NAME = "hub-results"
UNITS = ("percent", "fraction", "score")
MOST_BYTES = 1_000_000


def recognise(head: bytes, name: str) -> bool:
    return (
        b"dataset:" in head
        and b"value:" in head
        and b"task_id:" in head
        and head.lstrip()[:1] == b"-"
    )


def read(path: Path, facts: Facts) -> Reading:
    entries = _entries(path)
    missing = [f for f in ("unit", "model") if getattr(facts, f) is None]
    if missing:
        raise MissingFacts(missing, NAME)
    if facts.unit not in UNITS:
        raise BadFile(
            "unknown_unit", _("The unit must be one of %(units)s."), units=", ".join(UNITS)
        )
    return Reading(
        NAME, require_facts([_measurement(entry, facts) for entry in entries], facts, NAME)
    )


def _entries(path: Path) -> list[dict[str, Any]]:
    if path.stat().st_size > MOST_BYTES:
        raise BadFile(
            "too_large", _("The file is larger than %(limit)s MB. Send it in parts."), limit=1
        )
    text = path.read_text("utf-8-sig", errors="strict") if _is_utf8(path) else ""
    if "&" in text or "*" in text:
        raise BadFile("yaml_alias", _("The file uses YAML anchors, which such files do not need."))
    try:
        content = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError):
        raise BadFile(
            "broken_yaml", _("The file is cut off or is not YAML. Send it again whole.")
        ) from None
    if not isinstance(content, list) or not content or not all(_is_entry(e) for e in content):
        raise BadFile(
            "not_hub_results", _("Each entry must have dataset.id, dataset.task_id and a value.")
        )
    return content


def _is_utf8(path: Path) -> bool:
    try:
        path.read_text("utf-8")
    except UnicodeDecodeError:
        raise BadFile(
            "not_utf8", _("The file is not text in UTF-8. Save it as UTF-8 and send it again.")
        ) from None
    return True


def _is_entry(entry: Any) -> bool:
    dataset = entry.get("dataset") if isinstance(entry, dict) else None
    named = isinstance(dataset, dict) and {"id", "task_id"} <= dataset.keys()
    return named and number(entry.get("value")) is not None


def _measurement(entry: dict[str, Any], facts: Facts) -> Measurement:
    unit, dataset = str(facts.unit), entry["dataset"]
    return Measurement(
        suite=str(dataset["id"]),
        task=str(dataset["task_id"]),
        metric="value",
        unit=unit,
        direction="lower" if facts.direction == "lower" else "higher",
        value=in_range(float(entry["value"]), unit, str(dataset["id"])),
        date=_day(entry.get("date")),
        conditions={
            "revision": dataset.get("revision"),
            "notes": entry.get("notes"),
            "framework": entry.get("evaluation_framework"),
            "source": (entry.get("source") or {}).get("url"),
        },
    )


def _day(said: Any) -> date | None:
    if isinstance(said, datetime):
        return said.date()
    if isinstance(said, date):
        return said
    try:
        return datetime.fromisoformat(str(said)).date()
    except ValueError:
        return None


FORMAT = Format(NAME, "Hugging Face .eval_results (YAML)", recognise, read)
