"""lm-evaluation-harness `results_*.json` (EleutherAI, lm_eval/loggers/evaluation_tracker.py).

`results[task]["acc,none"]`: metric and filter; stderr may be "N/A". `n-samples` tells original and
effective: fewer effective ones are a limited run, which is history and no evidence.
"""

from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from metrics_ingest.errors import BadFile, _
from metrics_ingest.formats.common import (
    Direction,
    Facts,
    Format,
    Measurement,
    Reading,
    direction_of,
    load_json,
    number,
    require_facts,
    successes,
)

NAME = "lm-eval"
TOKYO = ZoneInfo("Asia/Tokyo")
RATES = frozenset({"acc", "acc_norm", "exact_match", "pass@1", "em"})
COUNTS = frozenset({"alias", "sample_len", "sample_count", "name"})


def recognise(head: bytes, name: str) -> bool:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return (
        start.startswith(b"{")
        and b'"results"' in head
        and (b',none"' in head or b'"alias"' in head)
    )


def read(path: Path, facts: Facts) -> Reading:
    log = load_json(path, NAME)
    results = log.get("results") if isinstance(log, dict) else None
    if not isinstance(results, dict) or not all(isinstance(of, dict) for of in results.values()):
        raise BadFile(
            "not_lm_eval",
            _("The file has no results by task: it is no lm-evaluation-harness result."),
        )
    found = [
        _measurement(log, task, key, value, facts)
        for task, metrics in results.items()
        for key, value in metrics.items()
        if _is_value(key, value)
    ]
    if not found:
        raise BadFile("no_results", _("The file reports no result: every value is missing."))
    code, unfit = _unfit(log)
    return Reading(NAME, require_facts(found, facts, NAME), unfit, code)


def _is_value(key: str, value: Any) -> bool:
    metric = key.partition(",")[0]
    return metric not in COUNTS and not metric.endswith("_stderr") and number(value) is not None


def _measurement(log: dict[str, Any], task: str, key: str, value: Any, facts: Facts) -> Measurement:
    metric, _sign, chosen = key.partition(",")
    n = ((log.get("n-samples") or {}).get(task) or {}).get("effective")
    unit = "fraction" if metric in RATES else facts.unit or "score"
    return Measurement(
        suite="lm-evaluation-harness",
        task=task,
        metric=f"{metric},{chosen}" if chosen not in ("", "none") else metric,
        unit=unit,
        direction=direction_of(facts, _direction(log, task, metric), metric),
        value=number(value),
        n=n,
        k=successes(number(value), n, unit),
        model=log.get("model_name") or None,
        commit=log.get("git_hash") or None,
        date=_day(log.get("date")),
        conditions={
            "version": (log.get("versions") or {}).get(task),
            "shots": (log.get("n-shot") or {}).get(task),
            "filter": chosen,
            "harness": log.get("lm_eval_version"),
        },
    )


def _direction(log: dict[str, Any], task: str, metric: str) -> Direction | None:
    said = ((log.get("higher_is_better") or {}).get(task) or {}).get(metric)
    if said is None:
        return "higher" if metric in RATES else None
    return "higher" if said else "lower"


def _day(stamp: Any) -> date | None:
    seconds = number(stamp)
    return datetime.fromtimestamp(seconds, TOKYO).date() if seconds else None


def _unfit(log: dict[str, Any]) -> tuple[str, str]:
    if (log.get("config") or {}).get("limit") is not None:
        return "limited", f"The run was limited to {log['config']['limit']} samples a task."
    for task, n in (log.get("n-samples") or {}).items():
        if n.get("effective", 0) < n.get("original", 0):
            return "limited", f"{task}: only {n['effective']} of {n['original']} samples were used."
    return "", ""


FORMAT = Format(NAME, "lm-evaluation-harness results", recognise, read)
