"""Folders of results read back: what was written, or a message about what is wrong."""

from __future__ import annotations

import json
import shutil

import pandas as pd
import pytest
import xarray as xr

from multivector_sim.errors import InputError
from multivector_sim.experiments.compare import compare
from multivector_sim.experiments.saved import load_results


@pytest.fixture
def folder(saved_comparison, tmp_path):
    """Return a copy that a test may spoil."""
    return shutil.copytree(saved_comparison, tmp_path / "results")


def test_what_was_written_is_read_back(saved_comparison):
    again = compare(["baseline"], runs=12, seed=3, overrides=["end=1995Q4"])
    result = load_results(saved_comparison)
    assert result.comparison is not None
    assert list(result.scenarios) == list(again.datasets)
    assert result.comparison.counterfactuals == again.counterfactuals
    columns = ["focal", "counterfactual", "label", "scored", "runs", "mean", "p_negative"]
    pd.testing.assert_frame_equal(
        result.effects[columns], again.effects[columns], rtol=1e-12, check_dtype=False
    )
    for name, dataset in again.datasets.items():
        xr.testing.assert_equal(result.datasets[name], dataset)
        assert (
            result.scenarios[name].dump()
            == (again.manifest["experiment"]["scenarios"][name]["scenario"])
        )
    assert result.made["pro_west"].seed == 3
    assert set(result.paths) == set(again.paths)


def write(name, text):
    return lambda folder: (folder / name).write_text(text)


def remove(name):
    return lambda folder: (folder / name).unlink()


def edit(change):
    def do(folder):
        file = folder / "manifest.json"
        document = json.loads(file.read_text(encoding="utf-8"))
        change(document)
        file.write_text(json.dumps(document))

    return do


def rename_focal(document):
    document["experiment"]["focal"] = "elsewhere"


def leave_the_folder(document):
    scenarios = document["experiment"]["scenarios"]
    scenarios["../pro_west"] = scenarios.pop("pro_west")


def other_seed(document):
    document["experiment"]["seed"] = 4


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (remove("manifest.json"), "holds no manifest.json"),
        (write("manifest.json", "{"), "is not JSON"),
        (write("manifest.json", "[" * 100_000), "is not JSON"),
        (write("manifest.json", "[1]"), "not a manifest of this package"),
        (write("manifest.json", "{}"), "is empty"),
        (write("manifest.json", '{"name": "other", "version": 3}'), "not a manifest"),
        (write("manifest.json", '{"machine": {}}'), "experiment: field required"),
        (edit(rename_focal), "'elsewhere' is not there"),
        (edit(leave_the_folder), "no name of a scenario"),
        (edit(other_seed), "different runs"),
        (remove("pro_west.nc"), "holds no pro_west.nc"),
        (write("pro_west.nc", "no NetCDF"), "no NetCDF file"),
        (write("pro_west.nc", ""), "no NetCDF file"),
        (remove("effects.csv"), "holds no effects.csv"),
        (write("effects.csv", ""), "not a table"),
        (write("effects.csv", "a,b\n1,2\n"), "lacks the column 'focal'"),
    ],
)
def test_faults_are_told(folder, spoil, words):
    spoil(folder)
    with pytest.raises(InputError) as caught:
        load_results(folder)
    assert words in str(caught.value)


def test_effects_of_another_comparison_are_refused(folder):
    table = pd.read_csv(folder / "effects.csv")
    table[table["counterfactual"] != "pro_west"].to_csv(folder / "effects.csv", index=False)
    with pytest.raises(InputError, match="not of the comparison"):
        load_results(folder)
    table.assign(mean="much").to_csv(folder / "effects.csv", index=False)
    with pytest.raises(InputError, match="not a table of this package"):
        load_results(folder)


def test_no_folder_and_a_file(tmp_path):
    with pytest.raises(InputError, match="there is no folder"):
        load_results(tmp_path / "nowhere")
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="is a file"):
        load_results(tmp_path / "file")
