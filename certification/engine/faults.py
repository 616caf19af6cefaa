"""What can go wrong with a submission, and whose fault it is.

A `PolicyFault` fails the property that was being tried. A `HarnessFault` makes the episode
invalid: it is ours, and never counts for or against the policy.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

FaultKind = Literal[
    "load",
    "timeout",
    "crash",
    "memory",
    "non_finite",
    "shape",
    "dtype",
    "range",
    "protocol",
    "sandbox",
]
FAULT_KINDS: frozenset[str] = frozenset(get_args(FaultKind))


@dataclass(frozen=True)
class Finding:
    """One reason why a submission was not admitted: a stable code, a sentence in English, and the
    values in it (so that the sentence can be said in another language)."""

    code: str
    sentence: str
    values: Mapping[str, Any] = field(default_factory=dict, compare=False)

    def to_dict(self) -> dict[str, Any]:
        return {"code": self.code, "sentence": self.sentence, "values": dict(self.values)}


class PolicyFault(Exception):
    """The policy did something it must not: `kind` is one of FAULT_KINDS."""

    def __init__(self, kind: FaultKind, sentence: str) -> None:
        if kind not in FAULT_KINDS:
            raise ValueError(f"{kind!r} is no kind of policy fault")
        super().__init__(sentence)
        self.kind: FaultKind = kind
        self.sentence = sentence


class NotAdmitted(Exception):
    """The submission never gets to run; `findings` says why and what to do."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(" ".join(finding.sentence for finding in findings))
        self.findings = tuple(findings)


class HarnessFault(Exception):
    """Our own failure (or the machine's): the episode is invalid, never a pass or a failure."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
