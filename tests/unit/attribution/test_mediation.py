"""The parts of an effect add up, and what cannot run through the concerns does not."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import multivector_sim as mv
from made_attribution import made_mediation
from multivector_sim.attribution import PARTS, Mediation, mediation_runs
from multivector_sim.experiments.counterfactuals import COUNTERFACTUALS
from multivector_sim.inquiry import Condition, Measure, Pool
from multivector_sim.model.actors import CONCERNS

SHORT = {"start": "2003Q1", "end": "2006Q4"}
MUTE = {f"parameters.{concern}_grievance": 0.0 for concern in CONCERNS}


@pytest.fixture(scope="module")
def pool() -> Pool:
    return Pool(seeds=8)


@pytest.fixture(scope="module")
def found(pool: Pool) -> Mediation:
    return mv.mediate(pool=pool, draws=3, overrides=SHORT)


def parts(result: Mediation, which: str, other: str, column: str = "mean") -> pd.Series:
    table = result.to_frame()
    chosen = (table["set"] == which) & (table["counterfactual"] == other)
    return table[chosen].set_index("part")[column]


def test_through_and_around_add_up_to_the_whole_in_every_draw(found: Mediation) -> None:
    assert list(dict.fromkeys(found.to_frame()["counterfactual"])) == list(COUNTERFACTUALS)
    assert len(found.to_frame()) == 2 * 4 * len(PARTS)
    for which in found.sets:
        for other in COUNTERFACTUALS:
            own = parts(found, which, other)
            assert own["through"] + own["around"] == pytest.approx(own["total"], abs=1e-14)
            assert abs(own["through"]) > 1e-5


def test_the_whole_is_policy_minus_counterfactual(found: Mediation, pool: Pool) -> None:
    changes = tuple(sorted(SHORT.items()))
    measure = [Measure("tension_rus_chn")]
    ours, theirs = (
        pool.means(Condition(name, policy=name, changes=changes), measure, "accepted", 3)
        for name in ("multivector", "pro_west")
    )
    told = parts(found, "accepted", "pro_west")["total"]
    assert told == pytest.approx((ours - theirs).mean(), abs=1e-14)


def test_without_weights_nothing_runs_through_the_concerns(pool: Pool) -> None:
    mute = mv.mediate(pool=pool, draws=2, overrides={**SHORT, **MUTE}, sets=["prior"])
    for other in COUNTERFACTUALS:
        means, errors = (parts(mute, "prior", other, name) for name in ("mean", "error"))
        silent = [part.name for part in PARTS if part.name not in ("total", "around")]
        assert (means[silent] == 0).all()
        assert (errors[silent] == 0).all()
        assert means["total"] == means["around"] != 0


def test_no_weights_and_no_channel_are_the_same_world(pool: Pool, found: Mediation) -> None:
    mute = mv.mediate(pool=pool, draws=3, overrides={**SHORT, **MUTE}, sets=["prior"])
    for other in COUNTERFACTUALS:
        told = parts(found, "prior", other)["around"]
        assert parts(mute, "prior", other)["total"] == told


def test_one_concern_that_speaks_alone_is_all_that_runs_through(pool: Pool) -> None:
    others = {key: value for key, value in MUTE.items() if "deception" not in key}
    alone = mv.mediate(pool=pool, draws=2, overrides={**SHORT, **others}, sets=["accepted"])
    own = parts(alone, "accepted", "bandwagon_russia")
    assert own["deception, silenced"] == own["deception, alone"] == own["through"] != 0
    for concern in ("security", "status", "power"):
        assert own[f"{concern}, silenced"] == own[f"{concern}, alone"] == 0


def test_what_concerns_do_not_move_runs_around_them(pool: Pool) -> None:
    costs = mv.mediate(
        outcome="cost", pool=pool, draws=2, overrides=SHORT, sets=["prior"],
        counterfactuals=["laissez_faire"],
    )  # fmt: skip
    own = parts(costs, "prior", "laissez_faire")
    assert own["through"] == 0
    assert own["around"] == own["total"] > 0


def test_concerns_that_add_up_are_told_the_same_alone_and_silenced() -> None:
    made = made_mediation(counterfactuals=("pro_west",))
    own = parts(made, "prior", "pro_west")
    for concern in CONCERNS:
        assert own[f"{concern}, silenced"] == pytest.approx(own["through"] / 4, abs=5e-4)
        assert own[f"{concern}, alone"] == pytest.approx(own["through"] / 4, abs=5e-4)
    assert own["around"] == pytest.approx(own["total"] / 2, abs=5e-4)


def test_runs_are_counted_before_they_are_made() -> None:
    made = []
    pool = Pool(seeds=8, progress=lambda new, there: made.append(new + there))
    mv.mediate(pool=pool, draws=2, overrides=SHORT, sets=["prior"])
    assert sum(made) == mediation_runs(4, ["prior"], 2, 8)


def test_files(tmp_path: Path) -> None:
    made = made_mediation(counterfactuals=("pro_west",))
    names = {path.name for path in made.save(tmp_path)}
    assert names == {
        "mediation.csv", "mediation.png", "mediation.svg", "mediation_manifest.json"
    }  # fmt: skip
    read = pd.read_csv(tmp_path / "mediation.csv")
    pd.testing.assert_frame_equal(read, made.to_frame(), check_dtype=False)
