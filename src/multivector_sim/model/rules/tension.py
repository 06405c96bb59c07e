"""Tension between every two actors: grievance, fatigue, reaction, balance and noise."""

from __future__ import annotations

import math

from multivector_sim.compilation import rule
from multivector_sim.model.actors import (
    CONTEST,
    COURT,
    DECEPTION,
    DEMAND,
    PIVOT,
    POWER,
    SECURITY,
    STATUS,
)
from multivector_sim.model.lanes import as_count, where
from multivector_sim.model.numerics import clip, positive_part
from multivector_sim.model.randomness import TENSION_NOISE, normal_between
from multivector_sim.model.record import Record

__all__ = [
    "aggrieve",
    "remember_tension",
    "resent_pivot",
    "resent_power",
    "step_tension",
]

_ANSWER_TO_CONTEST = 0.7
_COURTING_CALMS = 0.2
_MESSAGE_CALMS = 0.5
_DEMAND_OFFENDS = 0.3
_GRANT_OFFENDS = 0.3
_PER_DEPTH = 2.0  # the grievance parameter is that of an obstruction of one half
_SUBSTEP_STREAMS = 16


@rule
def tension_change(
    own: float, other: float, grievance: float, fatigue: float, reaction: float
) -> float:
    """Return the rate of change of tension (Richardson's equation, bounded; eq. 20).

    Growth is damped by 1 - x, so that tension saturates.
    """
    return (reaction * other + grievance) * (1.0 - own) - fatigue * own


@rule
def aggrieve(world: Record, now: Record, run: Record, i: int, j: int) -> None:
    """Set grievance and fatigue between two powers i < j, in both directions (eq. 19)."""
    overlap = 0.0
    for sector in range(run.sectors):
        overlap += world.sector_weight[sector] * run.share[sector, i] * run.share[sector, j]
    near = world.proximity[i] * world.proximity[j]
    court = float(COURT)
    both_court = as_count(run.action[i] == court) * as_count(run.action[j] == court)
    playing_off = 2.0 * run.wedge_friction * run.leveraging * (1.0 - run.skill * run.institutions)
    friction = run.overlap_friction * overlap + both_court * playing_off * math.sqrt(near)
    # Only one of two powers can be the weaker: the other's term is zero.
    transition = run.with_power_asymmetry * run.transition_grievance * near
    contest = float(CONTEST)
    i_contests = as_count(run.action[i] == contest) * as_count(run.target[i] == float(j))
    j_contests = as_count(run.action[j] == contest) * as_count(run.target[j] == float(i))
    pulse_i = i_contests * run.confrontation_grievance
    pulse_j = j_contests * run.confrontation_grievance
    calm = run.with_regime_security * run.regime_relief
    fatigue = run.fatigue * (1.0 + run.with_sco * run.institution_fatigue * now.institution[i, j])
    run.fatigue_rate[i, j] = fatigue
    run.fatigue_rate[j, i] = run.fatigue * (
        1.0 + run.with_sco * run.institution_fatigue * now.institution[j, i]
    )
    run.grievance[i, j] = positive_part(
        run.grievance_scale * now.base_grievance[i, j] * (1.0 - calm * now.regime[i, j])
        + run.pair_grievance[i, j]
        + run.event_scale * now.event_grievance[i, j]
        + run.blame[i, j] * run.anger[i]
        + (run.security_blame[i, j] - run.blame[i, j]) * run.alarm[i]
        + friction
        + transition * positive_part(now.capability[j] - now.capability[i])
        + pulse_i
        + _ANSWER_TO_CONTEST * pulse_j
    )
    run.grievance[j, i] = positive_part(
        run.grievance_scale * now.base_grievance[j, i] * (1.0 - calm * now.regime[j, i])
        + run.pair_grievance[j, i]
        + run.event_scale * now.event_grievance[j, i]
        + run.blame[j, i] * run.anger[j]
        + (run.security_blame[j, i] - run.blame[j, i]) * run.alarm[j]
        + friction
        + transition * positive_part(now.capability[i] - now.capability[j])
        + pulse_j
        + _ANSWER_TO_CONTEST * pulse_i
    )


@rule
def add_up_concerns(world: Record, now: Record, run: Record, power: int) -> None:
    """Set the grievance that a power's concerns raise, before it is blamed on anybody (eq. 19).

    The part of the security concern is kept beside the sum: its blame is its own.
    """
    run.alarm[power] = run.with_concern_grievance * (
        run.security_grievance * run.concern[power, SECURITY]
    )
    run.anger[power] = run.with_concern_grievance * (
        run.security_grievance * run.concern[power, SECURITY]
        + run.status_grievance * run.concern[power, STATUS]
        + run.power_grievance * run.concern[power, POWER]
        + run.deception_grievance * run.concern[power, DECEPTION]
    )


@rule
def resent_pivot(world: Record, now: Record, run: Record, power: int) -> None:
    """Set grievance and fatigue of a power towards the pivot (eq. 19)."""
    concern = run.concern[power, STATUS] + run.concern[power, POWER] + run.concern[power, DECEPTION]
    calmed = where(run.action[power] == float(COURT), _COURTING_CALMS, 0.0)
    run.grievance[power, PIVOT] = positive_part(
        run.grievance_scale * now.base_grievance[power, PIVOT]
        + run.pair_grievance[power, PIVOT]
        + run.event_scale * now.event_grievance[power, PIVOT]
        + run.grievance_against_pivot * world.proximity[power] * concern
        + run.refusal_grievance[power]
    )
    run.fatigue_rate[power, PIVOT] = (
        run.fatigue * (1.0 + _MESSAGE_CALMS * run.message * run.credibility[power]) + calmed
    )


@rule
def resent_power(world: Record, now: Record, run: Record, power: int) -> None:
    """Set grievance and fatigue of the pivot towards a power (eq. 19)."""
    action = run.action[power]
    obstructed = run.obstruction_grievance * (_PER_DEPTH * run.blockage[power])
    demanded = where(
        action == float(DEMAND),
        run.obstruction_grievance * (_DEMAND_OFFENDS + _GRANT_OFFENDS * run.granted[power]),
        0.0,
    )
    calmed = where(action == float(COURT), _COURTING_CALMS, 0.0)
    run.grievance[PIVOT, power] = positive_part(
        run.grievance_scale * now.base_grievance[PIVOT, power]
        + run.pair_grievance[PIVOT, power]
        + run.event_scale * now.event_grievance[PIVOT, power]
        + obstructed
        + demanded
    )
    run.fatigue_rate[PIVOT, power] = run.fatigue + calmed


@rule
def remember_tension(world: Record, now: Record, run: Record) -> None:
    """Keep the tension at the start of the step: all entries change at once."""
    for i in range(run.actors):
        for j in range(run.actors):
            run.tension_before[i, j] = run.tension[i, j]


@rule
def structural_balance(run: Record, i: int, j: int) -> float:
    """Return the balance of two actors: a common foe calms, a divided one stirs (/yr, eq. 19).

    It concerns powers only; the pivot has none.
    """
    balance = 0.0
    if i != PIVOT and j != PIVOT:
        for third in range(1, run.actors):
            if third != i and third != j:
                balance += (run.tension_before[i, third] - run.hostility_threshold) * (
                    run.tension_before[j, third] - run.hostility_threshold
                )
    return run.with_common_other * run.structural_balance * balance


@rule
def next_tension(
    run: Record, i: int, j: int, balance: float, deviate: float, length: float
) -> float:
    """Return tension of i towards j after a step of ``length`` years, before clipping (eq. 20)."""
    own = run.tension_before[i, j]
    grievance = run.grievance[i, j] + positive_part(-balance)
    fatigue = run.fatigue_rate[i, j] + positive_part(balance)
    drift = tension_change(own, run.tension_before[j, i], grievance, fatigue, run.reaction)
    spread = run.tension_noise * own * (1.0 - own)
    return own + length * drift + spread * math.sqrt(length) * deviate


@rule
def step_tension(
    world: Record, now: Record, run: Record, i: int, j: int, substep: int, length: float
) -> None:
    """Advance the tension between two actors i < j, in both directions."""
    i_deviate, j_deviate = normal_between(
        run.draw_key,
        TENSION_NOISE + _SUBSTEP_STREAMS * substep,
        int(world.actor_id[i]),
        int(world.actor_id[j]),
    )
    balance = structural_balance(run, i, j)
    i_free = next_tension(run, i, j, balance, i_deviate, length)
    j_free = next_tension(run, j, i, balance, j_deviate, length)
    i_next = clip(i_free, 0.0, 1.0)
    j_next = clip(j_free, 0.0, 1.0)
    run.tension[i, j] = i_next
    run.tension[j, i] = j_next
    run.total_clipped = run.total_clipped + (
        as_count(i_next != i_free) + as_count(j_next != j_free)
    )
