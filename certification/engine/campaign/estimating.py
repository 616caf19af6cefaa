"""The estimate: independent samples of a stream of their own, counted and never chosen."""

from typing import Any

import numpy as np

from .bench import Bench
from .plan import Plan
from .searching import Report, Save

_STREAM = 2


def estimate(
    bench: Bench, plan: Plan, seed: int, state: dict[str, Any], report: Report, save: Save
) -> dict[str, Any]:
    """Runs what is left of the pre-registered stream in lock-step batches.

    Batch ``b`` draws from its own seed (campaign seed, stream, b): a resumed run neither loses
    nor counts a sample twice.
    """
    ids = [p.id for p in bench.properties]
    for name in ("failures", "exercised"):
        state.setdefault(name, dict.fromkeys(ids, 0))
    state.setdefault("worst", dict.fromkeys(ids))
    state.setdefault("first", {})
    for name in ("runs", "invalid", "batches"):
        state.setdefault(name, 0)
    total = plan["samples"]
    while state["runs"] < total:
        count = min(plan["batch"], total - state["runs"])
        rng = np.random.default_rng([seed, _STREAM, state["batches"]])
        _count(bench, state, bench.world.space.sample(rng, count))
        report(state["runs"], total, f"violations: {sum(state['failures'].values())}")
        save(state)
    return state


def _count(bench: Bench, state: dict[str, Any], scenarios: list[dict[str, Any]]) -> None:
    traces, rho, exercised = bench.try_all(scenarios)
    valid = np.array([not reason for reason in traces.invalid])
    state["runs"] += len(scenarios)
    state["batches"] += 1
    state["invalid"] += int((~valid).sum())
    for j, prop in enumerate(bench.properties):
        column = rho[valid, j]
        state["failures"][prop.id] += int((column < 0).sum())
        state["exercised"][prop.id] += int(exercised[valid, j].sum())
        if column.size:
            before = state["worst"][prop.id]
            worst = float(column.min())
            state["worst"][prop.id] = worst if before is None else min(before, worst)
        failed = np.flatnonzero(valid & (rho[:, j] < 0))
        if failed.size and prop.id not in state["first"]:
            i = int(failed[0])
            state["first"][prop.id] = {
                "scenario": scenarios[i],
                "robustness": float(rho[i, j]),
                "simulations": state["runs"] - len(scenarios) + i + 1,
            }
