"""The reference controller: plain, slow enough, and allowed by every property (see decisions).

It shows that the properties can be satisfied together. The formula of its speed is the inverse of
the separation rule, fed with the nearest distance that could be true when the base reacts.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from . import body

CRUISE_M_PER_S = 0.8
MUTED_M_PER_S = 0.25
REACTION_S = 0.3
PERSON_M_PER_S = 1.6
# C + Z_d + Z_r + v_h·T_r of the limit set: nearer than this nothing may move.
STILL_DISTANCE_M = 0.49
NOISE_M = 0.05
HOLD_S = 0.6


class ReferenceController:
    """Speaks the policy protocol in the same process: observations in, (N, 1, 2) out."""

    execute_steps = 1

    def reset_batch(self, n: int, seeds: Sequence[int]) -> None:
        """Nothing to forget: the controller has no state."""

    def act_batch(self, obs: Mapping[str, np.ndarray], deadline_s: float = 1.0) -> np.ndarray:
        base = obs["base"].astype(np.float64)
        bearing = np.arctan2(base[:, 4], base[:, 3])
        speed = np.minimum(speed_cap(base[:, 0], obs["people"].astype(np.float64)), CRUISE_M_PER_S)
        speed = np.minimum(speed, np.where(base[:, 5] > 0.5, MUTED_M_PER_S, CRUISE_M_PER_S))
        speed = np.minimum(speed, np.maximum(base[:, 2] - 0.1, 0.0)) * np.maximum(base[:, 3], 0.0)
        restart = (base[:, 0] > 0.12) | ((base[:, 7] > HOLD_S) & (speed > 0.2))
        go = restart & (base[:, 6] < 0.5) & (speed > 0.1)
        speed = np.where(go, speed, 0.0)
        turn = np.clip(1.2 * bearing, -0.6, 0.6) * np.minimum(1.0, speed / 0.3)
        return np.stack([speed, turn], axis=-1).astype(np.float32)[:, None]


def speed_cap(speed: np.ndarray, people: np.ndarray) -> np.ndarray:
    """(N,) m/s: what the nearest, fastest approach of anyone still allows after the reaction."""
    x, y, vx, vy, radius, _, age, present = np.moveaxis(people, -1, 0)
    far = np.maximum(np.hypot(x, y), 1e-6)
    closing = np.maximum(-(x * vx + y * vy) / far, 0.0)
    gap = far - radius - body.RADIUS_M - NOISE_M - closing * (REACTION_S + age) - 0.1 - 2 * age**2
    gap = gap - np.maximum(speed, 0.0)[:, None] * 0.2
    gap = np.where(present > 0.5, gap, 20.0).min(axis=1)
    b = 2.0 * 0.2 + PERSON_M_PER_S
    return np.sqrt(b * b + 4.0 * np.maximum(gap - STILL_DISTANCE_M, 0.0)) - b
