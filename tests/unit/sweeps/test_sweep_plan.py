"""Shards: every run stands in exactly one row, whatever the sizes."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import multivector_sim as mv
from multivector_sim.sweeps import plan as plan_module
from multivector_sim.sweeps.plan import Line, Plan
from multivector_sim.sweeps.spec import SweepSpec

SCENARIO = mv.load_scenario("baseline")


def _plan(lines: int, choices: int, futures: int, replications: int, **spec: object) -> Plan:
    return Plan(
        spec=SweepSpec(base=("baseline",), replications=replications, **spec),
        lines=tuple(Line("baseline", f"p{index}", SCENARIO) for index in range(lines)),
        choice_keys=("policy.concession",),
        choices=np.linspace(0, 1, choices).reshape(-1, 1),
        unknowns={},
        levels={},
        windows=((),) * lines,
        given=np.zeros((futures, 0)),
    )


def _rows(plan: Plan) -> list[tuple[int, int, int, int]]:
    rows = []
    for shard in range(plan.shards):
        at = plan.points(shard)
        assert at.rows > 0
        rows += [
            (int(at.future[place]), int(at.line[place]), int(at.choice[place]), run)
            for place in range(at.runs.size)
            for run in range(int(at.first[place]), int(at.first[place] + at.runs[place]))
        ]
    return rows


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 3), st.integers(1, 7), st.integers(1, 9), st.integers(1, 40))
def test_every_run_stands_in_one_row(
    lines: int, choices: int, futures: int, replications: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plan_module, "SHARD", 16)
        patch.setattr(plan_module, "_SMALLEST_BLOCK", 4)
        plan = _plan(lines, choices, futures, replications)
        rows = _rows(plan)
    expected = {
        (future, line, choice, run)
        for future in range(futures)
        for line in range(lines)
        for choice in range(choices)
        for run in range(replications)
    }
    assert len(rows) == len(expected) == plan.runs
    assert set(rows) == expected


def test_policies_share_random_numbers_and_futures_do_so_if_asked() -> None:
    shared = _plan(2, 2, 3, 5)
    numbers = shared.run_numbers(shared.points(0)).reshape(3, 4, 5)
    assert (numbers == np.arange(5)).all()
    own = _plan(2, 2, 3, 5, noise="own")
    numbers = own.run_numbers(own.points(0)).reshape(3, 4, 5)
    assert (numbers == np.arange(15).reshape(3, 1, 5)).all()


def test_a_hash_forgets_words_and_remembers_numbers() -> None:
    plain, worded = _plan(1, 2, 3, 5), _plan(1, 2, 3, 5, title="Another title")
    assert plain.hash == worded.hash
    assert plain.hash != _plan(1, 2, 3, 6).hash
    assert plain.hash != _plan(1, 3, 3, 5).hash
    assert plain.hash != _plan(1, 2, 3, 5, noise="own").hash


def test_a_round_is_closed_when_all_have_met_the_future() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plan_module, "SHARD", 16)
        patch.setattr(plan_module, "_SMALLEST_BLOCK", 4)
        plan = _plan(3, 3, 2, 4)
        closed = [plan.closes_round(shard) for shard in range(plan.shards)]
        met = [SimpleNamespace(future=set(plan.points(s).future)) for s in range(plan.shards)]
    assert closed == [False, False, True] * 2
    assert all(len(entry.future) == 1 for entry in met)
