"""Runs of one scenario in chunks, on all cores, with progress and cancellation."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from multivector_sim.compilation import cache_folder
from multivector_sim.errors import InputError
from multivector_sim.model.inputs import Inputs
from multivector_sim.model.lanes import WIDTH
from multivector_sim.model.memory import Memory, pack_memory, parameter_columns
from multivector_sim.model.outcomes import select_outcomes
from multivector_sim.model.parameters import PARAMETERS
from multivector_sim.model.raw import RawResults, check_runs, select_paths
from multivector_sim.model.record import Marks, size_marks
from multivector_sim.model.state import RUN

__all__ = ["is_compiled", "run_ensemble"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

_GROUPS: Final = 8
_CHUNK: Final = 4 * _GROUPS * WIDTH


class LaneMap(NamedTuple):
    """Sizes, and where things lie in the memory of a run (see ``model.memory``)."""

    actors: Marks
    sectors: Marks
    actor_count: int
    sector_count: int
    quarters: int
    substeps: int
    key_row: int
    first_parameter: int
    start: FloatArray
    attraction_rows: IntArray
    attraction_sources: IntArray
    elasticity_rows: IntArray
    elasticity_sources: IntArray


class Policies(NamedTuple):
    """Lever rows, and for each policy which row holds in each quarter."""

    levers: FloatArray
    lever_index: IntArray


class Chunk(NamedTuple):
    """Which runs: their numbers, seeds, parameter sets, policies; first column of results."""

    runs: NDArray[np.uint64]
    seeds: NDArray[np.uint64]
    parameter_set: IntArray
    policy: IntArray
    parameters: FloatArray
    column: int


class Results(NamedTuple):
    """What to keep, and where: tables with one column a run."""

    outcome_rows: IntArray
    divisors: FloatArray
    outcomes: FloatArray
    path_rows: IntArray
    paths: FloatArray


def is_compiled() -> bool:
    """Return whether the kernel of this version lies in the cache on disk."""
    return any(cache_folder().rglob("*.nbc"))


def run_ensemble(
    inputs: Inputs,
    runs: int,
    seed: int,
    *,
    first_run: int = 0,
    parameters: FloatArray | None = None,
    record: Sequence[str] = (),
    outcomes: Sequence[str] | None = None,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> RawResults:
    """Run a scenario many times with the compiled engine.

    The values of a run depend on the inputs, its parameters, the seed and its
    number; not on the other runs, the number of threads or the machine.

    Parameters
    ----------
    inputs
        The packed scenario.
    runs
        Number of runs, >= 1.
    seed
        Seed, 0 to 2**64 - 1.
    first_run
        Number of the first run, >= 0.
    parameters
        (P,) one set for all runs or (runs, P) one set a run, in the order of
        ``PARAMETERS``; None for the scenario's own.
    record
        Names from ``RECORDABLE`` whose paths are kept.
    outcomes
        Names from ``OUTCOMES``; None for the default ones.
    threads
        Number of threads; None for one a core.
    progress
        Called, in the calling thread, with the number of newly finished runs.

    Returns
    -------
    RawResults
        Outcomes and paths.

    Raises
    ------
    InputError
        If a number or a name is not allowed.
    """
    check_runs(runs, seed, first_run, threads)
    memory = pack_memory(inputs)
    selection = select_outcomes(inputs.actors, inputs.sectors, outcomes)
    paths = select_paths(record, memory.actors, memory.sectors, memory.quarters, runs)
    results = Results(
        outcome_rows=selection.rows,
        divisors=selection.divisors(memory.quarters, memory.substeps, memory.actors),
        outcomes=np.empty((selection.rows.size, runs)),
        path_rows=paths.rows,
        paths=np.empty((memory.quarters, paths.rows.size, runs)),
    )
    table = _parameter_table(inputs, parameters, runs)
    chunks = _chunks(runs, seed, first_run, table)
    policies = Policies(memory.levers, memory.lever_index.reshape(1, -1))
    _dispatch(memory, policies, chunks, results, _workers(threads, runs), progress)
    return RawResults(selection.unpack(results.outcomes), paths.unpack(results.paths))


def _workers(threads: int | None, runs: int) -> int:
    available = threads or os.cpu_count() or 1
    return max(1, min(available, -(-runs // _CHUNK)))


def _parameter_table(inputs: Inputs, parameters: FloatArray | None, runs: int) -> FloatArray:
    """Return switches and parameters, (sets, M + P): one set for all, or one a run."""
    own = np.concatenate([inputs.switches, inputs.parameters]).reshape(1, -1)
    if parameters is None:
        return own
    given = np.atleast_2d(np.asarray(parameters, dtype=np.float64))
    if given.shape not in {(1, len(PARAMETERS)), (runs, len(PARAMETERS))}:
        raise InputError(
            f"parameters: shape {np.shape(parameters)} received; allowed are "
            f"({len(PARAMETERS)},) and ({runs}, {len(PARAMETERS)})"
        )
    if not np.isfinite(given).all():
        raise InputError("parameters: NaN or infinity received; finite values only")
    switches = np.broadcast_to(inputs.switches, (given.shape[0], inputs.switches.size))
    return np.hstack([switches, given])


def _chunks(runs: int, seed: int, first_run: int, table: FloatArray) -> Iterator[Chunk]:
    for first in range(0, runs, _CHUNK):
        count = min(_CHUNK, runs - first)
        own_set = table.shape[0] > 1
        yield Chunk(
            runs=np.arange(first_run + first, first_run + first + count, dtype=np.uint64),
            seeds=np.full(count, seed, dtype=np.uint64),
            parameter_set=(
                np.arange(first, first + count, dtype=np.int64)
                if own_set
                else np.zeros(count, dtype=np.int64)
            ),
            policy=np.zeros(count, dtype=np.int64),
            parameters=table,
            column=first,
        )


def _dispatch(
    memory: Memory,
    policies: Policies,
    chunks: Iterator[Chunk],
    results: Results,
    workers: int,
    progress: Callable[[int], None] | None,
) -> None:
    """Run the chunks, on threads when there are several."""
    from multivector_sim.ensemble.kernel import run_chunk

    lanes = _lane_map(memory)
    timeline = memory.timeline.reshape(-1)
    local = threading.local()

    def work(chunk: Chunk) -> int:
        if not hasattr(local, "rows"):
            local.rows = _aligned(memory.start.size * WIDTH * _GROUPS)
        rows = local.rows
        run_chunk(
            memory.world, timeline, lanes, policies, chunk, rows, rows.view(np.uint64), results
        )
        return int(chunk.runs.size)

    counts = map(work, chunks) if workers == 1 else _spread(work, chunks, workers)
    for count in counts:
        if progress is not None:
            progress(count)


def _spread(work: Callable[[Chunk], int], chunks: Iterator[Chunk], workers: int) -> Iterator[int]:
    """Do the work on threads; a few chunks wait in line, so memory is flat in the runs."""
    with ThreadPoolExecutor(workers, thread_name_prefix="multivector") as pool:
        waiting: set[Future[int]] = set()
        try:
            for chunk in chunks:
                waiting.add(pool.submit(work, chunk))
                if len(waiting) >= 2 * workers:
                    done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                    yield from (future.result() for future in done)
            while waiting:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in done)
        finally:  # an interrupt or an error: what has not begun is dropped
            for future in waiting:
                future.cancel()


def _aligned(size: int) -> FloatArray:
    """Return zeros that start at a cache line."""
    line = 64 // 8
    block = np.zeros(size + line)
    first = (-block.ctypes.data // 8) % line
    return block[first : first + size]


def _lane_map(memory: Memory) -> LaneMap:
    n, s = memory.actors, memory.sectors
    return LaneMap(
        actors=size_marks(n),
        sectors=size_marks(s),
        actor_count=n,
        sector_count=s,
        quarters=memory.quarters,
        substeps=memory.substeps,
        key_row=RUN.offset("key", n, s),
        first_parameter=parameter_columns(n, s).start,
        start=memory.start,
        attraction_rows=memory.attraction_rows,
        attraction_sources=memory.attraction_sources,
        elasticity_rows=memory.elasticity_rows,
        elasticity_sources=memory.elasticity_sources,
    )
