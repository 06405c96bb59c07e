"""Scores of forecasts, target by target, beside those of the naive forecasts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from multivector_sim.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "GROUPS",
    "LEVELS",
    "OVERALL",
    "SCORES",
    "Verification",
    "crps",
    "figure_table",
    "score_table",
    "verifications",
]

FloatArray = NDArray[np.float64]

LEVELS: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Levels of the quantiles in which forecasts are kept."""

OVERALL: Final = "overall"
"""Name of the row of all targets together."""

GROUPS: Final = ("target", "indicator", "lead", "origin", "year")
"""What scores can be grouped by."""

SCORES: Final = ("crps", "crps_persistence", "crps_drift", "mae", "coverage50", "coverage90")
"""Columns of means over figures."""


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
    levels = np.array(LEVELS)
    above = observed[:, np.newaxis] - quantiles
    score: FloatArray = 2 * np.maximum(levels * above, (levels - 1) * above).mean(axis=1)
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


def figure_table(rows: Iterable[Verification]) -> pd.DataFrame:
    """Return the scores of each figure.

    Returns
    -------
    pandas.DataFrame
        One row a figure: ``target``, ``indicator``, ``origin``, ``year``,
        ``lead`` (years ahead) and the scores of :func:`score_table`.

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
    return pd.DataFrame(
        {
            "target": [row.target for row in given],
            "indicator": [row.target.split()[0] for row in given],
            "origin": [row.origin for row in given],
            "year": [row.year for row in given],
            "lead": [row.year - row.origin for row in given],
            "crps": crps(observed, model),
            "crps_persistence": crps(observed, np.stack([row.persistence for row in given])),
            "crps_drift": crps(observed, np.stack([row.drift for row in given])),
            "mae": np.abs(model[:, LEVELS.index(0.5)] - observed),
            "coverage50": inside[1].astype(float),
            "coverage90": inside[0].astype(float),
        }
    )


def score_table(rows: Iterable[Verification], by: str = "target") -> pd.DataFrame:
    """Return the scores of each target, or of other groups, and of all together.

    Parameters
    ----------
    rows
        Figures and what was expected of them.
    by
        ``"target"``, ``"indicator"``, ``"lead"``, ``"origin"`` or ``"year"``.

    Returns
    -------
    pandas.DataFrame
        Columns ``target`` (or what ``by`` says), ``crps``,
        ``crps_persistence``, ``crps_drift``, ``mae`` (of the median),
        ``coverage50`` and ``coverage90`` (share of figures inside the central
        intervals), ``n`` (figures). The last row, ``overall``, is the mean
        over figures.

    Raises
    ------
    InputError
        If there is nothing to score, or nothing to group by of that name.
    """
    import pandas as pd

    if by not in GROUPS:
        raise InputError(f"scores: by {by!r} received; allowed are {', '.join(GROUPS)}")
    table = figure_table(rows)
    groups = table.groupby(by, sort=by not in ("target", "indicator"))[list(SCORES)]
    means = groups.mean()
    means["n"] = groups.size()
    whole = table[list(SCORES)].mean().to_frame(OVERALL).T
    whole["n"] = len(table)
    return pd.concat([means, whole]).rename_axis(by).reset_index().astype({"n": int})
