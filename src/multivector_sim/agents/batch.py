"""Many runs of the Mesa engine, in the form that the compiled engine returns."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from multivector_sim.agents.model import MultivectorModel
from multivector_sim.errors import InputError
from multivector_sim.model.inputs import Inputs
from multivector_sim.model.observed import Policy
from multivector_sim.model.outcomes import select_outcomes
from multivector_sim.model.raw import RawResults, check_runs, select_paths
from multivector_sim.model.watch import select_windows
from multivector_sim.model.windows import Window

__all__ = ["run_agents"]

FloatArray = NDArray[np.float64]


def run_agents(
    inputs: Inputs,
    runs: int,
    seed: int,
    *,
    first_run: int = 0,
    parameters: FloatArray | None = None,
    record: Sequence[str] = (),
    outcomes: Sequence[str] | None = None,
    windows: Sequence[Window] = (),
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
    policy: Policy | None = None,
) -> RawResults:
    """Run a scenario many times with agents, one run after the other.

    Parameters and result are those of
    :func:`multivector_sim.ensemble.engine.run_ensemble`, and so are the bits;
    agents run on one thread.

    Raises
    ------
    InputError
        If a number, a name or a window is not allowed, or more than one thread
        is asked for.
    """
    check_runs(runs, seed, first_run, threads)
    if threads not in (None, 1):
        raise InputError(f"threads: {threads} received; the Mesa engine runs on 1 thread")
    selection = select_outcomes(inputs.actors, inputs.sectors, outcomes)
    n, s = len(inputs.actors), len(inputs.sectors)
    paths = select_paths(record, n, s)
    paths.check_size(inputs.quarters, runs)
    watched = select_windows(windows, n, s, inputs.quarters)
    followed = np.empty((runs, len(watched.names)))
    kept = np.empty((selection.rows.size, runs))
    recorded = np.empty((inputs.quarters, paths.rows.size, runs))
    divisors = selection.divisors(inputs.quarters, inputs.substeps, n)
    rows = np.maximum(selection.rows, 0)
    sets = None if parameters is None else np.atleast_2d(parameters)
    for index in range(runs):
        own = None if sets is None else sets[index if sets.shape[0] > 1 else 0]
        model = MultivectorModel(inputs, seed, first_run + index, parameters=own, policy=policy)
        while model.running:
            quarter = model.quarter
            model.advance()
            recorded[quarter, :, index] = model.state.memory[paths.rows]
            watched.follow(followed[index], model.state.memory, quarter)
        model.sum_up()
        kept[:, index] = model.state.memory[rows] / divisors
        if progress is not None:
            progress(1)
    return RawResults(
        selection.unpack(kept), paths.unpack(recorded), watched.unpack(followed.T.copy())
    )
