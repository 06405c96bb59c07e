"""The compiled loop over quarters, for one chunk of runs."""

from __future__ import annotations

from typing import Any, Final

from multivector_sim.ensemble.cache import compile_cached
from multivector_sim.model.lanes import WIDTH
from multivector_sim.model.numerics import logarithm
from multivector_sim.model.randomness import quarter_key, run_key
from multivector_sim.model.record import open_record
from multivector_sim.model.rule import rule
from multivector_sim.model.schedule import open_now, open_world, run_quarter
from multivector_sim.model.state import RUN

__all__ = ["run_chunk"]

_open_lanes: Final = open_record(RUN, WIDTH)


@rule
def _fill(rows: Any, start: Any, lanes: Any, chunk: Any, first: int) -> None:
    """Put the start of the runs into the lanes: common rows, then each run's parameters."""
    for row in range(start.size):
        for lane in range(WIDTH):
            rows[row * WIDTH + lane] = start[row]
    for lane in range(WIDTH):
        place = min(first + lane, chunk.runs.size - 1)
        column = chunk.parameter_set[place]
        for index in range(chunk.parameters.shape[1]):
            row = lanes.first_parameter + index
            rows[row * WIDTH + lane] = chunk.parameters[column, index]
        for index in range(lanes.elasticity_rows.size):
            rows[lanes.elasticity_rows[index] * WIDTH + lane] = rows[
                lanes.elasticity_sources[index] * WIDTH + lane
            ]
        for index in range(lanes.attraction_rows.size):
            rows[lanes.attraction_rows[index] * WIDTH + lane] = logarithm(
                rows[lanes.attraction_sources[index] * WIDTH + lane]
            )


@rule
def _set_levers(rows: Any, policies: Any, chunk: Any, first: int, quarter: int) -> None:
    """Put the levers of the quarter into the lanes, where they differ from the last quarter's."""
    for lane in range(WIDTH):
        place = min(first + lane, chunk.runs.size - 1)
        policy = chunk.policy[place]
        level = policies.lever_index[policy, quarter]
        if quarter == 0 or level != policies.lever_index[policy, quarter - 1]:
            for lever in range(policies.levers.shape[1]):
                rows[lever * WIDTH + lane] = policies.levers[level, lever]


@compile_cached(nogil=True)
def run_chunk(
    world_memory: Any,
    timeline: Any,
    lanes: Any,
    policies: Any,
    chunk: Any,
    rows: Any,
    bits: Any,
    results: Any,
) -> None:
    """Run a chunk of runs, ``WIDTH`` at a time, and keep what was asked for.

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
    rows
        (rows of ``RUN`` x ``WIDTH``,) work space.
    bits
        The same memory as unsigned 64-bit integers, for the random keys.
    results
        ``engine.Results``: outcome rows and divisors, their table; rows of
        paths and their table.
    """
    actors, sectors = lanes.actors, lanes.sectors
    quarters = lanes.quarters
    world = open_world(world_memory, 0, actors, sectors)
    run = _open_lanes(rows, 0, actors, sectors)
    row_size = timeline.size // quarters
    for first in range(0, chunk.runs.size, WIDTH):
        _fill(rows, lanes.start, lanes, chunk, first)
        for lane in range(WIDTH):
            place = min(first + lane, chunk.runs.size - 1)
            bits[lanes.key_row * WIDTH + lane] = run_key(chunk.seeds[place], chunk.runs[place])
        used = min(WIDTH, chunk.runs.size - first)
        for quarter in range(quarters):
            _set_levers(rows, policies, chunk, first, quarter)
            now = open_now(timeline, quarter * row_size, actors, sectors)
            run.draw_key = quarter_key(run.key, quarter)
            run_quarter(world, now, run, lanes.substeps)
            for k in range(results.path_rows.size):
                row = results.path_rows[k] * WIDTH
                for lane in range(used):
                    results.paths[quarter, k, chunk.column + first + lane] = rows[row + lane]
        for k in range(results.outcome_rows.size):
            row = results.outcome_rows[k] * WIDTH
            for lane in range(used):
                results.outcomes[k, chunk.column + first + lane] = (
                    rows[row + lane] / results.divisors[k]
                )
