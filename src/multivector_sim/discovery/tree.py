"""A small tree (scikit-learn) that looks for boxes in which cases are frequent."""

from __future__ import annotations

from typing import Any

import numpy as np
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
    seen_rows,
)
from multivector_sim.discovery.check import checked

__all__ = ["find_conditions", "tree_boxes"]

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]


def find_conditions(
    table: FloatArray,
    names: tuple[str, ...],
    exception: BoolArray,
    groups: IntArray | None = None,
) -> Conditions:
    """Look for conditions under which an exception occurs.

    A tree is grown on every other draw. Leaves in which the exception is
    frequent, and whole branches of them, are boxes, which count only if on
    the draws that the tree has not seen the exception occurs clearly more
    often inside than over all.

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
    """
    if not enough(exception):
        return checked([], table, names, exception, groups)
    own = groups_of(table) if groups is None else groups
    seen = seen_rows(own)
    found = tree_boxes(table[seen], names, exception[seen], dense_from(float(exception.mean())))
    return checked(found, table, names, exception, own)


def tree_boxes(
    table: FloatArray, names: tuple[str, ...], case: BoolArray, density: float
) -> list[Limits]:
    """Return the largest branches of a tree all of whose leaves are dense.

    Parameters
    ----------
    table
        (rows, inputs) what the search may see.
    names
        Names of the inputs.
    case
        (rows,) where the outcome is one of interest.
    density
        Share of cases from which a leaf counts, 0 to 1.
    """
    from sklearn.tree import DecisionTreeClassifier

    varied = np.flatnonzero(np.ptp(table, axis=0) > 0)
    if not varied.size:
        return []
    tree = DecisionTreeClassifier(
        max_depth=DEEP, min_samples_leaf=max(FEW, round(SMALLEST * len(table))), random_state=0
    )
    tree.fit(table[:, varied], case)
    grown = tree.tree_
    leaf_of = tree.apply(table[:, varied])
    leaves = [node for node in range(grown.node_count) if grown.children_left[node] < 0]
    dense = {leaf for leaf in leaves if case[leaf_of == leaf].mean() >= density}
    return [_limits(grown, node, varied, names) for node in _largest(grown, dense) if node]


def _largest(tree: Any, dense: set[int], node: int = 0) -> list[int]:
    """Return the largest branches all of whose leaves are dense: no needless condition is told."""
    left, right = int(tree.children_left[node]), int(tree.children_right[node])
    if left < 0:
        return [node] if node in dense else []
    below = [*_largest(tree, dense, left), *_largest(tree, dense, right)]
    return [node] if below == [left, right] else below


def _limits(tree: Any, leaf: int, varied: NDArray[np.int64], names: tuple[str, ...]) -> Limits:
    """Return the conditions of a leaf, one for each input."""
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
