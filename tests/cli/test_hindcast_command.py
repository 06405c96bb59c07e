"""``multivector hindcast``: scores, a forecast and the frozen one, or one clear message."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from made_forecasts import made_table
from multivector_sim.forecast import api, frozen
from multivector_sim.forecast import hindcast as rolling_module

Command = Callable[..., subprocess.CompletedProcess[str]]
NEEDED = {
    "target", "crps", "crps_persistence", "crps_drift", "mae", "coverage50", "coverage90", "n",
}  # fmt: skip
HEADER = "year,actor,partner,indicator,value"
PAGE = (Path(__file__).parents[2] / "docs" / "validation.md").read_text(encoding="utf-8")


@pytest.fixture
def two_origins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Score two origins in place of eleven."""
    monkeypatch.setattr(rolling_module, "ORIGINS", (2008, 2010))
    monkeypatch.setitem(api.hindcast.__kwdefaults__, "origins", (2008, 2010))


@pytest.fixture
def made_frozen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a made-up frozen forecast in place of the shipped one."""
    text = frozen.forecast_text(made_table())
    record = {
        "version": 1, "sha256": frozen.digest(text), "origin": 2013, "members": 50, "seed": 1,
    }  # fmt: skip
    kept = tmp_path / "kept.csv"
    kept.write_bytes(text.encode())
    kept.with_suffix(".json").write_text(json.dumps(record), encoding="utf-8")
    monkeypatch.setattr(frozen, "_FILE", kept)
    monkeypatch.setattr(frozen, "_RECORD", kept.with_suffix(".json"))


def test_scores_as_json_and_files(multivector: Command, two_origins: None, tmp_path: Path) -> None:
    done = multivector("hindcast", "--members", "8", "--json", "--out", "made", "--style", "dark")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert "Exploratory, not a forecast" in document["note"]
    *targets, overall = document["scores"]
    assert all(set(row) == NEEDED for row in targets)
    assert set(overall) > NEEDED
    assert overall["target"] == "overall"
    assert overall["n"] == sum(row["n"] for row in targets)
    for naive in ("persistence", "drift"):
        assert overall[f"ratio_{naive}"] == pytest.approx(
            overall["crps"] / overall[f"crps_{naive}"]
        )
        assert overall[f"ratio_{naive}_low"] <= overall[f"ratio_{naive}_high"]
    better = sum(row["crps"] < min(row["crps_persistence"], row["crps_drift"]) for row in targets)
    assert (overall["better_than_both"], overall["targets"]) == (better, len(targets))
    assert overall["origins"] == 2
    names = {f"{stem}.{kind}" for stem in ("scores", "calibration") for kind in ("png", "svg")}
    assert {path.name for path in (tmp_path / "made").iterdir()} == {
        *names, "scores.csv", "manifest.json",
    }  # fmt: skip
    table = pd.read_csv(tmp_path / "made" / "scores.csv")
    assert set(table.columns) == NEEDED
    assert table["crps"].tolist() == [row["crps"] for row in document["scores"]]
    manifest = json.loads((tmp_path / "made" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["experiment"]["runs"] == 8
    assert manifest["experiment"]["forecast"]["later_known"] is True
    assert manifest["experiment"]["forecast"]["settings"]["pooling"] > 0
    with Image.open(tmp_path / "made" / "scores.png") as picture:
        assert max(picture.convert("RGB").getpixel((2, 2))) < 40
        assert "exploratory" in picture.text["Description"]


def test_the_table_tells_intervals_and_known_only_differs(
    multivector: Command, two_origins: None
) -> None:
    both = [
        multivector("hindcast", "--members", "8", "--quiet", *more)
        for more in ((), ("--known-only",))
    ]
    for done in both:
        assert done.returncode == 0, done.stderr
        assert "95 % intervals: bootstrap of 2 origins" in done.stdout
        assert "targets.\nExploratory, not a forecast." in done.stdout
        assert done.stderr == ""
    assert "stay as they were at the origin" in both[1].stdout
    assert both[0].stdout != both[1].stdout


def test_one_forecast_with_its_figures(multivector: Command, tmp_path: Path) -> None:
    done = multivector(
        "hindcast", "--origin", "2010", "--to", "2011", "--members", "8", "--json", "--out", "made"
    )
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    table = pd.read_csv(tmp_path / "made" / "forecast.csv")
    assert document["forecast"] == table.to_dict(orient="records")
    assert set(table["year"]) == {2011}
    indicators = set(table["indicator"]) - {"hostility_rank"}
    stems = {"hostility", *(f"fan_{name}" for name in indicators)}
    assert {path.stem for path in (tmp_path / "made").glob("*.png")} == stems
    assert {path.stem for path in (tmp_path / "made").glob("*.svg")} == stems
    svg = (tmp_path / "made" / "fan_trade_share.svg").read_text(encoding="utf-8")
    assert "observed later" in svg
    assert "8 members, seed 1" in svg


def later(tmp_path: Path, *rows: str) -> str:
    path = tmp_path / "later.csv"
    path.write_text("\n".join((HEADER, *rows, "")), encoding="utf-8")
    return path.name


def test_later_figures_score_the_frozen_forecast(
    multivector: Command, made_frozen: None, tmp_path: Path
) -> None:
    table = made_table()
    middle = table[(table["quantile"] == 0.5) & (table["year"] <= 2015)]
    rows = [
        f"{row.year},{row.partner},{row.actor},{row.indicator},{row.value}"
        for row in middle[middle["indicator"] == "event_conflict_share"].itertuples()
    ]
    extra = ("2014,KAZ,CHN,gdp,much", "2031,KAZ,CHN,trade_share,0.5", "2001,KAZ,CHN,trade_share,0")
    name = later(tmp_path, *rows, *extra)
    done = multivector("hindcast", "--observations", name, "--json", "--out", "made")
    assert done.returncode == 0, done.stderr
    *targets, overall = json.loads(done.stdout)["scores"]
    assert len(targets) == 10  # reversed pairs are the same pairs
    assert overall["n"] == 20
    assert overall["mae"] == 0.0  # figures are the medians
    assert overall["coverage50"] == 1.0
    assert overall["ratio_drift_low"] is None  # one origin
    stems = {path.stem for path in (tmp_path / "made").glob("*.png")}
    assert {"scores", "calibration", "hostility", "fan_event_conflict_share"} <= stems
    manifest = json.loads((tmp_path / "made" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["frozen"]["version"] == 1
    assert manifest["observations"]["file"] == name
    shown = multivector("hindcast", "--observations", name)
    assert shown.returncode == 0
    assert "One origin gives no interval" in shown.stdout


def test_figures_up_to_the_origin_change_nothing(
    multivector: Command, made_frozen: None, tmp_path: Path
) -> None:
    row = "2014,KAZ,CHN,trade_share,0.2"
    plain = multivector("hindcast", "--observations", later(tmp_path, row), "--json")
    more = multivector(
        *("hindcast", "--observations"),
        later(tmp_path, row, "2013,KAZ,CHN,trade_share,0.9", "2012,KAZ,RUS,trade_share,0.9"),
        "--json",
    )
    assert plain.stdout == more.stdout


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (("2014,KAZ,CHN,trade_share,1.7",), "later.csv:2: value '1.7' received"),
        (("2014,KAZ,CHN,trade_share,0.2", "soon,KAZ,CHN,trade_share,0.2"), "later.csv:3: year"),
        (("2014,KAZ,CHN,trade_share,0.2",) * 2, "later.csv:3: the same figure"),
        ((), "no row of the indicators"),
        (("2014,KAZ,CHN,gdp,0.2",), "no row of the indicators"),
        (("2010,KAZ,CHN,trade_share,0.2",), "give figures of the years 2014 to 2024"),
        (("2014,KAZ,TUR,trade_share,0.2",), "no figure that was forecast"),
        (("2014,KAZ,CHN,trade_share",), "no row of the indicators"),
    ],
)
def test_faulty_tables_are_one_message(
    multivector: Command, made_frozen: None, tmp_path: Path, rows: tuple[str, ...], words: str
) -> None:
    refused(multivector("hindcast", "--observations", later(tmp_path, *rows)), words)


def refused(done: subprocess.CompletedProcess[str], words: str) -> None:
    assert done.returncode == 2, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_columns_and_empty_files(multivector: Command, made_frozen: None, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    refused(multivector("hindcast", "--observations", "empty.csv"), "empty.csv:1: column 'year'")
    (tmp_path / "poor.csv").write_text("year,actor,partner,value\n", encoding="utf-8")
    refused(multivector("hindcast", "--observations", "poor.csv"), "column 'indicator' is missing")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--observations", "nowhere.csv"), "nowhere.csv"),
        (("--observations", "here.csv", "--origin", "2010"), "leave out --origin"),
        (("--observations", "here.csv", "--known-only"), "leave out --known-only"),
        (("--observations", "here.csv", "--members", "5"), "leave out --members"),
        (("hedge", "--observations", "here.csv"), "leave out SCENARIO"),
        (("--to", "2012"), "--to goes with --origin"),
        (("--style", "dark"), "--style goes with --out"),
        (("--style", "neon", "--out", "made"), "projector, print, dark"),
        (("--origin", "1800"), "origin: 1800 received; allowed are"),
        (("--origin", "2010", "--to", "2009", "--members", "4"), "must be after the origin 2010"),
        (("--members", "1"), "--members"),
        (("no_such_scenario",), "no_such_scenario"),
    ],
)
def test_what_contradicts_is_told(
    multivector: Command, tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    (tmp_path / "here.csv").write_text(HEADER, encoding="utf-8")
    refused(multivector("hindcast", *arguments), words)


def test_a_changed_or_missing_frozen_forecast_is_told(
    multivector: Command, made_frozen: None, tmp_path: Path
) -> None:
    name = later(tmp_path, "2014,KAZ,CHN,trade_share,0.2")
    kept = tmp_path / "kept.csv"
    kept.write_bytes(kept.read_bytes().replace(b"2014", b"2015", 1))
    refused(multivector("hindcast", "--observations", name), "must not change")
    kept.with_suffix(".json").unlink()
    refused(multivector("hindcast", "--observations", name), "has no frozen forecast")


def test_the_same_seed_gives_the_same_numbers_and_another_does_not() -> None:
    first, again, other = (
        api.predict(origin=2011, last=2012, members=6, seed=seed)[0].quantiles for seed in (1, 1, 2)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


COMMANDS = re.findall(r"^\$ multivector (.*)$", PAGE, re.MULTILINE)
LONG = [one for one in COMMANDS if "--out" in one and "--known-only" not in one]
"""What these write is looked at above, by smaller requests."""


@pytest.mark.parametrize(
    "command",
    [pytest.param(one, marks=pytest.mark.full if one in LONG else ()) for one in COMMANDS],
)
def test_commands_of_the_page_work(
    multivector: Command, two_origins: None, made_frozen: None, tmp_path: Path, command: str
) -> None:
    (example,) = re.findall(r"```csv\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "later_years.csv").write_text(example, encoding="utf-8")
    few = () if "--observations" in command else ("--members", "6")
    done = multivector(*shlex.split(command), *few)
    assert done.returncode == 0, done.stderr
    assert done.stdout
    if "--out" in command:
        assert (tmp_path / "results" / "manifest.json").is_file()


def test_every_option_is_told(multivector: Command) -> None:
    options = set(re.findall(r"--[a-z][a-z-]+", multivector("hindcast", "--help").stdout))
    assert options - {"--help", "--debug"} <= set(re.findall(r"--[a-z][a-z-]+", PAGE))
