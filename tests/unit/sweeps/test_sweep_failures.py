"""A policy function that fails in some runs: they are told, the others are as without it."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from multivector_sim.cli import program
from multivector_sim.errors import InputError
from multivector_sim.sweeps.replay import replay_run
from multivector_sim.sweeps.results import SweepResults
from multivector_sim.sweeps.run import Local, run_sweep
from sweeping import contents, small_plan

sys.path.insert(0, str(Path(__file__).parent))
import policy_that_fails

FILE = Path(policy_that_fails.__file__)
KINDS = ("ValueError: far too tense", "concession nan received", "concession 1.5 received")


def with_function(name: str, **changes: Any) -> Any:
    function = getattr(policy_that_fails, name)
    return small_plan(**{"policies": ["laissez_faire", function], "points": 12, **changes})


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> SweepResults:
    folder = tmp_path_factory.mktemp("failing") / "sweep"
    return run_sweep(with_function("unsound"), str(folder), executor=Local(threads=2))


@pytest.fixture(scope="module")
def by_points(tmp_path_factory: pytest.TempPathFactory) -> SweepResults:
    folder = tmp_path_factory.mktemp("points") / "sweep"
    plan = with_function("unsound", keep="points")
    return run_sweep(plan, str(folder), executor=Local(threads=1))


def test_every_way_to_fail_occurs_and_some_runs_do_not_fail(failing: SweepResults) -> None:
    failures = failing.failures()
    assert set(failures["policy"]) == {"unsound"}
    for words in KINDS:
        assert failures["error"].str.contains(words, regex=False).any(), words
    assert 0 < len(failures) < 48
    assert not failures["error"].str.contains("\n").any()


def test_other_runs_have_the_bits_that_they_have_without_it(
    failing: SweepResults, tmp_path: Path
) -> None:
    sound = run_sweep(with_function("moderate"), str(tmp_path / "s"), executor=Local(threads=1))
    columns = ["autonomy", "tension_rus_chn"]
    ours, theirs = failing.runs(), sound.runs()
    failed = ours["error"].notna().to_numpy()
    assert failed.any()
    assert (ours.loc[~failed, columns].to_numpy() == theirs.loc[~failed, columns].to_numpy()).all()
    assert ours.loc[failed, columns].isna().all(axis=None)
    assert theirs["error"].isna().all()


def test_failures_are_counted_everywhere_and_nothing_stands_in_for_them(
    failing: SweepResults, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(failing.store.url)
    failures = failing.failures()
    written = pd.read_csv(folder / "failures.csv")
    assert written["error"].tolist() == failures["error"].tolist()
    assert str(folder) not in (folder / "failures.csv").read_text()
    assert failing.store.read_json("done.json")["failed"] == len(failures) == failing.failed
    summary = failing.summary(["autonomy"]).set_index("policy")
    runs = failing.runs(["policy", "autonomy"])
    of_policy = runs[runs["policy"] == "unsound"]["autonomy"]
    assert summary.loc["unsound", "runs"] == of_policy.notna().sum() == 48 - len(failures)
    assert summary.loc["laissez_faire", "runs"] == 48
    means = failing.values("autonomy")[:, 1]
    rows = [row[np.isfinite(row)].mean() for row in means if np.isfinite(row).any()]
    assert summary.loc["unsound", "mean"] == pytest.approx(np.mean(rows), rel=1e-14)
    with pytest.raises(SystemExit) as end:
        program.main(["results", str(folder), "--metric", "autonomy"])
    assert end.value.code == 0
    assert f"{len(failures)} runs failed and are left out" in capsys.readouterr().err


def test_the_command_of_a_failure_replays_it(
    failing: SweepResults, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Word by word as a user would paste it; those of the file, inside the folder."""
    folder = Path(failing.store.url)
    inside = pd.read_csv(folder / "failures.csv").iloc[0]
    outside = failing.failures().iloc[-1]
    assert str(folder) in outside["command"]
    for row, place in ((inside, folder), (outside, folder.parent)):
        monkeypatch.chdir(place)
        name, *words = shlex.split(row["command"])
        assert name == "multivector"
        with pytest.raises(SystemExit) as end:
            program.main(words)
        assert end.value.code == 0
        said = capsys.readouterr().out
        assert f"error: {row['error']}" in said
        assert "has changed" not in said


def test_a_replay_of_every_row_gives_what_stands_there(failing: SweepResults) -> None:
    functions = {"unsound": policy_that_fails.unsound}
    for shard in failing.shards:
        frame = load_shard(failing, shard)
        for at in range(0, len(frame), 7):
            again = replay_run(failing, shard, at, functions=functions)
            row = frame.iloc[at]
            assert again.error == (row["error"] or "")
            assert again.remark == ""
            if not again.error:
                assert again.metrics == {key: row[key] for key in again.metrics}


def load_shard(results: SweepResults, shard: int) -> pd.DataFrame:
    frame = pd.read_parquet(Path(results.store.url) / results.shards[shard])
    return frame.astype({"error": object}).where(frame.notna(), None)


def test_points_count_their_failed_runs(failing: SweepResults, by_points: SweepResults) -> None:
    runs = failing.runs()
    runs["failed"] = runs["error"].notna()
    groups = runs.groupby(["future", "policy"], observed=True)
    points = by_points.runs().set_index(["future", "policy"])
    keys = points.index
    assert points["failed"].tolist() == groups["failed"].sum().loc[keys].tolist()
    mean = groups["autonomy"].mean().loc[keys]
    np.testing.assert_allclose(points["autonomy.mean"], mean, rtol=1e-14)
    assert by_points.failed == failing.failed
    assert points.loc[mean.isna().to_numpy(), "autonomy.mean"].isna().all()
    low = groups["autonomy"].min().loc[keys].to_numpy()
    np.testing.assert_array_equal(points["autonomy.min"], low)
    summary = by_points.summary(["autonomy"]).set_index("policy")
    assert summary.loc["unsound", "runs"] == 48 - failing.failed


def test_a_point_is_replayed_with_its_first_failed_run(by_points: SweepResults) -> None:
    functions = {"unsound": policy_that_fails.unsound}
    failures = by_points.failures()
    for _, row in failures.iterrows():
        place = shlex.split(row["command"])[3]
        shard, _, at = place.partition(":")
        again = replay_run(by_points, int(shard), int(at), functions=functions)
        assert again.error == row["error"]


def test_the_readable_engine_fails_alike(tmp_path: Path) -> None:
    plan = with_function("unsound", points=3, seed=5)
    results = run_sweep(plan, str(tmp_path / "local"), executor=Local(threads=1))
    assert 0 < results.failed < 12
    run_sweep(plan, str(tmp_path / "mesa"), executor=Local("mesa", threads=1))
    assert contents(tmp_path / "mesa") == contents(tmp_path / "local")


def test_levers_of_a_wrong_type_are_refused_before_anything_runs(tmp_path: Path) -> None:
    plan = with_function("wrong", points=2)
    with pytest.raises(InputError, match="policy wrong: cannot be compiled"):
        run_sweep(plan, str(tmp_path / "out"))
    assert not (tmp_path / "out" / "runs").exists()
    # In plain Python they fail run by run.
    results = run_sweep(plan, str(tmp_path / "out"), executor=Local("mesa"))
    assert results.failed == 8
    assert results.failures()["error"].nunique() >= 1


def test_what_a_function_uses_is_part_of_the_sweep(
    failing: SweepResults, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy_that_fails, "LIMIT", 0.098)
    with pytest.raises(InputError, match="the function of policy unsound in baseline"):
        run_sweep(with_function("unsound"), failing.store.url)
    functions = {"unsound": policy_that_fails.unsound}
    again = replay_run(failing, 0, 4, functions=functions)
    assert again.remark == "unsound has changed since the sweep was run"


def test_a_folder_whose_function_is_not_given_says_so(failing: SweepResults) -> None:
    with pytest.raises(InputError, match=r"give it with --policy .*policies/unsound.py:unsound"):
        replay_run(failing, 0, 4)


def test_a_number_that_no_scenario_takes_fails_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A future that cannot be packed is recorded with all its runs."""
    from multivector_sim.scenario.variants import Variants

    real = Variants.inputs

    def refuse(self: Variants, values: list[float]) -> Any:
        if values[0] > 0.7:
            raise RuntimeError("no such price")
        return real(self, values)

    monkeypatch.setattr(Variants, "inputs", refuse)
    plan = small_plan(
        base="scope_dials", points=8, uncertain={"shocks.half_price.times": {"uniform": [0.25, 1]}}
    )
    results = run_sweep(plan, str(tmp_path / "out"), executor=Local(threads=2))
    refused = int((plan.futures[:, 0] > 0.7).sum())
    assert 0 < refused < 8
    assert results.failed == refused * 8
    assert set(results.failures()["error"]) == {"RuntimeError: no such price"}
