"""The published formulas, once. Arguments are SI and may be arrays."""

import numpy as np

Number = float | np.ndarray
GRAVITY_M_PER_S2 = 9.81


def protective_distance(
    v_r: Number,
    *,
    v_h: float,
    t_r: float,
    a: float,
    c: float = 0.0,
    z_d: float = 0.0,
    z_r: float = 0.0,
) -> Number:
    """S_p = S_h + S_r + S_s + C + Z_d + Z_r, metres (ISO 10218-2:2025 Annex L).

    S_h = v_h (T_r + T_s), S_r = v_r T_r, S_s = v_r² / 2a, T_s = v_r / a.
    """
    s_h = v_h * (t_r + v_r / a)
    return s_h + v_r * t_r + v_r * v_r / (2 * a) + c + z_d + z_r


def speed_cap(
    d: Number,
    *,
    v_h: float,
    t_r: float,
    a: float,
    c: float = 0.0,
    z_d: float = 0.0,
    z_r: float = 0.0,
) -> Number:
    """The fastest v_r with S_p(v_r) ≤ d, m/s: √(b² + 2a(d − C − Z_d − Z_r − v_h T_r)) − b.

    b = a T_r + v_h. Zero where even standing is too near.
    """
    b = a * t_r + v_h
    room = np.maximum(d - c - z_d - z_r - v_h * t_r, 0.0)
    return np.sqrt(b * b + 2 * a * room) - b


def reduced_mass(m_h: Number, moving: float, load: float) -> Number:
    """μ = (1/m_H + 1/m_R)⁻¹ with m_R = M/2 + m_L, kg (ISO 10218-2:2025 Annex M)."""
    return 1.0 / (1.0 / m_h + 1.0 / (moving / 2 + load))


def impact_force(v_rel: Number, mu: Number, k_n_per_mm: Number) -> Number:
    """F = v_rel √(μ k), N, from the speed before the impact; k in N/mm as in the tables."""
    return v_rel * np.sqrt(mu * k_n_per_mm * 1000.0)


def permitted_speed(force_n: Number, mu: Number, k_n_per_mm: Number) -> Number:
    """v ≤ F / √(μ k), m/s."""
    return force_n / np.sqrt(mu * k_n_per_mm * 1000.0)


def stopping_way(v: Number, *, t_r: float, a: float) -> Number:
    """v T_r + v² / 2a, metres."""
    return v * t_r + v * v / (2 * a)
