"""Each hostile policy that gets past admission, or is run without it, ends as a fault."""

import os
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from onnx import TensorProto, helper

from certification.engine.faults import HarnessFault, PolicyFault
from certification.engine.policies import PolicyManifest
from certification.engine.sandbox import Limits, open_policy
from tests.certification.engine.policy_files import (
    ACTED,
    OBSERVED,
    after,
    constant,
    external,
    heavy_products,
    huge_tensor,
    infinite_loop,
    loop_that_waits,
    plain,
    save,
    single,
    value,
)

LIMITS = Limits(memory_bytes=2 * 2**30, load_s=10)
QUIET = {"obs": np.zeros(OBSERVED, np.float32)}
LOUD = {"obs": np.full(OBSERVED, 0.95, np.float32)}


def fault_of(folder: Path, model: Any, tier: Any, obs: Any = QUIET, **changes: Any) -> str:
    path, manifest = save(folder, model, **changes)
    with pytest.raises(PolicyFault) as caught:
        act_once(path, manifest, tier, obs)
    assert caught.value.sentence.endswith(".")
    return caught.value.kind


def act_once(path: Path, manifest: PolicyManifest, tier: Any, obs: Any) -> None:
    with open_policy(path, manifest, tier=tier, limits=LIMITS) as policy:
        policy.reset(0, 0)
        policy.act(obs, 0.4)


@pytest.mark.parametrize("model", [infinite_loop, heavy_products])
def test_a_policy_that_does_not_end_is_ended(tmp_path: Path, tier: Any, model: Any) -> None:
    started = time.monotonic()
    assert fault_of(tmp_path, model(), tier) == "timeout"
    assert time.monotonic() - started < LIMITS.start_s + LIMITS.load_s


def test_a_loop_that_waits_for_its_moment_is_ended_then(tmp_path: Path, tier: Any) -> None:
    path, manifest = save(tmp_path, loop_that_waits())
    with open_policy(path, manifest, tier=tier, limits=LIMITS) as policy:
        policy.reset(0, 0)
        assert policy.act(QUIET, 5.0).tolist() == [[0.0, 0.0]]
        with pytest.raises(PolicyFault, match="did not answer in time") as caught:
            policy.act(LOUD, 0.3)
        assert caught.value.kind == "timeout"
        with pytest.raises(HarnessFault, match="Reset the policy"):
            policy.act(QUIET, 5.0)
        policy.reset(1, 0)
        assert policy.act(QUIET, 5.0).tolist() == [[0.0, 0.0]]
        assert policy.usage()["restarts"] == 1


def test_restarts_come_to_an_end(tmp_path: Path) -> None:
    path, manifest = save(tmp_path, loop_that_waits())
    with open_policy(path, manifest, limits=Limits(restarts=1)) as policy:
        for _ in range(2):
            policy.reset(0, 0)
            with pytest.raises(PolicyFault):
                policy.act(LOUD, 0.05)
        with pytest.raises(PolicyFault, match="too often"):
            policy.reset(0, 0)


def test_sixty_four_gibibytes_are_refused(tmp_path: Path, tier: Any) -> None:
    assert fault_of(tmp_path, huge_tensor(), tier) == "memory"


@pytest.mark.parametrize(
    ("kind", "model"),
    [
        ("non_finite", lambda: single("Log")),
        ("range", lambda: single("Add", "big", stored=[constant("big", 3.0)])),
        ("dtype", lambda: wrong_type()),
        ("shape", lambda: single("Concat", "first", axis=1)),
        ("shape", lambda: single("Concat", "first", axis=0)),
        ("crash", lambda: single("Gather", "far", stored=[constant("far", [99], "int64")], axis=1)),
    ],
)
def test_an_answer_out_of_its_manifest_is_a_fault(tmp_path: Path, kind: str, model: Any) -> None:
    built = model()
    assert fault_of(tmp_path, built, "auto") == kind


def wrong_type() -> object:
    model = single("Cast", to=TensorProto.DOUBLE)
    del model.graph.output[:]
    model.graph.output.append(value("action", ACTED, dtype=TensorProto.DOUBLE))
    return model


def test_a_policy_lives_on_after_an_answer_out_of_range(tmp_path: Path) -> None:
    path, manifest = save(tmp_path, single("Identity"))
    with open_policy(path, manifest) as policy:
        policy.reset(0, 0)
        with pytest.raises(PolicyFault, match=r"value 0 is 2; declared is -1 to 1"):
            policy.act({"obs": np.full(OBSERVED, 2.0, np.float32)})
        assert policy.act(QUIET).tolist() == [[0.0, 0.0]]
        assert policy.usage()["restarts"] == 0


SECRET = np.array([0.125, 0.5], np.float32).tobytes()


@pytest.mark.parametrize("location", [".env", "secrets/../.env", "{absolute}", "link"])
def test_no_other_file_is_read_for_a_policy(
    tmp_path: Path, tier: Any, location: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Loaded from bytes the runtime looks in the working directory: ours holds a secret."""
    (tmp_path / ".env").write_bytes(SECRET)
    (tmp_path / "secrets").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / ".env")
    monkeypatch.chdir(tmp_path)
    model = external(location.format(absolute=tmp_path / ".env"))
    assert fault_of(tmp_path, model, tier) == "load"


@pytest.mark.parametrize("data", [b"\x00", b"not a model at all" * 100])
def test_what_is_no_model_is_a_load_fault(tmp_path: Path, data: bytes) -> None:
    assert fault_of(tmp_path, data, "auto") == "load"


def test_a_truncated_model_is_a_load_fault(tmp_path: Path) -> None:
    data = plain().SerializeToString()
    assert fault_of(tmp_path, data[: len(data) // 2], "auto") == "load"


def test_an_operator_nobody_knows_is_a_load_fault(tmp_path: Path) -> None:
    assert fault_of(tmp_path, single("Teleport", domain="com.example"), "auto") == "load"


def test_names_of_the_applicant_reach_nobody_with_control_characters(tmp_path: Path) -> None:
    model = single("Tele\x1b[31mport\n")
    path, manifest = save(tmp_path, model)
    with pytest.raises(PolicyFault) as caught:
        open_policy(path, manifest)
    assert caught.value.sentence.isprintable()


def test_a_state_of_another_shape_is_a_fault(tmp_path: Path) -> None:
    double = helper.make_node("Concat", ["memory", "memory"], ["memory_out"], axis=1)
    join = helper.make_node("Add", ["first", "first"], ["action"])
    model = after(join, double)
    model.graph.input.append(value("memory", ACTED))
    model.graph.output.append(value("memory_out", 2 * ACTED))
    state = {"input": "memory", "output": "memory_out", "shape": [ACTED], "dtype": "float32"}
    assert fault_of(tmp_path, model, "auto", recurrent=[state]) == "shape"


def test_our_process_is_not_root_in_the_eyes_of_the_worker(tmp_path: Path, tier: Any) -> None:
    path, manifest = save(tmp_path, plain())
    with open_policy(path, manifest, tier=tier) as policy:
        uid = policy.usage()["protects"]["uid"]
    assert uid != 0
    assert uid != os.getuid() or os.getuid() != 0
