"""Robot identifiers to numbers, exactly and without a Python object for each row.

An identifier of the register is a prefix of two letters and eight digits (JR00012345): its number
is read from its bytes, eight digits in three multiplications. Any other identifier is given a
number of this file, from OWN_FROM upwards.
"""

import re
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from metrics_ingest.fleet.columns import ROBOT_PATTERN

PREFIX = b"JR"
WIDTH = len(PREFIX) + 8
OWN_FROM = 100_000_000
_PREFIX = np.uint16(int.from_bytes(PREFIX, "little"))
_HIGH_NIBBLES = np.uint64(0xF0F0F0F0F0F0F0F0)
_ZEROS = np.uint64(0x3030303030303030)
_SIXES = np.uint64(0x0606060606060606)
_PAIRS = np.uint64(0x000000FF000000FF)
_TEN, _EIGHT, _SIXTEEN, _HALF = np.uint64(10), np.uint64(8), np.uint64(16), np.uint64(32)
_is_identifier = re.compile(ROBOT_PATTERN).fullmatch


def eight_digits(words: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Numbers written as eight ASCII digits in little-endian `words` (n,) uint64; and which are.

    `words` is used up. In place, because most of the time of a pass goes to memory.
    """
    digits = words + _SIXES
    digits |= words
    digits &= _HIGH_NIBBLES
    sound = digits == _ZEROS
    words -= _ZEROS
    np.right_shift(words, _EIGHT, out=digits)
    words *= _TEN
    words += digits
    np.right_shift(words, _SIXTEEN, out=digits)
    words &= _PAIRS
    digits &= _PAIRS
    words *= np.uint64(0x000F424000000064)
    digits *= np.uint64(0x0000271000000001)
    words += digits
    words >>= _HALF
    return words.view(np.int64), sound


@dataclass
class Robots:
    """Numbers the robots of one file."""

    own: dict[str, int] = field(default_factory=dict)

    def number(self, column: pa.Array) -> np.ndarray:
        """The number of each row's robot (n,) int64: -1 where the cell is empty, -2 where bad."""
        if pa.types.is_integer(column.type):
            return _registered(column)
        starts, lengths, data = _layout(column)
        if len(data) < WIDTH:
            numbers, sound = np.full(len(column), -2), np.zeros(len(column), dtype=bool)
        else:
            numbers, sound = _of_register(starts, lengths, data)
        odd = np.flatnonzero(~sound)
        if len(odd):
            numbers[odd] = [self._own(text) for text in column.take(pa.array(odd)).to_pylist()]
        return numbers

    def _own(self, text: str | None) -> int:
        if text is None:
            return -1
        if not _is_identifier(text):
            return -2
        return self.own.setdefault(text, OWN_FROM + len(self.own))

    def identifiers(self) -> dict[int, str]:
        return {number: text for text, number in self.own.items()}


def _registered(column: pa.Array) -> np.ndarray:
    absent = column.is_null().to_numpy(zero_copy_only=False)
    numbers = column.cast(pa.int64(), safe=False).fill_null(0).to_numpy(zero_copy_only=False)
    numbers = np.where((numbers < 0) | (numbers >= OWN_FROM), -2, numbers)
    return np.where(absent, -1, numbers)


def _layout(column: pa.Array) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Start and length of each text, and the bytes they lie in."""
    offset_type = np.int64 if pa.types.is_large_string(column.type) else np.int32
    _, offsets, data = column.buffers()
    bounds: np.ndarray = np.frombuffer(offsets, dtype=offset_type)[
        column.offset : column.offset + len(column) + 1
    ]
    raw = np.frombuffer(data, dtype=np.uint8) if data is not None else np.empty(0, dtype=np.uint8)
    return bounds[:-1], bounds[1:] - bounds[:-1], raw


def _of_register(
    starts: np.ndarray, lengths: np.ndarray, data: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    starts = starts.astype(np.intp)
    np.minimum(starts, len(data) - WIDTH, out=starts)
    words = np.ndarray(len(data) - 7, dtype="<u8", buffer=data, strides=(1,))
    heads = np.ndarray(len(data) - 1, dtype="<u2", buffer=data, strides=(1,))
    prefixed = heads[starts] == _PREFIX
    starts += len(PREFIX)
    numbers, sound = eight_digits(words[starts])
    sound &= prefixed
    sound &= lengths == WIDTH
    return numbers, sound
