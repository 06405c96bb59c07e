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
from multivector_sim.model.record import Marks, size_marks
from multivector_sim.model.state import RECORDABLE, RUN

__all__ = ["RawResults", "is_compiled", "run_ensemble"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

_GROUPS: Final = 4
_CHUNK: Final = 8 * _GROUPS * WIDTH
_LARGEST_SEED: Final = 2**64 - 1


class RawResults(NamedTuple):
    """What an engine returns.

    Attributes
    ----------
    outcomes
        By name: (runs, *dims), float64; NaN where an entry has no meaning.
    paths
        By name: (runs, quarters, *dims), float64, at the end of each quarter.
    """

    outcomes: dict[str, FloatArray]
    paths: dict[str, FloatArray]


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
    _check(runs, seed, first_run, threads)
    memory = pack_memory(inputs)
    selection = select_outcomes(inputs.actors, inputs.sectors, outcomes)
    path_rows, path_shapes = _paths(record, memory)
    results = Results(
        outcome_rows=selection.rows,
        divisors=selection.divisors(memory.quarters, memory.substeps, memory.actors),
        outcomes=np.empty((selection.rows.size, runs)),
        path_rows=path_rows,
        paths=np.empty((memory.quarters, path_rows.size, runs if path_rows.size else 0)),
    )
    table = _parameter_table(inputs, parameters, runs)
    chunks = _chunks(runs, seed, first_run, table)
    policies = Policies(memory.levers, memory.lever_index.reshape(1, -1))
    _dispatch(memory, policies, chunks, results, _workers(threads, runs), progress)
    return RawResults(
        outcomes=selection.unpack(results.outcomes),
        paths=_unpack_paths(results.paths, path_shapes),
    )


def _check(runs: int, seed: int, first_run: int, threads: int | None) -> None:
    for name, value, low, high in (
        ("runs", runs, 1, 2**40),
        ("seed", seed, 0, _LARGEST_SEED),
        ("first_run", first_run, 0, 2**62),
        ("threads", 1 if threads is None else threads, 1, 4096),
    ):
        if isinstance(value, bool) or not isinstance(value, int | np.integer):
            raise InputError(f"{name}: {value!r} received; a whole number is needed")
        if not low <= value <= high:
            raise InputError(f"{name}: {value} received; allowed are {low} to {high}")


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
    """Run the chunks on threads; a few wait in line, so memory does not grow with the runs."""
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

    def finished(count: int) -> None:
        if progress is not None:
            progress(count)

    if workers == 1:  # short work: a thread would cost more than it saves
        for chunk in chunks:
            finished(work(chunk))
        return
    with ThreadPoolExecutor(workers, thread_name_prefix="multivector") as pool:
        waiting: set[Future[int]] = set()
        try:
            for chunk in chunks:
                waiting.add(pool.submit(work, chunk))
                if len(waiting) >= 2 * workers:
                    done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                    for future in done:
                        finished(future.result())
            while waiting:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                for future in done:
                    finished(future.result())
        except BaseException:
            for future in waiting:
                future.cancel()
            raise


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


def _paths(record: Sequence[str], memory: Memory) -> tuple[IntArray, dict[str, tuple[int, ...]]]:
    unknown = [name for name in record if name not in RECORDABLE]
    if unknown:
        raise InputError(f"record: {unknown} received; allowed are {list(RECORDABLE)}")
    n, s = memory.actors, memory.sectors
    names = list(dict.fromkeys(record))
    rows = [RUN.row_indices(name, n, s).reshape(-1) for name in names]
    joined = np.concatenate(rows) if rows else np.empty(0, dtype=np.int64)
    return joined, {name: RUN.shape(name, n, s) for name in names}


def _unpack_paths(paths: FloatArray, shapes: dict[str, tuple[int, ...]]) -> dict[str, FloatArray]:
    unpacked: dict[str, FloatArray] = {}
    first = 0
    for name, shape in shapes.items():
        last = first + int(np.prod(shape))
        block = paths[:, first:last].reshape(paths.shape[0], *shape, paths.shape[2])
        unpacked[name] = np.moveaxis(block, -1, 0)
        first = last
    return unpacked
