"""What a policy promises about itself: the manifest that comes with every submission."""

from certification.engine.policies.manifest import (
    Camera,
    ManifestError,
    Noise,
    PolicyManifest,
    Recurrent,
)
from certification.engine.policies.tensors import TensorSpec

__all__ = ["Camera", "ManifestError", "Noise", "PolicyManifest", "Recurrent", "TensorSpec"]
