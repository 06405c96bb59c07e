"""The naive forecasts that a forecast has to beat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from multivector_sim.forecast.noise import change_size
from multivector_sim.measurement import Series, stretch, unstretch

__all__ = ["DRIFT_YEARS", "drift", "persistence"]

FloatArray = NDArray[np.float64]

DRIFT_YEARS: Final = 10
"""Years over which the drift is taken."""


def persistence(
    series: Sequence[Series],
    origin: int,
    years: NDArray[np.int64],
    levels: FloatArray,
    pooling: float,
    smallest: float,
) -> FloatArray:
    """Return the last figure carried forward, with normal errors on the stretched scale.

    The variance of the error grows by the mean square of the yearly changes
    up to the origin, drawn towards that of the indicator as the filter's own
    is (``noise.change_size``).

    Parameters
    ----------
    series
        K series.
    origin
        Nothing later is looked at.
    years
        (H,) years after it.
    levels
        (Q,) levels of the quantiles, 0 to 1.
    pooling, smallest
        As for ``change_size``.

    Returns
    -------
    numpy.ndarray
        (Q, H, K) fractions; NaN for a series without a figure.
    """
    return _carried(series, origin, years, levels, change_size(series, origin, pooling, smallest))


def drift(
    series: Sequence[Series],
    origin: int,
    years: NDArray[np.int64],
    levels: FloatArray,
    pooling: float,
    smallest: float,
) -> FloatArray:
    """Return the line through the first and last figure of the last ten years, continued.

    As :func:`persistence`; the line is straight on the stretched scale.
    """
    slopes = np.array([_slope(row.upto(origin)) for row in series])
    size = change_size(series, origin, pooling, smallest)
    return _carried(series, origin, years, levels, size, slopes)


def _slope(known: Series) -> float:
    recent = known.years >= known.years[-1] - DRIFT_YEARS if known.years.size else np.zeros(0, bool)
    if recent.sum() < 2:
        return 0.0
    years, values = known.years[recent], stretch(known.values[recent])
    return float((values[-1] - values[0]) / (years[-1] - years[0]))


def _carried(
    series: Sequence[Series],
    origin: int,
    years: NDArray[np.int64],
    levels: FloatArray,
    size: FloatArray,
    slopes: FloatArray | float = 0.0,
) -> FloatArray:
    known = [row.upto(origin) for row in series]
    start = np.array([stretch(row.values[-1]) if row.years.size else np.nan for row in known])
    last = np.array([row.years[-1] if row.years.size else origin for row in known])
    ahead = (years[:, None] - last).astype(np.float64)
    middle = start + slopes * ahead
    deviates = np.asarray(ndtri(levels))[:, None, None]
    return unstretch(middle + deviates * size * np.sqrt(ahead))
