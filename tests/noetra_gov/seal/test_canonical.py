"""Canonical JSON follows RFC 8785."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noetra_gov.seal.canonical import canonical_json, digest_of, digest_of_bytes
from noetra_gov.seal.errors import SealError
from reports.noetra_verify import canonical

SAFE = 2**53 - 1
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-SAFE, SAFE)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(
        st.characters(exclude_categories=["Cs"]), max_size=5), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


def test_the_example_of_the_rfc_is_written_as_the_rfc_writes_it() -> None:
    value = {
        "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"\u002f",
        "literals": [None, True, False],
    }
    expected = (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )
    assert canonical_json(value).decode() == expected
    assert canonical(value) == expected


@given(VALUES)
def test_the_single_file_verifier_writes_what_the_product_writes(value: Any) -> None:
    assert canonical(value).encode() == canonical_json(value)


SMALL = VALUES.filter(lambda value: "e+" not in canonical(value) and _is_small(value))


def _is_small(value: Any) -> bool:
    """No whole float beyond 2^53: it would be read back as an integer that JSON does not keep."""
    if isinstance(value, dict):
        return all(map(_is_small, value.values()))
    if isinstance(value, list):
        return all(map(_is_small, value))
    return not isinstance(value, float) or abs(value) <= SAFE


@given(SMALL)
def test_reading_and_writing_again_changes_nothing(value: Any) -> None:
    once = canonical_json(value)
    assert canonical_json(json.loads(once)) == once


def test_keys_are_ordered_by_utf16_not_by_code_point() -> None:
    assert canonical_json({"\U00010000": 1, "\uffff": 2}).decode().startswith('{"\U00010000"')


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**60, {1: 2}, object()])
def test_what_cannot_be_canonical_is_refused_with_a_sentence(value: Any) -> None:
    with pytest.raises(SealError, match="canonical JSON"):
        canonical_json(value)


def test_a_digest_names_its_algorithm() -> None:
    assert digest_of({}) == digest_of_bytes(b"{}")
    assert digest_of_bytes(b"") == (
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )
