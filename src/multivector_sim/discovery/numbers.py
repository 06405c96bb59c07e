"""What a box covers, how dense it is, and whether chance would do as much.

Points of one group (a future under several choices, say) are no independent
trials. Tests count them by their design effect, or by the variance between
groups; where every group is a single point they are the exact tests.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from multivector_sim.discovery.boxes import jeffreys

__all__ = ["Numbers", "chance_of", "effective_share", "numbers_of", "part_of", "quasi_p"]

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]


class Numbers(NamedTuple):
    """What a box holds of some rows.

    Attributes
    ----------
    rows, cases
        Rows in the box, and the cases among them.
    coverage
        Share of all cases that lie in the box, 0 to 1; NaN where there is no case.
    density
        Share of the rows in the box that are cases, 0 to 1; NaN where the box is empty.
    density_low, density_high
        95 % interval of the density (Jeffreys, with the design effect of groups).
    mass
        Share of all rows that lie in the box, 0 to 1.
    """

    rows: int
    cases: int
    coverage: float
    density: float
    density_low: float
    density_high: float
    mass: float


def part_of(groups: IntArray | None, which: BoolArray) -> IntArray | None:
    """Return the groups of some rows."""
    return None if groups is None else groups[which]


def numbers_of(within: BoolArray, case: BoolArray, groups: IntArray | None) -> Numbers:
    """Return what a box holds.

    Parameters
    ----------
    within
        (rows,) which rows lie in the box.
    case
        (rows,) which rows are cases.
    groups
        (rows,) what belongs together, from 0; None where each row is on its own.
    """
    rows, cases = int(within.sum()), int(case[within].sum())
    total = int(case.sum())
    weight = effective_share(case[within], part_of(groups, within))
    low, high = jeffreys(cases * weight, rows * weight)
    return Numbers(
        rows,
        cases,
        cases / total if total else np.nan,
        cases / rows if rows else np.nan,
        low,
        high,
        rows / within.size if within.size else np.nan,
    )


def effective_share(case: BoolArray, groups: IntArray | None) -> float:
    """Return how many independent rows each row is worth, 0 to 1 (the inverse design effect).

    The variance of a share over groups (ratio estimator; Kish 1965, Survey
    Sampling, chapter 6) against that of as many independent rows. Where all
    rows are the same, a group counts once.
    """
    rows = case.size
    if groups is None or not rows:
        return 1.0
    _, which, size = np.unique(groups, return_inverse=True, return_counts=True)
    if size.size == rows:
        return 1.0
    share = float(case.mean())
    if share in (0.0, 1.0) or size.size == 1:
        return size.size / rows
    hits = np.bincount(which.reshape(-1), weights=case)
    spread = float(((hits - share * size) ** 2).sum()) * size.size / (size.size - 1)
    return min(1.0, share * (1 - share) * rows / spread) if spread > 0 else 1.0


def quasi_p(
    case: BoolArray, within: BoolArray, without: BoolArray, groups: IntArray | None
) -> float:
    """Return how likely chance alone gives a limit its density: the quasi-p of a limit.

    The binomial test of Bryant & Lempert (2010, Technological Forecasting and
    Social Change 77, 34-49): as many cases as there are in the box, or more,
    if the rows in it were drawn from the box without this limit.

    Parameters
    ----------
    case
        (rows,) which rows are cases.
    within, without
        (rows,) which rows lie in the box, and in the box without the limit.
    groups
        (rows,) what belongs together, from 0; None where each row is on its own.

    Returns
    -------
    float
        0 to 1; 1 where the box is empty.
    """
    from scipy.special import betainc

    rows, hits = int(within.sum()), int(case[within].sum())
    if not rows or not hits:
        return 1.0
    share = float(case[without].mean())
    weight = effective_share(case[within], part_of(groups, within))
    # The upper tail of the binomial distribution, which goes on between whole numbers.
    return float(betainc(hits * weight, (rows - hits) * weight + 1.0, share))


def chance_of(case: BoolArray, within: BoolArray, groups: IntArray | None) -> float:
    """Return how likely a box holds as many cases if it has nothing to do with them.

    Fisher's exact test, one-sided, where every group is one row; otherwise the
    score test with the variance between groups (Rao & Scott 1992, Biometrics
    48, 577-585).

    Parameters
    ----------
    case
        (rows,) which rows are cases.
    within
        (rows,) which rows lie in the box.
    groups
        (rows,) what belongs together, from 0; None where each row is on its own.

    Returns
    -------
    float
        0 to 1.
    """
    from scipy.stats import hypergeom, norm

    rows, hits = int(within.sum()), int(case[within].sum())
    if not rows:
        return 1.0
    if groups is None:
        return float(hypergeom.sf(hits - 1, case.size, int(case.sum()), rows))
    apart = (within - within.mean()) * (case - case.mean())
    scores = np.bincount(groups, weights=apart)
    spread = float(np.sqrt((scores**2).sum()))
    return float(norm.sf(scores.sum() / spread)) if spread > 0 else 1.0
