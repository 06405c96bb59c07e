"""What is fitted, to what, and how far from the record a right model may lie.

A calibration compares runs with the record by some numbers, called summaries:
means of observed shares over a few years each, and the quarters in which
Russia obstructed. Shares are compared as asin(sqrt(p)), in which errors have
about one size. A model of a few equations is never quite right, and a series
is never quite well measured; so each simulated summary gets an error before
it is compared (Wilkinson 2013, doi:10.1515/sagmb-2013-0010): an offset that a
series keeps over all its years, and noise of each period. Of the events of a
pair only changes are told well: for their levels the free model lacks reasons
(a history of their own, how much is reported), so their offset is wide.
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.evidence import event
from multivector_sim.measurement import LAST_FITTED_YEAR, Gauge, Series, observed_series, stretch
from multivector_sim.model.chance import normal_deviates, uniform_deviates
from multivector_sim.model.inputs import Inputs
from multivector_sim.model.parameters import LINK, PARAMETERS, Parameter
from multivector_sim.model.windows import Window

__all__ = [
    "COUNT",
    "ERRORS",
    "FITTED",
    "FITTED_NAMES",
    "PERIODS",
    "Count",
    "Error",
    "Fitted",
    "Targets",
    "prior_sets",
    "to_unit",
]

FloatArray = NDArray[np.float64]
UintArray = NDArray[np.uint64]


class Fitted(NamedTuple):
    """A parameter that the record may tell something about.

    Attributes
    ----------
    name
        Its name, as in the table of parameters.
    reason
        Which summaries should bear on it.
    """

    name: str
    reason: str

    @property
    def row(self) -> Parameter:
        """Its row in the table of parameters."""
        return _ROWS[self.name]


_ROWS: Final = {row.name: row for row in (*PARAMETERS, LINK)}

FITTED: Final = (
    Fitted("fatigue", "how quickly the conflict share of a pair falls after an event"),
    Fitted("reaction", "how far tension builds up beyond its grievances"),
    Fitted("tension_noise", "how much conflict shares wander between periods"),
    Fitted("grievance_scale", "levels of conflict shares, over all pairs"),
    Fitted(
        "event_scale", "rise of conflict shares where dated events lie (2003, 2008, 2010, 2012)"
    ),
    Fitted("institution_fatigue", "the Russia-China pair beside the others, since 1996"),
    Fitted("trade_adjustment", "how quickly trade left Russia after 1994"),
    Fitted("trade_growth_elasticity", "how far trade followed China's growth"),
    Fitted("russia_trade_attraction", "the level at which Russia's share of trade ends"),
    Fitted("obstruction_cost", "quarters of obstruction by Russia"),
    Fitted("choice_rationality", "quarters of obstruction by Russia"),
    Fitted("conflict_share_link", "levels of conflict shares per unit of tension"),
)
"""The fitted parameters; all others are drawn from their priors, run by run."""

FITTED_NAMES: Final = tuple(row.name for row in FITTED)


class Error(NamedTuple):
    """How far a summary may lie from the record though the model is right.

    Attributes
    ----------
    offset, noise
        Standard deviations of the offset that a series keeps, and of the
        noise of a period; of asin(sqrt(share)), or of the root of a count.
    reason
        Why that much: all are judgement.
    """

    offset: float
    noise: float
    reason: str


PERIODS: Final[dict[str, tuple[tuple[int, ...], ...]]] = {
    "trade_share": (
        (1994, 1995, 1996),
        (1998, 1999, 2000),
        (2002, 2003, 2004),
        (2006, 2007, 2008),
        (2011, 2012, 2013),
    ),
    "event_conflict_share": (
        (2002, 2003, 2004, 2005),
        (2006, 2007, 2008, 2009),
        (2010, 2011, 2012, 2013),
    ),
    "arms_share_5y": ((2002, 2003, 2004, 2005), (2010, 2011, 2012, 2013)),
    "fdi_stock_share": ((2003, 2004, 2005, 2006), (2010, 2011, 2012, 2013)),
}
"""Years whose mean is one summary, by indicator."""

ERRORS: Final = {
    "trade_share": Error(
        0.03, 0.04, "two sources differ by some points of a share; one sector stands for all goods"
    ),
    "event_conflict_share": Error(
        0.10, 0.03, "levels of pairs differ by history and reporting; changes tell more"
    ),
    "arms_share_5y": Error(
        0.20, 0.10, "a few deliveries decide; the sector holds more than imports"
    ),
    "fdi_stock_share": Error(
        0.15, 0.05, "conduits such as the Netherlands; the sector holds more than direct investment"
    ),
    "obstructions": Error(0.0, 0.6, "the ledger dates one case within 4 to 12 quarters"),
}
"""Errors by indicator."""

_LEFT_OUT: Final = {
    ("trade_share", "EU", 1994): "figures of the EU are too low before 1998",
    ("arms_share_5y", "CHN", 0): "nothing was observed: zero in every year",
    ("arms_share_5y", "EU", 0): "hardly anything was observed: zero up to 2010",
}


class Count(NamedTuple):
    """A count of quarters from the ledger of events.

    Attributes
    ----------
    actor
        Who obstructed.
    rows
        Rows of the ledger that are counted.
    least, most
        Quarters at least and at most.
    """

    actor: str
    rows: tuple[str, ...]
    least: int
    most: int

    @property
    def value(self) -> float:
        """The middle of both."""
        return (self.least + self.most) / 2


def _ledger_quarters(row: str) -> int:
    """Return the quarters that a row of the ledger spans."""
    entry = event(row)
    assert entry.since is not None
    assert entry.until is not None
    return round(4 * (entry.until - entry.since))


COUNT: Final = Count("RUS", ("E009",), 4, sum(_ledger_quarters(row) for row in ("E009",)))
"""Quarters of obstruction by Russia up to 2013: E009 alone, limits on Tengiz crude. The row spans
1993 to 1995; at least the four quarters that the scenario of it sets."""


def to_unit(values: FloatArray) -> FloatArray:
    """Return fitted parameters, (..., 12), as quantiles of their priors."""
    low, high = np.array([row.row.prior for row in FITTED]).T
    return np.asarray((values - low) / (high - low))


def prior_sets(seed: int, numbers: UintArray) -> tuple[FloatArray, FloatArray]:
    """Draw parameter sets from the prior, each keyed by seed, number and name.

    Parameters
    ----------
    seed
        Seed, 0 to 2**64 - 1.
    numbers
        (N,) numbers of the sets.

    Returns
    -------
    numpy.ndarray
        (N, parameters), in the order of ``PARAMETERS``.
    numpy.ndarray
        (N,) of the measurement link.
    """
    table = np.empty((numbers.size, len(PARAMETERS)))
    for column, row in enumerate(PARAMETERS):
        table[:, column] = _drawn(row, seed, numbers)
    return table, _drawn(LINK, seed, numbers)


def _drawn(row: Parameter, seed: int, numbers: UintArray) -> FloatArray:
    low, high = row.prior
    return low + (high - low) * uniform_deviates(f"prior of {row.name}", seed, numbers)


class _Summary(NamedTuple):
    series: Series
    years: tuple[int, ...]

    @property
    def label(self) -> str:
        return f"{self.series.label} {self.years[0]}-{self.years[-1]}"


class Targets:
    """The summaries of a scenario: which windows they need, and what was observed.

    Parameters
    ----------
    inputs
        The scenario, from 1994 or earlier to the end of 2013.

    Attributes
    ----------
    labels
        K names of summaries, the count of obstruction last.
    observed
        (K,) the record.

    Raises
    ------
    InputError
        If the scenario does not cover those years, or lacks an actor or sector.
    """

    def __init__(self, inputs: Inputs) -> None:
        first = min(years[0][0] for years in PERIODS.values())
        if inputs.start > first or inputs.start != int(inputs.start):
            raise InputError(
                f"the scenario starts at {inputs.start:g}; a calibration needs the start of "
                f"{first} or of an earlier year"
            )
        if inputs.start + inputs.quarters / 4 != LAST_FITTED_YEAR + 1:
            raise InputError(f"a calibration runs to the end of {LAST_FITTED_YEAR}")
        if COUNT.actor not in inputs.actors:
            raise InputError(f"the scenario has no actor {COUNT.actor!r}, whose acts are counted")
        self._actor = inputs.actors.index(COUNT.actor)
        self._summaries = tuple(_summaries())
        self._gauges = {
            indicator: Gauge(_series_of(self._summaries, indicator), inputs)
            for indicator in PERIODS
        }
        self.labels = (
            *(row.label for row in self._summaries),
            f"obstructions {COUNT.actor} to {LAST_FITTED_YEAR}",
        )
        self.observed: FloatArray = np.array(
            [*(stretch(_mean(row)) for row in self._summaries), math.sqrt(COUNT.value)]
        )

    @cached_property
    def windows(self) -> tuple[Window, ...]:
        """Windows that a run has to keep."""
        return tuple(
            window
            for indicator, gauge in self._gauges.items()
            for window in gauge.windows(_years(indicator))
        )

    def read(
        self, windows: dict[str, FloatArray], obstructions: FloatArray, link: FloatArray
    ) -> FloatArray:
        """Return the summaries of runs, without errors.

        Parameters
        ----------
        windows
            (N,) each, of :attr:`windows`.
        obstructions
            (N, actors) quarters of obstruction.
        link
            (N,) measurement link.

        Returns
        -------
        numpy.ndarray
            (N, K).
        """
        found: dict[str, FloatArray] = {}
        for indicator, gauge in self._gauges.items():
            years = _years(indicator)
            expected = gauge.expected(gauge.gather(windows, years), link)
            for place, series in enumerate(gauge.series):
                for row in self._summaries:
                    if row.series.label == series.label:
                        wanted = [years.index(year) for year in row.years]
                        found[row.label] = stretch(expected[:, wanted, place].mean(axis=1))
        columns = [found[row.label] for row in self._summaries]
        return np.stack([*columns, np.sqrt(obstructions[:, self._actor])], axis=1)

    def errors(self, seed: int, numbers: UintArray) -> FloatArray:
        """Return the errors of summaries, (N, K), keyed by seed, number and name."""
        table = np.empty((numbers.size, len(self.labels)))
        for column, row in enumerate(self._summaries):
            size = ERRORS[row.series.indicator]
            offset = normal_deviates(f"offset of {row.series.label}", seed, numbers)
            noise = normal_deviates(f"noise of {row.label}", seed, numbers)
            table[:, column] = size.offset * offset + size.noise * noise
        noise = normal_deviates(f"noise of {self.labels[-1]}", seed, numbers)
        table[:, -1] = ERRORS["obstructions"].noise * noise
        return table

    def document(self) -> dict[str, Any]:
        """Return everything that decides the summaries, as plain data."""
        return {
            "summaries": dict(zip(self.labels, self.observed.tolist(), strict=True)),
            "errors": {name: row._asdict() for name, row in ERRORS.items()},
            "count": COUNT._asdict(),
            "fitted": {row.name: row.reason for row in FITTED},
        }


def _summaries() -> list[_Summary]:
    """Return the summaries of the shipped series, whose years were all observed."""
    rows = []
    for series in observed_series():
        for years in PERIODS.get(series.indicator, ()):
            places = {(series.indicator, series.power, at) for at in (years[0], 0)}
            if not places & _LEFT_OUT.keys():
                rows.append(_Summary(series, years))
    return rows


def _mean(row: _Summary) -> float:
    values = [row.series.at(year) for year in row.years]
    return float(np.mean([value for value in values if value is not None]))


def _series_of(summaries: tuple[_Summary, ...], indicator: str) -> list[Series]:
    found = {row.series.label: row.series for row in summaries if row.series.indicator == indicator}
    return list(found.values())


def _years(indicator: str) -> list[int]:
    return [year for years in PERIODS[indicator] for year in years]
