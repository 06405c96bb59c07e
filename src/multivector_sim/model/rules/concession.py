"""Demands, cessions and treaties: how the pivot yields, and what yielding teaches."""

from __future__ import annotations

from multivector_sim.compilation import rule
from multivector_sim.model.actors import DECEPTION, DEMAND, PIVOT, POWER, SECURITY, STATUS
from multivector_sim.model.lanes import any_lane, as_count, floor, negate, where
from multivector_sim.model.numerics import maximum, minimum
from multivector_sim.model.randomness import GRANT, PICK, PREEMPTIVE, PREVAIL, TARGET, uniform
from multivector_sim.model.record import Record

__all__ = ["answer_demand", "conclude_treaty", "offer_concession", "open_quarter"]

_MOST_OF_KEPT = 0.2
_REFUSAL_GRIEVANCE = 0.3
_PREEMPTIVE_SCALE = 0.5
_SMALLEST = 1e-300


@rule
def open_quarter(world: Record, now: Record, run: Record) -> None:
    """Set the effective levers, keep the shares of the start, clear the impulses."""
    run.effective_inclusion = run.inclusion * run.skill * run.institutions
    run.effective_leveraging = run.leveraging * run.skill
    run.effective_concession = run.concession * run.institutions
    run.message = run.persuasion * run.skill
    for sector in range(run.sectors):
        for actor in range(run.actors):
            run.share_before[sector, actor] = run.share[sector, actor]
    kept = 0.0
    for sector in range(run.sectors):
        if world.is_resource[sector] > 0.0:
            kept += run.share[sector, PIVOT]
    run.resource_share[PIVOT] = kept
    for actor in range(run.actors):
        run.status_impulse[actor] = 0.0
        run.deception_impulse[actor] = 0.0
        run.refusal_grievance[actor] = 0.0
        run.would_prevail[actor] = 0.0
        run.granted[actor] = 0.0


@rule
def cede(world: Record, run: Record, power: int, chosen: bool, under_demand: float) -> None:
    """Cede shares of the cedable sectors to a power, in the lanes that chose to.

    The power's concerns fall; its references ratchet up; the others envy;
    and a cession under demand (``under_demand`` = 1) feeds appetite.
    """
    moved = 0.0
    for sector in range(run.sectors):
        if world.cedable[sector] > 0.0:
            kept = run.share[sector, PIVOT]
            most = minimum(run.cession_size, _MOST_OF_KEPT * run.share_before[sector, PIVOT])
            # Five cessions of a fifth each must not leave a rounding error below zero.
            share = where(chosen, minimum(most, kept), 0.0)
            run.share[sector, PIVOT] = kept - share
            run.share[sector, power] = run.share[sector, power] + share
            run.reference[sector, power] = minimum(
                1.0, run.reference[sector, power] + share * (1.0 + run.cession_ratchet)
            )
            moved += share
    size = moved / maximum(world.cedable_sectors * run.cession_size, _SMALLEST)
    relief = run.cession_relief * size
    run.concern[power, POWER] = run.concern[power, POWER] * (1.0 - relief)
    run.concern[power, DECEPTION] = run.concern[power, DECEPTION] * (1.0 - relief)
    run.concern[power, STATUS] = run.concern[power, STATUS] * (1.0 - 0.5 * relief)
    appetite = run.appetite[power]
    run.appetite[power] = appetite + under_demand * run.appetite_gain * size * (1.0 - appetite)
    for other in range(1, run.actors):
        if other != power:
            run.status_impulse[other] = run.status_impulse[other] + run.cession_envy * size
    run.total_ceded = run.total_ceded + moved


@rule
def answer_demand(world: Record, now: Record, run: Record, power: int) -> None:
    """Grant or refuse a demand; a refused one may prevail all the same."""
    demanded = run.action[power] == float(DEMAND)
    if any_lane(demanded):
        identity = int(world.actor_id[power])
        key = run.draw_key
        prevails = demanded & (uniform(key, PREVAIL, identity, 0) < run.demand_prevails[power])
        grants = demanded & (uniform(key, GRANT, identity, 0) < run.effective_concession)
        refuses = demanded & negate(grants)
        cede(world, run, power, grants | prevails, 1.0)
        snub = where(refuses, run.refusal_snub, 0.0)
        run.status_impulse[power] = run.status_impulse[power] + snub
        run.refusal_grievance[power] = where(refuses, _REFUSAL_GRIEVANCE, 0.0)
        run.would_prevail[power] = as_count(prevails)
        run.granted[power] = as_count(grants)
        run.total_demands = run.total_demands + as_count(demanded)
        run.total_granted = run.total_granted + as_count(grants)
        run.total_forced = run.total_forced + as_count(refuses & prevails)
        run.total_withstood = run.total_withstood + as_count(refuses & negate(prevails))


@rule
def offer_concession(world: Record, now: Record, run: Record) -> None:
    """Make at most one pre-emptive cession, to the most worried power.

    Exact ties go to the lowest identity. An unskilled pivot may address the
    wrong one. No appetite is learnt.
    """
    worry = -1.0
    worried = 0.0
    for place in range(1, run.actors):
        power = int(world.by_identity[place])
        score = world.proximity[power] * (
            run.concern[power, POWER] + run.concern[power, DECEPTION] + run.concern[power, STATUS]
        )
        worried = where(score > worry, float(place), worried)
        worry = maximum(worry, score)
    willing = uniform(run.draw_key, PREEMPTIVE, 0, 0) < (
        _PREEMPTIVE_SCALE * run.effective_concession
    )
    made = (worry > run.cession_threshold) & willing
    if any_lane(made):
        right = uniform(run.draw_key, PICK, 0, 0) < run.skill
        powers = float(run.actors - 1)
        stray = 1.0 + floor(powers * uniform(run.draw_key, TARGET, 0, 0))
        addressee = where(right, worried, stray)
        for place in range(1, run.actors):
            power = int(world.by_identity[place])
            cede(world, run, power, made & (addressee == float(place)), 0.0)


@rule
def conclude_treaty(world: Record, now: Record, run: Record, power: int) -> None:
    """Let a treaty calm the security and status concerns of its partner; others envy."""
    strength = run.treaty[power]
    if any_lane(strength > 0.0):
        calm = 1.0 - strength
        run.concern[power, SECURITY] = run.concern[power, SECURITY] * calm
        run.concern[power, STATUS] = run.concern[power, STATUS] * calm
        for other in range(1, run.actors):
            if other != power:
                envy = run.cession_envy * strength
                run.status_impulse[other] = run.status_impulse[other] + envy
