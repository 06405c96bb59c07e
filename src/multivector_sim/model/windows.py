"""Windows: summaries of a state over some quarters, as names and plain data."""

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = ["SUMMARIES", "Window"]

SUMMARIES: Final = {
    "mean": "mean",
    "max": "largest value",
    "min": "smallest value",
    "last": "last value",
    "above": "share of quarters above a threshold",
}
"""How the quarters of a window become one number, and what it is called."""


class Window(NamedTuple):
    """One number a run: an entry of a state, summed up over some quarters.

    Attributes
    ----------
    name
        Label of the number.
    state
        Name from ``RECORDABLE``; the values at the end of each quarter count.
    entry
        Index of the entry in that state: ``(1, 2)`` of ``tension`` is what
        actor 1 feels towards actor 2; ``()`` for a plain number.
    first, last
        Quarters [first, last), counted from 0 at the start of the scenario.
    summary
        ``"mean"``, ``"max"``, ``"min"``, ``"last"`` (value of the last
        quarter), or ``"above"`` (share of the quarters, 0 to 1, in which the
        value is greater than ``threshold``).
    threshold
        For ``"above"`` alone; in the unit of the state.
    both_ways
        Whether the mean of both directions counts: of ``(1, 2)`` and
        ``(2, 1)``. For states over pairs of actors.
    """

    name: str
    state: str
    entry: tuple[int, ...]
    first: int
    last: int
    summary: str
    threshold: float = 0.0
    both_ways: bool = False
