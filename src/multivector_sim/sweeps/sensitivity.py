"""What an outcome depends on: indices of sensitivity, with the noise of the runs beside them.

Means over few runs carry chance, and an index of chance looks like an index
of a factor. So each analysis says what share of the spread is noise, what a
factor without effect would show, and whether its indices can be trusted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from multivector_sim.errors import InputError
from multivector_sim.sweeps.design import LARGEST_SEED, Design, block_length, check_whole
from multivector_sim.sweeps.indices import (
    INDICES,
    Options,
    Points,
    Row,
    ends_of_blocks,
    morris_rows,
    pawn_rows,
    sobol_rows,
)
from multivector_sim.sweeps.noise import NOISE_LIMIT, needed_replications, noise_share
from multivector_sim.sweeps.pawn import MOST_CATEGORIES, SLIDES

__all__ = ["LEADING", "METHODS", "Sensitivity", "sensitivity"]

FloatArray = NDArray[np.float64]

METHODS: Final = ("sobol", "morris", "pawn")
"""Kinds of analysis."""

LEADING: Final[Mapping[str, str]] = {
    "sobol": "total",
    "morris": "mu_star",
    "pawn": "pawn_median",
}
"""The index of each method that factors are ranked by."""

_WIDEST: Final = 0.1
"""Half the width of an interval beyond which an index says little."""
_MOST_DROPPED: Final = 0.05
_FEWEST: Final[Mapping[str, int]] = {"sobol": 16, "morris": 10, "pawn": 10 * SLIDES}
"""Blocks, trajectories and points, below which indices are not trusted."""
_UNITS: Final[Mapping[str, str]] = {"saltelli": "blocks", "morris": "trajectories"}


@dataclass(frozen=True)
class Sensitivity:
    """Indices of one outcome.

    Attributes
    ----------
    method
        One of ``METHODS``.
    kind
        Kind of the design.
    factors
        Names, in the order of the design.
    table
        A row a factor (or pair) and index, with columns ``factor``,
        ``other`` (second factor of a pair, else empty), ``index``,
        ``value``, ``low``, ``high`` (95 % by bootstrap over points),
        ``threshold`` (what a factor without effect would not exceed;
        NaN where none is known), ``corrected`` (the value without the
        noise; NaN where that is not justified).
        Indices of ``"sobol"``: ``first`` and ``total`` (shares of the variance), ``second``.
        Of ``"morris"``: ``mu_star``, ``mu``, ``sigma``: mean size, mean and
        spread of the change of the outcome over the whole range of quantiles
        of the factor, in the unit of the outcome.
        Of ``"pawn"``: ``pawn_median`` and ``pawn_max`` over slides, 0 to 1.
    rows, dropped
        Points of the design, and how many of them were left out.
    replications
        Runs behind each mean.
    noise_share
        Mean variance of a mean over the variance of the means; NaN if not known.
    needed_replications
        Runs a point that bring it to ``NOISE_LIMIT``; None if that cannot be told.
    doubts
        Why the indices are not to be trusted, a line each.
    notes
        What the reader should know besides.
    independent
        Whether each point had random numbers of its own; where not, the share
        of noise, and the runs needed, are the most that they can be.
    """

    method: str
    kind: str
    factors: tuple[str, ...]
    table: pd.DataFrame
    rows: int
    dropped: int
    replications: int
    noise_share: float
    needed_replications: int | None
    doubts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    independent: bool = False

    @property
    def trusted(self) -> bool:
        """Whether nothing speaks against the indices."""
        return not self.doubts

    def ranked(self) -> tuple[str, ...]:
        """Return the factors by the leading index of the method, the largest first."""
        leading = self.table[self.table["index"] == LEADING[self.method]]
        order = leading.sort_values("value", ascending=False, kind="stable", na_position="last")
        return tuple(order["factor"])


def sensitivity(
    design: Design,
    means: ArrayLike,
    *,
    noise: ArrayLike | None = None,
    replications: int,
    method: str | None = None,
    categories: Mapping[str, ArrayLike] | None = None,
    independent: bool = False,
    seed: int = 0,
    resamples: int = 100,
) -> Sensitivity:
    """Tell what an outcome depends on, from its means over the points of a design.

    Parameters
    ----------
    design
        What ``make_design`` returned.
    means
        (rows,) mean of the outcome at each point; not finite where the point
        failed. Nothing is put in its place: the block of Saltelli or the
        trajectory of Morris that it belongs to is left out, or the point alone.
    noise
        (rows,) variance of each mean: that of its runs, over their number.
        None, or NaN at a point that did not fail, where it is not known.
    replications
        Runs behind each mean, 1 or more.
    method
        ``"sobol"`` (first and total shares of the variance, of a Saltelli
        design), ``"morris"`` (elementary effects, of a Morris design) or
        ``"pawn"`` (distance of distributions, of any design but Morris's);
        None takes the one that the design was made for.
    categories
        By factor that is no number, or has few values: (rows,) value of each
        point, as numbers or names, at most 256 different ones. PAWN then has
        a slide a value. Factors of a grid need none.
    independent
        Whether each point had random numbers of its own. Only then is the
        noise of points independent, and the column ``corrected`` justified:
        S (V + s) / V of a first index or of a pair, (S_T (V + s) - s) / V of a
        total one, with V the variance of the expected outcome and s that of
        the noise.
    seed
        Of the bootstrap and of dummies, 0 to 2**64 - 1.
    resamples
        Bootstrap samples, 2 to 10,000.

    Returns
    -------
    Sensitivity
        Indices with intervals, noise share, and whether they can be trusted.

    Raises
    ------
    InputError
        If a value is not allowed, or method and design do not go together.

    Notes
    -----
    Estimators are those of SALib: Saltelli et al. 2010 (first, total) and
    Saltelli 2002 (pairs), Campolongo et al. 2007 (Morris). Thresholds hold
    for all factors together: with none of effect, any exceeds its own in 5 %
    of analyses. For total indices and mu* they follow from the noise, for
    PAWN from dummies: slides of the same sizes that are filled by chance.
    With common random numbers the noise of points cancels in part: what
    follows from it then says too much rather than too little.

    Examples
    --------
    >>> from multivector_sim.sweeps.design import make_design
    >>> design = make_design("saltelli", ["a", "b"], 1024, seed=1)
    >>> means = 3 * design.unit[:, 0] + design.unit[:, 1]
    >>> found = sensitivity(design, means, noise=0 * means, replications=8)
    >>> found.ranked(), found.trusted
    (('a', 'b'), True)
    """
    _check_design(design)
    chosen = _method(design, method)
    replications = check_whole("replications", replications, 1, 2**40)
    seed = check_whole("seed", seed, 0, LARGEST_SEED)
    resamples = check_whole("resamples", resamples, 2, 10_000)
    values = _rows("means", means, design)
    points = _left(design, values, _variances(noise, design), chosen)
    named = _categories(categories, design)
    dropped = _dropped(design, values)
    doubts = [*_thin(points, chosen), *_missing(design, dropped)]
    if chosen == "morris" and named:
        doubts.append(_UNFIT.format(", ".join(named)))
    share = np.nan
    table = _empty(chosen, design)
    if points.blocks >= 2 and _is_constant(points.means):
        doubts.append("the outcome is the same at every point: it depends on no factor here")
    elif points.blocks >= 2 and chosen == "sobol" and _is_constant(ends_of_blocks(points).means):
        doubts.append(_RARE)
    elif points.blocks >= 2:
        share = noise_share(points.means, points.noise)
        doubts += _noisy(share, replications, independent=independent)
        table = _as_table(_ROWS_OF[chosen](points, Options(named, seed, resamples)))
        doubts += _wide(table)
        if independent and share < 1:
            table["corrected"] = _corrected(table, share)
    notes = list(design.notes)
    if dropped:
        notes.append(_left_out(design, dropped))
    if not independent and share > NOISE_LIMIT:
        notes.append(_SHARED)
    return Sensitivity(
        chosen, design.kind, design.factors, table, len(values), dropped, replications, share,
        needed_replications(share, replications), tuple(doubts), tuple(notes), independent,
    )  # fmt: skip


_RARE: Final = (
    "the outcome differs only where a single factor was changed, never in the base samples: "
    "it is too rare for this many points"
)
_UNFIT: Final = (
    "elementary effects of {} mean little: these factors have few values or no order, and a step "
    "may leave them where they are; use first and total indices, or PAWN"
)


_SHARED: Final = (
    "All points share their random numbers (noise: shared), so that part of their chance cancels; "
    "how much cannot be told, and the share of noise, its thresholds and the runs needed are the "
    "most that they can be. With noise: own they are known"
)


def _check_design(design: Design) -> None:
    rows, columns = design.unit.shape
    block = _length(design)
    if columns != len(design.factors) or rows % block:
        raise InputError(
            f"design: units of {rows} rows and {columns} columns received; a {design.kind} design "
            f"of {len(design.factors)} factors has a column a factor, and blocks of {block} rows"
        )


def _method(design: Design, method: str | None) -> str:
    if method is None:
        return {"saltelli": "sobol", "morris": "morris"}.get(design.kind, "pawn")
    if method not in METHODS:
        raise InputError(f"method: {method!r} received; allowed are {', '.join(METHODS)}")
    if method == "sobol" and design.kind != "saltelli":
        raise InputError(f"method: 'sobol' needs a Saltelli design; this one is {design.kind!r}")
    if (method == "morris") != (design.kind == "morris"):
        raise InputError(
            f"method: {method!r} received; elementary effects and trajectories of Morris go "
            f"together, and this design is {design.kind!r}"
        )
    return method


def _rows(name: str, given: ArrayLike, design: Design) -> FloatArray:
    """Return a number for each row of the design."""
    try:
        values = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError(f"{name}: {given!r} received; numbers are needed") from None
    if values.shape != (len(design.unit),):
        raise InputError(
            f"{name}: an array of shape {values.shape} received; the design has "
            f"{len(design.unit)} rows, and one number for each is needed"
        )
    return values


def _variances(noise: ArrayLike | None, design: Design) -> FloatArray:
    if noise is None:
        return np.full(len(design.unit), np.nan)
    variances = _rows("noise", noise, design)
    if (variances < 0).any():
        raise InputError(f"noise: {np.nanmin(variances)} received; variances are 0 or more")
    return variances


def _categories(
    categories: Mapping[str, ArrayLike] | None, design: Design
) -> dict[str, NDArray[Any]]:
    found = {name: np.asarray(column) for name, column in (categories or {}).items()}
    for name, column in found.items():
        if name not in design.factors:
            raise InputError(
                f"categories: {name!r} received; the factors are {', '.join(design.factors)}"
            )
        if column.shape != (len(design.unit),):
            raise InputError(
                f"categories: an array of shape {column.shape} received for {name!r}; the design "
                f"has {len(design.unit)} rows, and a value for each is needed"
            )
        if len(np.unique(column)) > MOST_CATEGORIES:
            raise InputError(
                f"categories: {len(np.unique(column))} different values received for {name!r}; at "
                f"most {MOST_CATEGORIES} are allowed: a number of many values is no category"
            )
    return found


def _length(design: Design) -> int:
    return block_length(design.kind, len(design.factors), design.second_order)


def _dropped(design: Design, values: FloatArray) -> int:
    """Return how many rows stand in a block with a failed point."""
    block = _length(design)
    return block * int((~np.isfinite(values).reshape(-1, block)).any(axis=1).sum())


def _left(design: Design, values: FloatArray, noise: FloatArray, method: str) -> Points:
    """Return the points of whole blocks; for PAWN only those that are independent."""
    block = _length(design)
    whole = np.isfinite(values).reshape(-1, block).all(axis=1)
    rows = np.flatnonzero(np.repeat(whole, block))
    points = Points(design, rows, values[rows], noise[rows], block)
    return ends_of_blocks(points) if method == "pawn" and block > 1 else points


def _is_constant(means: FloatArray) -> bool:
    """Return whether means differ by nothing but rounding."""
    return bool(np.ptp(means) <= 1e-12 * np.abs(means).max())


def _thin(points: Points, method: str) -> list[str]:
    if points.blocks >= _FEWEST[method]:
        return []
    unit = _UNITS.get(points.design.kind, "points") if points.block > 1 else "points"
    return [f"{points.blocks} {unit} are too few: {_FEWEST[method]} at least are wanted"]


def _missing(design: Design, dropped: int) -> list[str]:
    if dropped <= _MOST_DROPPED * len(design.unit):
        return []
    return [
        f"{dropped:,} of {len(design.unit):,} points were left out: what remains may not stand for "
        "the whole, as points seldom fail by chance"
    ]


def _left_out(design: Design, dropped: int) -> str:
    block = _length(design)
    if block == 1:
        return f"{dropped:,} of {len(design.unit):,} points failed and were left out"
    unit = _UNITS[design.kind]
    return (
        f"{dropped // block:,} of {len(design.unit) // block:,} {unit} were left out, as points in "
        "them failed"
    )


def _noisy(share: float, replications: int, *, independent: bool) -> list[str]:
    if share <= NOISE_LIMIT:
        return []
    if np.isnan(share):
        why = (
            "a single run a point tells nothing of it" if replications == 1
            else "no variance of the means is there (keep: points has none of effects)"
        )  # fmt: skip
        return [f"the noise of the means is not known: {why}"]
    needed = needed_replications(share, replications)
    most, up_to = ("", "about") if independent else ("at most ", "at most about")
    ask = (
        "nothing but noise was seen, so many times as many runs a point are needed"
        if needed is None
        else f"{up_to} {needed:,} runs a point are needed instead of {replications:,}"
    )
    if share >= 1 and not independent:
        return ["noise may be all of the variance of the means: many more runs a point, or noise: "
                "own, would tell"]  # fmt: skip
    return [
        f"noise is {most}{100 * share:.0f} % of the variance of the means, more than "
        f"{100 * NOISE_LIMIT:.0f} %: {ask}"
    ]


def _wide(table: pd.DataFrame) -> list[str]:
    """Return a doubt where intervals of shares and distances are wide."""
    half = (table["high"] - table["low"])[table["index"].isin(_BOUNDED)] / 2
    if not (half > _WIDEST).any():
        return []
    return [
        f"intervals reach {half.max():.2f} to either side, more than {_WIDEST}: more points are "
        "needed"
    ]


_BOUNDED: Final = ("first", "total", "pawn_median")


def _corrected(table: pd.DataFrame, share: float) -> pd.Series[float]:
    """Return indices of the expected outcome, from those of means with independent noise."""
    noise = table["index"].map({"first": 0.0, "second": 0.0, "total": share})
    return (table["value"] - noise) / (1 - share)


_COLUMNS: Final = (
    *("factor", "other", "index", "value", "low", "high"),
    *("threshold", "corrected"),
)


def _as_table(rows: list[Row]) -> pd.DataFrame:
    return pd.DataFrame([(*row, np.nan) for row in rows], columns=list(_COLUMNS))


def _empty(method: str, design: Design) -> pd.DataFrame:
    """Return a table that says of no factor anything."""
    unknown = (np.nan,) * 4
    rows: list[Row] = [
        (name, "", index, *unknown) for index in INDICES[method] for name in design.factors
    ]
    if method == "sobol" and design.second_order:
        rows += [(*pair, "second", *unknown) for pair in combinations(design.factors, 2)]
    return _as_table(rows)


_ROWS_OF: Final[Mapping[str, Callable[[Points, Options], list[Row]]]] = {
    "sobol": sobol_rows,
    "morris": morris_rows,
    "pawn": pawn_rows,
}
