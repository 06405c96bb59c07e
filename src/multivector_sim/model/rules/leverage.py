"""Influence, dependence and leverage in three parts; backing of the pivot."""

from __future__ import annotations

from multivector_sim.compilation import rule
from multivector_sim.model.actors import PIVOT
from multivector_sim.model.lanes import where
from multivector_sim.model.numerics import maximum, positive_part
from multivector_sim.model.record import Record

__all__ = ["back_pivot", "measure_leverage", "rank_powers"]

_NEED_OF_RESOURCES = 0.6
_NEED_OF_ROUTES = 0.4
_STAKE_SCALE = 4.0


@rule
def measure_leverage(world: Record, now: Record, run: Record, power: int) -> None:
    """Measure a power's influence and leverage at the start of the quarter (eqs 1-4).

    Influence is the weighted share over all sectors; economic leverage the
    weighted mean over the economic sectors; transit leverage shrinks with
    spare routes; dependence joins the three; need is what the power itself
    would lose.
    """
    # References and gains are kept beside influence: relative decline compares them.
    influence = 0.0
    reference_influence = 0.0
    gain = 0.0
    economic = 0.0
    transit = 0.0
    security = 0.0
    resource = 0.0
    market = 0.0
    routes = 0.0
    for sector in range(run.sectors):
        weight = world.sector_weight[sector]
        share = run.share[sector, power]
        reference = run.reference[sector, power]
        influence += weight * share
        reference_influence += weight * reference
        gain += weight * positive_part(share - reference)
        if world.is_transit[sector] > 0.0:
            transit += weight * share
            routes += share
        elif world.is_security[sector] > 0.0:
            security += weight * share
        else:
            economic += weight * share
        if world.is_resource[sector] > 0.0:
            resource += share
        if world.is_market[sector] > 0.0:
            market += share
    transit *= 1.0 - now.spare
    run.influence[power] = influence
    run.reference_influence[power] = reference_influence
    run.gain[power] = gain
    run.resource_share[power] = resource
    run.market_share[power] = market
    run.leverage_economic[power] = economic * (1.0 / world.economic_weight)
    run.leverage_transit[power] = transit * (1.0 / world.transit_weight)
    run.leverage_security[power] = security * (1.0 / world.security_weight)
    run.dependence[power] = economic + transit + security
    run.need[power] = now.demand[power] * (_NEED_OF_RESOURCES * resource + _NEED_OF_ROUTES * routes)


@rule
def rank_powers(world: Record, now: Record, run: Record) -> None:
    """Sum influence and dependence over the powers; find the leader and the outside option."""
    influence_total = 0.0
    influence_max = 0.0
    dependence_total = 0.0
    dependence_max = 0.0
    for power in range(1, run.actors):
        influence_total += run.influence[power]
        influence_max = maximum(influence_max, run.influence[power])
        dependence_total += run.dependence[power]
        dependence_max = maximum(dependence_max, run.dependence[power])
    run.influence_total = influence_total
    run.influence_max = influence_max
    none = dependence_total <= 0.0
    per_dependence = where(none, 0.0, 1.0 / where(none, 1.0, dependence_total))
    run.per_dependence = per_dependence
    run.outside_option = outside_option(dependence_max, per_dependence)


@rule
def outside_option(dependence_max: float, per_dependence: float) -> float:
    """Return how far no power is indispensable: 1 - max/sum, and 0 without dependence."""
    return where(per_dependence > 0.0, 1.0 - dependence_max * per_dependence, 0.0)


@rule
def back_pivot(world: Record, now: Record, run: Record, power: int) -> None:
    """Add up the support of the pivot against a power (eq. 5).

    Squared stakes: concentrated owners defend their asset, thinly spread
    owners do not. Leveraging deters only if no power is indispensable.
    """
    outside = run.effective_leveraging * run.outside_option
    stakes = _STAKE_SCALE * run.stakeholder_backing
    options = run.outside_option_backing * outside
    backing = 0.0
    for other in range(PIVOT + 1, run.actors):
        if other != power:
            reach = now.capability[other] * world.proximity[other]
            stake = run.resource_share[other]
            backing += reach * (stakes * stake * stake + options * run.influence[other])
    run.backing[power] = backing + now.guarantee[power]
