"""Our MessagePack agrees with the common library, and refuses what that library trusts."""

from typing import Any

import msgpack
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from certification.engine.served.msgpack import DTYPES, MsgpackError, pack, unpack

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.text(max_size=40)
    | st.binary(max_size=40),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
ARRAYS = st.sampled_from(sorted(DTYPES)).flatmap(
    lambda name: arrays.arrays(DTYPES[name], arrays.array_shapes(max_dims=4, max_side=4))
)


@given(PLAIN)
def test_the_common_library_reads_what_we_write(value: Any) -> None:
    assert msgpack.unpackb(pack(value)) == value


@given(PLAIN)
def test_we_read_what_the_common_library_writes(value: Any) -> None:
    if "__ndarray__" not in repr(value) and "__npgeneric__" not in repr(value):
        assert unpack(msgpack.packb(value)) == value


@given(ARRAYS)
def test_arrays_come_back_bit_for_bit(array: np.ndarray) -> None:
    back = unpack(pack({"a": array}))["a"]
    assert (back.dtype, back.shape, back.tobytes()) == (array.dtype, array.shape, array.tobytes())


@given(st.binary(max_size=300))
def test_any_bytes_are_a_value_or_a_msgpack_error(data: bytes) -> None:
    try:
        unpack(data)
    except MsgpackError:
        return


def array_map(dtype: Any = "<f4", shape: Any = (1,), data: Any = bytes(4)) -> bytes:
    """As openpi's own packer writes an array: keys are bytes."""
    return bytes(
        msgpack.packb({b"__ndarray__": True, b"data": data, b"dtype": dtype, b"shape": shape})
    )


def test_an_array_of_the_usual_packer_is_read() -> None:
    assert unpack(array_map()).tolist() == [0.0]


def test_a_number_of_numpy_is_read() -> None:
    data = msgpack.packb({b"__npgeneric__": True, b"data": 2.5, b"dtype": "<f4"})
    assert unpack(data) == 2.5


@pytest.mark.parametrize(
    "data",
    [
        array_map(dtype="|O", data=bytes(8)),
        array_map(dtype="O"),
        array_map(dtype=b"<f4"),
        array_map(dtype="<f4,<f4", data=bytes(8)),
        array_map(dtype=["<f4"]),
        array_map(shape=(-1,)),
        array_map(shape=(2,)),
        array_map(shape=(True,)),
        array_map(shape=(1.0,)),
        array_map(shape=(1,) * 6),
        array_map(shape=(2**40, 2**40)),
        array_map(shape="1"),
        array_map(data="abcd"),
        array_map(data=None),
        msgpack.packb({b"__npgeneric__": True, b"data": "x", b"dtype": "<f4"}),
        msgpack.packb({1: 2}),
        msgpack.packb(msgpack.ExtType(5, b"code")),
        msgpack.packb(msgpack.Timestamp(0)),
        b"\x91" * 5000 + b"\xc0",
        b"\xdd\xff\xff\xff\xff",
        b"\xdf\xff\xff\xff\xff",
        b"\xdb\xff\xff\xff\xff",
        b"\xa1\xff",
        b"\xc1",
        b"\xc0\xc0",
        b"",
        bytes(16 * 2**20 + 1),
        msgpack.packb([None] * 20_000),
    ],
)
def test_a_lie_is_refused(data: bytes) -> None:
    with pytest.raises(MsgpackError):
        unpack(data)
