"""Indices of sensitivity by three methods, as rows of a table."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from multivector_sim.sweeps.design import MORRIS_INSET, MORRIS_LEVELS, Design, as_problem
from multivector_sim.sweeps.pawn import MOST_CATEGORIES, Ranked, slide_by_category, slide_by_rank

__all__ = [
    "CONFIDENCE",
    "FALSE_ALARMS",
    "INDICES",
    "Options",
    "Points",
    "Row",
    "ends_of_blocks",
    "morris_rows",
    "pawn_rows",
    "sobol_rows",
]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]
Row = tuple[str, str, str, float, float, float, float]
"""Factor, other factor of a pair, index, value, low, high, threshold."""

INDICES: Final[Mapping[str, tuple[str, ...]]] = {
    "sobol": ("first", "total"),
    "morris": ("mu_star", "mu", "sigma"),
    "pawn": ("pawn_median", "pawn_max"),
}
"""Indices of single factors, by method."""

CONFIDENCE: Final = 0.95
"""Level of intervals."""

FALSE_ALARMS: Final = 0.05
"""Chance that any of the factors exceeds its threshold though none has an effect."""

_STEP: Final = MORRIS_LEVELS / (2 * (MORRIS_LEVELS - 1)) * (1 - 2 * MORRIS_INSET)


class Points(NamedTuple):
    """Points that an analysis takes: those of whole blocks.

    Attributes
    ----------
    design
        Where they come from.
    rows
        (count,) their rows in the design, rising.
    means, noise
        (count,) mean of the outcome, finite; variance of that mean, NaN where not known.
    block
        Rows that belong together.
    """

    design: Design
    rows: IntArray
    means: FloatArray
    noise: FloatArray
    block: int

    @property
    def blocks(self) -> int:
        """How many blocks there are."""
        return len(self.rows) // self.block


class Options(NamedTuple):
    """How an analysis is made.

    Attributes
    ----------
    categories
        By factor that is no number, or has few values: value in each row of the design.
    seed, resamples
        Seed and number of bootstrap samples.
    """

    categories: Mapping[str, NDArray[Any]]
    seed: int
    resamples: int


def ends_of_blocks(points: Points) -> Points:
    """Return the first and the last row of each block of Saltelli: the two base samples."""
    last = points.block - 1
    ends = (points.block * np.arange(points.blocks)[:, None] + np.array([0, last])).ravel()
    return Points(points.design, points.rows[ends], points.means[ends], points.noise[ends], 1)


def _level(factors: int) -> float:
    """Return the level at which a factor's own threshold lies."""
    return 1 - FALSE_ALARMS / factors


def sobol_rows(points: Points, options: Options) -> list[Row]:
    """Return first and total shares, and those of pairs.

    Half the squared difference of two means that differ by noise alone is the
    variance of the noise times chi square of one degree of freedom, and a
    total share is the mean of these over blocks, over the variance.
    """
    from SALib.analyze.sobol import analyze
    from scipy.special import chdtri

    names, pairs = points.design.factors, points.design.second_order
    # SALib takes seed 0 for none, and would then draw from NumPy's global state.
    found = analyze(
        as_problem(names), points.means, calc_second_order=pairs, conf_level=CONFIDENCE,
        num_resamples=options.resamples, seed=options.seed + 1,
    )  # fmt: skip
    chance = float(chdtri(points.blocks, 1 - _level(len(names)))) / points.blocks
    share = points.noise.mean() / ends_of_blocks(points).means.var()
    rows: list[Row] = []
    for index, key, threshold in (
        ("first", "S1", np.nan),
        ("total", "ST", share * chance),
    ):
        for name, value, half in zip(names, found[key], found[f"{key}_conf"], strict=True):
            rows.append((name, "", index, value, value - half, value + half, threshold))
    if pairs:
        for i, j in combinations(range(len(names)), 2):
            value, half = found["S2"][i, j], found["S2_conf"][i, j]
            rows.append((names[i], names[j], "second", value, value - half, value + half, np.nan))
    return rows


def morris_rows(points: Points, options: Options) -> list[Row]:
    """Return elementary effects over the whole range of a factor's quantiles.

    SALib divides by the step of levels that reach from 0 to 1; ours do not, so
    means are stretched by the ratio of the two steps. The effect of noise
    alone is the difference of two means over the step, taken as normal; the
    threshold is a quantile of the mean of its sizes.
    """
    from SALib.analyze.morris import analyze
    from scipy.special import ndtri

    names = points.design.factors
    stretch = 1 / (1 - 2 * MORRIS_INSET)
    found = analyze(
        as_problem(names), points.design.unit[points.rows], points.means * stretch,
        num_levels=MORRIS_LEVELS, num_resamples=options.resamples,
        conf_level=CONFIDENCE, seed=options.seed,
    )  # fmt: skip
    spread = np.sqrt(2 * points.noise.mean()) / _STEP
    error = np.sqrt((1 - 2 / np.pi) / points.blocks)
    threshold = spread * (np.sqrt(2 / np.pi) + float(ndtri(_level(len(names)))) * error)
    halves = np.asarray(found["mu_star_conf"], dtype=np.float64)
    rows: list[Row] = []
    for index in INDICES["morris"]:
        values = np.asarray(found[index], dtype=np.float64)
        for place, name in enumerate(names):
            value = float(values[place])
            half = float(halves[place]) if index == "mu_star" else np.nan
            bound = threshold if index == "mu_star" else np.nan
            rows.append((name, "", index, value, value - half, value + half, bound))
    return rows


def _slides(points: Points, options: Options, place: int) -> IntArray:
    """Return the slides of a factor: by category, by level of a grid, or by rank."""
    column, name = points.design.unit[points.rows, place], points.design.factors[place]
    if name in options.categories:
        return slide_by_category(options.categories[name][points.rows])
    if points.design.kind == "grid" and len(np.unique(column)) <= MOST_CATEGORIES:
        return slide_by_category(column)
    return slide_by_rank(column)


def pawn_rows(points: Points, options: Options) -> list[Row]:
    """Return distances of distributions; thresholds are shared by factors with like slides."""
    from scipy.special import ndtri

    names = points.design.factors
    slides = [_slides(points, options, place) for place in range(len(names))]
    ranked = Ranked(points.means)
    spread = ranked.resampled(slides, options.resamples, options.seed).std(axis=0, ddof=1)
    halves = float(ndtri((1 + CONFIDENCE) / 2)) * spread
    sizes = [tuple(np.sort(np.bincount(own))) for own in slides]
    level = _level(len(names))
    thresholds = {
        size: ranked.threshold(slides[sizes.index(size)], level, options.seed)
        for size in dict.fromkeys(sizes)
    }
    values = [ranked.indices(own) for own in slides]
    rows: list[Row] = []
    for part, index in enumerate(INDICES["pawn"]):
        for place, name in enumerate(names):
            value, half = values[place][part], halves[place, part]
            bound = thresholds[sizes[place]][part]
            rows.append((name, "", index, value, value - half, value + half, bound))
    return rows
