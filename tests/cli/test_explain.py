"""``multivector explain``: what it prints, writes and refuses."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

import multivector_sim as mv
from multivector_sim import plots
from multivector_sim.explanation import ExplainedModel
from multivector_sim.plots import writing

Command = Callable[..., subprocess.CompletedProcess[str]]
SHORT = ("--set", "end=1994Q4", "--quiet")
FILES = {"explanation.txt", "explanation.json", "timeline.png", "timeline.svg"}


def test_it_prints_what_python_tells(multivector: Command) -> None:
    done = multivector("explain", "baseline", "--run", "7", "--seed", "1", *SHORT)
    assert done.returncode == 0, done.stderr
    chronicle = mv.explain("baseline", run=7, seed=1, overrides=["end=1994Q4"])
    assert done.stdout == chronicle.text()
    window = ("--around", "1993Q2", "--within", "0.5", "--actor", "RUS", "--actor", "KAZ")
    done = multivector("explain", "baseline", "--run", "7", "--seed", "1", *window, *SHORT)
    assert done.stdout == chronicle.text(1993.25, 0.5, ["RUS", "KAZ"])
    done = multivector("explain", "baseline", "--run", "7", "--seed", "1", "--every", *SHORT)
    assert done.stdout == chronicle.text(every=True)


def test_the_seed_is_the_scenarios_own_by_default(multivector: Command) -> None:
    done = multivector("explain", "baseline", *SHORT, "--json")
    experiment = json.loads(done.stdout)["experiment"]
    assert experiment["seed"] == mv.load_scenario("baseline").seed
    assert experiment["run"] == 0


def test_the_keys_of_the_document_stand(multivector: Command) -> None:
    """Who reads the document counts on these; a key that goes needs another FORMAT."""
    document = json.loads(multivector("explain", "baseline", *SHORT, "--json").stdout)
    assert document["format"] == 1
    assert set(document) == {
        "format", "note", "experiment", "actors", "meanings", "outcomes", "turning_points",
        "quarters",
    }  # fmt: skip
    quarter = document["quarters"][2]
    assert set(quarter) == {
        "quarter", "year", "levers", "triggers", "price", "spare", "welfare", "news", "decisions",
        "happenings", "tension", "grievance",
    }  # fmt: skip
    decision = quarter["decisions"][0]
    assert set(decision) == {
        "quarter", "year", "actor", "previous", "action", "how", "drawn", "draw", "options",
        "runner_up", "lead", "nearest", "nearest_distance", "rationality", "per_length", "rival",
        "concern", "chance_before", "shift", "numbers",
    }  # fmt: skip
    assert set(decision["options"][0]) == {
        "action", "value", "probability", "low", "high", "cost",
    }  # fmt: skip
    told = [row for one in document["quarters"] for row in one["happenings"]]
    assert {frozenset(row) for row in told} == {
        frozenset({"kind", "actor", "other", "size", "numbers"})
    }
    news = [row for one in document["quarters"] for row in one["news"]]
    assert all(
        set(row) == {"kind", "key", "label", "date", "actors", "size", "evidence", "source"}
        for row in news
    )


def test_files_are_written(multivector: Command, tmp_path: Path) -> None:
    done = multivector("explain", "baseline", *SHORT[:2], "--out", "made", "--json")
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "made"
    assert {path.name for path in folder.iterdir()} == FILES
    assert json.loads((folder / "explanation.json").read_text("utf-8")) == json.loads(done.stdout)
    assert (folder / "explanation.txt").read_text("utf-8").startswith("baseline, run 0, seed")
    with Image.open(folder / "timeline.png") as picture:
        assert picture.size == (1700, 1200)
        assert "not a forecast" in picture.text["Description"]


def test_two_runs_are_told_apart(
    multivector: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = "extends: baseline\ntitle: A\nquestion: B?\nend: 1998Q4\n"
    (tmp_path / "short.yaml").write_text(head, encoding="utf-8")
    monkeypatch.setattr(writing, "save", lambda drawing, path, **_: path.write_text("drawn"))
    monkeypatch.setattr(plots, "run_timeline", lambda chronicle: None)
    changed = ("--set", "policy.concession=0", "--against", "short.yaml", "--out", "made")
    done = multivector("explain", "short.yaml", "--seed", "1", "--run", "7", "--quiet", *changed)
    assert done.returncode == 0, done.stderr
    assert "The first decision at which they part: " in done.stdout
    assert "multivector whatif short.yaml --set policy.concession=0" in done.stdout
    document = json.loads((tmp_path / "made" / "explanation.json").read_text("utf-8"))
    assert document["first"]["quarter"] in done.stdout
    assert {path.name for path in (tmp_path / "made").iterdir()} == {
        *FILES, "timeline_against.png", "timeline_against.svg",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("baseline", "--run", "-1"), "run: -1 received; allowed are 0 to"),
        (("baseline", "--actor", "RUSS", *SHORT), "'RUSS' received; allowed are KAZ, RUS"),
        (("baseline", "--around", "1950", *SHORT), "1950 received; the run has 1992 to 1995"),
        (("baseline", "--around", "early", *SHORT), "'early' received; a year"),
        (("baseline", "--around", "1993", "--within", "-1", *SHORT), "within: -1"),
        (("basline",), "did you mean 'baseline'?"),
        (("baseline", "--against", "basline"), "did you mean 'baseline'?"),
        (("baseline", "--against", "country_uzbekistan"), "the same actors and the same start"),
        (("baseline", "--against", "baseline", "--every"), "do not fit"),
        (("baseline", "--seed", "-3"), "--seed"),
        (("baseline", "--set", "policy.concesion=1"), "concesion"),
    ],
)
def test_bad_requests_get_messages(multivector: Command, arguments, words) -> None:
    done = multivector("explain", *arguments)
    assert done.returncode == 2
    assert words in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert not done.stdout


def test_an_interrupt_says_what_is_left(
    multivector: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(self: ExplainedModel) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(ExplainedModel, "advance", interrupted)
    done = multivector("explain", "baseline", *SHORT, "--out", "made")
    assert done.returncode == 130
    assert "interrupted; nothing was written" in done.stderr
