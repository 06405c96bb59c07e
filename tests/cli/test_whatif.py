"""``multivector whatif``: what it prints, writes and refuses."""

from __future__ import annotations

import builtins
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from PIL import Image

from multivector_sim.cli import main
from multivector_sim.inquiry import Pool
from multivector_sim.whatif import answer as answers

Command = Callable[..., subprocess.CompletedProcess[str]]
SMALL = ("--draws", "10", "--seeds", "8")
REFUSED, ACCEPTED = "gas_union_refused", "gas_union_accepted"
FILES = {
    *("answer.json", "effects.csv", "regret.csv", "flips.csv", "manifest.json", "report.html"),
    *(f"{stem}.{kind}" for stem in ("effects", "flips") for kind in ("png", "svg")),
}


@pytest.fixture
def inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """Return a function that runs ``multivector`` in this process, which is quicker."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        with pytest.raises(SystemExit) as end:
            main(arguments)
        streams = capsys.readouterr()
        return subprocess.CompletedProcess(arguments, end.value.code, streams.out, streams.err)

    return call


def test_the_card_in_words(inside: Command) -> None:
    done = inside("whatif", REFUSED, ACCEPTED, *SMALL)
    assert done.returncode == 0, done.stderr
    for words in (
        f"{ACCEPTED} instead of {REFUSED}",
        "policy.phases.2022Q4.concession: 0 becomes 1",
        "P(better)",
        "Who gains, who loses",
        "When the answer flips",
        "Mean regret",
        "Exploratory, not a forecast. 10 futures of the accepted set, 8 runs each, seed 1",
    ):
        assert words in done.stdout
    assert "by PRIM" not in done.stdout


def test_files_and_json_tell_the_same(inside: Command, tmp_path: Path) -> None:
    asked = ("whatif", REFUSED, ACCEPTED, *SMALL, "--set-of", "prior", "--prim", "--json")
    done = inside(*asked, "--out", "made")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert {path.name for path in (tmp_path / "made").iterdir()} == FILES
    kept = json.loads((tmp_path / "made" / "answer.json").read_text(encoding="utf-8"))
    assert kept == document
    for row in document["outcomes"]:
        assert {"name", "effect", "low", "high", "p_better"} <= set(row)
        assert row["low"] <= row["effect"] <= row["high"]
        assert row["p_better"] is None or 0 <= row["p_better"] <= 1
        assert (row["p_better"] is None) == (row["better"] is None)
    table = pd.read_csv(tmp_path / "made" / "effects.csv")
    assert table["label"].tolist() == [row["name"] for row in document["outcomes"]]
    assert table["mean"].tolist() == [row["effect"] for row in document["outcomes"]]
    regret = pd.read_csv(tmp_path / "made" / "regret.csv")
    assert regret["mean_regret"].tolist() == [row["mean_regret"] for row in document["regret"]]
    flips = pd.read_csv(tmp_path / "made" / "flips.csv")
    assert set(flips["method"]) == {"tree", "prim"}
    assert {row["method"] for row in document["flips"]} == {"tree", "prim"}
    manifest = json.loads((tmp_path / "made" / "manifest.json").read_text(encoding="utf-8"))
    experiment = manifest["experiment"]
    assert (experiment["futures"], experiment["runs_a_future"], experiment["seed"]) == (10, 8, 1)
    assert [row["name"] for row in (experiment["base"], *experiment["options"])] == [
        REFUSED,
        ACCEPTED,
    ]
    assert set(experiment["sets"]) == {"prior"}
    for stem in ("effects", "flips"):
        with Image.open(tmp_path / "made" / f"{stem}.png") as picture:
            assert min(picture.size) > 200


def test_a_change_from_a_quarter_on(inside: Command) -> None:
    changed = ("--set", "policy.concession=0.8", "--from", "2015q3")
    done = inside("whatif", "baseline", *changed, *SMALL, "--json")
    assert done.returncode == 0, done.stderr
    (option,) = json.loads(done.stdout)["options"]
    assert any("2015Q3" in change and "0.8" in change for change in option["changes"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("baselin", REFUSED), "did you mean 'baseline'"),
        (("baseline", "--set", "policy.concesion=1"), "concession"),
        (("baseline", "--set", "policy.concession=2"), "policy.concession"),
        (("baseline", "--set", "policy.concession=0", "--from", "2040"), "runs from"),
        (("baseline", "--set", "policy.concession=0", "--from", "soon"), "2022Q2"),
        (("baseline", "--set", "parameters.reaction=1", "--from", "2015"), "from a date on"),
        (("baseline", "multivector", "--from", "2015"), "goes with changes"),
        (("baseline", "--from", "2015"), "goes with changes"),
        (("baseline",), "nothing to compare"),
        (("baseline", "baseline"), "changes nothing"),
        (("baseline", REFUSED), "quarters differ"),
        (("baseline", "multivector", "--seeds", "12"), "multiple of 8"),
        (("baseline", "multivector", "--draws", "1"), "--draws"),
        (("baseline", "multivector", "--set-of", "posterior"), "accepted"),
        (("baseline", "multivector", "multivector"), "two scenarios are called"),
        (("baseline", "multivector", "--out", "taken"), "is a file"),
        (("baseline", "multivector", "--out", "taken/inside"), "choose a folder"),
    ],
)
def test_bad_input_is_explained(
    inside: Command, tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    done = inside("whatif", *arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not done.stdout


def test_prim_without_the_workbench_is_explained(
    inside: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.startswith("ema_workbench"):
            raise ImportError("no module")
        return found(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    done = inside("whatif", REFUSED, ACCEPTED, *SMALL, "--prim")
    assert done.returncode == 2
    assert "--prim" in done.stderr
    assert "pip install 'multivector-sim[analysis]'" in done.stderr


def test_an_interrupt_says_what_is_left(
    inside: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(answers, "estimate", interrupted)
    done = inside("whatif", REFUSED, ACCEPTED, *SMALL, "--out", "made")
    assert done.returncode == 130
    assert "nothing was written" in done.stderr
    assert not list((tmp_path / "made").iterdir())


def test_the_command_prints_what_python_returns(inside: Command) -> None:
    done = inside("whatif", REFUSED, ACCEPTED, *SMALL, "--quiet")
    found = answers.what_if(REFUSED, others=[ACCEPTED], draws=10, pool=Pool(seeds=8))
    told = done.stdout.split()
    assert [word for word in found.summary().split() if word not in told] == []
