"""Pure statistics and decisions of the measurements."""

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any


@dataclass(frozen=True)
class Interval:
    low: float
    high: float


def wilson(k: int, n: int, confidence: float = 0.95) -> Interval:
    """Wilson's interval of a rate of `k` in `n`, two-sided."""
    if not 0 <= k <= n or n == 0:
        raise ValueError(f"a rate needs 0 <= k <= n and n > 0, not k={k}, n={n}")
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    middle = (k + z * z / 2) / (n + z * z)
    reach = z / (n + z * z) * math.sqrt(k * (n - k) / n + z * z / 4)
    low = 0.0 if k == 0 else max(0.0, middle - reach)
    return Interval(low, 1.0 if k == n else min(1.0, middle + reach))


def _chi2(probability: float, degrees: int) -> float:
    from scipy.stats import chi2  # slow to import: only where a rate is asked for

    return float(chi2.ppf(probability, degrees))


def poisson(events: int, exposure: float, confidence: float = 0.95) -> Interval:
    """Exact interval of a rate of `events` per unit of `exposure` (> 0), two-sided."""
    tail = (1 - confidence) / 2
    low = _chi2(tail, 2 * events) / 2 if events else 0.0
    return Interval(low / exposure, _chi2(1 - tail, 2 * (events + 1)) / 2 / exposure)


def poisson_upper(events: int, exposure: float, confidence: float = 0.95) -> float:
    """Exact one-sided upper bound of a rate."""
    return _chi2(confidence, 2 * (events + 1)) / 2 / exposure


def differing(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """The conditions in which two results differ, or that only one of them states."""
    return sorted(key for key in one.keys() | other.keys() if one.get(key) != other.get(key))


def overlap(one: Interval, other: Interval) -> bool:
    return one.low <= other.high and other.low <= one.high


def regressed(before: Interval, after: Interval, higher_is_better: bool) -> bool:
    """Whether the later result is worse beyond what chance explains: the intervals lie apart."""
    return after.high < before.low if higher_is_better else after.low > before.high


def s_curve(year: float, start: float, goal: float, start_year: float, goal_year: float) -> float:
    """Robots expected in `year` on a logistic path from `start` to 95 % of its ceiling at the goal.

    The ceiling is goal / 0.95; the path runs through both points. An assumption of ours, and said so.
    """
    ceiling = goal / 0.95

    def logit(value: float) -> float:
        return math.log(value / (ceiling - value))

    low, high = logit(max(start, 1.0)), logit(goal)
    here = low + (high - low) * (year - start_year) / (goal_year - start_year)
    return ceiling / (1 + math.exp(-here))


def freshness(age_days: int | None, expected_days: int = 1) -> str:
    """fresh, late or stale; none when nothing ever came."""
    if age_days is None:
        return "none"
    return (
        "fresh"
        if age_days <= expected_days
        else "late"
        if age_days <= 7 * expected_days
        else "stale"
    )


def compares(value: float, comparison: str, threshold: float) -> bool:
    return {
        "ge": value >= threshold,
        "gt": value > threshold,
        "le": value <= threshold,
        "lt": value < threshold,
    }[comparison]
