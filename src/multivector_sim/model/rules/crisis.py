"""Crises: a power coerces the pivot."""

from __future__ import annotations

from multivector_sim.compilation import rule
from multivector_sim.model.actors import PIVOT
from multivector_sim.model.lanes import any_lane, as_count, where
from multivector_sim.model.numerics import exponential
from multivector_sim.model.randomness import CRISIS, uniform
from multivector_sim.model.record import Record
from multivector_sim.model.state import QUARTER

__all__ = ["risk_crisis"]


@rule
def crisis_probability(hazard: float, steepness: float, tension: float) -> float:
    """Return the chance of a crisis in a quarter (eq. 21), for a hazard scale per year."""
    return 1.0 - exponential(-QUARTER * hazard * (exponential(steepness * tension) - 1.0))


@rule
def risk_crisis(world: Record, now: Record, run: Record, power: int) -> None:
    """Draw whether a power coerces the pivot; both sides' tension then jumps (eq. 21).

    A crisis is rare. The chance is below an upper bound that costs no
    exponential: success <= 1, e^(s x) - 1 <= x (e^s - 1) for 0 <= x <= 1, and
    1 - e^(-y) <= y. A draw above the bound needs no more work.
    """
    deviate = uniform(run.draw_key, CRISIS, int(world.actor_id[power]), 0)
    tension = run.tension[power, PIVOT]
    scale = run.coercion_hazard * world.proximity[power]
    possible = deviate < QUARTER * scale * run.coercion_ceiling * tension
    run.crisis[power] = 0.0
    if any_lane(possible):
        force = now.capability[power] * world.proximity[power]
        success = force / (force + run.pivot_strength + run.backing[power])
        chance = crisis_probability(scale * success, run.coercion_steepness, tension)
        struck = possible & (deviate < chance)
        jump = where(struck, run.crisis_jump, 0.0)
        back = run.tension[PIVOT, power]
        run.tension[power, PIVOT] = tension + jump * (1.0 - tension)
        run.tension[PIVOT, power] = back + jump * (1.0 - back)
        run.crisis[power] = as_count(struck)
