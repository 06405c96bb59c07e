"""What the model expects of an observed series: links from states to indicators.

A share of trade, imports, exports or arms is read from the model's share of
the trade or military sector; a share of the stock of foreign investment from
the share of the finance sector that foreigners hold; the share of conflict in
the events of a pair from the mean tension of its two directions, times the
parameter ``conflict_share_link``. The model has one trade sector: imports and
exports differ from it by an offset of each series, which is estimated where
it is needed and tells nothing about the parameters.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.measurement.series import Series
from multivector_sim.model.actors import PIVOT
from multivector_sim.model.inputs import Inputs
from multivector_sim.model.windows import Window

__all__ = ["FOREIGN_COVERED", "Gauge", "stretch", "unstretch"]

FloatArray = NDArray[np.float64]

FOREIGN_COVERED: Final = 0.75
"""Part of Kazakhstan's inward investment that the four powers hold: the mean of their
observed sum, 2003-2013; the rest comes from others, whom the model has not."""

_SECTOR_OF: Final = {
    "trade_share": "trade",
    "import_share": "trade",
    "export_share": "trade",
    "arms_share_5y": "military",
    "fdi_stock_share": "finance",
}
_CONFLICT: Final = "event_conflict_share"


def stretch(fraction: FloatArray | float) -> FloatArray:
    """Return asin(sqrt(p)), in which errors of fractions have about one size (0 to pi/2)."""
    return np.asarray(np.arcsin(np.sqrt(np.clip(fraction, 0.0, 1.0))))


def unstretch(angle: FloatArray | float) -> FloatArray:
    """Return the fraction of an angle; angles beyond 0 or pi/2 stand for 0 and 1."""
    return np.asarray(np.sin(np.clip(angle, 0.0, np.pi / 2)) ** 2)


class Gauge:
    """Reads what a scenario's runs would show of some series.

    Parameters
    ----------
    series
        K series.
    inputs
        The scenario.

    Raises
    ------
    InputError
        If the scenario lacks an actor or a sector of a series.
    """

    def __init__(self, series: Sequence[Series], inputs: Inputs) -> None:
        self.series = tuple(series)
        self.start = int(inputs.start)
        self._rows = [_place(row, inputs) for row in self.series]
        self.is_conflict: NDArray[np.bool_] = np.array(
            [row.indicator == _CONFLICT for row in self.series]
        )

    def group(self, k: int) -> str:
        """Return what series ``k`` is read from: ``tension``, or the name of a sector."""
        return _SECTOR_OF.get(self.series[k].indicator, "tension")

    def read(self, tension: FloatArray, share: FloatArray) -> FloatArray:
        """Return what the series are read from.

        Parameters
        ----------
        tension
            (N, n, n) tension, a mean over some time.
        share
            (N, S, n) shares, likewise.

        Returns
        -------
        numpy.ndarray
            (N, K): mean tension of both directions of a pair, or a share.
        """
        both = 0.5 * (tension + tension.swapaxes(1, 2))
        columns = []
        for row, (first, second) in zip(self.series, self._rows, strict=True):
            source = both if row.indicator == _CONFLICT else share
            value = source[:, first, second]
            if row.indicator == "fdi_stock_share":
                value = _foreign(value, share[:, first, PIVOT])
            columns.append(value)
        return np.stack(columns, axis=1)

    def windows(self, years: Sequence[int]) -> tuple[Window, ...]:
        """Return windows of the annual means from which :meth:`gather` reads the series."""
        return tuple(window for year in years for window in self._windows_of(year))

    def gather(self, windows: dict[str, FloatArray], years: Sequence[int]) -> FloatArray:
        """Return what the series are read from, by year.

        Parameters
        ----------
        windows
            Results of :meth:`windows`, (N,) each.
        years
            Y years.

        Returns
        -------
        numpy.ndarray
            (N, Y, K), as from :meth:`read`.
        """
        table = []
        for year in years:
            row = []
            for one, window in zip(self.series, self._own_windows(year), strict=True):
                value = windows[window.name]
                if one.indicator == "fdi_stock_share":
                    value = _foreign(value, windows[_kept(year)])
                row.append(value)
            table.append(np.stack(row, axis=1))
        return np.stack(table, axis=1)

    def expected(self, read: FloatArray, conflict_share_link: FloatArray) -> FloatArray:
        """Return the fractions that are expected of the series.

        Parameters
        ----------
        read
            (N, ..., K) from :meth:`read` or :meth:`gather`.
        conflict_share_link
            (N,) share of conflict in the events of a pair, per unit of tension.

        Returns
        -------
        numpy.ndarray
            The same shape; fractions, not clipped at one.
        """
        link = np.asarray(conflict_share_link).reshape(-1, *(1,) * (read.ndim - 1))
        return np.where(self.is_conflict, link * read, read)

    def _own_windows(self, year: int) -> list[Window]:
        first = 4 * (year - self.start)
        return [
            Window(
                f"{row.label} {year}",
                "tension" if row.indicator == _CONFLICT else "share",
                place,
                first,
                first + 4,
                "mean",
                both_ways=row.indicator == _CONFLICT,
            )
            for row, place in zip(self.series, self._rows, strict=True)
        ]

    def _windows_of(self, year: int) -> list[Window]:
        found = self._own_windows(year)
        finance = [
            window._replace(name=_kept(year), entry=(window.entry[0], PIVOT))
            for row, window in zip(self.series, found, strict=True)
            if row.indicator == "fdi_stock_share"
        ]
        return found + finance[:1]


def _kept(year: int) -> str:
    return f"finance kept {year}"


def _foreign(share: FloatArray, kept: FloatArray) -> FloatArray:
    """Return a power's part of the foreign stock, from its share and what stays at home."""
    return FOREIGN_COVERED * share / np.maximum(1.0 - kept, 1e-9)


def _place(row: Series, inputs: Inputs) -> tuple[int, int]:
    """Return the entry of tension or share that a series is read from."""
    for code in (row.actor, row.partner):
        if code not in inputs.actors:
            raise InputError(f"{row.label}: the scenario has no actor {code!r}")
    if row.power is None:
        return inputs.actors.index(row.actor), inputs.actors.index(row.partner)
    sector = _SECTOR_OF[row.indicator]
    if sector not in inputs.sectors:
        raise InputError(f"{row.label}: the scenario has no sector {sector!r}")
    return inputs.sectors.index(sector), inputs.actors.index(row.power)
