"""docs/formats/worlds.md, made from the worlds themselves so that it cannot be wrong."""

from typing import Any

from ..limits import LimitSet
from ..properties import limits_of, properties_of
from ..worlds import Tensor, World, names, open_world

_INTRODUCTION = """# Worlds: tensors, operating domain, properties

Made by `python -m certification.engine worlds --markdown`; a test keeps it equal to the code. With
this page and [the manifest](policy-manifest.md) alone a policy can be built and tested.

A policy is asked {hz:g} times a second over an episode of {horizon:g} s. It gets float32 tensors with
a leading axis for the batch, and answers with one action for each row (or a chunk of actions, see
`action_horizon`). Lengths are metres, times seconds, angles radians unless a name says otherwise.
The frame `base` has its origin in the middle of the base, x ahead, y to the left.

In all these worlds the base starts near the origin of the place and its goal lies on the x axis. It
drives like a differential drive, pushes and brakes with at most 2.5 m/s² and stands below 0.05 m/s.
People walk where the scenario says and do not give way. Three things make a scenario harder than it
looks: what is measured of people can be late, noisy or missing (the bounds are in the operating
domain); a trolley hides part of a person (`visible` is the share that is seen; nobody is ever
hidden wholly); and the base can be muted or stopped on the way (`muted`, `emergency_stop`).
"""


def page() -> str:
    """The whole page."""
    first = open_world(names()[0])
    parts = [_INTRODUCTION.format(hz=first.control_hz, horizon=first.horizon_s)]
    parts.append("## Observation\n")
    parts += [_tensor(tensor) for tensor in first.observation]
    parts += ["## Action\n", _tensor(first.action)]
    parts += [_domain(open_world(name)) for name in names()]
    parts += [_properties(first.name), _limits(limits_of(first.name)), _FILES]
    return "\n".join(parts)


def _table(head: list[str], rows: list[list[Any]]) -> str:
    lines = ["| " + " | ".join(map(str, row)) + " |" for row in [head, *rows]]
    return "\n".join([lines[0], "|" + "---|" * len(head), *lines[1:]]) + "\n"


def _tensor(tensor: Tensor) -> str:
    shape = ", ".join(map(str, tensor.shape))
    rows = [[i, f"`{column}`"] for i, column in enumerate(tensor.columns)]
    return (
        f"### `{tensor.name}`: {tensor.dtype}, shape ({shape}), frame {tensor.frame}\n\n"
        f"{tensor.about}\n\n" + _table(["index", "column"], rows)
    )


def _domain(world: World) -> str:
    rows = [
        [f"`{d['name']}`", d["domain"], d["simplest"], d["about"]] for d in world.space.describe()
    ]
    return (
        f"## `{world.name}`: {world.title}\n\nOperating domain; the declared distribution is "
        "uniform over it.\n\n" + _table(["dimension", "domain", "simplest", "meaning"], rows)
    )


def _properties(world: str) -> str:
    rows = [
        [p.id, p.title, p.unit, p.formula.replace("|", "\\|"), p.clause]
        for p in properties_of(world)
    ]
    return (
        "## Properties\n\nA property holds where its robustness is 0 or more; the robustness has "
        "the property's unit.\n\n" + _table(["id", "property", "unit", "robustness", "after"], rows)
    )


def _limits(limits: LimitSet) -> str:
    rows = [
        [f"`{x.id}`", f"{x.value:g}", x.unit, x.about, x.source, x.confirmed_by or "nobody yet"]
        for x in limits.limits.values()
    ]
    return (
        f"## Limit set {limits.name} {limits.version}\n\nA limit that nobody confirmed makes a "
        "certificate provisional.\n\n"
        + _table(["id", "value", "unit", "about", "source", "confirmed by"], rows)
    )


_FILES = """## Files a campaign writes

- `plan.json`: what will be done, with its digest; written before anything runs.
- `result.json` (`certification-result/1`): verdict, reasons, versions, digests, sandbox tier, for
  each property the searches, the worst margin, the share of runs that exercised it, the bound.
- `counterexample-<property>.json` (`certification-counterexample/1`): the scenario as first found and
  as shrunk, the recorded actions, the digest of the trace, a sentence, and a scene (positions ten
  times a second) for a picture. `python -m certification.engine replay FILE` runs the recorded
  actions again and prints the same digest: SHA-256 over actions and the simulator's full state.
"""
