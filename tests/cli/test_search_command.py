"""``multivector search``: what it prints, writes and refuses."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image

from multivector_sim.searching import search as search_function

Command = Callable[..., subprocess.CompletedProcess[str]]
HEAD = "extends: baseline\ntitle: A\nquestion: B\n"
SMALL = (
    *("--policies", "12", "--generations", "3", "--futures", "6"),
    *("--presets", "hedge,laissez_faire", "--levers", "inclusion,leveraging", "--phases", "2"),
)
FILES = {
    *("front.csv", "gains.csv", "evaluated.parquet", "search.json", "manifest.json"),
    *("runs", "scenarios", "parallel.png", "parallel.svg", "pairs.png", "pairs.svg"),
}


def test_text_json_and_files_tell_the_same_and_members_are_scenarios(
    multivector: Command, tmp_path: Path
) -> None:
    (tmp_path / "short.yaml").write_text(HEAD + "end: 1996Q4\n", encoding="utf-8")
    done = multivector("search", "short.yaml", *SMALL, "--out", "made")
    assert done.returncode == 0, done.stderr
    for words in (
        "Policies searched from short",
        "Exploratory, not a forecast. 12 policies in 6 futures of the accepted set, one run each",
        "Hypervolume",
        "The front",
        "hedge: gain of members over it, fresh futures, paired",
        "95 % interval",
    ):
        assert words in done.stdout, words
    made = tmp_path / "made"
    assert {path.name for path in made.iterdir()} == FILES
    again = multivector("search", "short.yaml", *SMALL, "--out", "made", "--json", "--quiet")
    document = json.loads(again.stdout)
    assert again.stderr == ""
    assert json.loads((made / "search.json").read_text(encoding="utf-8")) == document
    front = pd.read_csv(made / "front.csv")
    names = [row["name"] for row in (*document["members"], *document["presets"])]
    assert front["name"].tolist() == names
    assert names[-3:] == ["short", "hedge", "laissez_faire"]
    told = [row["outcomes"][0]["fresh"] for row in (*document["members"], *document["presets"])]
    assert front["autonomy"].tolist() == told
    assert (front["autonomy low"] <= front["autonomy"]).all()
    assert len(pd.read_parquet(made / "evaluated.parquet")) == 12
    assert len(pd.concat(map(pd.read_parquet, (made / "runs").iterdir()))) == 12
    gains = pd.read_csv(made / "gains.csv")
    assert set(gains["verdict"]) <= {"beaten", "not told apart", "on the front"}
    assert "meaning" in document["against"][0]
    member = "made/scenarios/member_01.yaml"
    assert multivector("validate", member).returncode == 0
    ran = multivector("compare", "short.yaml", member, "--runs", "4", "--quiet")
    assert ran.returncode == 0, ran.stderr
    assert "member_01" in ran.stdout
    for stem in ("parallel", "pairs"):
        with Image.open(made / f"{stem}.png") as picture:
            assert min(picture.size) > 500


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("baselin",), "did you mean 'baseline'"),
        (("baseline", "--levers", "inclusio"), "did you mean 'inclusion'"),
        (("baseline", "--outcomes", "demands,welfare"), "say which way is better"),
        (("baseline", "--outcomes", "cost=lower,welfare"), "by construction"),
        (("baseline", "--triggers", "concern.RUS"), "nothing that the pivot observes"),
        (("baseline", "--from", "soon"), "2022Q2"),
        (("baseline", "--from", "2040"), "runs from"),
        (("baseline", "--presets", "nobody"), "unknown scenario"),
        (("baseline", "--policies", "10", "--generations", "9"), "4 policies or more"),
        (("baseline", "--futures", "100000", "--policies", "1000000"), "many hours"),
        (("baseline", "--futures", "1"), "--futures"),
        (("baseline", "--phases", "4"), "--phases"),
        (("baseline", *SMALL, "--out", "taken"), "is a file"),
        (("baseline", *SMALL, "--out", "full"), "holds other files"),
    ],
)
def test_bad_input_is_explained(
    multivector: Command, tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine", encoding="utf-8")
    done = multivector("search", *arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not done.stdout


def test_an_interrupt_says_how_to_go_on(
    multivector: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("multivector_sim.searching.run.run_policies", interrupted)
    done = multivector("search", "baseline", *SMALL, "--out", "made")
    assert done.returncode == 130
    assert "the same command goes on from there" in done.stderr
    done = multivector("search", "baseline", *SMALL)
    assert (done.returncode, done.stdout) == (130, "")
    assert "nothing was written" in done.stderr


def test_the_command_prints_what_python_returns(multivector: Command) -> None:
    asked = ("--futures", "4", "--policies", "8", "--generations", "2", "--presets", "hedge")
    done = multivector("search", "baseline", *asked, "--quiet")
    found = search_function("baseline", presets=["hedge"], futures=4, policies=8, generations=2)
    told = done.stdout.split()
    missing = [word for word in found.summary().split() if word != "|" and word not in told]
    assert missing == []
