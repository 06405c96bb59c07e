"""Made-up forecasts for figures and scores: quick, and the same on every machine."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
from scipy.stats import norm

from multivector_sim.forecast.baselines import drift, persistence
from multivector_sim.forecast.frozen import table_of
from multivector_sim.forecast.hindcast import Forecast
from multivector_sim.forecast.scores import LEVELS
from multivector_sim.forecast.settings import CHOSEN
from multivector_sim.forecast.verified import Verified
from multivector_sim.measurement import observed_series, stretch, unstretch

MADE = "no members, seed 1"


@cache
def made_forecast(origin: int = 2008, last: int = 2013, spread: float = 0.04) -> Forecast:
    """Return normal errors about the last figure, on the stretched scale, that moves by chance."""
    series = tuple(observed_series())
    years = np.arange(origin + 1, last + 1)
    known = [row.upto(origin) for row in series]
    start = np.array([stretch(row.values[-1]) if row.years.size else np.nan for row in known])
    levels = np.array(LEVELS)
    width = norm.ppf(levels)[:, None, None] * spread * np.sqrt(years - origin)[:, None]
    given = (series, origin, years, levels, CHOSEN.pooling, CHOSEN.smallest)
    moves = np.random.default_rng(origin).normal(0, 0.03, (len(years), len(series))).cumsum(axis=0)
    return Forecast(
        origin, years, tuple(row.label for row in series), unstretch(start + moves + width),
        persistence(*given), drift(*given),
    )  # fmt: skip


@cache
def made_verified(first: int = 2004, last: int = 2010) -> Verified:
    """Return made-up forecasts beside the shipped figures."""
    forecasts = tuple(
        made_forecast(origin, min(origin + 5, 2013)) for origin in range(first, last + 1)
    )
    what = f"Origins {first}-{last}, 1-5 years ahead; later drivers and dated events are inputs"
    return Verified(forecasts, tuple(observed_series()), what, MADE, seed=1)


def made_table(origin: int = 2013, last: int = 2024) -> pd.DataFrame:
    """Return a made-up forecast as a table."""
    return table_of(made_forecast(origin, last), tuple(observed_series()))
