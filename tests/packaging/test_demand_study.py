"""The study of demand runs on a changed copy of the package: the model, until a rule is set."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "demand.py"

RUN = """
import sys
import multivector_sim as mv
for change in ([], *([word] for word in sys.argv[1:])):
    scenario = mv.load_scenario("multivector", ["end=1994Q4", *change])
    runs = mv.simulate(scenario, runs=1, seed=1, engine="mesa", outcomes=["tension_all", "welfare"])
    print(float(runs["tension_all"][0]).hex(), float(runs["welfare"][0]).hex())
"""


@pytest.fixture(scope="module")
def study() -> ModuleType:
    specification = spec_from_file_location("demand", SCRIPT)
    assert specification is not None
    assert specification.loader is not None
    module = module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def copy(study: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    study.copy_package(folder)
    return folder


def outcomes(place: Path, *changes: str) -> list[str]:
    """Return the bits of a run of the package at a place, as it is and under each change alone.

    It is plain Python: nothing is compiled.
    """
    done = subprocess.run(
        [sys.executable, "-c", RUN, *changes],
        env={**os.environ, "PYTHONPATH": str(place), "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


@pytest.mark.full
def test_the_copy_is_the_model_until_a_rule_is_asked_for(study: ModuleType, copy: Path) -> None:
    (model,) = outcomes(study.SOURCE.parent)
    changes = [f"parameters.{name}=0.25" for name in study.PATHS]
    changes += [f"parameters.{name}=1" for name in study.RULES]
    plain, *found = outcomes(copy, *changes)
    assert plain == model
    assert len(found) == len(changes)
    low, new = set(found[: len(study.PATHS)]), set(found[len(study.PATHS) :])
    # Whether an action flips within three years is chance, so not every rule shows at once.
    assert len(low - {model}) >= 2
    assert len(new - {model}) >= 3


def test_every_change_is_needed(study: ModuleType, copy: Path) -> None:
    text = "".join(file.read_text(encoding="utf-8") for file in copy.rglob("rules/*.py"))
    for name in (*study.PATHS, *study.RULES):
        assert f"run.{name}" in text
    assert "run.wanted" not in "".join(
        file.read_text(encoding="utf-8") for file in study.SOURCE.rglob("rules/*.py")
    )


def test_a_rule_that_has_moved_is_told(
    study: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = ("model/rules/choice.py", "what is not there", "x")
    monkeypatch.setattr(study, "CHANGES", (*study.CHANGES, gone))
    with pytest.raises(ValueError, match="stands there 0 times"):
        study.copy_package(tmp_path)


def test_the_page_holds_its_tables(study: ModuleType) -> None:
    page = study.PAGE.read_text(encoding="utf-8")
    assert re.findall(r"<!-- table: (\w+) -->\n\| ", page) == list(study.TABLES)
    mark = {name: f"| {name} |\n" for name in study.TABLES}
    assert all(text in study.refresh(page, mark) for text in mark.values())
    rows = re.findall(r"^\| defaults \| 1 \| .*$", page, re.MULTILINE)
    assert len(rows) == 1


def test_means_and_intervals_in_words(study: ModuleType) -> None:
    values = np.array([1.0, 2.0, 3.0, 4.0])
    half = 1.96 * np.std(values, ddof=1) / 2
    assert study.told(values, 3) == f"+2.500 ± {half:.3f}"
    assert study.table(["a", "b"], [["1", "2"]]) == "| a | b |\n| --- | --- |\n| 1 | 2 |\n"
