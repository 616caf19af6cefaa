"""The published formulas give the published figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification.engine.properties import formulas


def test_the_protective_distance_of_the_worked_check() -> None:
    """v_r 1.0 m/s, T_r 0.1 s, T_s 0.3 s: 0.89 m and C and Z."""
    distance = formulas.protective_distance(1.0, v_h=1.6, t_r=0.1, a=1.0 / 0.3)
    assert distance == pytest.approx(0.89)


def test_the_permitted_speed_at_a_hand() -> None:
    """140 N, 75 N/mm, 0.6 kg, M 17.8 kg: 0.682 m/s."""
    mu = formulas.reduced_mass(0.6, 17.8, 0.0)
    assert formulas.permitted_speed(140.0, mu, 75.0) == pytest.approx(0.682, abs=5e-4)


def test_the_analytic_impact_is_the_force_at_the_permitted_speed() -> None:
    mu = formulas.reduced_mass(0.6, 17.8, 0.0)
    assert formulas.impact_force(0.682, mu, 75.0) == pytest.approx(140.0, abs=0.1)


@given(st.floats(0, 3), st.floats(0.01, 1), st.floats(0.5, 5), st.floats(0, 2))
def test_the_speed_cap_is_the_inverse_of_the_protective_distance(
    speed: float, t_r: float, a: float, v_h: float
) -> None:
    """v_cap(S_p(v)) = v for every speed, reaction, deceleration and walking speed."""
    terms = {"v_h": v_h, "t_r": t_r, "a": a, "c": 0.1, "z_d": 0.05, "z_r": 0.02}
    distance = formulas.protective_distance(speed, **terms)
    assert formulas.speed_cap(distance, **terms) == pytest.approx(speed, abs=1e-7)


def test_nothing_may_move_where_even_standing_is_too_near() -> None:
    assert formulas.speed_cap(0.1, v_h=1.6, t_r=0.2, a=2.0, c=0.1) == 0.0
