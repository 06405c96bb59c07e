"""Shocks: a dated change of a timeline, with a size, a duration and a fading end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from multivector_sim.scenario.dotted import Dotted, dotted
from multivector_sim.scenario.quantity import Date, Name, Part, Text

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["SHOCKED", "Shock", "apply_shocks", "strength"]

FloatArray = NDArray[np.float64]

SHOCKED: Final = {
    "price": "",
    "spare": "",
    "capability": "power",
    "size": "power",
    "demand": "power",
    "guarantee": "power",
    "institution": "pair",
    "regime": "pair",
    "grievance": "actor.actor",
    "bias": "power.power",
}
"""Timelines that a shock may change, and what stands behind the dot: ``demand.RUS``,
``institution.RUS-CHN``, ``grievance.RUS.USA``; nothing for ``price`` and ``spare``."""


class Shock(Part):
    """A change of one timeline over [from, to), and how it fades afterwards.

    Attributes
    ----------
    id, label
        Name by which a derived scenario changes or removes it; words for figures.
    on
        The timeline: see ``SHOCKED``.
    since, until
        ``from`` and ``to`` of the file; without ``to`` it lasts.
    times, plus
        Exactly one of them: a factor, >= 0; or an addition in the timeline's
        unit.
    fade
        Years in which what is left of the shock halves after ``to``; without
        it, the shock ends at once.
    source, evidence
        Citation or ``judgement``; row of the ledger of events.
    """

    id: Name
    label: Text
    on: Annotated[str, Field(min_length=1, max_length=60)]
    since: Date = Field(alias="from")
    until: Date | None = Field(None, alias="to")
    times: Annotated[float, Field(ge=0, le=1e6)] | None = None
    plus: Annotated[float, Field(ge=-1e6, le=1e6)] | None = None
    fade: Annotated[float, Field(gt=0, le=1000)] | None = None
    source: Text
    evidence: str | None = None

    @model_validator(mode="after")
    def _one_size(self) -> Shock:
        if (self.times is None) == (self.plus is None):
            given = "none" if self.times is None else "both"
            raise PydanticCustomError(
                "size",
                "exactly one of times and plus is needed; {given} received",
                {"given": given},
            )
        if self.fade is not None and self.until is None:
            raise PydanticCustomError("fade", "a shock fades after its end: to is needed with fade")
        return self

    @property
    def target(self) -> Dotted:
        """The timeline that it changes."""
        return dotted(self.on, SHOCKED)


def strength(shock: Shock, years: FloatArray) -> FloatArray:
    """Return how much of a shock is felt at given moments, 0 to 1; shape of ``years``."""
    felt = np.where(years >= shock.since, 1.0, 0.0)
    if shock.until is None:
        return felt
    since_end = np.maximum(years - shock.until, 0.0)
    left = np.zeros_like(years) if shock.fade is None else 0.5 ** (since_end / shock.fade)
    return felt * np.where(years < shock.until, 1.0, left)


def apply_shocks(
    arrays: dict[str, Any], shocks: Iterable[Shock], place: dict[str, int], years: FloatArray
) -> None:
    """Change timelines in place, shock after shock, in the order of the file.

    Parameters
    ----------
    arrays
        Timelines by name: (quarters,), (quarters, actors) or (quarters,
        actors, actors).
    shocks
        The shocks.
    place
        Index of each actor.
    years
        (quarters,) start of each quarter.
    """
    for shock in shocks:
        target = shock.target
        felt = strength(shock, years)
        codes = [place[code] for code in target.codes]
        ways = [codes, codes[::-1]] if target.form == "pair" else [codes]
        for way in ways:
            series = arrays[target.name][(slice(None), *way)]
            if shock.times is not None:
                series *= 1.0 + felt * (shock.times - 1.0)
            if shock.plus is not None:
                series += felt * shock.plus
