"""The frozen forecast: what the model said at the end of 2013 about 2014 to 2024.

It is made once for each version of the forecast and is never changed
afterwards; later figures only score it. Its digest, and what made it, stand
in a record beside it.
"""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.forecast.baselines import drift, persistence
from multivector_sim.forecast.hindcast import Forecast
from multivector_sim.forecast.scores import LEVELS
from multivector_sim.forecast.settings import CHOSEN
from multivector_sim.measurement import Series, observed_series

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "COLUMNS",
    "FROZEN_VERSION",
    "RANKING",
    "digest",
    "forecast_from",
    "forecast_text",
    "frozen_forecast",
    "frozen_record",
    "table_of",
]

FROZEN_VERSION: Final = 2
"""Version of the shipped file; another file is another version."""

COLUMNS: Final = ("year", "actor", "partner", "indicator", "quantile", "value")

RANKING: Final = "hostility_rank"
"""Indicator of the place of a pair among all, by the median share of conflict that is forecast
for it; 1 is the most hostile."""

_FILE: Final = Path(__file__).resolve().parent.parent / "data" / "forecast_2013.csv"
_RECORD: Final = _FILE.with_suffix(".json")
_DIGITS: Final = 4
_HOSTILE: Final = "event_conflict_share"


def table_of(forecast: Forecast, series: tuple[Series, ...]) -> pd.DataFrame:
    """Return a forecast as a tidy table.

    Parameters
    ----------
    forecast
        The forecast.
    series
        Its targets, in order.

    Returns
    -------
    pandas.DataFrame
        ``COLUMNS``: five quantiles for every target and year, four
        significant digits; and for every year the place of each pair by
        hostility (``hostility_rank``, at the level 0.5).
    """
    import pandas as pd

    rows: list[tuple[Any, ...]] = []
    middle = LEVELS.index(0.5)
    for h, year in enumerate(forecast.years.tolist()):
        for k, one in enumerate(series):
            for q, level in enumerate(LEVELS):
                value = float(f"{forecast.quantiles[q, h, k]:.{_DIGITS}g}")
                rows.append((year, one.actor, one.partner, one.indicator, level, value))
        for place, k in enumerate(_by_hostility(forecast.quantiles[middle, h], series), 1):
            rows.append((year, series[k].actor, series[k].partner, RANKING, 0.5, float(place)))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _by_hostility(medians: NDArray[np.float64], series: tuple[Series, ...]) -> list[int]:
    """Return the positions of the pairs, the most hostile first."""
    pairs = [k for k, one in enumerate(series) if one.indicator == _HOSTILE]
    return sorted(pairs, key=lambda k: -medians[k])


def forecast_text(table: pd.DataFrame) -> str:
    """Return the text of a forecast file: CSV with Unix line ends."""
    return str(table.to_csv(index=False, lineterminator="\n"))


def digest(text: str) -> str:
    """Return the SHA-256 of a forecast file."""
    return hashlib.sha256(text.encode()).hexdigest()


def frozen_record() -> dict[str, Any]:
    """Return what made the shipped forecast.

    Returns
    -------
    dict
        ``version``, ``sha256`` (of the file), ``origin``, ``members``,
        ``seed``, and what else its maker noted (settings, code).

    Raises
    ------
    InputError
        If this installation has no frozen forecast.
    """
    if not _RECORD.is_file():
        raise InputError(
            f"{_RECORD.name} is missing: this installation has no frozen forecast; install a "
            "version of the package that has one"
        )
    record: dict[str, Any] = json.loads(_RECORD.read_text(encoding="utf-8"))
    return record


def frozen_forecast() -> pd.DataFrame:
    """Return the shipped forecast from the end of 2013, columns ``COLUMNS``.

    Raises
    ------
    InputError
        If the file is not the one that its record tells of.
    """
    import pandas as pd

    text = _FILE.read_bytes().decode()
    record = frozen_record()
    if digest(text) != record["sha256"]:
        raise InputError(
            f"{_FILE.name}: its digest is {digest(text)[:12]}..., but its record says "
            f"{record['sha256'][:12]}...; the frozen forecast must not change: restore the file"
        )
    return pd.read_csv(io.StringIO(text))


def forecast_from(table: pd.DataFrame, origin: int) -> Forecast:
    """Return a tidy table as a forecast, with the naive forecasts of the shipped figures.

    Parameters
    ----------
    table
        As from :func:`table_of`.
    origin
        Last year with observations that it rests on.

    Raises
    ------
    InputError
        If a quantile of a target is missing.
    """
    targets = table[table["indicator"] != RANKING]
    years = np.array(sorted(targets["year"].unique()), dtype=np.int64)
    wide = targets.pivot(
        index=["indicator", "actor", "partner"], columns=["quantile", "year"], values="value"
    )
    series = tuple(
        row
        for row in observed_series(origin)
        if (row.indicator, row.actor, row.partner) in wide.index
    )
    order = [(row.indicator, row.actor, row.partner) for row in series]
    quantiles = np.stack(
        [[wide[level, year].loc[order].to_numpy() for year in years] for level in LEVELS]
    )
    if np.isnan(quantiles).any():
        raise InputError("forecast: a quantile of a target is missing")
    levels = np.array(LEVELS)
    given = (series, origin, years, levels, CHOSEN.pooling, CHOSEN.smallest)
    return Forecast(
        origin=origin,
        years=years,
        labels=tuple(row.label for row in series),
        quantiles=quantiles,
        persistence=persistence(*given),
        drift=drift(*given),
    )
