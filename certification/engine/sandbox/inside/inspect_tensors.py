"""Does a stored tensor hold exactly the bytes that its shape promises?"""

import math

from onnx import TensorProto

_MOST_AXES = 8
# Bytes of one element, and the field that holds it where raw_data does not.
_TYPES: dict[int, tuple[int, str]] = {
    TensorProto.FLOAT: (4, "float_data"),
    TensorProto.DOUBLE: (8, "double_data"),
    TensorProto.FLOAT16: (2, "int32_data"),
    TensorProto.BFLOAT16: (2, "int32_data"),
    TensorProto.INT8: (1, "int32_data"),
    TensorProto.INT16: (2, "int32_data"),
    TensorProto.INT32: (4, "int32_data"),
    TensorProto.INT64: (8, "int64_data"),
    TensorProto.UINT8: (1, "int32_data"),
    TensorProto.UINT16: (2, "int32_data"),
    TensorProto.UINT32: (4, "uint64_data"),
    TensorProto.UINT64: (8, "uint64_data"),
    TensorProto.BOOL: (1, "int32_data"),
}


def tensor_problem(tensor: TensorProto) -> str | None:
    """A code, or None where there is nothing to say against it."""
    if tensor.data_location == TensorProto.EXTERNAL or tensor.external_data:
        return "external_data"
    if tensor.data_type not in _TYPES:
        return "tensor_type"
    if len(tensor.dims) > _MOST_AXES or any(size < 0 for size in tensor.dims):
        return "tensor_dims"
    size, field = _TYPES[tensor.data_type]
    elements = math.prod(tensor.dims)
    if tensor.HasField("raw_data"):
        return None if len(tensor.raw_data) == elements * size else "tensor_length"
    return None if len(getattr(tensor, field)) == elements else "tensor_length"
