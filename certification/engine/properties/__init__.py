"""The catalogue: which properties and which limit set belong to a world."""

import numpy as np

from ..limits import LimitSet, load
from ..worlds.base import Traces
from . import mobile, pfl, robust, ssm
from .base import Answer, Property

__all__ = ["Answer", "Property", "answers", "limits_of", "properties_of"]

_MOBILE = tuple(
    sorted(
        ssm.PROPERTIES + pfl.PROPERTIES + mobile.PROPERTIES + robust.PROPERTIES, key=lambda p: p.id
    )
)


def properties_of(world: str) -> tuple[Property, ...]:
    """The properties that a policy must keep in the world of this name, by id."""
    return _MOBILE


def limits_of(world: str) -> LimitSet:
    return load("mobile-base")


def answers(
    traces: Traces, properties: tuple[Property, ...], limits: LimitSet
) -> tuple[np.ndarray, np.ndarray]:
    """(N, properties) robustness and exercised: one trace answers all properties."""
    each = [prop(traces, limits) for prop in properties]
    return np.stack([a.rho for a in each], 1), np.stack([a.exercised for a in each], 1)
