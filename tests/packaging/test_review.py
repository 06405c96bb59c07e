"""Commands of the reviewer's checklist exist, with these options; the tests it names exist."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from multivector_sim.cli.program import group

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "review.md").read_text(encoding="utf-8")
LINES = [
    line for block in re.findall(r"```\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()
]


@pytest.mark.parametrize("line", [line for line in LINES if line.startswith("multivector ")])
def test_a_command_is_understood(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("FILE").touch()
    Path("FOLDER").mkdir()
    name, *arguments = shlex.split(line)[1:]
    context = click.Context(group, info_name="multivector")
    command = group.get_command(context, name)
    assert command is not None, f"no command {name}"
    command.make_context(name, arguments, parent=context)  # raises where an option is unknown


@pytest.mark.parametrize("line", [line for line in LINES if "pytest" in line])
def test_a_test_exists(line: str) -> None:
    places = [word for word in shlex.split(line) if word.startswith("tests/")]
    assert places
    for place in places:
        assert (ROOT / place).exists(), place


def test_every_objection_has_a_command_and_says_what_would_hurt() -> None:
    sections = PAGE.split("\n## ")[1:]
    assert len(sections) >= 10
    for section in sections:
        assert "```" in section
        assert "hurt" in section
