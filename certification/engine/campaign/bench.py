"""The bench: a world, its properties and an open policy; scenarios in, answers out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..faults import HarnessFault
from ..limits import LimitSet
from ..properties import Property, answers, limits_of, properties_of
from ..search.space import Scenario
from ..worlds import Traces, World, join, open_world

_ATTEMPTS = 3


@dataclass
class Bench:
    """Everything a stage needs to try scenarios. ``policy`` speaks the worlds' protocol."""

    world: World
    properties: tuple[Property, ...]
    limits: LimitSet
    policy: Any

    @classmethod
    def of(cls, world: str, policy: Any) -> "Bench":
        return cls(open_world(world), properties_of(world), limits_of(world), policy)

    def run(self, scenarios: Sequence[Scenario], seconds: float | None = None) -> Traces:
        """Closed loop, to the horizon or for ``seconds``.

        A missed deadline is tried again alone: a machine may miss now and then, a policy that
        misses every time is too slow.
        """
        traces = self._once(list(scenarios), seconds)
        late = [i for i, f in enumerate(traces.faults) if f is not None and f.kind == "timeout"]
        for i in late:
            again = self._in_time(traces.scenarios[i], seconds)
            if again is not None and len(traces) == 1:
                return again
            if again is not None:
                traces.invalid[i] = "A deadline was missed and kept when tried again."
        return traces

    def _in_time(self, scenario: Scenario, seconds: float | None) -> Traces | None:
        for _ in range(_ATTEMPTS):
            again = self._once([scenario], seconds)
            if again.faults[0] is None:
                return again
        return None

    def _once(self, scenarios: list[Scenario], seconds: float | None) -> Traces:
        try:
            return self.world.run(scenarios, self.policy, seconds)
        except HarnessFault:
            if len(scenarios) == 1:
                raise
            return join([self.world.run([s], self.policy, seconds) for s in scenarios])

    def try_all(self, scenarios: Sequence[Scenario]) -> tuple[Traces, np.ndarray, np.ndarray]:
        """Traces, robustness (N, properties), exercised (N, properties)."""
        traces = self.run(scenarios)
        rho, exercised = answers(traces, self.properties, self.limits)
        return traces, rho, exercised

    def index(self, property_id: str) -> int:
        return [p.id for p in self.properties].index(property_id)

    def rho(self, traces: Traces, property_id: str) -> np.ndarray:
        return self.properties[self.index(property_id)](traces, self.limits).rho
