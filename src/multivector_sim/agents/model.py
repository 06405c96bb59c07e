"""The Mesa model: walks its agents through the schedule, quarter by quarter."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final

import mesa
import numpy as np
from numpy.typing import NDArray

from multivector_sim.agents.actor import Actor
from multivector_sim.agents.kazakhstan import Kazakhstan
from multivector_sim.agents.perform import begin_quarter, begin_run, perform, sum_up_run
from multivector_sim.agents.powers import GreatPower
from multivector_sim.errors import InputError, SimulationError
from multivector_sim.model.inputs import Inputs
from multivector_sim.model.memory import Memory, fill_parameters, pack_memory
from multivector_sim.model.observed import Policy
from multivector_sim.model.outcomes import DEFAULT_OUTCOMES, OUTCOMES, select_outcomes
from multivector_sim.model.record import Record, size_marks
from multivector_sim.model.schedule import SCHEDULE, Process
from multivector_sim.model.state import NOW, QUARTER, RUN
from multivector_sim.scenario import Scenario, load_scenario, with_levers
from multivector_sim.scenario.chance import drawn_values, realise

__all__ = ["MultivectorModel"]

FloatArray = NDArray[np.float64]
_NUMBER: Final = {process: number for number, process in enumerate(SCHEDULE)}
_ALL_OUTCOMES: Final = tuple(row.name for row in OUTCOMES)


class MultivectorModel(mesa.Model):  # type: ignore[misc]
    """One run of a scenario, stepped quarter by quarter by Mesa agents.

    The trajectory equals that of the compiled engine bit for bit.

    Parameters
    ----------
    scenario
        Name of a shipped scenario, path of a file, a ``Scenario``, or packed
        ``Inputs`` (then without lever levels).
    seed
        Seed, 0 to 2**64 - 1; None draws one, which ``model.seed`` tells.
        (Mesa's ``batch_run`` from 3.5 on takes it as ``rng``.)
    run
        Number of the run, >= 0: replicates of a seed differ by it.
    inclusion, concession, persuasion, leveraging, retention, openness, skill, institutions
        Level of a lever over the whole run, in place of the scenario's
        policy; None leaves it. All in [0, 1] but openness, which is >= 0.
    parameters
        (P,) values in the order of ``PARAMETERS``; None for the scenario's.
    policy
        Policy function that sets the levers each quarter: it receives what is
        seen and the scheduled levers, and returns the levers to set (see
        ``multivector_sim.Seen`` and ``multivector_sim.Levers``).

    Attributes
    ----------
    state : Record
        State of the run by field name, for example ``state.tension``.
    now : Record
        Drivers of the quarter.
    quarter : int
        Number of the next quarter; the number of quarters when the run ended.
    datacollector : mesa.DataCollector
        Outcomes so far, by the names of ``OUTCOMES``, after each quarter.

    Raises
    ------
    InputError
        If a seed, a run number or a lever level is not allowed.
    """

    def __init__(
        self,
        scenario: str | Path | Scenario | Inputs = "baseline",
        seed: int | None = None,
        run: int = 0,
        inclusion: float | None = None,
        concession: float | None = None,
        persuasion: float | None = None,
        leveraging: float | None = None,
        retention: float | None = None,
        openness: float | None = None,
        skill: float | None = None,
        institutions: float | None = None,
        *,
        parameters: FloatArray | None = None,
        policy: Policy | None = None,
    ) -> None:
        self.policy = policy
        self.seed = _seed(seed)
        super().__init__(rng=self.seed % 2**32)
        self.run = _whole("run", run, 2**62)
        levers = {
            "inclusion": inclusion,
            "concession": concession,
            "persuasion": persuasion,
            "leveraging": leveraging,
            "retention": retention,
            "openness": openness,
            "skill": skill,
            "institutions": institutions,
        }
        chosen = {name: level for name, level in levers.items() if level is not None}
        self.setting = _in_its_future(_choose(scenario, chosen), self.seed, self.run)
        self.inputs, self.memory = _prepare(self.setting)
        self.actor_count, self.sector_count = self.memory.actors, self.memory.sectors
        self.state = self._start(parameters)
        self.quarter = 0
        self._reported: tuple[int, dict[str, Any]] = (-1, {})
        self.now = Record(NOW, self.memory.timeline[0].copy(), self.actor_count, self.sector_count)
        self._people()
        self._report()

    def step(self) -> None:
        """Advance one quarter and collect the outcomes so far.

        Raises
        ------
        SimulationError
            If the run is over.
        """
        self.advance()
        self.datacollector.collect(self)

    def advance(self) -> None:
        """Advance one quarter, without collecting data.

        Raises
        ------
        SimulationError
            If the run is over.
        """
        if self.quarter >= self.memory.quarters:
            raise SimulationError(
                f"the run ended after {self.memory.quarters} quarters; "
                "make a new model, or set a later end in the scenario"
            )
        self._enter(self.quarter)
        begin_quarter(self.state.memory, self._actors, self._sectors, self.quarter)
        self.pivot.set_levers()
        for number in range(_FIRST_SUBSTEP):
            self._walk(number)
        for substep in range(self.memory.substeps):
            self._substep = substep
            for number in range(_FIRST_SUBSTEP, _AFTER_SUBSTEPS):
                self._walk(number)
        for number in range(_AFTER_SUBSTEPS, len(SCHEDULE)):
            self._walk(number)
        self.quarter += 1
        self.running = self.quarter < self.memory.quarters

    def perform(self, process: Process, i: int = 0, j: int = 0) -> None:
        """Run the rule of a process for its member (i, j): what agents call."""
        perform(
            _NUMBER[process],
            self.memory.world,
            self.now.memory,
            self.state.memory,
            self._actors,
            self._sectors,
            i,
            j,
            self._substep,
            self._length,
        )

    @property
    def year(self) -> float:
        """Start of the next quarter, as a year and its fraction."""
        return self.inputs.start + self.quarter * QUARTER

    def outcomes(self) -> dict[str, Any]:
        """Return every outcome of the quarters run so far, by name.

        Scalars are floats; arrays have the dimensions of the outcome table.
        Entries without a meaning, and all entries before the first quarter,
        are NaN.
        """
        if self._reported[0] != self.quarter:
            self.sum_up()
            table = self.state.memory[self._rows] * np.nan
            if self.quarter:
                divisors = self._selection.divisors(
                    self.quarter, self.memory.substeps, self.actor_count
                )
                table = self.state.memory[self._rows] / divisors
            reported = {
                name: table[place].reshape(shape) if shape else float(table[place.start])
                for name, shape, place in self._places
            }
            self._reported = (self.quarter, reported)
        return self._reported[1]

    def sum_up(self) -> None:
        """Bring sums over powers and directions up to date with the quarters run so far."""
        sum_up_run(self.state.memory, self._actors, self._sectors)

    def _start(self, parameters: FloatArray | None) -> Record:
        memory = self.memory.start.copy()
        fill_parameters(self.memory, memory, parameters)
        self._actors = size_marks(self.actor_count)
        self._sectors = size_marks(self.sector_count)
        self._length = QUARTER / self.memory.substeps
        self._substep = 0
        self.active_triggers = np.zeros((self.memory.triggers.on.size, 1))
        # As NumPy numbers: Numba takes a plain int for a signed one.
        seed, run = np.uint64(self.seed), np.uint64(self.run)
        begin_run(memory, self._actors, self._sectors, seed, run)
        return Record(RUN, memory, self.actor_count, self.sector_count)

    def _enter(self, quarter: int) -> None:
        """Turn ``now`` to the drivers of a quarter."""
        self.now.memory[:] = self.memory.timeline[quarter]

    def _people(self) -> None:
        self.pivot = Kazakhstan(self, 0)
        self.powers = [GreatPower(self, index) for index in range(1, self.actor_count)]
        everyone: list[Actor] = [self.pivot, *self.powers]
        units: dict[str, list[Actor]] = {
            "once": [self.pivot],
            "sector": [self.pivot],
            "power": list(self.powers),
            "pair": list(self.powers),
            "dyad": everyone,
        }
        self._rounds: list[list[Callable[[Process], None]]] = [
            [getattr(actor, process.phase) for actor in units[process.unit]] for process in SCHEDULE
        ]

    def _walk(self, number: int) -> None:
        process = SCHEDULE[number]
        for turn in self._rounds[number]:
            turn(process)

    def _report(self) -> None:
        self._selection = select_outcomes(self.inputs.actors, self.inputs.sectors, _ALL_OUTCOMES)
        self._rows = np.maximum(self._selection.rows, 0)
        self._places = list(
            zip(_ALL_OUTCOMES, self._selection.shapes, self._selection.places(), strict=True)
        )
        self.datacollector = mesa.DataCollector(
            model_reporters={
                "year": lambda model: model.year - QUARTER,
                "seed": "seed",
                "run": "run",
                **{name: partial(_so_far, name=name) for name in DEFAULT_OUTCOMES},
            },
            agenttype_reporters={
                GreatPower: {
                    "code": "code",
                    "action": "action",
                    "influence": "influence",
                    "credibility": "credibility",
                }
            },
        )


def _choose(
    scenario: str | Path | Scenario | Inputs, levers: dict[str, float]
) -> Scenario | Inputs:
    if not isinstance(scenario, Inputs):
        loaded = load_scenario(scenario)
        return with_levers(loaded, **levers) if levers else loaded
    if levers:
        raise InputError(f"packed inputs hold their policy: {sorted(levers)} cannot be set beside")
    return scenario


def _in_its_future(setting: Scenario | Inputs, seed: int, run: int) -> Scenario | Inputs:
    """Return a scenario with the numbers that a run draws in their places."""
    if isinstance(setting, Inputs) or not setting.chance:
        return setting
    drawn = drawn_values(setting, seed, run, 1)
    return realise(setting, {key: float(values[0]) for key, values in drawn.items()})


@lru_cache(maxsize=32)
def _prepare(setting: Scenario | Inputs) -> tuple[Inputs, Memory]:
    """Pack a scenario once for all the runs of a batch; nobody changes what is packed."""
    inputs = setting if isinstance(setting, Inputs) else setting.pack()
    return inputs, pack_memory(inputs)


def _so_far(model: MultivectorModel, name: str) -> Any:
    return model.outcomes()[name]


_FIRST_SUBSTEP: Final = next(n for n, process in enumerate(SCHEDULE) if process.substep)
_AFTER_SUBSTEPS: Final = 1 + max(n for n, process in enumerate(SCHEDULE) if process.substep)


def _seed(seed: int | None) -> int:
    return secrets.randbits(63) if seed is None else _whole("seed", seed, 2**64 - 1)


def _whole(name: str, value: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise InputError(f"{name}: {value!r} received; a whole number is needed")
    if not 0 <= value <= most:
        raise InputError(f"{name}: {value} received; allowed are 0 to {most}")
    return int(value)
