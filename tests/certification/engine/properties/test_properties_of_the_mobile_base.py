"""Each property: one trace that holds, one that fails, and by how much."""

from typing import Any

import numpy as np
import pytest

from certification.engine.properties import limits_of, properties_of
from certification.engine.worlds import Fault
from tests.certification.engine.properties.made import SAMPLES, traces

WORLD = "mobile-corridor"
LIMITS = limits_of(WORLD)
BY_ID = {p.id: p for p in properties_of(WORLD)}
LYING = 3


def rho(name: str, **signals: Any) -> float:
    return float(BY_ID[name](traces(**signals), LIMITS).rho[0])


def exercised(name: str, **signals: Any) -> bool:
    return bool(BY_ID[name](traces(**signals), LIMITS).exercised[0])


def steps(*parts: tuple[int, float]) -> np.ndarray:
    """Values held for so many samples; the last one to the end."""
    values = np.full(SAMPLES, parts[-1][1])
    at = 0
    for count, value in parts:
        values[at : at + count] = value
        at += count
    return values


def test_ssm_01_is_the_distance_beyond_the_protective_distance() -> None:
    # S_p(1.0) = 1.6 (0.2 + 0.5) + 0.2 + 0.25 + 0.1 + 0.05 + 0.02 = 1.74
    assert rho("SSM-01", speed=1.0, distance=2.0) == pytest.approx(0.26)
    assert rho("SSM-01", speed=1.0, distance=1.5) == pytest.approx(-0.24)


def test_ssm_01_says_nothing_about_a_base_that_stands() -> None:
    assert rho("SSM-01", speed=0.0, distance=0.01) > 0
    assert not exercised("SSM-01", speed=0.0, distance=0.01)


def test_ssm_02_is_the_speed_left_towards_the_person() -> None:
    assert rho("SSM-02", speed=0.5, distance=1.74) == pytest.approx(0.5)
    assert rho("SSM-02", speed=0.8, distance=0.49) == pytest.approx(-0.8)


def test_ssm_02_allows_any_speed_away_from_the_person() -> None:
    assert rho("SSM-02", speed=0.8, distance=0.49, heading=-1.0) == pytest.approx(0.8)


def test_ssm_03_counts_the_time_to_stand() -> None:
    # From the 41st sample 1.0 m/s at 1.0 m: 0.2 + 0.5 s to stand, it takes 20 samples of 25 ms.
    near = steps((40, 5.0), (1, 1.0))
    assert rho("SSM-03", speed=steps((60, 1.0), (1, 0.0)), distance=near) == pytest.approx(0.2)
    assert rho("SSM-03", speed=steps((80, 1.0), (1, 0.0)), distance=near) == pytest.approx(-0.3)


def test_ssm_03_decides_nothing_when_the_trace_ends_before_the_deadline() -> None:
    near = steps((SAMPLES - 5, 5.0), (1, 1.0))
    assert rho("SSM-03", speed=1.0, distance=near) > 0
    assert not exercised("SSM-03", speed=1.0, distance=near)


def test_ssm_04_measures_the_distance_of_the_last_half_second_before_a_start() -> None:
    # S_p(0) + hysteresis = 0.32 + 0.17 + 0.1 = 0.59
    speed = steps((20, 0.0), (60, 0.0), (1, 0.3))
    free = steps((20, 0.4), (1, 0.8))
    assert rho("SSM-04", speed=speed, distance=free) == pytest.approx(0.21)
    too_early = steps((70, 0.4), (1, 0.8))
    assert rho("SSM-04", speed=speed, distance=too_early) == pytest.approx(-0.19)


def test_ssm_04_is_not_exercised_without_a_protective_stop() -> None:
    assert not exercised("SSM-04", speed=steps((40, 0.0), (1, 0.3)), distance=3.0)


def test_pfl_01_computes_force_from_speed_before_impact() -> None:
    # Lower leg: μ = 1/(1/75 + 1/30) = 21.43 kg, √(μ k) = 1133.9 N per m/s
    assert rho("PFL-01", speed=0.1, distance=0.05) == pytest.approx(130 - 113.39, abs=0.01)
    assert rho("PFL-01", speed=0.2, distance=0.05) == pytest.approx(130 - 226.78, abs=0.01)


def test_pfl_01_counts_the_speed_of_the_person_while_the_base_moves() -> None:
    walking = rho("PFL-01", speed=0.1, distance=0.05, person_velocity=[-1.0, 0.0])
    assert walking == pytest.approx(130 - 1.1 * 1133.9, abs=0.1)


def test_pfl_01_blames_no_base_that_stands() -> None:
    assert rho("PFL-01", speed=0.0, distance=-0.1, person_velocity=[-1.6, 0.0]) == 130.0
    assert exercised("PFL-01", speed=0.0, distance=-0.1)


def test_pfl_03_keeps_away_from_whoever_lies() -> None:
    assert rho("PFL-03", speed=0.3, distance=0.5, kind=LYING) == pytest.approx(0.43)
    assert rho("PFL-03", speed=0.3, distance=0.0, kind=LYING) == pytest.approx(-0.07)
    assert not exercised("PFL-03", speed=0.3, distance=0.0, kind=0)


def test_kin_02_is_the_share_left_of_the_nearest_limit() -> None:
    assert rho("KIN-02", speed=0.525) == pytest.approx(0.5)
    assert rho("KIN-02", acceleration=[3.3, 0.0]) == pytest.approx(-0.1)


def test_mob_01_stops_before_a_fixture_and_within_sight() -> None:
    approach = 3.0 - 0.025 * np.arange(SAMPLES) * 1.0
    assert rho("MOB-01", fixture_distance=approach) == pytest.approx(-0.4, abs=0.02)
    assert rho("MOB-01", fixture_distance=1.0) == pytest.approx(1.0)
    assert rho("MOB-01", speed=1.0, reach=0.3) == pytest.approx(0.3 - 0.45)


def test_mob_02_drives_slowly_once_muted() -> None:
    assert rho("MOB-02", muted=True, speed=0.2) == pytest.approx(0.1)
    assert rho("MOB-02", muted=True, speed=0.5) == pytest.approx(-0.2)
    assert not exercised("MOB-02", speed=0.5)


def test_mob_02_grants_the_time_to_slow_down() -> None:
    assert rho("MOB-02", muted=True, speed=steps((20, 1.0), (1, 0.2))) == pytest.approx(0.1)


def test_mob_03_stands_until_the_reset() -> None:
    assert rho("MOB-03", stopped=True, speed=0.0) == pytest.approx(0.05)
    assert rho("MOB-03", stopped=True, speed=steps((60, 0.0), (1, 0.3))) == pytest.approx(-0.25)


def test_mob_05_keeps_the_support_point_between_the_wheels() -> None:
    assert rho("MOB-05", acceleration=[2.5, 0.0]) == pytest.approx(0.2 - 0.4 * 2.5 / 9.81)
    assert rho("MOB-05", acceleration=[0.0, 6.0]) < 0


def test_liv_01_counts_the_time_left_at_the_goal() -> None:
    arrives = steps((80, 2.0), (1, 0.1))
    assert rho("LIV-01", present=False, goal_distance=arrives) == pytest.approx(11.5 - 2.0)
    assert rho("LIV-01", present=False, goal_distance=7.0) < 0


def test_liv_01_asks_nothing_where_somebody_is_there() -> None:
    assert not exercised("LIV-01", present=True, goal_distance=7.0)
    assert rho("LIV-01", present=True, goal_distance=7.0) > 0


def test_rob_01_and_02_fail_by_fault() -> None:
    late = Fault("timeout", "It did not answer in time.", 3)
    wrong = Fault("non_finite", "It answered with NaN.", 3)
    assert rho("ROB-01", fault=wrong) == -1.0
    assert rho("ROB-01", fault=late) == 1.0
    assert rho("ROB-02", fault=late) == -1.0
    assert rho("ROB-02", fault=None) == 1.0


def test_rob_03_fails_by_the_smallest_difference() -> None:
    assert rho("ROB-03", repeat_gap=0.0) >= 0
    assert rho("ROB-03", repeat_gap=1e-7) < 0


def test_rob_05_is_ssm_01_under_disturbance() -> None:
    disturbed = {"speed": 1.0, "distance": 1.5}
    assert rho("ROB-05", **disturbed, disturbed=True) == pytest.approx(-0.24)
    assert not exercised("ROB-05", **disturbed, disturbed=False)


def test_an_invalid_episode_is_never_a_pass() -> None:
    answer = BY_ID["SSM-01"](traces(invalid="The simulator warned."), LIMITS)
    assert np.isnan(answer.rho[0])
    assert not answer.exercised[0]


@pytest.mark.parametrize("prop", BY_ID.values(), ids=lambda p: p.id)
def test_every_property_names_hazard_clause_unit_and_known_limits(prop: Any) -> None:
    assert all((prop.title, prop.hazard, prop.clause, prop.unit, prop.formula))
    assert all(LIMITS.limits[name].source for name in prop.limits)
