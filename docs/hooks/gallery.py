"""Run the scripts of the gallery when the site is built, and make a page of each."""

from __future__ import annotations

import ast
import os
import re
import runpy
from pathlib import Path
from typing import Any, NamedTuple

from mkdocs.structure.files import File, Files

from multivector_sim import plots
from multivector_sim.report.figures import as_svg

FIGURE = re.compile(r"<!-- figure: (\w+) -->")
FOLDER = Path(__file__).parents[1] / "gallery"
INDEX = "gallery/index.md"


class Entry(NamedTuple):
    """A script of the gallery: its name, title, words and code."""

    name: str
    title: str
    words: str
    code: str

    @property
    def page(self) -> str:
        """Where its page lies."""
        return f"gallery/{self.name}.md"


def entries() -> list[Entry]:
    """Return the scripts of the gallery in the order of their names."""
    return [_entry(path) for path in sorted(FOLDER.glob("*.py"))]


def _entry(path: Path) -> Entry:
    source = path.read_text(encoding="utf-8")
    docstring = ast.get_docstring(ast.parse(source))
    if not docstring:
        raise ValueError(f"{path}: a script of the gallery begins with its title and its words")
    title, _, words = docstring.partition("\n")
    code = source.split('"""', 2)[2].strip()
    return Entry(path.stem, title.strip(), words.strip(), code)


ALT: dict[str, str] = {}
"""What the figures show in words, by script, as far as they were drawn."""


def draw(entry: Entry) -> bytes:
    """Run a script; return its figure as SVG, and keep what it shows in words."""
    figure = runpy.run_path(str(FOLDER / f"{entry.name}.py"))["figure"]
    ALT[entry.name] = plots.alt_text(figure).translate({ord(c): None for c in "[]"})
    return as_svg(figure)


def on_config(config: Any) -> Any:
    """Put the pages of the gallery into the navigation, below its index."""
    _extend(config.nav, [{entry.title: entry.page} for entry in entries()])
    return config


def _extend(items: list[Any], pages: list[dict[str, str]]) -> None:
    if INDEX in items:
        items.extend(pages)
        return
    for item in items:
        for below in item.values() if isinstance(item, dict) else ():
            if isinstance(below, list):
                _extend(below, pages)


def on_files(files: Files, config: Any) -> Files:
    """Draw every figure, and add it and its page; the scripts themselves stay out."""
    for entry in entries():
        picture = draw(entry)
        files.append(File.generated(config, f"gallery/{entry.name}.svg", content=picture))
        files.append(File.generated(config, entry.page, content=_page(entry)))
    return files


def _page(entry: Entry) -> str:
    picture = f"{entry.name}.svg"
    return (
        f"# {entry.title}\n\n{entry.words}\n\n[![{ALT[entry.name]}]({picture})]({picture})\n\n"
        f"```python\n{entry.code}\n```\n"
    )


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Show every figure, small, on the page of the gallery, and one where a page names it."""
    if page.file.src_uri != INDEX:
        folder = Path(page.file.src_uri).parent
        return FIGURE.sub(lambda mark: _shown(mark[1], folder), markdown)
    cards = "\n".join(
        f"-   [![]({entry.name}.svg)]({entry.name}.md)\n\n    [{entry.title}]({entry.name}.md)\n"
        for entry in entries()
    )
    return f'{markdown}\n<div class="grid cards" markdown>\n\n{cards}\n</div>\n'


def _shown(name: str, folder: Path) -> str:
    """Return a figure of the gallery for a page of a folder, which leads to its script."""
    if name not in ALT:
        raise ValueError(f"figure: {name!r} on a page; the gallery has {', '.join(ALT)}")
    place = Path(os.path.relpath(f"gallery/{name}", folder)).as_posix()
    return f"[![{ALT[name]}]({place}.svg)]({place}.md)"
