"""The sign of a difference over the parameter sets that agree with the record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from multivector_sim.handout.grid import Grid
from multivector_sim.handout.lessons import TURNED
from multivector_sim.inquiry import Condition, Measure
from multivector_sim.inquiry.condition import prepare
from multivector_sim.model.outcomes import outcome
from multivector_sim.results.summary import RANGE, interval_of_mean
from multivector_sim.scenario import Scenario, load_scenario
from multivector_sim.searching.aims import Aim
from multivector_sim.searching.bench import futures_of, run_policies

__all__ = ["Held", "signs"]

SET: Final = "accepted"


@dataclass(frozen=True)
class Held:
    """A difference over parameter sets.

    Attributes
    ----------
    mean, mean_low, mean_high
        Mean over sets, with its 95 % interval.
    low, high
        5 and 95 % of sets.
    lower
        Share of sets in which the mean of runs is lower; ties count half.
    """

    mean: float
    mean_low: float
    mean_high: float
    low: float
    high: float
    lower: float


def signs(
    scenario: Scenario,
    grid: Grid,
    pairs: Sequence[tuple[int, int]],
    outcomes: Sequence[str],
    *,
    seed: int,
    sets: int,
    runs: int,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> dict[tuple[int, int], list[Held]]:
    """Compare pairs of policies in every accepted parameter set.

    Parameters
    ----------
    scenario
        The world.
    grid
        The policies.
    pairs
        Numbers of two policies each.
    outcomes
        Columns of outcomes.
    seed
        Seed of draws and runs.
    sets, runs
        Parameter sets, and runs of each.
    threads, progress
        As in :func:`~multivector_sim.handout.grid.run_grid`.

    Returns
    -------
    dict
        By pair, one for each outcome: first minus second.
    """
    fixed = prepare(Condition(scenario.name, base=scenario)).fixed
    futures = futures_of(SET, seed, 0, sets, runs, fixed)
    aims = []
    for label in outcomes:
        entry = Measure(label).outcome(scenario)
        row = outcome(entry.outcome)
        aims.append(Aim(label, row.name, entry.entry, "lower", row.unit, row.meaning))
    numbers = list(dict.fromkeys(number for pair in pairs for number in pair))
    table = grid.policies
    packed = [
        load_scenario(
            scenario,
            {f"policy.{name}": float(x) for name, x in zip(TURNED, table[number], strict=True)},
        ).pack()
        for number in numbers
    ]
    values = run_policies(packed, futures, aims, threads=threads, progress=progress)
    place = {number: at for at, number in enumerate(numbers)}
    found = {}
    for first, second in pairs:
        apart = values[place[first]] - values[place[second]]
        rows = []
        for column in apart.T:
            mean = interval_of_mean(column)
            low, high = np.quantile(column, RANGE)
            lower = (np.count_nonzero(column < 0) + np.count_nonzero(column == 0) / 2) / sets
            rows.append(
                Held(mean.value, mean.low, mean.high, float(low), float(high), float(lower))
            )
        found[first, second] = rows
    return found
