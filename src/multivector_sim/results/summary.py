"""Medians, ranges and Monte Carlo intervals of per-run outcomes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from multivector_sim.results.columns import columns

__all__ = ["CONFIDENCE", "RANGE", "Mean", "interval_of_mean", "summarise"]

CONFIDENCE: Final = 0.95
"""Level of the Monte Carlo interval of a mean."""

RANGE: Final = (0.05, 0.95)
"""Quantiles that bound the range over runs."""


class Mean(NamedTuple):
    """A mean with its Monte Carlo uncertainty.

    Attributes
    ----------
    value, standard_error
        Mean over runs, and its standard error; NaN where a single run leaves it open.
    low, high
        Bounds of the interval of level ``CONFIDENCE`` from Student's t.
    """

    value: float
    standard_error: float
    low: float
    high: float


def interval_of_mean(values: NDArray[np.float64]) -> Mean:
    """Return the mean of independent runs with its Monte Carlo interval.

    The interval is mean +- t s / sqrt(n) with Student's t of n - 1 degrees of
    freedom. It covers the randomness of runs, not that of parameters.

    Parameters
    ----------
    values
        (n,) one number a run, n >= 1.
    """
    from scipy.special import stdtrit

    size = values.size
    mean = float(values.mean())
    if size < 2:
        return Mean(mean, np.nan, np.nan, np.nan)
    error = float(values.std(ddof=1)) / size**0.5
    half = float(stdtrit(size - 1, (1 + CONFIDENCE) / 2)) * error
    return Mean(mean, error, mean - half, mean + half)


def summarise(dataset: xr.Dataset, outcomes: Sequence[str] | None = None) -> pd.DataFrame:
    """Summarise per-run outcomes over runs.

    Parameters
    ----------
    dataset
        What a simulation returned.
    outcomes
        Names of outcomes; None takes all.

    Returns
    -------
    pandas.DataFrame
        One row an entry, in the order of the table of outcomes, with columns
        ``label, outcome, actor, partner, concern, unit, meaning, scored,
        runs, median, low, high`` (5 and 95 % of runs), ``mean, mean_low,
        mean_high`` (95 % Monte Carlo interval of the mean) and
        ``standard_error``.

    Raises
    ------
    InputError
        If a name is not an outcome of the data set.
    """
    rows = []
    for column in columns(dataset, outcomes):
        mean = interval_of_mean(column.values)
        low, median, high = np.quantile(column.values, [RANGE[0], 0.5, RANGE[1]])
        rows.append(
            {
                "label": column.label,
                "outcome": column.outcome.name,
                "actor": column.where.get("actor"),
                "partner": column.where.get("partner"),
                "concern": column.where.get("concern"),
                "unit": column.outcome.unit,
                "meaning": column.outcome.meaning,
                "scored": column.outcome.scored,
                "runs": column.values.size,
                "median": float(median),
                "low": float(low),
                "high": float(high),
                "mean": mean.value,
                "mean_low": mean.low,
                "mean_high": mean.high,
                "standard_error": mean.standard_error,
            }
        )
    return pd.DataFrame(rows)
