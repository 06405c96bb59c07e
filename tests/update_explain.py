"""Write docs/explain.md: ``python tests/update_explain.py``.

It runs every command that stands in a mark of the page, puts what it prints
below the mark, and draws the picture of docs/images/explain/.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Final

import multivector_sim as mv
from multivector_sim.cli import main

DOCS: Final = Path(__file__).parents[1] / "docs"
PAGE: Final = DOCS / "explain.md"
PICTURE: Final = DOCS / "images" / "explain" / "run_8.png"
_BLOCK: Final = re.compile(
    r"(<!-- output: (?P<command>.*?) -->\n).*?(<!-- end of output -->)", re.DOTALL
)


def commands(page: str) -> list[str]:
    """Return the commands whose output stands on the page."""
    return [match["command"] for match in _BLOCK.finditer(page)]


def refresh(page: str, print_of: Callable[[str], str]) -> str:
    """Return the page with what its commands print.

    Parameters
    ----------
    page
        The page.
    print_of
        Returns what ``multivector`` prints for a command.
    """
    return _BLOCK.sub(
        lambda match: f"{match[1]}\n```text\n{print_of(match['command'])}```\n\n{match[3]}", page
    )


def output_of(command: str) -> str:
    """Return what ``multivector`` prints on standard output.

    Raises
    ------
    RuntimeError
        If the command fails.
    """
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        try:
            main([*shlex.split(command), "--quiet"])
        except SystemExit as end:
            if end.code:
                raise RuntimeError(f"{command}: ended with {end.code}") from end
    return printed.getvalue()


def _run() -> None:
    PICTURE.parent.mkdir(exist_ok=True, parents=True)
    mv.plots.save(mv.explain("baseline", run=8).plot(), PICTURE)
    page = refresh(PAGE.read_text(encoding="utf-8"), output_of)
    PAGE.write_text(page, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    _run()
