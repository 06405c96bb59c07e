"""An effect over draws of parameters: its mean, its range, and how often it has which sign."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from multivector_sim.inquiry.reading import Estimates
from multivector_sim.results.summary import RANGE, interval_of_mean

__all__ = ["Effect", "effect_of"]


class Effect(NamedTuple):
    """What some draws say about an effect.

    Attributes
    ----------
    draws
        Number of draws with a finite value; where none has one, the rest is NaN.
    mean, mean_low, mean_high
        Mean over draws, and its 95 % interval (Student's t over draws).
    median, low, high
        Median and 5 to 95 % range over draws: what the parameters leave open.
    p_lower, p_higher
        Share of draws below and above zero, or below and above the band of
        what does not matter; without a band, ties count half.
    p_none
        Share of draws within the band; zero without one.
    noise
        Share of the variance over draws that is noise of runs, 0 to 1: above
        0.2 shares of sign are pulled towards one half.
    """

    draws: int
    mean: float
    mean_low: float
    mean_high: float
    median: float
    low: float
    high: float
    p_lower: float
    p_higher: float
    p_none: float
    noise: float


def effect_of(estimates: Estimates, negligible: float = 0.0) -> Effect:
    """Summarise an effect over draws.

    Parameters
    ----------
    estimates
        Value and error in each draw; draws in which a value is not finite
        (a ratio without a denominator) are left out and not counted, and
        errors that are not finite have no part in the noise.
    negligible
        Half the width of the band around zero that does not matter, >= 0.
    """
    finite = np.isfinite(estimates.values)
    values, errors = estimates.values[finite], estimates.errors[finite]
    if not values.size:
        return Effect(0, *[np.nan] * 10)
    mean = interval_of_mean(values)
    low, median, high = np.quantile(values, [RANGE[0], 0.5, RANGE[1]])
    lower = float((values < -negligible).mean())
    higher = float((values > negligible).mean())
    ties = 0.0 if negligible > 0 else (1.0 - lower - higher) / 2
    spread = float(values.var(ddof=1)) if values.size > 1 else 0.0
    known = errors[np.isfinite(errors)]
    noise = float(np.mean(known**2)) if known.size else np.inf
    return Effect(
        draws=values.size,
        mean=mean.value,
        mean_low=mean.low,
        mean_high=mean.high,
        median=float(median),
        low=float(low),
        high=float(high),
        p_lower=lower + ties,
        p_higher=higher + ties,
        p_none=1.0 - lower - higher if negligible > 0 else 0.0,
        noise=min(1.0, noise / spread) if spread > 0 else 1.0,
    )
