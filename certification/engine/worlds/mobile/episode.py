"""A batch of episodes under way: step the simulator in C, ask the policy, record everything."""

from typing import TYPE_CHECKING

import mujoco
import numpy as np

from ...search.space import Scenario
from .. import base
from ..asking import Conversation
from . import body, sensing
from .layouts import Layout
from .people import cast
from .signals import signals

if TYPE_CHECKING:
    from .world import MobileWorld

SAMPLES = round(body.HORIZON_S / body.STEP_S)
CONTROLS = SAMPLES // body.CONTROL_STEPS
_SPEC = int(
    mujoco.mjtState.mjSTATE_CTRL
    | mujoco.mjtState.mjSTATE_MOCAP_POS
    | mujoco.mjtState.mjSTATE_MOCAP_QUAT
)
_PHYSICS = int(mujoco.mjtState.mjSTATE_FULLPHYSICS)


class Episodes:
    """N scenarios of a world. Use once: `run` (closed loop) or `play` (recorded actions)."""

    def __init__(self, world: "MobileWorld", scenarios: list[Scenario]) -> None:
        for scenario in scenarios:
            world.space.check(scenario)
        self.world, self.scenarios, self.n = world, scenarios, len(scenarios)
        self.people = cast(scenarios, world.layout)
        self.goal = _numbers(scenarios, "goal_m")
        self.reach = _numbers(scenarios, "range_m")
        self.trolley = _trolley(scenarios, world.layout)
        self.muted = _event(scenarios, "muted")
        self.stopped = _event(scenarios, "emergency stop")
        self.control = self._moving_things()
        self._make_records()

    def _moving_things(self) -> np.ndarray:
        """(N, T, C): commands (filled on the way), then mocap positions and quaternions."""
        mocap = 1 + body.PEOPLE
        control = np.zeros((self.n, SAMPLES, 3 + 7 * mocap))
        position = control[:, :, 3 : 3 + 3 * mocap].reshape(self.n, SAMPLES, mocap, 3)
        position[:, :, 0, :2] = self.trolley[:, None, :2]
        position[:, :, 0, 2] = self.world.layout.trolley[2] / 2
        position[:, :, 1:, :2] = self.people.xy
        quaternion = np.tile([1.0, 0.0, 0.0, 0.0], (self.n, SAMPLES, mocap, 1))
        lying = self.people.kind == body.KINDS.index("lying")
        turned = _lying_quaternion(self.people.direction)
        quaternion[:, :, 1:] = np.where(
            lying[:, None, :, None], turned[:, None], quaternion[:, :, 1:]
        )
        sunk = np.array([1.70, 1.15, 1.30, 1.70])[self.people.kind] - 1.70
        position[:, :, 1:, 2] = np.where(lying, 0.25, sunk)[:, None]
        position[:, :, 1:, :2] -= np.where(
            lying[..., None], _half_body(self.people.direction), 0.0
        )[:, None]
        control[:, :, 3 : 3 + 3 * mocap] = position.reshape(self.n, SAMPLES, -1)
        control[:, :, 3 + 3 * mocap :] = quaternion.reshape(self.n, SAMPLES, -1)
        return control

    def _make_records(self) -> None:
        model = self.world.model
        size = mujoco.mj_stateSize(model, _PHYSICS)
        self.models = [model] * self.n
        self.state = np.zeros((self.n, SAMPLES, size))
        self.sensed = np.zeros((self.n, SAMPLES, model.nsensordata))
        self.actions = np.zeros((self.n, CONTROLS, 2), np.float32)
        self.visible = np.ones((self.n, CONTROLS, body.PEOPLE))
        self.now = np.zeros((self.n, size))
        self.now[:, 2] = _numbers(self.scenarios, "start_lateral_m")
        self.now[:, 3] = np.deg2rad(_numbers(self.scenarios, "start_heading_deg"))
        self.clear = np.full(self.n, 10.0)
        self.fault: list[base.Fault | None] = [None] * self.n
        self.invalid = [""] * self.n
        self.repeat_gap = np.zeros(self.n)
        self._first_scan()

    def _first_scan(self) -> None:
        """One step that is thrown away: sensors belong to the state before the step."""
        start = self.now.copy()
        self._simulate(0, 1, self.control[:, :1])
        self.scan = self.sensed[:, 0, -body.RAYS :].copy()
        self.now = start

    def _simulate(self, at: int, steps: int, control: np.ndarray) -> None:
        state = np.empty((self.n, steps, self.now.shape[1]))
        sensed = np.empty((self.n, steps, self.sensed.shape[2]))
        self.world.simulator.rollout(
            self.models,
            [self.world.data],
            self.now,
            np.ascontiguousarray(control),
            control_spec=_SPEC,
            skip_checks=True,
            nstep=steps,
            state=state,
            sensordata=sensed,
        )
        self.state[:, at : at + steps], self.sensed[:, at : at + steps] = state, sensed
        self.now = state[:, -1].copy()

    def _advance(self, k: int, action: np.ndarray) -> None:
        at = k * body.CONTROL_STEPS
        block = self.control[:, at : at + body.CONTROL_STEPS]
        block[:, :, 0], block[:, :, 2] = action[:, :1], action[:, 1:]
        self.actions[:, k] = action
        self._simulate(at, body.CONTROL_STEPS, block)
        self.scan = self.sensed[:, at + body.CONTROL_STEPS - 1, -body.RAYS :]

    def observe(self, k: int) -> dict[str, np.ndarray]:
        """Float32 tensors of control step ``k``, first axis the episode."""
        pose = self.now[:, 1:4]
        rows = sensing.people_rows(
            self.people, k, pose, self.trolley, self.world.layout.trolley[2], self.reach
        )
        self.visible[:, k] = rows[..., 5]
        gap = np.where(rows[..., 7] > 0, np.hypot(rows[..., 0], rows[..., 1]) - rows[..., 4], 99.0)
        near = gap.min(axis=1) - body.RADIUS_M < body.RESTART_DISTANCE_M
        self.clear = np.where(near, 0.0, np.minimum(self.clear + 1 / body.CONTROL_HZ, 10.0))
        base_row = sensing.base_row(
            self.now,
            self.goal,
            self.muted[:, k * body.CONTROL_STEPS],
            self.stopped[:, k * body.CONTROL_STEPS],
            self.clear,
        )
        scan = np.where(self.scan < 0, body.RAY_RANGE_M, self.scan)
        return {
            "base": base_row.astype(np.float32),
            "people": rows.astype(np.float32),
            "scan": scan.astype(np.float32),
        }

    def run(self, policy: base.Policy, controls: int = CONTROLS) -> base.Traces:
        """Closed loop over the first ``controls`` steps; after a fault the base is stopped."""
        seeds = [int(s["noise_seed"]) for s in self.scenarios]
        talk = Conversation(policy, seeds, self.world.action_low, self.world.action_high)
        for k in range(controls):
            self._advance(k, talk.action(k, self.observe(k)))
            if talk.fault is not None and self.n > 1:
                break
        self.repeat_gap = talk.repeat(controls)
        self.fault = [talk.fault] * self.n
        return self._traces().until(controls * body.CONTROL_STEPS)

    def play(self, actions: np.ndarray) -> base.Traces:
        """Open loop with recorded actions (N, K, 2)."""
        for k in range(CONTROLS):
            self.observe(k)
            self._advance(k, actions[:, k])
        return self._traces()

    def _traces(self) -> base.Traces:
        warned = any(w.number for w in self.world.data.warning)
        finite: list[bool] = np.isfinite(self.state.reshape(self.n, -1)).all(axis=1).tolist()  # type: ignore[assignment]
        for w in self.world.data.warning:
            w.number = 0
        self.invalid = [
            "" if ok and not warned else "The simulator reported an unstable state."
            for ok in finite
        ]
        return base.Traces(
            self.world.name,
            self.scenarios,
            body.STEP_S,
            signals(self),
            self.actions,
            self.state,
            self.fault,
            self.invalid,
            self.repeat_gap,
        )


def _numbers(scenarios: list[Scenario], name: str) -> np.ndarray:
    return np.array([float(s[name]) for s in scenarios])


def _trolley(scenarios: list[Scenario], layout: Layout) -> np.ndarray:
    """(N, 3): x, y, and the radius of the disc that stands for it in the line of sight."""
    side = np.array([{"left": 1.0, "right": -1.0}.get(s["trolley_side"], 0.0) for s in scenarios])
    y = np.where(side == 0.0, 30.0, side * layout.trolley_lateral_m)
    return np.stack(
        [
            _numbers(scenarios, "trolley_along_m"),
            y,
            np.full(len(scenarios), max(layout.trolley[:2])),
        ],
        axis=-1,
    )


def _event(scenarios: list[Scenario], what: str) -> np.ndarray:
    """(N, T) bool: when ``what`` is switched on."""
    t = body.STEP_S * np.arange(SAMPLES)
    on, start = _numbers(scenarios, "event_for_s"), _numbers(scenarios, "event_at_s")
    wanted = np.array([s["event"] == what for s in scenarios])
    within = (t >= start[:, None]) & (t < (start + on)[:, None])
    return within & wanted[:, None]


def _lying_quaternion(direction: np.ndarray) -> np.ndarray:
    """(N, P, 4): the upright capsule laid down towards ``direction``."""
    half, c = direction / 2, np.sqrt(0.5)
    return np.stack([np.cos(half) * c, -np.sin(half) * c, np.cos(half) * c, np.sin(half) * c], -1)


def _half_body(direction: np.ndarray) -> np.ndarray:
    """(N, P, 2): half the length of the lying body, so that its middle is where it is said."""
    return 0.85 * np.stack([np.cos(direction), np.sin(direction)], axis=-1)
