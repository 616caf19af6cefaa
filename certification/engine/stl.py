"""Signal temporal logic on sampled signals, vectorised: arrays (…, T) in, arrays (…, T) out.

Windows are in samples from now on, both ends included: ``always(rho, 0, 20)``. A window that is cut
by the end of the trace takes what is left of it; one that lies wholly beyond is vacuous (+inf for
always, −inf for eventually). Robustness lives at the samples: a dip between two of them is not
seen, so choose the step by the fastest signal, or locate the dips in the simulator. ``both`` and
``either`` compare numbers as they are: bring different units to a common scale first.
"""

import numpy as np
from scipy.ndimage import maximum_filter1d, minimum_filter1d


def negate(rho: np.ndarray) -> np.ndarray:
    return -rho


def both(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    return np.minimum(first, second)


def either(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    return np.maximum(first, second)


def implies(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    return np.maximum(-first, second)


def always(rho: np.ndarray, first: int = 0, last: int | None = None) -> np.ndarray:
    """At each sample the smallest value from ``first`` to ``last`` samples later."""
    return -eventually(-rho, first, last)


def eventually(rho: np.ndarray, first: int = 0, last: int | None = None) -> np.ndarray:
    """At each sample the largest value from ``first`` to ``last`` samples later (None: to the end).

    >>> eventually(np.array([1.0, 5.0, 3.0, 2.0]), 1, 2)
    array([  5.,   3.,   2., -inf])
    """
    rho = np.asarray(rho, float)
    _check(first, last)
    length = rho.shape[-1]
    later = _shifted(rho, first)
    if last is None or last >= length - 1:
        return np.maximum.accumulate(later[..., ::-1], axis=-1)[..., ::-1]
    width = last - first + 1
    return np.asarray(
        maximum_filter1d(later, width, axis=-1, mode="constant", cval=-np.inf, origin=-(width // 2))
    )


def until(
    hold: np.ndarray, then: np.ndarray, first: int = 0, last: int | None = None
) -> np.ndarray:
    """``then`` comes within the window and ``hold`` holds at every sample before it."""
    hold, then = np.asarray(hold, float), np.asarray(then, float)
    _check(first, last)
    length = hold.shape[-1]
    end = length - 1 if last is None else min(last, length - 1)
    shape = np.broadcast_shapes(hold.shape, then.shape)
    kept, best = np.full(shape, np.inf), np.full(shape, -np.inf)
    for ahead in range(end + 1):
        if ahead >= first:
            best = np.maximum(best, np.minimum(_shifted(then, ahead), kept))
        kept = np.minimum(kept, _shifted(hold, ahead, np.inf))
    return best


def smallest_in_window(values: np.ndarray, width: int) -> np.ndarray:
    """At each sample the smallest of the last ``width`` samples; fewer at the start."""
    return np.asarray(
        minimum_filter1d(
            np.asarray(values, float),
            width,
            axis=-1,
            mode="constant",
            cval=np.inf,
            origin=(width - 1) // 2,
        )
    )


def _shifted(rho: np.ndarray, ahead: int, beyond: float = -np.inf) -> np.ndarray:
    """The values ``ahead`` samples later; ``beyond`` after the end."""
    if ahead == 0:
        return rho
    moved = np.full_like(rho, beyond)
    if ahead < rho.shape[-1]:
        moved[..., :-ahead] = rho[..., ahead:]
    return moved


def _check(first: int, last: int | None) -> None:
    if first < 0 or (last is not None and last < first):
        raise ValueError(f"A window runs from 0 or later to its end; not from {first} to {last}.")
