"""The manifest: what a policy takes, gives, and promises. Published in docs/formats."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import rfc8785

from certification.engine.faults import NotAdmitted
from certification.engine.policies.tensors import TensorSpec

FORMATS = ("onnx", "wasm", "openpi_websocket", "oip_v2")
SERVED_FORMATS = frozenset({"openpi_websocket", "oip_v2"})
LANGUAGES = ("none", "text", "token_ids")
INSTRUCTION = "instruction"


class ManifestError(NotAdmitted):
    """The manifest cannot be used; `findings` holds a sentence for each reason."""


@dataclass(frozen=True)
class Camera:
    """`name` is the observation tensor that carries its picture."""

    name: str
    width: int
    height: int
    layout: str
    fov_deg: float


@dataclass(frozen=True)
class Recurrent:
    """A state the policy hands itself: what `output` gave comes back as `input` next step."""

    input: str
    output: str
    shape: tuple[int, ...]
    dtype: str


@dataclass(frozen=True)
class Noise:
    """The tensor through which a stochastic policy gets its randomness, seeded by the episode."""

    name: str
    shape: tuple[int, ...]
    distribution: str


@dataclass(frozen=True)
class PolicyManifest:
    """Shapes are without the batch axis; the action is (D,), a call gives (horizon, D)."""

    name: str
    version: str
    format: str
    sha256: str | None
    endpoint: str | None
    body: str
    sensor: str
    field: int
    observation: tuple[TensorSpec, ...]
    action: TensorSpec
    control_hz: float
    action_horizon: int
    execute_steps: int
    max_latency_ms: float
    language: str = "none"
    cameras: tuple[Camera, ...] = ()
    recurrent: tuple[Recurrent, ...] = ()
    stochastic: bool = False
    noise: Noise | None = None

    @classmethod
    def load(cls, path: Path | str) -> "PolicyManifest":
        """Raises ManifestError with sentences that say what to do."""
        from certification.engine.policies.reading import parse_file

        return cls.from_dict(parse_file(Path(path)))

    @classmethod
    def from_dict(cls, value: dict[str, Any]) -> "PolicyManifest":
        from certification.engine.policies.reading import read_manifest

        return read_manifest(value)

    def to_dict(self) -> dict[str, Any]:
        """The full form, every default written out: what `digest` is taken over."""
        plain = {name: getattr(self, name) for name in _PLAIN}
        return {
            "manifest_version": 1,
            **plain,
            "observation": [tensor.to_dict() for tensor in self.observation],
            "action": self.action.to_dict(),
            "cameras": [dict(vars(camera)) for camera in self.cameras],
            "recurrent": [{**vars(state), "shape": list(state.shape)} for state in self.recurrent],
            "noise": self.noise and {**vars(self.noise), "shape": list(self.noise.shape)},
        }

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON (RFC 8785) of the full form."""
        return f"sha256:{hashlib.sha256(rfc8785.dumps(self.to_dict())).hexdigest()}"

    @property
    def served(self) -> bool:
        """The applicant runs it: it can be assessed, not certified."""
        return self.format in SERVED_FORMATS

    @property
    def action_dimensions(self) -> int:
        return self.action.shape[-1]


_PLAIN = (
    "name",
    "version",
    "format",
    "sha256",
    "endpoint",
    "body",
    "sensor",
    "field",
    "control_hz",
    "action_horizon",
    "execute_steps",
    "max_latency_ms",
    "language",
    "stochastic",
)
