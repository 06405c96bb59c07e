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
from multivector_sim.model.actors import LEVERS
from multivector_sim.model.inputs import Inputs
from multivector_sim.model.lanes import WIDTH
from multivector_sim.model.memory import Memory, pack_memory, parameter_columns
from multivector_sim.model.observed import Levers, Policy
from multivector_sim.model.outcomes import select_outcomes
from multivector_sim.model.parameters import PARAMETERS
from multivector_sim.model.raw import RawResults, check_runs, select_paths
from multivector_sim.model.reaction import apply_triggers, check_levers, compile_policy, seen_map
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


class Stretch(NamedTuple):
    """Quarters [first, last) of a call; whether runs begin, and levers follow the schedule."""

    first: int
    last: int
    begins: bool
    scheduled: bool


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
    policy: Policy | None = None,
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
    policy
        Policy function that sets the levers each quarter, in Python that
        Numba compiles (see ``model.reaction``).

    Returns
    -------
    RawResults
        Outcomes and paths.

    Raises
    ------
    InputError
        If a number or a name is not allowed, or the policy cannot be compiled.
    SimulationError
        If the policy returns levers out of range.
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
    reaction = _Reaction(memory, policies, inputs.start, policy)
    _dispatch(memory, policies, chunks, results, _workers(threads, runs), progress, reaction)
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
    reaction: _Reaction,
) -> None:
    """Run the chunks, on threads when there are several."""
    from multivector_sim.ensemble.kernel import run_chunk

    lanes = _lane_map(memory)
    timeline = memory.timeline.reshape(-1)
    local = threading.local()

    def work(chunk: Chunk) -> int:
        if not hasattr(local, "rows"):
            # Runs that react are kept in memory from quarter to quarter, the whole chunk of them.
            runs = _CHUNK if reaction.is_needed else WIDTH * _GROUPS
            local.rows = _aligned(memory.start.size * runs)
        rows = local.rows
        bits = rows.view(np.uint64)

        def go(stretch: Stretch) -> None:
            run_chunk(memory.world, timeline, lanes, policies, chunk, stretch, rows, bits, results)

        if reaction.is_needed:
            go(Stretch(0, 0, begins=True, scheduled=False))
            for quarter in reaction.along(chunk, rows):
                go(Stretch(quarter, quarter + 1, begins=False, scheduled=False))
        else:
            go(Stretch(0, memory.quarters, begins=True, scheduled=True))
        return int(chunk.runs.size)

    counts = map(work, chunks) if workers == 1 else _spread(work, chunks, workers)
    for count in counts:
        if progress is not None:
            progress(count)


class _Reaction:
    """What sets the levers of runs that react: the schedule, then triggers, then a policy."""

    def __init__(
        self, memory: Memory, policies: Policies, start: float, policy: Policy | None
    ) -> None:
        self.memory, self.policies, self.policy = memory, policies, policy
        self.is_needed = policy is not None or memory.triggers.on.size > 0
        self.react = None if policy is None else compile_policy(policy)
        self.place = seen_map(memory.actors, memory.sectors, start)

    def along(self, chunk: Chunk, rows: FloatArray) -> Iterator[int]:
        """Yield each quarter of a chunk once its levers stand in the memory."""
        from multivector_sim.ensemble.kernel import schedule_levers

        memory, size = self.memory, self.memory.start.size
        lanes = -(-chunk.runs.size // WIDTH) * WIDTH
        active = np.zeros((memory.triggers.on.size, lanes))
        for quarter in range(memory.quarters):
            now = memory.timeline[quarter]
            schedule_levers(rows, self.policies, chunk, quarter, size)
            apply_triggers(memory.triggers, active, rows, now, size, WIDTH, quarter)
            if self.react is not None and self.policy is not None:
                lane = self.react(rows, now, self.place, WIDTH, lanes, quarter)
                if lane >= 0:
                    run = int(chunk.runs[min(lane, chunk.runs.size - 1)])
                    group = rows[lane // WIDTH * size * WIDTH :]
                    levers = Levers(*group[lane % WIDTH :: WIDTH][: len(LEVERS)].tolist())
                    check_levers(self.policy, levers, run, quarter)
            yield quarter


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
