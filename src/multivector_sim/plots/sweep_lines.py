"""A metric, and the effects on it, along one choice of a sweep."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.plots.style import SMALL, Look, current, dress, figure, heading
from multivector_sim.plots.sweep_slices import Chosen, Cube, levels, others
from multivector_sim.plots.sweep_words import (
    held_words,
    interval_words,
    line_looks,
    line_words,
    shortened,
)
from multivector_sim.sweeps.results import SweepResults

__all__ = ["MOST_LINES", "band", "draw_lines"]

FloatArray = NDArray[np.float64]

MOST_LINES: Final = 8
"""Policies whose lines can be told apart."""

_WIDTH: Final = 16.0
_HEIGHT: Final = 8.0
_LEGEND: Final = 2.9
"""Inches at the right for the names of policies."""


def draw_lines(
    results: SweepResults, chosen: Chosen, means: Cube, effects: Cube | None, words: str
) -> tuple[Figure, str]:
    """Draw lines over the only choice that is left free.

    Parameters
    ----------
    results
        The sweep.
    chosen
        What is drawn.
    means, effects
        The metric and the effects on it; None where there are none.
    words
        The metric in words.

    Returns
    -------
    figure, words
        The figure without its foot, and what it shows.

    Raises
    ------
    InputError
        If there are more than eight policies.
    """
    if len(chosen.lines) > MOST_LINES:
        raise InputError(
            f"{len(chosen.lines)} lines would be needed; a figure has room for {MOST_LINES}: "
            "choose a policy or a world, such as at={'policy': "
            f"{results.plan.lines[chosen.lines[-1]].policy!r}}}"
        )
    target = figure(_WIDTH, _HEIGHT)
    found = [(means, chosen.lines, words)]
    if effects is not None:
        moved = others(results, chosen.lines)
        found.append((effects, moved, f"effect on {words}"))
    room = (_WIDTH - _LEGEND) / len(found)
    told = []
    for place, (numbers, lines, label) in enumerate(found):
        axes = target.add_axes((
            (1.15 + place * room) / _WIDTH, 1.2 / _HEIGHT, (room - 1.35) / _WIDTH,
            (_HEIGHT - 2.35) / _HEIGHT,
        ))  # fmt: skip
        told.append(_draw(axes, results, chosen, numbers, lines, label))
        if place:
            axes.axhline(0, color=current().ink, linewidth=1.3, zorder=1)
        else:
            axes.legend(
                loc="upper left", bbox_to_anchor=(1 - (_LEGEND - 0.1) / _WIDTH, 1 - 1.1 / _HEIGHT),
                bbox_transform=target.transFigure, fontsize=SMALL, frameon=False, borderaxespad=0,
                labelcolor=current().ink, labelspacing=0.8, handlelength=2.6,
            )  # fmt: skip
    title = textwrap.shorten(f"{words[0].upper()}{words[1:]}, by {chosen.x}", 90, placeholder="…")
    held = held_words(results, chosen.fixed)
    below = f"line: mean · band: {interval_words(results)}"
    if effects is not None:
        below += " · right: effect against the counterfactual, the first policy"
    wrapped = textwrap.wrap(f"{below} · {held}" if held else below, 148)
    heading(target, title, "\n".join(wrapped[:2]))
    what = f"{title} ({held})" if held else title
    return target, f"Lines of a metric over a choice. {what}: {' Effects: '.join(told)}"


def _draw(
    axes: Axes, results: SweepResults, chosen: Chosen, numbers: Cube, lines: Sequence[int],
    label: str,
) -> str:  # fmt: skip
    """Draw the lines of one panel; return them in words."""
    places = levels(results)[chosen.x]
    index = tuple(chosen.fixed.get(key, slice(None)) for key in results.plan.choice_keys)
    looks = line_looks(results)
    told = []
    for line in lines:
        middle, low, high = (part[(line, *index)] for part in numbers)
        name = line_words(results, line)
        band(axes, places, (middle, low, high), looks[line], shortened(name, 22, 3))
        known = np.flatnonzero(np.isfinite(middle))
        if known.size:
            ends = f"{middle[known[0]]:.4g} at {places[known[0]]:g} to {middle[known[-1]]:.4g} at "
            told.append(f"{name}: {ends}{places[known[-1]]:g}")
        else:
            told.append(f"{name}: no numbers")
    dress(axes, x_label=chosen.x, y_label="\n".join(textwrap.wrap(label, 46)))
    return f"{'; '.join(told)}."


def band(
    axes: Axes, x: FloatArray, numbers: tuple[FloatArray, FloatArray, FloatArray], look: Look,
    name: str,
) -> None:  # fmt: skip
    """Draw means as a line with markers, and their intervals as a band.

    Parameters
    ----------
    axes
        Where to draw.
    x
        (n,) places along the axis.
    numbers
        Means, and low and high ends of their intervals, (n,) each.
    look
        Colour, marker and dashes.
    name
        What the legend calls the line.
    """
    middle, low, high = numbers
    axes.fill_between(
        x, low, high, color=look.colour, alpha=0.2, linewidth=0,
        label=f"_interval {name}",
    )  # fmt: skip
    axes.plot(
        x, middle, color=look.colour, marker=look.marker, linestyle=look.dash, linewidth=2.4,
        markersize=8, markeredgecolor=current().paper, label=name, zorder=3,
    )  # fmt: skip
