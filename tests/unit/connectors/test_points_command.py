"""``multivector points``: tables as files, in and out."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from multivector_sim.cli.points import points
from multivector_sim.cli.program import group
from multivector_sim.connectors.files import read_table, write_table
from multivector_sim.connectors.tables import run_table
from multivector_sim.errors import InputError
from multivector_sim.experiments.job import OutputError

PAGE = (Path(__file__).parents[3] / "docs" / "connectors.md").read_text(encoding="utf-8")
TABLE = "policy,parameters.reaction,policy.inclusion\nown,0.1,0\nlaissez_faire,0.3,1\n"
SHORT = ["--set", "end=1994Q4", "--replications", "3", "--seed", "2"]


@pytest.fixture(autouse=True)
def folder(monkeypatch, tmp_path):
    """Work in an empty folder that holds a table."""
    monkeypatch.chdir(tmp_path)
    Path("points.csv").write_text(TABLE, encoding="utf-8")


def call(*arguments):
    """Run the command; raises what it raises."""
    done = CliRunner().invoke(points, [*arguments], catch_exceptions=False, standalone_mode=False)
    if done.exception is not None:
        raise done.exception
    return done


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_results_stand_beside_their_points(world, suffix):
    call("baseline", "points.csv", "--out", f"results{suffix}", *SHORT)
    found = read_table(Path(f"results{suffix}"))
    table = pd.read_csv("points.csv")
    expected = run_table(world, table, replications=3, seed=2)
    assert list(found.columns[:4]) == ["point", *table.columns]
    assert list(found["point"]) == [0, 0, 0, 1, 1, 1]
    assert list(found["policy"]) == ["own"] * 3 + ["laissez_faire"] * 3
    for name in expected.columns:
        assert list(found[name]) == list(expected[name]), name


def test_files_keep_every_digit(tmp_path):
    table = pd.DataFrame({"policy.inclusion": [0.1 + 0.2, 1 / 3, 1e-300]})
    for suffix in (".csv", ".parquet"):
        write_table(tmp_path / f"table{suffix}", table)
        pd.testing.assert_frame_equal(
            read_table(tmp_path / f"table{suffix}"), table, check_exact=True
        )


def test_means_and_chosen_outcomes():
    call("baseline", "points.csv", "--out", "deep/means.csv", "--keep", "points",
         "--outcome", "autonomy", "--outcome", "concern[RUS, status]", *SHORT)  # fmt: skip
    found = pd.read_csv("deep/means.csv")
    assert list(found.columns[4:]) == [
        "autonomy", "autonomy.se", "concern[RUS, status]", "concern[RUS, status].se",
    ]  # fmt: skip
    assert len(found) == 2


def test_a_policy_of_a_file(world):
    Path("mine.yaml").write_text(
        "title: Mine\nquestion: None\nexpected: Nothing\nsurprise: Anything\n"
        "extends: laissez_faire\npolicy: {skill: 0.3}\n",
        encoding="utf-8",
    )
    Path("points.csv").write_text("policy\nown\nmine\n", encoding="utf-8")
    call("baseline", "points.csv", "--out", "r.csv", "--policy", "mine=mine.yaml", *SHORT)
    found = pd.read_csv("r.csv").groupby("point", sort=False)["welfare"].mean()
    assert found.nunique() == 2


def test_a_mark_of_byte_order_is_no_name(world):
    Path("points.csv").write_text("\ufeffpolicy.inclusion\n0.5\n", encoding="utf-8")
    call("baseline", "points.csv", "--out", "r.csv", *SHORT)
    assert len(pd.read_csv("r.csv")) == 3


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("policy.inclusion\n0.5\n7\n", "points.csv:3: policy.inclusion: received 7"),
        ("policy.inclusion\n0.5\n\n0.1\nx\n", "points.csv:5: policy.inclusion: received 'x'"),
        ("policy.inclusion,policy.skill\n0.5,\n", "points.csv:2: policy.skill: is empty"),
        ("policy,policy.skill\n,0.1\n", "points.csv:2: policy: is empty"),
        ("policy\nlaissez_fair\n", "points.csv:2: policy: unknown policy 'laissez_fair'"),
        ("policy.inclusoin\n0.5\n", "did you mean 'policy.inclusion'"),
        ("policy.inclusion\n", "no row"),
        ("", "points.csv is no table"),
        ('policy.inclusion\n"0.5\n', "points.csv is no table"),
    ],
)
def test_bad_files_are_told(content, words):
    Path("points.csv").write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        call("baseline", "points.csv", "--out", "r.csv", *SHORT)
    assert words in str(caught.value)
    assert not Path("r.csv").exists()


def test_bad_paths_are_told():
    with pytest.raises(InputError, match=r"r\.txt: a file that ends in \.csv or \.parquet"):
        call("baseline", "points.csv", "--out", "r.txt", *SHORT)
    with pytest.raises(InputError, match=r"cannot read none\.csv: no such file"):
        call("baseline", "none.csv", "--out", "r.csv", *SHORT)
    Path("points.parquet").write_bytes(b"no parquet")
    with pytest.raises(InputError, match=r"points\.parquet is no table"):
        call("baseline", "points.parquet", "--out", "r.csv", *SHORT)
    Path("taken.csv").mkdir()
    with pytest.raises(OutputError, match=r"could not write taken\.csv"):
        write_table(Path("taken.csv"), pd.DataFrame({"a": [1]}))
    with pytest.raises(InputError, match="NAME=SCENARIO is needed"):
        call("baseline", "points.csv", "--out", "r.csv", "--policy", "mine", *SHORT)


def test_commands_of_the_page_work():
    """They stand there with the table that they read."""
    (table,) = re.findall(r"```csv\n(.*?)```", PAGE, re.DOTALL)
    Path("points.csv").write_text(table, encoding="utf-8")
    commands = re.findall(r"^\$ multivector (.*)$", PAGE, re.MULTILINE)
    assert commands
    for command in commands:
        name, *arguments = shlex.split(command)
        assert group.get_command(None, name) is points
        call(*arguments)
        written = Path(arguments[arguments.index("--out") + 1])
        assert len(read_table(written)) >= 3


def test_every_option_is_told_on_the_page():
    options = {option for parameter in points.params for option in parameter.opts}
    assert {option for option in options if option.startswith("--")} <= set(
        re.findall(r"--[a-z]+", PAGE)
    )
