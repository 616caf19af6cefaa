"""The mobile base among people: batches in lock-step, recorded for exact replay."""

import hashlib
from collections.abc import Sequence
from math import ceil
from typing import Any

import mujoco
import numpy as np
from mujoco.rollout import Rollout

from ...search.space import Dimension, Scenario
from .. import base
from . import body, sensing
from .domain import space
from .episode import CONTROLS, Episodes
from .layouts import Layout
from .model import mjcf
from .scene import relevant, scene, situation, with_one_person


class MobileWorld:
    """One layout of the family. ``run`` and ``replay`` give `base.Traces`."""

    control_hz = body.CONTROL_HZ
    horizon_s = body.HORIZON_S
    observation = sensing.OBSERVATION
    action = sensing.ACTION
    action_low, action_high = sensing.ACTION_LOW, sensing.ACTION_HIGH

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.name, self.title = layout.name, layout.title
        self.space = space(layout)
        self.xml = mjcf(layout)
        self.model = mujoco.MjModel.from_xml_string(self.xml)
        self.data = mujoco.MjData(self.model)
        self.simulator = Rollout(nthread=0)

    def digest(self) -> str:
        """sha256 over the model, the operating domain and the tensors."""
        h = hashlib.sha256(self.xml.encode())
        h.update(repr((self.space.describe(), self.observation, self.action)).encode())
        return "sha256:" + h.hexdigest()

    def run(
        self, scenarios: Sequence[Scenario], policy: base.Policy, seconds: float | None = None
    ) -> base.Traces:
        """Closed loop, all scenarios in lock-step, to the horizon or for the first ``seconds``.

        When a policy faults in a batch its scenarios are tried one by one.
        """
        scenarios = list(scenarios)
        controls = CONTROLS if seconds is None else min(CONTROLS, ceil(seconds * self.control_hz))
        traces = Episodes(self, scenarios).run(policy, controls)
        if len(scenarios) > 1 and any(traces.faults):
            return base.join([Episodes(self, [s]).run(policy, controls) for s in scenarios])
        return traces

    def replay(self, scenario: Scenario, actions: np.ndarray) -> base.Traces:
        """Open loop with the recorded ``actions`` (K, 2): the same bits on the same version."""
        return Episodes(self, [scenario]).play(np.asarray(actions, np.float32)[None])

    def scene(self, traces: base.Traces, i: int = 0) -> dict[str, Any]:
        """Positions and distances of one episode, ten times a second, for pictures."""
        return scene(self.layout, traces, i)

    def situation(self, traces: base.Traces, i: int, at_s: float) -> str:
        """One sentence: who was how near, seen how well, and how fast the base was."""
        return situation(traces, i, at_s)

    def relevant(self, scenario: Scenario) -> list[Dimension]:
        """The dimensions that say something in this scenario: nobody absent, nothing unplaced."""
        return relevant(self.space, scenario)

    def simplifications(self, scenario: Scenario) -> list[Scenario]:
        """Simpler scenarios that a shrinker of single values does not reach: one person alone."""
        return with_one_person(self.space, scenario)
