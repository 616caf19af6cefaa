"""Two ONNX policies for a mobile base among people: one is careful, one has a subtle flaw.

Both drive to the goal and slow down by the inverse of the separation rule. The flawed one believes
its tracker only when at least a quarter of a person is seen, so that a child, a seated or a lying
person behind a trolley does not exist for it: right everywhere else, and wrong exactly there.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from certification.engine.worlds.mobile import reference
from certification.engine.worlds.mobile.body import RADIUS_M, SPEED_MAX_M_PER_S
from certification.engine.worlds.mobile.sensing import ACTION, OBSERVATION

WORLD = "mobile-corridor"
SEEN_ENOUGH = 0.25
_OPSET = 18
_IR = 10


class Graph:
    """Builds an ONNX graph from expressions; a float is a constant."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def __call__(self, operator: str, *inputs: "str | float | list[int]", **attributes: Any) -> str:
        name = f"v{len(self.nodes)}"
        names = [self._name(value) for value in inputs]
        self.nodes.append(helper.make_node(operator, names, [name], **attributes))
        return name

    def _name(self, value: "str | float | list[int]") -> str:
        if isinstance(value, str):
            return value
        array = np.array(value, np.int64 if isinstance(value, list) else np.float32)
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(array, name))
        return name

    def column(self, tensor: str, i: int) -> str:
        """The i-th entry of the last axis, which stays with length 1."""
        return self("Slice", tensor, [i], [i + 1], [-1])

    def add(self, first: str, *others: "str | float") -> str:
        total = first
        for other in others:
            total = self("Add", total, other)
        return total


def build(out: Path) -> tuple[Path, Path]:
    """Write the two policies and their manifests into ``out``; returns the two models."""
    out.mkdir(parents=True, exist_ok=True)
    safe = _write(out, "careful", "1.0", believe=0.0)
    flawed = _write(out, "trusting", "1.0", believe=SEEN_ENOUGH)
    return safe, flawed


def manifest_of(model: Path) -> Path:
    """Where `build` put the manifest of a model."""
    return model.with_suffix(".json")


def _write(out: Path, name: str, version: str, believe: float) -> Path:
    path = out / f"{name}.onnx"
    data = _model(name, believe).SerializeToString()
    path.write_bytes(data)
    manifest_of(path).write_text(
        json.dumps(_manifest(name, version, data), indent=1, ensure_ascii=False) + "\n",
        encoding="utf-8",
    )
    return path


def _model(name: str, believe: float) -> onnx.ModelProto:
    g = Graph()
    action = _drive(g, _cap(g, believe))
    g.nodes.append(helper.make_node("Identity", [action], ["action"]))
    inputs = [
        helper.make_tensor_value_info(t.name, TensorProto.FLOAT, ["N", *t.shape])
        for t in OBSERVATION
    ]
    outputs = [helper.make_tensor_value_info("action", TensorProto.FLOAT, ["N", *ACTION.shape])]
    graph = helper.make_graph(g.nodes, name, inputs, outputs, g.constants)
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR
    )
    onnx.checker.check_model(model)
    return model


def _cap(g: Graph, believe: float) -> str:
    """(N, 1) m/s: what the nearest, fastest approach still allows after the reaction."""
    x, y, vx, vy, radius, seen, age, present = (g.column("people", i) for i in range(8))
    squares = g.add(g("Mul", x, x), g("Mul", y, y))
    far = g("Max", g("Sqrt", squares), 1e-6)
    approach = g("Neg", g.add(g("Mul", x, vx), g("Mul", y, vy)))
    closing = g("Max", g("Div", approach, far), 0.0)
    late = g("Mul", closing, g("Add", age, reference.REACTION_S))
    late = g.add(late, g("Mul", g("Mul", age, age), 2.0), reference.NOISE_M + 0.1 + RADIUS_M)
    gap = g("Sub", g("Sub", far, radius), late)
    there = g("And", g("Greater", present, 0.5), g("GreaterOrEqual", seen, believe))
    nearest = g("ReduceMin", g("Where", there, gap, 20.0), [1], keepdims=0)
    rolling = g("Mul", g("Max", g.column("base", 0), 0.0), 0.2)
    room = g("Max", g("Sub", g("Sub", nearest, rolling), reference.STILL_DISTANCE_M), 0.0)
    b = 2.0 * 0.2 + reference.PERSON_M_PER_S
    return g("Sub", g("Sqrt", g.add(g("Mul", room, 4.0), b * b)), b)


def _drive(g: Graph, cap: str) -> str:
    """(N, 2): to the goal, no faster than allowed; muted slowly, stopped not at all."""
    speed, distance, cos, sin, muted, stopped, clear = (
        g.column("base", i) for i in (0, 2, 3, 4, 5, 6, 7)
    )
    wish = g("Min", cap, reference.CRUISE_M_PER_S)
    slow = g("Where", g("Greater", muted, 0.5), reference.MUTED_M_PER_S, reference.CRUISE_M_PER_S)
    wish = g("Min", g("Min", wish, slow), g("Max", g("Sub", distance, 0.1), 0.0))
    wish = g("Mul", wish, g("Max", cos, 0.0))
    free = g("And", g("Greater", clear, reference.HOLD_S), g("Greater", wish, 0.2))
    start = g("Or", g("Greater", speed, 0.12), free)
    go = g("And", g("And", start, g("Less", stopped, 0.5)), g("Greater", wish, 0.1))
    wish = g("Clip", g("Where", go, wish, 0.0), 0.0, SPEED_MAX_M_PER_S)
    half = g("Atan", g("Div", sin, g("Max", g("Add", cos, 1.0), 1e-3)))
    turn = g("Clip", g("Mul", half, 2.4), -0.6, 0.6)
    turn = g("Mul", turn, g("Min", g("Div", wish, 0.3), 1.0))
    return g("Concat", wish, turn, axis=-1)


def _manifest(name: str, version: str, data: bytes) -> dict[str, Any]:
    return {
        "manifest_version": 1,
        "name": name,
        "version": version,
        "format": "onnx",
        "sha256": hashlib.sha256(data).hexdigest(),
        "body": "Demonstration base, 60 kg, differential drive",
        "sensor": "People tracker and laser scanner (simulated)",
        "field": 4,
        "control_hz": 10,
        "action_horizon": 1,
        "execute_steps": 1,
        "max_latency_ms": 100,
        "observation": [
            {
                "name": t.name,
                "shape": list(t.shape),
                "dtype": t.dtype,
                "unit": t.unit,
                "frame": t.frame,
            }
            for t in OBSERVATION
        ],
        "action": {
            "name": "action",
            "shape": [2],
            "dtype": "float32",
            "unit": ["m/s", "rad/s"],
            "frame": "base",
            "low": [0.0, -1.0],
            "high": [1.0, 1.0],
        },
    }
