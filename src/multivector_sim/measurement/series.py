"""Observed annual series, each under the names of the table of observations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from multivector_sim.evidence import INDICATORS, observations

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["LAST_FITTED_YEAR", "Series", "observed_series", "power_of", "series_from"]

LAST_FITTED_YEAR: Final = 2013
"""Nothing that was observed later is used for fitting or choosing."""

_POWERS: Final = ("RUS", "CHN", "USA", "EU")
_CODES: Final = ("KAZ", *_POWERS)
_BY_PARTNER: Final = ("trade_share", "import_share", "export_share")
_BY_ACTOR: Final = ("arms_share_5y", "fdi_stock_share")


def power_of(indicator: str, actor: str, partner: str) -> str | None:
    """Return the power whose share an indicator tells; None where it tells of a pair.

    Tables name the power as partner where the share is one of Kazakhstan's
    trade, and as actor where the power delivers or invests.
    """
    if indicator in _BY_PARTNER:
        return partner
    return actor if indicator in _BY_ACTOR else None


class Series(NamedTuple):
    """One observed annual series.

    Attributes
    ----------
    indicator, actor, partner
        As in the table of observations.
    years
        (Y,) ascending; there may be gaps.
    values
        (Y,) fractions, 0 to 1.
    """

    indicator: str
    actor: str
    partner: str
    years: NDArray[np.int64]
    values: NDArray[np.float64]

    @property
    def label(self) -> str:
        """Name for people, such as ``trade_share KAZ-CHN``."""
        return f"{self.indicator} {self.actor}-{self.partner}"

    @property
    def power(self) -> str | None:
        """The power whose share it is; None for a pair (see :func:`power_of`)."""
        return power_of(self.indicator, self.actor, self.partner)

    def upto(self, year: int) -> Series:
        """Return the part that was observed by the end of a year."""
        known = self.years <= year
        return self._replace(years=self.years[known], values=self.values[known])

    def at(self, year: int) -> float | None:
        """Return the figure of a year, or None where there is none."""
        found = np.flatnonzero(self.years == year)
        return float(self.values[found[0]]) if found.size else None


def observed_series(last: int = LAST_FITTED_YEAR) -> tuple[Series, ...]:
    """Return the shipped series that the model has a counterpart of.

    Parameters
    ----------
    last
        Last year kept.

    Returns
    -------
    tuple of Series
        Shares of the four powers in the trade, imports, exports, arms imports
        and inward investment of Kazakhstan, and the share of conflict in the
        events of the ten pairs.
    """
    return tuple(row.upto(last) for row in series_from(observations()))


def series_from(table: pd.DataFrame) -> tuple[Series, ...]:
    """Return the series of a table that the model has a counterpart of, sorted by name.

    Parameters
    ----------
    table
        Columns ``year``, ``actor``, ``partner``, ``indicator``, ``value``.
        Rows of other indicators or actors are left out.
    """
    known = table[
        table["indicator"].isin(INDICATORS)
        & table["actor"].isin(_CODES)
        & table["partner"].isin(_CODES)
    ]
    found = []
    for indicator in INDICATORS:
        rows = known[known["indicator"] == indicator]
        for (actor, partner), part in rows.groupby(["actor", "partner"], sort=True):
            part = part.sort_values("year")
            found.append(
                Series(
                    indicator,
                    str(actor),
                    str(partner),
                    part["year"].to_numpy(np.int64),
                    part["value"].to_numpy(np.float64),
                )
            )
    return tuple(found)
