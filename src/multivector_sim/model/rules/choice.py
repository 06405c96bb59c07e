"""What a power does in a quarter: a logit choice among five actions."""

from __future__ import annotations

from multivector_sim.compilation import rule
from multivector_sim.model.actors import CONCERNS, DECEPTION, PIVOT, POWER, SECURITY, STATUS
from multivector_sim.model.lanes import as_count, where
from multivector_sim.model.numerics import exponential, maximum, positive_part
from multivector_sim.model.randomness import ACTION, uniform
from multivector_sim.model.record import Record

__all__ = ["choose", "prevail_probability"]

_ROUTES_IN_OBSTRUCTION = 0.6
_TRADE_IN_OBSTRUCTION = 0.4
_SMALLEST = 1e-300


@rule
def prevail_probability(force: float, means: float, strength: float, backing: float) -> float:
    """Return the probability that a power prevails over the pivot and its backers.

    ``force`` is capability x proximity, ``means`` what it acts through.
    """
    pressure = force * means
    return pressure / (pressure + strength + backing)


@rule
def total_concern(run: Record, power: int) -> float:
    """Return the sum of a power's concerns."""
    total = 0.0
    for concern in range(len(CONCERNS)):
        total += run.concern[power, concern]
    return total


@rule
def pick_action(
    rationality: float,
    court: float,
    demand: float,
    obstruct: float,
    contest: float,
    per_length: float,
    deviate: float,
) -> float:
    """Return the action drawn from the logit of the actions' values (eq. 10), as its index.

    The value of accommodating is 0. Values are taken relative to the largest,
    so that no exponential overflows; one uniform deviate inverts the
    cumulative weights. ``per_length``, in (0, 1], scales the weight of
    obstruction: who binds himself for longer begins less often.
    """
    best = maximum(maximum(maximum(positive_part(court), demand), obstruct), contest)
    below_court = exponential(rationality * -best)
    below_demand = below_court + exponential(rationality * (court - best))
    below_obstruct = below_demand + exponential(rationality * (demand - best))
    below_contest = below_obstruct + exponential(rationality * (obstruct - best)) * per_length
    total = below_contest + exponential(rationality * (contest - best))
    threshold = deviate * total
    return (
        as_count(threshold >= below_court)
        + as_count(threshold >= below_demand)
        + as_count(threshold >= below_obstruct)
        + as_count(threshold >= below_contest)
    )


@rule
def choose(world: Record, now: Record, run: Record, power: int) -> None:
    """Choose a power's action and the rival that a confrontation is aimed at (eqs 9, 10)."""
    near = world.proximity[power]
    strength = now.capability[power]
    force = strength * near
    dependence = run.dependence[power]
    backing = run.backing[power]
    means = (
        _ROUTES_IN_OBSTRUCTION * run.leverage_transit[power]
        + _TRADE_IN_OBSTRUCTION * run.market_share[power]
    )
    demand_prevails = prevail_probability(force, dependence, run.pivot_strength, backing)
    obstruction_prevails = prevail_probability(force, means, run.pivot_strength, backing)
    concern = total_concern(run, power)

    # The rival with the largest blame and tension; exact ties go to the lowest identity.
    target = 0.0
    target_score = -1.0
    target_blame = 0.0
    target_tension = 0.0
    target_strength = 0.0
    rival_influence = 0.0
    for place in range(1, run.actors):
        rival = int(world.by_identity[place])
        if rival != power:
            rival_influence = maximum(rival_influence, run.influence[rival])
            blame = run.blame[power, rival]
            tension = run.tension[power, rival]
            score = blame * concern + tension
            better = score > target_score
            target = where(better, float(rival), target)
            target_score = where(better, score, target_score)
            target_blame = where(better, blame, target_blame)
            target_tension = where(better, tension, target_tension)
            target_strength = where(better, now.capability[rival], target_strength)
    odds = where(
        run.with_power_asymmetry > 0.0,
        strength / maximum(strength + target_strength, _SMALLEST),
        0.5,
    )

    own = run.influence[power]
    appetite = run.appetite[power]
    status = run.concern[power, STATUS]
    fear = run.concern[power, POWER]
    deception = run.concern[power, DECEPTION]
    kept_resources = run.resource_share[PIVOT]
    court = (
        run.courting_value
        * (now.demand[power] + 0.5 * positive_part(rival_influence - own) + 0.5 * fear)
        * (1.0 - own)
        - run.courting_cost
    )
    demand = (
        run.demand_value
        * demand_prevails
        * (concern + appetite)
        * (0.5 + 0.5 * kept_resources)
        * near
        - run.demand_cost
    )
    obstruct = (
        run.obstruction_value
        * obstruction_prevails
        * (status + fear + deception + 0.5 * run.concern[power, SECURITY] + 0.5 * appetite)
        - run.obstruction_self_harm * run.need[power]
        - run.obstruction_cost
    )
    contest = (
        run.confrontation_value * odds * (0.5 * target_blame * concern + target_tension) * near
        - (1.0 - odds) * run.confrontation_loss
        - run.confrontation_cost
    )
    identity = int(world.actor_id[power])
    deviate = uniform(run.draw_key, ACTION, identity, 0)
    chosen = pick_action(
        run.choice_rationality, court, demand, obstruct, contest, run.per_length, deviate
    )
    forced = now.forced_action[power]
    action = where(forced >= 0.0, forced, chosen)
    run.previous_action[power] = run.action[power]
    run.action[power] = action
    run.target[power] = target
    run.demand_prevails[power] = demand_prevails
