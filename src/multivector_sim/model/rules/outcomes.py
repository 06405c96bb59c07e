"""What is counted for the outcomes of a run, at the end of each quarter and of the run."""

from __future__ import annotations

from multivector_sim.compilation import rule
from multivector_sim.model.actors import CONCERNS, CONTEST, COURT, OBSTRUCT, PIVOT
from multivector_sim.model.lanes import as_count, where
from multivector_sim.model.numerics import logarithm, maximum
from multivector_sim.model.record import Record

__all__ = ["count_power", "count_quarter", "count_tension", "sum_up"]


@rule
def count_tension(world: Record, now: Record, run: Record, i: int, j: int) -> None:
    """Add the tension of two actors i < j to its sums."""
    run.total_tension[i, j] = run.total_tension[i, j] + run.tension[i, j]
    run.total_tension[j, i] = run.total_tension[j, i] + run.tension[j, i]


@rule
def count_power(world: Record, now: Record, run: Record, power: int) -> None:
    """Add a power's quarter to its sums and counts."""
    action = run.action[power]
    before = run.previous_action[power]
    obstructs = action == float(OBSTRUCT)
    contests = action == float(CONTEST)
    # Obstruction and confrontation are the two highest action numbers.
    entered = as_count(action >= float(OBSTRUCT)) * as_count(before < float(OBSTRUCT))
    run.total_obstructions[power] = run.total_obstructions[power] + as_count(obstructs)
    begun = as_count(obstructs) * as_count(before != float(OBSTRUCT))
    run.total_spells = run.total_spells + begun
    run.total_contests = run.total_contests + as_count(contests)
    run.total_courtings = run.total_courtings + as_count(action == float(COURT))
    run.total_onsets = run.total_onsets + entered
    run.total_crises[power] = run.total_crises[power] + run.crisis[power]
    run.total_credibility[power] = run.total_credibility[power] + run.credibility[power]
    run.total_dependence[power] = run.total_dependence[power] + run.dependence[power]
    run.total_economic[power] = run.total_economic[power] + run.leverage_economic[power]
    run.total_transit[power] = run.total_transit[power] + run.leverage_transit[power]
    run.total_security[power] = run.total_security[power] + run.leverage_security[power]
    run.total_terms[power] = run.total_terms[power] + run.terms[power]
    for concern in range(len(CONCERNS)):
        run.total_concern[power, concern] = (
            run.total_concern[power, concern] + run.concern[power, concern]
        )
    for rival in range(1, run.actors):
        if rival != power:
            run.total_blame[power, rival] = run.total_blame[power, rival] + run.blame[power, rival]


@rule
def count_quarter(world: Record, now: Record, run: Record) -> None:
    """Add the quarter's autonomy and the distribution of influence."""
    coerced = 0.0
    granted = 0.0
    concentration = 0.0
    entropy = 0.0
    per_influence = 1.0 / maximum(run.influence_total, 1e-300)
    for power in range(1, run.actors):
        obstructs = where(run.action[power] == float(OBSTRUCT), 1.0, 0.0)
        coerced += obstructs + run.crisis[power] + run.would_prevail[power]
        granted += run.granted[power]
        part = run.influence[power] * per_influence
        concentration += part * part
        entropy -= part * logarithm(maximum(part, 1e-300))
    run.total_free = run.total_free + as_count(coerced == 0.0)
    run.total_strictly_free = run.total_strictly_free + as_count(coerced + granted == 0.0)
    run.total_concentration = run.total_concentration + concentration
    run.total_max_influence = run.total_max_influence + run.influence_max * per_influence
    run.total_entropy = run.total_entropy + entropy * (1.0 / logarithm(float(run.actors - 1)))
    run.total_flow = run.total_flow + run.flow


@rule
def sum_up(run: Record) -> None:
    """Sum counts over the powers, and tension over directions, from the sums so far."""
    obstructions = 0.0
    crises = 0.0
    tension = 0.0
    for power in range(1, run.actors):
        obstructions += run.total_obstructions[power]
        crises += run.total_crises[power]
    for i in range(run.actors):
        for j in range(i + 1, run.actors):
            both = 0.5 * (run.total_tension[i, j] + run.total_tension[j, i])
            run.total_dyad[i, j] = both
            run.total_dyad[j, i] = both
            last = 0.5 * (run.tension[i, j] + run.tension[j, i])
            run.dyad[i, j] = last
            run.dyad[j, i] = last
            if i > PIVOT:
                tension += both
    run.all_obstructions = obstructions
    run.all_crises = crises
    powers = float(run.actors - 1)
    run.all_tension = tension / (0.5 * powers * (powers - 1.0))
