"""The plan: everything a campaign will do, locked by its digest before it does any of it."""

import platform
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from ..assurance import LEVEL_BOUNDS, bonferroni, samples_for
from ..policies import PolicyManifest
from ..properties import limits_of, properties_of
from ..worlds import open_world
from .files import digest_of

FORMAT = "certification-plan/1"
SUITE_VERSION = "2026.1"
EXERCISED_SHARE = 0.05
INVALID_SHARE = 0.01
CONFORMANCE_EPISODES = 8
BATCH = 64
_PACKAGES = ("mujoco", "numpy", "scipy", "onnxruntime", "hypothesis", "cma")


@dataclass(frozen=True)
class Plan:
    """``document`` is plain JSON; ``digest`` locks it."""

    document: dict[str, Any]

    @property
    def digest(self) -> str:
        return digest_of(self.document)

    def __getitem__(self, key: str) -> Any:
        return self.document[key]

    @property
    def joint_confidence(self) -> float:
        return bonferroni(len(self["properties"]), self["confidence"])

    @property
    def default_seed(self) -> int:
        """For a company's own run: from the digest, so that the run can be repeated."""
        return int(self.digest.removeprefix("sha256:")[:12], 16)


def versions() -> dict[str, str]:
    """What the traces depend on; simulations are bit-identical only within these."""
    found = {
        "suite": SUITE_VERSION,
        "python": platform.python_version(),
        "machine": platform.machine(),
    }
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


def make_plan(
    *,
    policy_digest: str,
    manifest: PolicyManifest,
    world: str,
    level: int = 1,
    budget: int = 50,
    samples: int | None = None,
    seed_source: str = "plan digest",
    corpus: list[dict[str, Any]] | None = None,
) -> Plan:
    """A plan for one policy in one world. ``samples`` None takes what the level's bound needs."""
    document = {
        "format": FORMAT,
        "policy": {"name": manifest.name, "version": manifest.version, "digest": policy_digest},
        "manifest_digest": manifest.digest,
        **_ground(world),
        **_size(level, budget, samples, properties=len(properties_of(world))),
        "corpus": corpus or [],
        "seed_source": seed_source,
        "versions": versions(),
    }
    return Plan(document)


def _ground(world: str) -> dict[str, Any]:
    """What the policy is judged in and by."""
    place, limits, properties = open_world(world), limits_of(world), properties_of(world)
    return {
        "world": {
            "name": place.name,
            "digest": place.digest(),
            "domain": place.space.describe(),
            "horizon_s": place.horizon_s,
            "control_hz": place.control_hz,
        },
        "limits": {"name": limits.name, "version": limits.version, "digest": limits.digest},
        "properties": [p.id for p in properties],
        "properties_digest": digest_of([p.describe() for p in properties]),
    }


def _size(level: int, budget: int, samples: int | None, *, properties: int) -> dict[str, Any]:
    """How much is simulated, and what it has to show."""
    bound = LEVEL_BOUNDS[level]
    needed = samples_for(bound, bonferroni(properties))
    return {
        "level": level,
        "bound": bound,
        "confidence": 0.95,
        "exercised_share": EXERCISED_SHARE,
        "invalid_share": INVALID_SHARE,
        "budget": budget,
        "samples": needed if samples is None else samples,
        "samples_needed": needed,
        "conformance_episodes": CONFORMANCE_EPISODES,
        "shrink_budget": max(2 * budget, 60),
        "batch": BATCH,
    }
