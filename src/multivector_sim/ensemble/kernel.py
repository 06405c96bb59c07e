"""The compiled loop over quarters, for one part of the cases."""

from __future__ import annotations

import math
from typing import Any, Final

from multivector_sim.compilation import compile_cached, rule
from multivector_sim.model.lanes import WIDTH
from multivector_sim.model.numerics import logarithm
from multivector_sim.model.randomness import quarter_key, run_key
from multivector_sim.model.record import group_record, open_record
from multivector_sim.model.rules.pace import set_pace
from multivector_sim.model.schedule import Span, conclude, open_now, open_world, run_quarter
from multivector_sim.model.state import QUARTER, RUN
from multivector_sim.model.watch import mean_of, take_in

__all__ = ["run_chunk", "schedule_levers"]

_open_lanes: Final = open_record(RUN, WIDTH)
_mean_of: Final = rule(mean_of)
_take_in: Final = rule(take_in)


@rule
def _place(row: int, lane: int, size: int) -> int:
    """Return where a run's row lies: groups of ``WIDTH`` lanes, one after the other."""
    return (lane // WIDTH) * size * WIDTH + row * WIDTH + lane % WIDTH


@rule
def _case(part: Any, lane: int) -> int:
    """Return the case in a lane; idle lanes at the end do as the last case does."""
    case: int = part.first + min(lane, part.size - 1)
    return case


@rule
def _fill(rows: Any, bits: Any, lanes: Any, cases: Any, part: Any, first: int, used: int) -> None:
    """Put the start of the runs into the lanes: common rows, then each run's own."""
    size = lanes.start.size
    for lane in range(used):
        for row in range(size):
            rows[_place(row, lane, size)] = lanes.start[row]
        case = _case(part, first + lane)
        own = cases.parameter_set[case]
        for index in range(cases.parameters.shape[1]):
            row = lanes.first_parameter + index
            rows[_place(row, lane, size)] = cases.parameters[own, index]
        for index in range(lanes.elasticity_rows.size):
            rows[_place(lanes.elasticity_rows[index], lane, size)] = rows[
                _place(lanes.elasticity_sources[index], lane, size)
            ]
        for index in range(lanes.attraction_rows.size):
            rows[_place(lanes.attraction_rows[index], lane, size)] = logarithm(
                rows[_place(lanes.attraction_sources[index], lane, size)]
            )
        key = run_key(part.seed, cases.runs[case])
        bits[_place(lanes.key_row, lane, size)] = key


@rule
def _put_levers(
    rows: Any, schedule: Any, cases: Any, case: int, lane: int, level: int, size: int
) -> None:
    """Put a lever row of the scenario into a lane, and the constant levers of the case over it."""
    for lever in range(schedule.levers.shape[1]):
        rows[_place(lever, lane, size)] = schedule.levers[level, lever]
    policy = cases.policy[case]
    for lever in range(cases.levers.shape[1]):
        constant = cases.levers[policy, lever]
        if not math.isnan(constant):
            rows[_place(lever, lane, size)] = constant


@rule
def _set_levers(
    rows: Any, schedule: Any, cases: Any, part: Any, first: int, used: int, quarter: int, size: int
) -> None:
    """Put the levers of the quarter into the lanes, where they differ from the last quarter's."""
    level = schedule.lever_index[quarter]
    if quarter == 0 or level != schedule.lever_index[quarter - 1]:
        for lane in range(used):
            _put_levers(rows, schedule, cases, _case(part, first + lane), lane, level, size)


@rule
def _follow_windows(
    rows: Any, results: Any, column: int, used: int, quarter: int, size: int
) -> None:
    """Take the quarter into the windows that it lies in, group by group."""
    windows = results.window_rows
    for k in range(windows.row.size):
        if windows.first[k] <= quarter < windows.last[k]:
            begins = quarter == windows.first[k]
            divisor = windows.divisor[k] if quarter == windows.last[k] - 1 else 1.0
            for low in range(0, used, WIDTH):
                there = low * size + windows.row[k] * WIDTH
                back = low * size + windows.back[k] * WIDTH
                for lane in range(min(WIDTH, used - low)):
                    to = column + low + lane
                    kept = _take_in(
                        results.windows[k, to],
                        _mean_of(rows[there + lane], rows[back + lane]),
                        windows.kind[k],
                        windows.threshold[k],
                        begins,
                    )
                    results.windows[k, to] = kept / divisor


@compile_cached(nogil=True)
def run_chunk(
    world_memory: Any,
    timeline: Any,
    lanes: Any,
    schedule: Any,
    cases: Any,
    part: Any,
    stretch: Any,
    rows: Any,
    bits: Any,
    results: Any,
) -> None:
    """Run a part of the cases, a block of groups of lanes at a time, and keep what was asked for.

    A part that fits into one block may be run in several stretches of
    quarters, the memory kept in between.

    Parameters
    ----------
    world_memory
        (rows of ``WORLD``,) constants.
    timeline
        (quarters x rows of ``NOW``,) drivers, quarter after quarter.
    lanes
        ``layout.LaneMap``: sizes, start of a run, where parameters go.
    schedule
        ``layout.Schedule``: distinct lever rows, and which holds when.
    cases
        ``cases.Cases``: run numbers, parameters, constant levers.
    part
        ``layout.Part``: which of the cases, and their seed.
    stretch
        ``layout.Stretch``: which quarters, and whether the levers follow the
        schedule or are in the memory already.
    rows
        (groups x rows of ``RUN`` x ``WIDTH``,) work space.
    bits
        The same memory as unsigned 64-bit integers, for the random keys.
    results
        ``layout.Results``: outcome rows and divisors, their table; rows of
        paths and their table; windows and theirs.
    """
    size = lanes.start.size
    row_size = timeline.size // lanes.quarters
    most = rows.size // (size * WIDTH) * WIDTH
    world = open_world(world_memory, 0, lanes.actors, lanes.sectors)
    runs = _open_lanes(rows, 0, lanes.actors, lanes.sectors)
    for first in range(0, part.size, most):
        used = min(most, part.size - first)
        column = part.first + first
        groups = (used + WIDTH - 1) // WIDTH
        if stretch.begins:
            _fill(rows, bits, lanes, cases, part, first, groups * WIDTH)
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
                _set_levers(rows, schedule, cases, part, first, groups * WIDTH, quarter, size)
            now = open_now(timeline, quarter * row_size, lanes.actors, lanes.sectors)
            for group in range(groups):
                run = group_record(runs, group)
                if quarter == 0:
                    set_pace(run)
                run.draw_key = quarter_key(run.key, quarter)
            run_quarter(world, now, runs, span)
            for k in range(results.path_rows.size):
                for lane in range(used):
                    results.paths[quarter, k, column + lane] = rows[
                        _place(results.path_rows[k], lane, size)
                    ]
            _follow_windows(rows, results, column, used, quarter, size)
        if stretch.last == lanes.quarters:
            conclude(runs, span)
            for k in range(results.outcome_rows.size):
                row = max(0, results.outcome_rows[k])
                for lane in range(used):
                    results.outcomes[k, column + lane] = (
                        rows[_place(row, lane, size)] / results.divisors[k]
                    )


@compile_cached(nogil=True)
def schedule_levers(
    rows: Any, schedule: Any, cases: Any, part: Any, quarter: int, size: int
) -> None:
    """Put the scheduled and constant levers of a quarter into every lane of a part of one block."""
    level = schedule.lever_index[quarter]
    for lane in range((part.size + WIDTH - 1) // WIDTH * WIDTH):
        _put_levers(rows, schedule, cases, _case(part, lane), lane, level, size)
