"""The shipped policy in closed loop: it reacts, alike in both engines, and its counterparts match.

The counterparts claim the mean levels, and the mean path, that its levers have. Both claims are
checked on runs that they were not measured on.
"""

from __future__ import annotations

import numpy as np
import pytest

import multivector_sim as mv
from multivector_sim.model.outcomes import OUTCOMES

MOVED = ("concession", "persuasion", "leveraging")
OTHERS = ("inclusion", "retention", "openness", "skill", "institutions")
SEED, RUNS = 77, 1000
SCHEDULE_ERROR = 0.05
"""Ramps between ten dates stand for a path of 136 quarters."""


def levers(name: str, runs: int) -> dict[str, np.ndarray]:
    """Return (runs, quarters) of each lever."""
    names = [*MOVED, *OTHERS]
    paths = mv.simulate(name, runs=runs, seed=SEED, record=names, outcomes=())
    return {lever: paths[lever].values for lever in names}


@pytest.fixture(scope="module")
def reacting() -> dict[str, np.ndarray]:
    return levers("responsive", RUNS)


def test_both_engines_give_the_same_bits() -> None:
    every = [row.name for row in OUTCOMES]
    record = ["tension", "share", "concern", *MOVED]
    quick, slow = (
        mv.simulate("responsive", runs=3, seed=SEED, engine=engine, record=record, outcomes=every)
        for engine in ("ensemble", "mesa")
    )
    assert np.ptp(quick["concession"].values) == 0.5  # it reacts within these runs
    for name in quick.data_vars:
        np.testing.assert_array_equal(quick[name].values, slow[name].values, err_msg=str(name))


def test_levers_follow_what_was_seen_a_quarter_before(reacting: dict[str, np.ndarray]) -> None:
    seen = mv.simulate("responsive", runs=RUNS, seed=SEED, record=["tension"], outcomes=())
    tension = seen["tension"].values
    pairs = 0.5 * (tension[:, :, 0, 1:3] + tension[:, :, 1:3, 0])
    before, now = pairs[:, :-1], reacting["concession"][:, 1:]
    pressed = (before > (0.115, 0.07)).any(axis=2)
    calm = (before <= (0.1, 0.06)).all(axis=2)
    assert 0.1 < pressed.mean() < 0.9
    assert 0.05 < calm.mean() < 0.9
    assert (now[pressed] == 0.9).all()
    assert (now[calm] == 0.4).all()
    between = now[~pressed & ~calm]
    assert {*between.tolist()} == {0.4, 0.9}  # hysteresis: it depends on where it came from


@pytest.mark.parametrize("lever", MOVED)
def test_the_even_counterpart_has_the_mean_level(
    lever: str, reacting: dict[str, np.ndarray]
) -> None:
    policy = mv.load_scenario("responsive_steady").policy
    means = reacting[lever].mean(axis=1)
    error = means.std(ddof=1) / np.sqrt(RUNS)
    assert abs(means.mean() - getattr(policy, lever)) < 4 * error + 0.0005
    assert not policy.triggers
    calm = mv.load_scenario("responsive").policy
    assert abs(means.mean() - getattr(calm, lever)) > 10 * error  # another amount is seen


@pytest.mark.parametrize("lever", MOVED)
def test_the_scheduled_counterpart_has_the_mean_path(
    lever: str, reacting: dict[str, np.ndarray]
) -> None:
    (path,) = levers("responsive_scheduled", 1)[lever]
    own = reacting[lever].mean(axis=0)
    error = reacting[lever].mean(axis=1).std(ddof=1) / np.sqrt(RUNS)
    assert np.abs(path - own).max() < SCHEDULE_ERROR
    assert abs(path.mean() - own.mean()) < 4 * error + 0.001
    assert np.abs(own - own.mean()).max() > 2 * SCHEDULE_ERROR  # a constant would be told apart


@pytest.mark.parametrize("name", ["responsive_steady", "responsive_scheduled"])
def test_counterparts_differ_in_nothing_else(name: str, reacting: dict[str, np.ndarray]) -> None:
    for lever in OTHERS:
        assert (levers(name, 1)[lever] == reacting[lever][:1]).all()
    rows = mv.diff("responsive", name)
    assert {row.key.partition(".")[0] for row in rows} <= {
        "policy", "sources", "title", "question", "setup", "expected", "surprise", "tags",
    }  # fmt: skip


def test_it_reacts_in_sweeps_too(tmp_path_factory: pytest.TempPathFactory) -> None:
    sweep = mv.Sweep(
        base="baseline", policies=["responsive_steady", "responsive"], points=2, replications=2,
        uncertain={"prior": ["reaction", "courting_value"]}, seed=SEED, outcomes=["ceded"],
    )  # fmt: skip
    values = [
        sweep.run(tmp_path_factory.mktemp(engine) / "s", engine=engine).values("ceded")
        for engine in ("local", "mesa")
    ]
    np.testing.assert_array_equal(*values)
    assert (values[0][:, 0] != values[0][:, 1]).all()
