"""Forecasts from origins in the past, and how they did."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.forecast.assimilation import Assimilation, Futures, ParameterSets
from multivector_sim.forecast.baselines import drift, persistence
from multivector_sim.forecast.scores import LEVELS, Verification, verifications
from multivector_sim.forecast.settings import CHOSEN, Settings
from multivector_sim.measurement import LAST_FITTED_YEAR, Series
from multivector_sim.model.actors import NO_FORCE
from multivector_sim.model.inputs import Inputs

__all__ = ["FIRST_SCORED", "LEADS", "ORIGINS", "Forecast", "known_at", "rolling", "verify"]

FloatArray = NDArray[np.float64]

ORIGINS: Final = tuple(range(2000, 2011))
"""Origins of the scores inside the years that may be used for fitting."""

LEADS: Final = 5
"""Years ahead that are scored from those origins."""

FIRST_SCORED: Final = 5
"""A series is scored from its fifth figure on."""

_FEWEST = 2  # figures at the origin: without them there is no drift


class Forecast(NamedTuple):
    """A forecast from one origin, in quantiles.

    Attributes
    ----------
    origin
        Last year with observations.
    years
        (H,) years after it.
    labels
        K targets.
    quantiles
        (Q, H, K) fractions at ``LEVELS``.
    persistence, drift
        (Q, H, K) of the naive forecasts.
    """

    origin: int
    years: NDArray[np.int64]
    labels: tuple[str, ...]
    quantiles: FloatArray
    persistence: FloatArray
    drift: FloatArray


def known_at(inputs: Inputs, year: int) -> Inputs:
    """Return a scenario as it could be known at the end of a year.

    Levers, grievances of events and timelines stay as they are in the last
    quarter of that year; capability, size and price as in its middle, where
    their annual figure stands, since lines run from there to the next year's.
    There are no later treaties and forced actions.

    Parameters
    ----------
    inputs
        The scenario.
    year
        A year inside it.

    Raises
    ------
    InputError
        If the scenario does not hold that year.
    """
    last = round(4 * (year + 1 - inputs.start)) - 1
    if not 0 <= last < inputs.quarters:
        raise InputError(f"origin: {year} received; the scenario has no such year")
    middle = last - 1  # the third quarter starts in the middle of the year
    from_quarter = dict.fromkeys(
        (
            *("demand", "guarantee", "spare", "base_grievance", "event_grievance"),
            *("institution", "regime", "bias", "levers", "favour"),
        ),
        last,
    ) | dict.fromkeys(("capability", "size", "price"), middle)
    later: dict[str, object] = {name: getattr(inputs, name)[q] for name, q in from_quarter.items()}
    later |= {"treaty": 0.0, "forced_action": NO_FORCE}
    fields = {name: getattr(inputs, name).copy() for name in later}
    for name, table in fields.items():
        table[last + 1 :] = later[name]
    return inputs.altered(**fields)


def _summarise(futures: Futures, series: Sequence[Series], settings: Settings) -> Forecast:
    levels = np.array(LEVELS)
    given = (series, futures.origin, futures.years, levels, settings.pooling, settings.smallest)
    return Forecast(
        origin=futures.origin,
        years=futures.years,
        labels=tuple(row.label for row in series),
        quantiles=np.quantile(futures.values, levels, axis=0),
        persistence=persistence(*given),
        drift=drift(*given),
    )


def rolling(
    inputs: Inputs,
    sets: ParameterSets,
    series: Sequence[Series],
    seed: int,
    *,
    origins: Sequence[int] = ORIGINS,
    last: int | None = None,
    leads: int = LEADS,
    later_known: bool = True,
    settings: Settings = CHOSEN,
    progress: Callable[[int], None] | None = None,
) -> Iterator[Forecast]:
    """Yield a forecast from each origin, each made with what was observed up to it.

    Parameters
    ----------
    inputs
        The packed scenario, over all years asked for.
    sets
        Parameters of the members.
    series
        What was observed.
    seed
        Seed of runs and filter.
    origins
        Years, each at most once.
    last
        Last year of each forecast; None: ``leads`` years after each origin,
        and none after ``LAST_FITTED_YEAR``.
    leads
        Years ahead.
    later_known
        Whether drivers and dated events go on after the origin, as inputs;
        else they stay as they were in its last quarter.
    settings
        Numbers of the filter.
    progress
        Called with the number of finished origins, one by one.

    Raises
    ------
    InputError
        If an origin lies outside the scenario.
    """
    # Grievances of pairs that a scenario gives may rest on later figures: the filter finds its own.
    inputs = inputs.altered(pair_grievance=np.zeros_like(inputs.pair_grievance))
    filtered = Assimilation(inputs, sets, series, seed, settings)
    first, end = filtered.year + 1, int(inputs.start) + inputs.quarters // 4 - 1
    wrong = [year for year in origins if not first <= year < end]
    if wrong:
        raise InputError(f"origin: {wrong[0]} received; allowed are {first} to {end - 1}")
    for origin in sorted(set(origins)):
        filtered.run_to(origin)
        until = min(origin + leads, LAST_FITTED_YEAR) if last is None else last
        if until <= origin:
            raise InputError(f"last year: {until} received; it must be after the origin {origin}")
        other = None if later_known else known_at(inputs, origin)
        yield _summarise(filtered.forecast(until, other), filtered.series, settings)
        if progress is not None:
            progress(1)


def verify(forecast: Forecast, series: Sequence[Series]) -> Iterator[Verification]:
    """Yield the figures of a forecast that can be verified.

    Parameters
    ----------
    forecast
        The forecast.
    series
        What was observed, later years included, by the labels of the
        forecast. A series is scored from its fifth figure on, if two were
        known at the origin.
    """
    known = {row.label: row for row in series}
    table = np.full((len(forecast.years), len(forecast.labels)), np.nan)
    for k, label in enumerate(forecast.labels):
        row = known.get(label)
        if row is None or (row.years <= forecast.origin).sum() < _FEWEST:
            continue
        for h, year in enumerate(forecast.years):
            figure = row.at(int(year))
            if figure is not None and (row.years <= year).sum() >= FIRST_SCORED:
                table[h, k] = figure
    yield from verifications(
        forecast.labels,
        forecast.origin,
        [int(year) for year in forecast.years],
        table,
        forecast.quantiles,
        forecast.persistence,
        forecast.drift,
    )
