"""Lanes give the same bits as single numbers, and both the same as plain Python."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numba
import numpy as np
import pytest

import kernels
from multivector_sim.agents import MultivectorModel
from multivector_sim.model.inputs import Inputs
from multivector_sim.model.lanes import WIDTH, where
from multivector_sim.model.memory import pack_memory
from multivector_sim.model.record import Record, open_record, size_marks
from multivector_sim.model.state import RUN
from worlds import random_world, with_quarters

BLOCKS = 12_800  # x WIDTH: 102,400 inputs
QUARTERS = 6
TESTS = Path(__file__).parents[2]


def given_numbers(count: int, seed: int = 0) -> dict[str, np.ndarray]:
    """Return inputs of the probe by field, edge values among them."""
    rng = np.random.default_rng(seed)
    given = {name: rng.random(count) for name in ("a", "b", "c", "d", "e")}
    given["x"] = rng.choice([1.0, 30.0, 800.0], count) * rng.uniform(-1.0, 1.0, count)
    wide, beside_one = 10.0 ** rng.uniform(-307, 308, count), 0.8 + 0.4 * rng.random(count)
    given["positive"] = np.where(rng.random(count) < 0.5, wide, beside_one)
    given["bits"] = rng.integers(0, 2**64, count, dtype=np.uint64)
    edges = {
        "x": [0.0, -0.0, 708.0, -708.0, 709.0, -1e300, 1e-300],
        "positive": [1.0, np.finfo(float).tiny, np.finfo(float).max, 0.5, 2.0, 2.0**0.5, 1.0],
        "a": [0.0, 1.0, 0.0, 1.0, 0.5, 0.0, 1.0],
    }
    for name, values in edges.items():
        given[name][: len(values)] = values
    given["bits"][:3] = [0, 2**64 - 1, 1]
    return given


def probe_table(count: int) -> np.ndarray:
    """Return PROBE memory, (count, rows), with the inputs filled in."""
    table = np.zeros((count, kernels.PROBE.rows(1, 1)))
    for name, values in given_numbers(count).items():
        table[:, kernels.PROBE.offset(name, 1, 1)] = values.view(np.float64)
    return table


def in_lanes(table: np.ndarray) -> np.ndarray:
    """Return (blocks, rows, WIDTH) from (count, rows)."""
    return np.ascontiguousarray(table.reshape(-1, WIDTH, table.shape[1]).transpose(0, 2, 1))


def same_bits(one: np.ndarray, other: np.ndarray) -> bool:
    return one.tobytes() == other.tobytes()


def test_lanes_equal_single_numbers_bit_for_bit() -> None:
    singly = probe_table(BLOCKS * WIDTH)
    lanes = in_lanes(singly)
    rows = singly.shape[1]
    kernels.probe_in_lanes(lanes.reshape(-1), rows, BLOCKS)
    kernels.probe_singly(singly.reshape(-1), rows, BLOCKS * WIDTH)
    back = np.ascontiguousarray(lanes.transpose(0, 2, 1)).reshape(singly.shape)
    for name in kernels.PROBE.fields:
        column = kernels.PROBE.offset(name, 1, 1)
        assert same_bits(back[:, column].copy(), singly[:, column].copy()), name
        if name not in kernels.GIVEN:
            assert len(np.unique(singly[:, column])) > 1000, name


def random_runs(inputs: Inputs, count: int) -> np.ndarray:
    """Return RUN memories, (count, rows), with random state inside each field's bounds."""
    memory = pack_memory(inputs)
    n, s = memory.actors, memory.sectors
    rng = np.random.default_rng(4)
    table = np.tile(memory.start, (count, 1))
    for name, field in RUN.fields.items():
        rows = RUN.row_indices(name, n, s).reshape(-1)
        if field.format == "key":
            bits = rng.integers(0, 2**64, (count, rows.size), dtype=np.uint64)
            table[:, rows] = bits.view(np.float64)
        elif field.bounds == (0.0, 1.0):
            table[:, rows] = rng.random((count, rows.size))
        elif name in ("bid", "value", "gain", "decline", "grievance", "fatigue_rate"):
            table[:, rows] = rng.uniform(0.0, 9.0, (count, rows.size))
    return table


def test_rules_in_lanes_equal_single_rules_bit_for_bit(packed_baseline: Inputs) -> None:
    blocks = 400
    memory = pack_memory(packed_baseline)
    marks = size_marks(memory.actors), size_marks(memory.sectors)
    singly = random_runs(packed_baseline, blocks * WIDTH)
    before = singly.copy()
    lanes = in_lanes(singly)
    rows, now = singly.shape[1], memory.timeline[50].copy()
    kernels.rules_in_lanes(memory.world, now, lanes.reshape(-1), rows, blocks, *marks)
    kernels.rules_singly(memory.world, now, singly.reshape(-1), rows, blocks * WIDTH, *marks)
    back = np.ascontiguousarray(lanes.transpose(0, 2, 1)).reshape(singly.shape)
    assert same_bits(back, singly)
    for name in ("blame", "tension", "bid", "flow", "total_clipped"):
        changed = RUN.row_indices(name, memory.actors, memory.sectors).reshape(-1)
        assert (singly[:, changed] != before[:, changed]).any(), name


_PLAIN = """
import sys
import numpy as np
import kernels
from worlds import random_world, with_quarters
from multivector_sim.agents import MultivectorModel
from multivector_sim.scenario import load_scenario

target, QUARTERS = sys.argv[1], int(sys.argv[2])
table = np.load(target + "/probe.npy")
kernels.probe_singly(table.reshape(-1), table.shape[1], table.shape[0])
states = []
for seed in (0, 1):
    world, parameters = random_world(load_scenario("baseline").pack(), seed, 1)
    model = MultivectorModel(with_quarters(world, QUARTERS), seed=seed, parameters=parameters[0])
    for _ in range(QUARTERS):
        model.advance()
    states.append(model.state.memory.copy())
np.savez(target + "/plain.npz", probe=table, states=np.array(states))
"""


def test_compiled_rules_equal_plain_python_bit_for_bit(
    packed_baseline: Inputs, tmp_path: Path
) -> None:
    table = probe_table(1000)
    np.save(tmp_path / "probe.npy", table)
    paths = [str(TESTS), *sys.path]
    subprocess.run(
        [sys.executable, "-c", _PLAIN, str(tmp_path), str(QUARTERS)],
        env={
            **os.environ,
            "NUMBA_DISABLE_JIT": "1",
            "PYTHONPATH": os.pathsep.join(path for path in paths if path),
        },
        check=True,
        timeout=300,
    )
    plain = np.load(tmp_path / "plain.npz")
    kernels.probe_singly(table.reshape(-1), table.shape[1], table.shape[0])
    for name in kernels.PROBE.fields:
        column = kernels.PROBE.offset(name, 1, 1)
        assert same_bits(plain["probe"][:, column].copy(), table[:, column].copy()), name
    for seed in (0, 1):
        world, parameters = random_world(packed_baseline, seed, 1)
        model = MultivectorModel(
            with_quarters(world, QUARTERS), seed=seed, parameters=parameters[0]
        )
        for _ in range(QUARTERS):
            model.advance()
        assert same_bits(plain["states"][seed], model.state.memory)


def test_a_branch_on_lanes_is_a_typing_error() -> None:
    open_lanes = open_record(kernels.PROBE, WIDTH)

    @numba.njit
    def branch(memory, one):  # type: ignore[no-untyped-def]
        probe = open_lanes(memory, 0, one, one)
        if probe.a > 0.0:
            probe.b = 1.0

    memory = np.zeros(kernels.PROBE.rows(1, 1) * WIDTH)
    with pytest.raises(numba.TypingError):
        branch(memory, kernels.ONE)


def test_selection_by_lane_takes_each_its_own() -> None:
    open_lanes = open_record(kernels.PROBE, WIDTH)

    @numba.njit
    def select(memory, one):  # type: ignore[no-untyped-def]
        probe = open_lanes(memory, 0, one, one)
        probe.c = where(probe.a > probe.b, probe.a, -1.0)

    table = np.zeros((kernels.PROBE.rows(1, 1), WIDTH))
    table[kernels.PROBE.offset("a", 1, 1)] = np.arange(WIDTH)
    table[kernels.PROBE.offset("b", 1, 1)] = 3.0
    select(table.reshape(-1), kernels.ONE)
    expected = [float(k) if k > 3 else -1.0 for k in range(WIDTH)]
    assert table[kernels.PROBE.offset("c", 1, 1)].tolist() == expected


def test_what_a_run_holds_stays_within_its_stated_bounds(packed_multivector: Inputs) -> None:
    model = MultivectorModel(packed_multivector, seed=3)
    for _ in range(packed_multivector.quarters):
        model.advance()
        state: Record = model.state
        for name, field in RUN.fields.items():
            value = np.asarray(getattr(state, name))
            low, high = field.bounds
            assert low is None or (value >= low).all(), name
            # Sums of shares may end a rounding error above one.
            assert high is None or (value <= high + 1e-12).all(), name
