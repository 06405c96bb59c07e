"""A schematic of Central Asia: who holds the routes, and who holds a stake in what."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse, FancyBboxPatch
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.model.actors import PIVOT
from multivector_sim.plots.network import quarter_at
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
from multivector_sim.plots.weights import sectors_of

__all__ = ["routes_map"]


Point = tuple[float, float]


class Box(NamedTuple):
    """A country, drawn as a box: left, bottom, width, height on a sheet of 16 x 9."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def middle(self) -> Point:
        """Its middle."""
        return self.left + self.width / 2, self.bottom + self.height / 2


class Sheet(NamedTuple):
    """Where everything stands.

    Attributes
    ----------
    pivot, powers
        Boxes of the actors.
    routes
        Corners of the way to each power.
    labels
        Middle of the words beside each route.
    is_map
        Whether places stand for places.
    """

    pivot: Box
    powers: dict[str, Box]
    routes: dict[str, tuple[Point, ...]]
    labels: dict[str, Point]
    is_map: bool


MAP: Final = Sheet(
    pivot=Box(5.4, 3.3, 5.6, 2.4),
    powers={
        "RUS": Box(3.4, 7.2, 12.2, 1.5),
        "CHN": Box(13.0, 1.6, 2.6, 4.4),
        "EU": Box(0.1, 5.6, 2.9, 1.8),
        "USA": Box(0.1, 0.5, 2.9, 1.5),
    },
    routes={
        "RUS": ((7.4, 5.7), (7.4, 7.2)),
        "CHN": ((11.0, 4.5), (13.0, 4.5)),
        "EU": ((5.4, 4.9), (2.7, 4.75), (1.5, 5.6)),
        "USA": ((5.4, 4.3), (2.7, 4.05), (1.5, 2.0)),
    },
    labels={"RUS": (8.9, 6.45), "CHN": (12.0, 5.25), "EU": (3.75, 5.75), "USA": (1.05, 3.1)},
    is_map=True,
)
"""Kazakhstan and four powers where they lie, roughly and not to scale. The ways out lead north,
east, and twice over the Caspian."""

MIDDLE: Final = Box(5.8, 3.3, 4.4, 2.4)
AROUND: Final = (6.3, 3.7)
"""Half the width and height of the ellipse on which powers stand in a scheme."""
SEAT: Final = (3.0, 1.3)
"""Width and height of a power in a scheme."""
SEATS: Final = 10
"""Powers that a scheme has room for."""

NEIGHBOURS: Final = {
    "\n\n\n\nSouth\nCaucasus": Box(2.25, 2.95, 1.45, 2.1),
    "Turkmenistan": Box(5.4, 1.0, 1.95, 0.95),
    "Uzbekistan": Box(6.6, 2.15, 2.0, 0.95),
    "Tajikistan": Box(8.75, 1.0, 1.6, 0.95),
    "Kyrgyzstan": Box(9.35, 2.15, 1.65, 0.95),
}
"""For orientation alone: the model has no stakes in them."""

CASPIAN: Final = Box(3.95, 2.2, 1.2, 3.2)
WIDEST: Final = 58.0
"""Width of the line of somebody who holds every route, points."""

WRITTEN: Final = 0.125
"""Share from which a segment of a bar has room for its numbers."""


def routes_map(dataset: xr.Dataset, date: str | None = None) -> Figure:
    """Draw a schematic of Central Asia: who holds the export routes, who has a stake in what.

    Parameters
    ----------
    dataset
        Results with ``share`` recorded.
    date
        A date such as ``"2013"`` or ``"2013-07"``; None for the last quarter.

    Returns
    -------
    matplotlib.figure.Figure
        Above, countries as boxes, and for each power a route as wide as the
        share of the transit sectors that it holds: mean over runs, with 90 %
        of runs. Kazakhstan with powers among Russia, China, the United States
        and the European Union is a map, not to scale. Any other cast is a
        scheme, and says so: the state in the middle, powers around it
        clockwise from the top in the order of their ids. Below, a bar a sector: mean shares of all
        holders, in per cent, with 90 % of runs where there is room.

    Raises
    ------
    InputError
        If shares were not recorded, the date lies outside of the run, there
        are more than ten powers, or no sector carries routes.

    Notes
    -----
    The model knows whose hands routes are in, not single pipelines. Where the
    lines run is a sketch.

    Examples
    --------
    >>> import multivector_sim as mv
    >>> ds = mv.simulate("baseline", runs=8, seed=1, record=["share"])
    >>> figure = mv.plots.routes_map(ds, "2010")
    """
    named = by_name(dataset)
    require(named, "share")
    (name,) = named
    codes = [str(code) for code in dataset["actor"].values]
    places = _sheet(codes)
    quarter = dataset.sizes["time"] - 1 if date is None else quarter_at(dataset, date)
    shares = dataset["share"].isel(time=quarter).transpose("run", "sector", "actor").values
    target = figure(16, 13.4)
    sheet = target.add_axes((0.01, 0.385, 0.98, 0.535))
    _draw_countries(sheet, dataset, codes, places)
    held = _route_shares(dataset, shares)
    for position, code in enumerate(codes):
        _draw_route(sheet, code, position, held[:, position], places)
    bars = target.add_axes((0.125, 0.075, 0.855, 0.265))
    _draw_stakes(bars, dataset, shares)
    month = str(dataset["time"].values[quarter].astype("datetime64[M]"))
    places_are = "a sketch, not to scale" if places.is_map else "a scheme, not a map"
    heading(
        target, f"Routes and stakes in {month}: {spoken(name)}",
        f"width of a route: share that a power holds of all export routes · {places_are}",
    )  # fmt: skip
    note(target, provenance(named))
    what = "Sketch map of Central Asia" if places.is_map else "Scheme of powers around a state"
    target.set_label(f"{what} {_words(dataset, shares, month, name)}")
    return target


def _sheet(codes: list[str]) -> Sheet:
    """Return the map if the whole cast is on it, and a scheme otherwise."""
    pivot, *powers = codes
    if pivot == "KAZ" and all(code in MAP.powers for code in powers):
        return MAP
    if len(powers) > SEATS:
        raise InputError(f"routes_map has room for {SEATS} powers; there are {len(powers)}")
    sheet = Sheet(MIDDLE, {}, {}, {}, is_map=False)
    for place, code in enumerate(powers):
        angle = 2 * np.pi * place / len(powers)
        towards = np.array([np.sin(angle) * AROUND[0], np.cos(angle) * AROUND[1]])
        seat = np.array(MIDDLE.middle) + towards
        sheet.powers[code] = Box(seat[0] - SEAT[0] / 2, seat[1] - SEAT[1] / 2, *SEAT)
        begin = _leave(MIDDLE, towards)
        end = _leave(sheet.powers[code], -towards)
        sheet.routes[code] = (begin, end)
        aside = np.array([towards[1], -towards[0]]) / np.hypot(*towards)
        gap = 0.7 + 0.9 * abs(aside[0]) + 0.1 * abs(aside[1])  # words are wider than high
        label = (np.array(begin) + end) / 2 + gap * aside
        sheet.labels[code] = (float(label[0]), float(label[1]))
    return sheet


def _leave(box: Box, towards: NDArray[np.float64]) -> Point:
    """Return where a line from the middle of a box in some direction crosses its edge."""
    with np.errstate(divide="ignore"):
        reach = np.min(np.array([box.width, box.height]) / 2 / np.abs(towards))
    x, y = np.array(box.middle) + reach * towards
    return float(x), float(y)


def _draw_countries(axes: Axes, dataset: xr.Dataset, codes: list[str], places: Sheet) -> None:
    style = current()
    axes.set_xlim(0, 16)
    axes.set_ylim(0, 9)
    axes.set_aspect("equal")
    axes.set_axis_off()
    if places.is_map:
        _draw_region(axes)
    for position, code in enumerate(codes):
        box = places.powers[code] if position else places.pivot
        x, y = box.middle
        _draw_box(axes, box, actor_colour(code, position), 0.3)
        axes.text(
            x, y + (0 if position else 0.45), long_name(dataset, code), fontsize=LABEL + 2,
            fontweight="bold", ha="center", va="center", color=style.ink,
        )  # fmt: skip


def _draw_region(axes: Axes) -> None:
    """Draw the sea and the neighbours."""
    style = current()
    axes.add_patch(
        Ellipse(
            CASPIAN.middle, CASPIAN.width, CASPIAN.height, color=style.series[0], alpha=0.15,
            zorder=0,
        )
    )  # fmt: skip
    axes.text(
        CASPIAN.middle[0], CASPIAN.bottom + 0.75, "Caspian\nSea", fontsize=SMALL, style="italic",
        ha="center", va="center", color=style.muted,
    )  # fmt: skip
    for label, box in NEIGHBOURS.items():
        _draw_box(axes, box, style.muted, 0.1)
        axes.text(*box.middle, label, fontsize=SMALL, ha="center", va="center", color=style.muted)


def _draw_box(axes: Axes, box: Box, colour: str, strength: float) -> None:
    axes.add_patch(
        FancyBboxPatch(
            (box.left + 0.15, box.bottom + 0.15), box.width - 0.3, box.height - 0.3,
            boxstyle="round,pad=0.15,rounding_size=0.3", facecolor=(colour, strength),
            edgecolor=colour, linewidth=1.6, zorder=1,
        )
    )  # fmt: skip


def _route_shares(dataset: xr.Dataset, shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return who holds the routes, (runs, actors): weighted mean over the transit sectors."""
    sectors = list(sectors_of(dataset).values())
    weights = np.array([row["weight"] * (row["role"] == "transit") for row in sectors], dtype=float)
    if not weights.any():
        raise InputError("routes_map needs a sector of the role 'transit'; this world has none")
    held: NDArray[np.float64] = np.einsum("rsa,s->ra", shares, weights / weights.sum())
    return held


def _draw_route(
    axes: Axes, code: str, position: int, held: NDArray[np.float64], places: Sheet
) -> None:
    style = current()
    words = _percent(held)
    if position == PIVOT:
        axes.text(
            places.pivot.middle[0], places.pivot.bottom + 0.85,
            f"keeps {words}\nof its export routes", fontsize=SMALL + 1, ha="center", va="center",
            color=style.ink,
        )  # fmt: skip
        return
    axes.plot(
        *np.transpose(places.routes[code]), color=actor_colour(code, position), zorder=3,
        linewidth=0.8 + WIDEST * float(held.mean()), solid_capstyle="butt",
        solid_joinstyle="round", label=f"_route {code}",
    )  # fmt: skip
    axes.text(
        *places.labels[code], f"{code}\n{words}",
        fontsize=SMALL + 1, fontweight="bold", color=legible(actor_colour(code, position)),
        ha="center", va="center", zorder=4,
    )  # fmt: skip


def _percent(held: NDArray[np.float64]) -> str:
    """Return ``82 % (78 to 86)``: mean, and 90 % of runs."""
    low, high = np.quantile(held, [0.05, 0.95])
    return f"{100 * held.mean():.0f} % ({100 * low:.0f} to {100 * high:.0f})"


def _draw_stakes(axes: Axes, dataset: xr.Dataset, shares: NDArray[np.float64]) -> None:
    style = current()
    sectors = sectors_of(dataset)
    codes = [str(code) for code in dataset["actor"].values]
    means = shares.mean(axis=0)
    for row in range(len(sectors)):
        start = 0.0
        for position in (*range(1, len(codes)), PIVOT):
            code, width = codes[position], float(means[row, position])
            colour = actor_colour(code, position)
            axes.barh(
                row, width, left=start, height=0.74, color=colour, edgecolor=style.paper,
                label=f"_{code} {row}",
            )  # fmt: skip
            if width >= WRITTEN:
                axes.text(
                    start + width / 2, row, f"{code} {_percent(shares[:, row, position])}",
                    fontsize=SMALL - 1, ha="center", va="center",
                    color=legible(style.paper, colour),
                )  # fmt: skip
            start += width
    axes.set_xlim(0, 1)
    axes.set_ylim(len(sectors) - 0.5, -0.5)
    axes.set_yticks(range(len(sectors)), [str(sector["name"]) for sector in sectors.values()])
    axes.set_xticks(np.linspace(0, 1, 6), [f"{part:.0%}" for part in np.linspace(0, 1, 6)])
    axes.tick_params(labelsize=SMALL, labelcolor=style.ink, length=0)
    axes.set_facecolor(style.paper)
    axes.spines[:].set_visible(False)
    axes.set_title(
        "Who holds a stake in what: means, and 90 % of runs", loc="left", fontsize=LABEL + 1,
        fontweight="bold", color=style.ink,
    )  # fmt: skip


def _words(dataset: xr.Dataset, shares: NDArray[np.float64], month: str, name: str) -> str:
    codes = [str(code) for code in dataset["actor"].values]
    parts = []
    for row, sector in enumerate(sectors_of(dataset).values()):
        holders = ", ".join(
            f"{long_name(dataset, code)} {_percent(shares[:, row, position])}"
            for position, code in enumerate(codes)
        )
        parts.append(f"{sector['name']}: {holders}")
    return (
        f"in {month} under {spoken(name)}, with routes as wide as the "
        "share that each power holds, and bars of who holds each sector: mean and 90 % of runs. "
        f"{'; '.join(parts)}. {provenance(by_name(dataset))}."
    )
