"""Stored notebooks are what sources make; students get no answers; lessons keep their form."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import jupytext
import nbformat
import pytest

import multivector_sim as mv
from lesson_notebooks import LESSONS, ROOT, SOURCES, build, cells
from multivector_sim import plots
from multivector_sim.evidence import theses

API = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
PUBLIC = set(re.findall(r"^::: multivector_sim\.(\S+)$", API, re.MULTILINE))
HOMES = {"multivector_sim.calibration", "multivector_sim.evidence"}
"""Packages that the page on the interface tells to import from."""

RUNS = {
    *("simulate", "compare", "compare_across", "compare_runs", "what_if", "attribute", "mediate"),
    *("judge", "search", "discover", "explain", "predict", "hindcast", "Sweep"),
}
NAMING = ast.FunctionDef | ast.ClassDef | ast.ExceptHandler
THESES = {thesis.id for thesis in theses()}


def texts(notebook):
    return [cell.source for cell in cells(notebook, "markdown")]


@pytest.mark.parametrize("name", SOURCES)
def test_stored_notebooks_are_what_the_source_makes(name):
    for path, text in build.editions(SOURCES[name]).items():
        assert path.read_text(encoding="utf-8") == text, "run: python notebooks/build.py"
        notebook = nbformat.reads(text, as_version=4)
        nbformat.validate(notebook)
        assert all(
            not cell.outputs and cell.execution_count is None for cell in cells(notebook, "code")
        )


def test_no_notebook_is_without_a_source():
    made = {path for source in SOURCES.values() for path in build.editions(source)}
    folder = ROOT / "notebooks"
    assert {*folder.glob("*.ipynb"), *folder.glob("teacher/*.ipynb")} == made


@pytest.mark.parametrize("name", SOURCES)
def test_ids_are_unique_and_follow_the_text(name, tmp_path):
    notebook = build.read(SOURCES[name])
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    changed = tmp_path / "changed.py"
    changed.write_text(SOURCES[name].read_text(encoding="utf-8") + "\n# %%\n1\n", encoding="utf-8")
    assert [cell.id for cell in build.read(changed).cells][: len(ids)] == ids


@pytest.mark.parametrize("name", SOURCES)
def test_a_notebook_turns_back_into_its_source(name):
    """Someone who edits in Jupyter loses nothing."""
    notebook = build.read(SOURCES[name])
    again = jupytext.reads(jupytext.writes(notebook, fmt="py:percent"), fmt="py:percent")
    assert [(c.cell_type, c.source, c.metadata) for c in again.cells] == [
        (c.cell_type, c.source, c.metadata) for c in notebook.cells
    ]


MADE = """\
# %% [markdown]
# A question.
# %% [markdown] tags=["answer"]
# Twelve, because the moon was full that night.
# %% tags=["answer"]
moon = 12 + sum(range(100)) - sum(range(100))
# %%
shared = 1
# %% tags=["answer"]
moon
# %%
shared + 1
"""


def test_answers_become_one_empty_cell_a_row(tmp_path):
    source = tmp_path / "made.py"
    source.write_text(MADE, encoding="utf-8")
    whole = build.read(source)
    assert [cell.source for cell in build.student(whole).cells] == [
        "A question.", "# Your answer", "shared = 1", "# Your answer", "shared + 1",
    ]  # fmt: skip
    assert len(build.teacher(whole).cells) == 6


def leaked(whole, edition):
    """Return lines of answers that stand in an edition, unless a cell for all says them too."""
    common = "\n".join(cell.source for cell in whole.cells if not build.is_answer(cell))
    shown = "\n".join(cell.source for cell in edition.cells)
    answers = "\n".join(cell.source for cell in whole.cells if build.is_answer(cell))
    lines = {line.strip() for line in answers.splitlines() if len(line.strip()) > 12}
    return [line for line in lines if line in shown and line not in common]


@pytest.mark.parametrize("name", LESSONS)
def test_no_answer_stands_in_the_students_edition(name):
    whole = build.read(SOURCES[name])
    assert leaked(whole, build.student(whole)) == []
    assert len(leaked(whole, build.teacher(whole))) > 10  # the control


def private(tree):
    """Return what a program uses of the package that is not public."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [
                alias.name
                for alias in node.names
                if alias.name.startswith("multivector_sim")
                and (alias.name, alias.asname) != ("multivector_sim", "mv")
            ]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("multivector_sim"):
            inside = (node.module or "").removeprefix("multivector_sim").removeprefix(".")
            found += [
                f"{node.module}.{alias.name}"
                for alias in node.names
                if node.module not in HOMES and f"{inside}.{alias.name}" not in PUBLIC
            ]
        elif isinstance(node, ast.Attribute):
            owner = ast.unparse(node.value)
            if (
                node.attr.startswith("_")
                or (owner == "mv" and node.attr not in mv.__all__)
                or (owner == "mv.plots" and node.attr not in plots.__all__)
            ):
                found.append(f"{owner}.{node.attr}")
        elif isinstance(node, ast.Name) and node.id.startswith("_") and node.id != "_":
            found.append(node.id)
    return found


@pytest.mark.parametrize("name", SOURCES)
def test_only_the_public_interface_is_used(name):
    assert private(ast.parse(SOURCES[name].read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "line",
    [
        "import multivector_sim.model",
        "import multivector_sim as sim",
        "from multivector_sim.ensemble.engine import run_ensemble",
        "from multivector_sim import _HOMES",
        "mv.plots.style_of_the_house()",
        "mv.ensemble",
        "scenario._hash",
        "_secret",
    ],
)
def test_private_names_are_found(line):
    assert private(ast.parse(line))


def calls(source):
    """Return names of the package's functions that a cell calls."""
    tree = ast.parse("\n".join(x for x in source.splitlines() if not x.startswith("%")))
    return {
        node.func.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and ast.unparse(node.func.value) == "mv"
    }


@pytest.mark.parametrize("name", SOURCES)
def test_a_prediction_stands_before_the_first_run(name):
    sources = [cell.source for cell in cells(build.student(build.read(SOURCES[name])), "code")]
    predicted = [i for i, text in enumerate(sources) if re.match(r"prediction\w* = ", text)]
    runs = [i for i, text in enumerate(sources) if calls(text) & RUNS]
    assert predicted
    assert runs
    assert predicted[0] < runs[0]


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_tells_aims_time_claims_and_limits(name):
    whole = build.read(SOURCES[name])
    text = "\n".join(texts(build.student(whole)))
    (minutes,) = re.findall(r"\*\*Time:\*\* (\d+) minutes", text)
    assert 30 <= int(minutes) <= 45
    assert "\n## Aims\n" in f"\n{text}\n"
    assert "exploratory, not a forecast" in text.lower()
    assert "notebooks]" in texts(whole)[0], "the first cell tells how to install what is needed"
    named = set(re.findall(r"\bH\d\d\b", text))
    assert named
    assert named <= THESES, named - THESES


@pytest.mark.parametrize("name", LESSONS)
def test_the_page_of_lessons_lists_it_with_its_time(name):
    page = (ROOT / "docs" / "lessons.md").read_text(encoding="utf-8")
    (row,) = (line for line in page.splitlines() if f"../notebooks/{name}.ipynb)" in line)
    text = "\n".join(texts(build.read(SOURCES[name])))
    (minutes,) = re.findall(r"\*\*Time:\*\* (\d+) minutes", text)
    assert row.endswith(f"| {minutes} minutes |")


@pytest.mark.parametrize("name", LESSONS)
def test_each_question_is_followed_by_its_answer(name):
    whole = build.read(SOURCES[name])
    asked = []
    for cell, following in zip(whole.cells, whole.cells[1:], strict=False):
        numbers = re.findall(r"^\*\*Question (\d+)\.\*\*", cell.source, re.MULTILINE)
        if numbers and not build.is_answer(cell):
            asked += map(int, numbers)
            assert build.is_answer(following), cell.source
    assert asked == list(range(1, len(asked) + 1))
    assert len(asked) >= 4


@pytest.mark.parametrize("name", LESSONS)
def test_students_cells_need_no_name_that_an_answer_makes(name):
    """So that the student's edition runs whatever is written, or not, as an answer."""
    whole = build.read(SOURCES[name])
    known = set(dir(__builtins__)) | set(__builtins__ if isinstance(__builtins__, dict) else ())
    for cell in cells(build.student(whole), "code"):
        text = "\n".join(line for line in cell.source.splitlines() if not line.startswith("%"))
        tree = ast.parse(text)
        bound = {
            *(n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and not is_read(n)),
            *(n.arg for n in ast.walk(tree) if isinstance(n, ast.arg)),
            *(n.name for n in ast.walk(tree) if isinstance(n, NAMING)),
            *(
                (alias.asname or alias.name).split(".")[0]
                for n in ast.walk(tree)
                if isinstance(n, ast.Import | ast.ImportFrom)
                for alias in n.names
            ),
        }
        known |= bound
        read = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and is_read(n)}
        assert read <= known, (cell.source, read - known)


def is_read(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Load)


CHANGING = {
    *("append", "extend", "insert", "pop", "remove", "clear", "sort", "reverse"),
    *("add", "update", "setdefault", "popitem", "discard", "fill", "put", "resize"),
}
"""Methods that change what they belong to."""


def tree_of(cell):
    return ast.parse("\n".join(x for x in cell.source.splitlines() if not x.startswith("%")))


def bound_by(tree):
    """Return names that code binds, also inside of functions."""
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and not is_read(node)]
    aliases = [
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    ]
    made = [node.name for node in ast.walk(tree) if isinstance(node, NAMING)]
    arguments = [node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)]
    return {*(name.id for name in names), *aliases, *made, *arguments}


def read_by(tree):
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and is_read(node)}


def root(node):
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def changed_by(tree):
    """Return names of what code changes in place."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
            found.add(root(node))
        elif isinstance(node, ast.AugAssign):
            found.add(root(node.target))
        elif isinstance(node, ast.Call):
            in_place = any(word.arg == "inplace" for word in node.keywords)
            if isinstance(node.func, ast.Attribute) and (node.func.attr in CHANGING or in_place):
                found.add(root(node.func))
    return found


def leaks(notebook):
    """Return what cells for all would see of answers in the teacher's edition."""
    found, answered = set(), set()
    for cell in cells(notebook, "code"):
        tree = tree_of(cell)
        if build.is_answer(cell):
            answered |= bound_by(tree)
            found |= changed_by(tree) - answered - {"results", "mv"}
        else:
            found |= answered & (read_by(tree) - bound_by(tree))
            answered -= bound_by(tree)
    return found


@pytest.mark.parametrize("name", LESSONS)
def test_answers_change_nothing_for_the_cells_after_them(name):
    """So that one pass, with answers apart, is a run of either edition."""
    assert leaks(build.read(SOURCES[name])) == set()


@pytest.mark.parametrize(
    ("answer", "leaked"),
    [
        ("shared = 2", {"shared"}),
        ("def shared(): pass", {"shared"}),
        ("import numpy as shared", {"shared"}),
        ("for shared in range(3): pass", {"shared"}),
        ("shared[0] = 2", {"shared"}),
        ("shared += 1", {"shared"}),
        ("shared.append(1)", {"shared"}),
        ("shared.drop(columns='a', inplace=True)", {"shared"}),
        ("mine = []\nmine.append(shared)\nresults['a'] = mine", set()),
    ],
)
def test_an_answer_that_changes_what_comes_after_it_is_found(answer, leaked, tmp_path):
    source = tmp_path / "made.py"
    text = f'# %%\nshared = [1]\n# %% tags=["answer"]\n{answer}\n# %%\nprint(shared)\n'
    source.write_text(text, encoding="utf-8")
    assert leaks(build.read(source)) == leaked


def test_the_build_command_takes_away_what_no_source_makes(tmp_path, monkeypatch, capsys):
    (tmp_path / "teacher").mkdir()
    (tmp_path / "made.py").write_text(MADE, encoding="utf-8")
    for stale in ("old.ipynb", "teacher/old.ipynb"):
        (tmp_path / stale).write_text("{}", encoding="utf-8")
    monkeypatch.setattr(build, "FOLDER", tmp_path)
    assert build.main() == 0
    found = {path.relative_to(tmp_path).as_posix() for path in Path(tmp_path).rglob("*.ipynb")}
    assert found == {"made.ipynb", "teacher/made.ipynb"}
    assert "2 notebooks from 1 sources" in capsys.readouterr().out
