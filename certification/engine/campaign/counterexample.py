"""A counterexample: shrunk, recorded, explained, and a file that replays alone."""

from typing import Any

import numpy as np

from ..properties import Property
from ..properties.formulas import protective_distance
from ..properties.ssm import constants
from ..search.shrinker import shrink
from ..search.space import Scenario
from ..worlds import Traces
from .bench import Bench
from .plan import Plan, versions

FORMAT = "certification-counterexample/1"
_SECONDS_AFTER = 1.0


def counterexample(
    bench: Bench, plan: Plan, prop: Property, found: dict[str, Any], simpler: list[Scenario]
) -> dict[str, Any] | None:
    """The file of one counterexample, or None when it does not show again on its own.

    ``simpler`` are shrunk counterexamples of other properties: a good place to start from.
    """
    first = _violation(bench, prop, found["scenario"])
    if first is None:
        return None
    start, budget = _start(bench, prop, found["scenario"], simpler, plan["shrink_budget"])
    smallest, used = _smallest(bench, prop, start, budget)
    shrunk = _violation(bench, prop, smallest) or first
    return _document(bench, plan, prop, found, first, shrunk, used)


def _start(
    bench: Bench, prop: Property, found: Scenario, simpler: list[Scenario], budget: int
) -> tuple[Scenario, int]:
    """Where shrinking starts, and how much it may cost: from a small scenario little is left."""
    known = next((s for s in simpler if _violation(bench, prop, s)), None)
    if known is not None:
        return known, budget // 4
    fewer = bench.world.simplifications(found)
    return next((s for s in fewer if _violation(bench, prop, s)), found), budget


def _smallest(bench: Bench, prop: Property, start: Scenario, budget: int) -> tuple[Scenario, int]:
    """Shrunk on the first seconds only, as far as the violation shows there."""
    seconds = None
    if prop.stays_violated:
        seconds = moment(bench, prop, bench.run([start])) + _SECONDS_AFTER

    def fails(scenario: Scenario) -> bool:
        return _violation(bench, prop, scenario, seconds) is not None

    small, used = shrink(bench.world.space, start, fails, budget)
    fewer = next((s for s in bench.world.simplifications(small) if s != small and fails(s)), None)
    if fewer is None:
        return small, used
    smaller, more = shrink(bench.world.space, fewer, fails, budget // 4)
    return smaller, used + more


def _violation(
    bench: Bench, prop: Property, scenario: Scenario, seconds: float | None = None
) -> Traces | None:
    traces = bench.run([scenario], seconds)
    return traces if prop(traces, bench.limits).rho[0] < 0 else None


def _document(
    bench: Bench,
    plan: Plan,
    prop: Property,
    found: dict[str, Any],
    first: Traces,
    shrunk: Traces,
    used: int,
) -> dict[str, Any]:
    at = moment(bench, prop, shrunk)
    scene = bench.world.scene(shrunk, 0)
    scene["protective_distance_m"] = _protective(bench, shrunk)
    scene["violation_s"] = at
    return {
        "format": FORMAT,
        "world": bench.world.name,
        "world_digest": bench.world.digest(),
        "plan_digest": plan.digest,
        "policy": plan["policy"],
        "versions": versions(),
        "property": prop.describe(),
        "simulations": found["simulations"],
        "shrink_simulations": used,
        "sentence": sentence(bench, prop, shrunk, at),
        "shrunk": _recording(bench, prop, shrunk),
        "first": _recording(bench, prop, first),
        "scene": scene,
    }


def _recording(bench: Bench, prop: Property, traces: Traces) -> dict[str, Any]:
    fault = traces.faults[0]
    return {
        "scenario": traces.scenarios[0],
        "robustness": float(bench.rho(traces, prop.id)[0]),
        "fault": fault and {"kind": fault.kind, "sentence": fault.sentence, "step": fault.step},
        "actions": traces.actions[0].astype(float).tolist(),
        "trace_digest": traces.digest(0),
    }


def _protective(bench: Bench, traces: Traces) -> list[float]:
    every = round(1 / (traces.dt_s * bench.world.control_hz))
    need = protective_distance(traces["speed"][0, ::every], **constants(bench.limits))
    return np.round(need, 4).tolist()


def moment(bench: Bench, prop: Property, traces: Traces) -> float:
    """Seconds from the start until the property is first violated (by bisection over prefixes)."""
    low, high = 1, traces.state.shape[1]
    while low < high:
        middle = (low + high) // 2
        if prop(traces.until(middle), bench.limits).rho[0] < 0:
            high = middle
        else:
            low = middle + 1
    return round((low - 1) * traces.dt_s, 3)


def sentence(bench: Bench, prop: Property, traces: Traces, at_s: float) -> str:
    """What happened, for a person: when, how far off, who was nearest, what was unusual."""
    rho = float(bench.rho(traces, prop.id)[0])
    fault = traces.faults[0]
    unit = "" if prop.unit == "1" else f" {prop.unit}"
    what = f"{prop.title}: violated by {-rho:.3g}{unit} after {at_s:.1f} s."
    if fault is not None:
        return f"{what} {fault.sentence}"
    unusual = "; ".join(_unusual(bench, traces.scenarios[0]))
    return f"{what} {bench.world.situation(traces, 0, at_s)} Scenario: {unusual or 'the simplest'}."


def _unusual(bench: Bench, scenario: Scenario) -> list[str]:
    told = []
    for d in bench.world.relevant(scenario):
        value = scenario[d.name]
        if value != d.plain:
            text = f"{value:.3g}" if isinstance(value, float) else str(value)
            told.append(f"{d.name} {text}")
    return told
