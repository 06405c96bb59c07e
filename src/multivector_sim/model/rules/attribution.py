"""Whom a power blames for its concerns: attention is finite, and a threat has a source."""

from __future__ import annotations

from multivector_sim.compilation import rule
from multivector_sim.model.lanes import where
from multivector_sim.model.numerics import exponential
from multivector_sim.model.record import Record

__all__ = ["attribute", "attribute_threat"]

_FLOOR = 0.02
_SMALLEST = 1e-300


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
            attention = exponential(pull * run.tension[power, rival])
            blame = cause * attention
            run.security_blame[power, rival] = attention
            run.blame[power, rival] = blame
            total += blame
    scale = 1.0 / total
    for rival in range(1, run.actors):
        if rival != power:
            run.blame[power, rival] = run.blame[power, rival] * scale


@rule
def attribute_threat(world: Record, now: Record, run: Record, power: int) -> None:
    """Share out the blame for a power's security concern; the shares sum to one (eq. 8).

    A rival's share is what its presence and the tension towards it contribute
    to the concern, weighed by attention; ``threat_attribution`` mixes it with
    the blame for all concerns, which holds alone where nobody threatens.
    """
    total = 0.0
    for rival in range(1, run.actors):
        if rival != power:
            threat = run.tension[power, rival] * run.presence[rival]
            threat *= run.security_blame[power, rival]
            run.security_blame[power, rival] = threat
            total += threat
    nobody = total < _SMALLEST
    scale = 1.0 / where(nobody, 1.0, total)
    by_source = where(nobody, 0.0, run.threat_attribution)
    for rival in range(1, run.actors):
        if rival != power:
            threat = run.security_blame[power, rival] * scale
            run.security_blame[power, rival] = (
                by_source * threat + (1.0 - by_source) * run.blame[power, rival]
            )
