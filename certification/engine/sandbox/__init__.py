"""Running what a stranger sent us: one worker for each submission, behind two walls."""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from certification.engine.faults import HarnessFault, PolicyFault
from certification.engine.policies.manifest import PolicyManifest
from certification.engine.sandbox.limits import Limits
from certification.engine.sandbox.policy import Policy
from certification.engine.sandbox.tiers import available_tier, demand

if TYPE_CHECKING:
    from certification.engine.served.policy import ServedPolicy

__all__ = ["Limits", "Policy", "available_tier", "open_policy"]

LARGEST_MODEL = 200 * 10**6


def open_policy(
    model: Path,
    manifest: PolicyManifest,
    *,
    tier: Literal["auto", "full", "second"] = "auto",
    limits: Limits | None = None,
) -> "Policy | ServedPolicy":
    """The policy in `model`, loaded in a sandbox. Raises PolicyFault when it cannot be loaded or
    is not the file the manifest names, HarnessFault when the tier asked for cannot be had."""
    if manifest.served:
        return _served(manifest, tier, limits or Limits())
    found, sentence = demand(tier)
    return Policy(_bytes_of(model, manifest), manifest, found, sentence, limits or Limits())


def _served(manifest: PolicyManifest, tier: str, limits: Limits) -> "ServedPolicy":
    """Imported when needed: hosted policies need none of it."""
    from certification.engine.served.links import open_served

    if tier == "full":
        raise HarnessFault("A policy that its applicant serves runs in no sandbox of ours.")
    return open_served(manifest, limits)


def _bytes_of(model: Path, manifest: PolicyManifest) -> bytes:
    """Read once: what is checked is what is run."""
    try:
        with model.open("rb") as stream:
            data = stream.read(LARGEST_MODEL + 1)
    except OSError as error:
        raise PolicyFault(
            "load", f"The policy {model} cannot be read ({error.strerror})."
        ) from None
    if len(data) > LARGEST_MODEL:
        raise PolicyFault("load", "The policy is larger than 200 MB.")
    digest = hashlib.sha256(data).hexdigest()
    if digest != manifest.sha256:
        raise PolicyFault("load", f"The policy's SHA-256 is {digest}, not what its manifest names.")
    return data
