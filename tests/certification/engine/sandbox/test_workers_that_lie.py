"""A worker that was taken over and talks to us: floods, stalls, answers what was not asked."""

import os
import signal
import time
from pathlib import Path

import numpy as np
import pytest

from certification.engine.faults import HarnessFault, PolicyFault
from certification.engine.sandbox import Limits, launch, open_policy
from tests.certification.engine.policy_files import OBSERVED, infinite_loop, plain, save

TAKEN_OVER = """
import sys; sys.path[:0] = sys.argv.pop().split(':')
from inside import main, wire
import os, struct, time, json
def act(self, payload):
    {attack}
main.Worker.act = act
main.main()
"""
LIES = {
    "floods": ("protocol", "os.write(self.channel.sink, b'A' * 60000); time.sleep(60)"),
    "stalls in the middle": (
        "timeout",
        "os.write(self.channel.sink, wire.header(18, 3, 20) + b'half'); time.sleep(60)",
    ),
    "promises a huge answer": (
        "protocol",
        "os.write(self.channel.sink, wire.header(18, 3, 2**32 - 1)); time.sleep(60)",
    ),
    "answers another question": (
        "protocol",
        "os.write(self.channel.sink, wire.header(18, 99, 0)); time.sleep(60)",
    ),
    "answers with another kind": (
        "protocol",
        "os.write(self.channel.sink, wire.header(200, 3, 0)); time.sleep(60)",
    ),
    "sends objects": ("protocol", "return 18, b'\\x80\\x04cos\\nsystem'"),
    "reports a fault that is none": ("protocol", "return 20, b'[[[['"),
    "reports a deep fault": ("protocol", "return 20, b'[' * 60000"),
    "says nothing and goes": ("crash", "os._exit(3)"),
    "calls abort": ("crash", "os.abort()"),
    "calls the kernel": ("sandbox", "os.listdir('/')"),
    "answers DONE": ("protocol", "return 17, b''"),
}


@pytest.mark.parametrize("what", LIES)
def test_a_worker_that(
    what: str, tmp_path: Path, tier: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind, attack = LIES[what]
    monkeypatch.setattr(launch, "RUN", TAKEN_OVER.format(attack=attack))
    path, manifest = save(tmp_path, plain())
    with open_policy(path, manifest, tier=tier, limits=Limits()) as policy:
        policy.reset(0, 0)
        with pytest.raises(PolicyFault) as caught:
            policy.act({"obs": np.zeros(OBSERVED, np.float32)}, 0.5)
    assert caught.value.kind == kind, caught.value
    assert caught.value.sentence.endswith(".")


def test_after_a_violation_of_the_sandbox_there_is_no_second_try(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launch, "RUN", TAKEN_OVER.format(attack="os.listdir('/')"))
    path, manifest = save(tmp_path, plain())
    with open_policy(path, manifest) as policy:
        policy.reset(0, 0)
        with pytest.raises(PolicyFault, match="system call") as caught:
            policy.act({"obs": np.zeros(OBSERVED, np.float32)}, 0.5)
        assert caught.value.kind == "sandbox"
        with pytest.raises(PolicyFault, match="system call"):
            policy.reset(0, 0)


def test_a_worker_killed_from_outside_is_nobodys_failure(tmp_path: Path, tier: str) -> None:
    """An operator, or a machine without memory: the episode is invalid, the policy not guilty."""
    path, manifest = save(tmp_path, plain())
    with open_policy(path, manifest, tier=tier) as policy:
        policy.reset(0, 0)
        os.killpg(policy._worker.process.pid, signal.SIGKILL)
        policy._worker.process.wait()
        time.sleep(0.2)  # bubblewrap dies first, and takes the worker with it
        with pytest.raises(HarnessFault, match="killed from outside"):
            policy.act({"obs": np.zeros(OBSERVED, np.float32)}, 5.0)
        policy.reset(1, 0)
        assert policy.act({"obs": np.zeros(OBSERVED, np.float32)}, 5.0).shape == (1, 2)


def test_a_worker_that_uses_up_its_processor_time_is_ended(tmp_path: Path, tier: str) -> None:
    path, manifest = save(tmp_path, infinite_loop())
    with open_policy(path, manifest, tier=tier, limits=Limits(cpu_s=1)) as policy:
        policy.reset(0, 0)
        with pytest.raises(PolicyFault, match="processor time") as caught:
            policy.act({"obs": np.zeros(OBSERVED, np.float32)}, 30.0)
        assert caught.value.kind == "timeout"
