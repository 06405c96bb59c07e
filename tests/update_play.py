"""Write docs/play.md: ``python tests/update_play.py``.

It plays the games that stand in the marks of the page, types the answers that
stand there too, and puts what is seen below each mark. Answers are parted by
``|``; what is left out of a long output is marked. A program below a mark is
run, and what it prints is put below it.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import tempfile
from pathlib import Path
from typing import Final

from click.testing import CliRunner

from multivector_sim.cli.program import group

PAGE: Final = Path(__file__).parents[1] / "docs" / "play.md"
_BLOCK: Final = re.compile(
    r"(<!-- (?P<kind>play|file|code): (?P<what>.*?)(?: <<< (?P<typed>.*?))?"
    r"(?: \.\.\. (?P<first>\d+)-(?P<last>\d+))? -->\n).*?(<!-- end -->)",
    re.DOTALL,
)
_PROGRAM: Final = re.compile(r"```python\n(.*?)```", re.DOTALL)
CUT: Final = "[...]"


def marks(page: str) -> list[re.Match[str]]:
    """Return the marks of the page."""
    return list(_BLOCK.finditer(page))


def seen(command: str, typed: str) -> str:
    """Return what stands on the screen when a command is called and lines are typed.

    Raises
    ------
    RuntimeError
        If the command fails.
    """
    # A whole screen: what is typed stands where it was typed.
    done = CliRunner().invoke(group, [*shlex.split(command), "--quiet"], input=typed)
    if done.exit_code:
        raise RuntimeError(f"{command}: ended with {done.exit_code}: {done.output}")
    return done.stdout


def printed(program: str) -> str:
    """Return what a program of the page prints."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(compile(program, str(PAGE), "exec"), {})
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())


def shortened(text: str, first: str | None, last: str | None) -> str:
    """Return a text with its first and last lines alone, if so many are named."""
    lines = text.rstrip("\n").splitlines()
    if first is not None and last is not None:
        lines = [*lines[: int(first)], CUT, *lines[len(lines) - int(last) :]]
    return "\n".join(line.rstrip() for line in lines)


def refresh(page: str) -> str:
    """Return the page with what its games show, played in the folder in which it is called."""

    def written(match: re.Match[str]) -> str:
        if match["kind"] == "code":
            program = _PROGRAM.search(match[0])
            if program is None:
                raise ValueError(f"no program below the mark {match[1]}")
            blocks = (("python", program[1]), ("text", printed(program[1])))
            told = "\n\n".join(f"```{form}\n{text.rstrip()}\n```" for form, text in blocks)
            return f"{match[1]}\n{told}\n\n{match[match.re.groups]}"
        if match["kind"] == "file":
            text, form = Path(match["what"]).read_text(encoding="utf-8"), "yaml"
        else:
            typed = (match["typed"] or "").replace("|", "\n") + "\n"
            text, form = seen(match["what"], typed), "text"
        kept = shortened(text, match["first"], match["last"])
        return f"{match[1]}\n```{form}\n{kept}\n```\n\n{match[match.re.groups]}"

    return _BLOCK.sub(written, page)


def _run() -> None:
    page = PAGE.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        text = refresh(page)
    PAGE.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    _run()
