"""Statistics of the estimate and of surveillance. Every figure is exact, none is a rule of thumb."""

from .binomial import (
    LEVEL_BOUNDS,
    bonferroni,
    samples_for,
    upper_bound,
)
from .poisson import exposure_without_event, rate_upper_bound
from .sequence import sequence_upper_bound

__all__ = [
    "LEVEL_BOUNDS",
    "bonferroni",
    "exposure_without_event",
    "rate_upper_bound",
    "samples_for",
    "sequence_upper_bound",
    "upper_bound",
]
