"""What a power sees of its rivals' influence, and of its own decline."""

from __future__ import annotations

from multivector_sim.model.numerics import maximum, positive_part
from multivector_sim.model.randomness import PERCEPTION, normal
from multivector_sim.model.record import Record
from multivector_sim.model.rule import rule

__all__ = ["perceive"]

_INCLUSION_CLEARS = 0.5
_UPPER_HAND = 0.5
_SMALLEST = 1e-300


@rule
def perceived_influence(influence: float, bias: float, spread: float, deviate: float) -> float:
    """Return a rival's influence as it is seen (eq. 6)."""
    return positive_part(influence + bias + spread * deviate)


@rule
def relative_decline(
    lead_before: float, lead_seen: float, share_seen: float, weight: float, upper_hand: float
) -> float:
    """Return decline relative to a rival, and fear of its upper hand (eq. 7)."""
    return weight * positive_part(lead_before - lead_seen) + upper_hand * positive_part(
        share_seen - _UPPER_HAND
    )


@rule
def perceive(world: Record, now: Record, run: Record, power: int) -> None:
    """See each rival's influence with noise that shrinks with inclusion (eqs 6, 7)."""
    own = run.influence[power]
    spread = run.perception_noise * (1.0 - _INCLUSION_CLEARS * run.effective_inclusion)
    own_id = int(world.actor_id[power])
    total = own
    run.perceived[power, power] = own
    for rival in range(1, run.actors):
        if rival != power:
            deviate = normal(run.draw_key, PERCEPTION, own_id, int(world.actor_id[rival]))
            seen = perceived_influence(
                run.influence[rival], now.bias[power, rival], spread, deviate
            )
            run.perceived[power, rival] = seen
            total += seen
    for rival in range(1, run.actors):
        if rival != power:
            seen = run.perceived[power, rival]
            run.decline[power, rival] = relative_decline(
                run.reference_influence[power] - run.reference_influence[rival],
                own - seen,
                seen / maximum(total, _SMALLEST),
                run.relative_decline,
                run.upper_hand,
            )
