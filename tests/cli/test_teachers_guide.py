"""docs/teachers_guide.md: its plans are whole, and its numbers are those of its command."""

from __future__ import annotations

import re
import shlex
from itertools import pairwise
from pathlib import Path

import pytest

import multivector_sim as mv

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "teachers_guide.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (.*?)\n(.*?)(?=^## |\Z)", GUIDE, re.MULTILINE | re.DOTALL))
PLANS = [name for name in SECTIONS if re.match(r"Lesson \d|The (page|game|handout)", name)]
SOURCES = {path.stem: path for path in (ROOT / "notebooks").glob("lesson_*.py")}


def test_there_is_a_plan_for_each_lesson_and_for_the_three_commands():
    numbers = [re.findall(r"^Lesson (\d)", name) for name in PLANS]
    assert [int(number) for (number,) in numbers[:-3]] == list(range(1, 8))
    assert len(SOURCES) == 7
    assert [re.findall(r"`multivector (\w+)`", name) for name in PLANS[-3:]] == [
        ["app"], ["play"], ["handout"],
    ]  # fmt: skip


@pytest.mark.parametrize("name", PLANS)
def test_a_plan_is_whole_and_fills_the_lesson(name):
    text = SECTIONS[name]
    plain = " ".join(text.split())
    for part in ("**Prepare:**", "**On the board** ```text", "**Ask:**", "**Watch for:**"):
        assert part in plain, part
    spans = re.findall(r"^\| (\d+)-(\d+) \|", text, re.MULTILINE)
    edges = [(int(start), int(end)) for start, end in spans]
    assert edges[0][0] == 0
    assert edges[-1][1] == 45
    assert all(start < end for start, end in edges)
    assert all(end == start for (_, end), (start, _) in pairwise(edges))


@pytest.mark.parametrize("name", [name for name in PLANS if name.startswith("Lesson")])
def test_a_plan_knows_its_notebook(name):
    """Claims and questions that a plan names are in the lesson, and all questions are planned."""
    number = name.split()[1].rstrip(":")
    (source,) = (path for stem, path in SOURCES.items() if stem.startswith(f"lesson_{number}_"))
    lesson, plan = source.read_text(encoding="utf-8"), SECTIONS[name]
    (told,) = re.findall(r"\*\*Claims:\*\* (.*?)\. \*\*", plan, re.DOTALL)
    table = re.findall(r"^# \| (H\d\d) \|", lesson, re.MULTILINE)
    assert re.findall(r"H\d\d", told) == sorted(set(table) | set(re.findall(r"H\d\d", told)))
    assert set(table) <= set(re.findall(r"H\d\d", told)) <= set(re.findall(r"H\d\d", lesson))
    asked = len(re.findall(r"^# \*\*Question \d+\.\*\*", lesson, re.MULTILINE))
    assert planned(plan) == set(range(1, asked + 1))


def planned(plan):
    """Return the questions that a time table has minutes for."""
    found = set()
    for what in re.findall(r"^\| \d+-\d+ \| (.*?) \| [a-z, ]+ \|$", plan, re.MULTILINE):
        for start, end in re.findall(r"questions (\d) to (\d)", what):
            found |= set(range(int(start), int(end) + 1))
        for numbers in re.findall(r"questions? (\d(?: and \d|, \d)*)|\((\d(?:, \d)*)\)", what):
            found |= {int(number) for number in re.findall(r"\d", "".join(numbers))}
    return found


def test_the_numbers_of_the_guide_are_those_of_the_command(multivector):
    commands = re.findall(r"^multivector (compare|plot) (.*)$", GUIDE, re.MULTILINE)
    assert [name for name, _ in commands] == ["compare", "plot"]
    arguments = commands[0][1].removesuffix(" --out calm")
    printed = multivector("compare", *shlex.split(arguments)).stdout
    (shown,) = re.findall(r"<!-- output: compare -->\n\n```text\n(.*?)```", GUIDE, re.DOTALL)
    lines = {" ".join(line.split()) for line in printed.splitlines()}
    assert [line for line in shown.splitlines() if " ".join(line.split()) not in lines] == []

    assert arguments == "baseline --runs 200 --seed 1"
    effects = mv.compare(["baseline"], runs=200, seed=1, record=[]).to_frame()
    effects = effects[effects["label"] == "tension_rus_chn"].set_index("counterfactual")
    number = {str(name): row for name, row in effects.iterrows()}
    merit, russia = number["laissez_faire"], number["bandwagon_russia"]
    assert merit["mean"] - merit["mean_low"] == pytest.approx(0.0005, abs=0.0001)
    assert merit["low"] < 0 < merit["mean_low"]
    assert merit["p_negative"] == pytest.approx(0.17, abs=0.006)
    assert abs(russia["mean"]) / merit["mean"] == pytest.approx(15, abs=1)
    # What pairing takes from the variance, as a ratio of widths.
    assert (1 - merit["variance_reduction"]) ** -0.5 == pytest.approx(3, abs=0.3)
    signs = [row["mean"] < 0 for row in number.values()]
    assert signs.count(True) == signs.count(False) == 2
    assert f"0.8 x 0.8 x 0.8 = {0.8**3:.3f}" in GUIDE
