"""PAWN: how far the distribution of an outcome moves when one factor is held.

The points are cut into slides by a factor, and in each slide the distribution
of the outcome is set against that over all points by the statistic of
Kolmogorov and Smirnov (Pianosi and Wagener 2015 and 2018, Environmental
Modelling & Software 67 and 108). SALib has this too, but knows neither
categories nor intervals nor dummies, and its slides leave out the largest value.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "DUMMIES",
    "FINEST",
    "MOST_CATEGORIES",
    "SLIDES",
    "Ranked",
    "slide_by_category",
    "slide_by_rank",
]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]

SLIDES: Final = 8
"""Slides of a numeric factor, where there are points enough."""

MOST_CATEGORIES: Final = 256
"""Slides of a factor of categories, at most."""

DUMMIES: Final = 1000
"""Factors without effect that a threshold is taken from."""

FINEST: Final = 4096
"""Steps of a distribution function, at most: finer ones would change no digit that is read."""

_FEWEST: Final = 10
"""Points a slide, below which fewer slides are cut."""


class Ranked:
    """An outcome by rank, ready to be set against its slides.

    Parameters
    ----------
    values
        (rows,), finite. Equal values stay together; of more than ``FINEST`` different ones,
        neighbours share a step of the distribution functions.
    """

    def __init__(self, values: FloatArray) -> None:
        order = np.argsort(values, kind="stable")
        rising = values[order]
        groups = np.cumsum(np.append(False, rising[1:] != rising[:-1]))
        if groups[-1] >= FINEST:
            first = np.searchsorted(groups, groups)  # place of the first of equal values
            groups = np.unique(first * FINEST // len(values), return_inverse=True)[1]
        self.bins = np.empty(len(values), dtype=np.intp)
        self.bins[order] = groups
        self.count = int(groups[-1]) + 1

    def distances(self, slides: IntArray, weights: IntArray | None = None) -> FloatArray:
        """Return how far the distribution in each slide lies from that over all points.

        Parameters
        ----------
        slides
            (rows,) number of the slide of each point, from 0.
        weights
            (rows,) how often each point counts, 0 or more; None for once.

        Returns
        -------
        numpy.ndarray
            (slides,), 0 to 1: the largest distance of the two distribution
            functions; NaN for a slide without weight.
        """
        many = int(slides.max()) + 1
        counts = np.bincount(slides * self.count + self.bins, weights, many * self.count)
        below = counts.reshape(many, self.count).cumsum(axis=1, dtype=np.float64)
        sizes = below[:, -1:]
        parts = np.divide(below, sizes, out=np.full_like(below, np.nan), where=sizes > 0)
        whole = below.sum(axis=0) / sizes.sum()
        distances: FloatArray = np.abs(parts - whole).max(axis=1)
        return distances

    def indices(self, slides: IntArray, weights: IntArray | None = None) -> FloatArray:
        """Return the median and the maximum of the distances over slides, (2,)."""
        distances = self.distances(slides, weights)
        return np.array([np.nanmedian(distances), np.nanmax(distances)])

    def resampled(self, slides: list[IntArray], resamples: int, seed: int) -> FloatArray:
        """Return indices over bootstrap samples of the points, the same for all factors.

        Parameters
        ----------
        slides
            Slides of each factor.
        resamples
            Samples, 1 or more.
        seed
            0 to 2**64 - 1.

        Returns
        -------
        numpy.ndarray
            (resamples, factors, 2): median and maximum.
        """
        rows = len(self.bins)
        generator = np.random.default_rng([seed, 1])
        found = np.empty((resamples, len(slides), 2))
        for sample in found:
            weights = np.bincount(generator.integers(rows, size=rows), minlength=rows)
            for place, own in enumerate(slides):
                sample[place] = self.indices(own, weights)
        return found

    def threshold(self, slides: IntArray, level: float, seed: int) -> FloatArray:
        """Return what the indices of a factor without effect do not exceed.

        Dummies have as many slides of the same sizes, filled by chance.

        Parameters
        ----------
        slides
            Slides of the factor.
        level
            Share of dummies at or below the threshold, in (0, 1).
        seed
            0 to 2**64 - 1.

        Returns
        -------
        numpy.ndarray
            (2,): for the median and for the maximum.
        """
        generator = np.random.default_rng([seed, 2])
        sizes = np.sort(np.bincount(slides))
        own = np.repeat(np.arange(len(sizes)), sizes)
        dummies = np.array([self.indices(generator.permutation(own)) for _ in range(DUMMIES)])
        bounds: FloatArray = np.quantile(dummies, level, axis=0, method="higher")
        return bounds


def slide_by_rank(column: FloatArray) -> IntArray:
    """Return slides of a numeric factor, as many points in each as in any other, or one more.

    Parameters
    ----------
    column
        (rows,) values of the factor.

    Returns
    -------
    numpy.ndarray
        (rows,): ``SLIDES`` slides, or as many as leave ten points in each, but two at least.
    """
    rows = len(column)
    count = max(2, min(SLIDES, rows // _FEWEST))
    slides = np.empty(rows, dtype=np.intp)
    slides[np.argsort(column, kind="stable")] = np.arange(rows) * count // rows
    return slides


def slide_by_category(column: ArrayLike) -> IntArray:
    """Return slides of a factor that has few values: one for each.

    Parameters
    ----------
    column
        (rows,) numbers or names.
    """
    slides: IntArray = np.unique(np.asarray(column), return_inverse=True)[1]
    return slides
