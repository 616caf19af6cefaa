"""From JSON to a manifest: first each field alone, then what must fit together."""

import json
from pathlib import Path
from typing import Any

from certification.engine.faults import Finding
from certification.engine.policies import manifest as form
from certification.engine.policies.fields import Fields
from certification.engine.policies.tensors import (
    DTYPES,
    LABEL,
    LABEL_HINT,
    LARGEST_SIDE,
    MOST_DIMENSIONS,
    TENSOR_NAME,
    TENSOR_NAME_HINT,
    TensorSpec,
    check_together,
    read_tensor,
)

LARGEST_MANIFEST = 2**20
SHA256_HINT = "the 64 lower-case hexadecimal digits of the policy file's SHA-256"


def parse_file(path: Path) -> dict[str, Any]:
    """The JSON object in `path`; raises ManifestError."""
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST_MANIFEST + 1)
    except OSError as error:
        reason = error.strerror or "it is no ordinary file"
        raise refused(f"The manifest {path} cannot be read ({reason}); check the path.") from None
    if len(data) > LARGEST_MANIFEST:
        raise refused(f"The manifest {path} is larger than 1 MiB; a manifest is a short JSON file.")
    return _parse(data, path)


def _parse(data: bytes, path: Path) -> dict[str, Any]:
    try:
        value = json.loads(data, object_pairs_hook=_no_doubles, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        reason = str(error)[:200]
        raise refused(f"The manifest {path} is no valid JSON ({reason}); correct it.") from None
    if not isinstance(value, dict):
        raise refused(f"The manifest {path} must be one JSON object.")
    return value


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a field occurs twice in one object")
    return value


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


def refused(sentence: str) -> "form.ManifestError":
    return form.ManifestError([Finding("manifest_invalid", sentence)])


def read_manifest(value: Any) -> "form.PolicyManifest":
    if not isinstance(value, dict):
        raise refused("The manifest must be one JSON object.")
    problems: list[Finding] = []
    fields = Fields(value, "", problems)
    manifest = _read(fields)
    fields.no_others()
    if not problems and manifest is not None:
        _check_together(fields, manifest)
    if problems or manifest is None:
        raise form.ManifestError(problems)
    return manifest


def _read(fields: Fields) -> "form.PolicyManifest | None":
    fields.whole("manifest_version", 1, 1)
    action = fields.object("action")
    parts: dict[str, Any] = {
        **_identity(fields),
        **_timing(fields),
        "observation": tuple(map(read_tensor, fields.objects("observation", 1, 64))),
        "action": action and read_tensor(action),
        "language": fields.choice("language", form.LANGUAGES, "none"),
        "cameras": tuple(map(_camera, fields.objects("cameras", 0, 16, []))),
        "recurrent": tuple(map(_recurrent, fields.objects("recurrent", 0, 16, []))),
        "stochastic": fields.flag("stochastic", False),
        "noise": _noise(fields.optional_object("noise")),
    }
    return form.PolicyManifest(**parts) if action else None


def _identity(fields: Fields) -> dict[str, Any]:
    return {
        "name": fields.text("name", LABEL, LABEL_HINT),
        "version": fields.text("version", LABEL, LABEL_HINT),
        "format": fields.choice("format", form.FORMATS),
        "sha256": fields.optional_text("sha256", "[0-9a-f]{64}", SHA256_HINT),
        "endpoint": fields.optional_text(
            "endpoint",
            r"(ws|wss|http|https)://[^\s@]{1,500}",
            "an address beginning with ws://, wss://, http:// or https://, without a password",
        ),
        "body": fields.text("body", LABEL, LABEL_HINT),
        "sensor": fields.text("sensor", LABEL, LABEL_HINT),
        "field": fields.whole("field", 1, 18),
    }


def _timing(fields: Fields) -> dict[str, Any]:
    return {
        "control_hz": fields.number("control_hz", 0, 1000),
        "action_horizon": fields.whole("action_horizon", 1, 1000),
        "execute_steps": fields.whole("execute_steps", 1, 1000),
        "max_latency_ms": fields.number("max_latency_ms", 0, 60_000),
    }


def _camera(fields: Fields) -> "form.Camera":
    camera = form.Camera(
        name=fields.text("name", TENSOR_NAME, TENSOR_NAME_HINT),
        width=fields.whole("width", 1, LARGEST_SIDE),
        height=fields.whole("height", 1, LARGEST_SIDE),
        layout=fields.choice("layout", ("hwc", "chw")),
        fov_deg=fields.number("fov_deg", 0, 180),
    )
    fields.no_others()
    return camera


def _recurrent(fields: Fields) -> "form.Recurrent":
    state = form.Recurrent(
        input=fields.text("input", TENSOR_NAME, TENSOR_NAME_HINT),
        output=fields.text("output", TENSOR_NAME, TENSOR_NAME_HINT),
        shape=fields.shape("shape", MOST_DIMENSIONS, LARGEST_SIDE),
        dtype=fields.choice("dtype", DTYPES),
    )
    fields.no_others()
    return state


def _noise(fields: Fields | None) -> "form.Noise | None":
    if fields is None:
        return None
    noise = form.Noise(
        name=fields.text("name", TENSOR_NAME, TENSOR_NAME_HINT),
        shape=fields.shape("shape", MOST_DIMENSIONS, LARGEST_SIDE),
        distribution=fields.choice("distribution", ("normal", "uniform")),
    )
    fields.no_others()
    return noise


def _check_together(fields: Fields, manifest: "form.PolicyManifest") -> None:
    _check_where_it_runs(fields, manifest)
    _check_names(fields, manifest)
    for index, tensor in enumerate(manifest.observation):
        check_together(fields.inner({}, f"observation[{index}]"), tensor)
    check_together(fields.inner({}, "action"), manifest.action)
    _check_action(fields, manifest)
    _check_instruction(fields, manifest)
    for camera in manifest.cameras:
        _check_camera(fields, manifest, camera)
    if manifest.noise and not manifest.stochastic:
        fields.bad("noise", "is given, so stochastic must be true")


def _check_where_it_runs(fields: Fields, manifest: "form.PolicyManifest") -> None:
    if manifest.served and not manifest.endpoint:
        fields.bad("endpoint", f"is needed for the format {manifest.format}")
    if not manifest.served and manifest.endpoint:
        fields.bad("endpoint", f"has no meaning for the format {manifest.format}; remove it")
    if not manifest.served and not manifest.sha256:
        fields.bad("sha256", f"is needed for the format {manifest.format}; it is {SHA256_HINT}")


def _check_names(fields: Fields, manifest: "form.PolicyManifest") -> None:
    taken = [tensor.name for tensor in manifest.observation]
    taken += [state.input for state in manifest.recurrent]
    taken += [manifest.noise.name] if manifest.noise else []
    given = [manifest.action.name, *(state.output for state in manifest.recurrent)]
    for names, what in ((taken, "inputs"), (given, "outputs")):
        doubles = sorted({name for name in names if names.count(name) > 1})
        if doubles:
            fields.bad("observation", f"and its like name two {what} {', '.join(doubles)}")


def _check_action(fields: Fields, manifest: "form.PolicyManifest") -> None:
    action = manifest.action
    if len(action.shape) != 1:
        fields.bad("action.shape", "must have one number: how many values one action has")
    if action.dtype not in ("float32", "float64"):
        fields.bad("action.dtype", "must be float32 or float64")
    if action.low is None or action.high is None:
        fields.bad("action.low", "and high must be given: an action outside them is a fault")
    if manifest.execute_steps > manifest.action_horizon:
        fields.bad("execute_steps", "must not exceed action_horizon")


def _check_instruction(fields: Fields, manifest: "form.PolicyManifest") -> None:
    carrier = _tensor(manifest, form.INSTRUCTION)
    wanted = {"text": ("uint8",), "token_ids": ("int32", "int64")}.get(manifest.language)
    if wanted is None:
        return
    if carrier is None or carrier.dtype not in wanted or len(carrier.shape) != 1:
        fields.bad(
            "language",
            f"is {manifest.language}, so the observation needs a tensor named "
            f"{form.INSTRUCTION} of one axis and of type {' or '.join(wanted)}",
        )


def _check_camera(fields: Fields, manifest: "form.PolicyManifest", camera: "form.Camera") -> None:
    size = (camera.height, camera.width)
    wanted = (*size, 3) if camera.layout == "hwc" else (3, *size)
    carrier = _tensor(manifest, camera.name)
    if carrier is None or carrier.shape != wanted:
        fields.bad(
            "cameras", f"names {camera.name}, so the observation needs it with shape {list(wanted)}"
        )


def _tensor(manifest: "form.PolicyManifest", name: str) -> TensorSpec | None:
    return next((tensor for tensor in manifest.observation if tensor.name == name), None)
