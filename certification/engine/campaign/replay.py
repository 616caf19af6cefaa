"""Replay of a counterexample file: the recorded actions, on this machine, in this process."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..properties import limits_of, properties_of
from ..search.space import BadScenario
from ..worlds import UnknownWorld, World, open_world
from .counterexample import FORMAT


class BadRecording(ValueError):
    """The file is no counterexample that can be replayed here; the message says why."""


class BadActions(ValueError):
    """What it says the policy did is no table of finite numbers of the world's shape."""


@dataclass(frozen=True)
class Replayed:
    """What a replay gave, beside what the file says."""

    path: Path
    property_id: str
    trace_digest: str
    recorded_digest: str
    robustness: float
    recorded_robustness: float
    same_world: bool

    @property
    def same(self) -> bool:
        return self.trace_digest == self.recorded_digest

    def to_dict(self) -> dict[str, Any]:
        return {
            "file": str(self.path),
            "property": self.property_id,
            "same": self.same,
            "trace_digest": self.trace_digest,
            "recorded_digest": self.recorded_digest,
            "robustness": self.robustness,
            "recorded_robustness": self.recorded_robustness,
            "same_world": self.same_world,
        }


def read_recording(path: Path) -> dict[str, Any]:
    """Raises `BadRecording` with a sentence."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadRecording(f"{path} cannot be read ({error.strerror}).") from None
    except (ValueError, RecursionError):
        raise BadRecording(f"{path} is not JSON; give a counterexample file.") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise BadRecording(f"{path} is no counterexample (its format is not {FORMAT}).")
    return document


def replay(path: Path, which: str = "shrunk") -> Replayed:
    """Run the recorded actions of ``which`` (shrunk or first) again, open loop."""
    document = read_recording(path)
    try:
        recording, world = document[which], open_world(document["world"])
        actions = _actions(recording["actions"], world)
        traces = world.replay(recording["scenario"], actions)
        prop = next(p for p in properties_of(world.name) if p.id == document["property"]["id"])
        rho = prop(traces, limits_of(world.name)).rho[0]
        return Replayed(
            path,
            prop.id,
            traces.digest(0),
            recording["trace_digest"],
            float(rho),
            recording["robustness"],
            document["world_digest"] == world.digest(),
        )
    except (BadActions, BadScenario, UnknownWorld) as error:
        raise BadRecording(f"{path} cannot be replayed: {error}") from None
    except (KeyError, TypeError, ValueError, AttributeError, StopIteration):
        raise BadRecording(
            f"{path} cannot be replayed: the part {which!r}, its property or its world is missing "
            "or of another form. Give the file as certify wrote it."
        ) from None


def _actions(rows: Any, world: World) -> np.ndarray:
    try:
        actions = np.asarray(rows, np.float32)
    except (TypeError, ValueError):
        raise BadActions("its actions are not a table of numbers.") from None
    expected = (round(world.horizon_s * world.control_hz), *world.action.shape)
    if actions.shape != expected or not np.isfinite(actions).all():
        raise BadActions(f"its actions must be {expected[0]} rows of {expected[1]} finite numbers.")
    return actions


def replay_elsewhere(paths: list[Path]) -> list[dict[str, Any]]:
    """The same replays in a new process of the same interpreter."""
    done = subprocess.run(  # our own interpreter, our own files
        [sys.executable, "-m", "certification.engine", "replay", "--json", *map(str, paths)],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    try:
        return json.loads(done.stdout)["replays"]
    except (ValueError, KeyError):
        raise RuntimeError(f"The replay in another process failed: {done.stderr[-500:]}") from None
