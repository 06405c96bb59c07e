"""Obstruction as a spell: once begun it may go on, and it has a depth."""

from __future__ import annotations

from multivector_sim.compilation import rule
from multivector_sim.model.actors import OBSTRUCT
from multivector_sim.model.lanes import any_lane, as_count, negate, where
from multivector_sim.model.numerics import minimum
from multivector_sim.model.randomness import DEPTH, ENDURANCE, uniform
from multivector_sim.model.record import Record

__all__ = ["settle_obstruction"]


@rule
def obstruction_depth(mean: float, spread: float, deviate: float) -> float:
    """Return the depth of a new obstruction, in [0, 1], for a uniform deviate (eq. 10).

    It is uniform about the mean, as wide as ``spread`` says: 0 gives the mean,
    1 reaches 0 or 1, whichever is nearer.
    """
    reach = spread * minimum(mean, 1.0 - mean)
    return mean + reach * (2.0 * deviate - 1.0)


@rule
def settle_obstruction(world: Record, now: Record, run: Record, power: int) -> None:
    """Go on with an obstruction that lasts; give a new one its depth (eq. 10).

    A forced action has its dates from the scenario: it breaks off a spell, and
    a forced obstruction has the mean depth and ends when it is forced no more.
    """
    obstruction = float(OBSTRUCT)
    action = run.action[power]
    blockage = run.blockage[power]
    if now.forced_action[power] >= 0.0:
        run.blockage[power] = where(action == obstruction, run.obstruction_depth, 0.0)
        run.spell[power] = 0.0
    else:
        identity = int(world.actor_id[power])
        bound = run.spell[power] > 0.0
        begins = action == obstruction
        if any_lane(bound):
            lasts = bound & (uniform(run.draw_key, ENDURANCE, identity, 0) < run.endurance)
            action = where(lasts, obstruction, action)
            begins = begins & negate(lasts)
        if any_lane(begins):
            deviate = uniform(run.draw_key, DEPTH, identity, 0)
            depth = obstruction_depth(run.obstruction_depth, run.obstruction_spread, deviate)
            blockage = where(begins, depth, blockage)
        obstructs = action == obstruction
        run.action[power] = action
        run.blockage[power] = where(obstructs, blockage, 0.0)
        run.spell[power] = as_count(obstructs)
