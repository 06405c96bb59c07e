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
      variance of the means of replications, taken from the means of their
      futures, and s_e^2 that of the residuals of the two-way table (two
      crossed random effects). A run that failed leaves its cell empty; the
      others of its future and of its replication count.

    Where futures are no sample (a grid), runs alone are random: s_R^2 / R, or
    the mean variance within futures over F R. One future of a sample, or one
    replication of noise that all futures share, leaves the error open.

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
    Degrees of freedom are those of Satterthwaite where both parts count.

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
    kept = values if lines.all() else values[lines]
    of_futures = _nanmean(kept, axis=1)
    mean = float(of_futures.mean())
    error, degrees = _error(kept, of_futures, shared=shared, sampled=sampled)
    if not np.isfinite(error):
        return Estimate(mean, np.nan, np.nan, np.nan, futures, runs)
    half = float(stdtrit(degrees, (1 + CONFIDENCE) / 2)) * error
    return Estimate(mean, error, mean - half, mean + half, futures, runs)


def _error(
    values: FloatArray, of_futures: FloatArray, *, shared: bool, sampled: bool
) -> tuple[float, float]:
    """Return the standard error of the mean, and the degrees of freedom of its t."""
    open_ = np.nan, 0.0
    futures = values.shape[0]
    if sampled and futures < 2:
        return open_
    between = _variance(of_futures) / futures if futures > 1 else np.nan
    if sampled and not shared:
        return between**0.5, futures - 1.0
    there = np.isfinite(values)
    away = values - of_futures[:, None]
    away[~there] = 0.0
    if not shared:
        counts = there.sum(axis=1)
        degrees = int((counts - 1).sum())
        if degrees < 1:
            return open_
        within = float((away * away).sum()) / degrees
        return float((within * (1.0 / counts).sum()) ** 0.5 / futures), float(degrees)
    used = there.any(axis=0)
    runs = int(used.sum())
    if runs < 2:
        return open_
    of_runs = away.sum(axis=0)[used] / there.sum(axis=0)[used]
    noise = _variance(of_runs) / runs
    if not sampled:
        return noise**0.5, runs - 1.0
    away[:, used] -= of_runs
    away[~there] = 0.0
    degrees = max(1, int(there.sum()) - futures - runs + 1)
    both = float(np.multiply(away, away, out=away).sum()) / degrees / float(there.sum())
    variance = max(between + noise - both, between, noise)
    pooled = between**2 / (futures - 1) + noise**2 / (runs - 1)
    return variance**0.5, max(1.0, variance**2 / pooled) if pooled else 1.0


def _variance(values: FloatArray) -> float:
    return float(values.var(ddof=1))


def _nanmean(values: FloatArray, axis: int) -> FloatArray:
    there = np.isfinite(values)
    if there.all():  # no copy: values may be many
        return np.asarray(values.sum(axis=axis) / values.shape[axis])
    total = np.where(there, values, 0.0).sum(axis=axis)
    return np.asarray(total / there.sum(axis=axis))
