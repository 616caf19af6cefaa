"""Which adapter speaks which format."""

from collections.abc import Callable

from certification.engine.policies.manifest import PolicyManifest
from certification.engine.sandbox.limits import Limits
from certification.engine.served.oip import OipLink
from certification.engine.served.openpi import OpenpiLink
from certification.engine.served.policy import Link, ServedPolicy

LINKS: dict[str, Callable[[PolicyManifest], Link]] = {
    "openpi_websocket": OpenpiLink,
    "oip_v2": OipLink,
}


def open_served(manifest: PolicyManifest, limits: Limits) -> ServedPolicy:
    return ServedPolicy(manifest, LINKS[manifest.format](manifest), limits)
