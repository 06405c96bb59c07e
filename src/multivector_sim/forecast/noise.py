"""How much the series of an indicator change from year to year."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from multivector_sim.measurement import Series, stretch

__all__ = ["change_size"]

_UNKNOWN = 0.03  # before any change has been seen, on the stretched scale
_FEW = 3


def change_size(
    series: Sequence[Series], year: int, pooling: float, smallest: float
) -> NDArray[np.float64]:
    """Return the size of yearly changes of each series, as known at the end of a year.

    The mean square of a series' own changes (over a gap of g years, divided
    by g) is drawn towards the mean of its indicator, the more the fewer the
    changes (shrinkage).

    Parameters
    ----------
    series
        K series.
    year
        Nothing later is looked at.
    pooling
        Number of changes that the mean of the indicator stands for.
    smallest
        Least size.

    Returns
    -------
    numpy.ndarray
        (K,) on the stretched scale.
    """
    total, count = np.zeros(len(series)), np.zeros(len(series))
    for k, row in enumerate(series):
        known = row.upto(year)
        if known.years.size > 1:
            gaps = np.diff(known.years)
            total[k] = float((np.diff(stretch(known.values)) ** 2 / gaps).sum())
            count[k] = gaps.size
    names = np.array([row.indicator for row in series])
    square = np.empty(len(series))
    for k, name in enumerate(names):
        kin = names == name
        seen = count[kin].sum()
        pool = total[kin].sum() / seen if seen > _FEW else _UNKNOWN**2
        square[k] = (total[k] + pooling * pool) / (count[k] + pooling)
    return np.asarray(np.maximum(np.sqrt(square), smallest))
