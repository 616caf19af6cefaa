"""Clopper-Pearson: exact one-sided bounds on a probability from independent runs."""

import math

from scipy.stats import beta

LEVEL_BOUNDS = {1: 1e-2, 2: 1e-3, 3: 1e-4}
JOINT_CONFIDENCE = 0.95


def upper_bound(failures: int, n: int, confidence: float = JOINT_CONFIDENCE) -> float:
    """The exact one-sided upper bound on p after ``failures`` in ``n`` independent runs."""
    _check(failures, n)
    if failures == n:
        return 1.0
    return float(beta.ppf(confidence, failures + 1, n - failures))


def bonferroni(properties: int, confidence: float = JOINT_CONFIDENCE) -> float:
    """The confidence each of ``properties`` bounds needs to hold jointly with ``confidence``."""
    if properties < 1:
        raise ValueError("A joint statement needs at least one property.")
    return 1.0 - (1.0 - confidence) / properties


def samples_for(bound: float, confidence: float = JOINT_CONFIDENCE, failures: int = 0) -> int:
    """The fewest runs with ``failures`` violations whose upper bound is at most ``bound``."""
    if not 0.0 < bound < 1.0:
        raise ValueError("A bound on a probability lies between 0 and 1.")
    n = max(failures + 1, math.ceil(math.log1p(-confidence) / math.log1p(-bound)))
    while upper_bound(failures, n, confidence) > bound:
        n = max(n + 1, math.ceil(n * 1.001))
    while n > failures + 1 and upper_bound(failures, n - 1, confidence) <= bound:
        n -= 1
    return n


def _check(failures: int, n: int) -> None:
    if n < 1 or not 0 <= failures <= n:
        raise ValueError(f"{failures} violations in {n} runs is not possible.")
