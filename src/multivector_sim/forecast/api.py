"""Forecasts and their scores, in one call each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from multivector_sim.errors import InputError
from multivector_sim.forecast.frozen import forecast_from, frozen_forecast, frozen_record, table_of
from multivector_sim.forecast.hindcast import LEADS, ORIGINS, Forecast, rolling
from multivector_sim.forecast.members import starting_sets
from multivector_sim.forecast.settings import CHOSEN, Settings
from multivector_sim.forecast.verified import Verified
from multivector_sim.measurement import (
    LAST_FITTED_YEAR,
    Series,
    observed_series,
    read_observations,
    series_from,
)
from multivector_sim.scenario import Scenario, load_scenario

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MEMBERS", "hindcast", "joined_series", "predict", "score_frozen"]

MEMBERS: Final = 1000
"""Members of a forecast."""


def predict(
    scenario: Scenario | str = "baseline",
    *,
    origin: int = LAST_FITTED_YEAR,
    last: int = 2024,
    series: Sequence[Series] | None = None,
    members: int = MEMBERS,
    seed: int = 1,
    later_known: bool = True,
    settings: Settings = CHOSEN,
) -> tuple[Forecast, pd.DataFrame]:
    """Forecast every target from an origin, given what was observed up to it.

    Parameters
    ----------
    scenario
        A scenario or its name.
    origin
        Last year whose figures are used.
    last
        Last year of the forecast.
    series
        What was observed; None for the shipped series, which end in 2013.
    members
        Number of members, >= 2.
    seed
        Seed of parameters, runs and filter.
    later_known
        Whether drivers and dated events run on after the origin as inputs:
        then the forecast is conditional on them. Else they stay as they were.
    settings
        Numbers of the filter.

    Returns
    -------
    Forecast
        Quantiles, and those of the naive forecasts.
    pandas.DataFrame
        The same as a tidy table, ``year, actor, partner, indicator,
        quantile, value``, with the places of pairs by hostility.

    Raises
    ------
    InputError
        If a number is not allowed, or the scenario does not cover the years.

    Examples
    --------
    >>> found, table = predict(origin=2010, last=2012, members=50)
    >>> found.quantiles.shape
    (5, 2, 30)
    """
    _check_members(members)
    used = tuple(observed_series() if series is None else series)
    inputs = (load_scenario(scenario) if isinstance(scenario, str) else scenario).pack()
    (found,) = rolling(
        inputs,
        starting_sets(members, seed),
        used,
        seed,
        origins=[origin],
        last=last,
        later_known=later_known,
        settings=settings,
    )
    return found, table_of(found, used)


def hindcast(
    scenario: Scenario | str = "baseline",
    *,
    origins: Sequence[int] = ORIGINS,
    members: int = MEMBERS,
    seed: int = 1,
    later_known: bool = True,
    settings: Settings = CHOSEN,
    progress: Callable[[int], None] | None = None,
) -> Verified:
    """Forecast from origins inside the years that may be used for fitting, and score it.

    Each forecast is made with the figures up to its origin, one to five
    years ahead, and none looks beyond 2013.

    Parameters
    ----------
    scenario, members, seed, later_known, settings
        As for :func:`predict`.
    origins
        Years.
    progress
        Called with the number of finished origins, one by one.

    Returns
    -------
    Verified
        Forecasts and figures; ``scores`` is the table of scores, one row a
        target and ``overall`` last, ``overall`` the ratios to naive forecasts.

    Raises
    ------
    InputError
        As for :func:`predict`.

    Examples
    --------
    >>> found = hindcast(origins=[2009, 2010], members=20)
    >>> len(found.scores)
    31
    """
    _check_members(members)
    if len(origins) == 0:
        raise InputError("origins: none received; at least one year is needed")
    inputs = (load_scenario(scenario) if isinstance(scenario, str) else scenario).pack()
    series = observed_series()
    found = rolling(
        inputs,
        starting_sets(members, seed),
        series,
        seed,
        origins=origins,
        later_known=later_known,
        settings=settings,
        progress=progress,
    )
    first, last = min(origins), max(origins)
    when = f"Origin {first}" if first == last else f"Origins {first}-{last}"
    given = _CONDITIONAL if later_known else _KNOWN
    return Verified(
        tuple(found), series, f"{when}, 1-{LEADS} years ahead; {given}", _made(members, seed), seed
    )


def score_frozen(observations: Path) -> Verified:
    """Score the frozen forecast against figures that came later.

    Parameters
    ----------
    observations
        A table in the format of the shipped observations. Its figures up to
        the origin are not used: the forecast and the naive ones rest on the
        shipped ones.

    Returns
    -------
    Verified
        As from :func:`hindcast`, with the one origin.

    Raises
    ------
    InputError
        If the file is faulty or holds nothing that was forecast.
    """
    given = read_observations(observations)
    record = frozen_record()
    origin, seed = int(record["origin"]), int(record["seed"])
    forecast = forecast_from(frozen_forecast(), origin)
    found = Verified(
        (forecast,),
        joined_series(given, origin),
        f"Frozen forecast from the end of {origin}; {_CONDITIONAL}",
        _made(int(record["members"]), seed),
        seed,
    )
    if not found.rows:
        years = f"{forecast.years[0]} to {forecast.years[-1]}"
        raise InputError(
            f"{observations}: no figure that was forecast; give figures of the years {years}, for "
            f"indicators, actors and partners as in the shipped table"
        )
    return found


_CONDITIONAL: Final = "later drivers and dated events are inputs"
_KNOWN: Final = "drivers and events stay as they were at the origin"


def _made(members: int, seed: int) -> str:
    return f"{members:,} members, seed {seed}"


def joined_series(table: pd.DataFrame, origin: int) -> tuple[Series, ...]:
    """Return the shipped series up to an origin, continued by those of a table."""
    import pandas as pd

    from multivector_sim.evidence import observations

    known = observations()
    later = table[table["year"] > origin]
    return series_from(pd.concat([known[known["year"] <= origin], later], ignore_index=True))


def _check_members(members: int) -> None:
    if members < 2:
        raise InputError(f"members: {members} received; at least 2 are needed")
