"""Take the pages at the root of the repository into the site, and keep links between pages whole.

In the repository a page of ``docs`` links to ``../README.md``, which lies outside of the site's
folder. Here such a file becomes a page or a download of the site, and the link is turned to it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePosixPath
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parents[2]
PAGES = {
    name: name.lower() for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "VISION.md")
}
"""Small letters, since MkDocs would take README.md for the first page of all."""

DOWNLOADS = (
    "CITATION.cff",
    "LICENSE",
    *sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("notebooks/*.ipynb")),
)
LINK = re.compile(r"(\]\()(?!https?:|mailto:|#)([^)#\s]+)")


def on_files(files: Files, config: Any) -> Files:
    """Add the files of the root that pages link to."""
    for name in (*PAGES, *DOWNLOADS):
        place = PAGES.get(name, name)
        files.append(File.generated(config, place, abs_src_path=str(ROOT / name)))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Turn links of a page from places in the repository to places in the site."""
    source = PurePosixPath(page.file.src_uri)
    folder = source.parent if source.name in PAGES.values() else "docs" / source.parent

    def turned(match: re.Match[str]) -> str:
        target = Path(os.path.normpath(folder / match[2])).as_posix()
        target = "docs/index.md" if target == "docs" else target
        inside = PAGES.get(target, target.removeprefix("docs/"))
        return match[1] + Path(os.path.relpath(inside, source.parent)).as_posix()

    return LINK.sub(turned, markdown)
