"""Forecasts laid beside the figures that came later, and how sure their scores are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from multivector_sim.forecast.hindcast import Forecast, verify
from multivector_sim.forecast.scores import Verification, figure_table, score_table
from multivector_sim.measurement import Series

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["RESAMPLES", "Overall", "Ratio", "Verified", "origins_together", "ratio_of_means"]

FloatArray = NDArray[np.float64]

RESAMPLES: Final = 10_000
"""Bootstrap samples of an interval."""

_ENDS: Final = (0.025, 0.975)
_STREAM: Final = 1  # of the seed; 0 draws parameters


class Ratio(NamedTuple):
    """A ratio of mean scores; below 1 the model is better.

    Attributes
    ----------
    value
        The ratio; NaN where the other score is zero.
    low, high
        95 % interval by a bootstrap over origins; NaN with fewer than two.
    """

    value: float
    low: float
    high: float


class Overall(NamedTuple):
    """What the scores of all targets together say.

    Attributes
    ----------
    persistence, drift
        Ratio of CRPS to each naive forecast.
    better
        Targets with a smaller CRPS than both naive forecasts.
    targets
        All targets that could be scored.
    origins
        Number of origins.
    together
        Origins that are drawn together in the bootstrap.
    """

    persistence: Ratio
    drift: Ratio
    better: int
    targets: int
    origins: int
    together: int


@dataclass(frozen=True)
class Verified:
    """Forecasts and the figures that came after their origins.

    Attributes
    ----------
    forecasts
        One or more, each from an origin of its own.
    series
        What was observed, later years included.
    what
        Which origins, and which inputs were known, in words.
    made
        Number of members and seed, in words.
    seed
        Keys the bootstrap.
    """

    forecasts: tuple[Forecast, ...]
    series: tuple[Series, ...]
    what: str
    made: str
    seed: int

    @cached_property
    def rows(self) -> tuple[Verification, ...]:
        """Each later figure with what was expected of it."""
        return tuple(row for one in self.forecasts for row in verify(one, self.series))

    @cached_property
    def scores(self) -> pd.DataFrame:
        """Scores by target, and of all together; see ``scores.score_table``."""
        return score_table(self.rows)

    def scores_by(self, group: str) -> pd.DataFrame:
        """Return scores by ``"indicator"``, ``"lead"``, ``"origin"`` or ``"year"``.

        Raises
        ------
        InputError
            If there is no such group.
        """
        return score_table(self.rows, group)

    @cached_property
    def overall(self) -> Overall:
        """The ratios to the naive forecasts with their intervals."""
        table = figure_table(self.rows)
        sums = table.groupby("origin")[["crps", "crps_persistence", "crps_drift"]].sum()
        own, still, line = sums.to_numpy(np.float64).T
        together = origins_together(sums.index.to_numpy(), int(table["lead"].max()))
        targets = self.scores.iloc[:-1]
        naive = targets[["crps_persistence", "crps_drift"]].min(axis=1)
        return Overall(
            ratio_of_means(own, still, together, self.seed),
            ratio_of_means(own, line, together, self.seed),
            int((targets["crps"] < naive).sum()),
            len(targets),
            len(sums),
            together,
        )


def origins_together(origins: NDArray[np.int64], reach: int) -> int:
    """Return how many origins following each other forecast the same years.

    Parameters
    ----------
    origins
        Ascending years.
    reach
        Years ahead of the longest forecast.
    """
    ends = np.searchsorted(origins, origins + reach, side="left")
    return int((ends - np.arange(origins.size)).max())


def ratio_of_means(own: FloatArray, other: FloatArray, together: int, seed: int) -> Ratio:
    """Return a ratio of two sums over origins with its 95 % bootstrap interval.

    Forecasts from neighbouring origins are judged by the same figures. So
    blocks of origins that follow each other are drawn, the last followed by
    the first: the circular block bootstrap (Politis and Romano 1992), with
    quantiles of the ratio. Both sums are of the same draws.

    Parameters
    ----------
    own, other
        (O,) sums of scores by origin, in the order of years.
    together
        Origins in a block, 1 to O.
    seed
        Keys the draws.
    """
    count, total = own.size, float(other.sum())
    if total <= 0.0:
        return Ratio(np.nan, np.nan, np.nan)
    value = float(own.sum()) / total
    if count < 2:
        return Ratio(value, np.nan, np.nan)
    generator = np.random.Generator(np.random.PCG64([seed, _STREAM]))
    starts = generator.integers(count, size=(RESAMPLES, -(-count // together), 1))
    drawn = ((starts + np.arange(together)) % count).reshape(RESAMPLES, -1)[:, :count]
    below = other[drawn].sum(axis=1)
    ratios = own[drawn].sum(axis=1)[below > 0.0] / below[below > 0.0]
    low, high = np.quantile(ratios, _ENDS)
    return Ratio(value, float(low), float(high))
