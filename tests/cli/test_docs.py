"""Every command of docs/cli.md works as it stands there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ multivector (.*)$", PAGE, re.MULTILINE)


def test_every_command_has_an_example():
    assert {shlex.split(command)[0] for command in COMMANDS} == {
        "list", "show", "diff", "new", "validate", "schema", "run", "compare", "report",
    }  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_example_works(multivector, tmp_path, command):
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "my_scenario.yaml").write_text(example, encoding="utf-8")
    if command.startswith("report"):
        multivector("run", "baseline", "--runs", "8", "--alone", "--out", "results")
    done = multivector(*shlex.split(command))
    assert done.returncode == 0, done.stderr
    assert done.stdout
    if "--out results" in command:
        named = set(re.findall(r"`([a-z_]+\.(?:png|nc|parquet|csv|json))`", PAGE))
        assert len(named) == 9
        assert named <= {path.name for path in (tmp_path / "results").iterdir()}


@pytest.mark.parametrize("command", ["list", "show", "diff", "new", "schema", "run"])
def test_every_option_is_told(multivector, command):
    options = set(re.findall(r"--[a-z][a-z-]+", multivector(command, "--help").stdout))
    assert options - {"--help"} <= set(re.findall(r"--[a-z][a-z-]+", PAGE))
