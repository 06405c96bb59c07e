"""Folders of results: whole files or none."""

from __future__ import annotations

import errno
import os

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from multivector_sim.errors import InputError
from multivector_sim.experiments.job import OutputError, ResultFolder


def test_comparison_is_written_and_read_back(comparison, tmp_path):
    (tmp_path / "mine.txt").write_text("stays")
    written = comparison.save(tmp_path)
    assert {path.name for path in written} == {path.name for path in tmp_path.iterdir()} - {
        "mine.txt"
    }
    assert (tmp_path / "mine.txt").read_text() == "stays"
    for name, dataset in comparison.datasets.items():
        assert xr.load_dataset(tmp_path / f"{name}.nc").identical(dataset)
        assert xr.load_dataset(tmp_path / f"{name}_paths.nc").identical(comparison.paths[name])
    effects = pd.read_csv(tmp_path / "effects.csv")
    # Not all versions of pandas read back the last bit of a number.
    np.testing.assert_allclose(effects["mean"], comparison.effects["mean"], rtol=1e-14)


def test_metrics_hold_one_row_a_scenario_and_run(comparison, tmp_path):
    ResultFolder(tmp_path).write_metrics("metrics.parquet", comparison.datasets)
    table = pd.read_parquet(tmp_path / "metrics.parquet")
    assert len(table) == 5 * 40
    row = table.set_index(["scenario", "run"]).loc[("pro_west", 17)]
    dataset = comparison.datasets["pro_west"].sel(run=17)
    assert row["autonomy"] == dataset["autonomy"].item()
    assert row["concern[CHN, deception]"] == dataset["concern"].values[2, 3]


def test_outcomes_that_a_scenario_lacks_are_null(make_dataset, tmp_path):
    datasets = {"a": make_dataset(runs=3), "b": make_dataset(runs=3)[["autonomy"]]}
    ResultFolder(tmp_path).write_metrics("metrics.parquet", datasets)
    welfare = pd.read_parquet(tmp_path / "metrics.parquet").groupby("scenario")["welfare"].count()
    assert welfare.to_dict() == {"a": 3, "b": 0}


def test_failed_file_leaves_the_old_one_and_no_rest(tmp_path):
    folder = ResultFolder(tmp_path)
    folder.write_json("a.json", {"old": True})

    def disk_full(path):
        path.write_text("half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(OutputError, match=r"a\.json: no space left on device"):
        folder.write("a.json", disk_full)
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]
    assert "old" in (tmp_path / "a.json").read_text()


def test_folder_that_cannot_be_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match=r"cannot write results to .*file: .*; choose a folder"):
        ResultFolder(tmp_path / "file")
    with pytest.raises(InputError, match="cannot write results"):
        ResultFolder(tmp_path / "file" / "below")
