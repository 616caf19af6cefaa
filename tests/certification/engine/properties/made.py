"""Traces made by hand: one person, one second, everything harmless unless said otherwise."""

from typing import Any

import numpy as np

from certification.engine.worlds import Fault, Traces

STEP_S = 0.025
SAMPLES = 120


def traces(fault: Fault | None = None, repeat_gap: float = 0.0, **signals: Any) -> Traces:
    """Signals given as one number or an array of 120 samples replace the harmless ones."""
    shape = (1, SAMPLES)
    values = {
        "speed": 0.0,
        "yaw_rate": 0.0,
        "fixture_distance": 5.0,
        "goal_distance": 5.0,
        "muted": False,
        "stopped": False,
        "yaw": 0.0,
    } | {k: v for k, v in signals.items() if k not in _OTHER}
    made = {
        name: np.broadcast_to(np.asarray(value), shape).copy() for name, value in values.items()
    }
    distance = np.broadcast_to(np.asarray(signals.get("distance", 15.0)), shape)
    heading = np.asarray(signals.get("heading", 1.0))
    made["distance"] = distance[..., None].copy()
    made["velocity"] = np.stack([made["speed"] * heading, np.zeros(shape)], axis=-1)
    made["acceleration"] = np.broadcast_to(
        np.asarray(signals.get("acceleration", [0.0, 0.0])), (*shape, 2)
    )
    made["xy"] = np.zeros((*shape, 2))
    made["people_xy"] = np.broadcast_to([5.0, 0.0], (*shape, 1, 2))
    made["people_velocity"] = np.broadcast_to(
        np.asarray(signals.get("person_velocity", [0.0, 0.0])), (*shape, 1, 2)
    )
    made["kind"] = np.array([[signals.get("kind", 0)]])
    made["present"] = np.array([[signals.get("present", True)]])
    made["reach"] = np.array([signals.get("reach", 8.0)])
    made["disturbed"] = np.array([signals.get("disturbed", False)])
    return Traces(
        "made",
        [{}],
        STEP_S,
        made,
        np.zeros((1, 30, 2), np.float32),
        np.zeros((1, SAMPLES, 7)),
        [fault],
        [signals.get("invalid", "")],
        np.array([repeat_gap]),
    )


_OTHER = frozenset(
    {
        "distance",
        "heading",
        "acceleration",
        "person_velocity",
        "kind",
        "present",
        "reach",
        "disturbed",
        "invalid",
    }
)
