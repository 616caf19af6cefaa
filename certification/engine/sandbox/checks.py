"""What goes to a policy and what comes back, held against the manifest: on our side of the pipe."""

from collections.abc import Mapping

import numpy as np

from certification.engine.faults import HarnessFault, PolicyFault
from certification.engine.policies.manifest import PolicyManifest


def checked_observation(
    manifest: PolicyManifest, obs: Mapping[str, np.ndarray], rows: int
) -> list[np.ndarray]:
    """The tensors in the manifest's order, each (rows, *shape) of the declared type."""
    if rows < 1:
        raise HarnessFault("Reset the policy before asking it to act.")
    arrays = []
    for spec in manifest.observation:
        array = obs.get(spec.name)
        if array is None or array.dtype != spec.numpy_dtype or array.shape != (rows, *spec.shape):
            found = "nothing" if array is None else f"{array.dtype}{list(array.shape)}"
            wanted = f"{spec.dtype}{[rows, *spec.shape]}"
            raise HarnessFault(f"The observation {spec.name} is {found}, declared is {wanted}.")
        arrays.append(array)
    return arrays


def checked_action(manifest: PolicyManifest, action: np.ndarray, rows: int) -> np.ndarray:
    """(rows, horizon, D), finite and within the declared bounds; raises PolicyFault."""
    spec, horizon = manifest.action, manifest.action_horizon
    if action.dtype != spec.numpy_dtype:
        raise PolicyFault("dtype", f"The action is {action.dtype}; declared is {spec.dtype}.")
    wanted = (rows, horizon, spec.shape[-1])
    if horizon == 1 and action.shape == (rows, spec.shape[-1]):
        action = action.reshape(wanted)
    if action.shape != wanted:
        raise PolicyFault(
            "shape", f"The action has shape {list(action.shape)}; declared is {list(wanted)}."
        )
    within = (action >= spec.lows) & (action <= spec.highs)
    if within.all():  # and so finite: no comparison holds for what is not a number
        return action
    if not np.isfinite(action).all():
        raise PolicyFault("non_finite", "The action holds a value that is not a finite number.")
    raise PolicyFault("range", _outside(manifest, action, ~within))


def _outside(manifest: PolicyManifest, action: np.ndarray, outside: np.ndarray) -> str:
    where = tuple(int(index) for index in np.argwhere(outside)[0])
    lows = np.broadcast_to(manifest.action.lows, action.shape)
    highs = np.broadcast_to(manifest.action.highs, action.shape)
    return (
        f"The action's value {where[-1]} is {action[where]:g}; "
        f"declared is {lows[where]:g} to {highs[where]:g}."
    )
