"""The notebook runs from top to bottom, and is stored without outputs."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

FILE = Path(__file__).parents[2] / "notebooks" / "first_comparison.ipynb"


@pytest.fixture(scope="module")
def stored():
    return nbformat.read(FILE, as_version=4)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_no_outputs_are_stored(stored):
    nbformat.validate(stored)
    assert all(not cell.outputs and cell.execution_count is None for cell in code_cells(stored))


def test_prediction_stands_before_the_first_run(stored):
    sources = [cell.source for cell in code_cells(stored)]
    (predicted,) = (i for i, source in enumerate(sources) if source.startswith("prediction ="))
    first_run = min(
        i for i, source in enumerate(sources) if "simulate(" in source or "compare(" in source
    )
    assert predicted < first_run


def test_notebook_runs_and_shows_its_figures(stored, tmp_path):
    notebook = nbformat.from_dict(stored)
    NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": tmp_path}}
    ).execute()
    shown = [
        output
        for cell in code_cells(notebook)
        for output in cell.outputs
        if "image/png" in output.get("data", {})
    ]
    assert len(shown) == 2
    text = "".join(str(cell.outputs) for cell in code_cells(notebook))
    for name in ("laissez_faire", "bandwagon_russia", "bandwagon_china", "pro_west"):
        assert name in text
