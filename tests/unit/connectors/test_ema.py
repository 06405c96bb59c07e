"""EMA Workbench: batches give the bits of its own evaluators, and of simulations alone."""

from __future__ import annotations

import itertools
import pickle
from importlib.metadata import version

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import multivector_sim as mv
from multivector_sim.errors import InputError, ScenarioError
from multivector_sim.model.actors import LEVERS
from multivector_sim.model.outcomes import OUTCOMES
from multivector_sim.model.parameters import PARAMETERS
from multivector_sim.scenario import with_overrides
from multivector_sim.scenario.numbers import numbers

THREE = not version("ema_workbench").startswith("2.")


def bench():
    """Return what the workbench gives, loaded when a test first asks: that takes seconds."""
    import workbench

    return workbench


@pytest.fixture(scope="module")
def model(world):
    """Return a model with every kind of input and output."""
    return bench().ema_model(
        world,
        uncertain={"reaction": (0.1, 0.5), "timelines.spare": (0.1, 0.3)},
        levers=["inclusion", "skill"],
        policies=["own", "laissez_faire", "pro_west"],
        constants={"parameters.fatigue": 0.9},
        outcomes=["autonomy", "tension_rus_chn", "concern[RUS, status]"],
        runs=True,
        series=["tension.RUS-CHN"],
        replications=3,
        seed=5,
    )


def scenarios(count, seed=1):
    """Return futures under fixed names, so that both evaluators receive the same ones."""
    generator = np.random.default_rng(seed)
    return [
        bench().SCENARIO(
            f"future {at}",
            reaction=generator.uniform(0.1, 0.5),
            timelines_spare=float(generator.choice([0.1, 0.2, 0.3])),
        )
        for at in range(count)
    ]


def policies():
    return [
        bench().POLICY("none", inclusion=0.0, skill=0.5, policy_of="own"),
        bench().POLICY("some", inclusion=0.6, skill=0.1, policy_of="laissez_faire"),
    ]


def both(model, **options):
    """Return what the workbench's own evaluator gives, and what a batch gives."""
    found = []
    for kind in (bench().ema.SequentialEvaluator, bench().BatchEvaluator):
        with kind(model) as evaluator:
            found.append(evaluator.perform_experiments(**options))
    return found


def assert_same(one, other):
    """Check two results of the workbench for equal tables and equal bits."""
    pd.testing.assert_frame_equal(one[0], other[0], check_exact=True)
    assert one[1].keys() == other[1].keys()
    for name, values in one[1].items():
        assert values.dtype == other[1][name].dtype
        np.testing.assert_array_equal(values, other[1][name], err_msg=name)


COMBINED = [{"combine": "full_factorial"}, {"combine": "cycle"}] if THREE else [
    {"combine": "factorial"}, {"combine": "sample"},
]  # fmt: skip


@pytest.mark.parametrize("options", COMBINED, ids=lambda row: row["combine"])
def test_a_batch_gives_the_bits_of_the_sequential_evaluator(model, options):
    one, other = both(model, scenarios=scenarios(5), policies=policies(), **options)
    assert_same(one, other)
    assert len(one[0]) == (10 if "factorial" in options["combine"] else 5)
    assert one[1]["autonomy_runs"].shape == (len(one[0]), 3)


@pytest.mark.parametrize(
    "given",
    [
        {"scenarios": 3, "policies": 0},
        pytest.param(
            {"scenarios": 0, "policies": 3},
            marks=pytest.mark.skipif(THREE, reason="version 3.0 cannot sample policies alone"),
        ),
        {"scenarios": 2, "policies": 2},
    ],
    ids=str,
)
def test_the_workbench_samples(model, given):
    """Its own samples: the table says the values, and every run is one of them alone."""
    with bench().BatchEvaluator(model) as evaluator:
        experiments, outcomes = evaluator.perform_experiments(**given)
    for at, row in experiments.iterrows():
        values = {
            name: row[name] for name in (*model.keys, "policy_of") if name in experiments.columns
        }
        alone = model.simulate(**values, fatigue=0.9)
        assert outcomes["tension_rus_chn"][at] == alone["tension_rus_chn"]


def test_experiments_are_simulations(model, world, alone):
    """Against the package itself: scenario changed, packed anew, and simulated alone."""
    with bench().BatchEvaluator(model) as evaluator:
        experiments, outcomes = evaluator.perform_experiments(scenarios(3), policies())
    for at, row in experiments.iterrows():
        changes = {
            "parameters.reaction": row["reaction"],
            "timelines.spare": row["timelines_spare"],
            "policy.inclusion": row["inclusion"],
            "policy.skill": row["skill"],
            "parameters.fatigue": 0.9,
        }
        there = alone(world, changes, row["policy_of"], runs=3, seed=5, record=["tension"])
        np.testing.assert_array_equal(outcomes["autonomy_runs"][at], there["autonomy"])
        assert outcomes["autonomy"][at] == pytest.approx(float(there["autonomy"].mean()), rel=1e-14)
        tension = there["tension"].transpose("actor", "partner", "run", "time").values
        codes = list(there["actor"].values)
        rus, chn = codes.index("RUS"), codes.index("CHN")
        path = 0.5 * (tension[rus, chn] + tension[chn, rus]).mean(axis=0)
        np.testing.assert_allclose(outcomes["tension_RUS_CHN_path"][at], path, rtol=1e-12)
        status = there["concern"].sel(actor="RUS", concern_kind="status").mean()
        assert outcomes["concern_RUS_status"][at] == pytest.approx(float(status), rel=1e-12)


def test_another_seed_is_told_apart(model, world):
    other = bench().ema_model(world, uncertain=["reaction"], outcomes=["tension_rus_chn"], seed=6)
    same = bench().ema_model(world, uncertain=["reaction"], outcomes=["tension_rus_chn"], seed=5)
    assert same.simulate(reaction=0.3) != other.simulate(reaction=0.3)


def test_policies_share_their_chance(world):
    """Two names for one policy give the same numbers, run by run."""
    model = bench().ema_model(
        world, uncertain=["reaction"], outcomes=["welfare"], runs=True, replications=4,
        policies={"one": "pro_west", "two": "pro_west", "own": "own"},
    )  # fmt: skip
    one, two, own = (model.simulate(policy_of=name, reaction=0.3) for name in ("one", "two", "own"))
    np.testing.assert_array_equal(one["welfare_runs"], two["welfare_runs"])
    assert (one["welfare_runs"] != own["welfare_runs"]).any()


def test_named_policies_stand_in_the_column_policy(model):
    one, other = both(model, scenarios=scenarios(2), policies=bench().named_policies(model))
    assert_same(one, other)
    assert list(one[0]["policy"]) == list(one[0]["policy_of"])
    assert set(one[0]["policy"]) == {"own", "laissez_faire", "pro_west"}


def test_a_policy_of_the_same_name_is_read_anew(model):
    """The workbench keeps the first policy of a name; here its values are looked at again."""
    found = []
    for level in (0.0, 1.0):
        one, other = both(
            model, scenarios=scenarios(1), policies=[bench().POLICY("mine", inclusion=level)]
        )
        assert_same(one, other)
        found.append(one[1]["tension_rus_chn"][0])
    assert found[0] != found[1]


def test_several_models_at_once(world):
    models = [
        bench().ema_model(world.named(name), uncertain=["reaction"], levers=["skill"],
                  outcomes=["welfare"], replications=2, seed=seed)
        for name, seed in (("first", 1), ("second", 2))
    ]  # fmt: skip
    futures = [bench().SCENARIO(f"future {at}", reaction=0.1 * at + 0.1) for at in range(3)]
    chosen = [bench().POLICY("one", skill=0.2), bench().POLICY("two", skill=0.8)]
    one, other = both(models, scenarios=futures, policies=chosen)
    assert_same(one, other)
    assert set(one[0]["model"]) == {"first", "second"}


def test_outcomes_of_the_user_are_processed(world):
    model = bench().ema_model(
        world, uncertain=["reaction"], levers=["skill"], outcomes=["autonomy"]
    )
    model.outcomes.extend(
        [
            bench().ema.ScalarOutcome(
                "lost", variable_name=["autonomy"], function=lambda value: 1 - value
            )
        ]
    )
    one, other = both(model, scenarios=2, policies=0)
    for _, outcomes in (one, other):
        np.testing.assert_array_equal(outcomes["lost"], 1 - outcomes["autonomy"])


def test_a_search_runs_in_batches(world, tmp_path):
    """An optimisation over a lever whose cost is welfare: it leaves the lever where it is free."""
    model = bench().ema_model(
        world, uncertain=["reaction"], levers=["persuasion"], outcomes=["cost", "welfare"],
        minimize=["cost"], replications=2,
    )  # fmt: skip
    archive = {"filename": "found.tar.gz", "directory": str(tmp_path)} if THREE else {}
    with bench().BatchEvaluator(model) as evaluator:
        found = evaluator.optimize(
            nfe=40, searchover="levers", epsilons=[1e-3], population_size=20, **archive
        )
    best = (found[0] if isinstance(found, tuple) else found).iloc[0]
    assert best["cost"] == model.simulate(persuasion=best["persuasion"])["cost"]
    assert best["cost"] < model.simulate(persuasion=0.5)["cost"]


def test_inputs_come_from_the_tables(world):
    model = bench().ema_model(world)
    assert [(p.name, p.lower_bound, p.upper_bound) for p in model.uncertainties] == [
        (row.name, *row.prior) for row in PARAMETERS
    ]
    assert [(p.name, p.lower_bound, p.upper_bound) for p in model.levers] == [
        (name, 0.0, 1.0) for name in LEVERS
    ]
    kept = [row.name for row in OUTCOMES if row.default and row.scored and not row.dims]
    assert [row.name for row in model.outcomes] == kept
    assert model.meanings["welfare"] == "discounted welfare of the pivot, in rent years"
    assert set(model.meanings) == set(kept)


def test_names_are_identifiers_that_nothing_else_bears(world):
    model = bench().ema_model(world, uncertain=["reaction"])
    names = [bench().ema_name(key) for key in numbers(world) if not key.startswith("policy.phases")]
    assert all(name.isidentifier() for name in names)
    assert len(set(names)) == len(names)
    # The workbench would overwrite an attribute of the model by a lever of its name.
    assert not [name for name in names if hasattr(model, name) and name not in ("seed", "runs")]


def test_shapes_of_distributions(world):
    model = bench().ema_model(
        world,
        uncertain={
            "reaction": {"triangular": [0.1, 0.2, 0.6]},
            "fatigue": {"lognormal": [0.8, 0.2]},
        },
    )
    triangle, bell = model.uncertainties
    u = np.linspace(0.05, 0.95, 19)
    np.testing.assert_allclose(triangle.dist.ppf(u), stats.triang(0.2, 0.1, 0.5).ppf(u))
    np.testing.assert_allclose(bell.dist.ppf(u), stats.lognorm(0.2, scale=0.8).ppf(u))


def test_a_model_travels_to_other_processes(model):
    values = {"reaction": 0.3, "policy_of": "pro_west", "skill": 0.4}
    here = model.simulate(**values)
    there = pickle.loads(pickle.dumps(model)).simulate(**values)
    for name, value in here.items():
        np.testing.assert_array_equal(there[name], value)


def test_what_the_scenario_leaves_to_chance_is_uncertain(world):
    drawn = with_overrides(world, {"timelines.spare": {"uniform": [0.1, 0.3]}})
    assert "timelines_spare" in [p.name for p in bench().ema_model(drawn).uncertainties]


def run(model, scenario, policy):
    with bench().BatchEvaluator(model) as evaluator:
        evaluator.perform_experiments([scenario], [policy])


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"inclusion": 2.0}, "policy.inclusion: received 2; allowed: 0 to 1"),
        ({"inclusion": float("nan")}, "policy.inclusion: is empty"),
        ({"inclusion": "much"}, "inclusion: 'much' received; a number is needed"),
        ({"inclusion": True}, "inclusion: True received"),
        ({"inclusoin": 0.5}, "unknown name 'inclusoin'; did you mean 'inclusion'"),
        ({"policy_of": "pro_wst"}, "unknown policy 'pro_wst'; did you mean 'pro_west'"),
        ({"policy_of": "hedge"}, "unknown policy 'hedge'"),
    ],
)
def test_bad_values_are_told(model, values, words):
    with pytest.raises(InputError) as caught:
        run(model, scenarios(1)[0], bench().POLICY("mine", **values))
    assert words in str(caught.value)
    with (
        bench().ema.SequentialEvaluator(model) as evaluator,
        pytest.raises(bench().ema.EMAError) as wrapped,
    ):
        evaluator.perform_experiments(scenarios(1), [bench().POLICY("mine", **values)])
    assert words in str(wrapped.value)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"uncertain": ["reactoin"]}, "did you mean 'parameters.reaction'"),
        ({"uncertain": {"reaction": {"discrete": [[0.1, 1]]}}}, "the workbench has no parameter"),
        ({"levers": ["inclusoin"]}, "policy.inclusoin: names no number"),
        ({"policies": ["pro_west"]}, "policies: one received"),
        ({"policies": ["pro_west", "pro_west"]}, "'pro_west' stands twice"),
        ({"constants": {"parameters.reaction": 0.2}}, "parameters.reaction: stands twice"),
        ({"outcomes": ["autonomi"]}, "autonomi"),
        ({"maximize": ["wealth"]}, "'wealth' is none of the outcomes"),
        ({"minimize": ["welfare"], "maximize": ["welfare"]}, "'welfare' stands twice"),
        ({"series": ["tensions.RUS-CHN"]}, "unknown state 'tensions'"),
        ({"replications": 0}, "replications: 0"),
    ],
)
def test_bad_arguments_are_told(world, arguments, words):
    with pytest.raises(InputError) as caught:
        bench().ema_model(world, **arguments)
    assert words in str(caught.value)


def test_a_shipped_name_that_is_no_scenario():
    with pytest.raises(ScenarioError, match="did you mean 'baseline'"):
        bench().ema_model("baselin")


def test_models_of_others_are_refused(model):
    foreign = bench().ema.Model("foreign", function=dict)
    with pytest.raises(InputError, match="SequentialEvaluator"):
        bench().BatchEvaluator([model, foreign])
    with pytest.raises(InputError, match="no policies"):
        bench().named_policies(bench().ema_model(mv.load_scenario("baseline", ["end=1994Q4"])))


def test_batches_are_cut_where_memory_asks_for_it(model, monkeypatch):
    """Cut into pieces of four experiments, ten of them give the same."""
    given = {"scenarios": scenarios(5), "policies": policies()}
    with bench().BatchEvaluator(model) as evaluator:
        whole = evaluator.perform_experiments(**given)
        monkeypatch.setattr("multivector_sim.connectors.ema._BATCH", 4)
        assert_same(whole, evaluator.perform_experiments(**given))


def test_the_model_is_one_of_the_workbench(model):
    assert isinstance(model, bench().SimulationModel)
    assert isinstance(model, bench().ema.Model)
    assert model.name == "baseline"
    assert bench().evaluators.BaseEvaluator in bench().BatchEvaluator.__mro__
    assert all(
        name.isidentifier()
        for name in itertools.chain(model.keys, (o.name for o in model.outcomes))
    )
