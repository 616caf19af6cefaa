"""Does a manifest fit a world: its tensors, its rate, its bounds."""

import numpy as np

from ..faults import Finding
from ..policies import PolicyManifest, TensorSpec
from ..worlds import World


def fit(manifest: PolicyManifest, world: World) -> list[Finding]:
    """Findings with sentences; none when the policy can be run in the world."""
    findings = [f for spec in manifest.observation for f in _observation(spec, world)]
    findings += _action(manifest.action, world)
    if manifest.control_hz != world.control_hz:
        findings.append(
            _finding(
                f"The manifest says control_hz {manifest.control_hz:g}; {world.name} runs at "
                f"{world.control_hz:g}."
            )
        )
    if manifest.language != "none" or manifest.cameras:
        findings.append(
            _finding(
                f"{world.name} gives neither instructions nor camera images; declare language none "
                "and no cameras."
            )
        )
    return findings


def _observation(spec: TensorSpec, world: World) -> list[Finding]:
    offered = {tensor.name: tensor for tensor in world.observation}
    tensor = offered.get(spec.name)
    if tensor is None:
        return [
            _finding(
                f"{world.name} gives no observation {spec.name!r}; it gives {', '.join(offered)}."
            )
        ]
    if (spec.shape, spec.dtype) != (tensor.shape, tensor.dtype):
        return [
            _finding(
                f"The observation {spec.name} is {tensor.dtype}{list(tensor.shape)} in "
                f"{world.name}; the manifest says {spec.dtype}{list(spec.shape)}."
            )
        ]
    return []


def _action(spec: TensorSpec, world: World) -> list[Finding]:
    if spec.shape != world.action.shape:
        return [
            _finding(
                f"{world.name} takes {world.action.shape[0]} action values "
                f"({', '.join(world.action.columns)}); the manifest says "
                f"{list(spec.shape)}."
            )
        ]
    if np.any(spec.lows < world.action_low) or np.any(spec.highs > world.action_high):
        return [
            _finding(
                f"The bounds of the action must lie within {world.action_low.tolist()} "
                f"to {world.action_high.tolist()}."
            )
        ]
    return []


def _finding(sentence: str) -> Finding:
    return Finding("world_fit", sentence)
