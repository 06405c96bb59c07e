"""``multivector plot``: figures from a folder of results, or one clear message."""

from __future__ import annotations

import json
import shutil
import xml.etree.ElementTree as ET

import pandas as pd
import pytest
import xarray as xr
from PIL import Image

import multivector_sim as mv
from multivector_sim.errors import InputError
from multivector_sim.experiments.compare import DETAILS
from multivector_sim.experiments.saved import load_results
from multivector_sim.plots.families import FAMILIES

ALWAYS = set(FAMILIES) - {"trade_off"}


@pytest.fixture(scope="module")
def comparison():
    return mv.compare(["baseline"], runs=12, seed=1, overrides=["end=1999Q4"], details=DETAILS)


@pytest.fixture(scope="module")
def made(comparison, tmp_path_factory):
    folder = tmp_path_factory.mktemp("made") / "results"
    comparison.save(folder)
    return folder


@pytest.fixture
def folder(made, tmp_path):
    shutil.copytree(made, tmp_path / "results")
    return tmp_path / "results"


def test_a_saved_comparison_comes_back_whole(comparison, made):
    saved = load_results(made)
    again = saved.comparison
    assert (again.focal, again.notes) == (comparison.focal, comparison.notes)
    assert list(saved.datasets) == list(comparison.datasets)
    for name in saved.datasets:
        xr.testing.assert_identical(saved.datasets[name], comparison.datasets[name])
        xr.testing.assert_identical(saved.paths[name], comparison.paths[name])
    # A column without a single entry comes back from CSV as numbers that are missing.
    one, other = (
        table.astype(object).where(table.notna(), None)
        for table in (again.effects, comparison.effects)
    )
    pd.testing.assert_frame_equal(one, other)


def test_details_are_kept_for_the_focal_scenario_alone(made):
    paths = load_results(made).paths
    assert {"share", "action", "crisis", "concern_path", "blame_path"} <= set(paths["baseline"])
    assert "share" not in paths["pro_west"]


def test_everything_that_the_results_allow_is_drawn(multivector, folder):
    done = multivector("plot", "results", "--out", "figures", "--style", "print")
    assert done.returncode == 0, done.stderr
    assert "left out: trade_off" in done.stderr
    names = {name if not FAMILIES[name].single else f"baseline_{name}" for name in ALWAYS}
    written = {path.name for path in (folder.parent / "figures").iterdir()}
    assert written == {f"{name}.png" for name in names}
    assert len(done.stdout.splitlines()) == len(names)
    with Image.open(folder.parent / "figures" / "baseline_fan.png") as image:
        assert image.width == 3200
        assert "exploratory" in image.text["Description"]


def test_styles_formats_and_choices_reach_the_figure(multivector, folder):
    done = multivector(
        "plot", "results", "--figure", "trade_off", "--figure", "fan", "--scenario", "pro_west",
        "--want", "autonomy=higher", "--want", "crises=lower", "--pair", "USA-CHN",
        "--style", "dark", "--format", "svg", "--format", "pdf",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert {path.name for path in folder.iterdir() if path.suffix in (".svg", ".pdf")} == {
        f"{name}.{kind}" for name in ("trade_off", "pro_west_fan") for kind in ("svg", "pdf")
    }
    text = (folder / "pro_west_fan.svg").read_text(encoding="utf-8")
    ET.fromstring(text)
    assert "United States-China tension" in text
    assert plots_paper("dark") in text


def plots_paper(style):
    return mv.plots.STYLES[style].paper


def test_animation_is_written(multivector, folder):
    done = multivector("plot", "results", "--figure", "animation")
    assert done.returncode == 0, done.stderr
    with Image.open(folder / "baseline_network.gif") as film:
        assert film.n_frames == 17  # every second of 32 quarters, and the last


def test_results_of_run_are_drawn_too(multivector, tmp_path):
    few = ("--runs", "6", "--set", "end=1996Q4", "--alone", "--quiet")
    assert multivector("run", "hedge", "baseline", *few, "--out", "mine").returncode == 0
    assert (tmp_path / "mine" / "hedge_paths.nc").exists()
    done = multivector("plot", "mine", "--figure", "chronicle", "--figure", "scorecard")
    assert done.returncode == 0, done.stderr
    assert {"hedge_chronicle.png", "scorecard.png"} <= {
        p.name for p in (tmp_path / "mine").iterdir()
    }
    done = multivector("plot", "mine", "--figure", "forest")
    assert done.returncode == 2
    assert "multivector compare hedge --out DIR" in done.stderr


def test_list_names_every_family(multivector):
    shown = multivector("plot", "--list").stdout.splitlines()
    assert [line.split()[0] for line in shown] == [*FAMILIES, "animation"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "RESULT_FOLDER"),
        (("nowhere",), "there is no folder nowhere"),
        (("results", "--figure", "pie"), "unknown figure 'pie'"),
        (("results", "--style", "neon"), "projector, print, dark"),
        (("results", "--figure", "fan", "--format", "gif"), "png, svg, pdf"),
        (("results", "--format", "bmp"), "bmp"),
        (("results", "--figure", "fan", "--pair", "RUS"), "RUS-CHN"),
        (("results", "--figure", "fan", "--pair", "RUS-MARS"), "two different actors"),
        (("results", "--figure", "fan", "--scenario", "mars"), "no scenario 'mars'"),
        (("results", "--figure", "forest", "--scenario", "pro_west"), "those of 'baseline'"),
        (("results", "--figure", "chronicle", "--scenario", "pro_west"), "--record action"),
        (("results", "--figure", "chronicle", "--run", "99"), "0 to 11"),
        (("results", "--figure", "network", "--date", "2030"), "1992-01 to"),
        (("results", "--figure", "leverage_change", "--against", "mars"), "laissez_faire"),
        (("results", "--figure", "animation", "--format", "png"), "gif, html, mp4"),
        (("results", "--figure", "trade_off"), "--want"),
        (
            ("results", "--figure", "trade_off", *("--want", "autonomy=higher") * 2),
            "given twice",
        ),
        (("results", "--figure", "trade_off", "--want", "autonomy=good"), "autonomy=higher"),
    ],
)
def test_bad_input_is_one_message_and_exit_code_two(multivector, folder, arguments, words):
    done = multivector("plot", *arguments)
    assert done.returncode == 2, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert not list(folder.glob("*.png"))


def test_broken_folders_are_told(folder):
    (folder / "baseline.nc").write_bytes(b"nothing")
    with pytest.raises(InputError, match=r"baseline\.nc is no NetCDF file"):
        load_results(folder)
    (folder / "baseline.nc").unlink()
    with pytest.raises(InputError, match=r"holds no baseline\.nc"):
        load_results(folder)
    manifest = folder / "manifest.json"
    for content, words in (
        ("{", "is not JSON"),
        ("[]", "not a manifest of this package"),
        (json.dumps({}), "is empty"),
    ):
        manifest.write_text(content)
        with pytest.raises(InputError, match=words):
            load_results(folder)
