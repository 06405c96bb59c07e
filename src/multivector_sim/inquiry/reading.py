"""Functions of means: what they need, their value in each draw, and its Monte Carlo error."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from multivector_sim.inquiry.condition import Condition
from multivector_sim.inquiry.measures import Measure
from multivector_sim.inquiry.pool import BATCHES, Pool

__all__ = ["Estimates", "Needs", "Read", "Value", "estimate", "needs_of"]

FloatArray = NDArray[np.float64]
Needs: TypeAlias = dict[Condition, list[Measure]]


class Read(Protocol):
    """Gives the mean of a measure in a condition: one number a draw."""

    def __call__(self, condition: Condition, measure: Measure | str) -> FloatArray:
        """Return (D,) means over the runs of each draw; a text is a column of outcomes."""
        ...


Value: TypeAlias = Callable[[Read], FloatArray]
"""A function of means, (D,), which asks for them; what it asks for may not depend on them."""


class Estimates(NamedTuple):
    """A value in each draw.

    Attributes
    ----------
    values
        (D,) the value.
    errors
        (D,) its Monte Carlo standard error, from runs of that draw.
    """

    values: FloatArray
    errors: FloatArray


def _measure(measure: Measure | str) -> Measure:
    return Measure(measure) if isinstance(measure, str) else measure


def needs_of(*values: Value) -> Needs:
    """Return what some values ask for, without running anything.

    Examples
    --------
    >>> calm, loud = Condition("as recorded"), Condition("mute", policy="laissez_faire")
    >>> needs = needs_of(lambda read: read(calm, "autonomy") - read(loud, "autonomy"))
    >>> [condition.words for condition in needs]
    ['as recorded', 'mute']
    """
    needs: Needs = {}

    def note(condition: Condition, measure: Measure | str) -> FloatArray:
        wanted = needs.setdefault(condition, [])
        if _measure(measure) not in wanted:
            wanted.append(_measure(measure))
        return np.ones(1)

    for value in values:
        value(note)
    return needs


def estimate(value: Value, pool: Pool, which: str, draws: int) -> Estimates:
    """Return a value in each draw, with its error by the jackknife over batches of runs.

    Parameters
    ----------
    value
        A function of means.
    pool
        Where runs come from; what is missing is run.
    which, draws
        Parameter sets, and how many.

    Notes
    -----
    The error is sqrt((B - 1) / B * sum((v_b - v)^2)) of the values v_b with
    batch b left out, which for a difference of means is the usual standard
    error from batch means (Efron & Tibshirani 1993, chapter 11).
    """
    tables = {
        condition: dict(
            zip(
                (measure.label for measure in measures),
                np.moveaxis(pool.means(condition, measures, which, draws), 2, 0),
                strict=True,
            )
        )
        for condition, measures in needs_of(value).items()
    }

    def without(batch: int | None) -> FloatArray:
        kept = np.ones(BATCHES, dtype=bool)
        if batch is not None:
            kept[batch] = False

        def read(condition: Condition, measure: Measure | str) -> FloatArray:
            mean: FloatArray = tables[condition][_measure(measure).label][:, kept].mean(axis=1)
            return mean

        return np.asarray(value(read), dtype=np.float64)

    partial = np.stack([without(batch) for batch in range(BATCHES)])
    spread = ((partial - partial.mean(axis=0)) ** 2).sum(axis=0)
    return Estimates(without(None), np.sqrt((BATCHES - 1) / BATCHES * spread))
