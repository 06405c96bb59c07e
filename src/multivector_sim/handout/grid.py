"""A grid of constant policies, run in one world: every run's outcomes, quantiles of paths."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from multivector_sim.ensemble.cases import Cases
from multivector_sim.ensemble.engine import Ensemble
from multivector_sim.ensemble.workers import spread
from multivector_sim.errors import InputError
from multivector_sim.handout.lessons import TURNED
from multivector_sim.inquiry import Measure
from multivector_sim.model.actors import LEVERS
from multivector_sim.plots.fan import BANDS
from multivector_sim.scenario import Scenario
from multivector_sim.sweeps.compute import default_threads

__all__ = ["LEVELS", "Grid", "GridRuns", "run_grid", "years_of"]

FloatArray = NDArray[np.float64]

LEVELS: Final = (0.0, 0.2, 0.4, 0.6, 0.8)
"""Levels of a slider: equal steps up to the highest level of a shipped constant policy."""
MOST_LEVELS: Final = 5
_BLOCK: Final = 6400
"""Runs of a task: about 20 MB with all series."""


@dataclass(frozen=True)
class Grid:
    """All policies that hold each lever at one of some levels.

    Attributes
    ----------
    levels
        Levels of each lever, rising, two to five of them, 0 to 1.

    Raises
    ------
    InputError
        If they are not.

    Examples
    --------
    >>> Grid((0.0, 0.5, 1.0)).count
    243
    """

    levels: tuple[float, ...] = LEVELS

    def __post_init__(self) -> None:
        given = self.levels
        sound = all(math.isfinite(level) and 0 <= level <= 1 for level in given)
        rising = all(first < second for first, second in itertools.pairwise(given))
        if not (2 <= len(given) <= MOST_LEVELS and sound and rising):
            raise InputError(
                f"levels: {', '.join(f'{level:g}' for level in given) or 'none'} received; 2 to "
                f"{MOST_LEVELS} rising numbers from 0 to 1 are needed, such as 0,0.5,1"
            )

    @property
    def count(self) -> int:
        """Number of policies."""
        return int(len(self.levels) ** len(TURNED))

    @property
    def policies(self) -> FloatArray:
        """Levels of the policies, (count, 5); the last lever changes the fastest."""
        return np.array(list(itertools.product(self.levels, repeat=len(TURNED))))

    def nearest(self, levels: Sequence[float]) -> tuple[tuple[int, ...], bool]:
        """Return the place of the nearest level of each lever, and whether all are met exactly.

        Of two levels that are equally near, the lower one is taken.
        """
        places = tuple(
            min(range(len(self.levels)), key=lambda k: (round(abs(self.levels[k] - level), 9), k))
            for level in levels
        )
        exact = all(
            math.isclose(self.levels[k], level, abs_tol=1e-9)
            for k, level in zip(places, levels, strict=True)
        )
        return places, exact

    def number(self, places: Sequence[int]) -> int:
        """Return the number of the policy with these places of levels."""
        found = 0
        for place in places:
            found = found * len(self.levels) + place
        return found


@dataclass(frozen=True, eq=False)
class GridRuns:
    """What is kept of a grid in one world.

    Attributes
    ----------
    outcomes
        By label: (policies, runs), in the unit of the outcome.
    series
        By name: (policies, 5, years), quantiles ``BANDS`` over runs of the
        annual means.
    """

    outcomes: dict[str, FloatArray]
    series: dict[str, FloatArray]


def years_of(scenario: Scenario) -> list[int]:
    """Return the whole years of a scenario.

    Raises
    ------
    InputError
        If there is none.
    """
    first = math.ceil(scenario.first_year - 1e-9)
    last = math.floor(scenario.first_year + scenario.quarters / 4 + 1e-9)
    if last <= first:
        raise InputError(f"{scenario.name}: no whole year; a handout needs one")
    return list(range(first, last))


def run_grid(
    scenario: Scenario,
    grid: Grid,
    *,
    runs: int,
    seed: int,
    outcomes: Sequence[str],
    series: Sequence[str],
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> GridRuns:
    """Run every policy of a grid; run r of each meets the same chance events.

    Parameters
    ----------
    scenario
        The world; its five levers play no part, its other levers hold.
    grid
        The policies.
    runs
        Runs of each policy, >= 2: numbers 0 to runs - 1.
    seed
        Seed of the runs.
    outcomes
        Columns of outcomes whose runs are kept.
    series
        Entries of states, such as ``tension.RUS-CHN``.
    threads
        Threads; None for one a core. No number depends on it.
    progress
        Called with the number of newly finished runs.

    Raises
    ------
    InputError
        If an outcome or a series is unknown, or a number is not allowed.
    """
    years = years_of(scenario)
    entries = {label: Measure(label).outcome(scenario) for label in outcomes}
    windows = [
        Measure(name, since=year, until=year + 1, summary="mean").window(scenario, f"{name} {year}")
        for name in series
        for year in years
    ]
    ensemble = Ensemble(
        scenario.pack(),
        outcomes=list(dict.fromkeys(entry.outcome for entry in entries.values())),
        windows=windows,
    )
    levers = np.full((grid.count, len(LEVERS)), np.nan)
    levers[:, [LEVERS.index(name) for name in TURNED]] = grid.policies
    parameters = scenario.pack().parameters[np.newaxis]
    found = GridRuns(
        {label: np.empty((grid.count, runs)) for label in outcomes},
        {name: np.empty((grid.count, len(BANDS), len(years))) for name in series},
    )

    def work(first: int, count: int) -> int:
        cases = Cases(
            runs=np.tile(np.arange(runs, dtype=np.uint64), count),
            parameter_set=np.zeros(count * runs, dtype=np.int64),
            parameters=parameters,
            policy=np.repeat(np.arange(first, first + count), runs),
            levers=levers,
        )
        results = ensemble.allocate(count * runs)
        for task in ensemble.tasks(cases, seed, results):
            task()
        made = ensemble.unpack(results)
        here = slice(first, first + count)
        every: tuple[Any, ...] = (slice(None),)
        for label, entry in entries.items():
            values = made.outcomes[entry.outcome][every + entry.entry]
            found.outcomes[label][here] = values.reshape(count, runs)
        for name in series:
            paths = np.array([made.windows[f"{name} {year}"] for year in years])
            quantiles = np.quantile(paths.reshape(len(years), count, runs), BANDS, axis=2)
            found.series[name][here] = quantiles.transpose(2, 0, 1)
        return count * runs

    block = max(1, _BLOCK // runs)

    def tasks() -> Iterator[Callable[[], int]]:
        for first in range(0, grid.count, block):
            yield partial(work, first, min(block, grid.count - first))

    for made in spread(tasks(), threads or default_threads()):
        if progress is not None:
            progress(made)
    return found
