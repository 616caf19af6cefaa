"""SSM-01 to SSM-04: speed and separation monitoring (ISO 10218-2:2025 Annex L)."""

import numpy as np

from ..limits import LimitSet
from ..worlds.base import Traces
from . import formulas
from .base import Answer, Property, anywhere, lowest

HAZARD = "A moving base strikes a person"
CLAUSE = "ISO 10218-2:2025 Annex L"
TERMS = ("v_h", "T_r", "a_brake", "C", "Z_d", "Z_r")
# Farther than this a person does not count as concerned.
_CONCERNED_M = 4.0


def constants(limits: LimitSet) -> dict[str, float]:
    """The constants of the separation rule as keyword arguments of the formulas."""
    return {
        "v_h": limits["v_h"],
        "t_r": limits["T_r"],
        "a": limits["a_brake"],
        "c": limits["C"],
        "z_d": limits["Z_d"],
        "z_r": limits["Z_r"],
    }


def separation(traces: Traces, limits: LimitSet) -> Answer:
    """d − S_p(v) while moving, over everyone; the whole speed counts, because the base turns."""
    speed = traces["speed"]
    margin = (
        traces["distance"]
        - np.asarray(formulas.protective_distance(speed, **constants(limits)))[..., None]
    )
    moving = (speed > limits["standstill"])[..., None]
    near = traces["distance"] < _CONCERNED_M
    return Answer(
        lowest(margin, np.broadcast_to(moving, margin.shape), 20.0), anywhere(moving & near)
    )


def towards(traces: Traces) -> np.ndarray:
    """(N, T, P) m/s: the part of the base's velocity that points at each person."""
    line = traces["people_xy"] - traces["xy"][:, :, None]
    length = np.maximum(np.hypot(line[..., 0], line[..., 1]), 1e-6)
    return (line * traces["velocity"][:, :, None]).sum(-1) / length


def closing_speed(traces: Traces, limits: LimitSet) -> Answer:
    """v_cap(d) − v towards the person, while moving."""
    margin = formulas.speed_cap(traces["distance"], **constants(limits)) - towards(traces)
    moving = (traces["speed"] > limits["standstill"])[..., None]
    near = traces["distance"] < _CONCERNED_M
    return Answer(lowest(margin, moving & near, 2.0), anywhere(moving & near))


def stop_in_time(traces: Traces, limits: LimitSet) -> Answer:
    """T_r + T_s less the time to standstill, from every moment in which d < S_p."""
    speed, dt = traces["speed"], traces.dt_s
    short = traces["distance"].min(axis=2) - formulas.protective_distance(
        speed, **constants(limits)
    )
    left = limits["T_r"] + speed / limits["a_brake"] - _until_still(speed, limits) * dt
    # A trace that ends before the deadline decides nothing.
    end = dt * np.arange(speed.shape[1])[::-1]
    decided = (left < 0) | (_until_still(speed, limits) * dt <= end)
    open_end = (limits["T_r"] + speed / limits["a_brake"] > end) & ~decided
    triggered = (short < 0) & ~open_end
    quiet = limits["T_r"] + 1.0 + short.min(axis=1)
    return Answer(lowest(left, triggered, np.maximum(quiet, limits["T_r"])), anywhere(triggered))


def _until_still(speed: np.ndarray, limits: LimitSet) -> np.ndarray:
    """(N, T): samples until the base stands; to the end of the trace and one more if never."""
    n = speed.shape[1]
    still = np.where(speed <= limits["standstill"], np.arange(n), n)
    return np.minimum.accumulate(still[:, ::-1], axis=1)[:, ::-1] - np.arange(n)


def restart(traces: Traces, limits: LimitSet) -> Answer:
    """At each start after a protective stop: nearest person of the last t_hold − (S_p + hyst)."""
    need = float(formulas.protective_distance(0.0, **constants(limits))) + limits["hysteresis"]
    nearest = traces["distance"].min(axis=2)
    moving = traces["speed"] > limits["standstill"]
    window = round(limits["t_hold"] / traces.dt_s)
    pairs = [_restarts(moving[i], nearest[i], need, window) for i in range(len(traces))]
    rho = np.array([min(starts, default=2.0) for starts in pairs])
    return Answer(rho, np.array([bool(starts) for starts in pairs]))


def _restarts(moving: np.ndarray, nearest: np.ndarray, need: float, window: int) -> list[float]:
    """Margins (m) at the starts of one trace that follow a stop with somebody near."""
    edges = np.flatnonzero(np.diff(moving.astype(np.int8)))
    margins, stop = [], 0
    for edge in edges.tolist():
        if moving[edge]:
            stop = edge + 1
        elif (nearest[stop : edge + 1] < need).any():
            since = max(stop, edge + 1 - window)
            margins.append(float(nearest[since : edge + 1].min() - need))
    return margins


PROPERTIES = (
    Property(
        "SSM-01",
        "Keeps the protective distance while moving",
        HAZARD,
        CLAUSE,
        "m",
        "min over t, people, v > standstill of d − S_p(v); "
        "S_p = v_h(T_r+T_s) + v T_r + v²/2a + C + Z_d + Z_r, T_s = v/a",
        (*TERMS, "standstill"),
        separation,
    ),
    Property(
        "SSM-02",
        "Approaches a person no faster than the distance allows",
        HAZARD,
        CLAUSE,
        "m/s",
        "min over t, people of v_cap(d) − v towards; "
        "v_cap = √(b² + 2a(d−C−Z_d−Z_r−v_h T_r)) − b, b = a T_r + v_h",
        (*TERMS, "standstill"),
        closing_speed,
    ),
    Property(
        "SSM-03",
        "Stands in time once the protective distance is undercut",
        HAZARD,
        CLAUSE,
        "s",
        "min over t with d < S_p(v) of T_r + v/a − (time until v ≤ standstill)",
        (*TERMS, "standstill"),
        stop_in_time,
    ),
    Property(
        "SSM-04",
        "Starts again only when the way has been free long enough",
        HAZARD,
        CLAUSE,
        "m",
        "min over starts after a stop with somebody near of "
        "min over the last t_hold of d − (S_p(0) + hysteresis)",
        (*TERMS, "standstill", "hysteresis", "t_hold"),
        restart,
    ),
)
