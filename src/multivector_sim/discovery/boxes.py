"""Boxes of inputs in which cases are frequent, and which futures a search may see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "DEEP",
    "FEW",
    "GAIN",
    "IS",
    "SMALLEST",
    "Box",
    "Conditions",
    "Limit",
    "Limits",
    "Search",
    "dense_from",
    "enough",
    "groups_of",
    "inside",
    "jeffreys",
    "seen_rows",
]

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]

DEEP: Final = 3
"""Most conditions of a box: more cannot be read, or checked."""
FEW: Final = 20
"""Fewest futures of a box, and of each side, that say anything."""
GAIN: Final = 1.5
"""How many times more often than elsewhere cases must occur in a box."""
SMALLEST: Final = 0.04
"""Smallest box, as a share of what the search sees."""
IS: Final = " is "
"""Stands in the name of an input that is one of several words: ``policy is hedge``, 0 or 1."""


class Limit(NamedTuple):
    """One condition: an input lies below or above a value.

    Attributes
    ----------
    name
        Input.
    low, high
        Ends of the range; None where it is open.
    """

    name: str
    low: float | None
    high: float | None

    def __str__(self) -> str:
        if IS in self.name:
            return self.name if self.low is not None else self.name.replace(IS, " is not ")
        if self.low is None:
            return f"{self.name} < {self.high:.3g}"
        if self.high is None:
            return f"{self.name} > {self.low:.3g}"
        return f"{self.low:.3g} < {self.name} < {self.high:.3g}"

    def holds(self, values: FloatArray) -> BoolArray:
        """Return where values lie within the limit, ends included."""
        low = -np.inf if self.low is None else self.low
        high = np.inf if self.high is None else self.high
        within: BoolArray = (values >= low) & (values <= high)
        return within


Limits: TypeAlias = tuple[Limit, ...]


class Box(NamedTuple):
    """A set of conditions that hold together.

    Attributes
    ----------
    limits
        The conditions.
    coverage
        Share of the held-out cases that lie in the box.
    density
        Share of the held-out rows in the box that are cases.
    density_low, density_high
        95 % interval of the density (Jeffreys).
    draws
        Held-out rows in the box.
    """

    limits: Limits
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


Search: TypeAlias = Callable[
    [FloatArray, tuple[str, ...], BoolArray, "IntArray | None"], Conditions
]
"""A way to look for conditions: parameters of each draw (D, P), their names, exceptions (D,), and
the group of each draw (D,), of which none is cut."""


def enough(case: BoolArray) -> bool:
    """Return whether there are enough rows of either kind to look for conditions."""
    return bool(min(case.sum(), case.size - case.sum()) >= 2 * FEW)


def dense_from(rate: float) -> float:
    """Return the density from which a box tells something, given the share of cases over all.

    Half as often again as over all; where cases are more than half, the box
    must lack half of those that are none.
    """
    return min(GAIN * rate, (1.0 + rate) / 2)


def groups_of(table: FloatArray) -> IntArray:
    """Return (rows,) a number for each different row of a table, by first appearance."""
    if not table.shape[1]:
        return np.zeros(len(table), dtype=np.int64)
    packed = np.ascontiguousarray(table).view(np.dtype((np.void, table.itemsize * table.shape[1])))
    _, first, group = np.unique(packed.reshape(-1), return_index=True, return_inverse=True)
    order = np.empty(first.size, dtype=np.int64)
    order[np.argsort(first, kind="stable")] = np.arange(first.size)
    numbers: IntArray = order[group.reshape(-1)]
    return numbers


def seen_rows(groups: IntArray, seed: int | None = None) -> BoolArray:
    """Return (rows,) which rows a search may look at; the rest is held out.

    Parameters
    ----------
    groups
        (rows,) number of the group of each row, from 0; a group is never cut.
    seed
        Of the lot that parts them: half of the groups are seen. None takes every other one.
    """
    count = int(groups.max(initial=-1)) + 1
    order = np.arange(count) if seed is None else np.random.default_rng(seed).permutation(count)
    seen: BoolArray = (order % 2 == 0)[groups]
    return seen


def inside(limits: Limits, column: Callable[[str], FloatArray], rows: int) -> BoolArray:
    """Return (rows,) which rows lie in a box.

    Parameters
    ----------
    limits
        The box.
    column
        Returns (rows,) the values of an input by name.
    rows
        How many there are.
    """
    within = np.ones(rows, dtype=bool)
    for limit in limits:
        within &= limit.holds(column(limit.name))
    return within


def jeffreys(hits: float, count: float) -> tuple[float, float]:
    """Return the 95 % interval of a share by Jeffreys' prior, 0 to 1; see Brown & al. 2001.

    Parameters
    ----------
    hits, count
        Cases among so many; they need not be whole.
    """
    from scipy.stats import beta

    shape = hits + 0.5, count - hits + 0.5
    return float(beta.ppf(0.025, *shape)), float(beta.ppf(0.975, *shape))
