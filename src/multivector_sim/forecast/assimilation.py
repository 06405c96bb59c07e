"""Runs conditioned, year by year, on what was observed; and forecasts from an origin.

Between observations each member runs as the model runs. At the end of a year
with figures, four groups of numbers are corrected by the ensemble Kalman
filter: the shares of the trade, military and finance sectors with the
attractions of the partners in them, and the tension of all pairs with their
own grievances and the measurement link. Each series has an offset from what
the model expects of it, which wanders and may drift; what the model explains
is corrected in the model, what it does not is remembered in the offset.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from multivector_sim.ensemble.cases import Cases
from multivector_sim.ensemble.engine import Ensemble
from multivector_sim.errors import InputError
from multivector_sim.forecast.kalman import correct
from multivector_sim.forecast.noise import change_size
from multivector_sim.forecast.settings import CHOSEN, Settings
from multivector_sim.measurement import Gauge, Series, stretch, unstretch
from multivector_sim.model.actors import LEVERS
from multivector_sim.model.inputs import Inputs
from multivector_sim.model.state import QUARTER

__all__ = ["Assimilation", "Futures", "ParameterSets"]

FloatArray = NDArray[np.float64]

_QUARTERS: Final = round(1 / QUARTER)
_EDGE: Final = 1e-3  # keeps the logit of tension, and the logarithm of shares, finite
_WALK, _ERROR, _CORRECTION = range(3)  # streams of random numbers


class ParameterSets(NamedTuple):
    """Parameters of N members.

    Attributes
    ----------
    values
        (N, P) in the order of ``PARAMETERS``.
    link
        (N,) ``conflict_share_link``.
    """

    values: FloatArray
    link: FloatArray


class Futures(NamedTuple):
    """What members expect after an origin.

    Attributes
    ----------
    origin
        Last year with observations.
    years
        (H,) years after it.
    values
        (N, H, K) fractions, errors of observation included.
    tension
        (N, H, n, n) mean tension of the year.
    """

    origin: int
    years: NDArray[np.int64]
    values: FloatArray
    tension: FloatArray


class Assimilation:
    """Members of one scenario, corrected by series up to a year.

    Parameters
    ----------
    inputs
        The packed scenario; it starts with a year.
    sets
        Parameters of the members; run k has number k.
    series
        What was observed.
    seed
        Keys the draws of the runs and of the filter.
    settings
        Numbers of the filter.

    Attributes
    ----------
    year
        The last year that was run.
    """

    def __init__(
        self,
        inputs: Inputs,
        sets: ParameterSets,
        series: Sequence[Series],
        seed: int,
        settings: Settings = CHOSEN,
    ) -> None:
        members = len(sets.values)
        if not float(inputs.start).is_integer():
            raise InputError(f"filter: start {inputs.start} received; the start of a year needed")
        self.series, self.seed, self.settings = tuple(series), seed, settings
        self.year = int(inputs.start) - 1
        self._sectors = {name: k for k, name in enumerate(inputs.sectors)}
        self._gauge = Gauge(self.series, inputs)
        self._names = [row.indicator for row in self.series]
        cases = Cases(
            runs=np.arange(members, dtype=np.uint64),
            parameter_set=np.arange(members),
            parameters=sets.values,
            policy=np.zeros(members, dtype=np.int64),
            levers=np.full((1, len(LEVERS)), np.nan),
        )
        self._members = Ensemble(inputs, outcomes=()).members(cases, seed)
        self._link = np.array(sets.link, dtype=np.float64)
        generator = self._generator(_WALK)
        self._spread_pairs(generator, settings.grievance_start)
        self._spread_attraction(generator, settings.attraction_start)
        shape = (members, len(self.series))
        self._offset = generator.standard_normal(shape) * self._each(settings.offset_start)
        self._slope = generator.standard_normal(shape) * self._each(settings.slope_start)
        self._expected = np.zeros(shape)

    def run_to(self, year: int) -> None:
        """Run and correct up to the end of a year.

        Raises
        ------
        InputError
            If the scenario ends earlier.
        """
        while self.year < year:
            self._run_year(self.year)
            self._correct()

    def pair_grievance(self) -> FloatArray:
        """Return the grievance of each pair, (N, n, n) a year."""
        return self._members.get("pair_grievance")

    def copy(self) -> Assimilation:
        """Return the same members in the same state, which go their own way from here."""
        other = copy.copy(self)
        other._members = self._members.copy()
        for name in ("_link", "_offset", "_slope", "_expected"):
            setattr(other, name, getattr(self, name).copy())
        return other

    def forecast(self, last: int, inputs: Inputs | None = None) -> Futures:
        """Return what the members expect from the year after this one on; they stay as they are.

        Parameters
        ----------
        last
            Last year.
        inputs
            A scenario to follow from here on instead, such as one without
            later events; None for the same.

        Raises
        ------
        InputError
            If the scenario ends before that year, or the other one differs
            in actors, sectors or length.
        """
        ahead = self.copy()
        if inputs is not None:
            ahead._members.follow(Ensemble(inputs, outcomes=()))
        origin = self.year
        error = self._sizes(origin) * self._each(self.settings.observation)
        values, tension = [], []
        for year in range(origin + 1, last + 1):
            tension.append(ahead._run_year(origin))
            drawn = ahead._generator(_ERROR).standard_normal(ahead._expected.shape)
            values.append(unstretch(ahead._expected + error * drawn))
            assert ahead.year == year
        return Futures(
            origin, np.arange(origin + 1, last + 1), np.stack(values, 1), np.stack(tension, 1)
        )

    def _run_year(self, origin: int) -> FloatArray:
        """Run a year and keep what is expected of it; return its mean tension."""
        self.year += 1
        self._wander(min(origin, self.year - 1))
        share: FloatArray = np.zeros(1)
        tension: FloatArray = np.zeros(1)
        for _ in range(_QUARTERS):
            self._members.advance()
            share = share + self._members.get("share") / _QUARTERS
            tension = tension + self._members.get("tension") / _QUARTERS
        read = self._gauge.expected(self._gauge.read(tension, share), self._link)
        self._expected = stretch(read) + self._offset
        return tension

    def _wander(self, known: int) -> None:
        """Let grievances, attractions, offsets and their drifts change by chance for a year."""
        settings, generator = self.settings, self._generator(_WALK)
        self._spread_pairs(generator, settings.grievance_walk, settings.grievance_keep)
        self._spread_attraction(generator, settings.attraction_walk)
        size, shape = self._sizes(known), self._offset.shape
        step = generator.standard_normal(shape) * size * self._each(settings.slope_walk)
        self._slope = self._each(settings.slope_keep) * self._slope + step
        step = generator.standard_normal(shape) * size * self._each(settings.offset_walk)
        self._offset = self._offset + self._slope + step

    def _correct(self) -> None:
        """Correct the members by the figures of the year, group by group."""
        size = self._sizes(self.year)
        figures = [row.at(self.year) for row in self.series]
        generator = self._generator(_CORRECTION)
        for group in ("trade", "military", "finance", "tension"):
            chosen = [
                k
                for k, figure in enumerate(figures)
                if figure is not None and self._gauge.group(k) == group
            ]
            if chosen:
                noise = (size * self._each(self.settings.observation))[chosen]
                observed = stretch(np.array([figures[k] for k in chosen], dtype=np.float64))
                self._correct_group(group, chosen, observed, noise, generator)

    def _correct_group(
        self,
        group: str,
        chosen: list[int],
        observed: FloatArray,
        noise: FloatArray,
        generator: np.random.Generator,
    ) -> None:
        parts = [self._offset[:, chosen], self._slope[:, chosen]]
        parts += self._pairs() if group == "tension" else self._sector(group)
        state = np.concatenate(parts, axis=1)
        state = correct(state, self._expected[:, chosen], observed, noise, generator)
        ends = np.cumsum([part.shape[1] for part in parts])[:-1]
        offset, slope, *rest = np.split(state, ends, axis=1)
        self._offset[:, chosen], self._slope[:, chosen] = offset, slope
        if group == "tension":
            self._put_pairs(*rest)
        else:
            self._put_sector(group, *rest)

    def _pairs(self) -> list[FloatArray]:
        """Return tension both ways, the grievances of pairs and the link, on open scales."""
        tension, grievance = self._members.get("tension"), self._members.get("pair_grievance")
        low, high = np.triu_indices(tension.shape[1], 1)
        open_tension = np.log((tension + _EDGE) / (1.0 - tension + _EDGE))
        return [
            open_tension[:, low, high],
            open_tension[:, high, low],
            grievance[:, low, high],
            np.log(self._link)[:, None],
        ]

    def _put_pairs(
        self, there: FloatArray, back: FloatArray, grievance: FloatArray, link: FloatArray
    ) -> None:
        tension = self._members.get("tension")
        low, high = np.triu_indices(tension.shape[1], 1)
        for rows, columns, logit in ((low, high, there), (high, low, back)):
            odds = np.exp(np.clip(logit, -30.0, 30.0))
            inner = ((1.0 + _EDGE) * odds - _EDGE) / (1.0 + odds)
            tension[:, rows, columns] = np.clip(inner, 0.0, 1.0)
        both = np.zeros_like(tension)
        both[:, low, high] = both[:, high, low] = grievance
        self._members.put("tension", tension)
        self._members.put("pair_grievance", both)
        self._link = np.exp(link[:, 0])

    def _sector(self, name: str) -> list[FloatArray]:
        """Return the shares of a sector and the attractions in it, as logarithms."""
        k = self._sectors[name]
        share, attraction = self._members.get("share"), self._members.get("log_attraction")
        return [np.log(share[:, k] + _EDGE), attraction[:, k, 1:]]

    def _put_sector(self, name: str, share: FloatArray, attraction: FloatArray) -> None:
        k = self._sectors[name]
        shares, attractions = self._members.get("share"), self._members.get("log_attraction")
        parts = np.maximum(np.exp(np.minimum(share, 30.0)) - _EDGE, 0.0)
        shares[:, k] = parts / parts.sum(axis=1, keepdims=True)
        attractions[:, k, 1:] = attraction
        self._members.put("share", shares)
        self._members.put("log_attraction", attractions)

    def _spread_pairs(
        self, generator: np.random.Generator, spread: float, keep: float = 1.0
    ) -> None:
        grievance = self._members.get("pair_grievance")
        upper = np.triu(generator.standard_normal(grievance.shape) * spread, 1)
        self._members.put("pair_grievance", keep * grievance + upper + upper.swapaxes(1, 2))

    def _spread_attraction(
        self, generator: np.random.Generator, spread: Mapping[str, float]
    ) -> None:
        attraction = self._members.get("log_attraction")
        for name, size in spread.items():
            drawn = generator.standard_normal((len(attraction), attraction.shape[2] - 1))
            attraction[:, self._sectors[name], 1:] += size * drawn
        self._members.put("log_attraction", attraction)

    def _sizes(self, year: int) -> FloatArray:
        return change_size(self.series, year, self.settings.pooling, self.settings.smallest)

    def _each(self, by_indicator: Mapping[str, float]) -> FloatArray:
        return np.array([by_indicator[name] for name in self._names])

    def _generator(self, stream: int) -> np.random.Generator:
        """Return the random numbers of a purpose in the year; no draw depends on another."""
        return np.random.Generator(np.random.PCG64([self.seed, self.year + 1, stream]))
