"""From the recorded state and sensors to the signals that properties read."""

from typing import TYPE_CHECKING

import numpy as np

from . import body
from .layouts import Box, Layout

if TYPE_CHECKING:
    from .episode import Episodes


def signals(run: "Episodes") -> dict[str, np.ndarray]:
    """Signals (N, T, …) in SI units at the time of each sample; see docs/formats/worlds.md."""
    people, sensed = run.people, run.sensed
    before = np.concatenate([_start(run)[:, None], run.state[:, :-1]], axis=1)
    xy, velocity = before[:, :, 1:3], before[:, :, 4:6]
    repeat = body.CONTROL_STEPS
    return {
        "xy": xy,
        "yaw": before[:, :, 3],
        "velocity": velocity,
        "speed": np.hypot(velocity[..., 0], velocity[..., 1]),
        "yaw_rate": before[:, :, 6],
        "acceleration": sensed[:, :, body.PEOPLE + 6 : body.PEOPLE + 8],
        "people_xy": people.xy,
        "people_velocity": people.velocity,
        "distance": np.where(people.present[:, None], sensed[:, :, : body.PEOPLE], 20.0),
        "kind": people.kind,
        "present": people.present,
        "fixture_distance": fixture_distance(run.world.layout, run.trolley, xy),
        "muted": run.muted,
        "stopped": run.stopped,
        "trolley": run.trolley,
        "goal_distance": np.hypot(run.goal[:, None] - xy[..., 0], xy[..., 1]),
        "goal": run.goal,
        "reach": run.reach,
        "visible": np.repeat(run.visible, repeat, axis=1),
        "disturbed": np.array(
            [
                s["noise_m"] > 0.01 or s["delay_steps"] > 0 or s["dropout"] > 0.02
                for s in run.scenarios
            ]
        ),
    }


def _start(run: "Episodes") -> np.ndarray:
    start = np.zeros((run.n, run.state.shape[2]))
    start[:, 2] = [s["start_lateral_m"] for s in run.scenarios]
    start[:, 3] = np.deg2rad([s["start_heading_deg"] for s in run.scenarios])
    return start


def fixture_distance(layout: Layout, trolley: np.ndarray, xy: np.ndarray) -> np.ndarray:
    """(N, T): free way between the hull and the nearest wall, fixture or trolley, metres."""
    gaps = [_gap(xy, box) for box in layout.walls + layout.fixtures]
    hx, hy, height = layout.trolley
    moved = xy - trolley[:, None, :2]
    gaps.append(_gap(moved, (0.0, 0.0, hx, hy, height)))
    return np.minimum.reduce(gaps) - body.RADIUS_M


def _gap(xy: np.ndarray, box: Box) -> np.ndarray:
    x, y, hx, hy, _ = box
    dx, dy = np.abs(xy[..., 0] - x) - hx, np.abs(xy[..., 1] - y) - hy
    outside = np.hypot(np.maximum(dx, 0.0), np.maximum(dy, 0.0))
    return outside + np.minimum(np.maximum(dx, dy), 0.0)
