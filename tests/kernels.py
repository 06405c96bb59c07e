"""Compiled loops over functions of the model, for tests: in lanes, and one number at a time."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from multivector_sim.compilation import compile_cached
from multivector_sim.model.lanes import WIDTH, wrap64
from multivector_sim.model.numerics import (
    exponential,
    logarithm,
    logistic,
    normals_from_bits,
    uniform_from_bits,
)
from multivector_sim.model.randomness import draw_bits, quarter_key, run_key
from multivector_sim.model.record import Field, Layout, open_record, size_marks
from multivector_sim.model.rules.attribution import attribute
from multivector_sim.model.rules.choice import pick_action, prevail_probability
from multivector_sim.model.rules.concerns import aged_concern
from multivector_sim.model.rules.crisis import crisis_probability
from multivector_sim.model.rules.leverage import outside_option
from multivector_sim.model.rules.perception import perceived_influence
from multivector_sim.model.rules.persuasion import credibility, remember
from multivector_sim.model.rules.tenders import weigh_bids
from multivector_sim.model.rules.tension import step_tension, tension_change
from multivector_sim.model.state import NOW, RUN, WORLD

PROBE: Final = Layout(
    "probe",
    (
        *(Field(name) for name in ("x", "positive", "a", "b", "c", "d", "e")),
        Field("bits", format="key"),
        *(Field(name) for name in ("exponential", "logarithm", "logistic")),
        *(Field(name) for name in ("uniform", "first_normal", "second_normal")),
        *(Field(name) for name in ("tension_change", "perceived", "prevail", "outside")),
        *(Field(name) for name in ("aged", "remembered", "credibility", "crisis")),
    ),
)
GIVEN: Final = ("x", "positive", "a", "b", "c", "d", "e", "bits")
ONE: Final = size_marks(1)
_probe_lanes: Final = open_record(PROBE, WIDTH)
_probe_single: Final = open_record(PROBE, 1)
_run_lanes: Final = open_record(RUN, WIDTH)
_run_single: Final = open_record(RUN, 1)
_world: Final = open_record(WORLD, 1)
_now: Final = open_record(NOW, 1)


@compile_cached()
def probe_in_lanes(memory: Any, rows: int, blocks: int) -> None:
    """Fill the results of PROBE records, ``WIDTH`` at a time; memory is (blocks, rows, WIDTH)."""
    for block in range(blocks):
        probe = _probe_lanes(memory, block * rows * WIDTH, ONE, ONE)
        probe.exponential = exponential(probe.x)
        probe.logarithm = logarithm(probe.positive)
        probe.logistic = logistic(probe.x)
        probe.uniform = uniform_from_bits(probe.bits)
        first, second = normals_from_bits(probe.bits)
        probe.first_normal = first
        probe.second_normal = second
        probe.tension_change = tension_change(probe.a, probe.b, probe.c, probe.d, probe.e)
        probe.perceived = perceived_influence(probe.a, probe.b - 0.5, probe.c, probe.x)
        probe.prevail = prevail_probability(probe.a, probe.b, probe.c, probe.d)
        probe.outside = outside_option(probe.a, probe.b)
        probe.aged = aged_concern(probe.a, probe.b, probe.c)
        probe.remembered = remember(probe.a, probe.b, probe.c)
        probe.credibility = credibility(probe.a + 0.1, probe.b + 0.1)
        probe.crisis = crisis_probability(probe.a, 5.0 * probe.b, probe.c)


@compile_cached()
def probe_singly(memory: Any, rows: int, count: int) -> None:
    """Fill the results of PROBE records one by one; memory is (count, rows)."""
    for index in range(count):
        probe = _probe_single(memory, index * rows, ONE, ONE)
        probe.exponential = exponential(probe.x)
        probe.logarithm = logarithm(probe.positive)
        probe.logistic = logistic(probe.x)
        probe.uniform = uniform_from_bits(probe.bits)
        first, second = normals_from_bits(probe.bits)
        probe.first_normal = first
        probe.second_normal = second
        probe.tension_change = tension_change(probe.a, probe.b, probe.c, probe.d, probe.e)
        probe.perceived = perceived_influence(probe.a, probe.b - 0.5, probe.c, probe.x)
        probe.prevail = prevail_probability(probe.a, probe.b, probe.c, probe.d)
        probe.outside = outside_option(probe.a, probe.b)
        probe.aged = aged_concern(probe.a, probe.b, probe.c)
        probe.remembered = remember(probe.a, probe.b, probe.c)
        probe.credibility = credibility(probe.a + 0.1, probe.b + 0.1)
        probe.crisis = crisis_probability(probe.a, 5.0 * probe.b, probe.c)


@compile_cached()
def rules_in_lanes(
    world_memory: Any, now_memory: Any, memory: Any, rows: int, blocks: int, actors: Any, s: Any
) -> None:
    """Apply some rules to RUN records in lanes; memory is (blocks, rows, WIDTH)."""
    world = _world(world_memory, 0, actors, s)
    now = _now(now_memory, 0, actors, s)
    for block in range(blocks):
        run = _run_lanes(memory, block * rows * WIDTH, actors, s)
        for power in range(1, run.actors):
            attribute(world, now, run, power)
        for i in range(run.actors):
            for j in range(i + 1, run.actors):
                step_tension(world, now, run, i, j, 0, 0.25)
        run.welfare = weigh_bids(run, run.message)
        run.flow = pick_action(
            run.message,
            run.welfare,
            run.flow,
            run.per_breach,
            run.influence_max,
            run.per_length,
            run.effective_inclusion,
        )


@compile_cached()
def rules_singly(
    world_memory: Any, now_memory: Any, memory: Any, rows: int, count: int, actors: Any, s: Any
) -> None:
    """Apply the same rules to RUN records one by one; memory is (count, rows)."""
    world = _world(world_memory, 0, actors, s)
    now = _now(now_memory, 0, actors, s)
    for index in range(count):
        run = _run_single(memory, index * rows, actors, s)
        for power in range(1, run.actors):
            attribute(world, now, run, power)
        for i in range(run.actors):
            for j in range(i + 1, run.actors):
                step_tension(world, now, run, i, j, 0, 0.25)
        run.welfare = weigh_bids(run, run.message)
        run.flow = pick_action(
            run.message,
            run.welfare,
            run.flow,
            run.per_breach,
            run.influence_max,
            run.per_length,
            run.effective_inclusion,
        )


@compile_cached()
def keyed_bits(places: Any) -> Any:
    """Return the bits of draws; columns: seed, run, quarter, mechanism, i, j (unsigned)."""
    bits = np.empty(places.shape[0], dtype=np.uint64)
    for index in range(places.shape[0]):
        key = run_key(places[index, 0], places[index, 1])
        quarter, mechanism = np.int64(places[index, 2]), np.int64(places[index, 3])
        i, j = np.int64(places[index, 4]), np.int64(places[index, 5])
        bits[index] = draw_bits(quarter_key(key, quarter), mechanism, i, j)
    return bits


@compile_cached()
def deviates_of(bits: Any) -> Any:
    """Return (uniform, first normal, second normal) of 64-bit numbers, (count, 3)."""
    result = np.empty((bits.size, 3))
    for index in range(bits.size):
        first, second = normals_from_bits(bits[index])
        result[index, 0] = uniform_from_bits(bits[index])
        result[index, 1] = first
        result[index, 2] = second
    return result


@compile_cached()
def keys_of(seeds: Any, runs: Any, quarter: int) -> Any:
    """Return the key of a quarter for each (seed, run)."""
    keys = np.empty(seeds.size, dtype=np.uint64)
    for index in range(seeds.size):
        keys[index] = quarter_key(run_key(wrap64(seeds[index]), wrap64(runs[index])), quarter)
    return keys
