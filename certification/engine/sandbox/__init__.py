"""Running what a stranger sent us: one worker for each submission, behind two walls."""

import hashlib
from pathlib import Path
from typing import Literal

from certification.engine.faults import PolicyFault
from certification.engine.policies.manifest import PolicyManifest
from certification.engine.sandbox.limits import Limits
from certification.engine.sandbox.policy import Policy
from certification.engine.sandbox.tiers import available_tier, demand

__all__ = ["Limits", "Policy", "available_tier", "open_policy"]

LARGEST_MODEL = 200 * 10**6


def open_policy(
    model: Path,
    manifest: PolicyManifest,
    *,
    tier: Literal["auto", "full", "second"] = "auto",
    limits: Limits | None = None,
) -> Policy:
    """The policy in `model`, loaded in a sandbox. Raises PolicyFault when it cannot be loaded or
    is not the file the manifest names, HarnessFault when the tier asked for cannot be had."""
    found, sentence = demand(tier)
    return Policy(_bytes_of(model, manifest), manifest, found, sentence, limits or Limits())


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
