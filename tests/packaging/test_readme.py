"""What the README shows works as it stands there, but for the number of runs."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import matplotlib as mpl
import matplotlib.figure
import pytest

from multivector_sim.cli.program import group
from multivector_sim.scenario import list_scenarios

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_the_python_example_runs(capsys):
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert example.count("runs=500") == 2
    names: dict[str, object] = {}
    with mpl.rc_context({"backend": "agg"}):
        exec(compile(example.replace("runs=500", "runs=8"), "README.md", "exec"), names)
    assert names["ds"].sizes["run"] == 8
    assert isinstance(names["mv"].plots.compare(names["cmp"]), matplotlib.figure.Figure)
    assert "bandwagon_china" in names["cmp"].datasets
    assert names["m"].quarter == 1
    assert "tension_rus_chn" in capsys.readouterr().out


NAMELESS = {
    "list", "new", "plot", "schema", "report", "sweep", "results", "replay", "sensitivity",
    "discover", "evidence", "theses", "handout", "app",
}  # fmt: skip
"""Commands that take no scenario."""


def test_its_commands_exist():
    blocks = "\n".join(re.findall(r"```console\n(.*?)```", README, re.DOTALL))
    commands = [
        shlex.split(line)
        for line in re.findall(r"^[$>] \S*?(multivector .*)$", blocks, re.MULTILINE)
    ]
    assert {command[1] for command in commands} == set(group.places)
    shipped = {row.name for row in list_scenarios()} | {"my_scenario.yaml"}
    for _, name, *arguments in commands:
        command = group.get_command(None, name)
        context = command.make_context(name, arguments, resilient_parsing=True)
        given = context.params
        named = {*(given.get("scenarios") or ()), *(given.get("files") or ())}
        named |= {given[key] for key in ("scenario", "first", "second", "base") if given.get(key)}
        assert named <= shipped
        assert bool(named) == (name not in NAMELESS)
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)`", README)) <= targets
    assert {"demo", "test"} <= set(re.findall(r"^\$ make ([a-z]+)$", blocks, re.MULTILINE))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_hold(page):
    text = page.read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", text)
    missing = [target for target in targets if not (page.parent / target).exists()]
    assert not missing


def test_the_picture_is_small():
    (picture,) = re.findall(r"!\[[^\]]+\]\(([^)]+\.png)\)", README)
    assert (ROOT / picture).stat().st_size < 300_000
