"""Whether a calibration can be trusted: checks on pseudo-records whose truth is known.

A pseudo-record is a simulation that was held out. Its parameters were drawn
from the prior; so, if the method is right, each lies among its accepted
values like one more of them: its rank is uniform (Talts et al. 2018,
arXiv:1804.06788).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

from multivector_sim.calibration.rejection import Accepted, Rejection
from multivector_sim.errors import InputError

__all__ = ["BINS", "RANKS", "SIGNIFICANT", "Checks", "contraction", "flatness", "simulation_check"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

RANKS: Final = 99
"""Accepted values among which a truth is ranked: ranks run from 0 to this."""
BINS: Final = 20
"""Bars of a histogram of ranks; they hold the same number of ranks each."""
SIGNIFICANT: Final = 0.05
"""Level of the tests of flatness, all parameters together (Bonferroni)."""
_PRIOR_VARIANCE: Final = 1 / 12
_LEVELS: Final = (0.5, 0.9)


class Checks(NamedTuple):
    """What the pseudo-records show of a method, by parameter.

    Attributes
    ----------
    method
        See ``rejection.METHODS``.
    ranks
        (R, P) rank of each truth, 0 to ``RANKS``.
    p_value
        (P,) of the test that ranks are uniform, one parameter alone.
    covered
        (2, P) share of truths inside the central 50 and 90 % intervals.
    contraction
        (P,) 1 - mean variance of the accepted over that of the prior.
    score
        (P,) mean continuous ranked probability score, in quantiles of the
        prior; small is good.
    distances
        (R,) distance of the farthest accepted simulation from each pseudo-record.
    """

    method: str
    ranks: IntArray
    p_value: FloatArray
    covered: FloatArray
    contraction: FloatArray
    score: FloatArray
    distances: FloatArray

    @property
    def uneven(self) -> NDArray[np.bool_]:
        """(P,) whether flatness is rejected, with the number of parameters allowed for."""
        return np.asarray(self.p_value * self.p_value.size < SIGNIFICANT)


def simulation_check(
    rejection: Rejection,
    truths: FloatArray,
    summaries: FloatArray,
    count: int,
    method: str,
    *,
    narrowed: float = 1.0,
    progress: Callable[[int], None] | None = None,
) -> Checks:
    """Hold simulations that are not in the table against it, as if they were records.

    Parameters
    ----------
    rejection
        The table.
    truths
        (R, P) parameters of the pseudo-records, as quantiles of their priors.
    summaries
        (R, K) their summaries.
    count
        How many to accept, ``RANKS`` or more.
    method
        See ``rejection.METHODS``.
    narrowed
        Factor on the distance of accepted values from their mean: other than
        one, the answer is wrong on purpose, which the ranks must show.
    progress
        Called with the number of newly finished pseudo-records.

    Raises
    ------
    InputError
        If fewer than ``RANKS`` are accepted, or there are no pseudo-records.
    """
    from scoringrules import crps_ensemble  # each import compiles functions of its own, for seconds

    if count < RANKS:
        raise InputError(f"accept: {count} received; a check needs {RANKS} or more")
    if not len(truths):
        raise InputError("0 pseudo-records received; one or more are needed")
    chosen = np.arange(RANKS) * count // RANKS
    ranks, inside, variances, scores, distances = [], [], [], [], []
    for truth, place in zip(truths, rejection.place(summaries), strict=True):
        accepted = _narrowed(rejection.accept(place, count, method), narrowed)
        units = accepted.units
        ranks.append((units[chosen] < truth).sum(axis=0))
        ends = np.quantile(units, [0.5 - 0.5 * level for level in _LEVELS], axis=0)
        tops = np.quantile(units, [0.5 + 0.5 * level for level in _LEVELS], axis=0)
        inside.append((ends <= truth) & (truth <= tops))
        variances.append(units.var(axis=0, ddof=1))
        scores.append(crps_ensemble(truth, units.T, backend="numpy"))
        distances.append(accepted.distance)
        if progress is not None:
            progress(1)
    table = np.array(ranks, dtype=np.int64)
    return Checks(
        method,
        table,
        flatness(table),
        np.mean(inside, axis=0),
        1 - np.mean(variances, axis=0) / _PRIOR_VARIANCE,
        np.mean(scores, axis=0),
        np.array(distances),
    )


def _narrowed(accepted: Accepted, factor: float) -> Accepted:
    if factor == 1.0:
        return accepted
    mean = accepted.units.mean(axis=0)
    return accepted._replace(units=mean + factor * (accepted.units - mean))


def flatness(ranks: IntArray) -> FloatArray:
    """Return (P,) p-values of Pearson's test that ranks, (R, P), are uniform."""
    bars = np.stack(
        [np.bincount(column * BINS // (RANKS + 1), minlength=BINS) for column in ranks.T]
    )
    expected = len(ranks) / BINS
    return np.asarray(chdtrc(BINS - 1, ((bars - expected) ** 2).sum(axis=1) / expected))


def contraction(units: FloatArray) -> FloatArray:
    """Return (P,) 1 - variance of accepted values, (n, P), over that of the prior."""
    return np.asarray(1 - units.var(axis=0, ddof=1) / _PRIOR_VARIANCE)
