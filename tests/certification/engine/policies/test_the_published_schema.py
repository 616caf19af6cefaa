"""The published JSON schema and the code accept the same manifests.

Only what a schema cannot say is left to the code: it is listed in `beyond_a_schema`.
"""

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
from hypothesis import example, given, settings
from hypothesis import strategies as st

from certification.engine import policies
from certification.engine.policies import ManifestError, PolicyManifest
from tests.certification.engine.policy_files import manifest_fields

SCHEMA = json.loads((Path(policies.__file__).parent / "manifest.schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
FULL = {
    **manifest_fields(b"policy"),
    "endpoint": None,
    "language": "none",
    "cameras": [{"name": "eye", "width": 4, "height": 4, "layout": "hwc", "fov_deg": 60}],
    "recurrent": [{"input": "m", "output": "n", "shape": [2], "dtype": "float32"}],
    "stochastic": True,
    "noise": {"name": "noise", "shape": [2], "distribution": "normal"},
}
FULL["observation"].append(
    {"name": "eye", "shape": [4, 4, 3], "dtype": "uint8", "unit": "1", "frame": "eye"}
)
# Sentences of the code about what must fit together: no schema can say these.
BEYOND_A_SCHEMA = (
    "the last axis of shape has",
    "must not lie above high",
    "elements; at most",
    "name two",
    "must not exceed action_horizon",
    "needs a tensor named instruction",
    "needs it with shape",
)


def test_the_schema_is_a_valid_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_full_example_is_accepted_by_both() -> None:
    assert PolicyManifest.from_dict(FULL)
    assert VALIDATOR.is_valid(FULL)
    assert VALIDATOR.is_valid(PolicyManifest.from_dict(FULL).to_dict())


def places(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = list(value.items()) if isinstance(value, dict) else []
    inner += list(enumerate(value)) if isinstance(value, list) else []
    return [here] * bool(here) + [at for key, item in inner for at in places(item, (*here, key))]


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 5000),
    st.sampled_from([0.5, 2.0, 1e9, "", " ", "a", "a b ", "float64", "none", "text", "wasm"]),
    st.sampled_from(["oip_v2", "ws://a", "http://a@b", "0" * 64, "x" * 201, "uniform", "chw"]),
    st.sampled_from([[], {}, [1], [1.5, 2], ["m"], [None], [{}]]),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(places(FULL)), VALUES), min_size=1, max_size=2))
@example([(("format",), "oip_v2")])
@example([(("noise",), None), (("stochastic",), False)])
@example([(("action", "shape"), [2.0])])
@example([(("action", "shape"), [])])
def test_schema_and_code_agree(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    value = copy.deepcopy(FULL)
    for place, replacement in changes:
        put(value, place, replacement)
    told = problems(value)
    beyond = bool(told) and all(any(sign in text for sign in BEYOND_A_SCHEMA) for text in told)
    assert VALIDATOR.is_valid(value) == (not told or beyond), told


def put(value: Any, place: tuple[Any, ...], replacement: Any) -> None:
    """An absent place is left alone: the change before took it away."""
    for key in place[:-1]:
        value = value[key] if _holds(value, key) else None
    if _holds(value, place[-1]):
        value[place[-1]] = replacement


def _holds(value: Any, key: Any) -> bool:
    if isinstance(value, dict):
        return key in value
    return isinstance(value, list) and isinstance(key, int) and key < len(value)


def problems(value: Any) -> list[str]:
    try:
        PolicyManifest.from_dict(value)
    except ManifestError as error:
        return [finding.sentence for finding in error.findings]
    return []
