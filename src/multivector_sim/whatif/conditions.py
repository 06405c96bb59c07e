"""Where an effect has its rarer sign: boxes of parameters, checked on draws held out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "DEEP",
    "GAIN",
    "Box",
    "Conditions",
    "Limit",
    "Search",
    "checked",
    "enough",
    "find_conditions",
    "seen_draws",
]

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
    sign
        The rarer sign of the effect: ``"lower"`` or ``"higher"``; empty where
        the exception is something else.
    """

    base_rate: float
    boxes: tuple[Box, ...]
    told: str = ""
    sign: str = ""


Search: TypeAlias = Callable[[FloatArray, tuple[str, ...], BoolArray], Conditions]
"""A way to look for conditions: parameters of each draw (D, P), their names, exceptions (D,)."""


def find_conditions(table: FloatArray, names: tuple[str, ...], exception: BoolArray) -> Conditions:
    """Look for conditions under which an exception occurs.

    A tree (scikit-learn) is grown on every other draw. Leaves in which the
    exception is frequent, and whole branches of them, are boxes, which count
    only if on the draws that the tree has not seen the exception occurs
    clearly more often inside than over all.

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

    if not enough(exception):
        return checked([], exception)
    varied = np.flatnonzero(np.ptp(table, axis=0) > 0)
    seen = seen_draws(exception.size)
    tree = DecisionTreeClassifier(
        max_depth=DEEP, min_samples_leaf=max(FEW, round(0.04 * seen.sum())), random_state=0
    )
    tree.fit(table[seen][:, varied], exception[seen])
    paths = tree.decision_path(table[:, varied]).toarray().astype(bool)
    leaves = [node for node in range(tree.tree_.node_count) if tree.tree_.children_left[node] < 0]
    rate = exception.mean()
    dense = {leaf for leaf in leaves if exception[paths[:, leaf] & seen].mean() >= GAIN * rate}
    found = [
        (_limits(tree.tree_, node, varied, names), paths[:, node])
        for node in _largest(tree.tree_, dense)
        if node
    ]
    return checked(found, exception)


def _largest(tree: Any, dense: set[int], node: int = 0) -> list[int]:
    """Return the largest branches all of whose leaves are dense: no needless condition is told."""
    left, right = int(tree.children_left[node]), int(tree.children_right[node])
    if left < 0:
        return [node] if node in dense else []
    below = [*_largest(tree, dense, left), *_largest(tree, dense, right)]
    return [node] if below == [left, right] else below


def enough(exception: BoolArray) -> bool:
    """Return whether there are enough draws of either kind to look for conditions."""
    return bool(min(exception.sum(), exception.size - exception.sum()) >= 2 * FEW)


def seen_draws(draws: int) -> BoolArray:
    """Return (draws,) which draws a search may look at: every other one; the rest is held out."""
    seen: BoolArray = np.arange(draws) % 2 == 0
    return seen


def checked(
    found: Sequence[tuple[tuple[Limit, ...], BoolArray]], exception: BoolArray
) -> Conditions:
    """Keep the boxes in which exceptions are clearly more frequent on held-out draws, too.

    Parameters
    ----------
    found
        Limits of each box, and (D,) which draws lie in it.
    exception
        (D,) where the effect has the rarer sign.
    """
    rate = float(exception.mean())
    if not enough(exception):
        return Conditions(rate, (), "the sign is the same in nearly all draws")
    held_out = ~seen_draws(exception.size)
    boxes = [_box(limits, inside & held_out, exception, held_out) for limits, inside in found]
    kept = [box for box in boxes if box is not None and box.density_low > rate]
    kept.sort(key=lambda box: -box.coverage)
    words = "" if kept else "no condition on the parameters holds on draws that were held out"
    return Conditions(rate, tuple(kept), words)


def _box(
    limits: tuple[Limit, ...], inside: BoolArray, exception: BoolArray, held_out: BoolArray
) -> Box | None:
    from scipy.stats import beta

    draws, hits = int(inside.sum()), int(exception[inside].sum())
    everywhere = int(exception[held_out].sum())
    if draws < FEW // 2 or not everywhere:
        return None
    shape = hits + 0.5, draws - hits + 0.5
    low, high = float(beta.ppf(0.025, *shape)), float(beta.ppf(0.975, *shape))
    return Box(limits, hits / everywhere, hits / draws, low, high, draws)


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
