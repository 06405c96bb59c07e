"""Points: one scenario at many values of its numbers, each with its replications, in one go.

The connectors share this. Replication r of every point has the same random
numbers, so points differ by their values and by nothing else. Parameters, and
levers that hold over a whole run, go to the compiled engine as they are; for
other numbers the scenario is packed anew, once for each set of values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from multivector_sim.ensemble.cases import Cases
from multivector_sim.ensemble.engine import Ensemble, run_ensemble
from multivector_sim.ensemble.workers import spread
from multivector_sim.errors import InputError, SimulationError
from multivector_sim.experiments.counterfactuals import with_policy_of
from multivector_sim.experiments.futures import run_futures
from multivector_sim.model.actors import LEVERS
from multivector_sim.model.inputs import Inputs
from multivector_sim.model.parameters import parameter_index
from multivector_sim.model.raw import RawResults, check_runs
from multivector_sim.model.windows import Window
from multivector_sim.scenario import Scenario, list_scenarios, load_scenario, with_overrides
from multivector_sim.scenario.chance import drawn_values
from multivector_sim.scenario.fault import Fault, FaultsFoundError
from multivector_sim.scenario.nearest import nearest
from multivector_sim.scenario.numbers import Number, find_numbers, numbers
from multivector_sim.scenario.variants import Variants
from multivector_sim.sweeps.compute import default_threads
from multivector_sim.sweeps.metrics import Entry, entries, values_of, window_of
from multivector_sim.sweeps.reach import reach
from multivector_sim.sweeps.spec import OWN, WindowEntry

__all__ = [
    "MOST_FAULTS",
    "PointResults",
    "Points",
    "Policies",
    "Source",
    "few",
    "mean_of_runs",
    "policy_sources",
]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Source: TypeAlias = str | Path | Scenario
Policies: TypeAlias = Sequence[Source] | Mapping[str, Source]

MOST_FAULTS: Final = 20
"""Faults that a message lists; it says how many more there are."""

_PARAMETER: Final = "parameters."
_ARGUMENTS: Final = {"runs": "replications", "seed": "seed"}
_SERIAL: Final = 128
"""Runs below which threads cost more than they save."""
_PIECE: Final = 1024
"""Most runs of a piece of work, unless one point has more."""
_MOST_NUMBERS: Final = 2**28
"""Numbers that results may hold: two gibibytes."""


class PointResults(NamedTuple):
    """What the runs of some points gave.

    Attributes
    ----------
    outcomes
        (labels, points, replications).
    series
        By name: (points, replications, quarters), at the end of each quarter.
    """

    outcomes: FloatArray
    series: dict[str, FloatArray]


class Points:
    """A scenario, ready to be run at any values of some of its numbers.

    Parameters
    ----------
    base
        Name, path or scenario.
    keys
        Dotted keys of the numbers that differ from point to point.
    policies
        Scenarios whose policies points may name besides ``"own"``: a list of
        names, paths or scenarios, or a mapping that names them; None for
        every shipped scenario.
    outcomes
        Names from ``OUTCOMES``, or labels of single entries
        (``"concern[RUS, status]"``); None for the default ones.
    series
        States that are followed quarter by quarter, as in the windows of a
        sweep: ``"tension.RUS-CHN"``, ``"leverage_economic.CHN"``.
    replications
        Runs of each point, >= 1.
    seed
        Seed, 0 to 2**64 - 1; None for the scenario's own.
    threads
        Threads; None for one a core. Numbers do not depend on it.

    Raises
    ------
    ScenarioError
        If the scenario has faults, or a key names no number of it.
    InputError
        If another argument is not allowed.
    """

    def __init__(
        self,
        base: Source,
        keys: Sequence[str],
        *,
        policies: Policies | None = None,
        outcomes: Sequence[str] | None = None,
        series: Sequence[str] = (),
        replications: int = 10,
        seed: int | None = None,
        threads: int | None = None,
    ) -> None:
        self.scenario = load_scenario(base)
        self.keys = tuple(keys)
        self.sources = None if policies is None else policy_sources(policies)
        self.outcomes = None if outcomes is None else _listed("outcomes", outcomes)
        self.replications = replications
        self.seed = self.scenario.seed if seed is None else seed
        self.threads = threads
        self.entries = _entries(self.outcomes, self.scenario)
        self.labels = tuple(entry.label for entry in self.entries)
        self.series = _listed("series", series)
        self.windows = _quarterly(self.series, self.scenario)
        if not self.labels and not self.series:
            raise InputError("nothing to keep: name an outcome or a series")
        _check_replications(replications)
        check_runs(replications, self.seed, 0, threads)
        self._lines: dict[str, _Line] = {}
        _refuse_unknown(self.keys, self.scenario)

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what can be made again: points travel to worker processes."""
        return {**self.__dict__, "_lines": {}}

    def run(
        self,
        values: FloatArray,
        policies: Sequence[str] | None = None,
        *,
        place: Callable[[int], str] = "point {}".format,
        progress: Callable[[int], None] | None = None,
    ) -> PointResults:
        """Run every point.

        Parameters
        ----------
        values
            (points, keys) values of the numbers, one row a point.
        policies
            Name of the policy of each point; None for the scenario's own.
        place
            Returns words that say which point is meant.
        progress
            Called, in the calling thread, with the number of newly finished
            runs.

        Returns
        -------
        PointResults
            In the order of the points. The values of a point do not depend
            on the other points.

        Raises
        ------
        ScenarioError
            Naming every point and number that is not allowed, the value
            received and what is.
        InputError
            If there is no point, or results would not fit into memory.
        SimulationError
            If an outcome of a run is no finite number.
        """
        table = _as_table(values, len(self.keys))
        names = [OWN] * len(table) if policies is None else [str(name) for name in policies]
        if len(names) != len(table):
            raise InputError(f"policies: {len(names)} received; {len(table)} are needed, one each")
        self._check_size(len(table))
        self._prepare(names, place)
        self._check_ranges(table, names, place)
        kept = np.empty((len(self.entries) + len(self.windows), len(table), self.replications))
        total = len(table) * self.replications
        workers = 1 if total <= _SERIAL else self.threads or default_threads()
        size = max(_SERIAL, min(_PIECE, -(-total // (4 * workers))))
        for runs in spread(self._tasks(table, names, place, kept, size), workers):
            if progress is not None:
                progress(runs)
        self._check_finite(kept, place)
        return self._results(kept)

    def _prepare(self, names: Sequence[str], place: Callable[[int], str]) -> None:
        """Make what the policies of the points need, once for each policy."""
        faults = []
        for name in dict.fromkeys(names):
            if name in self._lines:
                continue
            try:
                self._lines[name] = _Line(self._with_policy(name), self)
            except FaultsFoundError as error:
                faults += [_in(f"policy {name!r}", fault) for fault in error.found]
            except InputError as error:
                faults.append(Fault(place(names.index(name)), str(error), key="policy"))
        if faults:
            raise FaultsFoundError(*few(faults))

    def _with_policy(self, name: str) -> Scenario:
        is_renamed = self.sources is not None and name in self.sources
        if name == OWN or (name == self.scenario.name and not is_renamed):
            return self.scenario
        if self.sources is not None:
            known = list(self.sources)
            source = self.sources.get(name)
        else:
            known = [listing.name for listing in list_scenarios()]
            source = name if name in known else None
        if source is None:
            hint = nearest(name, [OWN, *known]) or f"; known: {', '.join([OWN, *known])}"
            raise InputError(f"unknown policy {name!r}{hint}")
        return with_policy_of(self.scenario, source)

    def _check_size(self, points: int) -> None:
        size = (len(self.entries) + len(self.windows)) * points * self.replications
        if size > _MOST_NUMBERS:
            raise InputError(
                f"results of {points:,} points with {self.replications:,} runs each would hold "
                f"{size:,} numbers; at most {_MOST_NUMBERS:,} are allowed. Name fewer outcomes, "
                "run fewer points at a time, or make a sweep, which writes to disk."
            )

    def _check_ranges(
        self, table: FloatArray, names: Sequence[str], place: Callable[[int], str]
    ) -> None:
        faults: list[Fault] = []
        owner = np.array(names, dtype=object)
        for name in dict.fromkeys(names):
            rows = np.flatnonzero(owner == name)
            for column, number in enumerate(self._lines[name].numbers):
                given = table[rows, column]
                faults += [
                    Fault(
                        place(int(row)), _words(number, table[row, column]), key=self.keys[column]
                    )
                    for row in rows[~_allowed(number, given)]
                ]
        if faults:
            raise FaultsFoundError(*few(faults))

    def _tasks(
        self,
        table: FloatArray,
        names: Sequence[str],
        place: Callable[[int], str],
        kept: FloatArray,
        size: int,
    ) -> Iterator[Callable[[], int]]:
        owner = np.array(names, dtype=object)
        for name in dict.fromkeys(names):
            line, rows = self._lines[name], np.flatnonzero(owner == name)
            if line.draws_worlds:
                yield from (_Alone(line, table[row], place(int(row)), kept[:, row]) for row in rows)
                continue
            for group in _groups(table[rows][:, line.reach.packed]):
                members = rows[group]
                line_values = table[members]
                ensemble, inputs = line.opened(line_values[0], place(int(members[0])))
                step = max(1, size // self.replications)
                for first in range(0, members.size, step):
                    part = slice(first, first + step)
                    cases = line.cases(inputs, line_values[part])
                    yield _Piece(line, ensemble, cases, members[part], kept)

    def _check_finite(self, kept: FloatArray, place: Callable[[int], str]) -> None:
        wrong = np.argwhere(~np.isfinite(kept))
        if wrong.size:
            column, point, run = wrong[0].tolist()
            label = [*self.labels, *(window.name for window in self.windows)][column]
            raise SimulationError(
                f"{place(point)}: {label} of run {run} is {kept[column, point, run]}; "
                f"{len(wrong):,} numbers are not finite"
            )

    def _results(self, kept: FloatArray) -> PointResults:
        count, quarters = len(self.entries), self.scenario.quarters
        series, first = {}, count
        for name in self.series:
            series[name] = np.moveaxis(kept[first : first + quarters], 0, -1)
            first += quarters
        return PointResults(kept[:count], series)


def policy_sources(policies: Policies) -> dict[str, Source]:
    """Return policies by name.

    Parameters
    ----------
    policies
        A mapping, or a list of names, paths and scenarios, which keep their
        names; that of a path is its stem.

    Raises
    ------
    InputError
        If a name stands twice, is missing, or ``"own"`` stands for something else.
    """
    if isinstance(policies, Mapping):
        if policies.get(OWN, OWN) != OWN:
            raise InputError(f"policies: {OWN!r} is the policy of the base; choose another name")
        return {str(name): source for name, source in policies.items()}
    if isinstance(policies, str | Path | Scenario):
        policies = [policies]
    found: dict[str, Source] = {}
    for source in policies:
        name = source.name if isinstance(source, Scenario) else Path(source).stem
        if not name or name in found:
            told = f"{name!r} stands twice" if name else "a scenario without a name"
            raise InputError(f"policies: {told}; give a mapping of names to scenarios")
        found[name] = source
    return found


def mean_of_runs(values: FloatArray) -> FloatArray:
    """Return means over the last axis, summed run by run.

    The bits of a mean do not depend on how many points stand beside it, as
    those of a pairwise sum may.
    """
    total = np.add.accumulate(values, axis=-1)[..., -1]
    return np.asarray(total / values.shape[-1])


def few(faults: list[Fault]) -> list[Fault]:
    """Return as many faults as can be read, and a last one that counts the others."""
    if len(faults) <= MOST_FAULTS:
        return faults
    return [*faults[:MOST_FAULTS], Fault("...", f"and {len(faults) - MOST_FAULTS:,} more")]


def _listed(name: str, given: Sequence[str]) -> tuple[str, ...]:
    if isinstance(given, str):
        return (given,)
    found = tuple(given)
    if not all(isinstance(entry, str) for entry in found):
        raise InputError(f"{name}: {given!r:.80} received; a list of names is needed")
    return tuple(dict.fromkeys(found))


def _check_replications(replications: int) -> None:
    whole = isinstance(replications, int | np.integer) and not isinstance(replications, bool)
    if not whole or replications < 1:
        raise InputError(f"replications: {replications!r} received; a whole number >= 1 is needed")


def _entries(outcomes: Sequence[str] | None, scenario: Scenario) -> list[Entry]:
    """Return the columns of outcomes; a label asks for one entry of an outcome with many."""
    if outcomes is None:
        return entries(None, scenario)
    whole = [name for name in outcomes if "[" not in name]
    every = entries([name.partition("[")[0] for name in outcomes], scenario)
    labels = [entry.label for entry in every]
    for name in outcomes:
        if "[" in name and name not in labels:
            raise InputError(f"unknown outcome {name!r}{nearest(name, labels)}")
    return [entry for entry in every if entry.outcome in whole or entry.label in outcomes]


def _quarterly(series: Sequence[str], scenario: Scenario) -> list[Window]:
    """Return a window for each quarter of each series."""
    found = []
    for name in series:
        whole = window_of(WindowEntry.model_validate({"name": "series", "of": name}), scenario)
        found += [
            whole._replace(
                name=f"{name} {quarter}", first=quarter, last=quarter + 1, summary="last"
            )
            for quarter in range(scenario.quarters)
        ]
    return found


def _refuse_unknown(keys: Sequence[str], scenario: Scenario) -> None:
    """Raise where a key names no number that may differ from point to point."""
    place = scenario.name or "scenario"
    faults = [
        Fault(place, f"is an argument here ({_ARGUMENTS[key]}), the same at every point", key=key)
        for key in keys
        if key in _ARGUMENTS
    ]
    faults += [
        Fault(place, "stands twice; name each number once", key=key)
        for key in dict.fromkeys(keys)
        if list(keys).count(key) > 1
    ]
    known = numbers(scenario)
    for key in keys:
        # The part after the first dot alone is a common slip: reaction, inclusion.
        whole = next(
            (f"{head}{key}" for head in (_PARAMETER, "policy.") if head + key in known), ""
        )
        if whole:
            faults.append(Fault(place, f"names no number; did you mean {whole!r}?", key=key))
    if faults:
        raise FaultsFoundError(*faults)
    find_numbers(scenario, keys)


def _as_table(values: FloatArray, columns: int) -> FloatArray:
    try:
        table = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError(f"values: {values!r:.80} received; a table of numbers is needed") from None
    if table.ndim != 2 or table.shape[1] != columns:
        raise InputError(f"values: shape {table.shape} received; (points, {columns}) is needed")
    if not len(table):
        raise InputError("values: no point received; at least one is needed")
    return table


def _allowed(number: Number, values: FloatArray) -> NDArray[np.bool_]:
    """Return which values a number may take; never NaN and infinities."""
    allowed = np.isfinite(values)
    if number.low is not None:
        allowed &= values > number.low if number.is_above else values >= number.low
    if number.high is not None:
        allowed &= values <= number.high
    if number.is_whole:
        allowed &= values == np.floor(values)
    return allowed


def _words(number: Number, value: float) -> str:
    told = "is empty" if np.isnan(value) else f"received {value:g}"
    return f"{told}; allowed: {number.allowed}"


def _groups(values: FloatArray) -> Iterator[IntArray]:
    """Yield the rows that have the same values, in the order of their first ones."""
    if not values.shape[1]:
        yield np.arange(len(values))
        return
    _, first, which = np.unique(values, axis=0, return_index=True, return_inverse=True)
    order = np.argsort(which.reshape(-1), kind="stable")
    parts = np.split(order, np.cumsum(np.bincount(which.reshape(-1)))[:-1])
    for group in np.argsort(first):
        yield parts[group]


def _in(place: str, fault: Fault) -> Fault:
    return Fault(place, fault.message, key=fault.key)


class _Line:
    """A policy in the world of the base scenario, with what the engine needs."""

    def __init__(self, scenario: Scenario, points: Points) -> None:
        self.scenario, self.keys = scenario, points.keys
        self.outcomes = tuple(dict.fromkeys(entry.outcome for entry in points.entries))
        self.entries, self.windows = points.entries, points.windows
        self.replications, self.seed = points.replications, points.seed
        self.numbers = find_numbers(scenario, points.keys)
        left = _left_to_chance(scenario, points.keys)
        self.draws_worlds = not all(key.startswith(_PARAMETER) for key in left)
        drawn = drawn_values(scenario, points.seed, 0, points.replications) if left else {}
        self.drawn = {
            parameter_index(key.removeprefix(_PARAMETER)): drawn[key]
            for key in left
            if not self.draws_worlds
        }
        self.reach = reach(scenario, enumerate(points.keys))
        self.variants = Variants(scenario, self.reach.packed_keys)
        self._same: tuple[Ensemble, Inputs] | None = None

    def opened(self, values: FloatArray, place: str) -> tuple[Ensemble, Inputs]:
        """Return the engine for a point, and its packed scenario."""
        if self._same is not None and not self.reach.packed.size:
            return self._same
        try:
            inputs = self.variants.inputs(values[self.reach.packed].tolist())
        except FaultsFoundError as error:
            raise FaultsFoundError(*(_in(place, fault) for fault in error.found)) from None
        self._same = Ensemble(inputs, outcomes=self.outcomes, windows=self.windows), inputs
        return self._same

    def cases(self, inputs: Inputs, values: FloatArray) -> Cases:
        """Return the runs of some points: all replications of the first, then of the next."""
        points, runs = len(values), self.replications
        levers = np.full((points, len(LEVERS)), np.nan)
        levers[:, self.reach.lever_places] = values[:, self.reach.levers]
        parameters = np.tile(inputs.parameters, (points, 1))
        parameters[:, self.reach.parameter_places] = values[:, self.reach.parameters]
        owner = np.repeat(np.arange(points), runs)
        numbers_of_runs = np.tile(np.arange(runs, dtype=np.uint64), points)
        if not self.drawn:
            return Cases(numbers_of_runs, owner, parameters, owner, levers)
        parameters = np.repeat(parameters, runs, axis=0)
        for place, column in self.drawn.items():
            parameters[:, place] = np.tile(column, points)
        return Cases(numbers_of_runs, np.arange(points * runs), parameters, owner, levers)

    def numbers_of(self, raw: RawResults) -> FloatArray:
        """Return (columns, runs) what is kept."""
        values = values_of(self.entries, raw.outcomes)
        return np.array([*values, *(raw.windows[window.name] for window in self.windows)])


@dataclass(frozen=True, eq=False)
class _Piece:
    """All runs of some points that share a packed scenario."""

    line: _Line
    ensemble: Ensemble
    cases: Cases
    members: IntArray
    kept: FloatArray

    def __call__(self) -> int:
        """Do the runs, and return how many."""
        count = self.cases.runs.size
        results = self.ensemble.allocate(count)
        for task in self.ensemble.tasks(self.cases, self.line.seed, results):
            task()
        found = self.line.numbers_of(self.ensemble.unpack(results))
        self.kept[:, self.members] = found.reshape(len(found), self.members.size, -1)
        return count


@dataclass(frozen=True, eq=False)
class _Alone:
    """The runs of a point in which each run draws a world of its own."""

    line: _Line
    values: FloatArray
    place: str
    kept: FloatArray

    def __call__(self) -> int:
        """Do the runs, and return how many."""
        line = self.line
        changes = dict(zip(line.keys, self.values.tolist(), strict=True))
        try:
            scenario = with_overrides(line.scenario, changes)
        except FaultsFoundError as error:
            raise FaultsFoundError(*(_in(self.place, fault) for fault in error.found)) from None
        raw, _ = run_futures(
            run_ensemble,
            scenario,
            scenario.pack(),
            line.replications,
            line.seed,
            outcomes=line.outcomes,
            windows=line.windows,
            threads=1,
        )
        self.kept[...] = line.numbers_of(raw)
        return line.replications


def _left_to_chance(scenario: Scenario, keys: Sequence[str]) -> list[str]:
    """Return which numbers each run still draws once the keys are set."""
    return [
        name
        for name in scenario.chance
        if not any(name == key or name.startswith(f"{key}.") for key in keys)
    ]
