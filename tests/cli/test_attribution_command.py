"""``multivector attribution``: tables, files and one JSON document, or one clear message."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image

from made_attribution import made_attribution, made_mediation
from multivector_sim.cli import main
from multivector_sim.cli.attribution_tables import mediation_tables, shapley_tables
from multivector_sim.experiments.counterfactuals import COUNTERFACTUALS
from multivector_sim.inquiry import Pool

Command = Callable[..., subprocess.CompletedProcess[str]]
SMALL = ("mine.yaml", "--draws", "2", "--seeds", "8")


@pytest.fixture
def inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """Return a function that runs ``multivector`` in this process, beside a short scenario."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("multivector_sim.inquiry.pool_folder", lambda: tmp_path / "kept")
    (tmp_path / "mine.yaml").write_text(
        "extends: baseline\ntitle: T\nquestion: Q\nstart: 2003Q1\nend: 2004Q4\n", encoding="utf-8"
    )

    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        with pytest.raises(SystemExit) as end:
            main(arguments)
        streams = capsys.readouterr()
        return subprocess.CompletedProcess(arguments, end.value.code, streams.out, streams.err)

    return call


def test_tables_name_every_counterfactual_and_warn(inside: Command) -> None:
    done = inside("attribution", *SMALL)
    assert done.returncode == 0, done.stderr
    for name in COUNTERFACTUALS:
        assert f"without multivector: {name}" in done.stdout
    for words in ("pivot policy", "common Other", "SCO", "all on minus all off", "P(lower)"):
        assert done.stdout.count(words) >= 4
    for words in ("prior", "prior with tossed signs", "accepted set", "Interactions over"):
        assert words in done.stdout
    assert "Warning: the priors of the mechanisms' strengths are not symmetric" in done.stdout
    assert "Exploratory, not a forecast. 2 draws of each set, 8 runs each" in done.stdout
    assert "How multivector moves" not in done.stdout


def test_json_and_files_say_the_same(inside: Command, tmp_path: Path) -> None:
    done = inside(
        "attribution", *SMALL, "--set", "prior", "--mediation", "--json", "--quiet", "--out", "o",
        "--counterfactual", "pro_west",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    told = json.loads(done.stdout)
    assert {row["counterfactual"] for row in told["shapley"]} == {"pro_west"}
    assert {row["set"] for row in told["shapley"]} == {"prior", "symmetric"}
    for key, name in (("shapley", "shapley"), ("restated", "restated")):
        read = pd.read_csv(tmp_path / "o" / f"{name}.csv")
        pd.testing.assert_frame_equal(pd.DataFrame(told[key]).astype(read.dtypes), read)
    read = pd.read_csv(tmp_path / "o" / "mediation.csv")
    assert read["mean"].tolist() == [row["mean"] for row in told["mediation"]["parts"]]
    manifest = json.loads((tmp_path / "o" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["experiment"] == told["manifest"]["experiment"]
    assert manifest["experiment"]["world"] == "mine.yaml"
    for name in ("shapley", "interactions", "mediation"):
        with Image.open(tmp_path / "o" / f"{name}.png") as picture:
            assert picture.width == 1600
        assert "<svg" in (tmp_path / "o" / f"{name}.svg").read_text(encoding="utf-8")


def test_mediation_is_told_beside_its_limits(inside: Command) -> None:
    done = inside(
        "attribution", *SMALL, "--set", "accepted", "--mediation", "--outcome", "autonomy"
    )
    assert done.returncode == 0, done.stderr
    assert "through the concerns" in done.stdout
    for name in COUNTERFACTUALS:
        assert f"; minus {name}" in " ".join(done.stdout.split())
    assert "neither is its share" in done.stdout
    assert "--set prior shows how much" in done.stdout
    assert "tossed" not in done.stdout


def test_an_outcome_that_levers_move_by_construction_says_so(inside: Command) -> None:
    few = ("--set", "accepted", "--counterfactual", "pro_west", "--outcome", "cost")
    assert "Levers move this outcome by construction" in inside("attribution", *SMALL, *few).stdout


def test_an_interrupted_command_goes_on(
    inside: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = (*SMALL, "--set", "accepted", "--counterfactual", "pro_west")
    made: list[str] = []
    run = Pool._run

    def counted(self: Pool, prepared, *rest):  # type: ignore[no-untyped-def]
        if len(made) == 5:
            raise KeyboardInterrupt
        made.append(prepared.digest)
        return run(self, prepared, *rest)

    monkeypatch.setattr(Pool, "_run", counted)
    done = inside("attribution", *few)
    assert done.returncode == 130
    assert "the same command goes on from the runs made so far" in done.stderr
    before = list(made)
    made[:] = [""] * 6  # no further interrupt
    again = inside("attribution", *few)
    assert again.returncode == 0, again.stderr
    assert len(set(made[6:])) == 32 - 5
    assert not set(before) & set(made[6:])
    monkeypatch.setattr("multivector_sim.inquiry.pool_folder", lambda: tmp_path / "other")
    assert inside("attribution", *few).stdout == again.stdout


def test_a_narrow_terminal_gets_narrow_tables() -> None:
    wide, below = shapley_tables(made_attribution())
    narrow, same = shapley_tables(made_attribution(), narrow=True)
    assert below == same
    assert len(wide) == 4 + 2
    assert len(narrow) == 4 * 3 + 2
    assert max(len(table.columns) for table in narrow[:-2]) == 4
    parts, _ = mediation_tables(made_mediation(), narrow=True)
    assert list(parts[0].columns[0].cells)[:3] == ["total", "around", "through"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("nowhere",), "unknown scenario"),
        (("--outcome", "tension"), "did you mean"),
        (("--policy", "pro_west"), "compared with itself"),
        (("--counterfactual", "hedge"), "allowed are laissez_faire"),
        (("--seeds", "9"), "a multiple of 8"),
        (("--seeds", "0"), "--seeds"),
        (("--draws", "1"), "--draws"),
        (("--draws", "100000000000"), "2<=x<=100000"),
        (("--set", "none"), "--set"),
        (("--out", "mine.yaml/folder"), "cannot write results"),
    ],
)
def test_bad_input_is_one_message(inside: Command, arguments: tuple[str, ...], told: str) -> None:
    done = inside("attribution", *arguments)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert not done.stdout
