import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from metrics_ingest.fleet.robots import OWN_FROM, Robots, eight_digits
from metrics_ingest.fleet.seen import Distinct, Seen

numbers = st.lists(st.integers(0, 5000), max_size=200)


@given(numbers, numbers)
def test_or_of_two_bitmaps_is_the_union_of_their_robots(one: list[int], other: list[int]) -> None:
    """|A ∪ B| and |A ∩ B| of bitmaps are those of sets, whatever repeats."""
    a, b = Distinct.of(np.array(one, dtype=np.int64)), Distinct.of(np.array(other, dtype=np.int64))
    assert len(a | b) == len(set(one) | set(other))
    assert (a & b).numbers().tolist() == sorted(set(one) & set(other))


@given(st.lists(st.lists(st.integers(0, 30), max_size=30), max_size=6))
def test_each_robot_is_new_exactly_once(batches: list[list[int]]) -> None:
    """Over any batches the first row of a robot is kept, and each later row names it."""
    seen, first, row = Seen(), {}, 0
    for batch in batches:
        rows = np.arange(row, row + len(batch), dtype=np.int32)
        places, firsts = seen.earlier(0, np.array(batch, dtype=np.int64), rows)
        expected = []
        for place, robot in enumerate(batch):
            if robot in first:
                expected.append((place, first[robot]))
            first.setdefault(robot, row + place)
        assert list(zip(places.tolist(), firsts.tolist(), strict=True)) == expected
        row += len(batch)


@given(
    st.lists(
        st.one_of(
            st.none(),
            st.integers(0, 99_999_999).map(lambda n: f"JR{n:08d}"),
            st.text(alphabet="JR0123456789ab/:;\x00é", max_size=12),
        ),
        max_size=30,
    )
)
def test_identifiers_are_numbered_as_a_person_would_read_them(texts: list[str | None]) -> None:
    """JR and eight digits is the number; another identifier gets one of its own; the rest is refused."""
    found = Robots().number(pa.array(texts, type=pa.string())).tolist()
    own: dict[str, int] = {}
    for text, number in zip(texts, found, strict=True):
        if text is None:
            assert number == -1
        elif len(text) == 10 and text[:2] == "JR" and text[2:].isascii() and text[2:].isdigit():
            assert number == int(text[2:])
        elif text and text[0] not in "/:;\x00é" and not set(text) & set(";\x00é"):
            assert number == own.setdefault(text, OWN_FROM + len(own))
        else:
            assert number == -2


def test_a_slice_of_an_array_is_read_from_its_own_place() -> None:
    whole = pa.array([f"JR{n:08d}" for n in range(100)])
    assert Robots().number(whole.slice(40, 5)).tolist() == [40, 41, 42, 43, 44]


@given(st.lists(st.integers(0, 99_999_999), min_size=1))
def test_eight_digits_are_read_in_three_multiplications(values: list[int]) -> None:
    """Reading the written number gives the number."""
    words = np.frombuffer("".join(f"{v:08d}" for v in values).encode(), dtype="<u8").copy()
    read, sound = eight_digits(words)
    assert sound.all()
    assert read.tolist() == values
