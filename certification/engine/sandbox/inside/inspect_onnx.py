"""Looking at an ONNX file without running it. Inside the sandbox, since parsers have errors too.

Answers with codes and values; the sentences are made outside from a table of ours.
"""

from collections.abc import Iterator
from typing import Any

import onnx
from onnx import AttributeProto, GraphProto, ModelProto, NodeProto, TensorProto

from .inspect_interface import compare_interface
from .inspect_tensors import tensor_problem
from .onnx_runner import OnnxRunner, open_session

Finding = tuple[str, dict[str, Any]]
_DOMAINS = frozenset({"", "ai.onnx", "ai.onnx.ml"})
_LOOPS = frozenset({"Loop", "Scan", "SequenceMap"})
_RANDOM = frozenset(
    {
        "Bernoulli",
        "Multinomial",
        "RandomNormal",
        "RandomNormalLike",
        "RandomUniform",
        "RandomUniformLike",
    }
)
_MOST_FINDINGS = 20


class Inspector:
    inputs = 0

    def __init__(self) -> None:
        self.runner = OnnxRunner()

    def versions(self) -> dict[str, str]:
        return {**self.runner.versions(), "onnx": onnx.__version__}

    def inspect(self, data: bytes, config: dict[str, Any]) -> dict[str, Any]:
        model = _parse(data)
        if model is None:
            return _report([("not_onnx", {})], {})
        walk = _Walk(config)
        findings = (
            list(walk.model(model))
            or _checked(data)
            or list(compare_interface(model, config))
            or _loaded(data)
        )
        return _report(findings, walk.facts(model))


def _report(findings: list[Finding], facts: dict[str, Any]) -> dict[str, Any]:
    unique = list({repr(finding): finding for finding in findings}.values())
    return {"findings": unique[:_MOST_FINDINGS], "facts": facts}


def _parse(data: bytes) -> ModelProto | None:
    model = ModelProto()
    try:
        model.ParseFromString(data)
    except Exception:  # the decoder's error class is not public
        return None
    whole = model.ir_version > 0 and len(model.graph.node) > 0 and len(model.graph.output) > 0
    return model if whole else None


def _checked(data: bytes) -> list[Finding]:
    try:
        onnx.checker.check_model(data, full_check=True)
    except Exception as error:
        return [("checker", {"reason": _first_line(error)})]
    return []


def _loaded(data: bytes) -> list[Finding]:
    try:
        open_session(data)
    except MemoryError:
        raise
    except Exception as error:
        return [("runtime", {"reason": _first_line(error)})]
    return []


def _first_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]


class _Walk:
    """Every node of every subgraph, without recursion: its depth is the applicant's choice."""

    def __init__(self, config: dict[str, Any]) -> None:
        self.config = config
        self.nodes = self.depth = 0

    def facts(self, model: ModelProto) -> dict[str, Any]:
        opsets = {item.domain or "ai.onnx": item.version for item in model.opset_import}
        return {"nodes": self.nodes, "depth": self.depth, "opsets": opsets}

    def model(self, model: ModelProto) -> Iterator[Finding]:
        for item in model.opset_import:
            if item.domain not in _DOMAINS:
                yield "domain", {"domain": item.domain[:80]}
        if model.functions:
            yield "functions", {"count": len(model.functions)}
        waiting: list[tuple[GraphProto, int]] = [(model.graph, 0)]
        while waiting:
            graph, depth = waiting.pop()
            self.nodes += len(graph.node)
            self.depth = max(self.depth, depth)
            if self.nodes > self.config["nodes"]:
                yield "nodes", {"limit": self.config["nodes"]}
                return
            if depth > self.config["depth"]:
                yield "depth", {"limit": self.config["depth"]}
                return
            yield from self._graph(graph)
            waiting += [(inner, depth + 1) for node in graph.node for inner in _inner(node)]

    def _graph(self, graph: GraphProto) -> Iterator[Finding]:
        if graph.sparse_initializer:
            yield "sparse", {}
        for tensor in graph.initializer:
            yield from _tensor(tensor)
        for node in graph.node:
            yield from self._node(node)

    def _node(self, node: NodeProto) -> Iterator[Finding]:
        if node.domain not in _DOMAINS:
            yield "domain", {"domain": node.domain[:80]}
        if node.op_type in _LOOPS:
            yield "loop", {"operator": node.op_type}
        if _is_random(node) and not self.config["stochastic"]:
            yield "random", {"operator": node.op_type}
        for attribute in node.attribute:
            yield from _attribute(attribute)


def _is_random(node: NodeProto) -> bool:
    """A Dropout with a third input can be in training, and then draws."""
    return node.op_type in _RANDOM or (node.op_type == "Dropout" and len(node.input) > 2)


def _inner(node: NodeProto) -> Iterator[GraphProto]:
    for attribute in node.attribute:
        if attribute.HasField("g"):
            yield attribute.g
        yield from attribute.graphs


def _attribute(attribute: AttributeProto) -> Iterator[Finding]:
    if attribute.HasField("sparse_tensor") or attribute.sparse_tensors:
        yield "sparse", {}
    if attribute.HasField("t"):
        yield from _tensor(attribute.t)
    for tensor in attribute.tensors:
        yield from _tensor(tensor)


def _tensor(tensor: TensorProto) -> Iterator[Finding]:
    problem = tensor_problem(tensor)
    if problem is not None:
        yield problem, {"tensor": tensor.name[:80]}
