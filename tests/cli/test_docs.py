"""Every command of docs/cli.md works as it stands there."""

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


def test_every_command_has_an_example():
    assert {shlex.split(command)[0] for command in COMMANDS} == {
        "list", "show", "diff", "new", "validate", "schema", "run", "compare", "plot", "report",
    }  # fmt: skip


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Return a folder of results for the examples that draw from one."""
    folder = tmp_path_factory.mktemp("made") / "results"
    mv.compare(["baseline"], runs=20, seed=1, details=DETAILS).save(folder)
    return folder


@pytest.mark.parametrize("command", COMMANDS)
def test_example_works(multivector, tmp_path, results, command):
    if command.startswith(("plot results", "report results")):
        shutil.copytree(results, tmp_path / "results")
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "my_scenario.yaml").write_text(example, encoding="utf-8")
    done = multivector(*shlex.split(command))
    assert done.returncode == 0, done.stderr
    assert done.stdout
    if "--out results" in command:
        named = set(re.findall(r"`([a-z_]+\.(?:png|nc|parquet|csv|json))`", PAGE))
        assert len(named) == 9
        assert named <= {path.name for path in (tmp_path / "results").iterdir()}


@pytest.mark.parametrize("command", ["list", "show", "diff", "new", "schema", "run", "plot"])
def test_every_option_is_told(multivector, command):
    options = set(re.findall(r"--[a-z][a-z-]+", multivector(command, "--help").stdout))
    assert options - {"--help"} <= set(re.findall(r"--[a-z][a-z-]+", PAGE))
