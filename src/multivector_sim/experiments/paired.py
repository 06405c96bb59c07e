"""Paired differences on common random numbers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.results.summary import RANGE, interval_of_mean

__all__ = ["PairedEffect", "paired_effect"]


class PairedEffect(NamedTuple):
    """Focal minus counterfactual, run by run.

    Attributes
    ----------
    runs
        Number of pairs.
    mean, mean_low, mean_high, standard_error
        Mean difference, its 95 % interval (Student's t) and its Monte Carlo
        standard error; NaN where a single pair leaves them open.
    median, low, high
        Median and 5 to 95 % range of the differences.
    p_negative, p_positive
        Share of pairs in which the focal run is lower, or higher; ties count
        half, so the two sum to one.
    correlation
        Correlation of the two members of a pair; NaN where one of them is constant.
    variance_reduction
        1 - var(difference) / (var(focal) + var(counterfactual)): the part of
        the variance of the mean difference that pairing saves against
        independent runs. Negative where pairing costs; NaN where both are constant.
    """

    runs: int
    mean: float
    mean_low: float
    mean_high: float
    standard_error: float
    median: float
    low: float
    high: float
    p_negative: float
    p_positive: float
    correlation: float
    variance_reduction: float


def paired_effect(focal: NDArray[np.float64], counterfactual: NDArray[np.float64]) -> PairedEffect:
    """Compare two scenarios run by run.

    Parameters
    ----------
    focal, counterfactual
        (n,) the same outcome of the same runs in both scenarios, n >= 1.

    Raises
    ------
    InputError
        If the numbers of runs differ.
    """
    if focal.shape != counterfactual.shape:
        raise InputError(
            f"pairs need equally many runs: {focal.size} and {counterfactual.size} received"
        )
    difference = focal - counterfactual
    mean = interval_of_mean(difference)
    low, median, high = np.quantile(difference, [RANGE[0], 0.5, RANGE[1]])
    ties = np.count_nonzero(difference == 0) / 2
    size = difference.size
    correlation, reduction = _gain_of_pairing(focal, counterfactual, difference)
    return PairedEffect(
        runs=size,
        mean=mean.value,
        mean_low=mean.low,
        mean_high=mean.high,
        standard_error=mean.standard_error,
        median=float(median),
        low=float(low),
        high=float(high),
        p_negative=float((np.count_nonzero(difference < 0) + ties) / size),
        p_positive=float((np.count_nonzero(difference > 0) + ties) / size),
        correlation=correlation,
        variance_reduction=reduction,
    )


def _gain_of_pairing(
    focal: NDArray[np.float64],
    counterfactual: NDArray[np.float64],
    difference: NDArray[np.float64],
) -> tuple[float, float]:
    if difference.size < 2:
        return np.nan, np.nan
    first, second = float(focal.var(ddof=1)), float(counterfactual.var(ddof=1))
    if first + second == 0:
        return np.nan, np.nan
    spread = float(difference.var(ddof=1))
    # var(a - b) = var(a) + var(b) - 2 cov(a, b)
    product = (first * second) ** 0.5
    correlation = (first + second - spread) / (2 * product) if product > 0 else np.nan
    return correlation, 1 - spread / (first + second)
