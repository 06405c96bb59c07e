"""Values do not depend on threads, pieces, shards or the engine, nor on the sweep around a run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import multivector_sim.sweeps.compute as compute_module
import multivector_sim.sweeps.run as run_module
from multivector_sim.ensemble.engine import run_ensemble
from multivector_sim.errors import InputError
from multivector_sim.scenario.override import with_overrides
from multivector_sim.sweeps.replay import replay_run
from multivector_sim.sweeps.results import SweepResults
from multivector_sim.sweeps.run import Local, run_sweep
from multivector_sim.sweeps.sweep import Sweep
from sweeping import contents, small_plan

PLAN = small_plan(
    base="scope_dials",
    points=6,
    choices={"policy.concession": [0, 0.5], "shocks.spare_routes.times": [0, 1]},
    noise="shared",
    windows=[
        {"name": "early", "of": "tension.RUS-CHN", "to": "1992Q4"},
        {"name": "tense", "of": "tension.RUS-CHN", "summary": "above", "threshold": 0.2},
    ],
)
"""192 runs in five shards."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> SweepResults:
    folder = tmp_path_factory.mktemp("made") / "sweep"
    return run_sweep(PLAN, str(folder), executor=Local(threads=1))


@pytest.mark.parametrize(("threads", "piece"), [(2, 1024), (3, 7), (1, 1)])
def test_threads_and_pieces_change_no_byte(
    made: SweepResults,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    threads: int,
    piece: int,
) -> None:
    monkeypatch.setattr(compute_module, "_PIECE", piece)
    monkeypatch.setattr(run_module, "_SERIAL", 0)
    run_sweep(PLAN, str(tmp_path / "out"), executor=Local(threads=threads))
    assert contents(tmp_path / "out") == contents(Path(made.store.url))


@pytest.mark.parametrize("rows", [3, 16, 1000])
def test_the_size_of_shards_changes_no_value(made: SweepResults, tmp_path: Path, rows: int) -> None:
    plan = small_plan(rows=rows, **PLAN.spec.model_dump(exclude_unset=True, by_alias=True))
    assert plan.shards != PLAN.shards
    other = run_sweep(plan, str(tmp_path / "out"), executor=Local(threads=2))
    for metric in made.labels:
        np.testing.assert_array_equal(made.values(metric), other.values(metric))
    assert made.summary().equals(other.summary())
    assert contents(tmp_path / "out").keys() != contents(Path(made.store.url)).keys()


def test_every_run_is_that_of_its_scenario_packed_anew(made: SweepResults) -> None:
    """Without the sweep: one scenario with the numbers written into it, run by number."""
    values = {metric: made.values(metric) for metric in made.labels}
    for arm, (line, choice) in enumerate(
        (line, choice) for line in range(2) for choice in range(len(PLAN.choices))
    ):
        for future in range(PLAN.future_count):
            changes = {
                **dict(zip(PLAN.choice_keys, PLAN.choices[choice].tolist(), strict=True)),
                **dict(zip(PLAN.factors, PLAN.futures[future].tolist(), strict=True)),
            }
            scenario = with_overrides(PLAN.lines[line].scenario, changes)
            raw = run_ensemble(
                scenario.pack(), 4, 7, outcomes=PLAN.spec.outcomes, windows=PLAN.windows[line],
                threads=1,
            )  # fmt: skip
            for metric, table in values.items():
                expected = raw.windows[metric] if metric in raw.windows else raw.outcomes[metric]
                np.testing.assert_array_equal(table[future, arm], expected)


def test_every_row_is_that_of_its_replay(made: SweepResults) -> None:
    for shard in made.shards:
        frame = pd.read_parquet(Path(made.store.url) / made.shards[shard])
        for at in range(0, len(frame), 11):
            again = replay_run(made, shard, at)
            row = frame.iloc[at]
            assert again.metrics == {key: row[key] for key in again.metrics}
            assert (again.policy, again.future) == (row["policy"], row["future"])
            assert again.replication == row["replication"]


def test_few_runs_start_no_threads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[int] = []
    real = run_module.ThreadPoolExecutor

    def counted(*arguments: object, **settings: object) -> object:
        started.append(1)
        return real(*arguments, **settings)  # type: ignore[arg-type]

    monkeypatch.setattr(run_module, "ThreadPoolExecutor", counted)
    run_sweep(small_plan(points=4), str(tmp_path / "few"), executor=Local(threads=2))
    assert not started
    long = small_plan(points=100)
    run_sweep(long, str(tmp_path / "many"), executor=Local(threads=2))
    assert len(started) == 2
    # The rest of a long sweep may be short.
    results = SweepResults(run_module.Store(tmp_path / "many"))
    (tmp_path / "many" / results.shards[3]).unlink()
    run_sweep(long, str(tmp_path / "many"), executor=Local(threads=2))
    assert len(started) == 2


@pytest.mark.parametrize("threads", [0, -1, 1.5, "two"])
def test_numbers_of_threads_that_are_none_are_told(tmp_path: Path, threads: object) -> None:
    with pytest.raises(InputError, match="a whole number >= 1 is needed"):
        Sweep(points=1).run(tmp_path, threads=threads)  # type: ignore[arg-type]
