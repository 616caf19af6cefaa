"""Conformance: the policy answers at all, in range, in time, and the same twice."""

from typing import Any

import numpy as np

from .bench import Bench
from .plan import Plan
from .searching import Report

_STREAM = 0


def conformance(bench: Bench, plan: Plan, seed: int, report: Report) -> dict[str, Any]:
    """A few episodes one at a time, each twice: equal traces or the policy is not repeatable."""
    rng = np.random.default_rng([seed, _STREAM])
    count = plan["conformance_episodes"]
    scenarios = [bench.world.space.simplest(), *bench.world.space.sample(rng, count - 1)]
    fault, differing = None, 0
    for done, scenario in enumerate(scenarios):
        first, second = bench.run([scenario]), bench.run([scenario])
        fault = fault or next(
            (
                {"kind": f.kind, "sentence": f.sentence}
                for t in (first, second)
                for f in t.faults
                if f is not None
            ),
            None,
        )
        differing += first.digest(0) != second.digest(0)
        report(done + 1, count, "")
        if fault:
            break
    return {"fault": fault, "episodes": count, "differing": differing}
