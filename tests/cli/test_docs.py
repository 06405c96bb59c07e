"""Every command of docs/cli.md and docs/tutorial.md works as it stands there."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

import multivector_sim as mv
from multivector_sim.experiments.compare import DETAILS

PAGE = (Path(__file__).parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ multivector (.*)$", PAGE, re.MULTILINE)
FIRST = {shlex.split(command)[0]: command for command in reversed(COMMANDS)}
"""The first example of each command."""
IN_A_PROCESS = {FIRST["list"], FIRST["run"]}
"""Called as from a shell; that this changes nothing is tested in test_commands.py."""


def test_every_command_has_an_example():
    assert set(FIRST) == {
        "list", "show", "diff", "new", "validate", "evidence", "schema", "run", "compare", "plot",
        "report",
    }  # fmt: skip


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Return a folder of results for the examples that draw from one."""
    folder = tmp_path_factory.mktemp("made") / "results"
    mv.compare(["baseline"], runs=20, seed=1, details=DETAILS).save(folder)
    return folder


@pytest.mark.parametrize("command", COMMANDS)
def test_example_works(multivector, program, tmp_path, results, command):
    if command.startswith(("plot results", "report results")):
        shutil.copytree(results, tmp_path / "results")
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "my_scenario.yaml").write_text(example, encoding="utf-8")
    call = program if command in IN_A_PROCESS else multivector
    done = call(*shlex.split(command))
    assert done.returncode == 0, done.stderr
    assert done.stdout
    if "--out results" in command:
        named = set(re.findall(r"`([a-z_]+\.(?:png|nc|parquet|csv|json))`", PAGE))
        named -= {"variants.csv"}  # of --across-variants alone
        assert len(named) == 9
        assert named <= {path.name for path in (tmp_path / "results").iterdir()}


@pytest.mark.parametrize(
    "command", ["list", "show", "diff", "new", "evidence", "schema", "run", "plot"]
)
def test_every_option_is_told(multivector, command):
    options = set(re.findall(r"--[a-z][a-z-]+", multivector(command, "--help").stdout))
    assert options - {"--help"} <= set(re.findall(r"--[a-z][a-z-]+", PAGE))


TUTORIAL = (Path(__file__).parents[2] / "docs" / "tutorial.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(console|yaml|text)\n(.*?)```", TUTORIAL, re.DOTALL)


def words(text):
    """Return the lines of a text without what aligns them."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def test_the_tutorial_can_be_followed(multivector, tmp_path):
    shown = ""
    for kind, block in BLOCKS:
        if kind == "console":
            shown = ""
            for command in re.findall(r"^\$ multivector (.*)$", block, re.MULTILINE):
                done = multivector(*shlex.split(command))
                assert done.returncode == 0, done.stderr
                shown += done.stdout
        elif kind == "yaml":
            own = words((tmp_path / "no_inclusion.yaml").read_text(encoding="utf-8"))
            assert [line for line in words(block) if line not in own] == []
        else:  # numbers are the same on every machine, so they can be told
            told = words(shown)
            for line in words(block):
                assert any(line in one for one in told), line
    files = set(re.findall(r"`(first/[a-z_.]+)`", TUTORIAL))
    assert len(files) == 3
    assert all((tmp_path / file).is_file() for file in files)


def test_what_the_tutorial_says_of_a_misspelt_lever_is_so(multivector, tmp_path):
    (tmp_path / "no_inclusion.yaml").write_text(
        "title: x\nquestion: y?\nextends: baseline\npolicy:\n  inclusoin: 0\n", encoding="utf-8"
    )
    done = multivector("validate", "no_inclusion.yaml")
    assert done.returncode == 2
    assert "no_inclusion.yaml:5:3" in done.stderr
    assert "did you mean 'inclusion'?" in done.stderr
