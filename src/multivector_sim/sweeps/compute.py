"""The runs of a shard: cut into pieces that any thread can do, and put together again.

The values of a run depend on its policy, its future, the seed and its number,
not on the piece that it is done in. A piece of which a run fails is done
again run by run; what fails is recorded with its error, the rest is kept.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from multivector_sim.ensemble.cases import Cases
from multivector_sim.ensemble.engine import Ensemble
from multivector_sim.errors import InputError, MultivectorError
from multivector_sim.model.actors import LEVERS
from multivector_sim.model.inputs import Inputs
from multivector_sim.model.raw import RawResults
from multivector_sim.scenario.variants import Variants
from multivector_sim.sweeps.metrics import entries, metric_labels, values_of
from multivector_sim.sweeps.plan import Line, Plan, Points
from multivector_sim.sweeps.reach import reach

__all__ = ["Rows", "Shard", "Workbench", "default_threads", "error_words", "not_finite"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

_PIECE: Final = 1024
"""Runs of a piece: many enough to hide the cost of starting it."""


def default_threads() -> int:
    """Return the number of threads that keeps every core busy."""
    return os.cpu_count() or 1


@dataclass(frozen=True)
class Rows:
    """What the runs of a shard gave.

    Attributes
    ----------
    points
        Which points; their runs follow one another.
    metrics
        (columns, runs); NaN in every column of a run that failed, and where a
        scenario lacks a column.
    errors
        Why a run failed, by row.
    """

    points: Points
    metrics: FloatArray
    errors: dict[int, str]


class Workbench:
    """What is made once for a plan and used for every shard.

    Parameters
    ----------
    plan
        The sweep.
    engine
        ``"ensemble"``, or ``"mesa"``: slow, and the same bits.

    Raises
    ------
    InputError
        If a policy function cannot be compiled.
    """

    def __init__(self, plan: Plan, *, engine: str = "ensemble") -> None:
        self.plan, self.engine = plan, engine
        self.labels = metric_labels(plan.spec, [line.scenario for line in plan.lines])
        self.lines = [_Line(plan, index, self.labels, engine) for index in range(len(plan.lines))]
        for line in self.lines:
            line.try_function()

    def shard(self, number: int) -> Shard:
        """Return a shard that is ready to be computed."""
        return Shard(self, number)


@dataclass
class _Group:
    """Runs of a shard that share a packed scenario."""

    line: _Line
    values: FloatArray
    """Of the numbers for which a scenario is packed anew."""
    members: IntArray
    """Points."""
    lock: threading.Lock = field(default_factory=threading.Lock)
    inputs: Inputs | None = None
    ensemble: Ensemble | None = None


class Shard:
    """The runs of one shard.

    Parameters
    ----------
    workbench
        What its plan needs.
    number
        Number of the shard.
    """

    def __init__(self, workbench: Workbench, number: int) -> None:
        self.workbench, self.number = workbench, number
        plan = workbench.plan
        self.points = plan.points(number)
        self._numbers = plan.run_numbers(self.points)
        self._starts = self.points.starts
        self._values = self._point_values()
        self.metrics = np.full((len(workbench.labels), self._numbers.size), np.nan)
        self.errors: dict[int, str] = {}
        self._copies: list[tuple[IntArray, IntArray]] = []
        self._lock = threading.Lock()

    def tasks(self, threads: int = 1) -> Iterator[Callable[[], tuple[int, int]]]:
        """Yield pieces of work that may be done on any threads, in any order.

        Each returns how many runs it did, and how many of them failed.
        """
        size = max(1, min(_PIECE, -(-self._numbers.size // (4 * threads))))
        for group in self._groups():
            rows = self._rows(group.members)
            owner = np.repeat(np.arange(group.members.size), self.points.runs[group.members])
            for first in range(0, rows.size, size):
                piece = slice(first, first + size)
                yield _Piece(self, group, rows[piece], owner[piece])

    def result(self) -> Rows:
        """Return what the runs gave, once all tasks are done."""
        for origins, members in self._copies:
            source, target = self._rows(origins), self._rows(members)
            self.metrics[:, target] = self.metrics[:, source]
            for row, origin in zip(target.tolist(), source.tolist(), strict=True):
                if origin in self.errors:
                    self.errors[row] = self.errors[origin]
        self._copies.clear()
        return Rows(self.points, self.metrics, dict(sorted(self.errors.items())))

    def _point_values(self) -> FloatArray:
        """Return (points, keys) value of every number that varies: choices, then unknowns."""
        plan, points = self.workbench.plan, self.points
        return np.hstack([plan.choices[points.choice], plan.futures[points.future]])

    def _groups(self) -> Iterator[_Group]:
        for index, line in enumerate(self.workbench.lines):
            members = self._different(np.flatnonzero(self.points.line == index), line)
            if not members.size:
                continue
            values = self._values[np.ix_(members, line.reach.packed)]
            if not line.reach.packed.size:
                yield _Group(line, values[0], members, inputs=line.inputs, ensemble=line.ensemble)
                continue
            distinct, which = np.unique(values, axis=0, return_inverse=True)
            for row, numbers in enumerate(distinct):
                yield _Group(line, numbers, members[which.reshape(-1) == row])

    @property
    def copied(self) -> int:
        """Number of runs that are no work, once tasks were given out: choices passed them by."""
        return sum(
            int(self.points.runs[members].sum() - self.points.runs[np.unique(origins)].sum())
            for origins, members in self._copies
        )

    def _different(self, members: IntArray, line: _Line) -> IntArray:
        """Return the points of a line that differ in what reaches it; the others are copies."""
        if not line.line.fixed or members.size < 2:
            return members
        told = np.column_stack(
            [self.points.future[members], self.points.first[members]]
            + [self._values[members, place] for place in line.places]
        )
        _, first, which = np.unique(told, axis=0, return_index=True, return_inverse=True)
        self._copies.append((members[first][which.reshape(-1)], members))
        return np.sort(members[first])

    def _rows(self, members: IntArray) -> IntArray:
        """Return the rows of the runs of some points, one after the other."""
        runs = self.points.runs[members]
        starts = np.repeat(self._starts[members] - (np.cumsum(runs) - runs), runs)
        rows: IntArray = starts + np.arange(int(runs.sum()))
        return rows

    def keep(self, rows: IntArray, columns: IntArray, values: FloatArray) -> None:
        """Put the numbers of some runs in their places."""
        first, last = int(rows[0]), int(rows[-1])
        if last - first == rows.size - 1 and columns.size == self.metrics.shape[0]:
            self.metrics[:, first : last + 1] = values  # neighbours: far quicker
        else:
            self.metrics[np.ix_(columns, rows)] = values

    def fail(self, row: int, error: str) -> None:
        """Record why a run failed; nothing stands in for its numbers."""
        with self._lock:
            self.errors[row] = error
        self.metrics[:, row] = np.nan

    def cases(self, group: _Group, rows: IntArray, owner: IntArray) -> Cases:
        """Return some runs of a group as the engine takes them."""
        how = group.line.reach
        used, which = np.unique(owner, return_inverse=True)
        values = self._values[group.members[used]]
        assert group.inputs is not None
        parameters = np.tile(group.inputs.parameters, (used.size, 1))
        parameters[:, how.parameter_places] = values[:, how.parameters]
        levers = np.full((used.size, len(LEVERS)), np.nan)
        levers[:, how.lever_places] = values[:, how.levers]
        which = which.reshape(-1).astype(np.int64)
        return Cases(self._numbers[rows], which, parameters, which, levers)


class _Line:
    """A policy in a world, with what the engine needs.

    Parameters differ run by run, and so do levers that hold over the whole
    run; for other numbers the scenario is packed anew.
    """

    def __init__(self, plan: Plan, index: int, labels: Sequence[str], engine: str) -> None:
        self.line: Line = plan.lines[index]
        self.engine = engine
        self.outcomes = plan.spec.outcomes
        self.windows = plan.windows[index]
        self.entries = entries(self.outcomes, self.line.scenario)
        names = [entry.label for entry in self.entries] + [window.name for window in self.windows]
        self.columns = np.array([labels.index(name) for name in names], dtype=np.int64)
        numbers = plan.numbers(self.line)
        self.places = np.array(sorted({at for at, _ in numbers}), dtype=np.int64)
        takes_levers = engine == "ensemble" and self.line.function is None
        self.reach = reach(self.line.scenario, numbers, levers_reach=takes_levers)
        keys = self.reach.packed_keys
        self.variants = Variants(self.line.scenario, keys) if keys else None
        self.inputs = self.line.scenario.pack()
        self.ensemble = self.prepare(self.inputs)

    def prepare(self, inputs: Inputs) -> Ensemble:
        """Return the engine for a packed scenario."""
        return Ensemble(
            inputs, outcomes=self.outcomes, windows=self.windows, policy=self.line.function
        )

    def try_function(self) -> None:
        """Run once, so that a policy function that cannot be compiled is told before the rest."""
        if self.line.function is None or self.engine != "ensemble":
            return
        cases = Cases(
            np.zeros(1, dtype=np.uint64),
            np.zeros(1, dtype=np.int64),
            self.inputs.parameters.reshape(1, -1),
            np.zeros(1, dtype=np.int64),
            np.full((1, len(LEVERS)), np.nan),
        )
        try:
            for task in self.ensemble.tasks(cases, 0, self.ensemble.allocate(1)):
                task()
        except InputError:
            raise
        except Exception:  # what fails in a run is recorded with the run
            return

    def numbers(self, raw: RawResults) -> FloatArray:
        """Return (columns, runs) what is kept of some runs."""
        values = values_of(self.entries, raw.outcomes)
        values += [raw.windows[window.name] for window in self.windows]
        return np.array(values)


class _Piece:
    """Some runs of a group."""

    def __init__(self, shard: Shard, group: _Group, rows: IntArray, owner: IntArray) -> None:
        self.shard, self.group, self.rows, self.owner = shard, group, rows, owner

    def __call__(self) -> tuple[int, int]:
        """Do the runs; return how many, and how many of them failed."""
        group, shard = self.group, self.shard
        try:
            self._open()
        except MemoryError:
            raise
        except Exception as error:  # recorded with every run that needs this scenario
            for row in self.rows:
                shard.fail(int(row), error_words(error))
            return self.rows.size, self.rows.size
        try:
            values = self._run(slice(None))
        except MemoryError:
            raise
        except Exception:  # which run it was is found out one by one, and recorded
            return self.rows.size, self._one_by_one()
        shard.keep(self.rows, group.line.columns, values)
        wrong = np.flatnonzero(~np.isfinite(values).all(axis=0))
        for at in wrong:
            self._not_finite(int(at), values[:, at])
        return self.rows.size, wrong.size

    def _open(self) -> None:
        """Pack the scenario of the group, unless another piece has done so."""
        group = self.group
        with group.lock:
            if group.inputs is None:
                assert group.line.variants is not None
                group.inputs = group.line.variants.inputs(group.values.tolist())
            if group.ensemble is None and group.line.engine == "ensemble":
                group.ensemble = group.line.prepare(group.inputs)

    def _run(self, which: slice) -> FloatArray:
        group, plan = self.group, self.shard.workbench.plan
        cases = self.shard.cases(group, self.rows[which], self.owner[which])
        if group.line.engine == "mesa":
            return group.line.numbers(_by_agents(group, cases, plan.spec.seed))
        assert group.ensemble is not None
        results = group.ensemble.allocate(cases.runs.size)
        for task in group.ensemble.tasks(cases, plan.spec.seed, results):
            task()
        return group.line.numbers(group.ensemble.unpack(results))

    def _one_by_one(self) -> int:
        failed = 0
        for at, row in enumerate(self.rows):
            try:
                values = self._run(slice(at, at + 1))
            except MemoryError:
                raise
            except Exception as error:  # recorded with the run, told by every summary
                failed += 1
                self.shard.fail(int(row), error_words(error))
                continue
            self.shard.keep(self.rows[at : at + 1], self.group.line.columns, values)
            if not np.isfinite(values).all():
                failed += 1
                self._not_finite(at, values[:, 0])
        return failed

    def _not_finite(self, at: int, values: FloatArray) -> None:
        labels = [self.shard.workbench.labels[column] for column in self.group.line.columns]
        self.shard.fail(int(self.rows[at]), not_finite(labels, values))


def not_finite(labels: Sequence[str], values: Sequence[float] | FloatArray) -> str:
    """Return which of the numbers of a run is none; empty where all are finite."""
    for label, value in zip(labels, values, strict=True):
        if not np.isfinite(value):
            return f"{label} is {float(value)}"
    return ""


def error_words(error: Exception) -> str:
    """Return why a run failed, as it is recorded: one line, at most 500 characters."""
    if isinstance(error, MultivectorError):
        return " ".join(str(error).split())[:500]
    first = (str(error).splitlines() or [""])[0]
    return f"{type(error).__name__}: {first}"[:500]


def _by_agents(group: _Group, cases: Cases, seed: int) -> RawResults:
    """Run cases with the engine of agents, one after the other."""
    from multivector_sim.agents.batch import run_agents

    assert group.inputs is not None
    parts = [
        run_agents(
            group.inputs,
            1,
            seed,
            first_run=int(cases.runs[case]),
            parameters=cases.parameters[cases.parameter_set[case]],
            outcomes=group.line.outcomes,
            windows=group.line.windows,
            policy=group.line.line.function,
        )
        for case in range(cases.runs.size)
    ]
    return RawResults(
        {name: np.concatenate([one.outcomes[name] for one in parts]) for name in parts[0].outcomes},
        {},
        {name: np.concatenate([one.windows[name] for one in parts]) for name in parts[0].windows},
    )
