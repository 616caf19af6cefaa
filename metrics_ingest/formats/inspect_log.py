"""Inspect log `.eval` (UK AI Security Institute, inspect_ai 0.3): a ZIP whose members are zstd (method 93).

`header.json` holds version, status, eval, plan, results, stats; it is written last, so a run that
died has only `_journal/start.json`. Python 3.11's zipfile cannot read method 93; backports-zstd can.
"""

from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from backports.zstd import ZstdError, zipfile

from metrics_ingest.errors import BadFile, _
from metrics_ingest.formats.common import (
    WHOLE,
    Direction,
    Facts,
    Format,
    Measurement,
    Reading,
    number,
    parse_json,
    require_facts,
)

NAME = "inspect"
HEADER, START = "header.json", "_journal/start.json"
VERSIONS = (1, 2)
MOST_HEADER_BYTES = 64 * 1024 * 1024
MOST_MEMBERS = 2_000_000
TOKYO = ZoneInfo("Asia/Tokyo")
SPREAD = frozenset({"stderr", "std", "var", "bootstrap_stderr"})
DIRECTIONS: dict[str, Direction] = {
    "accuracy": "higher",
    "mean": "higher",
    "exact_match": "higher",
    "f1": "higher",
    "pass_at_1": "higher",
    "grouped": "higher",
}


def recognise(head: bytes, name: str) -> bool:
    """A ZIP whose first member is one that an Inspect log begins with."""
    if not head.startswith(b"PK\x03\x04"):
        return False
    return any(head[30:].startswith(first) for first in (b"_journal/", b"header.json", b"samples/"))


def read(path: Path, facts: Facts) -> Reading:
    log = _header(path)
    version = log.get("version")
    if version not in VERSIONS:
        raise BadFile(
            "unknown_version",
            _(
                "This Inspect log has version %(version)s; versions %(known)s "
                "are known here. Convert it with the inspect_ai release that wrote it."
            ),
            version=version,
            known=" and ".join(map(str, VERSIONS)),
        )
    spec, results = log.get("eval") or {}, log.get("results") or {}
    found = _measurements(spec, results)
    code, unfit = _unfit(log, spec, results)
    if not found and not unfit:
        raise BadFile("no_results", _("The log ended well but has no scores in its results."))
    return Reading(NAME, require_facts(found, facts, NAME), unfit, code)


def _header(path: Path) -> dict[str, Any]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if len(names) > MOST_MEMBERS:
                raise BadFile(
                    "too_many_members", _("The archive has too many members to be a log.")
                )
            if HEADER in names:
                header = _member(archive, HEADER)
            elif START in names:
                header = {**_member(archive, START), "status": "started"}
            else:
                raise BadFile(
                    "not_inspect", _("The archive has no header.json: it is no Inspect log.")
                )
    except (zipfile.BadZipFile, ZstdError, EOFError, OSError, NotImplementedError) as wrong:
        raise BadFile(
            "broken_archive",
            _("The log is cut off or damaged (%(reason)s). Send it again whole."),
            reason=str(wrong),
        ) from None
    if not isinstance(header, dict):
        raise BadFile("not_inspect", _("header.json is not an object: this is no Inspect log."))
    return header


def _member(archive: zipfile.ZipFile, name: str) -> Any:
    """One member, however much it claims to unpack to: reading stops at the limit."""
    with archive.open(name) as stream:
        raw = stream.read(MOST_HEADER_BYTES + 1)
    if len(raw) > MOST_HEADER_BYTES:
        raise BadFile(
            "bomb",
            _("%(name)s unpacks to more than %(limit)s MB; no log needs that."),
            name=name,
            limit=MOST_HEADER_BYTES // 2**20,
        )
    return parse_json(raw, NAME)


def _unfit(log: dict[str, Any], spec: dict[str, Any], results: dict[str, Any]) -> tuple[str, str]:
    """Why a run is history and no evidence."""
    status = log.get("status")
    if status != "success":
        return f"run_{status}", f"The run ended as “{status}”, not as “success”."
    if (spec.get("config") or {}).get("limit") is not None:
        return "limited", f"The run was limited to {spec['config']['limit']} samples."
    total, completed = results.get("total_samples"), results.get("completed_samples")
    if total != completed:
        return "incomplete", f"Only {completed} of {total} samples were completed."
    return "", ""


def _measurements(spec: dict[str, Any], results: dict[str, Any]) -> list[Measurement]:
    found = []
    for score in results.get("scores") or []:
        for key, metric in (score.get("metrics") or {}).items():
            name = str(metric.get("name", key)).rpartition("/")[2]
            if name not in SPREAD:
                found.append(_measurement(spec, results, score, name, metric))
    return found


def _measurement(
    spec: dict[str, Any],
    results: dict[str, Any],
    score: dict[str, Any],
    name: str,
    metric: dict[str, Any],
) -> Measurement:
    if name not in DIRECTIONS:
        raise BadFile(
            "unknown_metric",
            _(
                "The metric “%(metric)s” is not in the catalogue: whether higher or "
                "lower is better is not known. Have it added to the catalogue first."
            ),
            metric=name,
        )
    value = number(metric.get("value"))
    n = score.get("scored_samples") or results.get("completed_samples")
    unit = "fraction" if name == "accuracy" else "score"
    return Measurement(
        suite=str(spec.get("task", "")),
        task=str(score.get("name") or WHOLE),
        metric=name,
        unit=unit,
        direction=DIRECTIONS[name],
        value=value,
        n=n,
        k=_successes(spec, value, n, name),
        model=spec.get("model"),
        commit=(spec.get("revision") or {}).get("commit"),
        date=_day(spec.get("created")),
        conditions=_conditions(spec, score),
    )


def _successes(spec: dict[str, Any], value: float | None, n: int | None, name: str) -> int | None:
    """Successes of an accuracy, where it counts whole samples once; partial credit has none."""
    once = ((spec.get("config") or {}).get("epochs") or 1) == 1
    if name != "accuracy" or value is None or not n or not once:
        return None
    k = round(value * n)
    return k if abs(value * n - k) < 1e-6 * n else None


def _conditions(spec: dict[str, Any], score: dict[str, Any]) -> dict[str, Any]:
    dataset = spec.get("dataset") or {}
    return {
        "task_version": spec.get("task_version"),
        "task_args": spec.get("task_args") or {},
        "dataset": dataset.get("name"),
        "samples": dataset.get("samples"),
        "epochs": (spec.get("config") or {}).get("epochs") or 1,
        "reducer": score.get("reducer"),
        "solver": spec.get("solver"),
        "scorer": score.get("scorer"),
        "inspect_ai": (spec.get("packages") or {}).get("inspect_ai"),
    }


def _day(created: Any) -> date | None:
    try:
        return datetime.fromisoformat(str(created)).astimezone(TOKYO).date()
    except ValueError:
        return None


FORMAT = Format(NAME, "Inspect log (.eval)", recognise, read)
