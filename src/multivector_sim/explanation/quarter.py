"""What happened in a quarter of a run, who decided what, and what was new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.explanation.decision import Decision
from multivector_sim.explanation.news import News
from multivector_sim.scenario.nearest import nearest

__all__ = ["HAPPENINGS", "Happening", "Quarter"]

FloatArray = NDArray[np.float64]

HAPPENINGS: Final = {
    "crisis": "a power coerces the pivot; size: rise of its tension",
    "obstruction begins": "size: share of the flow on its routes that is blocked",
    "obstruction ends": "size: quarters that it lasted",
    "demand granted": "size: chance that the pivot grants",
    "demand prevails": "a refused demand that prevails; size: chance that it would",
    "demand refused": "and withstood; size: chance that it would have prevailed",
    "cession": "size: shares that the pivot cedes, summed over sectors",
    "treaty": "size: share of the concerns that it relieves",
    "levers": "the pivot changes its levers; size: largest change",
    "tension": "the mean tension of two actors jumps; size: change, of which drift by grievance, "
    "reaction and fatigue, and chance; the rest is a crisis, or the end of the scale",
    "shares": "a power wins or loses much of a sector; size: change of its share",
}
"""What can happen, and what its size is."""


@dataclass(frozen=True)
class Happening:
    """Something that happened in a quarter.

    Attributes
    ----------
    kind
        From ``HAPPENINGS``.
    actor, other
        Codes of who did it, or of the pair; empty where nobody did.
    size
        How much; see ``HAPPENINGS``.
    numbers
        What stands behind it, by name: chances, draws, levers.
    """

    kind: str
    actor: str
    other: str
    size: float
    numbers: Mapping[str, float] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        return {**vars(self), "numbers": dict(self.numbers)}


@dataclass(frozen=True, eq=False)
class Quarter:
    """A quarter of a run; n actors (pivot first), S sectors.

    Attributes
    ----------
    quarter, number, year
        Such as ``2005Q1``; number from 0; start as a year and its fraction.
    actors
        (n,) codes.
    decisions
        What the powers decided, in the order of actors.
    happenings
        What happened.
    news
        Dated entries of the scenario that begin, change or end.
    levers
        Levers of the pivot by name; 0 to 1, openness >= 0.
    triggers
        Ids of the triggers that act.
    price, spare
        Oil price relative to 55 USD a barrel; fraction of flow that could go
        round an obstructor.
    tension
        (n, n) tension of i towards j at the end of the quarter, 0 to 1.
    grievance
        (n, n) grievance of i against j, per year.
    share
        (S, n) shares of the sectors at the end of the quarter, 0 to 1.
    welfare
        Welfare so far, in years of rent.
    """

    quarter: str
    number: int
    year: float
    actors: tuple[str, ...]
    decisions: tuple[Decision, ...]
    happenings: tuple[Happening, ...]
    news: tuple[News, ...]
    levers: Mapping[str, float]
    triggers: tuple[str, ...]
    price: float
    spare: float
    tension: FloatArray
    grievance: FloatArray
    share: FloatArray
    welfare: float

    def decision(self, actor: str) -> Decision:
        """Return what a power decided.

        Raises
        ------
        InputError
            If no such power decided anything.
        """
        for decision in self.decisions:
            if decision.actor == actor:
                return decision
        known = [decision.actor for decision in self.decisions]
        raise InputError(
            f"actor: {actor!r} received; {', '.join(known)} decide{nearest(str(actor), known)}"
        )

    def is_news(self, row: Happening) -> bool:
        """Return whether a happening is told by the news of the quarter already: a treaty is."""
        treaties = {news.actors for news in self.news if news.kind == "treaty"}
        return row.kind == "treaty" and (row.other,) in treaties

    def pairs(self) -> dict[str, float]:
        """Return the mean tension of every two actors, by pair such as ``RUS-CHN``."""
        mean = 0.5 * (self.tension + self.tension.T)
        return {
            f"{first}-{second}": float(mean[i, j])
            for i, first in enumerate(self.actors)
            for j, second in enumerate(self.actors)
            if i < j
        }

    def document(self) -> dict[str, Any]:
        """Return the quarter as plain data for JSON."""
        codes = self.actors
        return {
            "quarter": self.quarter,
            "year": self.year,
            "levers": dict(self.levers),
            "triggers": list(self.triggers),
            "price": self.price,
            "spare": self.spare,
            "welfare": self.welfare,
            "news": [news.document() for news in self.news],
            "decisions": [decision.document() for decision in self.decisions],
            "happenings": [happening.document() for happening in self.happenings],
            "tension": _towards(codes, self.tension),
            "grievance": _towards(codes, self.grievance),
        }


def _towards(codes: tuple[str, ...], matrix: FloatArray) -> dict[str, dict[str, float]]:
    """Return a matrix of actors as a map of maps: of whom, towards whom."""
    return {
        code: {other: float(matrix[i, j]) for j, other in enumerate(codes) if j != i}
        for i, code in enumerate(codes)
    }
