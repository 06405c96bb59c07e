"""The order of processes in one quarter, as one list that a reader can print.

Both engines follow this list: the ensemble engine compiles it into one
function, the Mesa engine walks through it with agents.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Literal, NamedTuple

from multivector_sim.model.record import Record, open_record
from multivector_sim.model.rule import rule
from multivector_sim.model.rules.attribution import attribute
from multivector_sim.model.rules.choice import choose
from multivector_sim.model.rules.concerns import worry
from multivector_sim.model.rules.concession import (
    answer_demand,
    conclude_treaty,
    offer_concession,
    open_quarter,
)
from multivector_sim.model.rules.crisis import risk_crisis
from multivector_sim.model.rules.leverage import back_pivot, measure_leverage, rank_powers
from multivector_sim.model.rules.outcomes import (
    count_power,
    count_quarter,
    count_tension,
    sum_powers,
)
from multivector_sim.model.rules.perception import perceive
from multivector_sim.model.rules.persuasion import send_message
from multivector_sim.model.rules.references import adapt_expectations
from multivector_sim.model.rules.tenders import award
from multivector_sim.model.rules.tension import (
    aggrieve,
    remember_tension,
    resent_pivot,
    resent_power,
    step_tension,
    weigh_balance,
)
from multivector_sim.model.rules.welfare import account_welfare, set_terms
from multivector_sim.model.state import NOW, QUARTER, RUN, WORLD

__all__ = ["SCHEDULE", "Process", "Unit", "process_number", "run_process", "run_quarter"]

Unit = Literal["once", "power", "sector", "pair", "dyad", "direction"]


class Process(NamedTuple):
    """One step of the quarter.

    Attributes
    ----------
    name
        What is done.
    unit
        For whom: ``once``; each ``power``; each ``sector``; each ``pair`` of
        powers i < j; each ``dyad`` of actors i < j; each ``direction``
        between two actors.
    function
        The rule that does it, called with (world, now, run) and the indices
        of the unit.
    substep
        True for the steps that are repeated when the integration of tension
        is refined.
    """

    name: str
    unit: Unit
    function: Callable[..., None]
    substep: bool = False


SCHEDULE: Final[tuple[Process, ...]] = (
    Process("open the quarter", "once", open_quarter),
    Process("measure leverage", "power", measure_leverage),
    Process("rank powers", "once", rank_powers),
    Process("back the pivot", "power", back_pivot),
    Process("perceive", "power", perceive),
    Process("attribute blame", "power", attribute),
    Process("choose an action", "power", choose),
    Process("answer demands", "power", answer_demand),
    Process("offer a concession", "once", offer_concession),
    Process("conclude treaties", "power", conclude_treaty),
    Process("award tenders", "sector", award),
    Process("send messages", "power", send_message),
    Process("worry", "power", worry),
    Process("adapt expectations", "power", adapt_expectations),
    Process("nurse grievances", "pair", aggrieve),
    Process("resent the pivot", "power", resent_pivot),
    Process("resent the powers", "power", resent_power),
    Process("remember tension", "once", remember_tension, substep=True),
    Process("weigh balance", "pair", weigh_balance, substep=True),
    Process("change tension", "direction", step_tension, substep=True),
    Process("risk crises", "power", risk_crisis),
    Process("set terms", "power", set_terms),
    Process("account welfare", "once", account_welfare),
    Process("count tension", "dyad", count_tension),
    Process("count the powers", "power", count_power),
    Process("count the quarter", "once", count_quarter),
    Process("sum over powers", "once", sum_powers),
)
"""What happens in a quarter, in order (section 3 of the ODD document)."""

_NUMBERS: Final = {process.name: number for number, process in enumerate(SCHEDULE)}


def process_number(name: str) -> int:
    """Return the position of a process in the schedule.

    Raises
    ------
    KeyError
        If there is no process of that name.
    """
    return _NUMBERS[name]


_Step = Callable[[Record, Record, Record, int, float], None]


def _over(process: Process) -> Any:
    """Return a function that runs a process for every member of its unit."""
    function = process.function
    if process.unit == "once":

        @rule
        def step(world: Any, now: Any, run: Any, substep: int, length: float) -> None:
            function(world, now, run)

    elif process.unit == "power":

        @rule
        def step(world: Any, now: Any, run: Any, substep: int, length: float) -> None:
            for power in range(1, run.actors):
                function(world, now, run, power)

    elif process.unit == "sector":

        @rule
        def step(world: Any, now: Any, run: Any, substep: int, length: float) -> None:
            for sector in range(run.sectors):
                function(world, now, run, sector)

    elif process.unit in ("pair", "dyad"):
        lowest = 1 if process.unit == "pair" else 0

        @rule
        def step(world: Any, now: Any, run: Any, substep: int, length: float) -> None:
            for i in range(lowest, run.actors):
                for j in range(i + 1, run.actors):
                    function(world, now, run, i, j)

    else:

        @rule
        def step(world: Any, now: Any, run: Any, substep: int, length: float) -> None:
            for i in range(run.actors):
                for j in range(run.actors):
                    if i != j:
                        function(world, now, run, i, j, substep, length)

    return step


def _chain(steps: list[Any]) -> Any:
    """Return a function that runs the steps in order."""
    if len(steps) == 1:
        return steps[0]
    middle = len(steps) // 2
    first, second = _chain(steps[:middle]), _chain(steps[middle:])

    @rule
    def both(world: Any, now: Any, run: Any, substep: int, length: float) -> None:
        first(world, now, run, substep, length)
        second(world, now, run, substep, length)

    return both


_FIRST: Final = next(number for number, process in enumerate(SCHEDULE) if process.substep)
_LAST: Final = max(number for number, process in enumerate(SCHEDULE) if process.substep)
_before: Final = _chain([_over(process) for process in SCHEDULE[:_FIRST]])
_integrate: Final = _chain([_over(process) for process in SCHEDULE[_FIRST : _LAST + 1]])
_after: Final = _chain([_over(process) for process in SCHEDULE[_LAST + 1 :]])


@rule
def run_quarter(world: Any, now: Any, run: Any, substeps: int) -> None:
    """Run the whole schedule once, for all lanes of ``run``."""
    length = QUARTER / float(substeps)
    _before(world, now, run, 0, length)
    for substep in range(substeps):
        _integrate(world, now, run, substep, length)
    _after(world, now, run, 0, length)


def _call(process: Process) -> Any:
    """Return a function that runs a process for one member (i, j) of its unit."""
    function = process.function
    if process.unit == "once":

        @rule
        def call(world: Any, now: Any, run: Any, i: int, j: int, k: int, length: float) -> None:
            function(world, now, run)

    elif process.unit in ("power", "sector"):

        @rule
        def call(world: Any, now: Any, run: Any, i: int, j: int, k: int, length: float) -> None:
            function(world, now, run, i)

    elif process.unit in ("pair", "dyad"):

        @rule
        def call(world: Any, now: Any, run: Any, i: int, j: int, k: int, length: float) -> None:
            function(world, now, run, i, j)

    else:

        @rule
        def call(world: Any, now: Any, run: Any, i: int, j: int, k: int, length: float) -> None:
            function(world, now, run, i, j, k, length)

    return call


def _select(first: int, calls: list[Any]) -> Any:
    """Return a function that runs one of the calls, by its number."""
    if len(calls) == 1:
        only = calls[0]

        @rule
        def one(
            number: int, world: Any, now: Any, run: Any, i: int, j: int, k: int, length: float
        ) -> None:
            only(world, now, run, i, j, k, length)

        return one
    middle = len(calls) // 2
    split = first + middle
    low, high = _select(first, calls[:middle]), _select(split, calls[middle:])

    @rule
    def choose_half(
        number: int, world: Any, now: Any, run: Any, i: int, j: int, k: int, length: float
    ) -> None:
        if number < split:
            low(number, world, now, run, i, j, k, length)
        else:
            high(number, world, now, run, i, j, k, length)

    return choose_half


run_process: Final = _select(0, [_call(process) for process in SCHEDULE])
"""Run process ``number`` for member (i, j): what an agent of the Mesa engine calls."""

open_world: Final = open_record(WORLD, 1)
open_now: Final = open_record(NOW, 1)
open_run: Final = open_record(RUN, 1)
