"""A policy behind its sandbox: what goes in is ours, what comes out is checked on our side."""

import json
import struct
import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self

import numpy as np

from certification.engine.faults import HarnessFault, PolicyFault
from certification.engine.policies.manifest import PolicyManifest
from certification.engine.sandbox.checks import checked_action, checked_observation
from certification.engine.sandbox.inside.wire import (
    LARGEST_TEXT,
    SECONDS,
    Kind,
    WireError,
    pack_arrays,
    unpack_arrays,
)
from certification.engine.sandbox.launch import Tier
from certification.engine.sandbox.limits import Limits
from certification.engine.sandbox.process import WorkerProcess


class Policy:
    """Use as a context manager. After a fault that ended the worker the next reset starts a new
    one (a search goes on past a timeout), except after a violation of the sandbox."""

    def __init__(
        self, model: bytes, manifest: PolicyManifest, tier: Tier, sentence: str, limits: Limits
    ) -> None:
        self.manifest = manifest
        self.limits = limits
        self.tier = tier
        self.tier_sentence = sentence
        self.last_latency_s = 0.0  # from question to answer, with the pipe and the machine's load
        self.last_compute_s = 0.0  # processor time of the answer, as the worker counts it
        self._load = load_message(worker_config(manifest), model)
        self._counts = {"calls": 0, "steps": 0, "restarts": 0, "faults": 0}
        self._worst_s = 0.0
        self._rows = 0
        self._final: PolicyFault | None = None
        self._spent: dict[str, float] = {"cpu_s": 0.0, "max_rss_kb": 0}
        self._worker: WorkerProcess | None = self._open()
        self.start_s = self._worker.start_s

    def _open(self) -> WorkerProcess:
        worker = WorkerProcess(self.manifest.format, self.tier, self.limits)
        try:
            worker.ask(Kind.LOAD, self._load, self.limits.load_s, LARGEST_TEXT)
        except PolicyFault as fault:
            worker.kill()
            raise as_load(fault) from None
        except BaseException:
            worker.kill()
            raise
        return worker

    def reset(self, episode: int, seed: int) -> None:
        """`episode` only names the run; all randomness comes from `seed`."""
        self.reset_batch(1, [seed])

    def reset_batch(self, n: int, seeds: Sequence[int]) -> None:
        if n != len(seeds) or not 1 <= n <= self.limits.batch:
            raise HarnessFault(f"A batch has 1 to {self.limits.batch} rows and a seed for each.")
        rows = np.asarray(seeds, dtype=np.int64)
        self._ask(Kind.RESET, pack_arrays([rows]), self.limits.reset_s, LARGEST_TEXT, again=True)
        self._rows = n

    def act(self, obs: Mapping[str, np.ndarray], deadline_s: float | None = None) -> np.ndarray:
        """obs: tensors as in the manifest. Returns (horizon, D)."""
        rows = {name: np.asarray(value)[None] for name, value in obs.items()}
        return self.act_batch(rows, deadline_s)[0]

    def act_batch(
        self, obs: Mapping[str, np.ndarray], deadline_s: float | None = None
    ) -> np.ndarray:
        """obs: tensors with a leading axis of the rows told to reset_batch.
        Returns (N, horizon, D); raises PolicyFault, or HarnessFault when obs is not ours to send."""
        arrays = checked_observation(self.manifest, obs, self._rows)
        seconds = self.limits.act_s if deadline_s is None else deadline_s
        payload, largest = pack_arrays(arrays), self._answer_size()
        started = time.perf_counter()
        result = self._ask(Kind.ACT, payload, seconds, largest)
        self.last_latency_s = time.perf_counter() - started
        self._worst_s = max(self._worst_s, self.last_latency_s)
        self._counts["calls"] += 1
        self._counts["steps"] += self._rows
        return self._checked(result)

    def _checked(self, result: bytes) -> np.ndarray:
        try:
            (action,) = unpack_arrays(result[SECONDS.size :], 1)
            (self.last_compute_s,) = SECONDS.unpack(result[: SECONDS.size])
            return checked_action(self.manifest, action, self._rows)
        except (WireError, struct.error) as error:
            self._drop()
            fault = PolicyFault("protocol", f"The worker's answer is malformed: {error}.")
        except PolicyFault as found:
            fault = found
        self._counts["faults"] += 1
        raise fault

    def _answer_size(self) -> int:
        elements = self._rows * self.manifest.action_horizon * self.manifest.action_dimensions
        return 64 + 64 * elements

    def _ask(
        self, kind: Kind, payload: bytes, seconds: float, largest: int, *, again: bool = False
    ) -> bytes:
        worker = self._ready_worker(again=again)
        try:
            return worker.ask(kind, payload, seconds, largest)
        except PolicyFault as fault:
            self._counts["faults"] += 1
            self._after(fault, worker)
            raise
        except BaseException:
            self._drop()
            raise

    def _after(self, fault: PolicyFault, worker: WorkerProcess) -> None:
        if fault.kind == "sandbox":
            self._final = fault
        if not worker.alive:
            self._drop()

    def _ready_worker(self, *, again: bool) -> WorkerProcess:
        if self._final is not None:
            raise self._final
        if self._worker is None and not again:
            raise HarnessFault("The policy was ended by a fault or closed; reset it first.")
        if self._worker is None:
            self._counts["restarts"] += 1
            if self._counts["restarts"] > self.limits.restarts:
                self._final = PolicyFault("crash", "The policy had to be started anew too often.")
                raise self._final
            self._worker = self._open()
        return self._worker

    def usage(self) -> dict[str, Any]:
        """Calls, steps, faults, restarts, seconds and memory so far; versions of the runtime."""
        if self._worker is not None and self._worker.alive:
            self._measure(self._worker)
        return {
            **self._counts,
            **self._spent,
            "start_s": self.start_s,
            "worst_latency_s": self._worst_s,
            "tier": self.tier,
            **(self._worker.report if self._worker else {}),
        }

    def _measure(self, worker: WorkerProcess) -> None:
        report = json.loads(worker.ask(Kind.USAGE, b"", self.limits.reset_s, LARGEST_TEXT))
        self._spent = {name: float(report[name]) for name in ("cpu_s", "max_rss_kb")}

    def _drop(self) -> None:
        if self._worker is not None:
            self._worker.kill()
            self._worker = None
        self._rows = 0

    def close(self) -> None:
        self._drop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def worker_config(manifest: PolicyManifest) -> dict[str, Any]:
    """What the worker needs of the manifest."""
    form = manifest.to_dict()
    wanted = ("observation", "recurrent", "noise", "stochastic")
    return {
        **{name: form[name] for name in wanted},
        "action": manifest.action.name,
        "action_dtype": manifest.action.dtype,
        "horizon": manifest.action_horizon,
        "dimensions": manifest.action_dimensions,
    }


def load_message(config: dict[str, Any], model: bytes) -> bytes:
    head = json.dumps(config).encode()
    return len(head).to_bytes(4, "little") + head + model


def as_load(fault: PolicyFault) -> PolicyFault:
    """A crash or a malformed answer while it is loaded means that it cannot be loaded."""
    if fault.kind == "load":
        return fault
    kind = fault.kind if fault.kind in ("memory", "sandbox", "timeout") else "load"
    return PolicyFault(kind, f"While it was loaded: {fault.sentence}")
