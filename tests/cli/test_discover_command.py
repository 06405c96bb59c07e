"""``multivector discover``: what it prints, writes and refuses; the page that shows it."""

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

import multivector_sim as mv
from made_sweeps import Made
from multivector_sim.sweeps.run import run_sweep
from multivector_sim.sweeps.sweep import Sweep
from update_discover import KINDS, PAGE, PICTURES, QUESTIONS, SWEEP, refresh

Command = Callable[..., subprocess.CompletedProcess[str]]
TEXT = PAGE.read_text(encoding="utf-8")
REACTION = "parameters.reaction"
FILES = {
    *("discovery.json", "boxes.csv", "trajectory.csv", "manifest.json"),
    *(f"{stem}.{kind}" for stem in KINDS for kind in ("png", "svg")),
}


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the folder of a sweep whose autonomy is low where one unknown is high."""
    folder = str(tmp_path_factory.mktemp("swept") / "sweep")
    plan = Sweep(
        base="multivector", end="1993Q4", seed=1, points=300, replications=2, noise="own",
        outcomes=["autonomy", "crises"],
        uncertain={REACTION: {"uniform": [0, 1]}, "parameters.fatigue": {"uniform": [0, 1]}},
    ).plan  # fmt: skip
    run_sweep(plan, folder, executor=Made(_answer, None))
    return folder


def _answer(policy: int, choices: object, unknowns: dict[str, float], chance: float) -> float:
    return 1.0 - (unknowns[REACTION] > 0.7) + 0.1 * chance


def test_words_files_and_json_tell_the_same(
    multivector: Command, swept: str, tmp_path: Path
) -> None:
    pytest.importorskip("ema_workbench")
    asked = ("discover", swept, "--where", "autonomy in worst 30%")
    told = multivector(*asked)
    assert told.returncode == 0, told.stderr
    for words in (
        "Cases: autonomy <=", "By PRIM: parameters.reaction >", "held out: coverage",
        "quasi-p, held out", "Trajectory of the first search", "Exploratory, not a forecast",
    ):  # fmt: skip
        assert words in told.stdout
    assert "searching 150 points over 2 inputs by PRIM" in told.stderr
    done = multivector(*asked, "--out", "made", "--json", "--style", "print", "--quiet")
    assert done.stderr == ""
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert {path.name for path in (tmp_path / "made").iterdir()} == FILES
    kept = json.loads((tmp_path / "made" / "discovery.json").read_text(encoding="utf-8"))
    assert kept == document
    assert document["share_of_cases"] == 0.3
    assert document["boxes"][0]["holds"]
    found = mv.discover(swept, "autonomy in worst 30%")
    assert document["boxes"][0]["p"] == found.boxes[0].p
    assert found.summary().splitlines()[0] in told.stdout
    table = pd.read_csv(tmp_path / "made" / "boxes.csv")
    assert table["held_out_density"].iloc[0] == found.boxes[0].held_out.density
    way = pd.read_csv(tmp_path / "made" / "trajectory.csv")
    assert way["coverage"].tolist() == [row["coverage"] for row in document["trajectory"]]
    manifest = json.loads((tmp_path / "made" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["discovery"]["sweep"] == mv.load_sweep(swept).manifest["hash"]
    for stem in KINDS:
        with Image.open(tmp_path / "made" / f"{stem}.png") as picture:
            assert min(picture.size) > 500
            assert np.asarray(picture.convert("L")).std() > 5, "not a blank"


def test_where_nothing_is_found_it_says_so(
    multivector: Command, swept: str, tmp_path: Path
) -> None:
    done = multivector(
        *("discover", swept, "--where", "autonomy in worst 30%", "--out", "none"),
        *("--input", "fatigue"),
    )
    assert done.returncode == 0, done.stderr
    assert "Nothing is found" in done.stdout
    assert not (tmp_path / "none" / "limits.png").exists()
    assert pd.read_csv(tmp_path / "none" / "boxes.csv")["holds"].eq(False).all()
    few = multivector("discover", swept, "--where", "autonomy in worst 5%")
    assert "too few futures to look" in few.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--where", "autonmy > 1"), "did you mean 'autonomy'"),
        (("--where", "autonomy"), "allowed forms"),
        (("--where", "autonomy of multivector < hegde"), "number or the name of another policy"),
        (("--where", "autonomy > 0.5", "--input", "reactoin"), "there are parameters.fatigue"),
        (("--where", "autonomy > 0.5", "--step", "0"), "--step"),
        (("--where", "autonomy > 0.5", "--step", "999"), "the trajectory has the steps"),
        (("--where", "autonomy > 0.5", "--seed", "-1"), "--seed"),
        (("--where", "autonomy > 0.5", "--out", "taken"), "is a file"),
        (("--where", "autonomy in worst 30%", "--out", "made", "--style", "drak"), "projector"),
        ((), "--where"),
    ],
)
def test_bad_input_is_explained(
    multivector: Command, swept: str, tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    done = multivector("discover", swept, *arguments)
    assert done.returncode == 2, done.stdout
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_is_none_of_a_sweep_is_refused(multivector: Command) -> None:
    done = multivector("discover", "nowhere", "--where", "autonomy > 1")
    assert done.returncode == 2
    assert "is no folder of a sweep" in done.stderr


def test_every_option_and_every_question_of_the_page_is_there(multivector: Command) -> None:
    options = set(re.findall(r"--[a-z][a-z-]+", multivector("discover", "--help").stdout))
    assert options - {"--help", "--debug"} <= set(re.findall(r"--[a-z][a-z-]+", TEXT))
    assert re.findall(r"<!-- output: (\w+) -->", TEXT) == [row.key for row in QUESTIONS]
    assert SWEEP in TEXT
    for question in QUESTIONS:
        assert f"$ {question.command}\n" in TEXT
        assert shlex.split(question.command)[4] == question.where
    for kind in KINDS:
        assert (PICTURES / f"{kind}.png").is_file()
        assert f"images/discover/{kind}.png" in TEXT
    outputs = {row.key: f"{row.key} anew\n" for row in QUESTIONS}
    assert all(f"```text\n{text}```" in refresh(TEXT, outputs) for text in outputs.values())
