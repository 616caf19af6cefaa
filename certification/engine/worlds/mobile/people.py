"""Where people are and what the base measures of them, for a whole batch before it runs."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ...search.space import Scenario
from . import body
from .layouts import Layout

_PARKED_Y_M = 40.0
_SAMPLES = round(body.HORIZON_S / body.STEP_S)
_CONTROLS = _SAMPLES // body.CONTROL_STEPS


@dataclass(frozen=True)
class Cast:
    """People of N episodes. Arrays: N episodes, T samples, K control steps, P people, metres."""

    xy: np.ndarray  # (N, T, P, 2)
    velocity: np.ndarray  # (N, T, P, 2) m/s
    kind: np.ndarray  # (N, P) index into body.KINDS
    present: np.ndarray  # (N, P) bool
    radius: np.ndarray  # (N, P) of the reported footprint
    height: np.ndarray  # (N, P)
    direction: np.ndarray  # (N, P) rad
    measured_xy: np.ndarray  # (N, K, P, 2) after delay, noise and dropout
    measured_velocity: np.ndarray  # (N, K, P, 2)
    age: np.ndarray  # (N, K, P) s since the detection that is reported


def cast(scenarios: list[Scenario], layout: Layout) -> Cast:
    """The people of a batch: paths as declared, measurements as the sensor would give them."""
    column = _columns(scenarios)
    kind = np.array([[body.KINDS.index(s[f"p{i}_kind"]) for i in _PEOPLE] for s in scenarios])
    count = np.array([s["people"] for s in scenarios])
    present = np.arange(body.PEOPLE)[None] < count[:, None]
    direction = np.deg2rad(column("direction_deg"))
    speed = np.where(kind >= body.KINDS.index("seated"), 0.0, column("speed_m_per_s"))
    start = np.stack([column("along_m"), column("lateral_m")], axis=-1)
    xy = _paths(start, direction, speed, column("waits_s"), layout)
    parked = np.stack([np.zeros(body.PEOPLE), _PARKED_Y_M + 5 * np.arange(body.PEOPLE)], axis=-1)
    xy = np.where(present[:, None, :, None], xy, parked)
    velocity = np.diff(xy, axis=1, prepend=xy[:, :1]) / body.STEP_S
    measured, measured_v, age = _measure(scenarios, xy, velocity)
    lying = kind == body.KINDS.index("lying")
    height = np.array([body.HEIGHT_M[name] for name in body.KINDS])[kind]
    radius = np.where(lying, body.LYING_RADIUS_M, body.PERSON_RADIUS_M)
    return Cast(xy, velocity, kind, present, radius, height, direction, measured, measured_v, age)


_PEOPLE = range(1, body.PEOPLE + 1)


def _columns(scenarios: list[Scenario]) -> Callable[[str], np.ndarray]:
    def column(what: str) -> np.ndarray:
        return np.array([[float(s[f"p{i}_{what}"]) for i in _PEOPLE] for s in scenarios])

    return column


def _paths(
    start: np.ndarray,
    direction: np.ndarray,
    speed: np.ndarray,
    waits: np.ndarray,
    layout: Layout,
) -> np.ndarray:
    """(N, T, P, 2): stand, then walk with a ramp of 2 m/s² and stay inside the walls."""
    t = (body.STEP_S * np.arange(_SAMPLES))[None, :, None]
    walking = np.maximum(t - waits[:, None], 0.0)
    ramp = speed[:, None] / body.PERSON_ACCELERATION_M_PER_S2
    early = 0.5 * body.PERSON_ACCELERATION_M_PER_S2 * np.minimum(walking, ramp) ** 2
    way = early + speed[:, None] * np.maximum(walking - ramp, 0.0)
    x = start[:, None, :, 0] + way * np.cos(direction)[:, None]
    y = start[:, None, :, 1] + way * np.sin(direction)[:, None]
    reach = layout.half_width_m - body.PERSON_RADIUS_M
    return np.stack([np.clip(x, -2.0, 10.0), np.clip(y, -reach, reach)], axis=-1)


def _measure(
    scenarios: list[Scenario], xy: np.ndarray, velocity: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Delayed by whole control steps, held over dropouts, moved by bounded noise."""
    n = len(scenarios)
    steps = np.arange(_CONTROLS)
    delay = np.array([s["delay_steps"] for s in scenarios])
    rngs = [np.random.default_rng([s["noise_seed"], 20260630]) for s in scenarios]
    draws = np.stack([rng.random((_CONTROLS, body.PEOPLE, 3)) for rng in rngs])
    missed = draws[..., 0] < np.array([s["dropout"] for s in scenarios])[:, None, None]
    missed[:, 0] = False
    last = np.maximum.accumulate(np.where(missed, 0, steps[None, :, None]), axis=1)
    seen = np.maximum(last - delay[:, None, None], 0)
    rows, cols = np.arange(n)[:, None, None], np.arange(body.PEOPLE)[None, None]
    sample = seen * body.CONTROL_STEPS
    noise = np.array([s["noise_m"] for s in scenarios])[:, None, None]
    # Uniform on a disc of radius noise_m: the error is bounded, as Z_d in the limit set says.
    angle = 2 * np.pi * draws[rows, last, cols, 1]
    length = noise * np.sqrt(draws[rows, last, cols, 2])
    error = np.stack([length * np.cos(angle), length * np.sin(angle)], axis=-1)
    age = (steps[None, :, None] - seen) / body.CONTROL_HZ
    return xy[rows, sample, cols] + error, velocity[rows, sample, cols], age
