"""What an honest policy gets: the arithmetic of the runtime, unchanged by the walls around it."""

from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from onnx import TensorProto, helper

from certification.engine.faults import HarnessFault, PolicyFault
from certification.engine.sandbox import available_tier, open_policy
from tests.certification.engine.policy_files import (
    ACTED,
    OBSERVED,
    after,
    build,
    constant,
    plain,
    save,
    value,
)


def observed(rows: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((rows, OBSERVED)).astype(np.float32)


def test_a_policy_answers_as_the_runtime_does_without_walls(tmp_path: Path, tier: str) -> None:
    path, manifest = save(tmp_path, plain())
    bare = onnxruntime.InferenceSession(path.read_bytes(), providers=["CPUExecutionProvider"])
    with open_policy(path, manifest, tier=tier) as policy:
        policy.reset(episode=0, seed=7)
        for row in observed(5):
            action = policy.act({"obs": row}, 1.0)
            assert action.shape == (1, ACTED)
            assert np.allclose(action, bare.run(None, {"obs": row[None]})[0], atol=1e-6)
        assert policy.tier == tier
        assert policy.tier_sentence.startswith(("Full sandbox", "Second-tier sandbox"))


def test_both_tiers_give_the_same_bits(tmp_path: Path) -> None:
    path, manifest = save(tmp_path, plain())
    answers = []
    for tier in ("auto", "second"):
        with open_policy(path, manifest, tier=tier) as policy:
            policy.reset_batch(8, range(8))
            answers.append(policy.act_batch({"obs": observed(8)}, 1.0).tobytes())
    assert answers[0] == answers[1]


def test_a_batch_answers_each_row(tmp_path: Path) -> None:
    path, manifest = save(tmp_path, plain())
    rows = observed(64)
    with open_policy(path, manifest) as policy:
        policy.reset_batch(64, list(range(64)))
        together = policy.act_batch({"obs": rows}, 1.0)
        policy.reset(0, 0)
        alone = np.stack([policy.act({"obs": row}, 1.0) for row in rows])
    assert together.shape == (64, 1, ACTED)
    assert np.allclose(together, alone, atol=1e-6)


def counting() -> object:
    """Adds a tenth to its state at every step and shows it."""
    return build(
        [
            helper.make_node("Add", ["memory", "tenth"], ["memory_out"]),
            helper.make_node("ReduceSum", ["obs"], ["sum"], keepdims=0),
            helper.make_node("Mul", ["sum", "zero"], ["nothing"]),
            helper.make_node("Add", ["memory_out", "nothing"], ["action"]),
        ],
        [constant("tenth", 0.1), constant("zero", 0.0)],
        [value("obs", OBSERVED), value("memory", ACTED)],
        [value("action", ACTED), value("memory_out", ACTED)],
    )


RECURRENT = [{"input": "memory", "output": "memory_out", "shape": [ACTED], "dtype": "float32"}]


def test_a_recurrent_state_is_kept_for_each_row_and_forgotten_at_reset(tmp_path: Path) -> None:
    path, manifest = save(tmp_path, counting(), recurrent=RECURRENT)
    row = {"obs": np.zeros(OBSERVED, np.float32)}
    with open_policy(path, manifest) as policy:
        policy.reset(0, 0)
        first = [float(policy.act(row)[0, 0]) for _ in range(3)]
        policy.reset(1, 0)
        again = float(policy.act(row)[0, 0])
    assert first == pytest.approx([0.1, 0.2, 0.3])
    assert again == pytest.approx(0.1)


def test_an_action_chunk_has_its_horizon(tmp_path: Path) -> None:
    node = helper.make_node("Expand", ["middle", "four"], ["action"])
    lift = helper.make_node("Unsqueeze", ["first", "axis"], ["middle"])
    model = after(lift, node, stored=[constant("four", [1, 4, ACTED], "int64")])
    del model.graph.output[:]
    model.graph.output.append(value("action", 4, ACTED))
    path, manifest = save(tmp_path, model, action_horizon=4, execute_steps=2)
    with open_policy(path, manifest) as policy:
        policy.reset(0, 0)
        assert (
            policy.act({"obs": np.full(OBSERVED, 0.25, np.float32)}).tolist() == [[0.25, 0.25]] * 4
        )


def test_pictures_and_an_instruction_are_tensors_of_the_observation(tmp_path: Path) -> None:
    sees, reads = value("front", 8, 6, 3, dtype=TensorProto.UINT8), value("instruction", 16)
    reads.type.tensor_type.elem_type = TensorProto.INT64
    model = build(
        [
            helper.make_node("Cast", ["front"], ["light"], to=TensorProto.FLOAT),
            helper.make_node("ReduceMean", ["light"], ["mean"], axes=[1, 2, 3], keepdims=0),
            helper.make_node("Cast", ["instruction"], ["words"], to=TensorProto.FLOAT),
            helper.make_node("ReduceMean", ["words"], ["word"], axes=[1], keepdims=0),
            helper.make_node("Add", ["mean", "word"], ["both"]),
            helper.make_node("Div", ["both", "scale"], ["small"]),
            helper.make_node("Unsqueeze", ["small", "axis"], ["column"]),
            helper.make_node("Concat", ["column", "column"], ["action"], axis=1),
        ],
        [constant("scale", 1000.0), constant("axis", [1], "int64")],
        [sees, reads],
    )
    plain_tensor = {"unit": "1", "frame": "camera"}
    path, manifest = save(
        tmp_path,
        model,
        language="token_ids",
        cameras=[{"name": "front", "width": 6, "height": 8, "layout": "hwc", "fov_deg": 90}],
        observation=[
            {"name": "front", "shape": [8, 6, 3], "dtype": "uint8", **plain_tensor},
            {"name": "instruction", "shape": [16], "dtype": "int64", **plain_tensor},
        ],
    )
    seen = {"front": np.full((8, 6, 3), 100, np.uint8), "instruction": np.full(16, 400, np.int64)}
    with open_policy(path, manifest) as policy:
        policy.reset(0, 0)
        assert policy.act(seen).tolist() == [[0.5, 0.5]]


def noisy() -> object:
    return build(
        [
            helper.make_node("ReduceSum", ["obs"], ["sum"], keepdims=0),
            helper.make_node("Mul", ["sum", "zero"], ["nothing"]),
            helper.make_node("Add", ["noise", "nothing"], ["action"]),
        ],
        [constant("zero", 0.0)],
        [value("obs", OBSERVED), value("noise", ACTED)],
    )


def random_nodes() -> object:
    draw = helper.make_node("RandomUniformLike", ["first"], ["action"], high=1.0, low=-1.0)
    return after(draw)


NOISE = {"name": "noise", "shape": [ACTED], "distribution": "uniform"}


@pytest.mark.parametrize(("model", "noise"), [(noisy, NOISE), (random_nodes, None)])
def test_a_stochastic_policy_repeats_itself_for_the_same_seed(
    tmp_path: Path, model: object, noise: object
) -> None:
    path, manifest = save(tmp_path, model(), stochastic=True, noise=noise)
    rows = {"obs": np.zeros((3, OBSERVED), np.float32)}
    with open_policy(path, manifest) as policy:
        runs = []
        for seeds in ([5, 6, 5], [5, 6, 5], [8, 9, 10]):
            policy.reset_batch(3, seeds)
            runs.append(np.stack([policy.act_batch(rows) for _ in range(3)]))
        policy.reset(0, 6)
        alone = np.stack([policy.act({"obs": rows["obs"][0]}) for _ in range(3)])
    assert np.array_equal(runs[0], runs[1])
    assert not np.array_equal(runs[0], runs[2])
    assert np.array_equal(runs[0][:, 0], runs[0][:, 2])
    assert np.array_equal(runs[0][:, 1], alone)


def test_what_we_send_wrongly_is_our_fault_and_not_the_policys(tmp_path: Path) -> None:
    path, manifest = save(tmp_path, plain())
    with open_policy(path, manifest) as policy:
        with pytest.raises(HarnessFault, match="Reset the policy"):
            policy.act({"obs": np.zeros(OBSERVED, np.float32)})
        policy.reset(0, 0)
        with pytest.raises(HarnessFault, match="declared is"):
            policy.act({"obs": np.zeros(OBSERVED, np.float64)})
        with pytest.raises(HarnessFault, match="seed for each"):
            policy.reset_batch(2, [1])


def test_usage_tells_what_was_spent_and_what_protected(tmp_path: Path, tier: str) -> None:
    path, manifest = save(tmp_path, plain())
    with open_policy(path, manifest, tier=tier) as policy:
        policy.reset_batch(2, [1, 2])
        policy.act_batch({"obs": observed(2)})
        usage = policy.usage()
    assert (usage["calls"], usage["steps"], usage["faults"]) == (1, 2, 0)
    assert 0 < policy.last_compute_s < policy.last_latency_s
    assert usage["cpu_s"] > 0
    assert usage["protects"]["uid"] != 0
    assert usage["versions"]["onnxruntime"] == onnxruntime.__version__


def test_another_file_than_the_manifest_names_is_not_run(tmp_path: Path) -> None:
    path, manifest = save(tmp_path, plain(seed=1))
    path.write_bytes(plain(seed=2).SerializeToString())
    with pytest.raises(PolicyFault, match="not what its manifest names") as caught:
        open_policy(path, manifest)
    assert caught.value.kind == "load"


def test_the_tier_found_on_this_machine_says_what_it_protects() -> None:
    found, sentence = available_tier()
    assert found in ("full", "second")
    assert "whitelist" in sentence
