"""The notebooks as the tests see them: their sources, their editions, and one kernel for all."""

from __future__ import annotations

import importlib.util
import json
import os
from itertools import groupby
from pathlib import Path
from types import ModuleType
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

ROOT = Path(__file__).parents[1]


def _build() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "notebooks_build", ROOT / "notebooks" / "build.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


build = _build()
SOURCES: dict[str, Path] = {path.stem: path for path in build.sources()}
LESSONS = [name for name in SOURCES if name.startswith("lesson_")]


def cells(notebook: NotebookNode, kind: str) -> list[NotebookNode]:
    """Return the cells of one kind, ``code`` or ``markdown``."""
    return [cell for cell in notebook.cells if cell.cell_type == kind]


def pictures(notebook: NotebookNode) -> int:
    """Return how many figures an executed notebook shows outside of answers."""
    return sum(
        "image/png" in output.get("data", {})
        for cell in cells(notebook, "code")
        if not build.is_answer(cell)
        for output in cell.outputs
    )


BEFORE = """\
%reset -f
%matplotlib inline
import lesson_names
lesson_names.begin()
del lesson_names
"""

HOOK = "hook"

AFTER = """\
import json
print(json.dumps(globals().get('results', {}), default=lambda value: value.tolist()))
"""


class Kernel:
    """A kernel process in which notebooks run one after the other, each among fresh names.

    Modules stay imported and kernels compiled, which is what makes the rest quick.
    """

    def __init__(self, folder: Path) -> None:
        self._client = NotebookClient(
            nbformat.v4.new_notebook(),
            timeout=300,
            kernel_name="python3",
            resources={"metadata": {"path": str(folder)}},
        )
        self._client.create_kernel_manager()
        self._client.start_new_kernel(
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "tests"), *_paths()])},
            cwd=str(folder),
        )

    def run(self, notebook: NotebookNode, *, apart: bool = True) -> tuple[NotebookNode, Any]:
        """Run a copy from top to bottom; return it with outputs, and what it left in ``results``.

        A cell that raises raises here, with what it says.

        Parameters
        ----------
        notebook
            What to run; it stays as it is.
        apart
            Whether names that answers make are there for answers alone, so that cells for
            all run as they do in the student's edition.
        """
        inside = [
            part
            for answers, row in groupby(_copies(notebook), build.is_answer)
            for part in ([_hook("before"), *row, _hook("after")] if answers and apart else row)
        ]
        ran = nbformat.v4.new_notebook(
            cells=[
                nbformat.v4.new_code_cell(BEFORE),
                *inside,
                nbformat.v4.new_code_cell(AFTER),
            ]
        )
        self._client.nb = ran
        self._client.execute(cleanup_kc=False)
        left = json.loads("".join(output.text for output in ran.cells[-1].outputs))
        kept = [cell for cell in ran.cells[1:-1] if HOOK not in cell.metadata.get("tags", [])]
        return nbformat.v4.new_notebook(cells=kept), left

    def close(self) -> None:
        """End the process."""
        self._client.nb = nbformat.v4.new_notebook()
        self._client.execute(cleanup_kc=True)


def _paths() -> list[str]:
    return [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]


def _hook(when: str) -> NotebookNode:
    source = f"__import__('lesson_names').{when}_answers()"
    return nbformat.v4.new_code_cell(source, metadata={"tags": [HOOK]})


def _copies(notebook: NotebookNode) -> list[NotebookNode]:
    return [nbformat.from_dict(json.loads(json.dumps(cell))) for cell in notebook.cells]
