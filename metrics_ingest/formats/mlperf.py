"""MLPerf `summary_results.json` (MLCommons): a list of systems, models and scenarios.

`Result` is a number in `Units`; `Accuracy` is free text ("acc: 76.5", "ROUGE1: 44.4 ROUGE2: 21.9"), so
its numbers are taken with the names that stand before them, as scores.
"""

import re
from pathlib import Path
from typing import Any

from metrics_ingest.errors import BadFile, _
from metrics_ingest.formats.common import (
    Direction,
    Facts,
    Format,
    Measurement,
    Reading,
    load_json,
    number,
    require_facts,
)

NAME = "mlperf"
NEEDED = frozenset({"Model", "Scenario", "Result", "Units"})
_NAMED = re.compile(r"([A-Za-z][A-Za-z0-9_@-]*)\s*[:=]\s*(-?\d+(?:\.\d+)?)")


def recognise(head: bytes, name: str) -> bool:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith(b"[") and all(f'"{key}"'.encode() in head for key in NEEDED)


def read(path: Path, facts: Facts) -> Reading:
    entries = load_json(path, NAME)
    if not isinstance(entries, list) or not all(
        isinstance(e, dict) and e.keys() >= NEEDED for e in entries
    ):
        raise BadFile("not_mlperf", _("Each entry must have Model, Scenario, Result and Units."))
    found = [m for entry in entries for m in _of_entry(entry)]
    if not found:
        raise BadFile("no_results", _("The file reports no result: every value is missing."))
    return Reading(NAME, require_facts(found, facts, NAME))


def _of_entry(entry: dict[str, Any]) -> list[Measurement]:
    task = f"{entry['Model']} {entry['Scenario']}"
    unit = str(entry["Units"])
    conditions = {
        key: entry.get(key)
        for key in (
            "Submitter",
            "Platform",
            "Accelerator",
            "Category",
            "Availability",
            "Suite",
            "ID",
        )
    }
    result = number(entry["Result"])
    found = (
        []
        if result is None
        else [
            Measurement(
                "mlperf", task, "result", unit, _direction(unit), result, conditions=conditions
            )
        ]
    )
    for name, value in _NAMED.findall(str(entry.get("Accuracy") or "")):
        found.append(
            Measurement(
                "mlperf",
                task,
                f"accuracy {name}",
                "score",
                "higher",
                float(value),
                conditions=conditions,
            )
        )
    return found


def _direction(unit: str) -> Direction:
    """Throughput grows, latency and energy shrink."""
    slow = any(
        word in unit.lower() for word in ("latency", "(ms)", "(s)", "(ns)", "joules", "watts")
    )
    return "lower" if slow else "higher"


FORMAT = Format(NAME, "MLPerf summary_results.json", recognise, read)
