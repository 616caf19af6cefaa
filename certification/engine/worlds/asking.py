"""The conversation of a batch with its policy: chunks, deadlines, checks, faults, repetition."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ..faults import PolicyFault
from .base import Fault, Policy

_REPEATED_ANSWERS = 8
_DEADLINE_S = 1.0


class Conversation:
    """One batch. After a fault (`fault`) the policy is asked no more and the action is zero."""

    def __init__(
        self, policy: Policy, seeds: Sequence[int], low: np.ndarray, high: np.ndarray
    ) -> None:
        self.policy, self.seeds, self.n = policy, list(seeds), len(seeds)
        self.low, self.high = low, high
        manifest = getattr(policy, "manifest", None)
        self.execute_steps = 1 if manifest is None else manifest.execute_steps
        # A batch may take as long as its rows one after the other.
        self.deadline_s = (
            _DEADLINE_S if manifest is None else self.n * manifest.max_latency_ms / 1000
        )
        self.fault: Fault | None = None
        self._asked: list[tuple[dict[str, np.ndarray], np.ndarray]] = []
        self._chunk = np.zeros((self.n, self.execute_steps, len(low)), np.float32)
        self._try(0, lambda: policy.reset_batch(self.n, self.seeds))

    def action(self, k: int, obs: Mapping[str, np.ndarray]) -> np.ndarray:
        """(N, D) float32 for control step ``k``; a new chunk is asked for when the old is used."""
        if self.fault is None and k % self.execute_steps == 0:
            self._ask(k, dict(obs))
        if self.fault is not None:
            return np.zeros_like(self._chunk[:, 0])
        return self._chunk[:, k % self.execute_steps]

    def _ask(self, k: int, obs: dict[str, np.ndarray]) -> None:
        answer = self._try(k, lambda: self.policy.act_batch(obs, self.deadline_s))
        if answer is None or not self._well_formed(k, answer):
            return
        self._chunk = answer.astype(np.float32)
        if len(self._asked) < _REPEATED_ANSWERS:
            self._asked.append((obs, answer))

    def _well_formed(self, k: int, answer: np.ndarray) -> bool:
        kind, sentence = "", ""
        if answer.ndim != 3 or answer.shape[::2] != self._chunk.shape[::2]:
            kind, sentence = "shape", f"The policy answered with shape {answer.shape}."
        elif not np.isfinite(answer).all():
            kind, sentence = "non_finite", "The policy answered with a value that is not finite."
        elif (answer < self.low).any() or (answer > self.high).any():
            kind, sentence = "range", "The policy answered outside the bounds of the action."
        if kind:
            self.fault = Fault(kind, sentence, k)
        return not kind

    def repeat(self, k: int) -> np.ndarray:
        """(N,) largest difference when the first observations are asked again after a reset."""
        gap = np.zeros(self.n)
        if self.fault is None:
            self._try(k, lambda: self.policy.reset_batch(self.n, self.seeds))
        for obs, answer in self._asked:
            if self.fault is not None:
                break
            again = self._try(k, lambda obs=obs: self.policy.act_batch(obs, self.deadline_s))  # type: ignore[misc]
            if again is not None:
                gap = np.maximum(gap, np.abs(again - answer).reshape(self.n, -1).max(axis=1))
        return gap

    def _try(self, k: int, call: Callable[[], Any]) -> Any:
        try:
            return call()
        except PolicyFault as fault:
            self.fault = Fault(fault.kind, fault.sentence, k)
            return None
