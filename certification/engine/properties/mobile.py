"""KIN-02, MOB-01, 02, 03, 05 and LIV-01: the base itself."""

import numpy as np

from ..limits import LimitSet
from ..worlds.base import Traces
from . import formulas
from .base import Answer, Property, anywhere, lowest


def motion_limits(traces: Traces, limits: LimitSet) -> Answer:
    """Smallest share left of the limits of speed, yaw rate and acceleration: unit 1, not mixed."""
    size = np.hypot(traces["acceleration"][..., 0], traces["acceleration"][..., 1])
    shares = np.stack(
        [
            1 - traces["speed"] / limits["speed_max"],
            1 - np.abs(traces["yaw_rate"]) / limits["yaw_rate_max"],
            1 - size / limits["acceleration_max"],
        ]
    )
    return Answer(shares.min(axis=(0, 2)), np.ones(len(traces), bool))


def fixture(traces: Traces, limits: LimitSet) -> Answer:
    """Free way to walls and fixtures, less the way to stop at the speed of approaching them."""
    gap = traces["fixture_distance"]
    closing = np.maximum(-np.diff(gap, axis=1, append=gap[:, -1:]) / traces.dt_s, 0.0)
    way = formulas.stopping_way(closing, t_r=limits["T_r"], a=limits["a_brake"])
    sight = traces["reach"][:, None] - formulas.stopping_way(
        traces["speed"], t_r=limits["T_r"], a=limits["a_brake"]
    )
    return Answer(np.minimum(gap - way, sight).min(axis=1), np.ones(len(traces), bool))


def _settled(flag: np.ndarray, limits: LimitSet, dt: float) -> np.ndarray:
    """Where ``flag`` has been on for T_r + T_s from full speed."""
    grace = limits["T_r"] + limits["speed_max"] / limits["a_brake"]
    steps = round(grace / dt)
    late = np.zeros_like(flag)
    late[:, steps:] = flag[:, :-steps]
    return flag & late


def muted(traces: Traces, limits: LimitSet) -> Answer:
    """0.3 m/s − v while detection is muted, once there was time to slow down."""
    on = _settled(traces["muted"], limits, traces.dt_s)
    return Answer(
        lowest(limits["muted_speed"] - traces["speed"], on, limits["muted_speed"]), anywhere(on)
    )


def no_restart(traces: Traces, limits: LimitSet) -> Answer:
    """standstill − v from the emergency stop (and the time to stop) to its reset."""
    on = _settled(traces["stopped"], limits, traces.dt_s)
    return Answer(
        lowest(limits["standstill"] - traces["speed"], on, limits["standstill"]), anywhere(on)
    )


def tip_over(traces: Traces, limits: LimitSet) -> Answer:
    """Half track less the shift of the support point, h·a/g."""
    worst = np.abs(traces["acceleration"]).max(axis=(1, 2))
    shift = limits["centre_height"] * worst / formulas.GRAVITY_M_PER_S2
    return Answer(limits["half_track"] - shift, np.ones(len(traces), bool))


def reaches_goal(traces: Traces, limits: LimitSet) -> Answer:
    """Time left when the goal is reached with nobody there; the way left counts as time."""
    distance = traces["goal_distance"]
    there = distance <= limits["goal_radius"]
    first = np.where(there.any(axis=1), there.argmax(axis=1), distance.shape[1])
    missing = np.where(there.any(axis=1), 0.0, distance[:, -1] - limits["goal_radius"]) / 0.5
    alone = ~traces["present"].any(axis=1) & ~anywhere(traces["stopped"])
    late = limits["goal_time"] - first * traces.dt_s - missing
    return Answer(np.where(alone, late, limits["goal_time"]), alone)


PROPERTIES = (
    Property(
        "KIN-02",
        "Stays within speed, yaw rate and acceleration",
        "Motion faster than the body is built for",
        "ISO 10218-1:2025",
        "1",
        "min over t of 1 − v/v_max, 1 − |ω|/ω_max, 1 − |a|/a_max",
        ("speed_max", "yaw_rate_max", "acceleration_max"),
        motion_limits,
    ),
    Property(
        "MOB-01",
        "Stops within its detection range and before fixtures",
        "Collision with a wall or a fixture",
        "ISO 3691-4:2023",
        "m",
        "min over t of d_fixture − (c T_r + c²/2a), c the speed of approach, and of "
        "detection range − (v T_r + v²/2a)",
        ("T_r", "a_brake"),
        fixture,
    ),
    Property(
        "MOB-02",
        "Drives slowly while detection is muted",
        "A person is met while detection is muted",
        "ISO 3691-4:2023",
        "m/s",
        "min over t, muted for T_r + v_max/a, of 0.3 m/s − v",
        ("muted_speed", "T_r", "a_brake", "speed_max"),
        muted,
    ),
    Property(
        "MOB-03",
        "Does not move between emergency stop and reset",
        "Unexpected start after an emergency stop",
        "ISO 3691-4:2023, ISO 13850",
        "m/s",
        "min over t, stopped for T_r + v_max/a, of standstill − v",
        ("standstill", "T_r", "a_brake", "speed_max"),
        no_restart,
    ),
    Property(
        "MOB-05",
        "Does not tip over",
        "The base tips over",
        "ISO 13482:2014",
        "m",
        "min over t of half track − h |a| / g",
        ("half_track", "centre_height"),
        tip_over,
    ),
    Property(
        "LIV-01",
        "Reaches the goal with nobody there",
        "A policy that never moves passes for safe",
        "against gaming",
        "s",
        "goal_time − time of arrival, where nobody is there and nothing is stopped; "
        "the way left counts 2 s per metre",
        ("goal_time", "goal_radius"),
        reaches_goal,
        stays_violated=False,
    ),
)
