"""One scenario ready to run: its cases in tasks, or its runs on all cores."""

from __future__ import annotations

import copy
import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from multivector_sim.compilation import cache_folder
from multivector_sim.ensemble.cases import Cases, check_cases
from multivector_sim.ensemble.layout import Part, Results, Schedule, Stretch, lane_map
from multivector_sim.ensemble.workers import aligned, spread, work_space
from multivector_sim.errors import InputError
from multivector_sim.model.actors import LEVERS
from multivector_sim.model.inputs import Inputs
from multivector_sim.model.lanes import WIDTH
from multivector_sim.model.memory import Memory, pack_memory
from multivector_sim.model.observed import Levers, Policy
from multivector_sim.model.outcomes import select_outcomes
from multivector_sim.model.parameters import PARAMETERS
from multivector_sim.model.raw import RawResults, check_runs, select_paths
from multivector_sim.model.reaction import apply_triggers, check_levers, compile_policy, seen_map
from multivector_sim.model.state import RUN
from multivector_sim.model.watch import select_windows
from multivector_sim.model.windows import Window

__all__ = ["Ensemble", "Members", "is_compiled", "run_ensemble"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Task = Callable[[], int]

_GROUPS: Final = 8
_CHUNK: Final = 4 * _GROUPS * WIDTH


def is_compiled() -> bool:
    """Return whether the kernel of this version lies in the cache on disk."""
    return any(cache_folder().rglob("*.nbc"))


class Ensemble:
    """One packed scenario, ready to run cases.

    The values of a case depend on the inputs, its run number, parameters and
    constant levers, and the seed; not on the other cases, on their order, on
    how they are cut into tasks, or on the machine.

    Parameters
    ----------
    inputs
        The packed scenario. Its own parameters play no part: each case has
        its own.
    outcomes
        Names from ``OUTCOMES``; None for the default ones.
    record
        Names from ``RECORDABLE`` whose paths are kept.
    windows
        Numbers that are summed up over windows of quarters.
    policy
        Policy function that sets the levers each quarter, in Python that
        Numba compiles (see ``model.reaction``). It receives the constant
        levers of a case in place of the scheduled ones.

    Raises
    ------
    InputError
        If a name or a window is not allowed.

    Examples
    --------
    >>> import numpy as np
    >>> from multivector_sim import load_scenario
    >>> inputs = load_scenario("baseline").pack()
    >>> ensemble = Ensemble(inputs, outcomes=["autonomy"])
    >>> cases = Cases(np.arange(3), [0, 0, 0], [inputs.parameters], [0, 0, 1],
    ...     [[np.nan] * 8, [0.5] + [np.nan] * 7])
    >>> results = ensemble.allocate(3)
    >>> [task() for task in ensemble.tasks(cases, 1, results)]
    [3]
    >>> ensemble.unpack(results).outcomes["autonomy"].shape
    (3,)
    """

    def __init__(
        self,
        inputs: Inputs,
        *,
        outcomes: Sequence[str] | None = None,
        record: Sequence[str] = (),
        windows: Sequence[Window] = (),
        policy: Policy | None = None,
    ) -> None:
        memory = self._memory = pack_memory(inputs)
        self._outcomes = select_outcomes(inputs.actors, inputs.sectors, outcomes)
        self._paths = select_paths(record, memory.actors, memory.sectors)
        self._windows = select_windows(windows, memory.actors, memory.sectors, memory.quarters)
        self._divisors = self._outcomes.divisors(memory.quarters, memory.substeps, memory.actors)
        self._timeline = memory.timeline.reshape(-1)
        self._lanes = lane_map(memory)
        self._schedule = Schedule(memory.levers, memory.lever_index)
        self._reaction = _Reaction(memory, self._schedule, inputs.start, policy)

    def allocate(self, cases_count: int) -> Results:
        """Return tables for the results of some cases, one column a case.

        Parameters
        ----------
        cases_count
            Number of cases, >= 1.

        Raises
        ------
        InputError
            If the number is not allowed, or recorded paths would not fit into
            memory.
        """
        check_runs(cases_count, 0, 0, None)
        quarters = self._memory.quarters
        self._paths.check_size(quarters, cases_count)
        return Results(
            outcome_rows=self._outcomes.rows,
            divisors=self._divisors,
            outcomes=np.empty((self._outcomes.rows.size, cases_count)),
            path_rows=self._paths.rows,
            paths=np.empty((quarters, self._paths.rows.size, cases_count)),
            window_rows=self._windows.rows,
            windows=np.empty((len(self._windows.names), cases_count)),
        )

    def tasks(
        self, cases: Cases, seed: int, results: Results, size: int | None = None
    ) -> Iterator[Task]:
        """Check cases, and cut them into tasks that threads may do in any order.

        Parameters
        ----------
        cases
            The cases.
        seed
            Seed, 0 to 2**64 - 1.
        results
            From :meth:`allocate`, for that many cases: case k fills column k.
        size
            Cases a task, >= 1; None for a size that suits the processor.

        Returns
        -------
        iterator of callables
            Each runs its cases into their columns and returns how many they
            are. It lets other threads run meanwhile. A task raises
            ``SimulationError`` if the policy function returns levers out of
            range, or what the policy function itself raises; its columns then
            have no meaning, those of other tasks are untouched.

        Raises
        ------
        InputError
            If a case, the seed or the size is not allowed, or the results are
            for another number of cases; before the first task.
        """
        checked = check_cases(cases, self._memory.triggers)
        count = checked.runs.size
        check_runs(count, seed, 0, None)
        if results.outcomes.shape[1] != count:
            raise InputError(
                f"results: tables for {results.outcomes.shape[1]} cases received; "
                f"{count} are needed"
            )
        step = _CHUNK if size is None else size
        if isinstance(step, bool) or not isinstance(step, int | np.integer) or step < 1:
            raise InputError(f"size: {size!r} received; a whole number >= 1 is needed")
        key = np.uint64(seed)
        return (
            partial(self._work, checked, Part(key, first, min(int(step), count - first)), results)
            for first in range(0, count, int(step))
        )

    def members(self, cases: Cases, seed: int) -> Members:
        """Return cases that are held in memory and advance quarter by quarter.

        Parameters
        ----------
        cases
            The cases; all are held at once (about 8 kB each).
        seed
            Seed, 0 to 2**64 - 1.

        Raises
        ------
        InputError
            As for :meth:`tasks`.
        """
        checked = check_cases(cases, self._memory.triggers)
        check_runs(checked.runs.size, seed, 0, None)
        return Members(self, checked, seed)

    def unpack(self, results: Results) -> RawResults:
        """Return views of the tables by name, the case as first axis."""
        return RawResults(
            self._outcomes.unpack(results.outcomes),
            self._paths.unpack(results.paths),
            self._windows.unpack(results.windows),
        )

    def _work(self, cases: Cases, part: Part, results: Results) -> int:
        if not self._reaction.is_needed:
            # A few groups at a time: a block that fits into the nearest cache.
            rows = work_space(self._memory.start.size * WIDTH * _GROUPS)
            whole = Stretch(0, self._memory.quarters, begins=True, scheduled=True)
            self._go(cases, part, whole, rows, results)
            return part.size
        # Runs that react are kept in memory from quarter to quarter, all of the block.
        for first in range(part.first, part.first + part.size, _CHUNK):
            count = min(_CHUNK, part.first + part.size - first)
            self._react(cases, Part(part.seed, first, count), results)
        return part.size

    def _react(self, cases: Cases, part: Part, results: Results) -> None:
        rows = work_space(self._memory.start.size * _lanes(part.size))
        active = self._begin(cases, part, rows, results)
        for quarter in range(self._memory.quarters):
            self._step(cases, part, quarter, active, rows, results)

    def _begin(self, cases: Cases, part: Part, rows: FloatArray, results: Results) -> FloatArray:
        """Put runs before their first quarter; return which triggers are active: none."""
        self._go(cases, part, Stretch(0, 0, begins=True, scheduled=False), rows, results)
        return np.zeros((self._memory.triggers.on.size, _lanes(part.size)))

    def _step(
        self,
        cases: Cases,
        part: Part,
        quarter: int,
        active: FloatArray,
        rows: FloatArray,
        results: Results,
    ) -> None:
        """Run one quarter of a part that lies in memory as a whole."""
        self._reaction.set_levers(cases, part, quarter, active, rows)
        stretch = Stretch(quarter, quarter + 1, begins=False, scheduled=False)
        self._go(cases, part, stretch, rows, results)

    def _go(
        self, cases: Cases, part: Part, stretch: Stretch, rows: FloatArray, results: Results
    ) -> None:
        from multivector_sim.ensemble.kernel import run_chunk

        run_chunk(
            self._memory.world,
            self._timeline,
            self._lanes,
            self._schedule,
            cases,
            part,
            stretch,
            rows,
            rows.view(np.uint64),
            results,
        )


class Members:
    """Cases held in memory between quarters, whose state can be read and changed.

    A filter reads what the runs predict, corrects it by what was observed,
    and lets them go on. What is never changed runs as :meth:`Ensemble.tasks`
    runs it, bit for bit. Made by :meth:`Ensemble.members`.

    Attributes
    ----------
    quarter
        Number of quarters that have been run.
    """

    def __init__(self, ensemble: Ensemble, cases: Cases, seed: int) -> None:
        self.quarter = 0
        self._ensemble, self._cases = ensemble, cases
        self._part = Part(np.uint64(seed), 0, cases.runs.size)
        self._results = ensemble.allocate(cases.runs.size)
        memory = ensemble._memory
        self._sizes = memory.actors, memory.sectors
        self._rows = aligned(memory.start.size * _lanes(cases.runs.size))
        self._active = ensemble._begin(cases, self._part, self._rows, self._results)
        self._lanes = self._rows.reshape(-1, memory.start.size, WIDTH)

    @property
    def size(self) -> int:
        """Number of members."""
        return int(self._part.size)

    def advance(self, quarters: int = 1) -> None:
        """Run some quarters.

        Raises
        ------
        InputError
            If the scenario has no more quarters.
        SimulationError
            If a policy function returns levers out of range.
        """
        left = self._ensemble._memory.quarters - self.quarter
        if not 0 <= quarters <= left:
            raise InputError(f"quarters: {quarters} received; {left} are left in the scenario")
        for _ in range(quarters):
            self._ensemble._step(
                self._cases, self._part, self.quarter, self._active, self._rows, self._results
            )
            self.quarter += 1

    def follow(self, ensemble: Ensemble) -> None:
        """Go on under another scenario of the same actors, sectors and length.

        Raises
        ------
        InputError
            If sizes or triggers differ.
        """
        mine, other = self._ensemble._memory, ensemble._memory
        if (other.actors, other.sectors, other.quarters) != (*self._sizes, mine.quarters) or (
            other.triggers.on.size != mine.triggers.on.size
        ):
            raise InputError("follow: the scenarios differ in actors, sectors, length or triggers")
        self._ensemble = ensemble
        self._results = ensemble.allocate(self.size)

    def copy(self) -> Members:
        """Return members in the same state, which go their own way from here."""
        other = copy.copy(self)
        other._rows = aligned(self._rows.size)
        other._rows[:] = self._rows
        other._lanes = other._rows.reshape(self._lanes.shape)
        other._active = self._active.copy()
        other._results = self._ensemble.allocate(self.size)
        return other

    def get(self, field: str) -> FloatArray:
        """Return a field of the state.

        Parameters
        ----------
        field
            Name from ``RUN``.

        Returns
        -------
        numpy.ndarray
            (members, *shape of the field), a copy.
        """
        place = RUN.places(*self._sizes)[field]
        values = self._lanes[:, place.rows, :].swapaxes(1, 2).reshape(-1, *place.shape)
        return np.array(values[: self.size])

    def put(self, field: str, values: FloatArray) -> None:
        """Replace a field of the state; the shape is that of :meth:`get`."""
        place = RUN.places(*self._sizes)[field]
        flat = np.asarray(values, dtype=np.float64).reshape(self.size, -1)
        padded = np.concatenate([flat, np.repeat(flat[-1:], self._spare, axis=0)])
        self._lanes[:, place.rows, :] = padded.reshape(-1, WIDTH, flat.shape[1]).swapaxes(1, 2)

    @property
    def _spare(self) -> int:
        return int(self._lanes.shape[0] * WIDTH - self.size)

    def outcomes(self) -> RawResults:
        """Return outcomes, paths and windows so far, as :meth:`Ensemble.unpack` does.

        Outcomes have a meaning once the last quarter has been run.
        """
        return self._ensemble.unpack(self._results)


def run_ensemble(
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
    windows
        Numbers that are summed up over windows of quarters.
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
        Outcomes, paths and windows.

    Raises
    ------
    InputError
        If a number, a name or a window is not allowed, or the policy cannot
        be compiled.
    SimulationError
        If the policy returns levers out of range.
    """
    check_runs(runs, seed, first_run, threads)
    ensemble = Ensemble(inputs, outcomes=outcomes, record=record, windows=windows, policy=policy)
    table = _parameter_table(inputs, parameters, runs)
    cases = Cases(
        runs=np.arange(first_run, first_run + runs, dtype=np.uint64),
        parameter_set=np.arange(runs) if len(table) > 1 else np.zeros(runs, dtype=np.int64),
        parameters=table,
        policy=np.zeros(runs, dtype=np.int64),
        levers=np.full((1, len(LEVERS)), np.nan),
    )
    results = ensemble.allocate(runs)
    for count in spread(ensemble.tasks(cases, seed, results), _workers(threads, runs)):
        if progress is not None:
            progress(count)
    return ensemble.unpack(results)


def _workers(threads: int | None, runs: int) -> int:
    available = threads or os.cpu_count() or 1
    return max(1, min(available, -(-runs // _CHUNK)))


def _parameter_table(inputs: Inputs, parameters: FloatArray | None, runs: int) -> FloatArray:
    """Return parameter sets, (sets, P): one for all, or one a run."""
    if parameters is None:
        return inputs.parameters.reshape(1, -1)
    given = np.atleast_2d(np.asarray(parameters, dtype=np.float64))
    if given.shape not in {(1, len(PARAMETERS)), (runs, len(PARAMETERS))}:
        raise InputError(
            f"parameters: shape {np.shape(parameters)} received; allowed are "
            f"({len(PARAMETERS)},) and ({runs}, {len(PARAMETERS)})"
        )
    return given


def _lanes(count: int) -> int:
    """Return the lanes of whole groups that hold some cases."""
    return -(-count // WIDTH) * WIDTH


class _Reaction:
    """What sets the levers of runs that react: the schedule, then triggers, then a policy."""

    def __init__(
        self, memory: Memory, schedule: Schedule, start: float, policy: Policy | None
    ) -> None:
        self.memory, self.schedule, self.policy = memory, schedule, policy
        self.is_needed = policy is not None or memory.triggers.on.size > 0
        self.react = None
        if policy is not None:
            self.react = compile_policy(policy)
            self.place = seen_map(memory.actors, memory.sectors, start)

    def set_levers(
        self, cases: Cases, part: Part, quarter: int, active: FloatArray, rows: FloatArray
    ) -> None:
        """Set the levers of a quarter in every lane of a part; ``active`` changes in place."""
        from multivector_sim.ensemble.kernel import schedule_levers

        memory, size = self.memory, self.memory.start.size
        lanes = _lanes(part.size)
        now = memory.timeline[quarter]
        schedule_levers(rows, self.schedule, cases, part, quarter, size)
        apply_triggers(memory.triggers, active, rows, now, size, WIDTH, quarter)
        if self.react is not None and self.policy is not None:
            lane = self.react(rows, now, self.place, WIDTH, lanes, quarter)
            if lane >= 0:
                run = int(cases.runs[part.first + min(lane, part.size - 1)])
                group = rows[lane // WIDTH * size * WIDTH :]
                levers = Levers(*group[lane % WIDTH :: WIDTH][: len(LEVERS)].tolist())
                check_levers(self.policy, levers, run, quarter)
