"""What the kernel is handed: where things lie, which cases to run, where results go."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from multivector_sim.model.actors import MECHANISMS
from multivector_sim.model.memory import Memory, parameter_columns
from multivector_sim.model.record import Marks, size_marks
from multivector_sim.model.state import RUN
from multivector_sim.model.watch import WindowRows

__all__ = ["LaneMap", "Part", "Results", "Schedule", "Stretch", "lane_map"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


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


class Schedule(NamedTuple):
    """Lever rows of the scenario, and which of them holds in each quarter."""

    levers: FloatArray
    lever_index: IntArray


class Part(NamedTuple):
    """Cases [first, first + size), and their seed."""

    seed: np.uint64
    first: int
    size: int


class Stretch(NamedTuple):
    """Quarters [first, last) of a call; whether runs begin, and levers follow the schedule."""

    first: int
    last: int
    begins: bool
    scheduled: bool


class Results(NamedTuple):
    """What to keep, and where: tables with one column a case.

    Attributes
    ----------
    outcome_rows, divisors
        (R,) memory rows of the outcomes, -1 where an entry has no meaning,
        and what they are divided by.
    outcomes
        (R, cases).
    path_rows
        (Q,) memory rows whose paths are kept.
    paths
        (quarters, Q, cases).
    window_rows
        The windows.
    windows
        (W, cases).
    """

    outcome_rows: IntArray
    divisors: FloatArray
    outcomes: FloatArray
    path_rows: IntArray
    paths: FloatArray
    window_rows: WindowRows
    windows: FloatArray


def lane_map(memory: Memory) -> LaneMap:
    """Return where things lie in the memory of a run of a scenario."""
    n, s = memory.actors, memory.sectors
    return LaneMap(
        actors=size_marks(n),
        sectors=size_marks(s),
        actor_count=n,
        sector_count=s,
        quarters=memory.quarters,
        substeps=memory.substeps,
        key_row=RUN.offset("key", n, s),
        first_parameter=parameter_columns(n, s).start + len(MECHANISMS),
        start=memory.start,
        attraction_rows=memory.attraction_rows,
        attraction_sources=memory.attraction_sources,
        elasticity_rows=memory.elasticity_rows,
        elasticity_sources=memory.elasticity_sources,
    )
