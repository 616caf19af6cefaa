"""The Beta(½, ½) mixture confidence sequence, for those who look before the end."""

import numpy as np
from scipy.optimize import brentq
from scipy.special import betaln


def sequence_upper_bound(failures: int, n: int, confidence: float = 0.95) -> float:
    """The upper end after ``failures`` in ``n``, valid at every n at once (Ville's inequality).

    p lies outside while the mixture likelihood ratio B(k+½, n−k+½)/B(½, ½) / p^k (1−p)^(n−k)
    is at least 1/α.
    """
    if n < 1 or not 0 <= failures <= n:
        raise ValueError(f"{failures} violations in {n} runs is not possible.")
    if failures == n:
        return 1.0
    mixture = betaln(failures + 0.5, n - failures + 0.5) - betaln(0.5, 0.5)
    target = -np.log1p(-confidence)

    def excess(p: float) -> float:
        return mixture - failures * np.log(p) - (n - failures) * np.log1p(-p) - target

    low = max(failures / n, 1e-300)
    if failures == 0:
        return float(-np.expm1((mixture - target) / n))
    return float(brentq(excess, low, 1.0 - 1e-15, xtol=1e-15, rtol=1e-12))
