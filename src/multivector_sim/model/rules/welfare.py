"""The pivot's welfare account: rents, terms, costs and losses."""

from __future__ import annotations

from multivector_sim.compilation import rule
from multivector_sim.model.actors import PIVOT
from multivector_sim.model.numerics import logistic, minimum, positive_part
from multivector_sim.model.record import Record
from multivector_sim.model.state import QUARTER

__all__ = ["account_welfare", "lever_cost", "set_terms"]


@rule
def set_terms(world: Record, now: Record, run: Record, power: int) -> None:
    """Set the price terms with a power: the worse, the more it is needed (eq. 22).

    What counts is the pivot's dependence net of the power's own need; an
    outside option makes up for some of it.
    """
    net = run.dependence[power] - run.need[power]
    midpoint = run.terms_midpoint + run.outside_option_terms * run.outside_option
    run.terms[power] = logistic(run.terms_steepness * (midpoint - net))


@rule
def lever_cost(run: Record) -> float:
    """Return the running cost of the five levers, per year."""
    return run.lever_cost * (
        run.inclusion * run.inclusion
        + run.concession * run.concession
        + run.persuasion * run.persuasion
        + run.leveraging * run.leveraging
        + run.retention * run.retention
    )


@rule
def shunned_capital(world: Record, run: Record) -> float:
    """Return the foreign stakes that yield nothing because of tension, in [0, 1] (eq. 22).

    Each power's stake in the resource sectors counts as far as the mutual
    tension of the power and the pivot deters its capital.
    """
    shunned = 0.0
    for power in range(1, run.actors):
        stake = 0.0
        for sector in range(run.sectors):
            if world.is_resource[sector] > 0.0:
                stake += run.share[sector, power]
        tension = 0.5 * (run.tension[power, PIVOT] + run.tension[PIVOT, power])
        shunned += stake * minimum(1.0, run.capital_flight * tension)
    return shunned


@rule
def transit(world: Record, run: Record) -> float:
    """Return the goods that cross the pivot between two powers, in [0, 1] (eq. 22).

    Goods come and go as the trade shares say; of those between two powers, a
    part stays away that equals their mutual tension.
    """
    goods = 0.0
    for sector in range(run.sectors):
        if world.is_market[sector] > 0.0:
            for i in range(1, run.actors):
                for j in range(i + 1, run.actors):
                    calm = 2.0 - run.tension[i, j] - run.tension[j, i]
                    goods += run.share[sector, i] * run.share[sector, j] * calm
    return goods


@rule
def account_welfare(world: Record, now: Record, run: Record) -> None:
    """Add the quarter to welfare (eq. 22)."""
    blocked = 0.0
    earned = 0.0
    crises = 0.0
    kept = 0.0
    for power in range(1, run.actors):
        crises += run.crisis[power]
        for sector in range(run.sectors):
            share = run.share[sector, power]
            if world.is_transit[sector] > 0.0:
                blocked += run.blockage[power] * share
            if world.is_resource[sector] > 0.0:
                earned += share * run.terms[power]
    for sector in range(run.sectors):
        if world.is_resource[sector] > 0.0:
            kept += run.share[sector, PIVOT]
    flow = positive_part(1.0 - blocked * (1.0 - now.spare))
    output = (
        1.0
        + run.foreign_capital_gain * (1.0 - kept - shunned_capital(world, run))
        - run.inclusion_dilution * run.effective_inclusion
    )
    cost = lever_cost(run)
    rent = now.price * flow * output * (kept + earned)
    fees = run.transit_revenue * flow * transit(world, run)
    run.flow = flow
    run.welfare = run.welfare + now.discount * (
        QUARTER * (rent + fees - cost) - run.crisis_loss * crises
    )
    run.total_cost = run.total_cost + QUARTER * cost
