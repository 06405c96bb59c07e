"""Commands on the folder of a sweep: what they refuse, and in which words."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from made_sweeps import made as made_up
from multivector_sim.cli.program import group
from multivector_sim.errors import InputError
from multivector_sim.plots import sweep_convergence
from multivector_sim.results.store import Store
from multivector_sim.sweeps.results import SweepResults, load_sweep
from multivector_sim.sweeps.run import Local, run_sweep
from sweeping import small_plan

SWEEP = """
base: baseline
policies: [laissez_faire, multivector]
uncertain: {prior: [reaction]}
points: 2
replications: 2
end: 1992Q4
"""
POLICY = "print('the {name} file runs')\n\n\ndef careful(seen, levers):\n    return levers\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "a sweep of ours"
    run_sweep(small_plan(), str(folder), executor=Local(threads=1))
    return folder


def call(*arguments: str) -> Result:
    return CliRunner().invoke(group, [*arguments])


def refused(*arguments: str) -> str:
    """Return the words with which arguments are refused."""
    done = call(*arguments)
    if isinstance(done.exception, InputError):
        return str(done.exception)
    assert done.exit_code == 2, done.output
    return done.output


@pytest.mark.parametrize(
    ("query", "received"),
    [
        ("", "nothing"),
        ("-- a remark", "nothing"),
        ("copy runs to 'FILE'", "COPY"),
        ("create table mine as select 1", "CREATE"),
        ("drop view runs", "DROP"),
        ("explain analyze copy runs to 'FILE'", "EXPLAIN"),
        ("select 1; select 2", "SELECT and SELECT"),
    ],
)
def test_a_question_only_reads(made: Path, tmp_path: Path, query: str, received: str) -> None:
    asked = query.replace("FILE", str(tmp_path / "written.csv"))
    words = refused("results", str(made), "--sql", asked)
    assert f"one statement that reads is needed, such as SELECT; received {received}." in words
    assert not list(tmp_path.iterdir())


def test_what_a_question_may_answer_is_printed(made: Path) -> None:
    query = "select count(*) as runs, date '2014-03-18' as day, [1, 2] as both, {'a': 1} as map"
    done = call("results", str(made), "--json", "--sql", f"{query} from runs")
    assert json.loads(done.output) == [
        {"runs": 160, "day": "2014-03-18 00:00:00", "both": [1, 2], "map": {"a": 1}}
    ]
    done = call("results", str(made), "--sql", "pivot runs on policy using count(*)")
    assert "multivector" in done.output
    assert "Parser Error" in refused("results", str(made), "--sql", "selec 1")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--json", "--csv"], "--json and --csv: choose one"),
        (["--failures", "--convergence"], "--failures and --convergence: choose one"),
        (["--sql", "select 1", "--failures"], "--sql and --failures: choose one"),
        (["--failures", "--metric", "autonomy"], "--metric does not go with --failures"),
        (["--at", "policy.skill=1"], "--at go with --figures"),
        (["--figures", "OUT", "--at", "policy.skill"], "KEY=LEVEL is needed"),
        (["--figures", "OUT", "--at", "a=1", "--at", "a=2"], "each key once"),
    ],
)
def test_options_that_contradict_are_told(made: Path, tmp_path: Path, options, words) -> None:
    given = [option.replace("OUT", str(tmp_path / "out")) for option in options]
    assert words in refused("results", str(made), *given)
    assert not list(tmp_path.iterdir())


def test_the_next_command_can_be_copied(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(SWEEP, encoding="utf-8")
    out = str(tmp_path / "the sweep, №1")
    done = call("sweep", str(tmp_path / "mine.yaml"), "--out", out)
    assert done.exit_code == 0, done.output
    command = done.output.rstrip().rpartition("look closer with: ")[2]
    assert shlex.split(command) == ["multivector", "results", out]


def test_a_folder_without_a_name_is_refused(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("", "  "):
        with pytest.raises(InputError, match="a folder has no name"):
            Store(name)
    assert not list(tmp_path.iterdir())


def test_one_entry_of_an_outcome_can_be_watched(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(SWEEP, encoding="utf-8")
    until = "se=0.5:concern[RUS, status],autonomy"
    done = call("sweep", str(tmp_path / "mine.yaml"), "--plan", "--until", until)
    assert done.exit_code == 0, done.output
    words = refused("sweep", str(tmp_path / "mine.yaml"), "--plan", "--until", "se=1:autonmy,x")
    assert "did you mean 'autonomy'?" in words


def test_a_policy_file_is_run_and_none_that_is_called_like_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Compiling a function imports the module that it says it is from."""
    (tmp_path / "mine.yaml").write_text(SWEEP, encoding="utf-8")
    for folder in ("named", "other"):
        (tmp_path / folder).mkdir()
        text = POLICY.format(name=folder)
        (tmp_path / folder / "careful_giver.py").write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path / "other"))
    policy = f"{tmp_path / 'named' / 'careful_giver.py'}:careful"
    done = call(
        *("sweep", str(tmp_path / "mine.yaml"), "--out", str(tmp_path / "out")),
        *("--policy", policy, "--quiet"),
    )
    assert done.exit_code == 0, done.output
    assert "the named file runs" in done.output
    assert "the other file runs" not in done.output
    words = refused(
        *("sweep", str(tmp_path / "mine.yaml"), "--out", str(tmp_path / "two")),
        *("--policy", policy, "--policy", str(tmp_path / "other" / "careful_giver.py:careful")),
    )
    assert "two policy functions are called 'careful'" in words


def test_choices_of_the_figure_are_held(tmp_path: Path) -> None:
    settings = {
        "policies": ["multivector"], "uncertain": {"prior": "none"}, "design": "lhs",
        "choices": {"policy.skill": [0.2, 0.8], "policy.inclusion": [0, 0.5, 1]},
        "replications": 2,
    }  # fmt: skip
    run_sweep(small_plan(**settings), str(tmp_path / "grid"), executor=Local(threads=1))
    pictures = {}
    for name, options in {
        "whole": [], "held": ["--at", "policy.skill=0.8"], "wrong": ["--at", "policy.skill=0.7"],
    }.items():  # fmt: skip
        out = tmp_path / name
        call(
            *("results", str(tmp_path / "grid"), "--figures", str(out), "--metric", "autonomy"),
            *options,
        )
        found = out / "grid_autonomy.svg"
        pictures[name] = found.read_text(encoding="utf-8") if found.exists() else ""
    assert pictures["whole"] != pictures["held"] != ""
    assert not pictures["wrong"]
    done = call(
        *("results", str(tmp_path / "grid"), "--figures", str(tmp_path / "x"), "--metric"),
        *("autonomy", "--at", "policy.skill=0.7"),
    )
    assert "policy.skill has no level 0.7; there are 0.2, 0.8" in done.output


def test_words_of_a_metric_need_no_look_at_the_runs(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A figure reads every shard once for its numbers, and not a second time for its words."""
    results = load_sweep(made)
    asked: list[list[str]] = []
    tables = SweepResults._tables
    monkeypatch.setattr(
        SweepResults, "_tables", lambda own, names: asked.append([*names]) or tables(own, names)
    )
    sweep_convergence(results, "autonomy")
    assert asked == [["autonomy"]]
    assert results.words("autonomy")["meaning"].startswith("share of quarters")
    with pytest.raises(InputError, match="no metric 'autonomie'"):
        results.words("autonomie")


def test_what_is_not_known_is_no_number_in_a_table() -> None:
    failed = made_up(
        lambda policy, *_: float("nan") if policy else 1.0,
        policies=["laissez_faire", "multivector"], points=2, replications=2,
    )  # fmt: skip
    done = call("results", failed.store.url, "--metric", "autonomy")
    assert done.exit_code == 0, done.output
    assert "multivector" in done.output
    assert "nan" not in done.output
