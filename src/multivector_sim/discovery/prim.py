"""PRIM through the EMA Workbench: boxes of inputs in which cases are frequent.

The patient rule induction method (Friedman & Fisher 1999, Statistics and
Computing 9, 123-143) peels thin slices off the space of inputs until what
is left is full of cases. Versions 2.5 and 3 of the workbench are served.
"""

from __future__ import annotations

import warnings
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from multivector_sim.discovery.boxes import (
    DEEP,
    FEW,
    SMALLEST,
    Conditions,
    Limit,
    Limits,
    dense_from,
    enough,
    groups_of,
    inside,
    seen_rows,
)
from multivector_sim.discovery.check import checked
from multivector_sim.discovery.numbers import quasi_p

__all__ = ["Peeling", "peel", "prim_boxes", "prim_conditions", "require_prim"]

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]

TINY: Final = 1e-6
"""Version 2 takes draws from this value on for exceptions, and boxes from this density on."""
WIDE: Final = 8
"""Most inputs among which the first peeling of a search goes."""
TREES: Final = 64
"""Trees of the forest that finds them."""
MOST: Final = 3
"""Most boxes that are looked for, one after another."""


class Peeling(NamedTuple):
    """The way of one search, from all rows to a small box.

    Attributes
    ----------
    steps
        Limits of the box after each step; the first has none.
    coverage, density
        (steps,) of the rows that were searched.
    chosen
        Number of the step that is taken; None where no box is dense enough.
    """

    steps: tuple[Limits, ...]
    coverage: FloatArray
    density: FloatArray
    chosen: int | None


def require_prim() -> Any:
    """Return the workbench's module of PRIM.

    Raises
    ------
    ImportError
        If the workbench is not installed; the message says how to install it.
    """
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="ipyparallel not installed")
            from ema_workbench.analysis import prim
    except ImportError as error:
        raise ImportError(
            "PRIM needs the EMA Workbench; install it with: pip install 'multivector-sim[analysis]'"
        ) from error
    return prim


def prim_conditions(
    table: FloatArray,
    names: tuple[str, ...],
    exception: BoolArray,
    groups: IntArray | None = None,
) -> Conditions:
    """Look for conditions under which an exception occurs, by PRIM.

    Every other draw is searched (see ``prim_boxes``). Boxes count only if they
    keep their promise on the draws held out.

    Parameters
    ----------
    table
        (D, P) parameters of each draw.
    names
        Their names.
    exception
        (D,) where the effect has the rarer sign.
    groups
        (D,) number of the group of each draw, from 0: a group is searched, or held out, as a
        whole. None keeps draws of the same parameters together.

    Raises
    ------
    ImportError
        If the EMA Workbench is not installed.
    """
    require_prim()
    if not enough(exception):
        return checked([], table, names, exception, groups)
    own = groups_of(table) if groups is None else groups
    seen = seen_rows(own)
    way = prim_boxes(table[seen], names, exception[seen], dense_from(float(exception.mean())))
    found = [peeling.steps[peeling.chosen] for peeling in way if peeling.chosen is not None]
    return checked(found, table, names, exception, own)


def prim_boxes(
    table: FloatArray, names: tuple[str, ...], case: BoolArray, density: float
) -> list[Peeling]:
    """Look for boxes one after another: what one covers is set aside before the next.

    Every search peels twice: among the inputs that a forest finds to matter
    most, and then among the few whose limits on the best box are least likely
    by chance (quasi-p). Peeling among many inputs nibbles at all of them.

    Parameters
    ----------
    table
        (rows, inputs) what the search may see.
    names
        Names of the inputs.
    case
        (rows,) where the outcome is one of interest.
    density
        Share of cases from which a box counts, 0 to 1.

    Returns
    -------
    list of Peeling
        One a search; the last one may have found nothing dense enough.

    Raises
    ------
    ImportError
        If the EMA Workbench is not installed.
    """
    left, fewest = np.ones(len(table), dtype=bool), SMALLEST * len(table)
    found: list[Peeling] = []
    while len(found) < MOST and case[left].any() and left.sum() > fewest:
        peeling = _search(table[left], names, case[left], density, fewest / left.sum())
        if peeling is None:
            break
        found.append(peeling)
        if peeling.chosen is None:
            break
        limits = peeling.steps[peeling.chosen]
        left &= ~inside(limits, lambda name: table[:, names.index(name)], len(table))
    return found


def _search(
    table: FloatArray, names: tuple[str, ...], case: BoolArray, density: float, smallest: float
) -> Peeling | None:
    """Peel among the inputs that matter, then among the few that matter most; None for nothing."""
    table, names = _strongest(table, names, case)
    if not names:
        return None
    wide = peel(table, names, case, density, smallest)
    best = _best(wide.coverage, wide.density, np.array([bool(limits) for limits in wide.steps]))
    if best is None:
        return None
    chance = _chances(wide.steps[best], table, names, case)
    few = sorted(chance, key=lambda name: chance[name])[:DEEP]
    places = [at for at, name in enumerate(names) if name in few]
    if len(places) == len(names):
        return wide
    return peel(table[:, places], tuple(names[at] for at in places), case, density, smallest)


def _strongest(
    table: FloatArray, names: tuple[str, ...], case: BoolArray
) -> tuple[FloatArray, tuple[str, ...]]:
    """Return the inputs that vary, those alone that matter most to a forest if there are many."""
    from sklearn.ensemble import ExtraTreesClassifier

    varied = np.flatnonzero(np.ptp(table, axis=0) > 0)
    if varied.size > WIDE:
        forest = ExtraTreesClassifier(
            TREES, min_samples_leaf=FEW // 2, max_features=None, max_depth=2 * DEEP, random_state=0
        )
        forest.fit(table[:, varied], case)
        first = np.argsort(-forest.feature_importances_, kind="stable")[:WIDE]
        varied = varied[np.sort(first)]
    return table[:, varied], tuple(names[at] for at in varied)


def _chances(
    limits: Limits, table: FloatArray, names: tuple[str, ...], case: BoolArray
) -> dict[str, float]:
    """Return the quasi-p of each condition of a box, both ends together, by input."""

    def column(name: str) -> FloatArray:
        values: FloatArray = table[:, names.index(name)]
        return values

    whole = inside(limits, column, case.size)
    return {
        limit.name: quasi_p(
            case,
            whole,
            inside((*limits[:at], *limits[at + 1 :]), column, case.size),
            None,
        )
        for at, limit in enumerate(limits)
    }


def _best(coverage: FloatArray, density: FloatArray, fit: BoolArray) -> int | None:
    """Return the fit step with the largest harmonic mean of coverage and density."""
    total = coverage + density
    with np.errstate(invalid="ignore", divide="ignore"):
        both = np.where(fit & (total > 0), 2 * coverage * density / total, -1.0)
    return int(both.argmax()) if (fit & (total > 0)).any() else None


def peel(
    table: FloatArray, names: tuple[str, ...], case: BoolArray, density: float, smallest: float
) -> Peeling:
    """Search for one box.

    Of the boxes on the way the one with the largest harmonic mean of coverage
    and density is taken, among those with few enough conditions and dense
    enough.

    Parameters
    ----------
    table
        (rows, inputs) what the search may see; every input takes more than one value.
    names
        Names of the inputs.
    case
        (rows,) where the outcome is one of interest.
    density
        Share of cases from which a box counts, 0 to 1.
    smallest
        Smallest box, as a share of the rows.
    """
    prim = require_prim()
    search = prim.Prim(
        pd.DataFrame(table, columns=list(names)),
        case.astype(np.int64),
        mass_min=smallest,
        **({"threshold": TINY} if _asks_threshold(prim) else {}),
    )
    with np.errstate(invalid="ignore", divide="ignore"):  # at the end of the way boxes get empty
        box = search.find_box()
    way = box.peeling_trajectory
    ends = table.min(axis=0), table.max(axis=0)
    steps = tuple(_limits(box.box_lims[at], names, *ends) for at in range(len(way)))
    covered, dense = way["coverage"].to_numpy(float), way["density"].to_numpy(float)
    deep = np.array([len(limits) for limits in steps])
    fit = (deep > 0) & (deep <= DEEP) & (dense >= density)
    return Peeling(steps, covered, dense, _best(covered, dense, fit))


def _limits(
    ends: pd.DataFrame, names: tuple[str, ...], least: FloatArray, most: FloatArray
) -> Limits:
    """Return the limits of a box that cut something off."""
    limits = []
    for name, start, end in zip(names, least, most, strict=True):
        low, high = (float(value) for value in ends[name])
        kept = (low if low > start else None, high if high < end else None)
        if kept != (None, None):
            limits.append(Limit(name, *kept))
    return tuple(limits)


def _asks_threshold(prim: Any) -> bool:
    """Return whether the workbench is of version 2, which asks for a threshold."""
    return "threshold" in prim.Prim.__init__.__code__.co_varnames
