"""Labels, attributes and survival of data sets."""

from __future__ import annotations

import json
from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

from multivector_sim.errors import InputError
from multivector_sim.model.outcomes import OUTCOMES
from multivector_sim.results import (
    build_dataset,
    build_manifest,
    read_manifest,
)


@pytest.fixture
def manifest(baseline):
    return build_manifest(baseline, runs=7, seed=0, engine="ensemble")


def test_outcomes_bear_the_names_of_the_table_and_their_units(make_dataset):
    dataset = make_dataset(runs=7)
    assert set(dataset.data_vars) == {row.name for row in OUTCOMES if row.default}
    for row in OUTCOMES:
        if row.default:
            attributes = dataset[row.name].attrs
            assert attributes == {
                "long_name": row.meaning,
                "units": row.unit,
                "scored": int(row.scored),
            }
            assert dataset[row.name].dims[0] == "run"
    assert dataset["concern"].dims == ("run", "actor", "concern_kind")


def test_labels_pick_the_right_entry(baseline, manifest, make_results):
    results = make_results(7, ("tension", "share"))
    dataset = build_dataset(results, baseline.pack(), manifest, first_run=100)
    china = dataset["concern"].sel(actor="CHN", concern_kind="power", run=103)
    assert china.item() == results.outcomes["concern"][3, 2, 2]
    tension = dataset["tension"].sel(actor="RUS", partner="EU", time="2001-04-01", run=100)
    assert tension.item() == results.paths["tension"][0, 13, 1, 4]
    share = dataset["share"].sel(sector="military", actor="KAZ").values
    assert np.array_equal(share, results.paths["share"][:, :, 3, 0])


def test_time_is_the_first_day_of_each_quarter(make_dataset):
    time = make_dataset(record=("flow",), runs=3)["time"].to_index()
    assert len(time) == 24
    assert [str(day.date()) for day in time[:5]] == [
        "1998-01-01", "1998-04-01", "1998-07-01", "1998-10-01", "1999-01-01",
    ]  # fmt: skip


def test_no_array_is_copied(baseline, manifest, make_results):
    results = make_results(7, ("tension",))
    dataset = build_dataset(results, baseline.pack(), manifest)
    for name, array in results.outcomes.items():
        assert np.shares_memory(dataset[name].values, array)
    assert np.shares_memory(dataset["tension"].values, results.paths["tension"])


def test_netcdf_returns_the_same_data_set(make_dataset, tmp_path):
    dataset = make_dataset(record=("tension", "share", "concern", "flow"), runs=5)
    dataset.to_netcdf(tmp_path / "runs.nc")
    with xr.open_dataset(tmp_path / "runs.nc") as loaded:
        assert loaded.load().identical(dataset)
        assert read_manifest(loaded) == read_manifest(dataset)


def test_manifest_holds_the_resolved_scenario_and_its_hash(baseline, manifest):
    experiment = json.loads(json.dumps(manifest))["experiment"]
    assert experiment["scenario"] == baseline.dump()
    assert experiment["scenario_hash"] == baseline.hash
    assert (experiment["runs"], experiment["seed"]) == (7, 0)
    assert manifest["machine"]["packages"]["numpy"] == np.__version__


def test_experiment_part_of_the_manifest_does_not_depend_on_machine_or_time(baseline, manifest):
    again = build_manifest(baseline, runs=7, seed=0, engine="ensemble", command="other")
    assert again["experiment"] == manifest["experiment"]
    assert again["machine"]["command"] == "other"
    text = json.dumps(manifest["experiment"])
    assert manifest["machine"]["platform"] not in text


@pytest.mark.parametrize(
    ("outcomes", "paths", "message"),
    [
        ({"luck": np.zeros(7)}, {}, "unknown outcome 'luck'"),
        ({}, {"luck": np.zeros((7, 24))}, "unknown path 'luck'"),
        ({"autonomy": np.zeros(7), "welfare": np.zeros(8)}, {}, "different numbers of runs"),
        ({}, {}, "no outcome, no path and no window"),
    ],
)
def test_unknown_names_unequal_runs_and_nothing_are_refused(
    baseline, manifest, outcomes, paths, message
):
    with pytest.raises(InputError, match=message):
        build_dataset(
            SimpleNamespace(outcomes=outcomes, paths=paths, windows={}), baseline.pack(), manifest
        )


def test_data_set_without_manifest_is_told_apart():
    with pytest.raises(InputError, match="no manifest"):
        read_manifest(xr.Dataset())
