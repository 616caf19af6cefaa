"""The decoder takes what the schema allows and refuses every other byte, without a crash."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from certification.engine.sandbox.inside.wire import (
    DTYPES,
    HEADER,
    LARGEST_FRAME,
    Kind,
    WireError,
    header,
    pack_arrays,
    read_header,
    unpack_arrays,
)

ANY = st.sampled_from(sorted(DTYPES)).flatmap(
    lambda code: arrays.arrays(
        DTYPES[code], arrays.array_shapes(min_dims=0, max_dims=5, max_side=4, min_side=0)
    )
)


@given(st.lists(ANY, max_size=4))
def test_what_is_packed_is_unpacked_bit_for_bit(values: list[np.ndarray]) -> None:
    back = unpack_arrays(pack_arrays(values), len(values))
    assert [array.tobytes() for array in back] == [array.tobytes() for array in values]
    assert [(a.dtype, a.shape) for a in back] == [(a.dtype, a.shape) for a in values]


@given(st.binary(max_size=200), st.integers(0, 4))
def test_any_bytes_are_arrays_or_a_wire_error(data: bytes, count: int) -> None:
    try:
        back = unpack_arrays(data, count)
    except WireError:
        return
    assert sum(array.nbytes for array in back) <= len(data)


@given(st.lists(ANY, min_size=1, max_size=3), st.integers(min_value=1))
def test_a_frame_cut_short_is_refused(values: list[np.ndarray], cut: int) -> None:
    data = pack_arrays(values)
    with pytest.raises(WireError):
        unpack_arrays(data[: cut % len(data)], len(values))


@pytest.mark.parametrize(
    "data",
    [
        b"\x07\x00",  # a type that is not on the list
        b"\x01\x06" + bytes(24),  # six axes
        b"\x01\x02" + b"\xff" * 8,  # 2^64 elements
        b"\x01\x00" + bytes(5),  # a byte too many
    ],
)
def test_a_lying_array_is_refused(data: bytes) -> None:
    with pytest.raises(WireError):
        unpack_arrays(data, 1)


@pytest.mark.parametrize(
    "data",
    [
        HEADER.pack(Kind.ACT, 1, 0, 1, 0),
        HEADER.pack(Kind.ACT, 0, 1, 1, 0),
        HEADER.pack(Kind.ACT, 0, 0, 1, LARGEST_FRAME + 1),
    ],
)
def test_a_lying_header_is_refused(data: bytes) -> None:
    with pytest.raises(WireError):
        read_header(data)


def test_a_header_says_kind_sequence_and_length() -> None:
    assert read_header(header(Kind.ACT, 7, 42)) == (Kind.ACT, 7, 42)
