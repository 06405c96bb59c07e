"""Policies in the same futures: parameters, chance events and the engine that runs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from multivector_sim.ensemble.cases import Cases
from multivector_sim.ensemble.engine import Ensemble
from multivector_sim.ensemble.workers import spread
from multivector_sim.errors import InputError
from multivector_sim.inquiry.draws import draws_of
from multivector_sim.model.actors import LEVERS
from multivector_sim.model.inputs import Inputs
from multivector_sim.model.observed import DRIVERS_SEEN
from multivector_sim.searching.aims import Aim
from multivector_sim.searching.space import Space, entries_of
from multivector_sim.sweeps.compute import default_threads

__all__ = ["Futures", "futures_of", "observed_ranges", "run_policies"]

FloatArray = NDArray[np.float64]

_ROOM: Final = 1 << 20
"""Run numbers of a future, as in ``inquiry.pool``: the same future has the same chance events."""


class Futures(NamedTuple):
    """Futures that every policy meets.

    Attributes
    ----------
    parameters
        (futures, P) parameters, in the order of ``PARAMETERS``.
    runs
        (futures, seeds) run numbers, which with the seed key the chance events.
    seed
        Seed of the runs.
    """

    parameters: FloatArray
    runs: NDArray[np.uint64]
    seed: int


def futures_of(
    which: str, seed: int, first: int, count: int, seeds: int, fixed: Mapping[int, float]
) -> Futures:
    """Return futures number ``first`` to ``first + count - 1``.

    Parameters
    ----------
    which
        Set of parameters, from ``SETS``.
    seed
        Seed of parameters and runs.
    first, count
        Which futures; those of other numbers share neither draws nor chance events.
    seeds
        Runs of each future.
    fixed
        Parameters that a scenario fixes, by index.
    """
    parameters = draws_of(which, seed, first, count)
    for index, value in fixed.items():
        parameters[:, index] = value
    own = np.arange(first, first + count, dtype=np.uint64) * np.uint64(_ROOM)
    runs = np.add(own[:, np.newaxis], np.arange(seeds, dtype=np.uint64), dtype=np.uint64)
    return Futures(parameters, runs, seed)


def run_policies(
    policies: Sequence[Inputs],
    futures: Futures,
    aims: Sequence[Aim],
    *,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> FloatArray:
    """Run every policy in every future.

    Parameters
    ----------
    policies
        Packed scenarios.
    futures
        What they meet.
    aims
        What is read.
    threads
        Threads; None for one a core. Numbers do not depend on it.
    progress
        Called with the number of runs newly made.

    Returns
    -------
    numpy.ndarray
        (policies, futures, aims): means over the runs of each future.
    """
    count, seeds = futures.runs.shape
    cases = Cases(
        runs=futures.runs.reshape(-1),
        parameter_set=np.repeat(np.arange(count), seeds),
        parameters=futures.parameters,
        policy=np.zeros(count * seeds, dtype=np.int64),
        levers=np.full((1, len(LEVERS)), np.nan),
    )
    found = np.empty((len(policies), count, len(aims)))

    def tasks() -> Iterator[Callable[[], int]]:
        for place, inputs in enumerate(policies):
            yield partial(_run, inputs, cases, futures, aims, found[place])

    for made in spread(tasks(), min(threads or default_threads(), max(1, len(policies)))):
        if progress is not None:
            progress(made)
    return found


def _run(
    inputs: Inputs, cases: Cases, futures: Futures, aims: Sequence[Aim], found: FloatArray
) -> int:
    """Run a policy, and put the means of its futures in their place."""
    names = list(dict.fromkeys(aim.outcome for aim in aims))
    ensemble = Ensemble(inputs, outcomes=names)
    results = ensemble.allocate(cases.runs.size)
    for task in ensemble.tasks(cases, futures.seed, results):
        task()
    outcomes = ensemble.unpack(results).outcomes
    for column, aim in enumerate(aims):
        every: tuple[Any, ...] = (slice(None),)
        values = np.ascontiguousarray(outcomes[aim.outcome][every + aim.entry])
        found[:, column] = values.reshape(futures.runs.shape).mean(axis=1)
    return int(cases.runs.size)


def observed_ranges(
    names: Sequence[str], space: Space, futures: Futures
) -> dict[str, tuple[float, float]]:
    """Return where observed quantities lie under the base: 5 to 95 % of quarters and futures.

    Parameters
    ----------
    names
        Quantities, as a trigger names them.
    space
        Gives the base.
    futures
        Futures in which it is run.

    Raises
    ------
    InputError
        If a quantity does not vary, so that no threshold tells anything.
    """
    inputs = space.inputs
    seen = {name: entries_of(name, space.base) for name in names}
    states = list(dict.fromkeys(state for state, _ in seen.values() if state not in DRIVERS_SEEN))
    paths: dict[str, FloatArray] = {name: getattr(inputs, name) for name in DRIVERS_SEEN}
    if states:
        count = futures.runs.size
        cases = Cases(
            futures.runs.reshape(-1),
            np.repeat(np.arange(len(futures.parameters)), futures.runs.shape[1]),
            futures.parameters,
            np.zeros(count, dtype=np.int64),
            np.full((1, len(LEVERS)), np.nan),
        )
        ensemble = Ensemble(inputs, outcomes=["welfare"], record=states)
        results = ensemble.allocate(count)
        for task in ensemble.tasks(cases, futures.seed, results):
            task()
        paths |= ensemble.unpack(results).paths
    found = {}
    for name, (state, entries) in seen.items():
        if state in DRIVERS_SEEN:
            values = paths[state][space.first :]
        else:
            path = paths[state][:, space.first :]
            every: tuple[Any, ...] = (slice(None), slice(None))
            values = np.mean([path[every + one] for one in entries], axis=0)
        low, high = (float(value) for value in np.quantile(values, [0.05, 0.95]))
        if not low < high:
            raise InputError(
                f"--triggers: {name} hardly varies under {space.base.name or 'the base'} (5 to "
                f"95 %: {low:g} to {high:g}); give bounds, such as {name}=0.1:0.5"
            )
        found[name] = (low, high)
    return found
