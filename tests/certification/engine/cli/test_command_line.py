"""The command line: exit statuses, sentences, and nothing half-written."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from certification.engine.cli import main
from demo.policies import build, manifest_of


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("policies"))[0]


def certify(model: Path, manifest: Path, out: Path, *more: str) -> int:
    return main(
        [
            "certify",
            str(model),
            "--manifest",
            str(manifest),
            "--world",
            "mobile-corridor",
            "--out",
            str(out),
            "--budget",
            "1",
            "--samples",
            "32",
            *more,
        ]
    )


def test_worlds_are_listed(capsys) -> None:
    assert main(["worlds"]) == 0
    assert "mobile-corridor" in capsys.readouterr().out


def test_worlds_as_json_carry_tensors_and_domain(capsys) -> None:
    assert main(["worlds", "--json"]) == 0
    world = json.loads(capsys.readouterr().out)[0]
    assert {tensor["name"] for tensor in world["observation"]} == {"base", "people", "scan"}
    assert all(row["unit"] for row in world["domain"])


def test_too_few_samples_end_with_2_and_a_result(policy, tmp_path, capsys) -> None:
    assert certify(policy, manifest_of(policy), tmp_path / "out", "--json") == 2
    document = json.loads(capsys.readouterr().out)
    assert document == json.loads((tmp_path / "out" / "result.json").read_text())
    assert document["verdict"] == "inconclusive"


@pytest.mark.parametrize("content", [b"", b"not an onnx file", b"PK\x03\x04 zip"])
def test_a_file_that_is_no_policy_ends_with_3_and_a_sentence(
    content: bytes, policy, tmp_path, capsys
) -> None:
    model = tmp_path / "policy.onnx"
    model.write_bytes(content)
    assert certify(model, manifest_of(policy), tmp_path / "out") == 3
    assert json.loads((tmp_path / "out" / "result.json").read_text())["reasons"]
    assert not list((tmp_path / "out").glob("counterexample*"))


def test_a_truncated_policy_ends_with_3(policy, tmp_path) -> None:
    model = tmp_path / "policy.onnx"
    model.write_bytes(policy.read_bytes()[:-200])
    assert certify(model, manifest_of(policy), tmp_path / "out") == 3


@pytest.mark.parametrize("content", ["", "{", "[]", '{"name": 3}'])
def test_a_manifest_that_is_none_ends_with_3_and_writes_nothing(
    content: str, policy, tmp_path, capsys
) -> None:
    manifest = tmp_path / "manifest.json"
    manifest.write_text(content)
    assert certify(policy, manifest, tmp_path / "out") == 3
    assert "not admitted" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_manifest_for_another_world_ends_with_3(policy, tmp_path, capsys) -> None:
    manifest = json.loads(manifest_of(policy).read_text())
    manifest["control_hz"] = 50
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(manifest))
    assert certify(policy, path, tmp_path / "out") == 3
    assert "runs at 10" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["certify", "none.onnx", "--manifest", "m", "--world", "mobile-corridor"], "no file"),
        (["certify", "x", "--manifest", "m", "--world", "moon"], "no world 'moon'"),
        (["certify", "x", "--manifest", "m"], "--world"),
        (
            ["certify", "x", "--manifest", "m", "--world", "mobile-corridor", "--budget", "0"],
            "from 1 to",
        ),
        (["fly"], "invalid choice"),
        ([], "required"),
        (["replay", "none.json"], "cannot be read"),
    ],
)
def test_wrong_usage_ends_with_4_and_one_sentence(arguments, sentence, capsys) -> None:
    assert main(arguments) == 4
    err = capsys.readouterr().err
    assert sentence in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "content", ["", "{}", "[1]", '{"format": "certification-counterexample/1"}']
)
def test_a_file_that_is_no_counterexample_ends_with_4(content, tmp_path, capsys) -> None:
    path = tmp_path / "c.json"
    path.write_text(content)
    assert main(["replay", str(path)]) == 4
    assert str(path) in capsys.readouterr().err


def test_help_says_what_the_statuses_mean() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "certification.engine", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "0 certified, 1 refused, 2 inconclusive" in done.stdout


@pytest.fixture
def recording(tmp_path) -> Path:
    """A counterexample file made from a policy that drives on."""
    import numpy as np

    from certification.engine.campaign import write_json
    from certification.engine.campaign.counterexample import FORMAT
    from certification.engine.worlds import open_world

    world = open_world("mobile-corridor")
    scenario = {**world.space.simplest(), "people": 1}
    actions = np.tile(np.float32([0.7, 0.01]), (120, 1))
    traces = world.replay(scenario, actions)
    path = tmp_path / "counterexample-SSM-01.json"
    shown = {
        "scenario": scenario,
        "robustness": -1.0,
        "actions": actions.astype(float).tolist(),
        "trace_digest": traces.digest(),
    }
    write_json(
        path,
        {
            "format": FORMAT,
            "world": world.name,
            "world_digest": world.digest(),
            "property": {"id": "SSM-01"},
            "shrunk": shown,
            "first": shown,
        },
    )
    return path


def test_a_counterexample_replays_to_its_digest(recording, capsys) -> None:
    assert main(["replay", str(recording)]) == 0
    digest = json.loads(recording.read_text())["shrunk"]["trace_digest"]
    assert digest in capsys.readouterr().out


def test_a_changed_action_is_noticed(recording, capsys) -> None:
    document = json.loads(recording.read_text())
    document["shrunk"]["actions"][50][0] += 0.001
    recording.write_text(json.dumps(document))
    assert main(["replay", str(recording)]) == 1
    assert "differs" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", [[], [[0.1]], [["a", "b"]], None])
def test_actions_of_another_shape_are_refused(wrong, recording, capsys) -> None:
    document = json.loads(recording.read_text())
    document["shrunk"]["actions"] = wrong
    recording.write_text(json.dumps(document))
    assert main(["replay", str(recording)]) == 4


@pytest.mark.parametrize("out", ["a-file", "a-file/below", "/proc/nowhere"])
def test_an_output_folder_that_cannot_be_made_ends_with_4_and_a_sentence(
    out: str, policy, tmp_path, capsys
) -> None:
    (tmp_path / "a-file").touch()
    assert certify(policy, manifest_of(policy), tmp_path / out) == 4
    err = capsys.readouterr().err
    assert "--out" in err
    assert "Traceback" not in err


@pytest.mark.parametrize("wrong", ["0", "²", "99999999999999999999", "1e3"])
def test_a_number_of_samples_nobody_can_mean_ends_with_4(wrong, policy, tmp_path, capsys) -> None:
    assert certify(policy, manifest_of(policy), tmp_path / "out", "--samples", wrong) == 4
    assert "whole number from 1 to 10,000,000" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("wrong", ["-1", "x", "1.5"])
def test_a_seed_that_is_no_whole_number_ends_with_4(wrong, policy, tmp_path, capsys) -> None:
    assert certify(policy, manifest_of(policy), tmp_path / "out", f"--seed={wrong}") == 4
    assert "no whole number from 0" in capsys.readouterr().err


def test_a_fault_of_the_engine_never_reads_as_refused(
    policy, tmp_path, capsys, monkeypatch
) -> None:
    def broken(name: str) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("certification.engine.cli.certify.open_world", broken)
    assert certify(policy, manifest_of(policy), tmp_path / "out") == 2
    assert "This is no verdict on the policy." in capsys.readouterr().err


@pytest.mark.parametrize(
    "change",
    [{"shrunk": None}, {"shrunk": {}}, {"property": "SSM-01"}, {"property": {"id": "X"}}],
)
def test_a_counterexample_of_another_form_is_refused_in_words(change, recording, capsys) -> None:
    recording.write_text(json.dumps({**json.loads(recording.read_text()), **change}))
    assert main(["replay", str(recording)]) == 4
    assert "Give the file as certify wrote it." in capsys.readouterr().err


def test_a_counterexample_nested_without_end_is_refused(tmp_path, capsys) -> None:
    path = tmp_path / "c.json"
    path.write_text('{"a":' * 100_000 + "1" + "}" * 100_000)
    assert main(["replay", str(path)]) == 4
    assert "is not JSON" in capsys.readouterr().err


def test_a_reader_who_closes_early_sees_no_traceback() -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", f"{sys.executable} -m certification.engine worlds --json | head -1"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
