"""A WebAssembly policy computes and does nothing else; whatever it tries ends as a fault."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import wasmtime

from certification.engine.admission import admit
from certification.engine.faults import PolicyFault
from certification.engine.policies import PolicyManifest
from certification.engine.sandbox import open_policy
from tests.certification.engine.policy_files import OBSERVED, manifest_fields

# Observes at 1024, answers at 2048; keeps a count of its steps in a global.
HONEST = """
(module
  (memory (export "memory") 1)
  (global $steps (mut i32) (i32.const 0))
  (func (export "noetra_input") (result i32) (i32.const 1024))
  (func (export "noetra_output") (result i32) (i32.const 2048))
  (func (export "noetra_reset") (param i64) {reset})
  (func (export "noetra_act")
    (global.set $steps (i32.add (global.get $steps) (i32.const 1)))
    (f32.store (i32.const 2048) (f32.mul (f32.load (i32.const 1024)) (f32.const 0.5)))
    (f32.store (i32.const 2052)
      (f32.div (f32.convert_i32_s (global.get $steps)) (f32.const 10)))
    {act})
  {more})
"""


def module(reset: str = "", act: str = "", more: str = "", text: str = HONEST) -> bytes:
    return bytes(wasmtime.wat2wasm(text.format(reset=reset, act=act, more=more)))


def save(folder: Path, data: bytes) -> tuple[Path, PolicyManifest]:
    path = folder / "policy.wasm"
    path.write_bytes(data)
    return path, PolicyManifest.from_dict(manifest_fields(data, format="wasm"))


def test_a_module_acts_with_its_own_state_for_each_row(tmp_path: Path, tier: Any) -> None:
    path, manifest = save(tmp_path, module())
    rows = np.zeros((2, OBSERVED), np.float32)
    rows[:, 0] = [0.5, -0.5]
    with open_policy(path, manifest, tier=tier) as policy:
        policy.reset_batch(2, [1, 2])
        first = policy.act_batch({"obs": rows}, 5.0)
        second = policy.act_batch({"obs": rows}, 5.0)
        policy.reset(1, 1)
        again = policy.act({"obs": rows[0]}, 5.0)
    assert first.tolist() == pytest.approx(np.array([[[0.25, 0.1]], [[-0.25, 0.1]]]))
    assert second[0].tolist() == pytest.approx(np.array([[0.25, 0.2]]))
    assert again.tolist() == pytest.approx(np.array([[0.25, 0.1]]))


ENDLESS = "(loop $on (br $on))"
HOSTILE = {
    "loops in an answer": ("timeout", {"act": ENDLESS}),
    "loops in its reset": ("timeout", {"reset": ENDLESS}),
    "loops at its start": ("timeout", {"more": f"(func $s {ENDLESS}) (start $s)"}),
    "recurses without end": ("crash", {"more": "(func $r (call $r))", "act": "(call $r)"}),
    "divides by zero": ("crash", {"act": "(drop (i32.div_s (i32.const 1) (i32.const 0)))"}),
    "reads out of its memory": ("crash", {"act": "(drop (i32.load (i32.const -8)))"}),
    "is unreachable": ("crash", {"act": "unreachable"}),
    "answers no number": ("non_finite", {"act": "(f32.store (i32.const 2048) (f32.const nan))"}),
    "answers out of range": ("range", {"act": "(f32.store (i32.const 2048) (f32.const 9))"}),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_module_that(what: str, tmp_path: Path) -> None:
    kind, parts = HOSTILE[what]
    path, manifest = save(tmp_path, module(**parts))
    with open_policy(path, manifest) as policy:
        with pytest.raises(PolicyFault) as caught:
            step(policy)
        assert caught.value.kind == kind, caught.value
        assert caught.value.sentence.endswith(".")


def test_fuel_ends_a_module_at_the_same_instruction_everywhere(tmp_path: Path, tier: Any) -> None:
    path, manifest = save(tmp_path, module(act=ENDLESS))
    with open_policy(path, manifest, tier=tier) as policy:
        with pytest.raises(PolicyFault, match="used up its instructions"):
            step(policy)
        assert policy.usage()["restarts"] == 0


def step(policy: Any) -> np.ndarray:
    policy.reset(0, 0)
    return policy.act({"obs": np.zeros(OBSERVED, np.float32)}, 30.0)


def test_a_module_cannot_grow_beyond_its_memory(tmp_path: Path, tier: Any) -> None:
    """Growing fails inside the module, which goes on with what it has."""
    grow = "(drop (memory.grow (i32.const 65000)))"
    path, manifest = save(tmp_path, module(act=grow * 50))
    with open_policy(path, manifest, tier=tier) as policy:
        assert step(policy).shape == (1, 2)
        assert policy.usage()["max_rss_kb"] < 400_000


@pytest.mark.parametrize("place", ["(i32.const -4)", "(i32.const 65530)"])
@pytest.mark.parametrize("name", ["noetra_input", "noetra_output"])
def test_a_lying_address_is_a_fault(tmp_path: Path, name: str, place: str) -> None:
    text = HONEST.replace(
        f'"{name}") (result i32) (i32.const {1024 if name.endswith("input") else 2048})',
        f'"{name}") (result i32) {place}',
    )
    path, manifest = save(tmp_path, module(text=text))
    with open_policy(path, manifest) as policy:
        with pytest.raises(PolicyFault, match="outside its memory") as caught:
            step(policy)
        assert caught.value.kind == "protocol"


IMPORT = '(module (import "wasi_snapshot_preview1" "fd_write" (func)) '
REFUSED = {
    "imports what nobody declared": ("wasm_import", HONEST.replace("(module", IMPORT, 1)),
    "exports no memory": ("wasm_export", HONEST.replace('(export "memory")', "")),
    "exports no answer": ("wasm_export", HONEST.replace("noetra_act", "act")),
    "answers with another type": (
        "wasm_export",
        HONEST.replace("(param i64)", "(param i32)"),
    ),
    "asks for 4 GiB": ("wasm_memory", HONEST.replace('"memory") 1)', '"memory") 65536)')),
    "has a 64-bit memory": ("wasm_invalid", HONEST.replace('"memory") 1)', '"memory") i64 1)')),
    "shares its memory": ("wasm_invalid", HONEST.replace('"memory") 1)', '"memory") 1 2 shared)')),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_module_is_not_admitted_that(what: str, tmp_path: Path) -> None:
    code, text = REFUSED[what]
    path, manifest = save(tmp_path, module(text=text))
    assert [finding.code for finding in admit(path, manifest).findings] == [code]


def test_a_module_cut_short_or_too_large_is_not_admitted(tmp_path: Path) -> None:
    whole = module()
    for data, code in ((whole[:-20], "wasm_invalid"), (whole + bytes(10**6), "too_large")):
        path, manifest = save(tmp_path, data)
        assert [finding.code for finding in admit(path, manifest).findings] == [code]


def test_an_honest_module_is_admitted(tmp_path: Path) -> None:
    assert admit(*save(tmp_path, module())).ok
