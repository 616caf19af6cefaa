"""A step through the sandbox against the same step through a plain pipe, in one run."""

import statistics
import time
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest

from certification.engine.sandbox import Policy, launch, open_policy, process
from tests.certification.engine.policy_files import OBSERVED, plain, save

LIMIT = 1.3
BLOCKS, STEPS = 15, 200
# The same worker, frames and checks, without namespaces, limits, filters or another user.
NO_WALLS = """
import sys; sys.path[:0] = sys.argv.pop().split(':')
from inside import confine, main
confine.before_untrusted_bytes = lambda settings: {}
confine.after_load = lambda: None
main.main()
"""


def block(policy: Policy, obs: np.ndarray) -> float:
    started = time.perf_counter()
    for _ in range(STEPS):
        policy.act_batch({"obs": obs}, 5.0)
    return (time.perf_counter() - started) / STEPS


@pytest.mark.parametrize("rows", [1, 64])
def test_a_step_in_the_sandbox_against_a_plain_pipe(
    rows: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, manifest = save(tmp_path, plain(256))
    obs = np.random.default_rng(0).standard_normal((rows, OBSERVED)).astype(np.float32)
    with ExitStack() as stack:
        walled = stack.enter_context(open_policy(path, manifest))
        with monkeypatch.context() as without:
            without.setattr(launch, "RUN", NO_WALLS)
            without.setattr(launch, "_bubblewrap", list)
            without.setattr(process, "make_group", lambda limits: None)
            bare = stack.enter_context(open_policy(path, manifest))
        assert bare.usage()["protects"] == {}
        assert walled.usage()["protects"]["uid"] != 0
        for policy in (walled, bare):
            policy.reset_batch(rows, list(range(rows)))
        pairs = [(block(walled, obs), block(bare, obs)) for _ in range(BLOCKS)]
    ratio = statistics.median(inside / outside for inside, outside in pairs)
    inside, outside = (statistics.median(column) * 1e6 for column in zip(*pairs, strict=True))
    print(f"\n{rows} rows: sandbox {inside:.0f} us, plain pipe {outside:.0f} us, ratio {ratio:.2f}")
    assert ratio <= LIMIT
