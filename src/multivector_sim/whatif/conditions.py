"""Where an effect has its rarer sign: boxes of parameters, checked on draws held out."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Box", "Conditions", "Limit", "find_conditions"]

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

DEEP: Final = 3
"""Most conditions of a box: more cannot be read, or checked."""
FEW: Final = 20
"""Fewest draws of a box, and of each side, that say anything."""
GAIN: Final = 1.5
"""How many times more often than elsewhere the exception must occur in a box."""


class Limit(NamedTuple):
    """One condition: a parameter lies below or above a value.

    Attributes
    ----------
    name
        Parameter.
    low, high
        Ends of the range; None where it is open.
    """

    name: str
    low: float | None
    high: float | None

    def __str__(self) -> str:
        if self.low is None:
            return f"{self.name} < {self.high:.3g}"
        if self.high is None:
            return f"{self.name} > {self.low:.3g}"
        return f"{self.low:.3g} < {self.name} < {self.high:.3g}"


class Box(NamedTuple):
    """A set of conditions that hold together.

    Attributes
    ----------
    limits
        The conditions.
    coverage
        Share of the exceptions among held-out draws that lie in the box.
    density
        Share of the held-out draws in the box that are exceptions.
    density_low, density_high
        95 % interval of the density (Jeffreys).
    draws
        Held-out draws in the box.
    """

    limits: tuple[Limit, ...]
    coverage: float
    density: float
    density_low: float
    density_high: float
    draws: int

    def __str__(self) -> str:
        return " and ".join(str(limit) for limit in self.limits)


class Conditions(NamedTuple):
    """Where an effect has the rarer sign.

    Attributes
    ----------
    base_rate
        Share of draws with the rarer sign.
    boxes
        Boxes that keep their promise on held-out draws, the fullest first.
    told
        Why there is none, in words; empty where there is one.
    """

    base_rate: float
    boxes: tuple[Box, ...]
    told: str = ""


def find_conditions(table: FloatArray, names: tuple[str, ...], exception: BoolArray) -> Conditions:
    """Look for conditions under which an exception occurs.

    A tree (scikit-learn) is grown on every other draw; each of its leaves is a
    box, which counts only if on the draws that the tree has not seen the
    exception occurs clearly more often inside than over all.

    Parameters
    ----------
    table
        (D, P) parameters of each draw.
    names
        Their names.
    exception
        (D,) where the effect has the rarer sign.
    """
    from sklearn.tree import DecisionTreeClassifier

    rate = float(exception.mean())
    if min(exception.sum(), exception.size - exception.sum()) < 2 * FEW:
        return Conditions(rate, (), "the sign is the same in nearly all draws")
    varied = np.flatnonzero(np.ptp(table, axis=0) > 0)
    seen = np.arange(exception.size) % 2 == 0
    tree = DecisionTreeClassifier(
        max_depth=DEEP, min_samples_leaf=max(FEW, round(0.04 * seen.sum())), random_state=0
    )
    tree.fit(table[seen][:, varied], exception[seen])
    leaves = tree.apply(table[:, varied])
    boxes = []
    for leaf in np.unique(leaves):
        inside = leaves == leaf
        if exception[inside & seen].mean() < GAIN * rate and rate < 0.5:
            continue
        box = _box(_limits(tree.tree_, int(leaf), varied, names), inside & ~seen, exception, ~seen)
        if box is not None and box.density_low > rate:
            boxes.append(box)
    boxes.sort(key=lambda box: -box.coverage)
    words = "" if boxes else "no condition on the parameters holds on draws that were held out"
    return Conditions(rate, tuple(boxes), words)


def _box(
    limits: tuple[Limit, ...], inside: BoolArray, exception: BoolArray, held_out: BoolArray
) -> Box | None:
    from scipy.stats import beta

    draws, hits = int(inside.sum()), int(exception[inside].sum())
    if draws < FEW // 2:
        return None
    shape = hits + 0.5, draws - hits + 0.5
    low, high = float(beta.ppf(0.025, *shape)), float(beta.ppf(0.975, *shape))
    found = int(exception[held_out].sum())
    return Box(limits, hits / found, hits / draws, low, high, draws)


def _limits(
    tree: Any, leaf: int, varied: NDArray[np.int64], names: tuple[str, ...]
) -> tuple[Limit, ...]:
    """Return the conditions of a leaf, one for each parameter."""
    ends: dict[str, list[float | None]] = {}
    node = leaf
    parents = {
        int(child): (parent, side)
        for parent in range(tree.node_count)
        for side, child in ((1, tree.children_left[parent]), (0, tree.children_right[parent]))
        if child >= 0
    }
    while node in parents:
        node, side = parents[node]
        name, value = names[varied[tree.feature[node]]], float(tree.threshold[node])
        pair = ends.setdefault(name, [None, None])
        old = pair[side]
        if old is None or (value < old if side else value > old):
            pair[side] = value
    return tuple(Limit(name, low, high) for name, (low, high) in reversed(ends.items()))
