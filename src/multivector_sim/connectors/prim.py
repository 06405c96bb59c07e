"""PRIM through the EMA Workbench: boxes of parameters in which an effect has its rarer sign.

The patient rule induction method (Friedman & Fisher 1999, Statistics and
Computing 9, 123-143) peels thin slices off the space of parameters until what
is left is full of exceptions. Versions 2.5 and 3 of the workbench are served.
"""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from multivector_sim.whatif.conditions import (
    DEEP,
    GAIN,
    Conditions,
    Limit,
    checked,
    enough,
    seen_draws,
)

if TYPE_CHECKING:
    from multivector_sim.whatif import Answer

__all__ = ["prim_conditions", "require_prim", "with_prim"]

SMALLEST: Final = 0.04
"""Smallest box, as a share of the draws that the search sees: as the leaves of the tree."""
TINY: Final = 1e-6
"""Version 2 takes draws from this value on for exceptions, and boxes from this density on."""
MOST: Final = 3
"""Most boxes that are looked for, one after another."""


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


def with_prim(answer: Answer) -> Answer:
    """Return an answer with the boxes that PRIM finds besides those of the tree.

    Raises
    ------
    ImportError
        If the EMA Workbench is not installed.

    Examples
    --------
    >>> import multivector_sim as mv
    >>> from multivector_sim.inquiry import Pool
    >>> answer = mv.what_if("baseline", {"policy.concession": 0.0}, draws=2, pool=Pool(seeds=8))
    >>> with_prim(answer).prim["what if", "welfare"].told
    'the sign is the same in nearly all draws'
    """
    require_prim()
    return replace(answer, prim=answer.futures.look(prim_conditions))


def prim_conditions(
    table: NDArray[np.float64], names: tuple[str, ...], exception: NDArray[np.bool_]
) -> Conditions:
    """Look for conditions under which an exception occurs, by PRIM.

    Every other draw is searched. Of the boxes that PRIM passes on its way the
    one with the largest harmonic mean of coverage and density is taken, among
    those with few enough conditions and half as many exceptions again as
    elsewhere; what it covers is set aside, and the search begins anew. Boxes
    count only if they keep their promise on the draws held out.

    Parameters
    ----------
    table
        (D, P) parameters of each draw.
    names
        Their names.
    exception
        (D,) where the effect has the rarer sign.

    Raises
    ------
    ImportError
        If the EMA Workbench is not installed.
    """
    prim = require_prim()
    if not enough(exception):
        return checked([], exception)
    varied = [at for at in range(table.shape[1]) if np.ptp(table[:, at]) > 0]
    drawn = pd.DataFrame(table[:, varied], columns=[names[at] for at in varied])
    left = seen_draws(exception.size)
    rate, fewest = float(exception.mean()), SMALLEST * left.sum()
    found: list[tuple[tuple[Limit, ...], NDArray[np.bool_]]] = []
    while len(found) < MOST and exception[left].any():
        limits = _fullest(prim, drawn[left], exception[left], GAIN * rate, fewest)
        if limits is None:
            break
        inside = _inside(drawn, limits)
        found.append((limits, inside))
        left = left & ~inside
    return checked(found, exception)


def _fullest(
    prim: Any, drawn: pd.DataFrame, exception: NDArray[np.bool_], density: float, fewest: float
) -> tuple[Limit, ...] | None:
    """Return the best box of one search; None where none is dense enough."""
    search = prim.Prim(
        drawn.reset_index(drop=True),
        exception.astype(np.int64),
        mass_min=fewest / len(drawn),
        **({"threshold": TINY} if _asks_threshold(prim) else {}),
    )
    box = search.find_box()
    way = box.peeling_trajectory
    fit = way[(way["res_dim"] > 0) & (way["res_dim"] <= DEEP) & (way["density"] >= density)]
    if fit.empty:
        return None
    both = 2 * fit["coverage"] * fit["density"] / (fit["coverage"] + fit["density"])
    ends = box.box_lims[int(both.idxmax())]
    least, most = drawn.to_numpy().min(axis=0), drawn.to_numpy().max(axis=0)
    limits = []
    for name, start, end in zip(drawn.columns, least, most, strict=True):
        low, high = (float(value) for value in ends[name])
        kept = (
            low if low > start else None,
            high if high < end else None,
        )
        if kept != (None, None):
            limits.append(Limit(str(name), *kept))
    return tuple(limits) or None


def _asks_threshold(prim: Any) -> bool:
    """Return whether the workbench is of version 2, which asks for a threshold."""
    return "threshold" in prim.Prim.__init__.__code__.co_varnames


def _inside(drawn: pd.DataFrame, limits: tuple[Limit, ...]) -> NDArray[np.bool_]:
    inside = np.ones(len(drawn), dtype=bool)
    for limit in limits:
        column = drawn[limit.name].to_numpy()
        inside &= column >= (-np.inf if limit.low is None else limit.low)
        inside &= column <= (np.inf if limit.high is None else limit.high)
    return inside
