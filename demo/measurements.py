"""Makes small files in the form in which their tools write them: LeRobot, Inspect, VDA 5050.

The numbers are invented; only the form is real. Seeds are fixed: the same call gives the same bytes.
"""

import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from backports.zstd import zipfile

SUITES = ("libero_spatial", "libero_object", "libero_safety")


def lerobot_eval_info(
    *, success: float = 0.92, episodes: int = 50, tasks: int = 4, seed: int = 7
) -> bytes:
    """`eval_info.json` of today's lerobot-eval; only libero_safety reports safety."""
    rng = Random(seed)
    per_task: list[dict[str, Any]] = [
        {"task_group": suite, "task_id": task, "metrics": _episodes(rng, suite, success, episodes)}
        for suite in SUITES
        for task in range(tasks)
    ]
    groups = {
        suite: _summary([t["metrics"] for t in per_task if t["task_group"] == suite])
        for suite in SUITES
    }
    overall = _summary([t["metrics"] for t in per_task])
    overall |= {"eval_s": 1834.2, "eval_ep_s": 1834.2 / overall["n_episodes"]}
    return json.dumps(
        {"per_task": per_task, "per_group": groups, "overall": overall}, indent=2
    ).encode()


def _episodes(rng: Random, suite: str, success: float, episodes: int) -> dict[str, Any]:
    wins = [rng.random() < success for _ in range(episodes)]
    metrics: dict[str, Any] = {
        "sum_rewards": [1.0 if won else 0.0 for won in wins],
        "max_rewards": [1.0 if won else 0.0 for won in wins],
        "successes": wins,
        "video_paths": [],
        "predicted_video_paths": [],
    }
    if suite.endswith("safety"):
        steps = [rng.choice((0, 0, 0, 0, 0, 0, 0, 0, 1, 3)) for _ in range(episodes)]
        metrics |= {
            "safety_costs": [float(s) for s in steps],
            "violation_steps": steps,
            "constraint_violations": [{"contact": float(s)} for s in steps],
        }
    return metrics


def _summary(parts: list[dict[str, Any]]) -> dict[str, Any]:
    wins = [won for part in parts for won in part["successes"]]
    rewards = [r for part in parts for r in part["sum_rewards"]]
    summary: dict[str, Any] = {
        "avg_sum_reward": sum(rewards) / len(rewards),
        "avg_max_reward": sum(rewards) / len(rewards),
        "pc_success": 100 * sum(wins) / len(wins),
        "n_episodes": len(wins),
        "video_paths": [],
        "predicted_video_paths": [],
    }
    steps = [s for part in parts for s in part.get("violation_steps", [])]
    if steps:
        summary |= {
            "avg_safety_cost": sum(steps) / len(steps),
            "pc_had_violation": 100 * sum(s > 0 for s in steps) / len(steps),
            "avg_violation_steps": sum(steps) / len(steps),
            "constraint_violations": {"contact": float(sum(steps))},
        }
    return summary


def inspect_log(
    *,
    model: str = "noetra/nfm-1.0",
    day: date = date(2027, 9, 30),
    samples: int = 200,
    correct: int = 171,
    status: str = "success",
    limit: int | None = None,
    finished: bool = True,
) -> bytes:
    """An Inspect `.eval` log: a ZIP whose members are compressed with zstd (method 93)."""
    spec = _inspect_spec(model, day, limit)
    start = {
        "version": 2,
        "eval": spec,
        "plan": {"name": "plan", "steps": [{"solver": "multiple_choice"}]},
    }
    header = {
        **start,
        "status": status,
        "stats": {"started_at": spec["created"]},
        **_inspect_outcome(status, samples, correct),
    }
    return _zstd_zip(
        {"_journal/start.json": start, **({"header.json": header} if finished else {})}
    )


def _inspect_spec(model: str, day: date, limit: int | None) -> dict[str, Any]:
    config = {"epochs": 1, "log_samples": True}
    return {
        "eval_id": "kR3vPzFhM2",
        "run_id": "9Qm4TtYp1x",
        "created": f"{day.isoformat()}T09:12:44+00:00",
        "task": "physical_reasoning_ja",
        "task_id": "Zb7uW5",
        "task_version": 2,
        "dataset": {"name": "physical_reasoning_ja", "samples": 200, "shuffled": False},
        "model": model,
        "model_args": {},
        "config": config if limit is None else config | {"limit": limit},
        "revision": {
            "type": "git",
            "origin": "https://git.example/noetra/evals.git",
            "commit": "4f0c2a9",
        },
        "packages": {"inspect_ai": "0.3.120"},
        "scorers": [{"name": "choice"}],
    }


def _inspect_outcome(status: str, samples: int, correct: int) -> dict[str, Any]:
    if status != "success":
        return {"error": {"message": "out of memory"}}
    score = {
        "name": "choice",
        "scorer": "choice",
        "scored_samples": samples,
        "unscored_samples": 0,
        "metrics": {
            "accuracy": {"name": "accuracy", "value": correct / samples, "params": {}},
            "stderr": {"name": "stderr", "value": 0.0249, "params": {}},
        },
    }
    return {"results": {"total_samples": samples, "completed_samples": samples, "scores": [score]}}


def _zstd_zip(members: dict[str, Any]) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", compression=zipfile.ZIP_ZSTANDARD) as archive:
        for name, content in members.items():
            member = zipfile.ZipInfo(name, date_time=(2027, 9, 30, 9, 12, 44))
            member.compress_type = zipfile.ZIP_ZSTANDARD
            archive.writestr(member, json.dumps(content, indent=2))
    return body.getvalue()


def vda5050_states(
    *,
    version: str = "2.1.0",
    day: date = date(2027, 9, 29),
    robots: int = 3,
    minutes: int = 60,
    seed: int = 5,
) -> bytes:
    """State messages of some hours, one a line: an emergency stop, an intervention, lost messages."""
    rng = Random(seed)
    lines = [
        json.dumps(message)
        for robot in range(robots)
        for message in _states(version, day, f"AMR-{robot + 1:04}", minutes, rng)
    ]
    return ("\n".join(lines) + "\n").encode()


def _states(
    version: str, day: date, serial: str, minutes: int, rng: Random
) -> Iterator[dict[str, Any]]:
    start = datetime.combine(day, time(1, 0), UTC)
    stop_at, hand_at = rng.randrange(20, 60), rng.randrange(70, 110)
    lost = {rng.randrange(5, 15), rng.randrange(61, 69)}
    x = 0.0
    for number in range(minutes * 2):
        stopped, by_hand = stop_at <= number < stop_at + 4, hand_at <= number < hand_at + 6
        x += 0.0 if stopped or by_hand else 12.5
        if number not in lost:
            yield _state(
                version, start + timedelta(seconds=30 * number), serial, number, x, stopped, by_hand
            )


def _state(
    version: str, at: datetime, serial: str, number: int, x: float, stopped: bool, by_hand: bool
) -> dict[str, Any]:
    three = version.startswith("3")
    mode = ("INTERVENED" if three else "MANUAL") if by_hand else "AUTOMATIC"
    stop = ("MANUAL" if three else "AUTOACK") if stopped else "NONE"
    message = {
        "headerId": number,
        "timestamp": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "version": version,
        "manufacturer": "Demo Robotics",
        "serialNumber": serial,
        **_order(number),
        "driving": not (stopped or by_hand),
        "actionStates": [],
        "operatingMode": mode,
        "errors": [],
    }
    return message | (_state_3(x, stop) if three else _state_2(x, stop))


def _order(number: int) -> dict[str, Any]:
    node = {"nodeId": f"n{number // 40}", "sequenceId": 2, "released": True}
    return {
        "orderId": f"order-{number // 40}",
        "orderUpdateId": 0,
        "lastNodeId": "n0",
        "lastNodeSequenceId": 0,
        "nodeStates": [node] if number % 40 else [],
        "edgeStates": [],
    }


def _position(x: float) -> dict[str, Any]:
    return {"x": x, "y": 0.0, "theta": 0.0, "mapId": "floor-1"}


def _state_3(x: float, stop: str) -> dict[str, Any]:
    return {
        "instantActionStates": [],
        "mobileRobotPosition": {**_position(x), "localized": True},
        "powerSupply": {"stateOfCharge": 81.5, "charging": False},
        "safetyState": {"activeEmergencyStop": stop, "fieldViolation": False},
    }


def _state_2(x: float, stop: str) -> dict[str, Any]:
    return {
        "agvPosition": {**_position(x), "positionInitialized": True},
        "batteryState": {"batteryCharge": 81.5, "charging": False},
        "safetyState": {"eStop": stop, "fieldViolation": False},
    }


def write_samples(folder: Path, day: date) -> dict[str, Path]:
    """The four small files of the story."""
    made = {
        "eval_info.json": lerobot_eval_info(),
        "physical_reasoning.eval": inspect_log(day=day),
        "states-2.1.jsonl": vda5050_states(version="2.1.0", day=day),
        "states-3.0.jsonl": vda5050_states(version="3.0.0", day=day, robots=2, seed=6),
    }
    for name, body in made.items():
        (folder / name).write_bytes(body)
    return {name: folder / name for name in made}
