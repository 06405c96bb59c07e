"""Every notebook runs from top to bottom, in both editions, and its numbers hold.

Cells for all and answers run in one pass, apart from each other; ``test_editions.py`` proves by the
text that the editions on their own do the same, and ``--full`` runs them on their own.
"""

from __future__ import annotations

import math
from importlib import import_module

import pytest
from nbclient.exceptions import CellExecutionError

from lesson_notebooks import LESSONS, SOURCES, Kernel, build, cells, pictures


def wrong(value):
    """Return something in the shape of a result that no check may accept."""
    if isinstance(value, dict):
        return {key: wrong(part) for key, part in value.items()}
    if isinstance(value, list):
        return [wrong(part) for part in value]
    if isinstance(value, bool):
        return not value
    return math.nan if isinstance(value, int | float) else ""


def check_lesson(name, results):
    """Put the results of a lesson to its checks, and to the same checks with each one spoilt."""
    check = import_module(f"lessons_checked.{name}").check
    assert results, f"{name} leaves no results"
    check(results)
    for key, value in results.items():
        with pytest.raises(AssertionError):
            check({**results, key: wrong(value)})


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_runs_and_its_numbers_hold(kernel, name):
    whole = build.read(SOURCES[name])
    ran, results = kernel.run(build.teacher(whole))
    assert pictures(ran) >= 2
    check_lesson(name, results)


MADE = """\
# %%
shared, listed = 1, []
results = {}
# %% tags=["answer"]
shared, secret = 7, 8
# %%
results["shared"] = shared
results["secret"] = "secret" in globals()
fixed = 2
# %% tags=["answer"]
results["answers"] = [shared, secret, fixed]
fixed = 3
# %%
fixed = 4
# %% tags=["answer"]
results["last"] = fixed
"""


def test_one_pass_shows_answers_to_answers_alone(kernel, tmp_path):
    source = tmp_path / "made.py"
    source.write_text(MADE, encoding="utf-8")
    _, results = kernel.run(build.teacher(build.read(source)))
    assert results == {"shared": 1, "secret": False, "answers": [7, 8, 2], "last": 4}


def test_a_cell_for_all_that_needs_an_answer_fails(kernel, tmp_path):
    source = tmp_path / "made.py"
    source.write_text(MADE + "# %%\nsecret\n", encoding="utf-8")
    with pytest.raises(CellExecutionError, match="secret"):
        kernel.run(build.teacher(build.read(source)))


def test_the_first_comparison_runs_and_shows_its_figures(kernel):
    ran, _ = kernel.run(build.read(SOURCES["first_comparison"]))
    assert pictures(ran) == 2
    text = "".join(str(cell.outputs) for cell in cells(ran, "code"))
    for name in ("laissez_faire", "bandwagon_russia", "bandwagon_china", "pro_west"):
        assert name in text


@pytest.mark.full
@pytest.mark.parametrize("name", SOURCES)
def test_a_notebook_runs_in_a_kernel_of_its_own(name, tmp_path):
    whole = build.read(SOURCES[name])
    left = []
    for edition in (build.student(whole), build.teacher(whole)):
        alone = Kernel(tmp_path)
        try:
            left.append(alone.run(edition, apart=False)[1])
        finally:
            alone.close()
    assert left[0].items() <= left[1].items()
