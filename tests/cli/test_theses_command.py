"""``multivector theses``: what it prints, writes and refuses."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image

from multivector_sim.cli import main
from multivector_sim.experiments.counterfactuals import COUNTERFACTUALS
from multivector_sim.inquiry import Pool
from multivector_sim.theses import rank_countries, run
from multivector_sim.theses.ranking import OWN_POLICY, SAME_POLICY

Command = Callable[..., subprocess.CompletedProcess[str]]
SMALL = ("--draws", "10", "--seeds", "8", "--fresh")


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


def test_one_thesis_in_words(inside: Command) -> None:
    done = inside("theses", "h01", *SMALL, "--no-variants")
    assert done.returncode == 0, done.stderr
    for name in COUNTERFACTUALS:
        assert name in done.stdout
    for words in ("Refuted by:", "Verdict:", "Exploratory, not a forecast", "10 draws", "seed 1"):
        assert words in done.stdout
    assert done.stdout.index("Refuted by:") < done.stdout.index("Verdict:")


def test_files_and_json_tell_the_same(inside: Command, tmp_path: Path) -> None:
    done = inside("theses", "H01", "H44", *SMALL, "--json", "--out", "made", "--set", "prior")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    first, second = document["theses"]
    table = pd.read_csv(tmp_path / "made" / "parts.csv")
    assert [row["mean"] for row in first["parts"]] == pytest.approx(table["mean"].tolist())
    assert set(table["set"]) == {"prior"}
    assert (second["verdict"], second["parts"]) == ("not testable", [])
    summary = pd.read_csv(tmp_path / "made" / "verdicts.csv")
    assert summary["verdict"].tolist() == [first["verdict"], "not testable"]
    manifest = json.loads((tmp_path / "made" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["experiment"]["most_draws"] == 10
    assert "forecast" in manifest["note"]
    for name in ("verdicts.png", "H01.png"):
        with Image.open(tmp_path / "made" / name) as picture:
            assert min(picture.size) > 200
    assert not (tmp_path / "made" / "H44.png").exists()


def test_the_list_runs_nothing(inside: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "estimate", None)
    done = inside("theses", "--list", "H01", "H44")
    assert done.returncode == 0, done.stderr
    assert [line[:3] for line in done.stdout.splitlines() if line[:1] == "H"] == ["H01", "H44"]
    document = json.loads(inside("theses", "--list", "--json", "H44").stdout)
    assert "India" in document["theses"][0]["not_testable"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("H1",), "did you mean 'H01'"),
        (("E001",), "thesis"),
        (("H01", "--draws", "1"), "--draws"),
        (("H01", "--seeds", "12"), "multiple of 8"),
        (("H01", "--set", "posterior"), "accepted"),
        (("H01", "--seeds", "8000000"), "100000"),
        (("H51", "--ranking"), "--ranking"),
        (("--list", "--out", "made"), "--out"),
    ],
)
def test_bad_input_is_explained(inside: Command, arguments: tuple[str, ...], words: str) -> None:
    done = inside("theses", *arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_an_interrupt_keeps_what_was_run(inside: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "estimate", interrupted)
    done = inside("theses", "H01", "--draws", "10", "--seeds", "8")
    assert done.returncode == 130
    assert "call it again" in done.stderr


def test_the_ranking_is_that_of_python(inside: Command, tmp_path: Path) -> None:
    sizes = ("--draws", "4", "--seeds", "8", "--fresh")
    done = inside("theses", "--ranking", *sizes, "--json", "--out", "made")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["success"]["autonomy"] == {"measures": ["autonomy"], "more_is_better": True}
    assert [row["more_is_better"] for row in document["success"].values()].count(False) == 3
    pool = Pool(seeds=8)
    for told in document["rankings"]:
        states = OWN_POLICY if "own" in told["ranked"] else SAME_POLICY
        against = "laissez_faire" if "gains" in told["ranked"] else None
        found = rank_countries(pool, told["set"], 4, states, against=against)
        assert told["states"] == found.to_frame().to_dict(orient="records")
        assert told["agreement"]["value"] == found.mean_agreement().value
    table = pd.read_csv(tmp_path / "made" / "ranking.csv")
    groups = [list(key) for key in table.groupby(["set", "ranked"], sort=False).groups]
    assert groups == [[told["set"], told["ranked"]] for told in document["rankings"]]
    assert {told["set"] for told in document["rankings"]} == {"accepted", "prior"}
    assert table["rank"].tolist() == pytest.approx(
        [row["rank"] for told in document["rankings"] for row in told["states"]]
    )
    manifest = json.loads((tmp_path / "made" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["experiment"]["draws"] == 4
    assert set(manifest["experiment"]["sets"]) == {"accepted", "prior"}


def test_the_ranking_in_words_says_what_success_is(inside: Command) -> None:
    done = inside(
        "theses", "--ranking", "--draws", "4", "--seeds", "8", "--fresh", "--set", "prior"
    )
    assert done.returncode == 0, done.stderr
    told = " ".join(done.stdout.split())
    assert "autonomy (more is better)" in told
    assert "crises (less is better)" in told
    assert "accepted" not in told
    rows = [line.split() for line in done.stdout.splitlines() if line.startswith("  Kazakhstan")]
    assert len(rows) == 3
    assert "4 draws a set, 8 runs a draw, seed 1" in told


def test_draws_without_a_value_show_no_number(inside: Command) -> None:
    """H05: in few runs nobody ever holds half of the fields."""
    sizes = ("--draws", "2", "--seeds", "8", "--fresh", "--no-variants")
    done = inside("theses", "H05", *sizes, "--set", "prior")
    assert done.returncode == 0, done.stderr
    assert "nan" not in done.stdout
    (row, *_) = (line for line in done.stdout.splitlines() if "holder of half" in line)
    assert row.split()[-4:] == ["-", "shown", "only", "*"]
    assert "worst verdict counts" in done.stdout
