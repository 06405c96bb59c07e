"""The compiled loop over quarters, for one chunk of runs."""

from __future__ import annotations

from typing import Any, Final

from multivector_sim.compilation import compile_cached, rule
from multivector_sim.model.lanes import WIDTH
from multivector_sim.model.numerics import logarithm
from multivector_sim.model.randomness import quarter_key, run_key
from multivector_sim.model.record import group_record, open_record
from multivector_sim.model.rules.pace import set_pace
from multivector_sim.model.schedule import Span, conclude, open_now, open_world, run_quarter
from multivector_sim.model.state import QUARTER, RUN

__all__ = ["run_chunk", "schedule_levers"]

_open_lanes: Final = open_record(RUN, WIDTH)


@rule
def _place(row: int, lane: int, size: int) -> int:
    """Return where a run's row lies: groups of ``WIDTH`` lanes, one after the other."""
    return (lane // WIDTH) * size * WIDTH + row * WIDTH + lane % WIDTH


@rule
def _fill(rows: Any, bits: Any, lanes: Any, chunk: Any, first: int, used: int) -> None:
    """Put the start of the runs into the lanes: common rows, then each run's own."""
    size = lanes.start.size
    for lane in range(used):
        for row in range(size):
            rows[_place(row, lane, size)] = lanes.start[row]
        place = min(first + lane, chunk.runs.size - 1)
        column = chunk.parameter_set[place]
        for index in range(chunk.parameters.shape[1]):
            row = lanes.first_parameter + index
            rows[_place(row, lane, size)] = chunk.parameters[column, index]
        for index in range(lanes.elasticity_rows.size):
            rows[_place(lanes.elasticity_rows[index], lane, size)] = rows[
                _place(lanes.elasticity_sources[index], lane, size)
            ]
        for index in range(lanes.attraction_rows.size):
            rows[_place(lanes.attraction_rows[index], lane, size)] = logarithm(
                rows[_place(lanes.attraction_sources[index], lane, size)]
            )
        key = run_key(chunk.seeds[place], chunk.runs[place])
        bits[_place(lanes.key_row, lane, size)] = key


@rule
def _set_levers(
    rows: Any, policies: Any, chunk: Any, first: int, used: int, quarter: int, size: int
) -> None:
    """Put the levers of the quarter into the lanes, where they differ from the last quarter's."""
    for lane in range(used):
        policy = chunk.policy[min(first + lane, chunk.runs.size - 1)]
        level = policies.lever_index[policy, quarter]
        if quarter == 0 or level != policies.lever_index[policy, quarter - 1]:
            for lever in range(policies.levers.shape[1]):
                rows[_place(lever, lane, size)] = policies.levers[level, lever]


@compile_cached(nogil=True)
def run_chunk(
    world_memory: Any,
    timeline: Any,
    lanes: Any,
    policies: Any,
    chunk: Any,
    stretch: Any,
    rows: Any,
    bits: Any,
    results: Any,
) -> None:
    """Run a chunk of runs, a block of groups of lanes at a time, and keep what was asked for.

    A chunk that fits into one block may be run in several stretches of
    quarters, the memory kept in between.

    Parameters
    ----------
    world_memory
        (rows of ``WORLD``,) constants.
    timeline
        (quarters x rows of ``NOW``,) drivers, quarter after quarter.
    lanes
        ``engine.LaneMap``: sizes, start of a run, where parameters go.
    policies
        ``engine.Policies``: distinct lever rows, and which holds when.
    chunk
        ``engine.Chunk``: which runs, with which seeds, parameters, policies.
    stretch
        ``engine.Stretch``: which quarters, and whether the levers follow the
        schedule or are in the memory already.
    rows
        (groups x rows of ``RUN`` x ``WIDTH``,) work space.
    bits
        The same memory as unsigned 64-bit integers, for the random keys.
    results
        ``engine.Results``: outcome rows and divisors, their table; rows of
        paths and their table.
    """
    size = lanes.start.size
    row_size = timeline.size // lanes.quarters
    most = rows.size // (size * WIDTH) * WIDTH
    world = open_world(world_memory, 0, lanes.actors, lanes.sectors)
    runs = _open_lanes(rows, 0, lanes.actors, lanes.sectors)
    for first in range(0, chunk.runs.size, most):
        used = min(most, chunk.runs.size - first)
        groups = (used + WIDTH - 1) // WIDTH
        if stretch.begins:
            _fill(rows, bits, lanes, chunk, first, groups * WIDTH)
        span = Span(
            lanes.actor_count,
            lanes.sector_count,
            groups,
            lanes.substeps,
            0,
            QUARTER / float(lanes.substeps),
        )
        for quarter in range(stretch.first, stretch.last):
            if stretch.scheduled:
                _set_levers(rows, policies, chunk, first, groups * WIDTH, quarter, size)
            now = open_now(timeline, quarter * row_size, lanes.actors, lanes.sectors)
            for group in range(groups):
                run = group_record(runs, group)
                if quarter == 0:
                    set_pace(run)
                run.draw_key = quarter_key(run.key, quarter)
            run_quarter(world, now, runs, span)
            for k in range(results.path_rows.size):
                for lane in range(used):
                    results.paths[quarter, k, chunk.column + first + lane] = rows[
                        _place(results.path_rows[k], lane, size)
                    ]
        if stretch.last == lanes.quarters:
            conclude(runs, span)
            for k in range(results.outcome_rows.size):
                row = max(0, results.outcome_rows[k])
                for lane in range(used):
                    results.outcomes[k, chunk.column + first + lane] = (
                        rows[_place(row, lane, size)] / results.divisors[k]
                    )


@compile_cached(nogil=True)
def schedule_levers(rows: Any, policies: Any, chunk: Any, quarter: int, size: int) -> None:
    """Put the scheduled levers of a quarter into every lane of a chunk of one block."""
    lanes = (chunk.runs.size + WIDTH - 1) // WIDTH * WIDTH
    for lane in range(lanes):
        policy = chunk.policy[min(lane, chunk.runs.size - 1)]
        level = policies.lever_index[policy, quarter]
        for lever in range(policies.levers.shape[1]):
            rows[_place(lever, lane, size)] = policies.levers[level, lever]
