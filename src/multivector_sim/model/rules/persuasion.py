"""Diplomatic messages, the credibility that carries them, and their side effects."""

from __future__ import annotations

from multivector_sim.compilation import rule
from multivector_sim.model.numerics import minimum, positive_part
from multivector_sim.model.record import Record
from multivector_sim.model.state import QUARTER

__all__ = ["credibility", "send_message"]

_PRIOR_COUNT = 0.8
_BREACH_IN_DECEPTION = 0.5


@rule
def credibility(kept: float, broken: float) -> float:
    """Return the share of promises kept, in (0, 1)."""
    return kept / (kept + broken)


@rule
def remember(count: float, fading: float, news: float) -> float:
    """Return a promise count after a quarter: it fades towards its prior (eq. 15)."""
    return fading * count + _PRIOR_COUNT * (1.0 - fading) + news


@rule
def breach(world: Record, run: Record, power: int) -> float:
    """Return how far the quarter's shift of shares against a power breaks promises, in [0, 1]."""
    loss = 0.0
    for sector in range(run.sectors):
        loss += world.sector_weight[sector] * positive_part(
            run.share_before[sector, power] - run.share[sector, power]
        )
    return minimum(1.0, loss * run.per_breach)


@rule
def send_message(world: Record, now: Record, run: Record, power: int) -> None:
    """Update credibility, then let the message relieve or backfire (eqs 15, 16)."""
    message = run.message
    broken = breach(world, run, power)
    fading = run.promise_fading
    run.promises_kept[power] = remember(
        run.promises_kept[power], fading, QUARTER * message * (1.0 - broken)
    )
    run.promises_broken[power] = remember(
        run.promises_broken[power], fading, QUARTER * message * broken
    )
    belief = credibility(run.promises_kept[power], run.promises_broken[power])
    run.credibility[power] = belief
    rate = run.message_relief * message * (belief - run.backfire_credibility)
    run.relief[power] = positive_part(rate)
    backfire = QUARTER * positive_part(-rate)
    jealousy = (
        QUARTER * run.message_jealousy * message * (world.proximity_total - world.proximity[power])
    )
    run.status_impulse[power] = run.status_impulse[power] + backfire + jealousy
    run.deception_impulse[power] = (
        run.deception_impulse[power] + backfire + _BREACH_IN_DECEPTION * QUARTER * message * broken
    )
