"""Tenders: how shares of the sectors are awarded, and whom awards offend."""

from __future__ import annotations

from multivector_sim.compilation import rule
from multivector_sim.model.actors import COURT, PIVOT
from multivector_sim.model.lanes import any_lane, where
from multivector_sim.model.numerics import exponential, maximum
from multivector_sim.model.randomness import ARRIVAL, BID, normal_pair, uniform
from multivector_sim.model.record import Record
from multivector_sim.model.state import QUARTER

__all__ = ["award"]

_DEMAND_IN_BID = 0.5
_RETENTION_SCALE = 0.5


@rule
def basic_bid(world: Record, now: Record, run: Record, sector: int, power: int) -> float:
    """Return the logarithm of a bid without its noise (eq. 11): attraction, size, steering."""
    mean_influence = run.influence_total / float(run.actors - 1)
    tilt = run.counterdominance_tilt * run.effective_leveraging
    steered = tilt * (mean_influence - run.influence[power]) + run.favour[power]
    return (
        run.log_attraction[sector, power]
        + run.growth_elasticity[sector] * now.log_size[power]
        + world.steering[sector] * steered
    )


@rule
def weigh_bids(run: Record, sharpness: float) -> float:
    """Turn the logarithms in ``run.bid`` into weights relative to the best; return their sum."""
    best = run.bid[1]
    for power in range(2, run.actors):
        best = maximum(best, run.bid[power])
    total = 0.0
    for power in range(1, run.actors):
        weight = exponential(sharpness * (run.bid[power] - best))
        run.bid[power] = weight
        total += weight
    return total


@rule
def draw_bids(world: Record, run: Record, sector: int) -> None:
    """Draw the normal deviates of the bids into ``run.bid``.

    Powers with identities 1 and 2, 3 and 4, ... share a draw, which yields a
    deviate for each.
    """
    for power in range(1, run.actors):
        identity = int(world.actor_id[power])
        first, second = identity - 1 + identity % 2, identity + identity % 2
        partner = int(world.bid_partner[power])
        if identity == first or partner == PIVOT:
            low, high = normal_pair(run.draw_key, BID, first, sector)
            if identity == second:
                run.bid[power] = high
            else:
                run.bid[power] = low
                if partner != PIVOT:
                    run.bid[partner] = high


@rule
def kept_share(world: Record, run: Record, sector: int) -> float:
    """Return the share of an award that the pivot keeps (below eq. 12)."""
    retained = run.default_retention + (
        (1.0 - run.default_retention) * _RETENTION_SCALE * run.retention * run.institutions
    )
    fixed = world.kept_share[sector]
    return where(world.retention_decides[sector] > 0.0, retained, fixed)


@rule
def follow_market(world: Record, now: Record, run: Record, sector: int) -> None:
    """Move the shares of a market sector (trade) towards attraction, every quarter (eqs 11-13)."""
    for power in range(1, run.actors):
        run.bid[power] = basic_bid(world, now, run, sector, power)
    sharpness = 1.0 + run.award_concentration * world.exclusivity[sector] * (
        1.0 - run.effective_inclusion
    )
    total = weigh_bids(run, sharpness)
    kept = kept_share(world, run, sector)
    scale = (1.0 - kept) / total
    rate = run.trade_rate
    run.share[sector, PIVOT] = (1.0 - rate) * run.share[sector, PIVOT] + rate * kept
    for power in range(1, run.actors):
        gained = run.bid[power] * scale
        run.share[sector, power] = (1.0 - rate) * run.share[sector, power] + rate * gained


@rule
def hold_tender(world: Record, now: Record, run: Record, sector: int) -> None:
    """Open a tender by chance, award the tranche, and count the snubs (eqs 11-14)."""
    opens = uniform(run.draw_key, ARRIVAL, sector, 0) < (run.tender_rate * run.openness * QUARTER)
    if any_lane(opens):
        draw_bids(world, run, sector)
        for power in range(1, run.actors):
            courts = where(run.action[power] == float(COURT), run.courting_premium, 0.0)
            run.bid[power] = (
                basic_bid(world, now, run, sector, power)
                + run.bid_noise * run.bid[power]
                + _DEMAND_IN_BID * now.demand[power]
                + courts
            )
        sharpness = 1.0 + run.award_concentration * world.exclusivity[sector] * (
            1.0 - run.effective_inclusion
        )
        scale = 1.0 / weigh_bids(run, sharpness)
        kept = kept_share(world, run, sector)
        open_share = 1.0 - kept
        tranche = where(opens, run.tender_tranche, 0.0)
        run.share[sector, PIVOT] = (1.0 - tranche) * run.share[sector, PIVOT] + tranche * kept
        largest = 0.0
        for power in range(1, run.actors):
            gained = open_share * (run.bid[power] * scale)
            run.bid[power] = gained
            largest = maximum(largest, gained)
            run.share[sector, power] = (1.0 - tranche) * run.share[sector, power] + tranche * gained
        weight = tranche * world.sector_weight[sector]
        for power in range(1, run.actors):
            gained = run.bid[power]
            minded = weight * world.salience[power, sector]
            run.status_impulse[power] = run.status_impulse[power] + run.status_gain * minded * (
                largest - gained
            )
            run.deception_impulse[power] = run.deception_impulse[
                power
            ] + run.deception_gain * minded * (1.0 - run.effective_inclusion) * (
                open_share - gained
            )


@rule
def award(world: Record, now: Record, run: Record, sector: int) -> None:
    """Award shares of a sector: by the market every quarter, or by tender now and then."""
    if world.is_market[sector] > 0.0:
        follow_market(world, now, run, sector)
    else:
        hold_tender(world, now, run, sector)
