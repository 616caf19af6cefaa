"""Does the model take and give what its manifest says?"""

from collections.abc import Iterator
from typing import Any

from onnx import ModelProto, TensorProto, ValueInfoProto

Finding = tuple[str, dict[str, Any]]
_TYPES: dict[int, str] = {
    TensorProto.FLOAT: "float32",
    TensorProto.DOUBLE: "float64",
    TensorProto.UINT8: "uint8",
    TensorProto.INT32: "int32",
    TensorProto.INT64: "int64",
    TensorProto.BOOL: "bool",
}


def compare_interface(model: ModelProto, config: dict[str, Any]) -> Iterator[Finding]:
    stored = {tensor.name for tensor in model.graph.initializer}
    taken = {item.name: item for item in model.graph.input if item.name not in stored}
    given = {item.name: item for item in model.graph.output}
    wanted = _inputs(config)
    for name in sorted(set(taken) ^ set(wanted)):
        yield ("input_unknown" if name in taken else "input_missing"), {"tensor": name[:80]}
    for name in sorted(set(taken) & set(wanted)):
        yield from _compare(taken[name], *wanted[name], exact=True)
    for name, expected in sorted(_outputs(config).items()):
        if name in given:
            yield from _compare(given[name], *expected, exact=False)
        else:
            yield "output_missing", {"tensor": name[:80]}


def _inputs(config: dict[str, Any]) -> dict[str, tuple[str, list[int]]]:
    wanted = {item["name"]: (item["dtype"], item["shape"]) for item in config["observation"]}
    wanted |= {item["input"]: (item["dtype"], item["shape"]) for item in config["recurrent"]}
    if config["noise"]:
        wanted[config["noise"]["name"]] = ("float32", config["noise"]["shape"])
    return wanted


def _outputs(config: dict[str, Any]) -> dict[str, tuple[str, list[int]]]:
    wanted = {item["output"]: (item["dtype"], item["shape"]) for item in config["recurrent"]}
    shape = [config["horizon"], config["dimensions"]]
    return wanted | {config["action"]: (config["action_dtype"], shape)}


def _compare(
    item: ValueInfoProto, dtype: str, shape: list[int], *, exact: bool
) -> Iterator[Finding]:
    """An input's axes are numbers; an output's may be open, since each answer is checked."""
    tensor = item.type.tensor_type
    found = _TYPES.get(tensor.elem_type, "another type")
    if found != dtype:
        yield "tensor_dtype", {"tensor": item.name[:80], "found": found, "wanted": dtype}
    axes = [axis.dim_value if axis.HasField("dim_value") else None for axis in tensor.shape.dim]
    if not tensor.HasField("shape") or not _fits(axes, shape, exact):
        shown = ["?" if axis is None else axis for axis in axes][:8]
        yield "tensor_shape", {"tensor": item.name[:80], "found": shown, "wanted": ["N", *shape]}


def _fits(axes: list[int | None], shape: list[int], exact: bool) -> bool:
    if not exact and len(axes) == len(shape) == 2 and shape[0] == 1:
        axes = [axes[0], 1, *axes[1:]]  # (N, D) stands for (N, 1, D)
    if len(axes) != len(shape) + 1 or axes[0] not in (None, 1):
        return False
    return all(
        axis == size or (axis is None and not exact)
        for axis, size in zip(axes[1:], shape, strict=True)
    )
