"""What a power sees of its rivals' influence, and of its own decline."""

from __future__ import annotations

from multivector_sim.compilation import rule
from multivector_sim.model.numerics import maximum, positive_part
from multivector_sim.model.randomness import PERCEPTION, normal_between
from multivector_sim.model.record import Record

__all__ = ["feel_decline", "see_rival"]

_INCLUSION_CLEARS = 0.5
_UPPER_HAND = 0.5
_SMALLEST = 1e-300


@rule
def perceived_influence(influence: float, bias: float, spread: float, deviate: float) -> float:
    """Return a rival's influence as it is seen (eq. 6)."""
    return positive_part(influence + bias + spread * deviate)


@rule
def see_rival(world: Record, now: Record, run: Record, i: int, j: int) -> None:
    """Let two powers see each other's influence, with noise that shrinks with inclusion."""
    spread = run.perception_noise * (1.0 - _INCLUSION_CLEARS * run.effective_inclusion)
    i_of_j, j_of_i = normal_between(
        run.draw_key, PERCEPTION, int(world.actor_id[i]), int(world.actor_id[j])
    )
    run.perceived[i, j] = perceived_influence(run.influence[j], now.bias[i, j], spread, i_of_j)
    run.perceived[j, i] = perceived_influence(run.influence[i], now.bias[j, i], spread, j_of_i)


@rule
def feel_decline(world: Record, now: Record, run: Record, power: int) -> None:
    """Compare a power with each rival: relative decline, and fear of an upper hand (eq. 7)."""
    own = run.influence[power]
    total = own
    for rival in range(1, run.actors):
        if rival != power:
            total += run.perceived[power, rival]
    per_influence = 1.0 / maximum(total, _SMALLEST)
    lead_change = run.reference_influence[power] - own
    for rival in range(1, run.actors):
        if rival != power:
            seen = run.perceived[power, rival]
            behind = positive_part(lead_change - (run.reference_influence[rival] - seen))
            beneath = positive_part(seen * per_influence - _UPPER_HAND)
            run.decline[power, rival] = run.relative_decline * behind + run.upper_hand * beneath
