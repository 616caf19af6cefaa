"""A served policy behind the same interface as one in the sandbox."""

import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, Protocol, Self

import numpy as np

from certification.engine.faults import HarnessFault, PolicyFault
from certification.engine.policies.manifest import PolicyManifest
from certification.engine.sandbox.checks import checked_action, checked_observation
from certification.engine.sandbox.limits import Limits

TIER_SENTENCE = (
    "Served by the applicant: the policy runs on a machine that is not the certifier's, so its "
    "digest cannot be proved and nothing of it is confined. Such a policy is assessed; a "
    "certificate needs the policy hosted by the certifier."
)


class Link(Protocol):
    """One adapter: what is asked over the network, and what came back, unchecked."""

    def open(self, rows: int, seeds: Sequence[int], seconds: float) -> None: ...

    def act(self, obs: dict[str, np.ndarray], seconds: float) -> np.ndarray: ...

    def close(self) -> None: ...


class ServedPolicy:
    """Each call has one deadline over everything that the server may send or hold back."""

    tier = "served"
    tier_sentence = TIER_SENTENCE

    def __init__(self, manifest: PolicyManifest, link: Link, limits: Limits) -> None:
        self.manifest = manifest
        self.limits = limits
        self.last_latency_s = 0.0
        self.last_compute_s = 0.0  # not known of a machine that is not ours
        self._link = link
        self._rows = 0
        self._counts = {"calls": 0, "steps": 0, "restarts": 0, "faults": 0}
        self._worst_s = 0.0
        started = time.monotonic()
        self.reset(0, 0)
        self.start_s = time.monotonic() - started

    def reset(self, episode: int, seed: int) -> None:
        self.reset_batch(1, [seed])

    def reset_batch(self, n: int, seeds: Sequence[int]) -> None:
        if n != len(seeds) or not 1 <= n <= self.limits.batch:
            raise HarnessFault(f"A batch has 1 to {self.limits.batch} rows and a seed for each.")
        self._rows = 0
        self._guarded(lambda: self._link.open(n, seeds, self.limits.reset_s))
        self._rows = n

    def act(self, obs: Mapping[str, np.ndarray], deadline_s: float | None = None) -> np.ndarray:
        rows = {name: np.asarray(value)[None] for name, value in obs.items()}
        return self.act_batch(rows, deadline_s)[0]

    def act_batch(
        self, obs: Mapping[str, np.ndarray], deadline_s: float | None = None
    ) -> np.ndarray:
        arrays = checked_observation(self.manifest, obs, self._rows)
        names = [spec.name for spec in self.manifest.observation]
        seconds = self.limits.act_s if deadline_s is None else deadline_s
        started = time.perf_counter()
        action = self._guarded(
            lambda: self._link.act(dict(zip(names, arrays, strict=True)), seconds)
        )
        self.last_latency_s = time.perf_counter() - started
        self._worst_s = max(self._worst_s, self.last_latency_s)
        self._counts["calls"] += 1
        self._counts["steps"] += self._rows
        return self._guarded(lambda: checked_action(self.manifest, action, self._rows))

    def _guarded(self, step: Callable[[], Any]) -> Any:
        try:
            return step()
        except PolicyFault as fault:
            self._counts["faults"] += 1
            if fault.kind in ("timeout", "protocol", "crash", "load"):
                self.close()
            raise

    def usage(self) -> dict[str, Any]:
        return {
            **self._counts,
            "start_s": self.start_s,
            "worst_latency_s": self._worst_s,
            "tier": self.tier,
            "versions": {},
        }

    def close(self) -> None:
        self._rows = 0
        self._link.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
