"""Mesa's own tools take the model: batch runs, data collection and the browser page."""

from __future__ import annotations

import inspect

import mesa
import numpy as np
import pytest

from multivector_sim import MultivectorModel, load_scenario, simulate
from multivector_sim.model.outcomes import DEFAULT_OUTCOMES

RUNS = 3
SCENARIOS = ["baseline", "laissez_faire"]
INCLUSION = [None, 0.2]
SHOWN = ("tension_rus_chn", "autonomy", "obstructions", "welfare", "leverage_transit")

SEEDS_BATCHES = "rng" in inspect.signature(mesa.batch_run).parameters
"""Mesa 3.5 hands seeds to models itself, and replaces a seed among the parameters."""


def batch(parameters, seed, **options):
    """Run a batch with one seed, as each version of Mesa wants it; a row a run."""
    if SEEDS_BATCHES:
        options["rng"] = seed
    else:
        parameters = {**parameters, "seed": seed}
    return first_rows(
        mesa.batch_run(MultivectorModel, parameters, display_progress=False, **options)
    )


def first_rows(done):
    """Keep one of the rows of a run: Mesa gives one an agent, alike in the model's columns."""
    return list({row["RunId"]: row for row in reversed(done)}.values())[::-1]


@pytest.fixture(scope="module")
def rows():
    return batch({"scenario": SCENARIOS, "run": range(RUNS), "inclusion": INCLUSION}, seed=1)


def test_a_batch_crosses_its_parameters(rows):
    settings = [(row["scenario"], row["run"], row["inclusion"]) for row in rows]
    assert len(settings) == len(set(settings)) == len(SCENARIOS) * RUNS * len(INCLUSION)
    assert {row["seed"] for row in rows} == {1}


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("inclusion", INCLUSION)
def test_a_batch_gives_the_numbers_of_the_compiled_engine(rows, scenario, inclusion):
    changes = [] if inclusion is None else [f"policy.inclusion={inclusion}"]
    expected = simulate(load_scenario(scenario, changes), runs=RUNS, seed=1)
    mine = [row for row in rows if (row["scenario"], row["inclusion"]) == (scenario, inclusion)]
    assert len(mine) == RUNS
    for row in mine:
        for name in SHOWN:
            np.testing.assert_array_equal(row[name], expected[name].sel(run=row["run"]).values)


def test_replicates_differ(rows):
    for inclusion in INCLUSION:
        mine = [row["welfare"] for row in rows if row["inclusion"] == inclusion]
        assert len(set(mine)) == len(mine) == len(SCENARIOS) * RUNS


@pytest.mark.filterwarnings("ignore:The `iterations` keyword argument:DeprecationWarning")
def test_iterations_without_a_seed_differ():
    done = mesa.batch_run(
        MultivectorModel, {"scenario": "baseline"}, iterations=RUNS, display_progress=False
    )
    kept = first_rows(done)
    assert sorted(row["iteration"] for row in kept) == list(range(RUNS))
    assert len({row["welfare"] for row in kept}) == RUNS


def test_processes_change_nothing(rows):
    spread = batch({"scenario": "baseline", "run": range(RUNS)}, seed=1, number_processes=2)
    alone = {
        row["run"]: row["welfare"]
        for row in rows
        if (row["scenario"], row["inclusion"]) == ("baseline", None)
    }
    assert {row["run"]: row["welfare"] for row in spread} == alone


def test_the_data_collector_reports_outcomes_by_their_names():
    model = MultivectorModel(scenario="baseline", seed=1, run=0)
    for _ in range(2):
        model.step()
    table = model.datacollector.get_model_vars_dataframe()
    assert set(table.columns) >= {"year", *DEFAULT_OUTCOMES}
    outcomes = simulate("baseline", runs=1, seed=1)
    assert set(DEFAULT_OUTCOMES) == set(outcomes.data_vars)
    assert list(table["year"]) == [1992.0, 1992.25]


def test_the_browser_page_takes_the_model():
    solara = pytest.importorskip("solara", reason="needs the extra 'app'")
    page = pytest.importorskip("mesa.visualization", reason="needs the extra 'app'")
    check = pytest.importorskip("mesa.visualization.solara_viz")._check_model_params
    parameters = {
        "scenario": {"type": "Select", "value": "baseline", "values": SCENARIOS, "label": "World"},
        "seed": 1,
        "run": {"type": "SliderInt", "value": 0, "min": 0, "max": 99, "step": 1, "label": "Run"},
        "inclusion": {
            "type": "SliderFloat", "value": 0.5, "min": 0.0, "max": 1.0, "step": 0.1,
            "label": "Inclusion",
        },
    }  # fmt: skip
    check(MultivectorModel.__init__, parameters)
    with pytest.raises(ValueError, match="luck"):
        check(MultivectorModel.__init__, {**parameters, "luck": 1})
    shown = page.SolaraViz(
        MultivectorModel(scenario="baseline", seed=1, run=0),
        components=[page.make_plot_component("autonomy")],
        model_params=parameters,
    )
    solara.render(shown, handle_error=False)
