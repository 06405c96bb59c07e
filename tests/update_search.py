"""Renew what docs/search.md shows: ``python tests/update_search.py``.

It runs the commands of ``SEARCHES``, which takes some minutes each, puts what
they print between the marks of the page, and the figures of the first one
into docs/images/search/. ``--out DIR`` keeps the folders, so that an
interrupted call goes on.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

DOCS: Final = Path(__file__).parents[1] / "docs"
PAGE: Final = DOCS / "search.md"
PICTURES: Final = DOCS / "images" / "search"
_BLOCK: Final = re.compile(r"(<!-- search: (\w+) -->\n).*?(<!-- end of search -->)", re.DOTALL)
_PROGRAM: Final = "from multivector_sim.cli import main; main()"
_TITLE: Final = re.compile(r"^(?=\S)", re.MULTILINE)


class Search(NamedTuple):
    """A worked search.

    Attributes
    ----------
    arguments
        Of ``multivector search``, without ``--out``.
    shown
        Beginnings of the titles of what the page shows; None for all.
    """

    arguments: tuple[str, ...]
    shown: tuple[str, ...] | None = None


HEAD: Final = ("Policies searched", "Looked at again", "The front", "What these members do")
FIVE: Final = "inclusion,concession,persuasion,leveraging,retention"
SEARCHES: Final = {
    "five": Search(
        ("baseline", "--phases", "3", "--levers", FIVE),
        (*HEAD, "Named policies", "multivector: "),
    ),
    "again": Search(
        ("baseline", "--phases", "3", "--levers", FIVE, "--seed", "2"),
        ("Looked at again", "Named policies"),
    ),
    "all": Search(
        ("baseline", "--phases", "3"),
        (
            "Looked at again",
            "The front",
            "What these members do",
            "Named policies",
            "multivector: ",
        ),
    ),
    "react": Search(
        (
            *("baseline", "--levers", "concession,persuasion,leveraging"),
            *("--triggers", "tension.KAZ-RUS,dependence.RUS", "--robust", "worst"),
            *("--policies", "400", "--generations", "10", "--futures", "200"),
        ),
        (*HEAD, "Named policies"),
    ),
}


def parts(text: str) -> dict[str, str]:
    """Return what a search printed, part by part, by title; only titles begin a line.

    Examples
    --------
    >>> parts("One\\n  said\\n\\nTwo\\n  more\\n")
    {'One': '  said', 'Two': '  more'}
    """
    found = {}
    for part in _TITLE.split(text):
        title, _, rest = part.partition("\n")
        if title.strip():
            found[title] = rest.rstrip()
    return found


def block(search: Search, text: str) -> str:
    """Return what the page says of a search: the command, and what it printed."""
    kept = {
        title: body
        for title, body in parts(text).items()
        if search.shown is None or title.startswith(search.shown)
    }
    printed = "\n\n".join(f"{title}\n{body}" for title, body in kept.items())
    command = " ".join(("multivector search", *search.arguments))
    return f"\n```\n$ {command} --out found\n{printed}\n```\n\n"


def refresh(page: str, texts: dict[str, str]) -> str:
    """Return the page with what searches printed between its marks."""
    return _BLOCK.sub(
        lambda match: (
            match[1] + block(SEARCHES[match[2]], texts[match[2]]) + match[3]
            if match[2] in texts
            else match[0]
        ),
        page,
    )


def run(search: Search, folder: Path) -> str:
    """Run a search into a folder and return what it printed."""
    command = [sys.executable, "-c", _PROGRAM, "search", *search.arguments, "--out", str(folder)]
    return subprocess.run(
        command, check=True, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ).stdout


def main(arguments: Sequence[str] | None = None) -> None:
    """Run every search, and write page and pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="keep the folders of the searches here")
    parser.add_argument("names", nargs="*", help="which searches; all by default")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.out or Path(temporary)
        texts = {
            name: run(search, folder / name)
            for name, search in SEARCHES.items()
            if not given.names or name in given.names
        }
        if "five" in texts:
            PICTURES.mkdir(parents=True, exist_ok=True)
            for stem in ("parallel", "pairs"):
                shutil.copyfile(folder / "five" / f"{stem}.png", PICTURES / f"{stem}.png")
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(refresh(page, texts), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
