"""The compiled step of one agent: one process of the schedule, for one run."""

from __future__ import annotations

from typing import Any

from multivector_sim.compilation import compile_cached
from multivector_sim.model.lanes import wrap64
from multivector_sim.model.randomness import quarter_key, run_key
from multivector_sim.model.rules.outcomes import sum_up
from multivector_sim.model.rules.pace import set_pace
from multivector_sim.model.schedule import open_now, open_run, open_world, run_process

__all__ = ["begin_quarter", "begin_run", "perform", "sum_up_run"]


@compile_cached()
def perform(
    number: int,
    world_memory: Any,
    now_memory: Any,
    run_memory: Any,
    actors: Any,
    sectors: Any,
    i: int,
    j: int,
    substep: int,
    length: float,
) -> None:
    """Run process ``number`` of the schedule for its member (i, j).

    Parameters
    ----------
    number
        Position in ``SCHEDULE``.
    world_memory, now_memory, run_memory
        One-dimensional memories of the records ``WORLD``, ``NOW`` and ``RUN``.
    actors, sectors
        Size marks (see ``model.record.size_marks``).
    i, j
        The member of the process's unit; what the unit does not need is
        ignored.
    substep, length
        Number and length (years) of the integration step of tension.
    """
    world = open_world(world_memory, 0, actors, sectors)
    now = open_now(now_memory, 0, actors, sectors)
    run = open_run(run_memory, 0, actors, sectors)
    run_process(number, world, now, run, i, j, substep, length)


@compile_cached()
def begin_run(run_memory: Any, actors: Any, sectors: Any, seed: int, run: int) -> None:
    """Set the random key and the constants of a run before its first quarter."""
    state = open_run(run_memory, 0, actors, sectors)
    state.key = run_key(wrap64(seed), wrap64(run))
    set_pace(state)


@compile_cached()
def begin_quarter(run_memory: Any, actors: Any, sectors: Any, quarter: int) -> None:
    """Set the random key of a quarter."""
    state = open_run(run_memory, 0, actors, sectors)
    state.draw_key = quarter_key(state.key, quarter)


@compile_cached()
def sum_up_run(run_memory: Any, actors: Any, sectors: Any) -> None:
    """Work out what outcomes need from the quarters run so far."""
    sum_up(open_run(run_memory, 0, actors, sectors))
