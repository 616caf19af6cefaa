"""MessagePack with NumPy arrays as openpi writes them, read by a decoder that trusts nobody.

The usual client turns the sender's words into a dtype, and the type `|O` into a crash. Here: a list
of dtypes, at most 5 axes, no negative size, exactly the bytes that the shape says, bounded depth
and count. Extensions are refused.
"""

import math
import struct
from typing import Any

import numpy as np

DTYPES = {name: np.dtype(name) for name in ("<f4", "<f8", "|u1", "<i4", "<i8", "|b1")}
LARGEST_FRAME = 16 * 2**20
_MOST_AXES, _DEEPEST, _MOST_ITEMS = 5, 8, 10_000


class MsgpackError(Exception):
    """The bytes are not what the schema allows."""


def pack(value: Any) -> bytes:
    """None, bool, int, float, str, bytes, list, dict, and arrays of the list's types."""
    parts: list[bytes] = []
    _pack(value, parts)
    return b"".join(parts)


def _pack(value: Any, parts: list[bytes]) -> None:
    if value is None or isinstance(value, bool):
        parts.append({None: b"\xc0", False: b"\xc2", True: b"\xc3"}[value])
    elif isinstance(value, int):
        parts.append(b"\xd3" + struct.pack(">q", value))
    elif isinstance(value, float):
        parts.append(b"\xcb" + struct.pack(">d", value))
    elif isinstance(value, str):
        parts += [b"\xdb", struct.pack(">I", len(value.encode())), value.encode()]
    elif isinstance(value, bytes):
        parts += [b"\xc6", struct.pack(">I", len(value)), value]
    elif isinstance(value, np.ndarray):
        _pack(_array_as_map(value), parts)
    else:
        _pack_many(value, parts)


def _pack_many(value: Any, parts: list[bytes]) -> None:
    if isinstance(value, dict):
        parts.append(b"\xdf" + struct.pack(">I", len(value)))
        items = [part for pair in value.items() for part in pair]
    else:
        items = list(value)
        parts.append(b"\xdd" + struct.pack(">I", len(items)))
    for item in items:
        _pack(item, parts)


def _array_as_map(array: np.ndarray) -> dict[bytes, Any]:
    return {
        b"__ndarray__": True,
        b"data": array.tobytes(),
        b"dtype": array.dtype.str,
        b"shape": [int(size) for size in array.shape],
    }


def unpack(data: bytes) -> Any:
    """Raises MsgpackError, and nothing else, for whatever bytes."""
    if len(data) > LARGEST_FRAME:
        raise MsgpackError("the frame is larger than 16 MiB")
    reader = _Reader(data)
    value = reader.value(0)
    if reader.at != len(data):
        raise MsgpackError("bytes are left over")
    return value


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0
        self.items = 0

    def take(self, count: int) -> bytes:
        if self.at + count > len(self.data):
            raise MsgpackError("it is cut short")
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self, form: str) -> Any:
        return struct.unpack(f">{form}", self.take(struct.calcsize(form)))[0]

    def value(self, depth: int) -> Any:
        self.items += 1
        if depth > _DEEPEST or self.items > _MOST_ITEMS:
            raise MsgpackError("it is nested too deep or has too many parts")
        code = self.take(1)[0]
        if code < 0x80 or code >= 0xE0:
            return code if code < 0x80 else code - 256
        if code < 0xC0:
            return self._short(code, depth)
        if code in _FIXED:
            return _FIXED[code]
        if code in _NUMBERS:
            return self.number(_NUMBERS[code])
        return self._long(code, depth)

    def _short(self, code: int, depth: int) -> Any:
        if code < 0x90:
            return self.map(code & 15, depth)
        if code < 0xA0:
            return self.list(code & 15, depth)
        return self.text(code & 31)

    def _long(self, code: int, depth: int) -> Any:
        for codes, form, read in _SIZED:
            if codes <= code < codes + len(form):
                return read(self, self.number(form[code - codes]), depth)
        raise MsgpackError("it has a type that is not allowed")

    def text(self, count: int, depth: int = 0) -> str:
        try:
            return self.take(count).decode()
        except UnicodeDecodeError:
            raise MsgpackError("a text is not UTF-8") from None

    def raw(self, count: int, depth: int = 0) -> bytes:
        return self.take(count)

    def list(self, count: int, depth: int) -> Any:
        if count > _MOST_ITEMS:
            raise MsgpackError("it has too many parts")
        return [self.value(depth + 1) for _ in range(count)]

    def map(self, count: int, depth: int) -> Any:
        pairs = self.list(2 * count, depth)
        if not all(isinstance(key, str | bytes) for key in pairs[::2]):
            raise MsgpackError("a key is neither text nor bytes")
        return _array(
            {_plain(key): item for key, item in zip(pairs[::2], pairs[1::2], strict=True)}
        )


_FIXED = {0xC0: None, 0xC2: False, 0xC3: True}
_NUMBERS = {
    **{0xCA: "f", 0xCB: "d", 0xCC: "B", 0xCD: "H", 0xCE: "I", 0xCF: "Q"},
    **{0xD0: "b", 0xD1: "h", 0xD2: "i", 0xD3: "q"},
}
_SIZED = (
    (0xC4, "BHI", _Reader.raw),
    (0xD9, "BHI", _Reader.text),
    (0xDC, "HI", _Reader.list),
    (0xDE, "HI", _Reader.map),
)


def _plain(key: str | bytes) -> str:
    return key if isinstance(key, str) else key.decode(errors="replace")


def _array(value: dict[str, Any]) -> Any:
    """A map that says it is an array becomes one; a scalar of NumPy becomes a number."""
    if "__ndarray__" in value:
        return _checked(value.get("data"), value.get("dtype"), value.get("shape"))
    if "__npgeneric__" in value:
        return _scalar(value.get("data"))
    return value


def _scalar(data: Any) -> Any:
    if isinstance(data, bool | int | float):
        return data
    raise MsgpackError("a number is none")


def _checked(data: Any, name: Any, shape: Any) -> np.ndarray:
    dtype = DTYPES.get(name) if isinstance(name, str) else None
    if dtype is None or not isinstance(data, bytes) or not isinstance(shape, list):
        raise MsgpackError("an array has a type that is not allowed")
    sizes = [size for size in shape if type(size) is int and size >= 0]
    if len(sizes) != len(shape) or len(sizes) > _MOST_AXES:
        raise MsgpackError("an array has a shape that is not allowed")
    if math.prod(sizes) * dtype.itemsize != len(data):
        raise MsgpackError("an array does not hold the bytes that its shape says")
    return np.frombuffer(data, dtype).reshape(sizes)
