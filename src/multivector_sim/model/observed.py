"""What the pivot observes, and the rules by which its levers follow: names and plain data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["DRIVERS_SEEN", "QUANTITIES_SEEN", "UNSEEN", "Levers", "Policy", "Seen", "Trigger"]

FloatArray = NDArray[np.float64]

QUANTITIES_SEEN: Final = {
    "tension": "pair",
    "share": "sector.actor",
    "influence": "power",
    "dependence": "power",
    "credibility": "power",
    "crisis": "power",
    "welfare": "",
}
"""What the pivot observes of the state, and what stands behind the dot: ``share.trade.CHN``.
Influence, dependence and credibility are those of the quarter before."""

UNSEEN: Final = ("concern", "blame", "appetite")
"""What the powers feel and want: their own, and hidden from the pivot."""

DRIVERS_SEEN: Final = ("price", "spare")
"""What it observes of the drivers, in the quarter itself."""


class Levers(NamedTuple):
    """The levers of a quarter; all in [0, 1] but openness, which is >= 0 (1 is normal)."""

    inclusion: float
    concession: float
    persuasion: float
    leveraging: float
    retention: float
    openness: float
    skill: float
    institutions: float


class Seen(NamedTuple):
    """What the pivot observes at the start of a quarter; n actors (pivot first), S sectors.

    Attributes
    ----------
    year
        Start of the quarter, as a year and its fraction.
    quarter
        Number of the quarter, from 0.
    tension
        (n, n) tension of i towards j, 0 to 1.
    share
        (S, n) shares of the sectors, 0 to 1.
    influence, dependence, credibility
        (n,) of the quarter before, 0 to 1; zeros in the first quarter.
    action
        (n,) action of each power in the quarter before, index into
        ``ACTIONS``.
    crisis
        (n,) 1 where a power coerced the pivot in the quarter before.
    price
        Oil price relative to 55 USD a barrel.
    spare
        Fraction of flow that could go round an obstructor.
    welfare
        Welfare so far, in years of rent.
    """

    year: float
    quarter: int
    tension: FloatArray
    share: FloatArray
    influence: FloatArray
    dependence: FloatArray
    credibility: FloatArray
    action: FloatArray
    crisis: FloatArray
    price: float
    spare: float
    welfare: float


Policy = Callable[[Seen, Levers], Levers]
"""A policy function: what is seen and the scheduled levers in, the levers to set out."""


class Trigger(NamedTuple):
    """A rule of the scenario: levers that hold while an observed quantity is past a threshold.

    Attributes
    ----------
    quantity
        From ``QUANTITIES_SEEN`` or ``DRIVERS_SEEN``.
    entries
        Indices of the entries whose mean is observed; one empty tuple for a
        plain number.
    above
        Whether it acts above the thresholds, or below them.
    on, off
        It begins past ``on`` and ends when the quantity is back at ``off``.
    first, last
        Quarters [first, last) in which it may act.
    levels
        (column of the lever row, level) pairs: levers, then favours by actor.
    """

    quantity: str
    entries: tuple[tuple[int, ...], ...]
    above: bool
    on: float
    off: float
    first: int
    last: int
    levels: tuple[tuple[int, float], ...]
