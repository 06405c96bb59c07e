"""Panels of parts of an outcome or an effect: a panel a counterfactual, a row a part."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from multivector_sim.attribution.words import SET_WORDS
from multivector_sim.plots.style import (
    LABEL,
    SMALL,
    TICK,
    Look,
    colours,
    current,
    dress,
    figure,
    heading,
    spoken,
)
from multivector_sim.results.dataset import NOTE

__all__ = ["draw_parts", "made_of", "parts_in_words", "short"]

WIDTH: Final = 16.0
ROW: Final = 0.25
"""Inches of a bar."""
NAMES: Final = 2.5
"""Inches for names of rows."""
HEAD: Final = 1.35
FOOT: Final = 1.25
BETWEEN: Final = 0.7


def draw_parts(
    table: pd.DataFrame,
    key: str,
    names: Mapping[str, str],
    *,
    title: str,
    below: str,
    x_label: str,
    rules: Sequence[int] = (),
) -> Figure:
    """Draw means with their intervals and ranges.

    Parameters
    ----------
    table
        Columns ``set, counterfactual``, the key, and those of an effect.
    key
        Column that names the parts.
    names
        Words of the parts, in order.
    title, below
        Of the figure.
    x_label
        What is measured.
    rules
        Rows after which a line is drawn.

    Returns
    -------
    matplotlib.figure.Figure
        Without its foot.
    """
    sets = list(dict.fromkeys(table["set"]))
    others = list(dict.fromkeys(table["counterfactual"]))
    across = min(2, len(others))
    down = -(-len(others) // across)
    body = ROW * (len(sets) + 0.7) * len(names)
    height = HEAD + down * body + (down - 1) * BETWEEN + FOOT + 0.35
    target = figure(WIDTH, height)
    grid = target.subplots(
        down, across, sharex=True, sharey=True, squeeze=False,
        gridspec_kw={"left": NAMES / WIDTH, "right": 0.975, "bottom": FOOT / height,
                     "top": 1 - (HEAD + 0.35) / height, "hspace": BETWEEN / body, "wspace": 0.06},
    )  # fmt: skip
    for axes in grid.flat[len(others) :]:
        axes.remove()
    looks = colours(sets)
    for place, (axes, other) in enumerate(zip(grid.flat, others, strict=False)):
        rows = table[table["counterfactual"] == other]
        _draw_panel(axes, rows, key, names, looks, rules)
        named = f"against {spoken(other)}"
        axes.set_title(
            named, loc="left", y=1.0, fontsize=LABEL + 1, color=current().ink, fontweight="bold"
        )
        last = place + across >= len(others)
        axes.tick_params(axis="y", length=0, labelleft=place % across == 0)
        axes.tick_params(axis="x", labelsize=TICK, labelbottom=last)
        if last:
            axes.set_xlabel(x_label, fontsize=LABEL, color=current().ink)
    _draw_legend(target, looks)
    heading(target, short(title, 8.2), short(below, 11))
    return target


def _draw_panel(
    axes: Axes,
    rows: pd.DataFrame,
    key: str,
    names: Mapping[str, str],
    looks: Mapping[str, Look],
    rules: Sequence[int],
) -> None:
    step = len(looks) + 0.7
    for line, which in enumerate(looks):
        own = rows[rows["set"] == which].set_index(key)
        for place, name in enumerate(names):
            _draw_row(axes, own.loc[name], place * step + line, looks[which], which)
    axes.axvline(0, color=current().ink, linewidth=1.3, zorder=1)
    for rule in rules:
        axes.axhline(
            rule * step - 0.85, color=current().muted, linewidth=0.9, linestyle=(0, (4, 3))
        )
    dress(axes)
    axes.grid(visible=False, axis="y")
    axes.spines["left"].set_visible(False)
    middle = (len(looks) - 1) / 2
    axes.set_yticks(
        [place * step + middle for place in range(len(names))], list(names.values()),
        fontsize=LABEL,
    )  # fmt: skip
    axes.set_ylim(step * len(names) - 0.85, -0.85)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=7))


def _draw_row(axes: Axes, row: Any, height: float, look: Look, which: str) -> None:
    axes.plot(
        [row["low"], row["high"]], [height, height], color=look.colour, alpha=0.3, linewidth=8,
        solid_capstyle="butt", label=f"_range {which}",
    )  # fmt: skip
    axes.plot(
        [row["mean_low"], row["mean_high"]], [height, height], color=look.colour, linewidth=3.5,
        solid_capstyle="butt", label=f"_interval {which}",
    )  # fmt: skip
    axes.plot(
        [row["mean"]], [height], color=look.colour, marker=look.marker, markersize=7,
        markeredgecolor=current().paper, markeredgewidth=1, label=f"_mean {which}",
    )  # fmt: skip


def _draw_legend(target: Figure, looks: Mapping[str, Look]) -> None:
    handles = [
        Line2D(
            [], [], color=look.colour, marker=look.marker, markersize=9, linewidth=3.5,
            label=SET_WORDS.get(which, which),
        )
        for which, look in looks.items()
    ]  # fmt: skip
    height = target.get_figheight()
    target.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(0.006, 1 - 0.88 / height),
        ncols=len(handles), fontsize=SMALL + 1, frameon=False, labelcolor=current().ink,
    )  # fmt: skip


def made_of(draws: int, seeds: int, seed: int) -> str:
    """Return the line that a figure of draws carries: caveat, draws, runs, seed."""
    return (
        f"{NOTE}  ·  {draws:,} draws of each set of parameters, {seeds:,} runs each, on common "
        f"random numbers  ·  seed {seed}"
    )


def short(text: str, density: float) -> str:
    """Return a line that fits a figure of ``WIDTH`` at so many letters an inch."""
    return textwrap.shorten(text, int(density * WIDTH), placeholder=" …")


def parts_in_words(table: pd.DataFrame, key: str, names: Mapping[str, str]) -> str:
    """Return the means and their intervals, for readers who cannot see the figure."""
    told = []
    for (which, other), rows in table.groupby(["set", "counterfactual"], sort=False):
        values = ", ".join(
            f"{names[str(row[key])]} {row['mean']:+.3g} "
            f"({row['mean_low']:+.3g} to {row['mean_high']:+.3g})"
            for _, row in rows.iterrows()
            if row[key] in names
        )
        told.append(f"{SET_WORDS.get(str(which), which)}, against {spoken(str(other))}: {values}")
    return "; ".join(told)
