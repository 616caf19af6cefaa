"""One episode as a picture needs it: who is where, how near, and how fast."""

from typing import Any

import numpy as np

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
        "goal": [float(traces["goal"][i]), 0.0], "fixtures": boxes,
        "robot": {
            "radius_m": body.RADIUS_M, "xy": _list(traces["xy"][i][every]),
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
        "name": f"person {p + 1}", "kind": kind,
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
