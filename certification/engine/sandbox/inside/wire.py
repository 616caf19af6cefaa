"""The frames between us and the worker: a fixed schema, read by a decoder that only knows it.

Frame: kind u8, zero u8, zero u16, sequence u32, length u32 (little-endian), then the payload.
Array: type u8, axes u8, each axis u32, then exactly the bytes that these say.
No pickle, no object type, no string that is executed: what does not fit is a WireError.
"""

import math
import struct
from collections.abc import Sequence
from enum import IntEnum
from typing import Any

import numpy as np

HEADER = struct.Struct("<BBHII")
SECONDS = struct.Struct("<d")  # processor time of an answer, before its array
LARGEST_FRAME = 256 * 2**20
LARGEST_TEXT = 64 * 2**10
MOST_AXES = 5
DTYPES: dict[int, np.dtype[Any]] = {
    1: np.dtype("<f4"),
    2: np.dtype("<f8"),
    3: np.dtype("u1"),
    4: np.dtype("<i4"),
    5: np.dtype("<i8"),
    6: np.dtype("?"),
}
CODES = {dtype: code for code, dtype in DTYPES.items()}
_TWO = struct.Struct("<BB")
_AXES = [struct.Struct(f"<{count}I") for count in range(MOST_AXES + 1)]


class Kind(IntEnum):
    """Requests go to the worker, answers come back; every other number is refused."""

    LOAD = 1
    INSPECT = 2
    RESET = 3
    ACT = 4
    USAGE = 5
    READY = 16
    DONE = 17
    ACTION = 18
    REPORT = 19
    FAULT = 20


ANSWERS = frozenset({Kind.READY, Kind.DONE, Kind.ACTION, Kind.REPORT, Kind.FAULT})


class WireError(Exception):
    """The other side sent what the schema does not allow."""


def header(kind: Kind, sequence: int, length: int) -> bytes:
    return HEADER.pack(kind, 0, 0, sequence & 0xFFFFFFFF, length)


def read_header(data: bytes, *, largest: int = LARGEST_FRAME) -> tuple[int, int, int]:
    """kind, sequence, length."""
    kind, zero, zeros, sequence, length = HEADER.unpack(data)
    if zero or zeros or length > largest:
        raise WireError("a frame's header is malformed or its length over the limit")
    return kind, sequence, length


def pack_arrays(arrays: Sequence[np.ndarray]) -> bytes:
    parts: list[bytes] = []
    for array in arrays:
        parts.append(_TWO.pack(CODES[array.dtype], array.ndim))
        parts.append(_AXES[array.ndim].pack(*array.shape))
        parts.append(array.tobytes())
    return b"".join(parts)


def unpack_arrays(data: bytes, count: int) -> list[np.ndarray]:
    """Read-only views on `data`; raises WireError when a single byte does not fit."""
    arrays, at = [], 0
    for _ in range(count):
        array, at = _unpack_array(data, at)
        arrays.append(array)
    if at != len(data):
        raise WireError("bytes are left over after the last array")
    return arrays


def _unpack_array(data: bytes, at: int) -> tuple[np.ndarray, int]:
    if at + 2 > len(data):
        raise WireError("an array is cut short")
    code, axes = _TWO.unpack_from(data, at)
    if code not in DTYPES or axes > MOST_AXES or at + 2 + 4 * axes > len(data):
        raise WireError("an array has a type or a number of axes that is not allowed")
    shape = _AXES[axes].unpack_from(data, at + 2)
    start = at + 2 + 4 * axes
    dtype, elements = DTYPES[code], math.prod(shape)
    end = start + elements * dtype.itemsize
    if end > len(data):
        raise WireError("an array is shorter than its shape says")
    array = np.frombuffer(data, dtype, elements, start).reshape(shape)
    return array, end
