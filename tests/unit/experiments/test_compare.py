"""Comparisons on the real engine."""

from __future__ import annotations

import numpy as np
import pytest

from multivector_sim.experiments import compare as module
from multivector_sim.experiments.simulate import simulate
from multivector_sim.scenario import load_scenario

FEW = {"runs": 24, "seed": 0, "overrides": ["end=1997Q4"]}


@pytest.fixture(scope="module")
def compared():
    return module.compare(["baseline", "hedge"], **FEW)


def test_each_member_of_a_pair_is_the_run_of_that_number(compared):
    """Nothing but the policy differs: the hedge of the comparison is the hedge run alone."""
    alone = simulate(load_scenario("hedge", ["end=1997Q4"]), runs=24, seed=0)
    assert compared.datasets["hedge"]["welfare"].identical(alone["welfare"])
    row = compared.effects.set_index(["counterfactual", "label"]).loc[("hedge", "welfare")]
    difference = compared.datasets["baseline"]["welfare"].values - alone["welfare"].values
    assert row["mean"] == pytest.approx(difference.mean())


def test_scenario_against_itself_shows_nothing():
    twin = load_scenario("baseline").named("twin")
    table = module.compare(["baseline", twin], against=(), **FEW).effects
    assert set(table["counterfactual"]) == {"twin"}
    assert (table["mean"] == 0).all()
    assert (table["p_negative"] == 0.5).all()


def test_pairing_pays_on_the_engine(compared):
    row = compared.effects.set_index(["counterfactual", "label"])
    tension = row.loc[("laissez_faire", "tension_rus_chn")]
    assert tension["variance_reduction"] > 0.5
    assert tension["correlation"] > 0.5


def test_paths_are_those_of_the_first_runs(monkeypatch, compared):
    monkeypatch.setattr(module, "RECORDED_RUNS", 10)
    capped = module.compare(["baseline"], against=("pro_west",), **FEW)
    assert capped.datasets["pro_west"].sizes["run"] == 24
    paths = capped.paths["pro_west"]["tension"]
    assert (paths.sizes["run"], paths.sizes["time"], paths.dtype) == (10, 24, np.float32)
    whole = compared.paths["pro_west"]["tension"]
    assert whole.sizes["run"] == 24
    assert paths.identical(whole.isel(run=slice(0, 10)))


def test_nothing_is_recorded_on_request():
    bare = module.compare(["baseline"], against=("pro_west",), record=(), **FEW)
    assert not bare.paths
    assert "time" not in bare.datasets["baseline"].dims


def test_progress_and_finished_scenarios_are_reported():
    done, finished = [], []
    module.compare(
        ["baseline"],
        against=("pro_west",),
        progress=done.append,
        finished=lambda name, dataset: finished.append((name, dataset.sizes["run"])),
        **FEW,
    )
    assert sum(done) == 48
    assert finished == [("baseline", 24), ("pro_west", 24)]


def test_manifest_holds_every_scenario_seed_zero_and_overrides(compared):
    experiment = compared.manifest["experiment"]
    assert experiment["seed"] == 0
    assert experiment["runs"] == 24
    assert list(experiment["scenarios"]) == list(compared.datasets)
    ends = {row["scenario"]["end"] for row in experiment["scenarios"].values()}
    assert ends == {"1997Q4"}
    hashes = {row["scenario_hash"] for row in experiment["scenarios"].values()}
    assert len(hashes) == len(compared.datasets)


def test_frame_is_a_copy(compared):
    table = compared.to_frame()
    table["mean"] = 0
    assert (compared.effects["mean"] != 0).any()
