"""Which quarters of a run are turning points, and what in them makes them so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from multivector_sim.explanation.decision import Decision
from multivector_sim.explanation.quarter import Happening, Quarter
from multivector_sim.model.actors import ACTIONS, CONTEST, DEMAND, OBSTRUCT

__all__ = ["MOST", "TOLD", "TurningPoint", "turning_points", "weight_of"]

MOST: Final = 8
"""Quarters that a digest tells."""

MOST_DECISIONS: Final = 2
"""Decisions that a digest tells of a quarter."""

TOLD: Final = 5.0
"""Least weight of what a digest tells of a quarter."""

_BY_KIND: Final = {
    "crisis": 100.0,
    "obstruction begins": 40.0,
    "obstruction ends": 6.0,
    "demand prevails": 12.0,
    "demand granted": 8.0,
    "demand refused": 3.0,
    "treaty": 8.0,
    "cession": 4.0,
}
_BY_SIZE: Final = {"levers": 50.0, "tension": 150.0, "shares": 100.0}
_CHANGE: Final = 1.0
_HARD: Final = {ACTIONS[CONTEST]: 60.0, ACTIONS[OBSTRUCT]: 40.0, ACTIONS[DEMAND]: 2.0}


class TurningPoint(NamedTuple):
    """A quarter in which much changed.

    Attributes
    ----------
    quarter
        The quarter.
    weight
        How much: the sum of the weights of what happened and was decided.
    decisions, happenings
        Those that weigh enough to be told.
    """

    quarter: Quarter
    weight: float
    decisions: tuple[Decision, ...]
    happenings: tuple[Happening, ...]


def weight_of(row: Decision | Happening) -> float:
    """Return how much a decision or a happening counts as a turn, >= 0.

    Weights are a convention of telling: coercion and confrontation come
    first, then obstruction, leaps of tension, shares and levers by their
    size, what demands came to, and last a change of action. The way that a
    number went does not count, nor does who gains.
    """
    if isinstance(row, Happening):
        if row.kind in _BY_SIZE:
            return _BY_SIZE[row.kind] * abs(row.size)
        return _BY_KIND[row.kind]
    return _HARD.get(row.action, _CHANGE) if row.changed else 0.0


def turning_points(quarters: Iterable[Quarter], most: int = MOST) -> tuple[TurningPoint, ...]:
    """Return the quarters that weigh most, in the order of time.

    Parameters
    ----------
    quarters
        Quarters of a run.
    most
        How many at most; those that weigh the same are taken from the first on.
    """
    points = [_point(quarter) for quarter in quarters]
    chosen = sorted(points, key=lambda point: -point.weight)[:most]
    told = [point for point in chosen if point.decisions or point.happenings]
    return tuple(sorted(told, key=lambda point: point.quarter.number))


def _point(quarter: Quarter) -> TurningPoint:
    weights = [weight_of(decision) for decision in quarter.decisions]
    weights += [weight_of(happening) for happening in quarter.happenings]
    hard = {row.actor for row in quarter.happenings if weight_of(row) >= TOLD}
    turned = [
        row
        for row in quarter.decisions
        if weight_of(row) >= TOLD or (row.actor in hard and row.changed)
    ]
    heaviest = sorted(turned, key=lambda row: -weight_of(row))[:MOST_DECISIONS]
    return TurningPoint(
        quarter,
        sum(weights),
        tuple(sorted(heaviest, key=quarter.decisions.index)),
        tuple(row for row in quarter.happenings if weight_of(row) >= TOLD),
    )
