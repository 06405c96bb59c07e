"""Futures whose fitted parameters come together from the accepted set."""

from __future__ import annotations

import numpy as np
import pytest

import multivector_sim as mv
from multivector_sim.calibration import accepted
from multivector_sim.errors import ScenarioError
from multivector_sim.model.parameters import PARAMETERS
from multivector_sim.scenario.tree import plain
from multivector_sim.sweeps.files import shipped_sweeps, sweep_tree

FITTED = tuple(f"parameters.{name}" for name in accepted().parameters)


def rows_of(plan: mv.Sweep, keys=FITTED) -> np.ndarray:
    return plan.futures[:, [plan.factors.index(key) for key in keys]]


def known_rows(keys=FITTED) -> set[bytes]:
    names = [key.removeprefix("parameters.") for key in keys]
    columns = accepted().values[:, [accepted().names.index(name) for name in names]]
    return {np.ascontiguousarray(row).tobytes() for row in columns}


@pytest.mark.parametrize("design", ["lhs", "random", "sobol"])
def test_where_a_file_says_nothing_they_come_from_the_accepted_set(design):
    plan = mv.Sweep(design=design, points=64, replications=1).plan
    assert len(plan.factors) == len(PARAMETERS)
    assert {row.tobytes() for row in np.ascontiguousarray(rows_of(plan))} <= known_rows()
    rest = [key for key in plan.factors if key not in FITTED]
    for key in rest:
        column = plan.futures[:, plan.factors.index(key)]
        low, high = plan.unknowns[key].ends
        assert low <= column.min() < low + 0.2 * (high - low)
        assert high - 0.2 * (high - low) < column.max() <= high


@pytest.mark.parametrize("design", ["morris", "saltelli"])
def test_designs_of_independent_factors_keep_the_prior(design):
    plan = mv.Sweep(design=design, points=2, replications=1).plan
    assert plan.joint is None
    assert len(plan.factors) == len(PARAMETERS)


def test_prior_alone_is_as_wide_as_ever():
    plan = mv.Sweep(points=200, uncertain={"prior": "all"}).plan
    assert plan.joint is None
    at = plan.factors.index("parameters.russia_trade_attraction")
    assert plan.futures[:, at].std() == pytest.approx(0.28 / np.sqrt(12), rel=0.02)
    joint = mv.Sweep(points=200).plan
    assert joint.futures[:, at].std() < 0.6 * plan.futures[:, at].std()


def test_some_of_them_only_and_nothing_else():
    plan = mv.Sweep(points=20, uncertain={"accepted": ["trade_adjustment", "fatigue"]}).plan
    keys = ("parameters.fatigue", "parameters.trade_adjustment")
    assert plan.factors == keys
    assert {row.tobytes() for row in np.ascontiguousarray(rows_of(plan, keys))} <= known_rows(keys)


def test_what_the_file_fixes_or_ranges_itself_is_its_own():
    plan = mv.Sweep(
        points=50,
        uncertain={
            "accepted": "all",
            "parameters.fatigue": [0.5],
            "parameters.reaction": {"uniform": [0.6, 0.7]},
        },
    ).plan
    futures = dict(zip(plan.factors, plan.futures.T, strict=True))
    assert set(futures["parameters.fatigue"]) == {0.5}
    assert futures["parameters.reaction"].min() >= 0.6
    keys = tuple(key for key in FITTED if key[11:] not in ("fatigue", "reaction"))
    assert plan.joint.keys == keys
    chosen = mv.Sweep(
        points=5, uncertain={"accepted": "all"}, choices={"parameters.fatigue": [0.5, 0.9]}
    ).plan
    assert "parameters.fatigue" not in chosen.joint.keys


def test_ranks_of_the_design_follow_the_values():
    """Sensitivity slices futures by the design: its columns are ordered as the values are."""
    plan = mv.Sweep(points=128).plan
    assert plan.design.factors == plan.factors
    for key in ("parameters.trade_adjustment", "parameters.tender_rate"):
        at = plan.factors.index(key)
        order = np.argsort(plan.design.unit[:, at], kind="stable")
        assert (np.diff(plan.futures[order, at]) >= 0).all()
    assert ((plan.design.unit > 0) & (plan.design.unit < 1)).all()


def test_plan_manifest_and_folder_tell_which_set(tmp_path):
    sweep = mv.Sweep(points=6, replications=1, outcomes=["autonomy"], end="1993Q4")
    results = sweep.run(tmp_path / "sweep")
    told = results.manifest["content"]["accepted"]
    assert told == {
        "sha256": accepted().sha256,
        "rows": accepted().rows,
        "parameters": list(FITTED),
    }
    again = mv.load_sweep(tmp_path / "sweep").plan
    assert np.array_equal(again.futures, sweep.plan.futures)
    assert np.array_equal(again.design.unit, sweep.plan.design.unit)
    assert again.hash == sweep.plan.hash
    assert sweep.run(tmp_path / "sweep").run_count == 6
    prior = mv.Sweep(points=6, uncertain={"prior": "all"}).plan
    assert "accepted" not in prior.content


def test_shipped_sweeps_say_which_they_use():
    for name in shipped_sweeps():
        tree = plain(sweep_tree(name)[0])
        assert tree["uncertain"], name
    assert mv.Sweep.from_file("thesis").plan.joint is None


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"uncertain": {"accepted": ["magic"]}}, "no fitted parameter 'magic'"),
        ({"uncertain": {"accepted": ["tender_rate"]}}, "no fitted parameter 'tender_rate'"),
        ({"uncertain": {"accepted": ["conflict_share_link"]}}, "no fitted parameter"),
        ({"uncertain": {"accepted": 3}}, "all, none or a list of fitted parameters"),
        ({"uncertain": {"accepted": "all"}, "design": "saltelli"}, "needs independent factors"),
    ],
)
def test_faults_are_told(settings, words):
    with pytest.raises(ScenarioError, match=words):
        mv.Sweep(points=4, **settings)
