"""A machine may miss a deadline now and then; only a policy misses every time."""

import numpy as np
import pytest

from certification.engine.campaign.bench import Bench
from certification.engine.faults import PolicyFault
from certification.engine.worlds.mobile.reference import ReferenceController


class Late(ReferenceController):
    """Misses its deadline in the first ``misses`` episodes."""

    def __init__(self, misses: int) -> None:
        self.left = misses

    def reset_batch(self, n: int, seeds: object) -> None:
        self.misses_now, self.left = self.left > 0, self.left - 1

    def act_batch(self, obs: dict, deadline_s: float = 1.0) -> np.ndarray:
        if self.misses_now:
            raise PolicyFault("timeout", "It did not answer in time.")
        return super().act_batch(obs, deadline_s)


def answers_in_time(bench: Bench, episodes: int) -> list[float]:
    scenarios = [bench.world.space.simplest()] * episodes
    return bench.rho(bench.run(scenarios), "ROB-02").tolist()


def test_one_miss_alone_is_tried_again() -> None:
    assert answers_in_time(Bench.of("mobile-corridor", Late(1)), 1) == [1.0]


def test_a_policy_that_always_misses_fails() -> None:
    assert answers_in_time(Bench.of("mobile-corridor", Late(1000)), 1) == [-1.0]


@pytest.mark.parametrize("misses", [2])
def test_a_miss_in_a_batch_that_does_not_repeat_is_invalid_and_no_pass(misses: int) -> None:
    first, second = answers_in_time(Bench.of("mobile-corridor", Late(misses)), 2)
    assert np.isnan(first)
    assert second == 1.0
