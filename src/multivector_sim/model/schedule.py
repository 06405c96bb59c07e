"""The order of processes in one quarter, as one list that a reader can print.

Both engines follow this list: the ensemble engine compiles it into one
function, the Mesa engine walks through it with agents.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Literal, NamedTuple

from multivector_sim.compilation import rule
from multivector_sim.model.record import group_record, half_record, open_record
from multivector_sim.model.rules.attribution import attribute, attribute_threat
from multivector_sim.model.rules.choice import choose
from multivector_sim.model.rules.concerns import show_presence, worry
from multivector_sim.model.rules.concession import (
    answer_demand,
    conclude_treaty,
    offer_concession,
    open_quarter,
)
from multivector_sim.model.rules.crisis import risk_crisis
from multivector_sim.model.rules.leverage import back_pivot, measure_leverage, rank_powers
from multivector_sim.model.rules.obstruction import settle_obstruction
from multivector_sim.model.rules.outcomes import (
    count_power,
    count_quarter,
    count_tension,
    sum_up,
)
from multivector_sim.model.rules.perception import feel_decline, see_rival
from multivector_sim.model.rules.persuasion import send_message
from multivector_sim.model.rules.references import adapt_expectations
from multivector_sim.model.rules.tenders import award
from multivector_sim.model.rules.tension import (
    add_up_concerns,
    aggrieve,
    remember_tension,
    resent_pivot,
    resent_power,
    step_tension,
)
from multivector_sim.model.rules.welfare import account_welfare, set_terms
from multivector_sim.model.state import NOW, RUN, WORLD

__all__ = ["SCHEDULE", "Phase", "Process", "Span", "Unit", "conclude", "run_process", "run_quarter"]

Unit = Literal["once", "power", "sector", "pair", "dyad"]


Phase = Literal["perceive", "decide", "act", "learn", "account"]


class Process(NamedTuple):
    """One step of the quarter.

    Attributes
    ----------
    name
        What is done.
    phase
        Which behaviour of an agent it belongs to.
    unit
        For whom: ``once``; each ``power``; each ``sector``; each ``pair`` of
        powers i < j; each ``dyad`` of actors i < j (the
        pivot included).
    function
        The rule that does it, called with (world, now, run) and the indices
        of the unit.
    substep
        True for the steps that are repeated when the integration of tension
        is refined.
    rare
        True for work that few lanes need in a quarter: the compiled engine
        does it for half a group at a time, and skips a half that needs none.
    """

    name: str
    phase: Phase
    unit: Unit
    function: Callable[..., None]
    substep: bool = False
    rare: bool = False


SCHEDULE: Final[tuple[Process, ...]] = (
    Process("open the quarter", "perceive", "once", open_quarter),
    Process("measure leverage", "perceive", "power", measure_leverage),
    Process("rank powers", "perceive", "once", rank_powers),
    Process("back the pivot", "perceive", "power", back_pivot),
    Process("see rivals", "perceive", "pair", see_rival),
    Process("feel decline", "perceive", "power", feel_decline),
    Process("attribute blame", "perceive", "power", attribute),
    Process("choose an action", "decide", "power", choose),
    Process("settle obstruction", "decide", "power", settle_obstruction),
    Process("answer demands", "act", "power", answer_demand, rare=True),
    Process("offer a concession", "act", "once", offer_concession),
    Process("conclude treaties", "act", "power", conclude_treaty),
    Process("award tenders", "act", "sector", award, rare=True),
    Process("send messages", "act", "power", send_message),
    Process("show presence", "learn", "power", show_presence),
    Process("attribute the threat", "learn", "power", attribute_threat),
    Process("worry", "learn", "power", worry),
    Process("adapt expectations", "learn", "power", adapt_expectations),
    Process("add up concerns", "learn", "power", add_up_concerns),
    Process("nurse grievances", "learn", "pair", aggrieve),
    Process("resent the pivot", "learn", "power", resent_pivot),
    Process("resent the powers", "learn", "power", resent_power),
    Process("remember tension", "learn", "once", remember_tension, substep=True),
    Process("change tension", "learn", "dyad", step_tension, substep=True),
    Process("risk crises", "learn", "power", risk_crisis),
    Process("set terms", "account", "power", set_terms),
    Process("account welfare", "account", "once", account_welfare),
    Process("count tension", "account", "dyad", count_tension),
    Process("count the powers", "account", "power", count_power),
    Process("count the quarter", "account", "once", count_quarter),
)
"""What happens in a quarter, in order (section 3 of the ODD document)."""


class Span(NamedTuple):
    """How far the loops of a quarter run, and where the integration of tension stands.

    The bounds are passed at run time on purpose: loops with constant bounds
    would be unrolled, and the code of a quarter would no longer fit into the
    processor's instruction cache.

    Attributes
    ----------
    actors, sectors
        Sizes.
    groups
        Groups of ``WIDTH`` runs that share one pass through the schedule.
    substeps
        Integration steps of tension in a quarter.
    substep
        Number of the step, from 0.
    length
        Length of a step, years.
    """

    actors: int
    sectors: int
    groups: int
    substeps: int
    substep: int
    length: float


def _over(process: Process) -> Any:
    """Return a function that runs a process for every member of its unit, group by group.

    Groups are the outer loop, so that a group's memory stays in the nearest
    cache while its members are worked through.
    """
    if process.rare:
        return _over_halves(process)
    if process.unit in ("pair", "dyad"):
        return _over_substep(process) if process.substep else _over_pairs(process)
    function = process.function
    if process.unit == "once":

        @rule
        def step(world: Any, now: Any, runs: Any, span: Any) -> None:
            for group in range(span.groups):
                function(world, now, group_record(runs, group))

        return step

    @rule
    def step_powers(world: Any, now: Any, runs: Any, span: Any) -> None:
        for group in range(span.groups):
            run = group_record(runs, group)
            for power in range(1, span.actors):
                function(world, now, run, power)

    return step_powers


def _over_halves(process: Process) -> Any:
    """Return a function that runs a rare process for powers or sectors, half a group at a time."""
    function = process.function
    lowest, powers = (1, True) if process.unit == "power" else (0, False)

    @rule
    def step(world: Any, now: Any, runs: Any, span: Any) -> None:
        members = span.actors if powers else span.sectors
        for group in range(span.groups):
            run = group_record(runs, group)
            for member in range(lowest, members):
                for half in range(2):
                    function(world, now, half_record(run, half), member)

    return step


def _over_pairs(process: Process) -> Any:
    """Return a function that runs a process for pairs i < j: of powers, or of all actors."""
    function = process.function
    lowest = 1 if process.unit == "pair" else 0

    @rule
    def step(world: Any, now: Any, runs: Any, span: Any) -> None:
        for group in range(span.groups):
            run = group_record(runs, group)
            for i in range(lowest, span.actors):
                for j in range(i + 1, span.actors):
                    function(world, now, run, i, j)

    return step


def _over_substep(process: Process) -> Any:
    """Return a function that runs a step of the integration of tension for all pairs i < j."""
    function = process.function

    @rule
    def step(world: Any, now: Any, runs: Any, span: Any) -> None:
        for group in range(span.groups):
            run = group_record(runs, group)
            for i in range(span.actors):
                for j in range(i + 1, span.actors):
                    function(world, now, run, i, j, span.substep, span.length)

    return step


def _chain(steps: list[Any]) -> Any:
    """Return a function that runs the steps in order."""
    if len(steps) == 1:
        return steps[0]
    middle = len(steps) // 2
    first, second = _chain(steps[:middle]), _chain(steps[middle:])

    @rule
    def both(world: Any, now: Any, runs: Any, span: Any) -> None:
        first(world, now, runs, span)
        second(world, now, runs, span)

    return both


_FIRST: Final = next(number for number, process in enumerate(SCHEDULE) if process.substep)
_LAST: Final = max(number for number, process in enumerate(SCHEDULE) if process.substep)
_before: Final = _chain([_over(process) for process in SCHEDULE[:_FIRST]])
_integrate: Final = _chain([_over(process) for process in SCHEDULE[_FIRST : _LAST + 1]])
_after: Final = _chain([_over(process) for process in SCHEDULE[_LAST + 1 :]])


@rule
def conclude(runs: Any, span: Any) -> None:
    """Work out, for all groups, what outcomes need at the end of a run."""
    for group in range(span.groups):
        sum_up(group_record(runs, group))


@rule
def run_quarter(world: Any, now: Any, runs: Any, span: Any) -> None:
    """Run the whole schedule once, for all groups of lanes that follow ``runs``."""
    _before(world, now, runs, span)
    for substep in range(span.substeps):
        here = Span(span.actors, span.sectors, span.groups, span.substeps, substep, span.length)
        _integrate(world, now, runs, here)
    _after(world, now, runs, span)


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

    elif not process.substep:

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
