"""Tables: every row is what the package says of that point alone; every bad cell is named."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest

import multivector_sim as mv
from multivector_sim.agents.batch import run_agents
from multivector_sim.connectors.points import MOST_FAULTS, Points, mean_of_runs
from multivector_sim.connectors.tables import run_table
from multivector_sim.errors import InputError, ScenarioError
from multivector_sim.scenario import with_overrides
from multivector_sim.sweeps.metrics import entries

MIXED = pd.DataFrame(
    {
        "policy": ["own", "laissez_faire", "pro_west", "own"],
        "parameters.reaction": [0.2, 0.3, 0.4, 0.5],
        "policy.inclusion": [0, 1, 0.5, 1],
        "timelines.spare": [0.1, 0.2, 0.1, 0.3],
    },
    index=pd.Index(["a", "b", "c", "a"], name="case"),
)
"""Parameters and levers, which the engine takes as they are, beside a number to pack anew."""


def columns(dataset, scenario, outcomes=None):
    """Return outcomes of a data set by label, (runs,)."""
    found = {}
    for entry in entries(outcomes, scenario):
        found[entry.label] = dataset[entry.outcome].values[(slice(None), *entry.entry)]
    return found


def assert_rows_are(table, found, scenario, alone, runs, seed, **more):
    """Check a result against each point simulated alone, bit for bit."""
    assert len(found) == len(table) * runs
    for at, (_, row) in enumerate(table.iterrows()):
        changes = {key: float(row[key]) for key in table.columns if key != "policy"}
        dataset = alone(scenario, changes, row.get("policy", "own"), runs=runs, seed=seed, **more)
        block = found.iloc[at * runs : (at + 1) * runs]
        assert list(block["replication"]) == list(range(runs))
        for label, values in columns(dataset, scenario).items():
            np.testing.assert_array_equal(block[label], values, err_msg=f"{label}, row {at}")


def test_rows_equal_points_simulated_alone(world, alone):
    found = run_table(world, MIXED, replications=5, seed=7)
    assert_rows_are(MIXED, found, world, alone, 5, 7)
    assert list(found.index) == [label for label in MIXED.index for _ in range(5)]
    assert found.index.name == "case"


def test_another_seed_gives_other_numbers(world, alone):
    found = run_table(world, MIXED, replications=5, seed=8)
    with pytest.raises(AssertionError, match="Mismatched elements"):
        assert_rows_are(MIXED, found, world, alone, 5, 7)


def test_rows_equal_the_engine_of_agents(world):
    table = MIXED.iloc[[0, 3]].drop(columns="policy")
    found = run_table(world, table, replications=2, seed=3, outcomes=["welfare", "autonomy"])
    for at, (_, row) in enumerate(table.iterrows()):
        inputs = with_overrides(world, dict(row)).pack()
        by_agents = run_agents(inputs, 2, 3, outcomes=["welfare", "autonomy"]).outcomes
        for name, values in by_agents.items():
            np.testing.assert_array_equal(found[name].iloc[2 * at : 2 * at + 2], values)


@pytest.mark.parametrize(
    "changes",
    [
        {"events": [{"id": "invented", "label": "-", "between": ["RUS", "CHN"], "from": 1993,
                     "to": 1994, "size": {"uniform": [0.0, 0.5]}, "source": "judgement"}]},
        {"parameters.reaction": {"uniform": [0.1, 0.5]}, "parameters.fatigue": 0.7},
        {"policy.skill": {"uniform": [0.2, 0.9]}},
        {"policy.triggers": [{"id": "calm", "when": "tension.RUS-CHN", "above": 0.01,
                              "set": {"inclusion": 0.9}, "source": "judgement"}]},
    ],
    ids=["a world drawn", "a parameter drawn", "a lever drawn", "a trigger"],
)  # fmt: skip
@pytest.mark.parametrize("key", ["parameters.fatigue", "policy.inclusion", "timelines.spare"])
def test_what_runs_draw_or_answer_stays(world, alone, changes, key):
    """Chance and triggers that no column touches work as in a scenario by itself."""
    scenario = with_overrides(world, changes)
    table = pd.DataFrame({key: [0.3, 0.8]})
    found = run_table(scenario, table, replications=3, seed=5)
    assert_rows_are(table, found, scenario, alone, 3, 5)


def test_a_column_takes_its_number_out_of_chance(world):
    scenario = with_overrides(world, {"parameters.reaction": {"uniform": [0.1, 0.5]}})
    table = pd.DataFrame({"parameters.reaction": [0.3]})
    first = run_table(scenario, table, replications=4, seed=1)
    second = run_table(world, table, replications=4, seed=1)
    pd.testing.assert_frame_equal(first, second, check_exact=True)


def test_a_phase_may_be_moved_beside_a_lever(alone):
    longer = mv.load_scenario("baseline", ["end=1996Q4"])
    table = pd.DataFrame(
        {"policy.skill": [0.4, 0.6], "policy.phases.0.inclusion": [0.1, 0.9]}, index=[5, 9]
    )
    found = run_table(longer, table, replications=3, seed=2, outcomes=["tension_all", "welfare"])
    assert found["tension_all"].loc[5].ne(found["tension_all"].loc[9]).all()
    for at, (_, row) in enumerate(table.iterrows()):
        dataset = alone(longer, dict(row), runs=3, seed=2)
        for name in ("tension_all", "welfare"):
            np.testing.assert_array_equal(found[name].iloc[3 * at : 3 * at + 3], dataset[name])


def test_values_depend_neither_on_neighbours_nor_on_threads(world):
    generator = np.random.default_rng(1)
    table = pd.DataFrame(
        {
            "parameters.fatigue": generator.uniform(0.4, 1.4, 90),
            "timelines.spare": generator.choice([0.1, 0.2], 90),
        }
    )
    whole = run_table(world, table, replications=7, seed=4, threads=2)
    pd.testing.assert_frame_equal(
        whole, run_table(world, table, replications=7, seed=4, threads=1), check_exact=True
    )
    turned = run_table(world, table[::-1], replications=7, seed=4)
    pd.testing.assert_frame_equal(whole.loc[[40]], turned.loc[[40]], check_exact=True)
    pd.testing.assert_frame_equal(
        whole.loc[[40]],
        run_table(world, table.loc[[40]], replications=7, seed=4),
        check_exact=True,
    )


def test_policies_meet_the_same_chance(world):
    """Common random numbers: differences of like policies vary less than independent ones."""
    table = pd.DataFrame({"policy.inclusion": [0.50, 0.51]})
    found = run_table(world, table, replications=64, seed=1, outcomes=["tension_all"])
    one, other = found["tension_all"].to_numpy().reshape(2, 64)
    assert np.var(one - other) < 0.5 * (np.var(one) + np.var(other))
    turned = np.roll(other, 1)  # the pairing undone
    assert np.var(one - turned) > 0.5 * (np.var(one) + np.var(other))


def test_points_are_means_with_their_errors(world):
    runs = run_table(world, MIXED, replications=6, seed=3, outcomes=["welfare", "credibility"])
    points = run_table(
        world, MIXED, replications=6, seed=3, outcomes=["welfare", "credibility"], keep="points"
    )
    assert points.index.equals(MIXED.index)
    for label in runs.columns[1:]:
        groups = runs[label].to_numpy().reshape(4, 6)
        np.testing.assert_allclose(points[label], groups.mean(axis=1), rtol=1e-13)
        expected = groups.std(axis=1, ddof=1) / np.sqrt(6)
        np.testing.assert_allclose(points[f"{label}.se"], expected, rtol=1e-10, atol=1e-16)
    single = run_table(world, MIXED, replications=1, keep="points", outcomes=["welfare"])
    assert single["welfare.se"].isna().all()


def test_bits_of_a_mean_do_not_depend_on_neighbours():
    values = np.random.default_rng(2).normal(size=(3, 40, 100))
    whole = mean_of_runs(values)
    for point in range(40):
        np.testing.assert_array_equal(
            whole[:, point], mean_of_runs(values[:, point : point + 1])[:, 0]
        )
    np.testing.assert_allclose(whole, values.mean(axis=-1), rtol=0, atol=1e-15)


def test_entries_and_default_outcomes(world):
    label = "concern[RUS, status]"
    found = run_table(world, MIXED, replications=1, outcomes=[label, "autonomy"])
    assert set(found.columns) == {"replication", label, "autonomy"}
    usual = run_table(world, MIXED, replications=1)
    assert list(usual.columns[1:]) == [entry.label for entry in entries(None, world)]


def test_policies_by_mapping(world, alone):
    table = pd.DataFrame({"policy": ["mine", "own"], "parameters.reaction": [0.3, 0.3]})
    mine = mv.load_scenario("laissez_faire", ["policy.skill=0.25"])
    found = run_table(world, table, policies={"mine": mine}, replications=3, seed=1)
    there = alone(world, {"parameters.reaction": 0.3}, mine, runs=3, seed=1)
    np.testing.assert_array_equal(found["welfare"].iloc[:3], there["welfare"])
    renamed = run_table(
        world,
        table.replace("mine", "baseline"),
        policies={"baseline": mine},
        replications=3,
        seed=1,
    )
    np.testing.assert_array_equal(found["welfare"], renamed["welfare"])
    with pytest.raises(InputError, match="'own' is the policy of the base"):
        run_table(world, table, policies={"own": mine, "mine": mine})
    with pytest.raises(ScenarioError, match="unknown policy 'pro_west'"):
        run_table(world, table.replace("mine", "pro_west"), policies={"mine": mine})


def test_series_end_where_a_window_ends(world):
    """A path is followed as windows are: against windows of the simulation, and its outcome."""
    points = Points(
        world, ["parameters.reaction"], outcomes=["tension_rus_chn", "tension_rus_chn_end"],
        series=["tension.RUS-CHN", "share.upstream.CHN"], replications=3, seed=2,
    )  # fmt: skip
    found = points.run(np.array([[0.2], [0.6]]))
    path = found.series["tension.RUS-CHN"]
    assert path.shape == (2, 3, world.quarters)
    np.testing.assert_array_equal(path[..., -1], found.outcomes[1])
    np.testing.assert_allclose(path.mean(axis=-1), found.outcomes[0], rtol=1e-12)
    shares = mv.simulate(
        with_overrides(world, {"parameters.reaction": 0.6}), runs=3, seed=2, record=["share"]
    )["share"]
    expected = shares.sel(sector="upstream", actor="CHN").transpose("run", "time")
    np.testing.assert_array_equal(found.series["share.upstream.CHN"][1], expected)


def test_points_travel_to_other_processes(world):
    points = Points(world, ["parameters.reaction"], outcomes=["welfare"], replications=2, seed=1)
    values = np.array([[0.2], [0.6]])
    here = points.run(values).outcomes
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(points)).run(values).outcomes, here)


def table_with(**columns):
    return pd.DataFrame({key.replace("__", "."): values for key, values in columns.items()})


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (table_with(parameters__reactoin=[0.1]), ["parameters.reactoin", "'parameters.reaction'"]),
        (table_with(reaction=[0.1]), ["reaction", "did you mean 'parameters.reaction'"]),
        (table_with(inclusion=[0.1]), ["did you mean 'policy.inclusion'"]),
        (table_with(parameters__crisis_jump=[0.1, 7]), ["row 1", "crisis_jump", "received 7",
                                                        "0 to 1"]),
        (table_with(policy__inclusion=[0.1, -1, 2]), ["row 1", "received -1", "row 2",
                                                      "received 2", "0 to 1"]),
        (table_with(policy__inclusion=[0.1, np.nan]), ["row 1", "is empty", "0 to 1"]),
        (table_with(policy__inclusion=[0.1, np.inf]), ["row 1", "received inf"]),
        (table_with(policy__inclusion=[0.1, None]), ["row 1", "is empty"]),
        (table_with(policy__inclusion=["0.1", 0.2]), ["row 0", "received '0.1'",
                                                      "a number is needed"]),
        (table_with(policy__inclusion=[True, False]), ["row 0", "received true"]),
        (table_with(policy__inclusion=[1j]), ["row 0", "a number is needed"]),
        (table_with(timelines__spare=[0.1, 30.0]), ["row 1", "timelines.spare", "received 30"]),
        (table_with(substeps=[4, 2.5]), ["row 1", "received 2.5", "a whole number"]),
        (table_with(runs=[4]), ["runs", "replications"]),
        (table_with(seed=[4]), ["seed", "an argument"]),
        (table_with(policy=["own", "laissez_fair"]), ["row 1", "did you mean 'laissez_faire'"]),
        (table_with(policy=["own", None]), ["row 1", "is empty", "name of a policy"]),
        (table_with(policy=["own", 3]), ["row 1", "received 3"]),
    ],
)  # fmt: skip
def test_bad_cells_are_named(world, table, words):
    with pytest.raises(ScenarioError) as caught:
        run_table(world, table, replications=1)
    for word in words:
        assert word in str(caught.value)
    assert ("row 0" in str(caught.value)) == ("row 0" in words)


def test_numbers_that_do_not_go_together_name_their_row(world):
    """Each share is allowed by itself; together they are more than one."""
    given = world.dump()["sectors"]["upstream"]["initial_share"]
    keys = [f"sectors.upstream.initial_share.{code}" for code in given]
    odd = [0.5, *list(given.values())[1:]]
    table = pd.DataFrame([list(given.values()), odd], columns=keys, index=["fair", "odd"])
    with pytest.raises(ScenarioError, match="row 'odd'") as caught:
        run_table(world, table, replications=1)
    assert "'fair'" not in str(caught.value)


def test_many_faults_are_counted(world):
    table = table_with(policy__inclusion=np.full(500, 2.0))
    with pytest.raises(ScenarioError, match="and 480 more") as caught:
        run_table(world, table)
    assert len(str(caught.value).splitlines()) == MOST_FAULTS + 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"replications": 0}, "replications: 0"),
        ({"replications": 2.0}, "replications: 2.0"),
        ({"replications": True}, "replications: True"),
        ({"seed": -1}, "seed: -1"),
        ({"threads": 0}, "threads: 0"),
        ({"keep": "means"}, "keep: 'means'"),
        ({"outcomes": ["autonomi"]}, "autonomi"),
        ({"outcomes": ["concern[RUS, fame]"]}, "unknown outcome"),
        ({"outcomes": []}, "nothing to keep"),
        ({"policies": ["laissez_faire"]}, "no column 'policy'"),
        ({"replications": 2**33}, "numbers; at most"),
    ],
)
def test_bad_arguments_are_told(world, arguments, words):
    with pytest.raises(InputError, match=words.replace("[", r"\[")):
        run_table(world, table_with(policy__inclusion=[0.5]), **arguments)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"policy.inclusion": [0.5]}, "dict received"),
        (pd.DataFrame({"policy.inclusion": []}), "no row"),
        (pd.DataFrame({3: [0.5]}), "column 3"),
        (pd.DataFrame([[0.5, 0.5]], columns=["policy.skill"] * 2), "policy.skill: stands twice"),
        (pd.DataFrame([["own", "own"]], columns=["policy"] * 2), "'policy' stands twice"),
    ],
)
def test_what_is_no_table_is_told(world, table, words):
    with pytest.raises(InputError, match=words):
        run_table(world, table)
