"""Scores of forecasts, target by target, beside those of the naive forecasts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from multivector_sim.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["LEVELS", "OVERALL", "Verification", "crps", "score_table", "verifications"]

FloatArray = NDArray[np.float64]

LEVELS: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Levels of the quantiles in which forecasts are kept."""

OVERALL: Final = "overall"
"""Name of the row of all targets together."""


class Verification(NamedTuple):
    """One figure and what was expected of it.

    Attributes
    ----------
    target
        Label of the series.
    origin, year
        Year of the forecast, and year of the figure.
    observed
        The figure.
    model, persistence, drift
        (Q,) quantiles at ``LEVELS``.
    """

    target: str
    origin: int
    year: int
    observed: float
    model: FloatArray
    persistence: FloatArray
    drift: FloatArray


def crps(observed: FloatArray, quantiles: FloatArray) -> FloatArray:
    """Return the continuous ranked probability score of forecasts given by quantiles.

    Parameters
    ----------
    observed
        (N,) figures.
    quantiles
        (N, Q) at ``LEVELS``.

    Returns
    -------
    numpy.ndarray
        (N,), in the unit of the figures; smaller is better. It is twice the
        mean pinball loss of the quantiles (Berrisch and Ziel 2023), which
        tends to the score of the whole distribution as levels are added.
    """
    from scoringrules import crps_quantile

    score: FloatArray = crps_quantile(observed, quantiles, np.array(LEVELS), backend="numpy")
    return score


def verifications(
    labels: Sequence[str],
    origin: int,
    years: Sequence[int],
    observed: FloatArray,
    model: FloatArray,
    persistence: FloatArray,
    drift: FloatArray,
) -> Iterable[Verification]:
    """Yield what can be verified.

    Parameters
    ----------
    labels
        K targets.
    origin, years
        Origin and the H years after it.
    observed
        (H, K) figures, NaN where none is known.
    model, persistence, drift
        (Q, H, K) quantiles.
    """
    for h, year in enumerate(years):
        for k, label in enumerate(labels):
            if not np.isnan(observed[h, k]):
                yield Verification(
                    label,
                    origin,
                    int(year),
                    float(observed[h, k]),
                    model[:, h, k],
                    persistence[:, h, k],
                    drift[:, h, k],
                )


def score_table(rows: Iterable[Verification]) -> pd.DataFrame:
    """Return the scores of each target and of all together.

    Returns
    -------
    pandas.DataFrame
        Columns ``target``, ``crps``, ``crps_persistence``, ``crps_drift``,
        ``mae`` (of the median), ``coverage50`` and ``coverage90`` (share of
        figures inside the central intervals), ``n`` (figures). The last row,
        ``overall``, is the mean over figures.

    Raises
    ------
    InputError
        If there is nothing to score.
    """
    import pandas as pd

    given = list(rows)
    if not given:
        raise InputError(
            "scores: no observed figure for any year that was forecast; "
            "give a table with such years"
        )
    observed = np.array([row.observed for row in given])
    model = np.stack([row.model for row in given])
    inside = [(model[:, low] <= observed) & (observed <= model[:, -1 - low]) for low in (0, 1)]
    table = pd.DataFrame(
        {
            "target": [row.target for row in given],
            "crps": crps(observed, model),
            "crps_persistence": crps(observed, np.stack([row.persistence for row in given])),
            "crps_drift": crps(observed, np.stack([row.drift for row in given])),
            "mae": np.abs(model[:, LEVELS.index(0.5)] - observed),
            "coverage50": inside[1].astype(float),
            "coverage90": inside[0].astype(float),
        }
    )
    means = table.groupby("target", sort=False).mean()
    means["n"] = table.groupby("target", sort=False).size()
    whole = table.drop(columns="target").mean().to_frame(OVERALL).T
    whole["n"] = len(table)
    return pd.concat([means, whole]).rename_axis("target").reset_index().astype({"n": int})
