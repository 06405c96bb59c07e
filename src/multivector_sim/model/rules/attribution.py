"""Whom a power blames for its concerns: attention is finite."""

from __future__ import annotations

from multivector_sim.compilation import rule
from multivector_sim.model.numerics import exponential
from multivector_sim.model.record import Record

__all__ = ["attribute"]

_FLOOR = 0.02


@rule
def attribute(world: Record, now: Record, run: Record, power: int) -> None:
    """Share out a power's blame over its rivals; the shares sum to one (eq. 8).

    A hostile rival (the common Other) absorbs blame when the mechanism
    ``common_other`` is on.
    """
    pull = run.with_common_other * run.attention_to_hostile
    total = 0.0
    for rival in range(1, run.actors):
        if rival != power:
            cause = _FLOOR + run.gain[rival] + run.decline[power, rival]
            blame = cause * exponential(pull * run.tension[power, rival])
            run.blame[power, rival] = blame
            total += blame
    scale = 1.0 / total
    for rival in range(1, run.actors):
        if rival != power:
            run.blame[power, rival] = run.blame[power, rival] * scale
