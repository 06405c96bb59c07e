"""The four concerns of a power: what raises them, and how they fade."""

from __future__ import annotations

from multivector_sim.compilation import rule
from multivector_sim.model.actors import DECEPTION, POWER, SECURITY, STATUS
from multivector_sim.model.numerics import exponential, maximum, positive_part
from multivector_sim.model.record import Record
from multivector_sim.model.state import QUARTER

__all__ = ["show_presence", "worry"]

_ROUTES_THREATEN = 0.5
_INFLUENCE_THREATENS = 0.5


@rule
def aged_concern(concern: float, decay: float, impulse: float) -> float:
    """Return a concern after a quarter (eq. 17): it fades by ``decay`` and rises by the impulse."""
    return concern * decay + (1.0 - concern) * (1.0 - exponential(-impulse))


@rule
def show_presence(world: Record, now: Record, run: Record, power: int) -> None:
    """Set how threatening a power's presence would look to one that is tense towards it."""
    presence = _INFLUENCE_THREATENS * run.influence[power]
    for sector in range(run.sectors):
        if world.is_security[sector] > 0.0:
            presence += run.share[sector, power]
        if world.is_transit[sector] > 0.0:
            presence += _ROUTES_THREATEN * run.share[sector, power]
    run.presence[power] = presence


@rule
def security_impulse(world: Record, run: Record, power: int) -> float:
    """Return the impulse of hostile rivals' presence to the security concern."""
    threat = 0.0
    for rival in range(1, run.actors):
        if rival != power:
            threat += run.tension[power, rival] * run.presence[rival]
    return QUARTER * run.security_gain * world.proximity[power] * threat


@rule
def power_impulse(world: Record, run: Record, power: int) -> float:
    """Return the impulse of losses, relative decline and provocation to the power concern."""
    loss = 0.0
    for sector in range(run.sectors):
        loss += world.sector_weight[sector] * positive_part(
            run.reference[sector, power] - run.share[sector, power]
        )
    decline = 0.0
    for rival in range(1, run.actors):
        if rival != power:
            decline = maximum(decline, run.decline[power, rival])
    provoked = (
        run.leader_provocation
        * run.effective_leveraging
        * run.dependence[power]
        * run.per_dependence
    )
    return (
        QUARTER
        * world.proximity[power]
        * (run.power_gain * (run.loss_aversion * loss + decline) + provoked)
    )


@rule
def worry(world: Record, now: Record, run: Record, power: int) -> None:
    """Update a power's four concerns (eq. 17); messages speed the fading of two of them."""
    near = world.proximity[power]
    slow = run.concern_fading
    relieved = slow * exponential(-run.relief[power] * QUARTER)
    security = security_impulse(world, run, power)
    fear = power_impulse(world, run, power)
    status = near * run.status_impulse[power]
    deception = near * run.deception_impulse[power]
    run.concern[power, SECURITY] = aged_concern(run.concern[power, SECURITY], slow, security)
    run.concern[power, STATUS] = aged_concern(run.concern[power, STATUS], relieved, status)
    run.concern[power, POWER] = aged_concern(run.concern[power, POWER], slow, fear)
    run.concern[power, DECEPTION] = aged_concern(run.concern[power, DECEPTION], relieved, deception)
