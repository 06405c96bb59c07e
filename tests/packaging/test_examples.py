"""Examples in every page of the documentation: code runs, scenarios are sound, commands exist."""

from __future__ import annotations

import doctest
import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import matplotlib as mpl
import pytest
from markdown_it import MarkdownIt
from ruamel.yaml import YAML

from multivector_sim.cli.program import group
from multivector_sim.scenario import load_scenario
from multivector_sim.sweeps.files import is_sweep
from multivector_sim.sweeps.sweep import validate_sweep

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


@cache
def fences(page: Path) -> list[tuple[str, str]]:
    """Return the fenced blocks of a page: language and content."""
    tokens = MarkdownIt().disable("inline").parse(page.read_text(encoding="utf-8"))
    return [(t.info.strip(), t.content) for t in tokens if t.type == "fence"]


def blocks(page: Path, language: str) -> list[str]:
    """Return the fenced blocks of a page in one language."""
    return [content for named, content in fences(page) if named == language]


def commands(page: Path) -> Iterator[list[str]]:
    """Yield the arguments of ``multivector`` wherever a page shows it at a prompt."""
    for block in blocks(page, "console"):
        for line in re.findall(r"^[$>] (?:\S*[/\\])?multivector (.*)$", block, re.MULTILINE):
            yield shlex.split(line)


def having(language: str) -> list[Path]:
    return [page for page in PAGES if blocks(page, language)]


# test_readme.py and test_sweep_docs.py run theirs, and look closer.
ELSEWHERE = {"README.md", "sweeps.md"}


@pytest.mark.parametrize(
    "page",
    [page for page in having("python") if page.name not in ELSEWHERE],
    ids=lambda page: page.name,
)
def test_code_runs_from_top_to_bottom(page, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    with mpl.rc_context({"backend": "agg"}):
        for number, block in enumerate(blocks(page, "python"), start=1):
            if block.startswith(">>> "):
                test = doctest.DocTestParser().get_doctest(block, names, page.name, None, 0)
                assert doctest.DocTestRunner().run(test).failed == 0
                continue
            few = re.sub(r"\b(runs|draws)=\d{3,}", r"\1=8", block)
            exec(compile(few, f"{page.name}, example {number}", "exec"), names)


@pytest.mark.parametrize("page", having("yaml"), ids=lambda page: page.name)
def test_whole_files_are_sound(page, tmp_path):
    for number, block in enumerate(blocks(page, "yaml"), start=1):
        if "title" not in YAML(typ="safe").load(block):
            continue  # a part of one
        file = tmp_path / f"example_{number}.yaml"
        file.write_text(block, encoding="utf-8")
        if is_sweep(file):
            assert validate_sweep(file) == []
        else:
            assert load_scenario(file).title


@pytest.mark.parametrize("page", having("console"), ids=lambda page: page.name)
def test_commands_and_their_options_exist(page):
    for name, *arguments in commands(page):
        command = group.get_command(None, name)
        assert command is not None, name
        known = {option for parameter in command.params for option in parameter.opts}
        used = {word.partition("=")[0] for word in arguments if word.startswith("-")}
        assert used <= known | {"--help", "-h"}


def test_there_are_examples_to_check():
    assert {"README.md", "scenarios.md"} <= {page.name for page in having("python")}
    assert {"cli.md", "scenarios.md"} <= {page.name for page in having("yaml")}
    assert sum(1 for page in PAGES for _ in commands(page)) > 8
