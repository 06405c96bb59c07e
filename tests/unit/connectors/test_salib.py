"""SALib: our names and priors in its form, and outputs that are means of simulations."""

from __future__ import annotations

import numpy as np
import pytest
from SALib import ProblemSpec
from scipy import stats

from multivector_sim.connectors.salib import SINGLE, Problem, evaluate, problem
from multivector_sim.errors import InputError, ScenarioError
from multivector_sim.model.parameters import PARAMETERS
from multivector_sim.scenario import with_overrides

TWO = ["autonomy", "tension_rus_chn"]


def test_priors_become_bounds(world):
    spec = problem(world)
    assert spec["names"] == [f"parameters.{row.name}" for row in PARAMETERS]
    assert spec["bounds"] == [list(row.prior) for row in PARAMETERS]
    assert spec["outputs"] == list(SINGLE)
    assert "autonomy" in SINGLE
    assert "ceded" not in SINGLE  # moved by the levers by construction


def test_outputs_are_means_of_simulations(world, alone):
    spec = problem(world, ["reaction", "fatigue"], outcomes=TWO, replications=6, seed=3)
    spec.sample_latin(4, seed=1).evaluate()
    assert spec.results.shape == (4, 2)
    for sample, results in zip(spec.samples, spec.results, strict=True):
        dataset = alone(world, dict(zip(spec["names"], sample, strict=True)), runs=6, seed=3)
        expected = [float(dataset[name].mean()) for name in TWO]
        np.testing.assert_allclose(results, expected, rtol=1e-12)


def test_the_policy_is_that_of_a_scenario(world, alone):
    spec = problem(
        world, ["reaction", "fatigue"], policy="pro_west", outcomes=["welfare"], replications=2
    )
    spec.sample_latin(2, seed=1).evaluate()
    changes = dict(zip(spec["names"], spec.samples[1], strict=True))
    there = alone(world, changes, "pro_west", runs=2, seed=world.seed)
    assert spec.results[1] == pytest.approx(float(there["welfare"].mean()), rel=1e-12)


def test_the_chain_of_salib_finds_a_factor_without_effect(world):
    """What levers cost touches welfare alone: of tension, its indices are exactly zero."""
    spec = problem(
        world, ["fatigue", "lever_cost"], outcomes=["tension_rus_chn"], replications=2, seed=1
    )
    spec.sample_sobol(32, calc_second_order=False, seed=1).evaluate()
    spec.analyze_sobol(calc_second_order=False, seed=1)
    assert spec.analysis["ST"][1] == 0.0
    assert spec.analysis["ST"][0] == pytest.approx(1.0, abs=0.3)


def test_a_problem_by_hand_gives_the_same(world):
    ours = problem(world, ["reaction", "fatigue"], outcomes=TWO, replications=3, seed=2)
    ours.sample_morris(2, seed=4).evaluate()
    names = ["parameters.reaction", "parameters.fatigue"]
    by_hand = ProblemSpec(
        {"names": names, "bounds": [[0.05, 0.7], [0.4, 1.4]], "outputs": list(TWO)}
    )
    by_hand.sample_morris(2, seed=4)
    by_hand.evaluate(evaluate, world, names, outcomes=TWO, replications=3, seed=2)
    np.testing.assert_array_equal(by_hand.results, ours.results)
    other = by_hand.evaluate(evaluate, world, names, outcomes=TWO, replications=3, seed=3)
    assert (other.results != ours.results).any()


def test_a_function_of_the_user_is_taken_too(world):
    """Ishigami's function in place of ours: only names and bounds are ours then."""
    uncertain = dict.fromkeys(SIGNED, (-np.pi, np.pi))
    spec = problem(world, uncertain)
    spec["outputs"] = ["Y"]
    spec.sample_sobol(512, seed=1).evaluate(ishigami).analyze_sobol(seed=1)
    np.testing.assert_allclose(spec.analysis["S1"], [0.314, 0.442, 0.0], atol=0.05)


SIGNED = ("wedge_friction", "structural_balance", "transition_grievance")
"""Parameters that may be negative."""


def ishigami(x):
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((0.2, 0.6), stats.uniform(0.2, 0.4)),
        ({"triangular": [0.2, 0.3, 0.8]}, stats.triang(1 / 6, 0.2, 0.6)),
        ({"lognormal": [0.3, 0.5]}, stats.lognorm(0.5, scale=0.3)),
    ],
)
def test_distributions_keep_their_shape(world, given, expected):
    spec = problem(world, {"reaction": given, "fatigue": (0.4, 1.4)})
    spec.sample_latin(500, seed=1)
    assert stats.kstest(spec.samples[:, 0], expected.cdf).pvalue > 0.9
    assert stats.kstest(spec.samples[:, 0], stats.uniform(0.2, 0.7).cdf).pvalue < 1e-6


def test_what_the_scenario_leaves_to_chance_belongs_to_it(world):
    drawn = with_overrides(world, {"timelines.spare": {"uniform": [0.1, 0.3]}})
    spec = problem(drawn)
    assert spec["names"][-1] == "timelines.spare"
    assert spec["bounds"][-1] == [0.1, 0.3]


@pytest.mark.parametrize(
    ("uncertain", "words"),
    [
        (["reactoin"], "did you mean 'parameters.reaction'"),
        (["timelines.spare"], "timelines.spare: has no prior"),
        ({"timelines.spare": (0.1, 3.0)}, "reaches 3; allowed: 0 to 1"),
        ({"reaction": (0.5, 0.1)}, "rising numbers"),
        ({"reaction": "much"}, "'much' received"),
        ({"reaction": {"discrete": [[0.1, 1], [0.2, 1]]}}, "SALib has no distribution"),
        ({"reaction": {"lognormal": [0.3, 0.5], "between": [0.1, 0.9]}}, "SALib has no"),
        ({"reaction": {"triangular": [0.1, 0.9, 0.9]}}, "SALib has no distribution"),
        ({"reaction": (0.3, 0.3)}, "SALib has no distribution"),
        ([3], "a list of names"),
    ],
)
def test_bad_factors_are_told(world, uncertain, words):
    with pytest.raises(InputError) as caught:
        problem(world, uncertain)
    assert words in str(caught.value)


def test_bad_samples_are_told(world):
    spec = problem(world, ["reaction", "crisis_jump"], outcomes=TWO)
    with pytest.raises(InputError, match="sample first"):
        spec.evaluate()
    spec.set_samples(np.array([[0.1, 0.2], [np.nan, 0.2], [0.1, 5.0]]))
    with pytest.raises(ScenarioError) as caught:
        spec.evaluate()
    assert "sample 1: parameters.reaction: is empty" in str(caught.value)
    assert "sample 2: parameters.crisis_jump: received 5; allowed: 0 to 1" in str(caught.value)
    with pytest.raises(InputError, match=r"shape \(3, 2\)"):
        evaluate(spec.samples, world, ["parameters.reaction"])
    with pytest.raises(ScenarioError, match="unknown policy 'pro_wst'"):
        evaluate(spec.samples[:1], world, spec["names"], policy="pro_wst")


def test_it_is_a_problem_of_salib(world):
    spec = problem(world, ["reaction", "fatigue"], outcomes=["autonomy"], replications=1)
    assert isinstance(spec, Problem)
    assert isinstance(spec.sample_latin(3, seed=1).evaluate(), Problem)
    assert spec.results.shape == (3,)
    assert spec.to_df is not None
