"""Which parameters an effect depends on most."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from multivector_sim.inquiry import draws_of
from multivector_sim.model.parameters import PARAMETERS
from multivector_sim.theses.spec import Part

__all__ = ["Influence", "influences"]

SHOWN: Final = 3
"""Parameters told."""
FEWEST: Final = 20
"""Draws below which nothing is told: so few ranks agree by chance with one parameter of many."""


class Influence(NamedTuple):
    """How an effect depends on a parameter, over draws of the prior.

    Attributes
    ----------
    parameter
        Its name.
    correlation
        Spearman's rank correlation with the effect, -1 to 1.
    held_low, held_high
        Share of draws in which the claim holds, in the lowest and the highest
        third of the parameter.
    """

    parameter: str
    correlation: float
    held_low: float
    held_high: float


def influences(values: NDArray[np.float64], part: Part, seed: int) -> tuple[Influence, ...]:
    """Return the parameters that an effect depends on most.

    Parameters
    ----------
    values
        (D,) the effect in the first D draws of the prior.
    part
        What was claimed.
    seed
        Seed of the draws.

    Returns
    -------
    tuple of Influence
        At most three, the strongest first; only those whose correlation is
        clear of chance at 5 % over all parameters (Benjamini & Hochberg). None
        of fewer than ``FEWEST`` draws with a value.
    """
    from scipy.stats import false_discovery_control, spearmanr

    finite = np.isfinite(values)
    if finite.sum() < FEWEST or np.ptp(values[finite]) == 0:
        return ()
    table = draws_of("prior", seed, 0, values.size)[finite]
    effect = values[finite]
    tests = [spearmanr(column, effect) for column in table.T]
    strength = np.array([test.statistic for test in tests])
    clear = false_discovery_control([test.pvalue for test in tests]) <= 0.05
    held = {
        "lower": effect < -part.negligible,
        "higher": effect > part.negligible,
        "none": np.abs(effect) <= part.negligible,
    }[part.claim]
    order = [index for index in np.argsort(-np.abs(strength)) if clear[index]][:SHOWN]
    return tuple(
        Influence(PARAMETERS[index].name, float(strength[index]), *_thirds(table[:, index], held))
        for index in order
    )


def _thirds(column: NDArray[np.float64], held: NDArray[np.bool_]) -> tuple[float, float]:
    low, high = np.quantile(column, [1 / 3, 2 / 3])
    return float(held[column <= low].mean()), float(held[column >= high].mean())
