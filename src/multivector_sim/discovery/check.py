"""Boxes for the exceptions of an answer, checked on draws that no search has seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from multivector_sim.discovery.boxes import (
    FEW,
    Box,
    Conditions,
    Limits,
    enough,
    groups_of,
    inside,
    seen_rows,
)
from multivector_sim.discovery.numbers import numbers_of

__all__ = ["checked"]

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]

NEARLY: Final = 0.1
"""Share of draws up to which a sign is that of nearly none."""


def checked(
    found: Sequence[Limits],
    table: FloatArray,
    names: tuple[str, ...],
    case: BoolArray,
    groups: IntArray | None = None,
) -> Conditions:
    """Keep the boxes in which cases are clearly more frequent on held-out draws, too.

    Parameters
    ----------
    found
        Limits of each box.
    table
        (D, P) parameters of each draw.
    names
        Their names.
    case
        (D,) where the effect has the rarer sign.
    groups
        (D,) as for ``seen_rows``; None keeps draws of the same parameters together.
    """
    rate = float(case.mean())
    if not enough(case):
        rare = min(rate, 1.0 - rate) < NEARLY
        words = "the sign is the same in nearly all draws" if rare else "too few draws to look"
        return Conditions(rate, (), words)
    own = groups_of(table) if groups is None else groups
    held_out = ~seen_rows(own)
    clusters = own if np.unique(own).size < own.size else None
    boxes = []
    for limits in found:
        within = inside(limits, lambda name: table[:, names.index(name)], case.size)
        boxes.append(_box(limits, within & held_out, case, held_out, clusters))
    kept = [box for box in boxes if box is not None and box.density_low > rate]
    kept.sort(key=lambda box: -box.coverage)
    words = "" if kept else "no condition on the parameters holds on draws that were held out"
    return Conditions(rate, tuple(kept), words)


def _box(
    limits: Limits,
    within: BoolArray,
    case: BoolArray,
    held_out: BoolArray,
    clusters: IntArray | None,
) -> Box | None:
    rows, everywhere = int(within.sum()), int(case[held_out].sum())
    if rows < FEW // 2 or not everywhere:
        return None
    found = numbers_of(
        within[held_out], case[held_out], None if clusters is None else clusters[held_out]
    )
    return Box(
        limits, found.coverage, found.density, found.density_low, found.density_high, found.rows
    )
