"""A manifest says what it means, or is refused with a sentence that says what to do."""

import json
from pathlib import Path
from typing import Any

import pytest

from certification.engine.policies import ManifestError, PolicyManifest
from tests.certification.engine.policy_files import manifest_fields

FIELDS = manifest_fields(b"policy")
TENSOR = FIELDS["observation"][0]


def changed(**changes: Any) -> dict[str, Any]:
    return {**FIELDS, **changes}


def sentences(value: Any) -> str:
    with pytest.raises(ManifestError) as caught:
        PolicyManifest.from_dict(value)
    assert {finding.code for finding in caught.value.findings} == {"manifest_invalid"}
    return "\n".join(finding.sentence for finding in caught.value.findings)


def test_the_full_form_is_a_manifest_again_with_the_same_digest() -> None:
    manifest = PolicyManifest.from_dict(FIELDS)
    again = PolicyManifest.from_dict(json.loads(json.dumps(manifest.to_dict())))
    assert again == manifest
    assert again.digest == manifest.digest
    assert manifest.digest.startswith("sha256:")


def test_writing_a_default_out_does_not_change_the_digest() -> None:
    written = changed(language="none", cameras=[], recurrent=[], stochastic=False, noise=None)
    assert PolicyManifest.from_dict(written).digest == PolicyManifest.from_dict(FIELDS).digest


def test_every_promise_changes_the_digest() -> None:
    digests = {
        PolicyManifest.from_dict(changed(**change)).digest
        for change in ({}, {"max_latency_ms": 50}, {"field": 5}, {"stochastic": True})
    }
    assert len(digests) == 4


def test_all_problems_are_told_at_once() -> None:
    told = sentences(changed(format="pickle", field=19, control_hz=0, colour="red"))
    assert "format must be one of onnx, wasm, openpi_websocket, oip_v2" in told
    assert "field must be a whole number from 1 to 18" in told
    assert "control_hz must be a number above 0" in told
    assert "'colour' is not known" in told


@pytest.mark.parametrize("name", sorted(FIELDS.keys() - {"sha256"}))
def test_a_missing_field_is_named(name: str) -> None:
    value = {key: item for key, item in FIELDS.items() if key != name}
    assert f"The manifest's field {name} is missing" in sentences(value)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"sha256": None}, "sha256 is needed for the format onnx"),
        ({"sha256": "A" * 64}, "64 lower-case hexadecimal digits"),
        ({"endpoint": "ws://x"}, "endpoint has no meaning for the format onnx"),
        ({"format": "oip_v2"}, "endpoint is needed for the format oip_v2"),
        ({"execute_steps": 2}, "execute_steps must not exceed action_horizon"),
        ({"noise": {"name": "n", "shape": [], "distribution": "normal"}}, "must be true"),
        ({"language": "text"}, "needs a tensor named instruction"),
        ({"observation": [TENSOR, TENSOR]}, "two inputs obs"),
        ({"observation": []}, "must be a list of 1 to 64 objects"),
        ({"observation": [{**TENSOR, "shape": [0]}]}, "observation[0].shape must be a list"),
        ({"observation": [{**TENSOR, "shape": [4096, 4096]}]}, "16,777,216 elements"),
        ({"observation": [{**TENSOR, "low": 2, "high": 1}]}, "low must not lie above high"),
        ({"observation": [{**TENSOR, "low": [1, 2]}]}, "the last axis of shape has 12"),
        ({"observation": [{**TENSOR, "name": "a b"}]}, "a name of at most 64 letters"),
        ({"observation": [{**TENSOR, "unit": []}]}, "one unit or a list of units"),
        ({"action": {**FIELDS["action"], "shape": [2, 2]}}, "must have one number"),
        ({"action": {**FIELDS["action"], "dtype": "int32"}}, "must be float32 or float64"),
        ({"action": {**FIELDS["action"], "low": None}}, "an action outside them is a fault"),
        ({"action": "fast"}, "action must be an object"),
        ({"stochastic": 1}, "stochastic must be true or false"),
        (
            {"cameras": [{"name": "c", "width": 2, "height": 2, "layout": "hwc", "fov_deg": 9}]},
            "needs it with shape [2, 2, 3]",
        ),
    ],
)
def test_a_wrong_field_says_what_to_do(change: dict[str, Any], told: str) -> None:
    assert told in sentences(changed(**change))


def test_a_tensor_in_two_units_has_a_bound_for_each_value() -> None:
    action = PolicyManifest.from_dict(FIELDS).action
    assert action.unit == ("m/s", "rad/s")
    assert action.lows.tolist() == [-1.0, -1.0]
    assert PolicyManifest.from_dict(FIELDS).observation[0].highs.tolist() == float("inf")


def test_a_served_policy_needs_no_digest() -> None:
    manifest = PolicyManifest.from_dict(
        changed(format="openpi_websocket", endpoint="ws://policy.example:8000", sha256=None)
    )
    assert manifest.served


def test_a_password_in_an_address_is_refused() -> None:
    value = changed(format="oip_v2", endpoint="https://me:secret@example.com")
    assert "without a password" in sentences(value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no valid JSON"),
        ("[]", "must be one JSON object"),
        ('{"name": 1, "name": 2}', "occurs twice"),
        ('{"field": NaN}', "NaN is no number"),
        ("[" * 100_000, "no valid JSON"),
        (" " * (2**20 + 1), "larger than 1 MiB"),
    ],
)
def test_a_file_that_is_no_manifest_is_refused(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "manifest.json"
    path.write_text(text)
    with pytest.raises(ManifestError, match=told):
        PolicyManifest.load(path)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="check the path"):
        PolicyManifest.load(tmp_path / "none.json")
    with pytest.raises(ManifestError, match="check the path"):
        PolicyManifest.load(tmp_path)


def test_a_manifest_is_read_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(FIELDS))
    assert PolicyManifest.load(path) == PolicyManifest.from_dict(FIELDS)
