"""Sums of means: values and Monte Carlo errors, and rows of tables of them; checks of input."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.inquiry import SETS, SYMMETRIC, Estimates, effect_of

__all__ = ["Progress", "checked_draws", "checked_sets", "estimates_of", "row_of", "with_symmetric"]

FloatArray = NDArray[np.float64]
Progress = Callable[[int, int], None]


def estimates_of(sums: FloatArray) -> list[Estimates]:
    """Return sums of means over runs, each with its Monte Carlo error.

    Parameters
    ----------
    sums
        (draws, batches, n): n sums with fixed weights of means over batches of runs.

    Returns
    -------
    list of Estimates
        n of them. The error is the standard error of the mean over batches,
        which for such sums is what the jackknife over batches gives
        (``inquiry.estimate``).
    """
    values = sums.mean(axis=1)
    errors = sums.std(axis=1, ddof=1) / sums.shape[1] ** 0.5
    return [Estimates(values[:, place], errors[:, place]) for place in range(sums.shape[2])]


def row_of(estimates: Estimates) -> dict[str, Any]:
    """Return an effect over draws as cells of a table.

    They are the fields of :class:`~multivector_sim.inquiry.Effect`, and
    ``error``: the part of the standard error of the mean that more runs of
    each draw would take away.
    """
    count = max(1, estimates.errors.size)
    error = float(np.sqrt(np.mean(estimates.errors**2) / count))
    return {**effect_of(estimates)._asdict(), "error": error}


def checked_draws(draws: int) -> int:
    """Return a number of draws.

    Raises
    ------
    InputError
        If it is no whole number of 2 or more.
    """
    if isinstance(draws, bool) or not isinstance(draws, int) or draws < 2:
        raise InputError(f"draws: {draws!r} received; a whole number of 2 or more is needed")
    return draws


def checked_sets(sets: Iterable[str]) -> tuple[str, ...]:
    """Return sets of parameters in the order of ``SETS``, the whole prior first.

    Raises
    ------
    InputError
        If there is none, or one is unknown or named twice.
    """
    given = (sets,) if isinstance(sets, str) else tuple(sets)
    if not given or len(set(given)) < len(given) or not set(given) <= set(SETS):
        raise InputError(
            f"sets: {', '.join(given) or 'none'} received; allowed are {', '.join(SETS)}, each once"
        )
    return tuple(name for name in ("prior", "accepted") if name in given)


def with_symmetric(sets: Iterable[str]) -> tuple[str, ...]:
    """Return sets with the symmetric prior beside the prior."""
    return tuple(name for one in sets for name in ((one, SYMMETRIC) if one == "prior" else (one,)))
