"""The figures of a report: a table of how each is drawn, and how it gets into the page."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

import xarray as xr
from matplotlib import rc_context
from matplotlib.figure import Figure

from multivector_sim import plots
from multivector_sim.errors import InputError
from multivector_sim.experiments.compare import Comparison
from multivector_sim.experiments.saved import SavedResults

__all__ = ["FAMILIES", "Drawing", "Family", "as_svg", "drawings"]


class Family(NamedTuple):
    """A figure of the report.

    Attributes
    ----------
    title
        What stands below it; the name of the scenario is added where there is one each.
    draw
        Draws it from a result and the name of a scenario; raises ``InputError``
        where the folder lacks what it takes.
    each
        Whether it shows one scenario: it is then drawn for each one of ``run``.
    paired
        Whether it needs a comparison.
    """

    title: str
    draw: Callable[[SavedResults, str], Figure]
    each: bool = False
    paired: bool = False


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


def _comparison(result: SavedResults) -> Comparison:
    if result.comparison is None:
        raise InputError("the folder holds no comparison")
    return result.comparison


def _paths(result: SavedResults, name: str) -> xr.Dataset:
    if name not in result.paths:
        raise InputError(f"the folder holds no {name}_paths.nc")
    return result.paths[name]


def _compare(result: SavedResults, name: str) -> Figure:
    _paths(result, name)
    return plots.compare(_comparison(result))


def _fans(result: SavedResults, _: str) -> Figure:
    return plots.fan({name: _paths(result, name) for name in result.scenarios})


FAMILIES: Final = (
    Family("The comparison in one picture: paths over time, paired effects", _compare, paired=True),
    Family(
        "Paired effects on the main outcomes",
        lambda result, _: plots.forest(_comparison(result)),
        paired=True,
    ),
    Family("Tension between Russia and China under each policy", _fans, paired=True),
    Family(
        "Tension between Russia and China",
        lambda result, name: plots.fan({name: _paths(result, name)}),
        each=True,
    ),
    Family(
        "Leverage of each power over the pivot, in three parts",
        lambda result, name: plots.leverage(_paths(result, name)),
        each=True,
    ),
)
"""Every figure of a report, in order. One more line here is one more figure in every report."""


def drawings(result: SavedResults) -> Iterator[Drawing]:
    """Draw the figures that a result allows; one that lacks its data says so."""
    for family in FAMILIES:
        if family.paired and result.comparison is None:
            continue
        several = family.each and result.comparison is None
        for name in result.scenarios if several else (result.focal,):
            yield _drawing(family, result, name)


def _drawing(family: Family, result: SavedResults, name: str) -> Drawing:
    title = f"{family.title}: {name}" if family.each else family.title
    try:
        figure = family.draw(result, name)
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
