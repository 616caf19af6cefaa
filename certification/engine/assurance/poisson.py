"""Rates per exposure: exact Poisson bounds for fleets."""

import math

from scipy.stats import chi2


def rate_upper_bound(events: int, exposure: float, confidence: float = 0.95) -> float:
    """The exact one-sided upper bound on the rate per unit of ``exposure``."""
    if events < 0 or exposure <= 0:
        raise ValueError("Events are counted from 0 and an exposure is above 0.")
    return float(chi2.ppf(confidence, 2 * (events + 1)) / 2 / exposure)


def exposure_without_event(rate: float, confidence: float = 0.95) -> float:
    """How much exposure without an event shows that the rate is at most ``rate``."""
    if rate <= 0:
        raise ValueError("A rate to be shown is above 0.")
    return -math.log(1.0 - confidence) / rate
