"""The world in which policies are compared, and what a lever of the page may be."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from multivector_sim.errors import InputError
from multivector_sim.model.actors import LEVERS
from multivector_sim.scenario import Scenario, load_scenario

__all__ = ["WORLD", "check_whole", "checked_levels", "load_world", "shown", "top"]

WORLD: Final = "baseline"
"""Scenario that gives the world: drivers, events, actors, years."""
MOST_OPEN: Final = 2.0
"""Largest openness on the page: twice the normal rate of tenders."""
_LONGEST: Final = 40


@cache
def load_world() -> Scenario:
    """Return the scenario of the world."""
    return load_scenario(WORLD)


def top(lever: str) -> float:
    """Return the highest level of a lever on the page; the lowest is 0."""
    return MOST_OPEN if lever == "openness" else 1.0


def checked_levels(levers: Mapping[str, float]) -> dict[str, float]:
    """Return levels by lever, in the order of ``LEVERS``, rounded to hundredths.

    Parameters
    ----------
    levers
        Levels by lever, 0 to :func:`top`; they may come from anybody.

    Raises
    ------
    InputError
        If there is no such lever, or a level is not allowed.
    """
    checked = {}
    for lever, level in levers.items():
        if lever not in LEVERS:
            raise InputError(f"lever: {shown(lever)} received; allowed are {', '.join(LEVERS)}")
        if (
            isinstance(level, bool)
            or not isinstance(level, int | float)
            or not 0 <= level <= top(lever)
        ):
            raise InputError(
                f"{lever}: {shown(level)} received; a number from 0 to {top(lever):g} is needed"
            )
        checked[lever] = round(float(level), 2)
    return {lever: checked[lever] for lever in LEVERS if lever in checked}


def check_whole(name: str, value: object, low: int, high: int) -> None:
    """Raise an ``InputError`` unless a value is a whole number from ``low`` to ``high``."""
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise InputError(
            f"{name}: {shown(value)} received; a whole number from {low} to {high} is needed"
        )


def shown(value: object) -> str:
    """Return a received value as words, at most its beginning."""
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
