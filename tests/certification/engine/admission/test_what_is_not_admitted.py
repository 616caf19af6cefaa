"""Everything the static checks refuse, each by its code, with a sentence that says what to do."""

import io
import os
import pickle
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from onnx import ModelProto, TensorProto, helper

from certification.engine.admission import Admission, admit, require_admitted
from certification.engine.faults import NotAdmitted
from certification.engine.policies import PolicyManifest
from certification.engine.sandbox import Limits
from tests.certification.engine.policy_files import (
    ACTED,
    OBSERVED,
    after,
    build,
    constant,
    external,
    heavy_products,
    infinite_loop,
    loop_that_waits,
    lying_dims,
    manifest_fields,
    many_nodes,
    nested,
    plain,
    save,
    single,
    value,
)


def codes(folder: Path, model: ModelProto | bytes, **changes: Any) -> list[str]:
    path, manifest = save(folder, model, **changes)
    admission = admit(path, manifest)
    for finding in admission.findings:
        assert finding.sentence.endswith((".", ")")), finding.sentence
        assert finding.sentence.isprintable()
    assert admission.ok == (not admission.findings)
    return [finding.code for finding in admission.findings]


def test_an_honest_policy_is_admitted_with_its_digests(tmp_path: Path) -> None:
    path, manifest = save(tmp_path, plain())
    admission = admit(path, manifest)
    assert (admission.ok, admission.findings) == (True, [])
    assert admission.digests == {
        "policy": f"sha256:{manifest.sha256}",
        "manifest": manifest.digest,
    }
    assert admission.facts["nodes"] == 4
    require_admitted(admission)


def sparse() -> ModelProto:
    model = plain()
    stored = model.graph.sparse_initializer.add()
    stored.values.CopyFrom(constant("thin", [1.0]))
    stored.indices.CopyFrom(constant("where", [0], "int64"))
    stored.dims.extend([2**18, 2**18])
    return model


def with_function() -> ModelProto:
    model = plain()
    model.functions.append(
        helper.make_function("ai.onnx", "Mine", ["x"], ["y"], [], [helper.make_opsetid("", 17)])
    )
    return model


def hidden_loop() -> ModelProto:
    """In a subgraph of a subgraph."""
    return loop_that_waits()


def external_in_attribute() -> ModelProto:
    weight = TensorProto(name="w", data_type=TensorProto.FLOAT, dims=[2])
    weight.data_location = TensorProto.EXTERNAL
    node = helper.make_node("Constant", [], ["w"], value=weight)
    return after(node, helper.make_node("Add", ["first", "w"], ["action"]))


def other_batch() -> ModelProto:
    model = plain()
    model.graph.input[0].type.tensor_type.shape.dim[0].dim_value = 32
    return model


def other_type() -> ModelProto:
    model = plain()
    model.graph.output[0].type.tensor_type.elem_type = TensorProto.DOUBLE
    return model


def two_inputs() -> ModelProto:
    model = plain()
    model.graph.input.append(value("more", 3))
    return model


REFUSED: dict[str, tuple[str, Callable[[], ModelProto | bytes]]] = {
    "an infinite loop": ("loop", infinite_loop),
    "a loop in a branch": ("loop", hidden_loop),
    "a sequence map": ("loop", lambda: single("SequenceMap")),
    "100,000 nodes": ("nodes", many_nodes),
    "branches four deep": ("depth", lambda: nested(4)),
    "branches 100 deep": ("not_onnx", lambda: deep_bytes(100)),
    "random numbers": ("random", lambda: single("RandomNormalLike")),
    "a drawing dropout": ("random", lambda: single("Dropout", "ratio", "training")),
    "a foreign domain": ("domain", lambda: single("Teleport", domain="com.microsoft")),
    "an unknown operator": ("checker", lambda: single("Teleport")),
    "local functions": ("functions", with_function),
    "sparse tensors": ("sparse", sparse),
    "weights in .env": ("external_data", lambda: external(".env")),
    "weights above": ("external_data", lambda: external("../../../etc/passwd")),
    "weights at an absolute place": ("external_data", lambda: external("/etc/passwd")),
    "a constant elsewhere": ("external_data", external_in_attribute),
    "negative dims": ("tensor_dims", lambda: lying_dims(-1, -2)),
    "lying dims": ("tensor_length", lambda: lying_dims(2**20)),
    "64 GiB of dims": ("tensor_length", lambda: lying_dims(2**17, 2**17)),
    "overflowing dims": ("tensor_length", lambda: lying_dims(2**32, 2**32)),
    "text tensors": ("tensor_type", lambda: after(text_constant())),
    "a truncated file": ("not_onnx", lambda: plain().SerializeToString()[:-100]),
    "an empty graph": ("not_onnx", lambda: ModelProto(ir_version=8)),
    "noise": ("not_onnx", lambda: b"\xff" + os.urandom(4000)),
    "a batch of 32 only": ("tensor_shape", other_batch),
    "another type": ("checker", other_type),
    "an input too many": ("input_unknown", two_inputs),
    "an opset of the future": ("runtime", lambda: future_opset()),
}


def text_constant() -> Any:
    return helper.make_node(
        "Constant",
        [],
        ["action"],
        value=helper.make_tensor("words", TensorProto.STRING, [1], [b"x"]),
    )


def future_opset() -> ModelProto:
    model = plain()
    model.opset_import[0].version = 9000
    return model


def deep_bytes(depth: int) -> bytes:
    """Each branch doubles what lies in it, so the bytes are nested by hand."""
    graph = helper.make_graph([], "g", [], []).SerializeToString()
    for _ in range(depth):
        attribute = field(1, b"then_branch") + field(6, graph) + b"\xa0\x01\x05"
        graph = field(1, field(4, b"If") + field(5, attribute))
    return b"\x08\x08" + field(7, graph + field(12, b"\x0a\x01y"))


def field(number: int, data: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(data)) + data


def varint(number: int) -> bytes:
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


@pytest.mark.parametrize("what", REFUSED)
def test_refused_with_its_code(what: str, tmp_path: Path) -> None:
    code, model = REFUSED[what]
    assert code in codes(tmp_path, model())


def test_three_levels_of_branches_are_admitted(tmp_path: Path) -> None:
    assert codes(tmp_path, nested(3)) == []


def test_heavy_products_pass_the_static_checks_and_meet_the_watchdog_later(tmp_path: Path) -> None:
    assert codes(tmp_path, heavy_products()) == []


def test_random_nodes_are_admitted_when_declared(tmp_path: Path) -> None:
    assert codes(tmp_path, single("RandomNormalLike"), stochastic=True) == []


def test_the_manifests_tensors_must_be_the_models(tmp_path: Path) -> None:
    other = manifest_fields(b"")["observation"][0]
    found = codes(tmp_path, plain(), observation=[{**other, "name": "state"}])
    assert found == ["input_unknown", "input_missing"]
    found = codes(tmp_path, plain(), observation=[{**other, "shape": [OBSERVED + 1]}])
    assert found == ["tensor_shape"]
    action = {**manifest_fields(b"")["action"], "name": "move"}
    assert codes(tmp_path, plain(), action=action) == ["output_missing"]
    assert codes(tmp_path, plain(), action_horizon=8) == ["tensor_shape"]


def test_an_inspection_that_takes_too_long_is_a_refusal(tmp_path: Path) -> None:
    path, manifest = save(tmp_path, many_nodes())
    admission = admit(path, manifest, limits=Limits(inspect_s=0.001))
    assert [finding.code for finding in admission.findings] == ["inspection"]


def zipped(*names: str, data: bytes = b"x", method: int = zipfile.ZIP_STORED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name in names:
            archive.writestr(name, data)
    return stream.getvalue()


def tarred(name: str) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        archive.addfile(tarfile.TarInfo(name))
    return stream.getvalue()


def numpy_file() -> bytes:
    stream = io.BytesIO()
    np.save(stream, np.zeros(3))
    return stream.getvalue()


CONTAINERS: dict[str, tuple[str, bytes]] = {
    "a pickle": ("pickle", pickle.dumps({"weights": [1, 2]})),
    "an old pickle": ("pickle", pickle.dumps({"weights": [1, 2]}, protocol=2)),
    "a PyTorch checkpoint": ("torch", zipped("archive/data.pkl", "archive/data/0")),
    "TorchScript": ("torchscript", zipped("m/data.pkl", "m/code/__torch__.py", "m/constants.pkl")),
    "an archive with names that lead out": ("archive", zipped("../../etc/passwd")),
    "a zip bomb": ("archive", zipped("bomb", data=bytes(10**8), method=zipfile.ZIP_DEFLATED)),
    "a tar with names that lead out": ("archive", tarred("../../../evil")),
    "gzip": ("archive", b"\x1f\x8b" + bytes(100)),
    "weights of NumPy": ("weights_only", numpy_file()),
    "safetensors": ("weights_only", (16).to_bytes(8, "little") + b'{"__metadata__":{}}'),
    "a Git LFS pointer": ("lfs_pointer", b"version https://git-lfs.github.com/spec/v1\noid x\n"),
    "a text": ("text", b"This is my policy, it is very safe, please certify it. " * 4),
    "a page": ("text", b"<!DOCTYPE html><html><head></head><body>404 not found</body></html>"),
    "WebAssembly": ("format", b"\x00asm\x01\x00\x00\x00"),
}


@pytest.mark.parametrize("what", CONTAINERS)
def test_another_container_is_refused_by_its_first_bytes(what: str, tmp_path: Path) -> None:
    code, data = CONTAINERS[what]
    assert codes(tmp_path, data) == [code]


def test_what_is_no_readable_file_is_refused(tmp_path: Path) -> None:
    path, manifest = save(tmp_path, plain())
    assert found(admit(tmp_path / "none.onnx", manifest)) == ["missing_file"]
    assert found(admit(tmp_path, manifest)) == ["no_file"]
    assert found(admit(Path("/dev/zero"), manifest)) == ["no_file"]
    path.write_bytes(b"")
    assert found(admit(path, manifest)) == ["empty_file"]


def found(admission: Admission) -> list[str]:
    return [finding.code for finding in admission.findings]


def test_a_file_over_the_limit_is_refused_without_being_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "policy.onnx"
    with path.open("wb") as stream:
        stream.truncate(200 * 10**6 + 1)
    manifest = PolicyManifest.from_dict(manifest_fields(b""))
    assert found(admit(path, manifest)) == ["too_large"]


def test_another_file_than_the_manifests_is_refused(tmp_path: Path) -> None:
    path, manifest = save(tmp_path, plain(seed=1))
    path.write_bytes(plain(seed=2).SerializeToString())
    admission = admit(path, manifest)
    assert found(admission) == ["digest"]
    with pytest.raises(NotAdmitted, match="made for this file"):
        require_admitted(admission)


def test_a_served_policy_has_no_file_to_check(tmp_path: Path) -> None:
    fields = manifest_fields(b"", format="openpi_websocket", sha256=None, endpoint="ws://robot:80")
    admission = admit(tmp_path / "nothing", PolicyManifest.from_dict(fields))
    assert admission.ok
    assert "policy" not in admission.digests


def test_an_unbuildable_shape_of_outputs_is_found_before_it_runs(tmp_path: Path) -> None:
    wide = build(
        [helper.make_node("Identity", ["obs"], ["action"])], outputs=[value("action", OBSERVED)]
    )
    assert codes(tmp_path, wide) == ["tensor_shape"]
    assert ACTED != OBSERVED
