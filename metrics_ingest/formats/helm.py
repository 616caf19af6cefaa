"""HELM `stats.json` (stanford-crfm/helm): a list of statistics, each with name, split, count and mean.

Statistics of a perturbation or of one sub-split are conditions; the scenario and the model are not in
the file and are asked for.
"""

from pathlib import Path
from typing import Any

from metrics_ingest.errors import BadFile, MissingFacts, _
from metrics_ingest.formats.common import (
    WHOLE,
    Direction,
    Facts,
    Format,
    Measurement,
    Reading,
    direction_of,
    load_json,
    number,
    require_facts,
)

NAME = "helm"
DIRECTIONS: dict[str, Direction] = {
    "exact_match": "higher",
    "quasi_exact_match": "higher",
    "prefix_exact_match": "higher",
    "quasi_prefix_exact_match": "higher",
    "f1_score": "higher",
    "rouge_l": "higher",
    "bleu_4": "higher",
    "ece_10_bin": "lower",
    "ece_1_bin": "lower",
    "inference_runtime": "lower",
}
FRACTIONS = frozenset(
    name for name in DIRECTIONS if "match" in name or name in ("f1_score", "rouge_l")
)


def recognise(head: bytes, name: str) -> bool:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return (
        start.startswith(b"[")
        and b'"sum_squared"' in head
        and b'"mean"' in head
        and b'"split"' in head
    )


def read(path: Path, facts: Facts) -> Reading:
    stats = load_json(path, NAME)
    if not isinstance(stats, list) or not all(_is_stat(stat) for stat in stats):
        raise BadFile(
            "not_helm", _("Each statistic must have a name with its split, a count and a mean.")
        )
    missing = [f for f in ("suite", "model", "date") if getattr(facts, f) is None]
    if missing:
        raise MissingFacts(missing, NAME)
    found = [_measurement(stat, facts) for stat in stats if _counts(stat)]
    if not found:
        raise BadFile(
            "no_results", _("The file has no statistic of a known metric on the test split.")
        )
    return Reading(NAME, require_facts(found, facts, NAME))


def _is_stat(stat: Any) -> bool:
    return isinstance(stat, dict) and isinstance(stat.get("name"), dict) and "name" in stat["name"]


def _counts(stat: dict[str, Any]) -> bool:
    """Results on the test split, without perturbation; the rest of the file counts tokens and errors."""
    name = stat["name"]
    return (
        name.get("split") == "test"
        and "perturbation" not in name
        and name["name"] in DIRECTIONS
        and number(stat.get("mean")) is not None
    )


def _measurement(stat: dict[str, Any], facts: Facts) -> Measurement:
    name = stat["name"]
    metric = name["name"]
    # `count` counts runs of the statistic, not instances: trials are not reported.
    return Measurement(
        suite=str(facts.suite),
        task=str(name.get("sub_split") or WHOLE),
        metric=metric,
        unit="fraction" if metric in FRACTIONS else "score",
        direction=direction_of(facts, DIRECTIONS.get(metric), metric),
        value=number(stat["mean"]),
        conditions={"split": name.get("split")},
    )


FORMAT = Format(NAME, "HELM stats.json", recognise, read)
