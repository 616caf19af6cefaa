"""PFL-01 and PFL-03: force from the speed before impact (ISO 10218-2:2025 Annex M)."""

import numpy as np

from ..limits import LimitSet
from ..worlds.base import Traces
from ..worlds.mobile import body
from . import formulas
from .base import Answer, Property, anywhere, lowest
from .ssm import towards

CLAUSE = "ISO 10218-2:2025 Annex M"


def _by_kind(traces: Traces, limits: LimitSet, what: str) -> np.ndarray:
    """(N, 1, P): the limit of the body region that the base would meet, by kind of person."""
    table = np.array([limits[f"{kind}_{what}"] for kind in body.KINDS])
    return table[traces["kind"]][:, None]


def _close(traces: Traces, limits: LimitSet) -> np.ndarray:
    """Contact cannot be excluded: nearer than the intrusion distance and both uncertainties."""
    return traces["distance"] <= limits["C"] + limits["Z_d"] + limits["Z_r"]


def impact(traces: Traces, limits: LimitSet) -> Answer:
    """F(region) − v_rel √(μk) where contact cannot be excluded; a standing base strikes nobody."""
    mu = formulas.reduced_mass(
        _by_kind(traces, limits, "mass"), limits["base_mass"], limits["load_mass"]
    )
    moving = (traces["speed"] > limits["standstill"])[..., None]
    closing = np.where(moving, np.maximum(towards(traces) + _approach(traces), 0.0), 0.0)
    force = formulas.impact_force(closing, mu, _by_kind(traces, limits, "stiffness"))
    margin = np.broadcast_to(_by_kind(traces, limits, "force") - force, closing.shape)
    contact = _close(traces, limits)
    far = 1000.0 * np.maximum(traces["distance"].min(axis=(1, 2)), 0.0)
    return Answer(lowest(margin, contact, far), anywhere(contact))


def _approach(traces: Traces) -> np.ndarray:
    """(N, T, P) m/s: how fast each person walks at the base."""
    line = traces["xy"][:, :, None] - traces["people_xy"]
    length = np.maximum(np.hypot(line[..., 0], line[..., 1]), 1e-6)
    return (line * traces["people_velocity"]).sum(-1) / length


def head(traces: Traces, limits: LimitSet) -> Answer:
    """Distance to anyone who lies, less both uncertainties, while moving."""
    lying = (traces["kind"] == body.KINDS.index("lying")) & traces["present"]
    moving = (traces["speed"] > limits["standstill"])[..., None] & lying[:, None]
    margin = traces["distance"] - limits["Z_d"] - limits["Z_r"]
    return Answer(lowest(margin, moving, 20.0), anywhere(moving & (traces["distance"] < 4.0)))


PROPERTIES = (
    Property(
        "PFL-01",
        "Strikes no body region harder than it may",
        "Impact of the moving base on a person",
        CLAUSE,
        "N",
        "min over t, people with d ≤ C + Z_d + Z_r of F(region) − v_rel √(μk); "
        "μ = (1/m_H + 1/m_R)⁻¹, m_R = M/2 + m_L; v_rel = 0 while the base stands",
        (
            "base_mass",
            "load_mass",
            "standstill",
            "C",
            "Z_d",
            "Z_r",
            *(f"{k}_{w}" for k in body.KINDS for w in ("force", "stiffness", "mass")),
        ),
        impact,
    ),
    Property(
        "PFL-03",
        "Never touches head, face or throat",
        "Contact with the head of a person lying on the floor",
        CLAUSE,
        "m",
        "min over t, lying people, v > standstill of d − Z_d − Z_r",
        ("standstill", "Z_d", "Z_r"),
        head,
    ),
)
