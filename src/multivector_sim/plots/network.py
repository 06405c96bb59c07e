"""The network of actors: who is tense with whom, at chosen dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any, Final

import numpy as np
import xarray as xr
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle
from matplotlib.text import Text
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.plots.fan import bands
from multivector_sim.plots.style import (
    LABEL,
    SMALL,
    actor_colour,
    by_name,
    current,
    figure,
    heading,
    legible,
    long_name,
    note,
    provenance,
    require,
    spoken,
)

__all__ = ["KEY", "Drawing", "network", "panels_of", "place_actors", "quarter_at"]

WIDEST: Final = 16.0
"""Width of a line at tension 1, points."""

KEY: Final = "lines: median tension of a pair, mean of both directions, with 90 % of runs"

ROOM: Final = np.array([0.34, 0.17])
"""Width and height of the numbers of a line, where the circle of actors has radius 1."""

ALONG: Final = (0.5, 0.42, 0.58, 0.36, 0.64, 0.3, 0.7, 0.27, 0.73)
"""Where numbers may stand along their line."""

SWEEPS: Final = 20
"""Rounds in which numbers look for a place: a bound, reached by throngs alone."""


def network(dataset: xr.Dataset, dates: Sequence[str] | None = None) -> Figure:
    """Draw the actors as a network of tensions at chosen dates.

    Parameters
    ----------
    dataset
        Results with ``tension`` recorded.
    dates
        Dates such as ``"2013"`` or ``"2013-07"``, each of which takes the
        quarter that it falls into; None for the first, the middle and the last.

    Returns
    -------
    matplotlib.figure.Figure
        One panel a date. A line is as wide and as strong in colour as the
        median tension of the two (mean of both directions, 0 to 1); its
        number is that median with 90 % of runs.

    Raises
    ------
    InputError
        If tension was not recorded, or a date is malformed or outside of the run.

    Examples
    --------
    >>> import multivector_sim as mv
    >>> ds = mv.simulate("baseline", runs=8, seed=1, record=["tension"])
    >>> figure = mv.plots.network(ds, ["1996", "2022-06"])
    """
    named = by_name(dataset)
    require(named, "tension")
    (name,) = named
    quarters = _quarters(dataset, dates)
    across = _across(len(quarters))
    target = figure(8.6 if across == 1 else 6.0 * across, 6.1 * -(-len(quarters) // across) + 1.9)
    words = []
    for axes, quarter in zip(panels_of(target, len(quarters)), quarters, strict=True):
        drawing = Drawing(axes, dataset)
        drawing.show(quarter)
        words.append(drawing.words(quarter))
    heading(target, f"Who is tense with whom: {spoken(name)}", KEY)
    note(target, provenance(named))
    target.set_label(
        f"Network of {dataset.sizes['actor']} actors under {spoken(name)}; lines are median "
        f"tensions. {' '.join(words)} {provenance(named)}."
    )
    return target


def place_actors(codes: Sequence[str]) -> dict[str, NDArray[np.float64]]:
    """Return where each actor stands on a circle, where no line hides another.

    Parameters
    ----------
    codes
        Codes, the pivot's first.

    Returns
    -------
    dict
        Points at distance 1 from the middle, clockwise from the top: the
        first half of the powers, the pivot, the other powers.
    """
    pivot, *powers = codes
    half = len(powers) // 2
    angles = np.linspace(0, 2 * np.pi, len(codes), endpoint=False)
    circle = np.stack([np.sin(angles), np.cos(angles)], axis=1)
    return dict(zip([*powers[:half], pivot, *powers[half:]], circle, strict=True))


def place_numbers(
    places: Mapping[str, NDArray[np.float64]], pairs: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], NDArray[np.float64]]:
    """Return where the numbers of each line stand: at its middle, or beside it if that is taken.

    With an even number of actors several lines cross in one point, and with many there is a
    throng. Numbers that lie on others move along their line to where they have most room,
    one after the other, until none moves.

    Parameters
    ----------
    places
        Where each actor stands.
    pairs
        Ends of the lines.
    """
    starts = np.array([places[first] for first, _ in pairs])
    ways = np.array([places[second] for _, second in pairs]) - starts
    spots = starts + ALONG[0] * ways
    for _ in range(SWEEPS):
        before = spots.copy()
        for line in range(len(pairs)):
            others = np.delete(spots, line, axis=0)
            tried = starts[line] + np.outer(ALONG, ways[line])
            apart = np.abs(tried[:, None] - others) / ROOM
            room = apart.max(axis=2).min(axis=1, initial=np.inf)
            here = (np.abs(spots[line] - others) / ROOM).max(axis=1).min(initial=np.inf)
            if here < 1 and room.max() > here:
                spots[line] = tried[int(room.argmax())]
        if np.array_equal(spots, before):
            break
    return dict(zip(pairs, spots, strict=True))


def quarter_at(dataset: xr.Dataset, date: str) -> int:
    """Return the index of the quarter that a date falls into.

    Raises
    ------
    InputError
        If the date is malformed or lies outside of the run.
    """
    time = dataset["time"].values.astype("datetime64[M]")
    first, end = time[0], time[-1] + np.timedelta64(3, "M")
    try:
        month = np.datetime64(date, "M")
    except ValueError as error:
        raise InputError(f"dates: {date!r} received; write them as 2013 or 2013-07") from error
    if not first <= month < end:
        raise InputError(f"dates: {date!r} received; the run goes from {first} to {time[-1]}")
    return int(np.searchsorted(time, month, side="right")) - 1


def _quarters(dataset: xr.Dataset, dates: Sequence[str] | None) -> list[int]:
    if dates is None:
        return sorted({int(q) for q in np.linspace(0, dataset.sizes["time"] - 1, 3)})
    if not dates or isinstance(dates, str):
        raise InputError(f"dates: {dates!r} received; a list of dates is needed, such as ['2013']")
    return [quarter_at(dataset, date) for date in dates]


def _across(panels: int) -> int:
    """Return how many panels stand in a row: four make a square."""
    return 2 if panels == 4 else min(panels, 3)


def panels_of(target: Figure, count: int) -> list[Axes]:
    """Return so many axes of a figure, with the key of colours below them."""
    across = _across(count)
    rows = -(-count // across)
    height = target.get_figheight()
    grid = target.subplots(
        rows, across, squeeze=False,
        gridspec_kw={"left": 0.01, "right": 0.99, "bottom": 1.15 / height, "top": 1 - 1.35 / height,
                     "wspace": 0.04, "hspace": 0.15},
    )  # fmt: skip
    for axes in grid.flat[count:]:
        axes.remove()
    bar = target.add_axes((0.02, 0.72 / height, 0.2 if across > 1 else 0.4, 0.15 / height))
    scale = target.colorbar(
        ScalarMappable(Normalize(0, 1), _colours()), cax=bar, orientation="horizontal"
    )
    style = current()
    scale.ax.tick_params(labelsize=SMALL, labelcolor=style.ink, color=style.muted)
    scale.set_ticks([0, 0.5, 1], labels=["0", "tension 0.5", "1"])
    scale.outline.set_visible(False)
    return list(grid.flat[:count])


def _colours() -> LinearSegmentedColormap:
    """Return the colours of lines; the palest part of the map would vanish on the paper."""
    samples = colormaps[current().sequential](np.linspace(0.3, 1, 64))
    return LinearSegmentedColormap.from_list("tension", samples)


class Drawing:
    """A network on axes whose lines and numbers change with the quarter."""

    def __init__(self, axes: Axes, dataset: xr.Dataset) -> None:
        self.axes, self.dataset = axes, dataset
        codes = [str(code) for code in dataset["actor"].values]
        self.places = place_actors(codes)
        self.quantiles = {pair: bands(dataset, pair) for pair in combinations(codes, 2)}
        self.colours = _colours()
        spots = place_numbers(self.places, list(self.quantiles))
        self.lines = {pair: self._line(pair, spots[pair]) for pair in self.quantiles}
        for position, code in enumerate(codes):
            self._node(code, position)
        axes.set_xlim(-1.3, 1.3)
        lowest = min(float(y) for _, y in self.places.values())
        axes.set_ylim(min(-1.1, lowest - 0.2), 1.25)
        axes.set_aspect("equal")
        axes.set_axis_off()

    def show(self, quarter: int) -> list[Any]:
        """Bring lines, numbers and date to a quarter; return what changed."""
        changed: list[Any] = []
        for pair, (line, text) in self.lines.items():
            low, _, median, _, high = self.quantiles[pair][:, quarter]
            line.set_linewidth(0.6 + WIDEST * median)
            line.set_color(self.colours(median))
            text.set_text(f"{median:.2f}\n{low:.2f}-{high:.2f}")
            changed += [line, text]
        changed.append(
            self.axes.set_title(
                self.date(quarter), fontsize=LABEL + 2, fontweight="bold", color=current().ink
            )
        )
        return changed

    def date(self, quarter: int) -> str:
        """Return a quarter as people write it."""
        months = int(self.dataset["time"].values[quarter].astype("datetime64[M]").astype(int))
        return f"{1970 + months // 12} Q{months % 12 // 3 + 1}"

    def words(self, quarter: int) -> str:
        """Return the tensions of a quarter in words."""
        listed = ", ".join(
            f"{'-'.join(long_name(self.dataset, code) for code in pair)} "
            f"{values[2, quarter]:.2f} ({values[0, quarter]:.2f} to {values[4, quarter]:.2f})"
            for pair, values in self.quantiles.items()
        )
        return f"{self.date(quarter)}: {listed}."

    def _line(self, pair: tuple[str, str], spot: NDArray[np.float64]) -> tuple[Line2D, Text]:
        start, end = (self.places[code] for code in pair)
        (line,) = self.axes.plot(
            *np.transpose([start, end]), solid_capstyle="butt", zorder=1, label="-".join(pair)
        )
        style = current()
        x, y = spot
        text = self.axes.text(
            x, y, "", fontsize=SMALL - 1.5, ha="center", va="center", color=style.ink, zorder=2,
            linespacing=0.95,
            bbox={"facecolor": style.paper, "edgecolor": "none", "pad": 0.6},
        )  # fmt: skip
        return line, text

    def _node(self, code: str, position: int) -> None:
        colour = actor_colour(code, position)
        x, y = self.places[code]
        self.axes.add_patch(Circle((x, y), 0.17, color=colour, zorder=3))
        self.axes.text(
            x, y, code, fontsize=LABEL - 1, fontweight="bold", ha="center",
            va="center", color=legible(current().paper, colour), zorder=4,
        )  # fmt: skip
