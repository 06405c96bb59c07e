"""Numbers left to chance: what is drawn, what keys it, and where it goes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.stats

import multivector_sim as mv
from multivector_sim.errors import InputError, ScenarioError
from multivector_sim.model.chance import uniform_deviates
from multivector_sim.model.parameters import PARAMETERS
from multivector_sim.scenario import scenario_from_dict, validate_file
from multivector_sim.scenario.chance import Distribution, draw, prior_distributions

MANY = 40_000
HEAD = "title: x\nquestion: y\nextends: baseline\n"
LAWS = {
    "uniform": ({"uniform": [0.1, 0.5]}, scipy.stats.uniform(0.1, 0.4)),
    "triangular": ({"triangular": [0.5, 0.6, 1.2]}, scipy.stats.triang(1 / 7, 0.5, 0.7)),
    "lognormal": ({"lognormal": [2.0, 0.4]}, scipy.stats.lognorm(0.4, scale=2.0)),
}


@pytest.mark.parametrize("name", LAWS)
def test_draws_follow_the_law_they_name(name: str) -> None:
    given, law = LAWS[name]
    values = draw(Distribution.model_validate(given), "a", 1, 0, MANY)
    assert scipy.stats.kstest(values, law.cdf).pvalue > 1e-3
    # Negative control: the same draws under another name of the law.
    assert scipy.stats.kstest(values * 1.02, law.cdf).pvalue < 1e-6


def test_a_lognormal_is_cut_not_clipped() -> None:
    given = Distribution.model_validate({"lognormal": [1.0, 1.0], "between": [0.5, 1.5]})
    values = draw(given, "a", 1, 0, MANY)
    law = scipy.stats.lognorm(1.0)
    low, high = law.cdf(0.5), law.cdf(1.5)
    assert scipy.stats.kstest(values, lambda x: (law.cdf(x) - low) / (high - low)).pvalue > 1e-3
    assert 0.5 < values.min() < values.max() < 1.5


def test_discrete_weights() -> None:
    given = Distribution.model_validate({"discrete": [[0.8, 3], [0.3, 1], [0.5, 4]]})
    values = draw(given, "a", 1, 0, MANY)
    counts = [(values == value).sum() for value in (0.3, 0.5, 0.8)]
    assert sum(counts) == MANY
    assert scipy.stats.chisquare(counts, MANY * np.array([1, 4, 3]) / 8).pvalue > 1e-3
    assert given.centre == 0.5


def test_draws_are_keyed_by_seed_run_and_name() -> None:
    given = Distribution.model_validate({"uniform": [0, 1]})
    values = draw(given, "a", 1, 0, MANY)
    np.testing.assert_array_equal(draw(given, "a", 1, 700, 5), values[700:705])
    others = [draw(given, "b", 1, 0, MANY), draw(given, "a", 2, 0, MANY)]
    for other in others:
        assert abs(np.corrcoef(values, other)[0, 1]) < 4 / np.sqrt(MANY)
    assert abs(np.corrcoef(values[:-1], values[1:])[0, 1]) < 4 / np.sqrt(MANY)
    assert np.unique(values).size == MANY
    assert draw(given, "a", 2**64 - 1, 2**40, 2).size == 2


CUT = scipy.stats.lognorm(0.8, scale=0.3)
SHARES = np.concatenate([np.geomspace(1e-9, 0.5, 400), 1 - np.geomspace(0.5, 1e-9, 400)[1:]])


def cut_quantile(u: np.ndarray, low: float, high: float) -> np.ndarray:
    return np.asarray(CUT.ppf(CUT.cdf(low) + u * (CUT.cdf(high) - CUT.cdf(low))))


QUANTILES = {
    **{name: (given, law.ppf) for name, (given, law) in LAWS.items()},
    "cut": (
        {"lognormal": [0.3, 0.8], "between": [0.05, 0.9]},
        lambda u: cut_quantile(u, 0.05, 0.9),
    ),
    "cut close": (
        {"lognormal": [0.3, 0.8], "between": [0.2999, 0.3002]},
        lambda u: cut_quantile(u, 0.2999, 0.3002),
    ),
    "cut on one side": (
        {"lognormal": [0.3, 0.8], "between": [-1, 0.4]},
        lambda u: cut_quantile(u, 0.0, 0.4),
    ),
    "cut where nothing is": (
        {"lognormal": [0.3, 0.8], "between": [1e-300, 1e11]},
        CUT.ppf,
    ),
    "discrete": (
        {"discrete": [[0.8, 3], [0.3, 1], [0.5, 4]]},
        scipy.stats.rv_discrete(values=([3, 5, 8], [1 / 8, 4 / 8, 3 / 8])).ppf,
    ),
}


@pytest.mark.parametrize("name", QUANTILES)
def test_quantiles_are_those_of_the_law(name: str) -> None:
    given, law = QUANTILES[name]
    distribution = Distribution.model_validate(given)
    scale = 0.1 if name == "discrete" else 1.0
    values = distribution.quantile(SHARES)
    np.testing.assert_allclose(values, scale * law(SHARES), rtol=1e-11)
    # Negative control: shares moved a little, or much where the law has steps.
    moved = 0.9 * SHARES + 0.05 if name == "discrete" else 0.999 * SHARES
    assert not np.allclose(distribution.quantile(moved), scale * law(SHARES), rtol=1e-11)
    assert (np.diff(values) >= 0).all()
    low, high = distribution.ends
    assert low <= values[0] <= values[-1] <= high
    edges = distribution.quantile(np.array([5e-324, 1e-300, 1 - 2.0**-53]))
    assert (edges >= low).all()
    assert (edges <= high).all()


def test_quantiles_of_draws_shares_are_the_draws() -> None:
    """A draw by inversion is the quantile of its uniform deviate, bit for bit."""
    shares = uniform_deviates("a", 4, np.arange(500, dtype=np.uint64))
    for name in ("uniform", "triangular", "discrete"):
        distribution = Distribution.model_validate(QUANTILES[name][0])
        np.testing.assert_array_equal(
            draw(distribution, "a", 4, 0, 500), distribution.quantile(shares)
        )


@pytest.mark.parametrize(
    ("u", "words"),
    [
        ([0.0, 0.5], "0 received; allowed are numbers above 0 and below 1"),
        ([0.5, 1.0], "1 received"),
        ([0.5, np.nan], "nan received"),
        ([[0.5]], "one dimension is needed"),
        (0.5, "one dimension is needed"),
        (["half"], "are needed"),
    ],
)
def test_shares_outside_are_refused(u: Any, words: str) -> None:
    with pytest.raises(InputError, match=words):
        Distribution.model_validate({"uniform": [0, 1]}).quantile(u)


def test_priors_are_those_of_the_parameter_table() -> None:
    priors = prior_distributions()
    assert list(priors) == [f"parameters.{row.name}" for row in PARAMETERS]
    assert all(priors[f"parameters.{row.name}"].ends == row.prior for row in PARAMETERS)
    mv.load_scenario(
        "baseline", {key: law.model_dump(exclude_none=True) for key, law in priors.items()}
    )


def test_middles_and_ends() -> None:
    ends = {
        "uniform": ([1, 3], 2, (1, 3)),
        "triangular": ([1, 1.5, 4], 1.5, (1, 4)),
        "discrete": ([[4, 1], [1, 1], [2, 1]], 2, (1, 4)),
    }
    for name, (numbers, centre, both) in ends.items():
        given = Distribution.model_validate({name: numbers})
        assert (given.centre, given.ends) == (centre, both)


def resolved(**changes: Any) -> mv.Scenario:
    return mv.load_scenario("baseline", changes)


def drawn(parameter: str, law: dict[str, Any]) -> mv.Scenario:
    return mv.load_scenario("baseline", {f"parameters.{parameter}": law})


def test_a_number_that_cannot_vary_changes_nothing() -> None:
    """A uniform of no width is its number, through the table of parameters and one by one."""
    plain = mv.load_scenario("baseline", {"parameters.reaction": 0.3, "policy.skill": 0.7})
    narrow = mv.load_scenario(
        "baseline",
        {"parameters.reaction": {"uniform": [0.3, 0.3]}, "policy.skill": {"uniform": [0.7, 0.7]}},
    )
    fixed = mv.load_scenario(
        "baseline", {"parameters.reaction": {"uniform": [0.3, 0.3]}, "policy.skill": 0.7}
    )
    expected = mv.simulate(plain, runs=5, seed=3)
    for scenario in (narrow, fixed):
        found = mv.simulate(scenario, runs=5, seed=3)
        assert found.drop_vars(["drawn", "number"]).drop_attrs().equals(expected.drop_attrs())


def test_each_run_is_the_scenario_with_what_it_drew() -> None:
    unsure = mv.load_scenario(
        "baseline",
        {
            "parameters.reaction": {"uniform": [0.1, 0.5]},
            "events.crimea_2014_usa.size": {"triangular": [0.1, 0.2, 0.6]},
            "timelines.spare": {"uniform": [0.0, 0.4]},
            "initial_tension.RUS-CHN": {"discrete": [[0.05, 1], [0.3, 1]]},
        },
    )
    ds = mv.simulate(unsure, runs=4, seed=9)
    assert set(ds["number"].values) == set(unsure.chance)
    for run in (0, 3):
        own = {str(key): float(ds["drawn"].sel(number=key)[run]) for key in ds["number"].values}
        alone = mv.simulate(mv.load_scenario("baseline", own), runs=1, seed=9, first_run=run)
        assert float(alone["welfare"][0]) == float(ds["welfare"][run])
        assert float(alone["tension_rus_chn"][0]) == float(ds["tension_rus_chn"][run])
    agents = mv.simulate(unsure, runs=2, seed=9, first_run=2, engine="mesa")
    assert agents.drop_attrs().equals(ds.isel(run=slice(2, 4)).drop_attrs())
    model = mv.MultivectorModel(unsure, seed=9, run=3)
    model.run_model()
    assert model.outcomes()["welfare"] == float(ds["welfare"][3])


def test_compared_policies_meet_the_same_numbers() -> None:
    unsure = mv.load_scenario(
        "baseline",
        {"parameters.reaction": {"uniform": [0.1, 0.5]}, "policy.skill": {"uniform": [0.3, 1]}},
    )
    found = mv.compare([unsure], runs=6, seed=2, against=["laissez_faire"], record=())
    ours, theirs = found.datasets.values()
    key = "parameters.reaction"
    assert (ours["drawn"].sel(number=key) == theirs["drawn"].sel(number=key)).all()
    assert "policy.skill" in ours["number"]
    assert "policy.skill" not in theirs["number"]


def test_the_resolved_scenario_is_a_scenario() -> None:
    unsure = drawn("reaction", {"uniform": [0.1, 0.5]})
    assert unsure.parameters["reaction"] == 0.3
    again = scenario_from_dict(unsure.dump())
    assert again.hash == unsure.hash != mv.load_scenario("baseline").hash
    assert mv.load_scenario(unsure, {"parameters.reaction": 0.2}).chance == {}
    narrower = mv.load_scenario(unsure, {"parameters.reaction": {"uniform": [0.2, 0.3]}})
    assert narrower.chance["parameters.reaction"].uniform == (0.2, 0.3)


def test_a_child_replaces_a_distribution_as_a_whole(tmp_path: Path) -> None:
    parent = tmp_path / "parent.yaml"
    parent.write_text(f"{HEAD}parameters: {{reaction: {{lognormal: [0.3, 0.1]}}}}\n")
    for law, expected in (("0.25", {}), ("{uniform: [0.2, 0.4]}", {"uniform": (0.2, 0.4)})):
        child = tmp_path / "child.yaml"
        text = f"title: x\nquestion: y\nextends: parent.yaml\nparameters: {{reaction: {law}}}\n"
        child.write_text(text)
        chance = mv.load_scenario(child).chance
        assert {k: v.model_dump(exclude_none=True) for k, v in chance.items()} == (
            {"parameters.reaction": expected} if expected else {}
        )


def test_a_distribution_of_an_event_outside_the_run_is_left_out() -> None:
    changes = {"events.crimea_2014_usa.size": {"uniform": [0.1, 0.2]}}
    assert mv.load_scenario("baseline", changes).chance
    assert not mv.load_scenario("baseline", {**changes, "end": "2010Q4"}).chance


FAULTY = {
    "no such law": ("parameters: {reaction: {unifrom: [0, 1]}}", "4:24", "a number is needed"),
    "two laws": (
        "parameters: {reaction: {uniform: [0, 1], lognormal: [1, 1]}}",
        "4:24",
        "exactly one of uniform, triangular, lognormal, discrete is needed; 2 received",
    ),
    "falling": ("parameters: {reaction: {uniform: [1, 0]}}", "4:24", "rising numbers"),
    "one number": ("parameters: {reaction: {uniform: [1]}}", "4:24", "uniform"),
    "words": ("parameters: {reaction: {uniform: [low, high]}}", "4:24", "number"),
    "not finite": ("parameters: {reaction: {uniform: [0, .inf]}}", "4:24", "finite"),
    "no median": ("parameters: {reaction: {lognormal: [0, 1]}}", "4:24", "median > 0"),
    "no weight": ("parameters: {reaction: {discrete: [[1, 0]]}}", "4:24", "weights above zero"),
    "nothing": ("parameters: {reaction: {discrete: []}}", "4:24", "weights above zero"),
    "cut beside": (
        "parameters: {reaction: {lognormal: [1, 1], between: [2, 3]}}",
        "4:24",
        "the median must lie between",
    ),
    "cut uniform": (
        "parameters: {reaction: {uniform: [0, 1], between: [0, 1]}}",
        "4:24",
        "goes with lognormal only",
    ),
    "low end": (
        "policy: {skill: {uniform: [-0.5, 1]}}",
        "4:17",
        "must be at least 0; received -0.5 (the lowest number that can be drawn)",
    ),
    "high end": (
        "policy: {skill: {triangular: [0.5, 0.6, 2]}}",
        "4:17",
        "must be at most 1; received 2.0 (the highest number that can be drawn)",
    ),
    "tail": (
        "policy: {skill: {lognormal: [0.5, 0.5]}}",
        "4:17",
        "must be at most 1",
    ),
    "whole number": ("runs: {uniform: [1, 4]}", "4:7", "a whole number is needed"),
    "shares": (
        "sectors: {trade: {initial_share: {KAZ: {uniform: [0.1, 0.3]}}}}",
        "4:34",
        "shares must sum to one",
    ),
    "treaty": (
        "policy: {treaties: [{at: 2010, with: RUS, size: {uniform: [0, 1]}, source: x}]}",
        "4:49",
        "cannot be drawn",
    ),
    "nowhere": (
        "chance: {parameters.reacton: {uniform: [0, 1]}}",
        "4:30",
        "no number under",
    ),
}


@pytest.mark.parametrize("name", FAULTY)
def test_faulty_distribution(name: str, tmp_path: Path) -> None:
    text, place, words = FAULTY[name]
    path = tmp_path / "bad.yaml"
    path.write_text(f"{HEAD}{text}\n")
    faults = [str(fault).replace(f"{path}", "bad.yaml") for fault in validate_file(path)]
    assert faults
    assert any(fault.startswith(f"bad.yaml:{place}: ") and words in fault for fault in faults), (
        faults
    )


def test_an_override_may_be_a_distribution() -> None:
    scenario = mv.load_scenario("baseline", ["parameters.reaction={uniform: [0.1, 0.5]}"])
    assert scenario.chance["parameters.reaction"].ends == (0.1, 0.5)
    with pytest.raises(ScenarioError, match="rising numbers"):
        mv.load_scenario("baseline", ["parameters.reaction={uniform: [0.5, 0.1]}"])
