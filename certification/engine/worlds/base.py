"""What every world gives: tensors, an operating domain, batches of traces, exact replay."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from ..search.space import Dimension, Scenario, ScenarioSpace


@dataclass(frozen=True)
class Tensor:
    """One tensor between world and policy, as docs/formats/worlds.md publishes it."""

    name: str
    shape: tuple[int, ...]
    unit: str
    frame: str
    low: float
    high: float
    columns: tuple[str, ...]
    about: str
    dtype: str = "float32"


@dataclass(frozen=True)
class Fault:
    """What a policy did instead of answering; ``step`` is the control step."""

    kind: str
    sentence: str
    step: int


@dataclass
class Traces:
    """A batch of N recorded episodes of one world: every property reads only this.

    ``signals`` maps a name to an array of shape (N, T, …) in SI units; ``actions`` is
    (N, K, D) float32 as applied; ``state`` is (N, T, S) float64, the simulator's full state.
    """

    world: str
    scenarios: list[Scenario]
    dt_s: float
    signals: dict[str, np.ndarray]
    actions: np.ndarray
    state: np.ndarray
    faults: list[Fault | None]
    invalid: list[str]
    repeat_gap: np.ndarray

    def __len__(self) -> int:
        return len(self.scenarios)

    def __getitem__(self, name: str) -> np.ndarray:
        return self.signals[name]

    @property
    def time_s(self) -> np.ndarray:
        """(T,) float64, seconds: the end of each simulated step."""
        return self.dt_s * (1 + np.arange(self.state.shape[1]))

    def one(self, i: int) -> "Traces":
        """The i-th episode as a batch of one."""
        return self.pick([i])

    def pick(self, rows: Sequence[int]) -> "Traces":
        rows = list(rows)
        return Traces(
            self.world,
            [self.scenarios[i] for i in rows],
            self.dt_s,
            {name: array[rows] for name, array in self.signals.items()},
            self.actions[rows],
            self.state[rows],
            [self.faults[i] for i in rows],
            [self.invalid[i] for i in rows],
            self.repeat_gap[rows],
        )

    def until(self, samples: int) -> "Traces":
        """The same episodes cut after ``samples`` samples."""
        length = self.state.shape[1]
        cut = {
            name: array[:, :samples] if array.ndim > 1 and array.shape[1] == length else array
            for name, array in self.signals.items()
        }
        return Traces(
            self.world,
            self.scenarios,
            self.dt_s,
            cut,
            self.actions,
            self.state[:, :samples],
            self.faults,
            self.invalid,
            self.repeat_gap,
        )

    def digest(self, i: int = 0) -> str:
        """sha256 over the recorded actions and states: equal bits, equal digest."""
        h = hashlib.sha256(self.world.encode())
        for array in (self.actions[i], self.state[i]):
            h.update(str((array.dtype.str, array.shape)).encode())
            h.update(np.ascontiguousarray(array).tobytes())
        return "sha256:" + h.hexdigest()


def join(parts: Sequence[Traces]) -> Traces:
    """Several batches of the same world as one, in order."""
    first = parts[0]
    return Traces(
        first.world,
        [s for part in parts for s in part.scenarios],
        first.dt_s,
        {n: np.concatenate([part.signals[n] for part in parts]) for n in first.signals},
        np.concatenate([part.actions for part in parts]),
        np.concatenate([part.state for part in parts]),
        [f for part in parts for f in part.faults],
        [v for part in parts for v in part.invalid],
        np.concatenate([part.repeat_gap for part in parts]),
    )


class Policy(Protocol):
    """What a world asks of a policy; `certification.engine.policies` opens the real ones."""

    def reset_batch(self, n: int, seeds: Sequence[int]) -> None: ...

    def act_batch(self, obs: Mapping[str, np.ndarray], deadline_s: float) -> np.ndarray: ...


class World(Protocol):
    """A world: an operating domain, tensors, and the way from scenarios to traces."""

    name: str
    title: str
    space: ScenarioSpace
    control_hz: float
    horizon_s: float
    action_low: np.ndarray
    action_high: np.ndarray

    @property
    def observation(self) -> tuple[Tensor, ...]: ...

    @property
    def action(self) -> Tensor: ...

    def digest(self) -> str: ...

    def run(
        self, scenarios: Sequence[Scenario], policy: Policy, seconds: float | None = None
    ) -> Traces: ...

    def replay(self, scenario: Scenario, actions: np.ndarray) -> Traces: ...

    def scene(self, traces: Traces, i: int) -> dict[str, Any]: ...

    def situation(self, traces: Traces, i: int, at_s: float) -> str: ...

    def simplifications(self, scenario: Scenario) -> list[Scenario]: ...

    def relevant(self, scenario: Scenario) -> list[Dimension]: ...
