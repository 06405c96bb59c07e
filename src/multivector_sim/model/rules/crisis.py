"""Crises: a power coerces the pivot."""

from __future__ import annotations

from multivector_sim.compilation import rule
from multivector_sim.model.actors import PIVOT
from multivector_sim.model.lanes import as_count, where
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
    """Draw whether a power coerces the pivot; both sides' tension then jumps (eq. 21)."""
    force = now.capability[power] * world.proximity[power]
    success = force / (force + run.pivot_strength + run.backing[power])
    hazard = run.coercion_hazard * world.proximity[power] * success
    chance = crisis_probability(hazard, run.coercion_steepness, run.tension[power, PIVOT])
    struck = uniform(run.draw_key, CRISIS, int(world.actor_id[power]), 0) < chance
    jump = where(struck, run.crisis_jump, 0.0)
    towards = run.tension[power, PIVOT]
    back = run.tension[PIVOT, power]
    run.tension[power, PIVOT] = towards + jump * (1.0 - towards)
    run.tension[PIVOT, power] = back + jump * (1.0 - back)
    run.crisis[power] = as_count(struck)
