"""Means over futures and runs, with an honest Monte Carlo error."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from multivector_sim.results.summary import CONFIDENCE

__all__ = ["Estimate", "estimate"]

FloatArray = NDArray[np.float64]


class Estimate(NamedTuple):
    """A mean over futures and runs.

    Attributes
    ----------
    mean
        Mean over futures of the means over runs.
    standard_error
        Its Monte Carlo standard error; NaN where a single number leaves it open.
    low, high
        Interval of level ``CONFIDENCE`` from Student's t.
    futures, runs
        Futures with a run that did not fail, and runs that did not fail.
    """

    mean: float
    standard_error: float
    low: float
    high: float
    futures: int
    runs: int


def estimate(values: FloatArray, *, shared: bool, sampled: bool) -> Estimate:
    """Return the mean of a metric over futures and runs.

    Runs in one future are no independent witnesses of what other futures
    would bring, and with shared noise neither are futures of what other noise
    would bring. With a sample of F futures and R runs in each, the variance
    of the mean is

    - own noise: s_F^2 / F, of the means of futures;
    - shared noise: s_F^2 / F + s_R^2 / R - s_e^2 / (F R), where s_R^2 is the
      variance of the means of replications and s_e^2 that of the residuals of
      the two-way table (two crossed random effects).

    Where futures are no sample (a grid, or one future), runs alone are random:
    s_R^2 / R, or the mean variance within futures over F R.

    Parameters
    ----------
    values
        (F, R) one number a run; NaN where it failed.
    shared
        Whether replication r has the same random numbers in every future.
    sampled
        Whether the futures are a random sample.

    Notes
    -----
    Latin hypercube and Sobol' points cover futures more evenly than a random
    sample does; the interval is then too wide rather than too narrow.
    """
    from scipy.special import stdtrit

    there = np.isfinite(values)
    runs = int(there.sum())
    lines = there.any(axis=1)
    futures = int(lines.sum())
    if not runs:
        return Estimate(np.nan, np.nan, np.nan, np.nan, 0, 0)
    kept = values[lines]
    of_futures = _nanmean(kept, axis=1)
    mean = float(of_futures.mean())
    error, degrees = _error(kept, of_futures, shared=shared, sampled=sampled)
    if not np.isfinite(error) or degrees < 1:
        return Estimate(mean, np.nan, np.nan, np.nan, futures, runs)
    half = float(stdtrit(degrees, (1 + CONFIDENCE) / 2)) * error
    return Estimate(mean, error, mean - half, mean + half, futures, runs)


def _error(
    values: FloatArray, of_futures: FloatArray, *, shared: bool, sampled: bool
) -> tuple[float, int]:
    """Return the standard error of the mean, and the degrees of freedom of its t."""
    futures = values.shape[0]
    whole = values[:, np.isfinite(values).all(axis=0)] if shared else values
    between = _variance(of_futures) / futures if futures > 1 else np.nan
    if not shared or (futures > 1 and whole.shape[1] < 2):
        if sampled and futures > 1:
            return between**0.5, futures - 1
        counts = np.isfinite(values).sum(axis=1)
        residual = np.where(np.isfinite(values), values - of_futures[:, None], 0.0)
        degrees = int((counts - 1).sum())
        if degrees < 1:
            return np.nan, 0
        within = float((residual * residual).sum()) / degrees
        return float((within * (1.0 / counts).sum()) ** 0.5 / futures), degrees
    of_runs = whole.mean(axis=0)
    if whole.shape[1] < 2:
        return np.nan, 0
    noise = _variance(of_runs) / whole.shape[1]
    if not sampled or futures < 2:
        return noise**0.5, whole.shape[1] - 1
    residual = whole - whole.mean(axis=1)[:, None] - of_runs + whole.mean()
    degrees = (futures - 1) * (whole.shape[1] - 1)
    both = float((residual * residual).sum()) / degrees / whole.size
    variance = max(between + noise - both, between, noise)
    return variance**0.5, min(futures, whole.shape[1]) - 1


def _variance(values: FloatArray) -> float:
    return float(values.var(ddof=1))


def _nanmean(values: FloatArray, axis: int) -> FloatArray:
    there = np.isfinite(values)
    total = np.where(there, values, 0.0).sum(axis=axis)
    return np.asarray(total / there.sum(axis=axis))
