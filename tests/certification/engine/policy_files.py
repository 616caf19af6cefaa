"""Makers of policies for tests: honest ones, and one of every hostile kind."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from certification.engine.policies.manifest import PolicyManifest

OBSERVED, ACTED = 12, 2


def manifest_fields(data: bytes, **changes: Any) -> dict[str, Any]:
    """The manifest of a plain policy of 12 observed values and 2 actions, as JSON."""
    tensor = {"dtype": "float32", "frame": "base"}
    return {
        "manifest_version": 1,
        "name": "A policy of the tests",
        "version": "1.0",
        "format": "onnx",
        "sha256": hashlib.sha256(data).hexdigest(),
        "body": "base-a",
        "sensor": "lidar-a",
        "field": 4,
        "control_hz": 10,
        "action_horizon": 1,
        "execute_steps": 1,
        "max_latency_ms": 100,
        "observation": [{"name": "obs", "shape": [OBSERVED], "unit": "1", **tensor}],
        "action": {
            "name": "action",
            "shape": [ACTED],
            "unit": ["m/s", "rad/s"],
            "low": [-1.0, -1.0],
            "high": [1.0, 1.0],
            **tensor,
        },
        **changes,
    }


def save(folder: Path, model: onnx.ModelProto | bytes, **changes: Any) -> tuple[Path, Any]:
    """The file and its manifest."""
    data = model if isinstance(model, bytes) else model.SerializeToString()
    path = folder / "policy.onnx"
    path.write_bytes(data)
    return path, PolicyManifest.from_dict(manifest_fields(data, **changes))


def value(name: str, *shape: Any, dtype: int = TensorProto.FLOAT) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, dtype, ["N", *shape])


def constant(name: str, array: Any, dtype: str = "float32") -> onnx.TensorProto:
    return numpy_helper.from_array(np.asarray(array, dtype=dtype), name)


def build(
    nodes: Sequence[onnx.NodeProto],
    stored: Sequence[onnx.TensorProto] = (),
    inputs: Sequence[onnx.ValueInfoProto] = (),
    outputs: Sequence[onnx.ValueInfoProto] = (),
    domain: str | None = None,
) -> onnx.ModelProto:
    graph = helper.make_graph(
        list(nodes),
        "policy",
        list(inputs) or [value("obs", OBSERVED)],
        list(outputs) or [value("action", ACTED)],
        list(stored),
    )
    opsets = [helper.make_opsetid("", 17)]
    opsets += [helper.make_opsetid(domain, 1)] if domain else []
    return helper.make_model(graph, opset_imports=opsets, ir_version=8)


def plain(width: int = 64, seed: int = 0) -> onnx.ModelProto:
    """Two layers and a tanh: the honest policy."""
    source = np.random.default_rng(seed)
    stored = [
        constant("w1", source.standard_normal((OBSERVED, width)) * 0.2),
        constant("w2", source.standard_normal((width, ACTED)) * 0.2),
    ]
    return build(
        [
            helper.make_node("MatMul", ["obs", "w1"], ["a"]),
            helper.make_node("Tanh", ["a"], ["b"]),
            helper.make_node("MatMul", ["b", "w2"], ["c"]),
            helper.make_node("Tanh", ["c"], ["action"]),
        ],
        stored,
    )


def after(*nodes: onnx.NodeProto, stored: Sequence[onnx.TensorProto] = ()) -> onnx.ModelProto:
    """`first` (N, 2) holds the first two observed values; the nodes turn it into `action`."""
    cut = [constant("from", [0], "int64"), constant("to", [ACTED], "int64")]
    cut.append(constant("axis", [1], "int64"))
    slice_ = helper.make_node("Slice", ["obs", "from", "to", "axis"], ["first"])
    return build([slice_, *nodes], [*cut, *stored])


def endless(name: str) -> onnx.NodeProto:
    """A Loop without a count whose condition stays true."""
    scalar = helper.make_tensor_value_info
    body = helper.make_graph(
        [
            helper.make_node("Identity", ["on"], ["still_on"]),
            helper.make_node("Add", ["carried", "one"], ["next"]),
        ],
        "body",
        [
            scalar("i", TensorProto.INT64, []),
            scalar("on", TensorProto.BOOL, []),
            scalar("carried", TensorProto.FLOAT, ["N", ACTED]),
        ],
        [
            scalar("still_on", TensorProto.BOOL, []),
            scalar("next", TensorProto.FLOAT, ["N", ACTED]),
        ],
        [constant("one", 1.0)],
    )
    return helper.make_node("Loop", ["", "true", "first"], [name], body=body)


def infinite_loop() -> onnx.ModelProto:
    return after(endless("action"), stored=[constant("true", True, "bool")])


def loop_that_waits() -> onnx.ModelProto:
    """Harmless until the first observed value is above 0.9."""
    out = [helper.make_tensor_value_info("branch", TensorProto.FLOAT, ["N", ACTED])]
    then = helper.make_graph([endless("branch")], "then", [], out)
    otherwise = helper.make_graph(
        [helper.make_node("Identity", ["first"], ["branch"])], "otherwise", [], out
    )
    return after(
        helper.make_node("ReduceMax", ["first"], ["most"], keepdims=0),
        helper.make_node("Greater", ["most", "trigger"], ["go"]),
        helper.make_node("If", ["go"], ["action"], then_branch=then, else_branch=otherwise),
        stored=[constant("true", True, "bool"), constant("trigger", 0.9)],
    )


def heavy_products(count: int = 40, side: int = 4096) -> onnx.ModelProto:
    """Products of large matrices that depend on what is observed, so none can be done ahead."""
    nodes = [
        helper.make_node("ReduceMean", ["first"], ["mean"], keepdims=0),
        helper.make_node("Expand", ["mean", "sides"], ["m0"]),
    ]
    nodes += [helper.make_node("MatMul", [f"m{i}", f"m{i}"], [f"m{i + 1}"]) for i in range(count)]
    nodes += [
        helper.make_node("ReduceMean", [f"m{count}"], ["all"], keepdims=0),
        helper.make_node("Mul", ["all", "zero"], ["nothing"]),
        helper.make_node("Add", ["first", "nothing"], ["action"]),
    ]
    return after(*nodes, stored=[constant("sides", [side, side], "int64"), constant("zero", 0.0)])


def huge_tensor() -> onnx.ModelProto:
    """64 GiB, made when it is run."""
    return after(
        helper.make_node("ReduceMean", ["first"], ["mean"], keepdims=0),
        helper.make_node("Expand", ["mean", "sides"], ["vast"]),
        helper.make_node("ReduceMax", ["vast"], ["most"], keepdims=0),
        helper.make_node("Add", ["first", "most"], ["action"]),
        stored=[constant("sides", [2**17, 2**17], "int64")],
    )


def many_nodes(count: int = 100_000) -> onnx.ModelProto:
    nodes = [helper.make_node("Identity", ["first"], ["n0"])]
    nodes += [helper.make_node("Identity", [f"n{i}"], [f"n{i + 1}"]) for i in range(count)]
    return after(*nodes, helper.make_node("Identity", [f"n{count}"], ["action"]))


def nested(depth: int) -> onnx.ModelProto:
    """If within If within If."""
    out = [helper.make_tensor_value_info("branch", TensorProto.FLOAT, ["N", ACTED])]
    node = helper.make_node("Identity", ["first"], ["branch"])
    for _ in range(depth):
        graph = helper.make_graph([node], "branch", [], out)
        node = helper.make_node("If", ["yes"], ["branch"], then_branch=graph, else_branch=graph)
    last = helper.make_node("Identity", ["branch"], ["action"])
    return after(node, last, stored=[constant("yes", True, "bool")])


def external(location: str) -> onnx.ModelProto:
    """A weight whose bytes are said to lie in another file."""
    model = after(
        helper.make_node("Add", ["first", "secret"], ["action"]),
        stored=[constant("secret", [0.0, 0.0])],
    )
    stored = next(item for item in model.graph.initializer if item.name == "secret")
    stored.ClearField("raw_data")
    stored.data_location = TensorProto.EXTERNAL
    for key, text in (("location", location), ("offset", "0"), ("length", "8")):
        entry = stored.external_data.add()
        entry.key, entry.value = key, text
    return model


def lying_dims(*dims: int) -> onnx.ModelProto:
    model = after(
        helper.make_node("Add", ["first", "weight"], ["action"]),
        stored=[constant("weight", [0.0, 0.0])],
    )
    stored = next(item for item in model.graph.initializer if item.name == "weight")
    del stored.dims[:]
    stored.dims.extend(dims)
    return model


def single(operator: str, *more: str, stored: Any = (), domain: str = "", **options: Any) -> Any:
    """`first` through one operator."""
    node = helper.make_node(operator, ["first", *more], ["action"], domain=domain, **options)
    model = after(node, stored=stored)
    if domain:
        model.opset_import.append(helper.make_opsetid(domain, 1))
    return model
