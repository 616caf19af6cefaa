"""The public practice problem of five chasing cars, with located switching instants.

Modes are linear, so each is solved in closed form; a guard that is crossed within a step is found
by bisection and the step is split there. With a fixed step the hard requirements would fall to
random sampling and a comparison would mean nothing.
"""

import itertools
import math
from dataclasses import dataclass

import numpy as np

from certification.engine import stl
from certification.engine.search import ScenarioSpace

STEP_S = 0.1
HORIZON_S = 100.0
SAMPLES = round(HORIZON_S / STEP_S) + 1
SEGMENTS = 20
KEEP, CHASE, BRAKE = range(3)
_LOCATE_S = 1e-9

SPACE = ScenarioSpace.box(
    {f"throttle_{i}": (0.0, 1.0) for i in range(SEGMENTS)}
    | {f"brake_{i}": (0.0, 1.0) for i in range(SEGMENTS)}
)


@dataclass
class Car:
    """Position and speed; followers have a mode."""

    y: float
    v: float = 0.0
    mode: int = KEEP


def simulate(scenario: dict[str, float]) -> np.ndarray:
    """(5, 1001) positions every 0.1 s."""
    cars = [Car(10.0 * i) for i in range(5)]
    track = np.empty((5, SAMPLES))
    track[:, 0] = [car.y for car in cars]
    for k in range(1, SAMPLES):
        segment = min(int((k - 1) * STEP_S / (HORIZON_S / SEGMENTS)), SEGMENTS - 1)
        throttle, brake = scenario[f"throttle_{segment}"], scenario[f"brake_{segment}"]
        _advance(cars, throttle, brake, STEP_S)
        track[:, k] = [car.y for car in cars]
    return track


def _advance(cars: list[Car], throttle: float, brake: float, time: float) -> None:
    """Move all cars by ``time``, splitting it wherever a follower switches."""
    _switch(cars)
    while time > 0.0:
        ahead = [_moved(car, i, throttle, brake, time) for i, car in enumerate(cars)]
        if not _any_due(ahead):
            _set(cars, ahead)
            return
        low, high = 0.0, time
        while high - low > _LOCATE_S:
            middle = (low + high) / 2
            there = [_moved(car, i, throttle, brake, middle) for i, car in enumerate(cars)]
            low, high = (low, middle) if _any_due(there) else (middle, high)
        _set(cars, [_moved(car, i, throttle, brake, high) for i, car in enumerate(cars)])
        _switch(cars)
        time -= high


def _moved(car: Car, i: int, throttle: float, brake: float, t: float) -> Car:
    if i == 0:
        return _leader(car, throttle, brake, t)
    if car.mode == KEEP:
        return Car(car.y + car.v * t, car.v, car.mode)
    if car.mode == CHASE:
        return Car(car.y - car.v * t - t * t / 2, car.v + t, car.mode)
    decay = math.exp(-t)
    return Car(car.y - car.v * (1 - decay), car.v * decay, car.mode)


def _leader(car: Car, throttle: float, brake: float, t: float) -> Car:
    if brake < 1e-9:
        return Car(car.y + car.v * t - throttle * t * t / 2, car.v - throttle * t)
    level, decay = throttle / brake, math.exp(-brake * t)
    y = car.y + (car.v + level) * (1 - decay) / brake - level * t
    return Car(y, (car.v + level) * decay - level)


def _due(mode: int, gap: float) -> int:
    """The mode after this gap; the same one while no guard is reached."""
    if mode == KEEP:
        return CHASE if gap >= 15.0 else BRAKE if gap <= 5.0 else KEEP
    if mode == CHASE:
        return KEEP if gap <= 10.0 else CHASE
    return CHASE if gap >= 20.0 else BRAKE


def _any_due(cars: list[Car]) -> bool:
    return any(_due(b.mode, b.y - a.y) != b.mode for a, b in itertools.pairwise(cars))


def _switch(cars: list[Car]) -> None:
    for a, b in itertools.pairwise(cars):
        b.mode = _due(b.mode, b.y - a.y)


def _set(cars: list[Car], values: list[Car]) -> None:
    for car, value in zip(cars, values, strict=True):
        car.y, car.v = value.y, value.v


def cc1(track: np.ndarray) -> float:
    """□[0,100] y5 − y4 ≤ 40."""
    return float(stl.always(40.0 - (track[4] - track[3]), 0, 1000)[0])


def cc2(track: np.ndarray) -> float:
    """□[0,70] ◇[0,30] y5 − y4 ≥ 15."""
    return float(stl.always(stl.eventually(track[4] - track[3] - 15.0, 0, 300), 0, 700)[0])


def cc3(track: np.ndarray) -> float:
    """□[0,80] ((□[0,20] y2 − y1 ≤ 20) ∨ (◇[0,20] y5 − y4 ≥ 40))."""
    calm = stl.always(20.0 - (track[1] - track[0]), 0, 200)
    far = stl.eventually(track[4] - track[3] - 40.0, 0, 200)
    return float(stl.always(stl.either(calm, far), 0, 800)[0])


PROBLEMS = {"CC1": cc1, "CC2": cc2, "CC3": cc3}
