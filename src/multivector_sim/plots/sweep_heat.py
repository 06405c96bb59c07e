"""Heat maps of a metric, or of the effects on it, over two choices of a sweep."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import PatchCollection
from matplotlib.colors import LinearSegmentedColormap, Normalize, to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from multivector_sim.plots.style import (
    LABEL,
    SMALL,
    TICK,
    current,
    dress,
    figure,
    heading,
    legible,
    spoken,
)
from multivector_sim.plots.sweep_slices import Chosen, Cube, Slice, levels
from multivector_sim.plots.sweep_words import interval_words, shortened
from multivector_sim.sweeps.results import SweepResults

__all__ = ["MOST_NUMBERS", "draw_heat"]

FloatArray = NDArray[np.float64]

MOST_NUMBERS: Final = 12
"""Levels of either choice up to which a cell holds its number."""

_SMALLEST: Final = 6.0
"""Points of type below which numbers are left out."""
_HEAD: Final = 1.1
_LEFT: Final = 1.1
_BAR: Final = 1.6
_FOOT: Final = 0.95
"""Inches of what stands around the panels."""
_LEVELS: Final = 12
"""Levels that are named at an axis."""
_HATCH: Final = "////"


class _Paint(NamedTuple):
    """How numbers become colours and words.

    Attributes
    ----------
    scale, norm
        Colours by number, and where between its ends a number lies.
    power
        Power of ten that numbers are told in: 0, or a multiple of three.
    decimals
        Digits behind the point.
    effects
        Whether numbers are effects, with a sign.
    """

    scale: ScalarMappable
    norm: Normalize
    power: int
    decimals: int
    effects: bool

    def words(self, number: float) -> str:
        """Return a number as a cell shows it."""
        text = f"{number:{'+' if self.effects else ''}.{self.decimals}f}"
        return text if float(text) else f"{0:.{self.decimals}f}"


class _Panel(NamedTuple):
    """Numbers of a panel, (levels of y, levels of x), in the power of ten of the figure."""

    title: str
    middle: FloatArray
    low: FloatArray
    high: FloatArray

    @property
    def open(self) -> NDArray[np.bool_]:
        """Cells whose interval includes zero, or is not known."""
        there = np.isfinite(self.middle)
        apart = (self.low > 0) | (self.high < 0)
        return np.asarray(there & ~apart)

    @property
    def crosses(self) -> bool:
        """Whether the contour of zero runs through the panel."""
        there = self.middle[np.isfinite(self.middle)]
        return min(self.middle.shape) > 1 and bool((there < 0).any() and (there > 0).any())


def draw_heat(
    results: SweepResults, chosen: Chosen, slices: Sequence[Slice], numbers: Cube, words: str,
    *, effects: bool,
) -> tuple[Figure, str]:  # fmt: skip
    """Draw a heat map a slice, all in the same colours.

    Parameters
    ----------
    results
        The sweep.
    chosen
        Keys along the axes.
    slices
        Panels, 1 to 6.
    numbers
        The metric, or the effects on it.
    words
        The metric in words.
    effects
        Whether numbers are effects.

    Returns
    -------
    figure, words
        The figure without its foot, and what it shows.
    """
    paint = _paint([numbers.middle[row.where] for row in slices], effects=effects)
    panels = [_panel(results, chosen, row, numbers, paint.power) for row in slices]
    ticks = tuple(levels(results)[key] for key in (chosen.x, chosen.y))
    across = min(3 if ticks[0].size <= 6 else 2, len(panels))
    entries = _legend(panels, interval_words(results), effects=effects)
    foot = _FOOT if entries else 0.5
    target, places = _layout(len(panels), across, (ticks[0].size, ticks[1].size), foot)
    for place, (axes, panel) in enumerate(zip(places, panels, strict=True)):
        _draw_cells(axes, panel, paint)
        _mark_levels(axes, ticks)
        dress(
            axes, x_label=chosen.x if place + across >= len(panels) else "",
            y_label=chosen.y if place % across == 0 else "",
        )  # fmt: skip
        axes.grid(visible=False)
        axes.tick_params(length=0, labelsize=TICK - 1)
        axes.spines[:].set_visible(False)
        _name(axes, panel.title)
    whole = f"effect on {words}" if effects else words
    _draw_bar(target, paint, whole)
    if entries:
        _draw_legend(target, entries)
    title = f"{whole[0].upper()}{whole[1:]}"
    factor = f" · numbers × 10^{paint.power}" if paint.power else ""
    what = f"effect of a policy against {_against(results)}" if effects else "mean"
    below = f"colour and number: {what}, by {chosen.x} and {chosen.y}{factor}"
    wide = target.get_figwidth()
    heading(
        target, textwrap.shorten(title, int(6.1 * wide), placeholder="…"),
        textwrap.shorten(below, int(9.2 * wide), placeholder="…"),
    )  # fmt: skip
    told = " ".join(_told(panel, paint, ticks, chosen) for panel in panels)
    return target, f"Heat map over {chosen.x} and {chosen.y}. {title}; {what}. {told}"


def _against(results: SweepResults) -> str:
    """Return what effects are told apart from."""
    firsts = {
        results.arms.iloc[other]["policy"]
        for other in map(results.counterfactual, range(len(results.arms)))
        if other is not None
    }
    return spoken(firsts.pop()) if len(firsts) == 1 else "the first policy"


def _paint(tables: Sequence[FloatArray], *, effects: bool) -> _Paint:
    """Return colours that all panels share, and how their numbers are told."""
    style = current()
    every = np.concatenate([table.ravel() for table in tables])
    known = every[np.isfinite(every)]
    most = float(np.abs(known).max()) if known.size else 1.0
    power = 0
    if most and not 0.01 <= most < 10_000:
        power = int(3 * np.floor(np.log10(most) / 3))
    scaled = known / 10.0**power
    ends = style.cells
    if effects:
        reach = float(np.abs(scaled).max()) if scaled.size else 0.0
        low, high = -(reach or 1.0), reach or 1.0
        colours = LinearSegmentedColormap.from_list("effects", [style.others[0], *ends])
    else:
        low, high = (float(scaled.min()), float(scaled.max())) if scaled.size else (0.0, 1.0)
        if low == high:
            low, high = low - 0.5, high + 0.5
        colours = LinearSegmentedColormap.from_list("cells", ends)
    spread = high - low
    decimals = int(np.clip(1 - np.floor(np.log10(spread / 2)), 0, 5))
    norm = Normalize(low, high)
    return _Paint(ScalarMappable(norm, colours), norm, power, decimals, effects)


def _panel(results: SweepResults, chosen: Chosen, row: Slice, numbers: Cube, power: int) -> _Panel:
    keys = results.plan.choice_keys
    turned = keys.index(chosen.x) < keys.index(chosen.y)
    parts = [part[row.where] / 10.0**power for part in numbers]
    return _Panel(row.title, *(part.T if turned else part for part in parts))


def _layout(
    count: int, across: int, cells: tuple[int, int], below: float
) -> tuple[Figure, list[Axes]]:
    """Return a figure with axes for the panels, row by row."""
    width = 12.5 if count == 1 else 16.0
    room = (width - _BAR) / across
    body = float(np.clip(0.5 * cells[1], 2.4, 6.0))
    down = -(-count // across)
    head, foot = 0.55 if count > 1 else 0.2, 0.65
    height = _HEAD + down * (head + body + foot) + below
    target = figure(width, height)
    axes = []
    for place in range(count):
        row, column = divmod(place, across)
        bottom = height - _HEAD - row * (head + body + foot) - head - body
        axes.append(
            target.add_axes((
                (column * room + _LEFT) / width, bottom / height, (room - _LEFT - 0.1) / width,
                body / height,
            ))
        )  # fmt: skip
    return target, axes


def _inches(axes: Axes) -> tuple[float, float]:
    target, box = axes.get_figure(root=True), axes.get_position()
    assert target is not None
    return box.width * target.get_figwidth(), box.height * target.get_figheight()


def _draw_cells(axes: Axes, panel: _Panel, paint: _Paint) -> None:
    down, across = panel.middle.shape
    shown = np.ma.masked_invalid(panel.middle)
    axes.pcolormesh(
        np.arange(across + 1) - 0.5, np.arange(down + 1) - 0.5, shown, cmap=paint.scale.cmap,
        norm=paint.norm, edgecolor=current().paper, linewidth=0.8, label="_cells",
    )  # fmt: skip
    if paint.effects:
        _draw_doubts(axes, panel)
    if paint.effects and panel.crosses:
        padded = np.ma.masked_invalid(np.pad(panel.middle, 1, mode="edge"))
        axes.contour(
            _reaching(across), _reaching(down), padded, levels=[0.0], colors=current().ink,
            linewidths=2.2,
        )  # fmt: skip
    if max(down, across) <= MOST_NUMBERS:
        _draw_numbers(axes, panel, paint)
    axes.set_xlim(-0.5, across - 0.5)
    axes.set_ylim(-0.5, down - 0.5)


def _reaching(cells: int) -> FloatArray:
    """Return the middles of cells, and the outer ends of the first and the last."""
    return np.array([-0.5, *range(cells), cells - 0.5])


def _draw_doubts(axes: Axes, panel: _Panel) -> None:
    """Hatch the cells whose effect may be none."""
    rows, columns = np.nonzero(panel.open)
    cells = [
        Rectangle((column - 0.5, row - 0.5), 1, 1)
        for row, column in zip(rows, columns, strict=True)
    ]
    if cells:
        axes.add_collection(
            PatchCollection(
                cells, facecolor="none", edgecolor=current().muted, hatch=_HATCH, linewidth=0,
                label="_doubts",
            )
        )  # fmt: skip


def _draw_numbers(axes: Axes, panel: _Panel, paint: _Paint) -> None:
    wide, tall = _inches(axes)
    down, across = panel.middle.shape
    words = np.array([paint.words(x) if np.isfinite(x) else "–" for x in panel.middle.ravel()])
    longest = max(len(text) for text in words)
    size = min(float(TICK), 72 * 0.88 * wide / across / (0.62 * longest), 72 * 0.6 * tall / down)
    if size < _SMALLEST:
        return
    colours = paint.scale.to_rgba(panel.middle)
    for (row, column), text in zip(np.ndindex(down, across), words, strict=True):
        behind = current().paper
        if np.isfinite(panel.middle[row, column]):
            behind = to_hex(tuple(colours[row, column]))
        axes.text(
            column, row, text, ha="center", va="center", fontsize=size,
            color=legible(current().ink, behind),
            path_effects=[withStroke(linewidth=4, foreground=behind)],
        )  # fmt: skip


def _mark_levels(axes: Axes, ticks: tuple[FloatArray, ...]) -> None:
    wide = _inches(axes)[0]
    for axis, found in zip((axes.xaxis, axes.yaxis), ticks, strict=True):
        labels = [f"{level:.3g}" for level in found]
        room = wide / (0.11 * max(map(len, labels)) + 0.1) if axis is axes.xaxis else _LEVELS
        step = max(1, -(-found.size // int(room)))
        axis.set_ticks(range(0, found.size, step), labels[::step])


def _name(axes: Axes, title: str) -> None:
    axes.set_title(
        shortened(title, int(8.4 * _inches(axes)[0])), loc="left", fontsize=LABEL - 1,
        color=current().ink, fontweight="bold",
    )  # fmt: skip


def _draw_bar(target: Figure, paint: _Paint, words: str) -> None:
    style, width, height = current(), target.get_figwidth(), target.get_figheight()
    boxes = [axes.get_position() for axes in target.axes]
    low, high = min(box.y0 for box in boxes), max(box.y1 for box in boxes)
    tall = min((high - low) * height, 6.0)
    axes = target.add_axes((
        1 - (_BAR - 0.25) / width, high - tall / height, 0.24 / width,
        tall / height,
    ))  # fmt: skip
    bar = target.colorbar(paint.scale, cax=axes)
    factor = f" × 10^{paint.power}" if paint.power else ""
    label = shortened(f"{words}{factor}", int(9.5 * tall))
    bar.set_label(label, fontsize=SMALL, color=style.ink)
    bar.outline.set_visible(False)
    axes.tick_params(labelsize=SMALL, colors=style.ink, color=style.muted)


def _legend(panels: Sequence[_Panel], interval: str, *, effects: bool) -> list[tuple[Artist, str]]:
    """Tell what hatching, line and gap mean, where there are such."""
    style = current()
    entries: list[tuple[Artist, str]] = []
    if effects and any(panel.open.any() for panel in panels):
        entries.append((
            Patch(facecolor=style.cells[0], edgecolor=style.muted, hatch=_HATCH, linewidth=0),
            f"{interval} of the effect includes zero, or is not known",
        ))  # fmt: skip
    if effects and any(panel.crosses for panel in panels):
        entries.append((Line2D([], [], color=style.ink, linewidth=2.2), "no effect (zero)"))
    if any(np.isnan(panel.middle).any() for panel in panels):
        entries.append((Line2D([], [], color="none"), "–  no numbers"))
    return entries


def _draw_legend(target: Figure, entries: list[tuple[Artist, str]]) -> None:
    target.legend(
        *zip(*entries, strict=True), loc="lower left", ncols=3, fontsize=SMALL, frameon=False,
        bbox_to_anchor=(0.012, 0.36 / target.get_figheight()), labelcolor=current().ink,
        borderpad=0, borderaxespad=0,
    )  # fmt: skip


def _told(panel: _Panel, paint: _Paint, ticks: tuple[FloatArray, ...], chosen: Chosen) -> str:
    """Return a panel in words: its ends, where they are, and how much of it is in doubt."""
    start = f"{panel.title}: " if panel.title else ""
    known = np.isfinite(panel.middle)
    if not known.any():
        return f"{start}no numbers."
    parts = []
    for name, place in (("lowest", np.nanargmin), ("highest", np.nanargmax)):
        row, column = np.unravel_index(int(place(panel.middle)), panel.middle.shape)
        number = panel.middle[row, column] * 10.0**paint.power
        parts.append(
            f"{name} {number:{'+' if paint.effects else ''}.3g} at {chosen.x} "
            f"{ticks[0][column]:g}, {chosen.y} {ticks[1][row]:g}"
        )
    if paint.effects:
        parts.append(
            f"the interval includes zero, or is not known, in {int(panel.open.sum())} of "
            f"{int(known.sum())} cells"
        )
    return f"{start}{', '.join(parts)}."
