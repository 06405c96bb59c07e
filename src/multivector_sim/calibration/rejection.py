"""Approximate Bayesian computation on a common table of simulations.

Parameters are quantiles of their priors, so each is uniform over (0, 1).
Summaries are first turned into one number a parameter: the mean that a
regression on them expects (Fearnhead & Prangle 2012,
doi:10.1111/j.1467-9868.2011.01010.x). The simulations nearest to the record
in these numbers are accepted, all with the same weight; a linear regression
within them can then move each to where it would lie at the record
(Beaumont, Zhang & Balding 2002, doi:10.1093/genetics/162.4.2025), on the
scale log(u / (1 - u)), so that no parameter leaves its prior.
"""

from __future__ import annotations

from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from multivector_sim.errors import InputError

__all__ = ["ADJUSTED", "METHODS", "REJECTED", "Accepted", "Rejection"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

REJECTED: Final = "rejection"
ADJUSTED: Final = "rejection and regression"
METHODS: Final = (REJECTED, ADJUSTED)
"""Accepted as they were drawn; moved by a regression."""

_EDGE: Final = 1e-9
"""Smallest distance of a quantile from 0 and 1, where its log odds are infinite."""
_FARTHEST: Final = 5.0
"""Standard deviations at which a summary is cut off before it is squared."""
_RIDGE: Final = 1.0
_FEWEST: Final = 2


class Accepted(NamedTuple):
    """Simulations that come near to a record.

    Attributes
    ----------
    rows
        (n,) their rows in the table, ascending.
    units
        (n, P) their parameters, as quantiles of the priors.
    distance
        Distance of the farthest of them.
    """

    rows: IntArray
    units: FloatArray
    distance: float


class Rejection:
    """A table of simulations, against which records are held.

    Parameters
    ----------
    units
        (N, P) parameters as quantiles of their priors, 0 to 1.
    summaries
        (N, K) simulated summaries, with their errors.

    Raises
    ------
    InputError
        If shapes differ, there are fewer simulations than the regression has
        terms, or a number is not finite.
    """

    def __init__(self, units: FloatArray, summaries: FloatArray) -> None:
        from sklearn.linear_model import Ridge  # slow to import, and figures do without

        if units.ndim != 2 or summaries.ndim != 2 or len(units) != len(summaries):
            raise InputError(
                f"units {units.shape} and summaries {summaries.shape} received; both need two "
                "axes, and one row a simulation"
            )
        if len(units) <= 2 * summaries.shape[1] + 1:
            raise InputError(
                f"{len(units)} simulations received; more than {2 * summaries.shape[1] + 1} are "
                f"needed for {summaries.shape[1]} summaries"
            )
        if not (np.isfinite(units).all() and np.isfinite(summaries).all()):
            raise InputError("units and summaries must be finite numbers")
        self.units = units
        self._mean = summaries.mean(axis=0)
        spread = summaries.std(axis=0)
        self._spread = np.where(spread > 0, spread, 1.0)
        terms = self._terms(summaries)
        self._model = Ridge(alpha=_RIDGE, solver="cholesky").fit(terms, units)
        expected = self._predicted(terms)
        self.explained: FloatArray = 1 - (units - expected).var(axis=0) / units.var(axis=0)
        """(P,) share of the variance of each parameter that the regression explains."""
        error = (units - expected).std(axis=0)
        self._scale = 1 / np.where(error > 0, error, 1.0)
        self._places = np.asfortranarray(expected * self._scale)

    def _terms(self, summaries: FloatArray) -> FloatArray:
        """Return summaries and their squares, standardised."""
        z = np.clip((summaries - self._mean) / self._spread, -_FARTHEST, _FARTHEST)
        return np.concatenate([z, z * z], axis=1)

    def _predicted(self, terms: FloatArray) -> FloatArray:
        found = np.asarray(self._model.predict(terms), dtype=np.float64)
        return found.reshape(len(terms), -1)

    def place(self, summaries: FloatArray) -> FloatArray:
        """Return (n, P) the places of records: expected parameters over their errors."""
        return self._predicted(self._terms(np.atleast_2d(summaries))) * self._scale

    def accept(self, place: FloatArray, count: int, method: str = REJECTED) -> Accepted:
        """Return the simulations nearest to a record.

        Parameters
        ----------
        place
            (P,) place of the record, from :meth:`place`.
        count
            How many to accept, 2 to N.
        method
            One of ``METHODS``.

        Raises
        ------
        InputError
            If the number or the method is not allowed.
        """
        if not _FEWEST <= count <= len(self.units):
            raise InputError(
                f"accept: {count} received; allowed are {_FEWEST} to {len(self.units)}, the "
                "number of simulations that are compared"
            )
        if method not in METHODS:
            raise InputError(f"method: {method!r} received; allowed are {', '.join(METHODS)}")
        squares = np.zeros(len(self.units))
        for column, at in zip(self._places.T, place, strict=True):
            squares += (column - at) ** 2
        # Of equal distances the earlier row counts as nearer: the order is the same everywhere.
        bound = np.partition(squares, count - 1)[count - 1]
        near = np.flatnonzero(squares <= bound)
        rows = np.sort(near[np.argsort(squares[near], kind="stable")[:count]])
        units = self.units[rows]
        if method == ADJUSTED:
            units = self._moved(rows, place)
        return Accepted(rows, units, float(np.sqrt(squares[rows].max())))

    @cached_property
    def _odds(self) -> FloatArray:
        return np.asarray(logit(np.clip(self.units, _EDGE, 1 - _EDGE)))

    def _moved(self, rows: IntArray, place: FloatArray) -> FloatArray:
        from sklearn.linear_model import LinearRegression  # as above

        away = self._places[rows] - place
        slopes = np.asarray(LinearRegression().fit(away, self._odds[rows]).coef_)
        slopes = slopes.reshape(self.units.shape[1], -1)
        return np.asarray(expit(self._odds[rows] - away @ slopes.T))
