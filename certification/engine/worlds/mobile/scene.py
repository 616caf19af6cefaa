"""One episode as a picture needs it: who is where, how near, and how fast."""

from typing import Any

import numpy as np

from ...search.space import Dimension, Scenario, ScenarioSpace
from ..base import Traces
from . import body
from .layouts import Layout


def scene(layout: Layout, traces: Traces, i: int) -> dict[str, Any]:
    """JSON-ready, ten frames a second, metres and seconds in the frame of the place."""
    every = slice(None, None, body.CONTROL_STEPS)
    here = [int(p) for p in np.flatnonzero(traces["present"][i])]
    boxes = [_fixture("wall", b) for b in layout.walls]
    boxes += [_fixture("fixture", b) for b in layout.fixtures]
    if abs(traces["trolley"][i][1]) < 20:
        hx, hy, height = layout.trolley
        x, y, _ = traces["trolley"][i]
        boxes.append(_fixture(layout.trolley_name, (x, y, hx, hy, height)))
    return {
        "time_s": _list(traces.dt_s * np.arange(traces["speed"].shape[1])[every]),
        "goal": [float(traces["goal"][i]), 0.0],
        "fixtures": boxes,
        "robot": {
            "radius_m": body.RADIUS_M,
            "xy": _list(traces["xy"][i][every]),
            "yaw_rad": _list(traces["yaw"][i][every]),
            "speed_m_per_s": _list(traces["speed"][i][every]),
        },
        "people": [_person(traces, i, p, every) for p in here],
        "muted": traces["muted"][i][every].tolist(),
        "emergency_stop": traces["stopped"][i][every].tolist(),
    }


def _person(traces: Traces, i: int, p: int, every: slice) -> dict[str, Any]:
    kind = body.KINDS[int(traces["kind"][i, p])]
    return {
        "name": f"person {p + 1}",
        "kind": kind,
        "radius_m": body.LYING_RADIUS_M if kind == "lying" else body.PERSON_RADIUS_M,
        "xy": _list(traces["people_xy"][i, every, p]),
        "distance_m": _list(traces["distance"][i, every, p]),
        "visible": _list(traces["visible"][i, every, p]),
    }


def _fixture(name: str, box: tuple[float, ...]) -> dict[str, Any]:
    x, y, hx, hy, height = (round(float(v), 4) for v in box)
    return {"name": name, "x": x, "y": y, "half_length": hx, "half_width": hy, "height": height}


def _list(array: np.ndarray) -> list:
    return np.round(array, 4).tolist()


def situation(traces: Traces, i: int, at_s: float) -> str:
    """One sentence about the moment ``at_s`` of episode ``i``."""
    t = min(round(at_s / traces.dt_s), traces["speed"].shape[1] - 1)
    speed = f"The base moved at {traces['speed'][i, t]:.2f} m/s"
    if not traces["present"][i].any():
        return f"{speed} with nobody there."
    p = int(traces["distance"][i, t].argmin())
    kind = body.KINDS[int(traces["kind"][i, p])]
    who = {
        "adult": "an adult",
        "child": "a child",
        "seated": "a seated person",
        "lying": "a person lying on the floor",
    }[kind]
    return (
        f"{speed}, {traces['distance'][i, t, p]:.2f} m from {who}, "
        f"{100 * traces['visible'][i, t, p]:.0f} % of whom could be seen."
    )


def relevant(space: ScenarioSpace, scenario: Scenario) -> list[Dimension]:
    """Dimensions of people who are there, of a trolley that stands somewhere, of an event."""
    absent = tuple(f"p{k}_" for k in range(scenario["people"] + 1, body.PEOPLE + 1))
    unused = absent
    if scenario["trolley_side"] == "none":
        unused += ("trolley_along",)
    if scenario["event"] == "none":
        unused += ("event_at", "event_for")
    if scenario["noise_m"] == 0 and scenario["dropout"] == 0:
        unused += ("noise_seed",)
    return [d for d in space if not d.name.startswith(unused)]


def with_one_person(space: ScenarioSpace, scenario: Scenario) -> list[Scenario]:
    """For each person who is there: the same scenario with nobody else, as person 1."""
    plain = space.simplest()
    alone = []
    for k in range(1, scenario["people"] + 1):
        moved = {
            name: scenario[name.replace("p1_", f"p{k}_")]
            if name.startswith("p1_")
            else plain[name]
            if name.startswith(("p2_", "p3_"))
            else scenario[name]
            for name in space.names
        }
        alone.append({**moved, "people": 1})
    return alone
