"""Attributions of the model: exact where the answer is known, and the same as a second engine's."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import multivector_sim as mv
from made_attribution import OWN, PAIR, made_attribution
from multivector_sim.attribution import PLAYERS, SUM, Attribution, runs_needed
from multivector_sim.attribution.batches import estimates_of
from multivector_sim.attribution.words import prior_warning, restated_words
from multivector_sim.errors import InputError, ScenarioError
from multivector_sim.experiments.counterfactuals import COUNTERFACTUALS, with_policy_of
from multivector_sim.inquiry import (
    SETS,
    STRENGTHS,
    SYMMETRIC,
    Condition,
    Pool,
    draws_of,
    estimate,
    tossed,
)
from multivector_sim.model.parameters import PARAMETER_NAMES, PARAMETERS, parameter_index

SHORT = {"start": "2003Q1", "end": "2006Q4"}
"""Sixteen quarters in which every mechanism is at work."""
NAMES = [player.name for player in PLAYERS]
SMALL = {"draws": 3, "seeds": 8, "overrides": SHORT}


@pytest.fixture(scope="module")
def pool() -> Pool:
    return Pool(seeds=8)


@pytest.fixture(scope="module")
def found(pool: Pool) -> Attribution:
    return mv.attribute(
        pool=pool, draws=3, overrides=SHORT, counterfactuals=["laissez_faire", "pro_west"]
    )


def values(result: Attribution, which: str = "prior", column: str = "mean") -> pd.Series:
    table = result.to_frame()
    table = table[table["set"] == which]
    return table.set_index(["counterfactual", "player"])[column]


def test_values_sum_to_all_on_minus_all_off(found: Attribution) -> None:
    table, worlds = found.to_frame(), found.coalitions()
    for (which, other), rows in table.groupby(["set", "counterfactual"]):
        means = rows.set_index("player")["mean"]
        own = worlds[(worlds["set"] == which) & (worlds["counterfactual"] == other)]
        ends = own.set_index("coalition")["mean"]
        assert means[NAMES].sum() == pytest.approx(ends[31] - ends[0], abs=1e-12)
        assert means[SUM] == pytest.approx(ends[31] - ends[0], abs=1e-12)
        assert abs(ends[31] - ends[0]) > 1e-3


def test_values_follow_from_the_table_of_coalitions_by_orders(found: Attribution) -> None:
    worlds = found.coalitions()
    own = worlds[(worlds["set"] == "accepted") & (worlds["counterfactual"] == "pro_west")]
    mean = {
        frozenset() if row.members == "nobody" else frozenset(row.members.split(" + ")): row.mean
        for row in own.itertuples()
    }
    assert len(mean) == 32
    for name in NAMES:
        gains = []
        for order in permutations(NAMES):
            before = frozenset(order[: order.index(name)])
            gains.append(mean[before | {name}] - mean[before])
        told = values(found, "accepted")["pro_west", name]
        assert told == pytest.approx(np.mean(gains), abs=1e-12)


def test_coalitions_are_what_the_other_engine_gives(found: Attribution) -> None:
    drawn = draws_of("symmetric", 1, 2, 1)[0]
    parameters = {f"parameters.{name}": drawn[k] for k, name in enumerate(PARAMETER_NAMES)}
    off = {"mechanisms.common_other": False, "mechanisms.power_asymmetry": False}
    world = mv.load_scenario("baseline", SHORT)
    for policy, number in (("multivector", 0b01101), ("pro_west", 0b01100)):
        scenario = mv.load_scenario(with_policy_of(world, policy), {**parameters, **off})
        runs = mv.simulate(
            scenario, runs=1, first_run=2 * 2**20, seed=1, engine="mesa",
            outcomes=["tension_rus_chn"],
        )  # fmt: skip
        own = found.games["symmetric", "pro_west"][2, 0, number]
        assert own == float(runs["tension_rus_chn"][0])


def test_a_mechanism_that_the_world_lacks_gets_exactly_nothing(pool: Pool) -> None:
    off = {"mechanisms.sco": False, "mechanisms.regime_security": False}
    result = mv.attribute(pool=pool, draws=3, overrides={**SHORT, **off}, sets=["prior"])
    table = result.to_frame()
    gone = table[table["player"].isin(["sco", "regime_security"])]
    assert (gone[["mean", "low", "high", "error"]] == 0).all(axis=None)
    assert (gone["p_lower"] == 0.5).all()
    assert (table[table["player"] == "common_other"]["mean"] != 0).all()
    pairs = result.interactions()
    touched = pairs[pairs["first"].eq("sco") | pairs["second"].eq("sco")]
    assert (touched["mean"] == 0).all()
    assert (result.restated().set_index("player").loc["sco", "share"].isna()).all()


def test_what_only_the_policy_moves_is_the_policys(pool: Pool) -> None:
    # Running costs are a sum over levers, which no mechanism touches.
    result = mv.attribute(
        outcome="cost", pool=pool, draws=3, overrides=SHORT, sets=["prior"],
        counterfactuals=["laissez_faire"],
    )  # fmt: skip
    prior = values(result)["laissez_faire"]
    assert (prior[NAMES[1:]].abs() < 1e-12).all()
    assert prior["policy"] == pytest.approx(prior[SUM], rel=1e-9)
    assert prior["policy"] > 0.01


def test_one_mechanism_planted_alone_is_shared_with_the_policy_only(pool: Pool) -> None:
    others = {f"mechanisms.{name}": False for name in NAMES[1:] if name != "sco"}
    planted = {**SHORT, **others, "parameters.institution_fatigue": 1.5}
    result = mv.attribute(
        pool=pool, draws=3, overrides=planted, sets=["prior"], counterfactuals=["pro_west"]
    )
    prior = values(result)["pro_west"]
    assert (prior[[*NAMES[1:2], *NAMES[3:]]] == 0).all()
    assert (values(result, column="high")["pro_west", "sco"]) < -0.001
    mean = {}
    for policy in ("multivector", "pro_west"):
        for on in (True, False):
            changes = tuple(sorted({**planted, "mechanisms.sco": on}.items()))
            world = Condition("by hand", policy=policy, changes=changes)
            mean[policy, on] = pool.means(world, [result.question.measure], "prior", 3).mean()
    for_sco = [mean[policy, True] - mean[policy, False] for policy in ("multivector", "pro_west")]
    assert prior["sco"] == pytest.approx(np.mean(for_sco), abs=1e-12)


def test_errors_are_those_of_the_jackknife(found: Attribution, pool: Pool) -> None:
    asked = found.question
    all_on, all_off = asked.coalition(31, "pro_west"), asked.coalition(0, "pro_west")
    measure = asked.measure
    told = estimate(lambda read: read(all_on, measure) - read(all_off, measure), pool, "prior", 3)
    game = found.games["prior", "pro_west"]
    (own,) = estimates_of(game[:, :, 31:] - game[:, :, :1])
    assert own.values == pytest.approx(told.values, rel=1e-12)
    assert own.errors == pytest.approx(told.errors, rel=1e-9)
    assert (own.errors > 0).all()


def test_all_four_counterfactuals_by_default_and_the_symmetric_prior_beside_the_prior(
    pool: Pool,
) -> None:
    result = mv.attribute(pool=pool, draws=2, overrides=SHORT, sets=["prior"])
    assert tuple(dict.fromkeys(other for _, other in result.games)) == COUNTERFACTUALS
    assert result.sets == ("prior", SYMMETRIC)
    accepted = mv.attribute(pool=pool, draws=2, overrides=SHORT, sets=["accepted"])
    assert accepted.sets == ("accepted",)
    assert accepted.restated().empty
    assert "--set prior shows how much" in prior_warning(accepted)


def test_the_same_seed_gives_the_same_bits_on_any_number_of_threads(found: Attribution) -> None:
    again = mv.attribute(
        counterfactuals=["laissez_faire", "pro_west"], sets=["prior"], threads=1, **SMALL
    )
    for key, game in again.games.items():
        assert (game == found.games[key]).all()
    other = mv.attribute(counterfactuals=["pro_west"], sets=["prior"], seed=2, **SMALL)
    assert (other.games["prior", "pro_west"] != found.games["prior", "pro_west"]).any()


def test_a_plain_text_is_one_name() -> None:
    plain = mv.attribute(counterfactuals="pro_west", sets="prior", **SMALL)
    listed = mv.attribute(counterfactuals=["pro_west"], sets=["prior"], **SMALL)
    assert plain.to_frame().equals(listed.to_frame())


def test_the_recorded_policy_and_a_file(pool: Pool, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(
        "extends: multivector\ntitle: T\nquestion: Q\nstart: 2003Q1\nend: 2006Q4\n",
        encoding="utf-8",
    )
    told = {"pool": pool, "draws": 2, "sets": ["accepted"], "counterfactuals": ["pro_west"]}
    own = mv.attribute(file, policy="recorded", **told)
    shipped = mv.attribute(overrides=SHORT, **told)
    assert (own.games["accepted", "pro_west"] == shipped.games["accepted", "pro_west"]).all()


# The symmetric prior.


def test_signs_are_tossed_of_all_strengths_whose_limits_allow_it() -> None:
    assert set(tossed()) == {
        "wedge_friction", "structural_balance", "institution_fatigue", "regime_relief",
        "transition_grievance",
    }  # fmt: skip
    assert tuple(STRENGTHS) == tuple(NAMES)
    prior, symmetric = draws_of("prior", 7, 0, 2000), draws_of(SYMMETRIC, 7, 0, 2000)
    for place, row in enumerate(PARAMETERS):
        if row.name in tossed():
            assert (np.abs(symmetric[:, place]) == np.abs(prior[:, place])).all()
            turned = (symmetric[:, place] != prior[:, place]).mean()
            assert abs(turned - 0.5) < 4 * 0.5 / 2000**0.5
            low, high = row.limits
            assert low is None or (symmetric[:, place] >= low).all()
            assert high is None or (symmetric[:, place] <= high).all()
            centre = symmetric[:, place].mean()
            assert abs(centre) < 4 * symmetric[:, place].std() / 2000**0.5
        else:
            assert (symmetric[:, place] == prior[:, place]).all()


def test_the_tossed_signs_are_independent_and_keyed() -> None:
    table = draws_of(SYMMETRIC, 7, 0, 2000) * draws_of("prior", 7, 0, 2000)
    signs = np.sign(table[:, [parameter_index(name) for name in tossed()]])
    correlation = np.corrcoef(signs.T)
    assert np.abs(correlation - np.eye(len(signs.T))).max() < 4 / 2000**0.5
    assert (draws_of(SYMMETRIC, 7, 40, 10) == draws_of(SYMMETRIC, 7, 0, 50)[40:]).all()


def test_questions_that_do_not_ask_for_it_never_meet_the_symmetric_prior() -> None:
    assert SYMMETRIC not in SETS
    with pytest.raises(InputError, match="sets: symmetric"):
        mv.attribute(sets=[SYMMETRIC])


def test_made_up_signs_are_found_out() -> None:
    result = made_attribution(counterfactuals=("laissez_faire",))
    left = result.restated().set_index("player")
    assert left.loc["sco", "verdict"] == "loses its sign"
    assert left.loc["policy", "verdict"] in ("stays", "has no sign to begin with")
    assert left.loc["sco", "prior"] == pytest.approx(OWN["sco"] + PAIR / 2, rel=0.25)
    assert left.loc["sco", "gone"] == pytest.approx(
        left.loc["sco", "prior"] - left.loc["sco", "symmetric"], abs=1e-12
    )
    pair = result.interactions().set_index(["set", "first", "second"])
    assert pair.loc[("prior", "policy", "sco"), "mean"] == pytest.approx(PAIR, abs=0.001)
    assert pair.loc[("prior", "policy", "common_other"), "mean"] == pytest.approx(0, abs=0.001)
    told = prior_warning(result)
    assert "values that differ from zero lose their sign or turn over" in told
    assert "attention_to_hostile" in told
    words = {row.player: restated_words(row) for row in result.restated().itertuples()}
    assert words["sco"].startswith("loses its sign, ")


# What is refused, and files.


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"outcome": "tension"}, "unknown outcome 'tension'; did you mean"),
        ({"outcome": "concern"}, r"columns of concern in this world: concern\[RUS, security\]"),
        ({"outcome": "concern[KAZ, status]"}, "columns of concern"),
        ({"policy": "pro_west"}, "compared with itself"),
        ({"policy": "nowhere"}, "nowhere"),
        ({"counterfactuals": []}, "none received"),
        ({"counterfactuals": ["hedge"]}, "hedge received; allowed are laissez_faire"),
        ({"counterfactuals": ["pro_west"] * 2}, "each once"),
        ({"sets": []}, "sets: none received"),
        ({"sets": ["posterior"]}, "sets: posterior received"),
        ({"draws": 1}, "draws: 1 received"),
        ({"draws": True}, "draws: True received"),
        ({"seeds": 12}, "seeds: 12 received"),
        ({"overrides": {"policy.inclusion": 0}}, "'policy.inclusion' received"),
        ({"overrides": {"mechanisms.nato": True}}, "nato"),
        ({"scenario": "atlantis"}, "atlantis"),
    ],
)
def test_bad_input_is_explained(wrong: dict[str, object], told: str) -> None:
    for ask in (mv.attribute, mv.mediate):
        with pytest.raises((InputError, ScenarioError), match=told):
            ask(**wrong)


def test_a_world_left_to_chance_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "open.yaml"
    file.write_text(
        "extends: baseline\ntitle: T\nquestion: Q\nparameters: {reaction: {uniform: [0.1, 0.5]}}\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError, match="to chance"):
        mv.attribute(file)


def test_runs_are_counted_before_they_are_made() -> None:
    made = []
    pool = Pool(seeds=8, progress=lambda new, there: made.append(new + there))
    mv.attribute(pool=pool, draws=2, overrides=SHORT, counterfactuals=["pro_west"])
    assert sum(made) == runs_needed(1, ["prior", "accepted"], 2, 8)


def test_files_hold_what_the_tables_say(tmp_path: Path) -> None:
    result = made_attribution(counterfactuals=("laissez_faire",))
    names = {path.name for path in result.save(tmp_path)}
    tables = {"shapley.csv", "interactions.csv", "coalitions.csv", "restated.csv"}
    figures = {f"{stem}.{kind}" for stem in ("shapley", "interactions") for kind in ("png", "svg")}
    assert names == tables | figures | {"manifest.json"}
    read = pd.read_csv(tmp_path / "shapley.csv")
    pd.testing.assert_frame_equal(read, result.to_frame(), check_dtype=False)


def test_the_manifest_tells_how_to_make_it_again(found: Attribution) -> None:
    told = json.loads(json.dumps(found.manifest))["experiment"]
    assert told["counterfactuals"] == ["laissez_faire", "pro_west"]
    assert (told["draws"], told["seeds"], told["seed"]) == (3, 8, 1)
    assert told["tossed"] == list(tossed())
    assert told["digests"]["accepted"] != told["digests"]["prior"]
    assert told["scenario"]["start"] == "2003Q1"
    assert set(told["code"]) == {"version", "digest"}
