"""Make the notebooks: a student's and a teacher's edition from each source.

Run it after a change of a source, from any folder::

    python notebooks/build.py

A source is a Python file in Jupytext's percent format. Cells with the tag ``answer`` belong to the
teacher's edition alone: in the student's edition one empty cell stands in the place of each row of
them. A source without answers has one edition only. No outputs are stored, and the id of a cell
follows from its text, so that the same source always makes the same bytes.
"""

from __future__ import annotations

import sys
from collections import Counter
from hashlib import sha256
from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode

__all__ = ["ANSWER", "FOLDER", "editions", "is_answer", "read", "sources", "student", "teacher"]

FOLDER = Path(__file__).parent
ANSWER = "answer"
"""The tag of a cell that a student does not get."""

EMPTY = {"code": "# Your answer", "markdown": "*Your answer*"}
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def sources() -> list[Path]:
    """Return the sources beside this file, by name."""
    return sorted(path for path in FOLDER.glob("*.py") if path != Path(__file__))


def is_answer(cell: NotebookNode) -> bool:
    """Return whether a cell belongs to the teacher's edition alone."""
    return ANSWER in cell.metadata.get("tags", [])


def read(source: Path) -> NotebookNode:
    """Return all cells of a source as a notebook, answers marked by their tag.

    Parameters
    ----------
    source
        A file in Jupytext's percent format.
    """
    notebook = jupytext.read(source, fmt="py:percent", as_version=4)
    seen: Counter[str] = Counter()
    for cell in notebook.cells:
        digest = sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:8]
        seen[digest] += 1
        cell.id = digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"
        tags = cell.metadata.get("tags", [])
        cell.metadata = NotebookNode(tags=tags) if tags else NotebookNode()
    return _with_cells(notebook.cells)


def teacher(notebook: NotebookNode) -> NotebookNode:
    """Return the teacher's edition: all cells."""
    return _with_cells(notebook.cells)


def student(notebook: NotebookNode) -> NotebookNode:
    """Return the student's edition: one empty cell in place of each row of answers.

    The empty cell is for code where one of the answers is code.
    """
    cells: list[NotebookNode] = []
    row: list[NotebookNode] = []
    for cell in [*notebook.cells, None]:
        if cell is not None and is_answer(cell):
            row.append(cell)
            continue
        if row:
            cells.append(_empty_cell(row))
            row = []
        if cell is not None:
            cells.append(cell)
    return _with_cells(cells)


def editions(source: Path) -> dict[Path, str]:
    """Return the text of each notebook that a source makes, by its path."""
    notebook = read(source)
    made = {FOLDER / f"{source.stem}.ipynb": student(notebook)}
    if any(map(is_answer, notebook.cells)):
        made[FOLDER / "teacher" / f"{source.stem}.ipynb"] = teacher(notebook)
    return {path: nbformat.writes(edition) + "\n" for path, edition in made.items()}


def _with_cells(cells: list[NotebookNode]) -> NotebookNode:
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=METADATA)
    nbformat.validate(notebook)
    return notebook


def _empty_cell(answers: list[NotebookNode]) -> NotebookNode:
    code = any(cell.cell_type == "code" for cell in answers)
    text = EMPTY["code" if code else "markdown"]
    make = nbformat.v4.new_code_cell if code else nbformat.v4.new_markdown_cell
    return make(text, id=answers[0].id)


def main() -> int:
    """Write every notebook, and take away those that no source makes."""
    made = {path: text for source in sources() for path, text in editions(source).items()}
    for path, text in made.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    for path in {*FOLDER.glob("*.ipynb"), *FOLDER.glob("teacher/*.ipynb")} - set(made):
        path.unlink()
    print(f"{len(made)} notebooks from {len(sources())} sources")
    return 0


if __name__ == "__main__":
    sys.exit(main())
