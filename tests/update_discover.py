"""Write docs/discover.md: ``python tests/update_discover.py``.

It runs the sweep of the page into a folder of its own, asks it every question
of ``QUESTIONS``, and renews what stands between the marks of the page, and the
pictures of docs/images/discover/. It takes about a minute.
"""

from __future__ import annotations

import re
import shlex
import shutil
import tempfile
from contextlib import chdir
from pathlib import Path
from typing import Final, NamedTuple

from click.testing import CliRunner

from multivector_sim.cli.program import group

DOCS: Final = Path(__file__).parents[1] / "docs"
PICTURES: Final = DOCS / "images" / "discover"
PAGE: Final = DOCS / "discover.md"
FOLDER: Final = "thesis_sweep"
SWEEP: Final = f"multivector sweep thesis --out {FOLDER}"
KINDS: Final = ("trajectory", "limits", "scatter")
_BLOCK: Final = re.compile(r"(<!-- output: (\w+) -->\n).*?(<!-- end of output -->)", re.DOTALL)


class Question(NamedTuple):
    """A question put to the sweep.

    Attributes
    ----------
    key
        Name of its output on the page.
    where
        The question.
    options
        Further options of the command.
    drawn
        Whether the page shows its figures.
    """

    key: str
    where: str
    options: str = ""
    drawn: bool = False

    @property
    def command(self) -> str:
        """The command that answers it."""
        options = f" {self.options}" if self.options else ""
        return f"multivector discover {FOLDER} --where {shlex.quote(self.where)}{options}"


QUESTIONS: Final = (
    Question("pair", "autonomy of multivector < laissez_faire", drawn=True),
    Question("worst", "tension_rus_chn of multivector in worst 10%"),
    Question("nothing", "crises of multivector > bandwagon_china", "--input parameters.lever_cost"),
)


def call(command: str) -> str:
    """Return what a command prints on standard output, without blanks at the end of lines."""
    _, *arguments = shlex.split(command)
    done = CliRunner().invoke(group, arguments, catch_exceptions=False)
    if done.exit_code:
        raise SystemExit(f"{command}: {done.output}")
    return "\n".join(line.rstrip() for line in done.stdout.rstrip().splitlines()) + "\n"


def refresh(page: str, outputs: dict[str, str]) -> str:
    """Return the page with what commands print between its marks.

    Raises
    ------
    KeyError
        If the page names a question that does not exist.
    """
    commands = {question.key: question.command for question in QUESTIONS}

    def told(match: re.Match[str]) -> str:
        command, output = commands[match[2]], outputs[match[2]]
        return f"{match[1]}\n```console\n$ {command}\n```\n\n```text\n{output}```\n\n{match[3]}"

    return _BLOCK.sub(told, page)


def main() -> None:
    """Write pictures and page."""
    outputs = {}
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, chdir(place):
        call(SWEEP)
        for question in QUESTIONS:
            out = f" --out {question.key}" if question.drawn else ""
            outputs[question.key] = call(question.command + out)
            if question.drawn:
                for kind in KINDS:
                    shutil.copy(Path(question.key) / f"{kind}.png", PICTURES / f"{kind}.png")
    page = refresh(PAGE.read_text(encoding="utf-8"), outputs)
    PAGE.write_text(page, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
