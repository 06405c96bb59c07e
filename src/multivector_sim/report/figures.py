"""The figures of a report: every family that the results allow, and how it gets into the page."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from matplotlib import rc_context
from matplotlib.figure import Figure

from multivector_sim import plots
from multivector_sim.errors import InputError
from multivector_sim.experiments.saved import SavedResults
from multivector_sim.plots.families import FAMILIES, Choice
from multivector_sim.plots.side_by_side import side_by_side

__all__ = ["Drawing", "as_svg", "drawings"]


class Drawing(NamedTuple):
    """A figure as the page takes it.

    Attributes
    ----------
    title
        What stands below it.
    words
        What it shows, for readers who cannot see it.
    address
        The picture itself, as a ``data:`` address; empty where it was not drawn.
    why_not
        Why it was not drawn.
    """

    title: str
    words: str
    address: str
    why_not: str = ""


def drawings(result: SavedResults) -> Iterator[Drawing]:
    """Draw every family that needs no choice of the reader; one that lacks its data says so."""
    jobs = {}
    for key, family in FAMILIES.items():
        if family.asks:
            continue
        each = family.single and result.comparison is None
        for name in result.scenarios if each else (result.focal,):
            jobs[f"{key} {name}"] = partial(_drawing, key, result, name)
    with side_by_side(jobs) as drawn:
        for drawing in drawn.values():
            yield drawing()


def _drawing(key: str, result: SavedResults, name: str) -> Drawing:
    family = FAMILIES[key]
    line = family.line[0].upper() + family.line[1:]
    title = f"{line}: {name}" if family.single else line
    try:
        figure = family.draw(result, Choice(scenario=name))
    except InputError as error:
        return Drawing(title, "", "", str(error))
    return Drawing(title, plots.alt_text(figure), data_address(figure))


def data_address(figure: Figure) -> str:
    """Return a figure as an SVG in a ``data:`` address, which is part of the page."""
    return f"data:image/svg+xml;base64,{base64.b64encode(as_svg(figure)).decode('ascii')}"


def as_svg(figure: Figure) -> bytes:
    """Return a figure as an SVG: sharp on paper, and the same figure gives the same bytes.

    Its letters are outlines, since a reader's machine may lack the font.
    """
    buffer = io.BytesIO()
    with rc_context({"svg.hashsalt": "multivector", "svg.fonttype": "path"}):
        figure.savefig(buffer, format="svg", metadata={"Date": None})
    return buffer.getvalue()
