"""LeRobot `eval_info.json` (huggingface/lerobot, src/lerobot/scripts/lerobot_eval.py).

Today's form: `per_task[]`, `per_group{}`, `overall{}`; the older one: `per_episode[]`, `aggregated{}`.
`pc_success` and `pc_had_violation` are percent. Bare NaN occurs. The file names no model, commit or
date. Safety keys that are absent mean that nothing was reported, not that nothing happened.
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
    load_json,
    mean,
    number,
    rate,
    require_facts,
)

NAME = "lerobot"
# metric: unit, direction, key of the episodes' values, key of the summary
METRICS: tuple[tuple[str, str, Direction, str, str], ...] = (
    ("pc_success", "percent", "higher", "successes", "pc_success"),
    ("avg_sum_reward", "reward", "higher", "sum_rewards", "avg_sum_reward"),
    ("avg_max_reward", "reward", "higher", "max_rewards", "avg_max_reward"),
    ("avg_safety_cost", "cost", "lower", "safety_costs", "avg_safety_cost"),
    ("pc_had_violation", "percent", "lower", "violation_steps", "pc_had_violation"),
    ("avg_violation_steps", "steps", "lower", "violation_steps", "avg_violation_steps"),
)
_EPISODE_KEYS = {
    "successes": "success",
    "sum_rewards": "sum_reward",
    "max_rewards": "max_reward",
    "safety_costs": "safety_cost",
    "violation_steps": "violation_steps",
}


def recognise(head: bytes, name: str) -> bool:
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return False
    today = b'"per_task"' in head and (b'"task_group"' in head or b'"overall"' in head)
    return today or (b'"per_episode"' in head and b'"sum_reward"' in head)


def read(path: Path, facts: Facts) -> Reading:
    info = load_json(path, NAME)
    if not isinstance(info, dict):
        raise BadFile("not_lerobot", _("This is no eval_info.json: it is not a JSON object."))
    if "per_task" in info:
        found = _today(info)
    elif "per_episode" in info:
        found = _older(info, facts)
    else:
        raise BadFile(
            "not_lerobot",
            _(
                "This eval_info.json has neither per_task nor per_episode. "
                "It was written by a version of LeRobot that is not known here."
            ),
        )
    if not any(m.value is not None for m in found):
        raise BadFile("no_results", _("The file reports no result: every value is NaN or missing."))
    return Reading(NAME, require_facts(found, facts, NAME))


def _today(info: dict[str, Any]) -> list[Measurement]:
    tasks = info["per_task"]
    if not isinstance(tasks, list) or not all(_is_task(task) for task in tasks):
        raise BadFile(
            "not_lerobot", _("per_task must be a list of task_group, task_id and metrics.")
        )
    found = [
        m
        for task in tasks
        for m in _of_episodes(task["task_group"], str(task["task_id"]), task["metrics"])
    ]
    for group, summary in info.get("per_group", {}).items():
        of_group = [task["metrics"] for task in tasks if task["task_group"] == group]
        found += _of_summary(group, WHOLE, summary, _together(of_group))
    overall = _together([task["metrics"] for task in tasks])
    return found + _of_summary("lerobot-overall", WHOLE, info.get("overall", {}), overall)


def _is_task(task: Any) -> bool:
    return (
        isinstance(task, dict)
        and isinstance(task.get("task_group"), str)
        and "task_id" in task
        and isinstance(task.get("metrics"), dict)
    )


def _older(info: dict[str, Any], facts: Facts) -> list[Measurement]:
    if facts.suite is None:
        raise MissingFacts(
            ["suite", *(f for f in ("model", "date") if getattr(facts, f) is None)], NAME
        )
    episodes = [e for e in info["per_episode"] if isinstance(e, dict)]
    metrics = {
        many: [e.get(one) for e in episodes]
        for many, one in _EPISODE_KEYS.items()
        if any(one in e for e in episodes)
    }
    return _of_summary(facts.suite, WHOLE, info.get("aggregated", {}), metrics)


def _together(parts: list[dict[str, Any]]) -> dict[str, list[Any]]:
    keys = {key for part in parts for key in part}
    return {key: [value for part in parts for value in _listed(part.get(key))] for key in keys}


def _listed(values: Any) -> list[Any]:
    return values if isinstance(values, list) else [] if values is None else [values]


def _of_episodes(suite: str, task: str, metrics: dict[str, Any]) -> list[Measurement]:
    """A task gives the episodes themselves: rates and means are computed here."""
    found = []
    for metric, unit, direction, key, _name in METRICS:
        values = _listed(metrics.get(key))
        if not values:
            continue
        trials = _trials(metric, values)
        value = 100 * trials[1] / trials[0] if trials else mean(values)
        n, k = trials or (len(values), None)
        found.append(Measurement(suite, task, metric, unit, direction, value, n, k))
    return found


def _of_summary(
    suite: str, task: str, summary: dict[str, Any], episodes: dict[str, list[Any]]
) -> list[Measurement]:
    """The file's own summary, held against the episodes it was made from."""
    found = []
    for metric, unit, direction, key, name in METRICS:
        if name not in summary:
            continue
        value, values = number(summary[name]), _listed(episodes.get(key))
        trials = _trials(metric, values)
        if trials and value is not None and abs(value - 100 * trials[1] / trials[0]) > 0.01:
            raise BadFile(
                "does_not_add_up",
                _(
                    "%(metric)s of %(suite)s is %(value)s, but its episodes "
                    "give %(counted)s. The file was changed or cut."
                ),
                metric=metric,
                suite=suite,
                value=value,
                counted=round(100 * trials[1] / trials[0], 4),
            )
        n = trials[0] if trials else len(values) or summary.get("n_episodes")
        found.append(
            Measurement(
                suite, task, metric, unit, direction, value, n, trials[1] if trials else None
            )
        )
    return found


def _trials(metric: str, values: list[Any]) -> tuple[int, int] | None:
    if metric == "pc_success":
        return rate(values)
    if metric == "pc_had_violation":
        return rate([value > 0 for value in values if number(value) is not None])
    return None


FORMAT = Format(NAME, "LeRobot eval_info.json", recognise, read)
