"""The observation of a batch at one control step, in the frame of the base."""

import numpy as np

from ..base import Tensor
from . import body
from .people import Cast

BASE_COLUMNS = (
    "speed_m_per_s",
    "yaw_rate_rad_per_s",
    "goal_distance_m",
    "goal_cos",
    "goal_sin",
    "muted",
    "emergency_stop",
    "clear_s",
)
PEOPLE_COLUMNS = (
    "x_m",
    "y_m",
    "vx_m_per_s",
    "vy_m_per_s",
    "radius_m",
    "visible",
    "age_s",
    "present",
)
OBSERVATION = (
    Tensor(
        "base",
        (len(BASE_COLUMNS),),
        "see columns",
        "base",
        -20.0,
        20.0,
        BASE_COLUMNS,
        "Motion of the base, where its goal lies, what is switched, and how long nobody was "
        f"measured nearer than {body.RESTART_DISTANCE_M} m (at most 10 s).",
    ),
    Tensor(
        "people",
        (body.PEOPLE, len(PEOPLE_COLUMNS)),
        "see columns",
        "base",
        -20.0,
        20.0,
        PEOPLE_COLUMNS,
        "One row for each tracked person: centre and velocity over ground, in the frame of the "
        "base, radius of the footprint, share of the body that is seen, age of the detection, "
        "1 if the row holds a person. Rows without a person are zeros.",
    ),
    Tensor(
        "scan",
        (body.RAYS,),
        "m",
        "base",
        0.0,
        body.RAY_RANGE_M,
        tuple(f"ray_{i}" for i in range(body.RAYS)),
        "Free range of 16 rays at 0.3 m height, counter-clockwise from straight ahead, one "
        "simulated step (25 ms) old.",
    ),
)
ACTION = Tensor(
    "action",
    (2,),
    "see columns",
    "base",
    -1.0,
    1.0,
    ("speed_m_per_s", "yaw_rate_rad_per_s"),
    "Commanded forward speed, 0 to 1.0 m/s, and yaw rate, -1.0 to 1.0 rad/s.",
)
ACTION_LOW = np.array([0.0, -body.YAW_RATE_MAX_RAD_PER_S], np.float32)
ACTION_HIGH = np.array([body.SPEED_MAX_M_PER_S, body.YAW_RATE_MAX_RAD_PER_S], np.float32)


def people_rows(
    people: Cast,
    k: int,
    pose: np.ndarray,
    trolley: np.ndarray,
    trolley_height: float,
    reach: np.ndarray,
) -> np.ndarray:
    """(N, P, 8) float64 for control step ``k``; ``pose`` (N, 3), ``trolley`` (N, 3) x, y, r."""
    cos, sin = np.cos(pose[:, 2])[:, None], np.sin(pose[:, 2])[:, None]
    offset = people.measured_xy[:, k] - pose[:, None, :2]
    x, y = _turn(offset, cos, sin)
    vx, vy = _turn(people.measured_velocity[:, k], cos, sin)
    seen = visible_share(pose, people.measured_xy[:, k], people, trolley, trolley_height)
    there = people.present & (np.hypot(x, y) <= reach[:, None])
    rows = np.stack([x, y, vx, vy, people.radius, seen, people.age[:, k], there], axis=-1)
    return np.where(there[..., None], rows, 0.0)


def _turn(vector: np.ndarray, cos: np.ndarray, sin: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return (
        cos * vector[..., 0] + sin * vector[..., 1],
        cos * vector[..., 1] - sin * vector[..., 0],
    )


def visible_share(
    pose: np.ndarray, xy: np.ndarray, people: Cast, trolley: np.ndarray, trolley_height: float
) -> np.ndarray:
    """(N, P): share of each person not hidden behind the trolley, never below one tenth."""
    line = xy - pose[:, None, :2]
    length = np.maximum(np.hypot(line[..., 0], line[..., 1]), 1e-6)
    to = trolley[:, None, :2] - pose[:, None, :2]
    along = (to * line).sum(-1) / length
    aside = np.abs(to[..., 0] * line[..., 1] - to[..., 1] * line[..., 0]) / length
    width = body.PERSON_RADIUS_M
    covered = np.clip((trolley[:, None, 2] + width - aside) / (2 * width), 0.0, 1.0)
    between = (along > 0.0) & (along < length)
    hidden = np.where(between, covered, 0.0) * np.minimum(1.0, trolley_height / people.height)
    return np.maximum(1.0 - hidden, 0.1)


def base_row(
    state: np.ndarray, goal: np.ndarray, muted: np.ndarray, stopped: np.ndarray, clear: np.ndarray
) -> np.ndarray:
    """(N, 8) float64 from the simulator's state (time, x, y, yaw, vx, vy, yaw rate)."""
    yaw = state[:, 3]
    speed = np.cos(yaw) * state[:, 4] + np.sin(yaw) * state[:, 5]
    dx, dy = goal - state[:, 1], -state[:, 2]
    bearing = np.arctan2(dy, dx) - yaw
    return np.stack(
        [
            speed,
            state[:, 6],
            np.hypot(dx, dy),
            np.cos(bearing),
            np.sin(bearing),
            muted,
            stopped,
            clear,
        ],
        axis=-1,
    )
