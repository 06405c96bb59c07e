"""How much of the spread of means over points is chance of the runs behind each mean."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["NOISE_LIMIT", "needed_replications", "noise_share"]

FloatArray = NDArray[np.float64]

NOISE_LIMIT: Final = 0.05
"""Share of noise above which indices are not trusted."""


def noise_share(means: FloatArray, noise: FloatArray) -> float:
    """Return the mean variance of a mean, over the variance of the means.

    Where the runs of different points are independent, the variance of the
    means is that of the expected outcome plus the mean variance of a mean, so
    the share lies in [0, 1] but for the chance of the sample. Where points
    share their random numbers, noise goes up and down together, and the share
    says too much rather than too little.

    Parameters
    ----------
    means
        (rows,), two or more, not all equal.
    noise
        (rows,) variance of each mean: that of its runs, over their number.
    """
    return float(noise.mean() / means.var(ddof=1))


def needed_replications(share: float, replications: int, limit: float = NOISE_LIMIT) -> int | None:
    """Return how many runs a point bring the share of noise down to a limit.

    With s the share at R runs, the variance of the means is made up of 1 - s
    that stays and s R / R' at R' runs; the new share is at most L from
    R' = R s (1 - L) / (L (1 - s)) on.

    Parameters
    ----------
    share
        Share of noise, 0 or more.
    replications
        Runs behind each mean, 1 or more.
    limit
        Share that is wanted, in (0, 1).

    Returns
    -------
    int or None
        1 or more; None where the share is 1 or more, or not known: nothing
        but noise was seen, so nothing can be told.
    """
    if not share < 1:
        return None
    exact = replications * share * (1 - limit) / (limit * (1 - share))
    return max(1, math.ceil(exact * (1 - 1e-12)))
