"""An answer to a policy question: the effect of each option on each outcome, over futures."""

from __future__ import annotations

import textwrap
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from multivector_sim.errors import InputError
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
    note,
    spoken,
)
from multivector_sim.results.dataset import NOTE
from multivector_sim.whatif import Answer, Row

__all__ = ["answer_effects", "made_line"]

KEY: Final = "marker, dark bar: mean, 95 % interval · light bar: 5 to 95 % of futures"
_NAMES, _PANEL, _SHARES = 2.15, 3.3, 0.85
"""Inches: names of options, panel, shares of futures."""


def answer_effects(answer: Answer) -> Figure:
    """Draw the effects of an answer: mean with its 95 % interval, and 5 to 95 % of futures.

    Parameters
    ----------
    answer
        What ``what_if`` returned.

    Returns
    -------
    matplotlib.figure.Figure
        One panel an outcome with a better way, one row an option, and the
        share of futures in which the option is better.

    Raises
    ------
    InputError
        If no outcome has a better way.

    Examples
    --------
    >>> import multivector_sim as mv
    >>> from multivector_sim.inquiry import Pool
    >>> found = mv.what_if("baseline", {"policy.concession": 0.0}, draws=2, pool=Pool(seeds=8))
    >>> figure = mv.plots.answer_effects(found)
    """
    rows = [row for row in answer.rows if row.wanted is not None and "[" not in row.label]
    if not rows:
        raise InputError("no outcome of this answer has a better way; there is nothing to draw")
    labels = list(dict.fromkeys(row.label for row in rows))
    across = min(3, len(labels))
    down = -(-len(labels) // across)
    most = len(answer.options)
    panel = 0.8 * most + 0.4
    height = (panel + 1.75) * down + 2.15
    width = (_NAMES + _PANEL + _SHARES) * across
    target = figure(width, height)
    grid = target.subplots(
        down, across, squeeze=False,
        gridspec_kw={"left": _NAMES / width, "right": 1 - _SHARES / width,
                     "wspace": (_NAMES + _SHARES) / _PANEL, "hspace": 1.75 / panel,
                     "bottom": 1.2 / height, "top": 1 - 2.45 / height},
    )  # fmt: skip
    for axes in grid.flat[len(labels) :]:
        axes.remove()
    looks = colours(["base", *(option.name for option in answer.options)])
    for axes, label in zip(grid.flat, labels, strict=False):
        _draw(axes, [row for row in rows if row.label == label], looks)
    told = ", ".join(spoken(option.name) for option in answer.options)
    heading(
        target,
        f"What if: against {spoken(answer.base.name)}",
        textwrap.shorten(told, 44 * across + 20, placeholder="…"),
    )
    target.text(
        0.012, 1 - 0.98 / height, KEY, fontsize=SMALL, color=current().muted, va="top",
    )  # fmt: skip
    note(target, made_line(answer))
    target.set_label(_told(answer, rows))
    return target


def made_line(answer: Answer) -> str:
    """Return the line at the foot of the figures of an answer: caveat, futures, runs, seed."""
    return (
        f"{NOTE}  ·  {answer.draws:,} futures of the {answer.which} set, {answer.seeds} runs each  "
        f"·  seed {answer.seed}"
    )


def _draw(axes: Axes, rows: list[Row], looks: dict[str, Look]) -> None:
    style = current()
    for place, row in enumerate(rows):
        effect, look = row.effect, looks[row.option]
        axes.plot(
            [effect.low, effect.high], [place, place], color=look.colour, alpha=0.28, linewidth=11,
            solid_capstyle="butt", label=f"_range {row.option}",
        )  # fmt: skip
        axes.plot(
            [effect.mean_low, effect.mean_high], [place, place], color=look.colour, linewidth=4,
            solid_capstyle="butt", label=f"_interval {row.option}",
        )  # fmt: skip
        axes.plot(
            [effect.mean], [place], color=look.colour, marker=look.marker, markersize=9,
            markeredgecolor=style.paper, markeredgewidth=1.1, label=f"_mean {row.option}",
        )  # fmt: skip
        axes.text(
            1.02, place, f"{row.p_better:.2f}", ha="left", va="center", fontsize=SMALL,
            color=style.ink, transform=axes.get_yaxis_transform(),
        )  # fmt: skip
    axes.axvline(0, color=style.ink, linewidth=1.2, zorder=1)
    first = rows[0]
    unit = "" if first.unit == "1" else f" ({first.unit})"
    mark = "" if first.scored else " [not scored]"
    dress(axes)
    title = textwrap.wrap(f"{first.meaning}{unit}{mark}", 27, max_lines=3, placeholder=" …")
    axes.set_title(
        "\n".join(title), loc="left", y=1.0, fontsize=LABEL, color=style.ink, fontweight="bold"
    )
    axes.text(
        1.02, 1.02, "P(better)", ha="left", va="bottom", fontsize=SMALL - 1.5, color=style.muted,
        transform=axes.transAxes,
    )  # fmt: skip
    axes.grid(visible=False, axis="y")
    names = [
        "\n".join(textwrap.wrap(spoken(row.option), 22, max_lines=3, placeholder=" …"))
        for row in rows
    ]
    axes.set_yticks(range(len(rows)), names, fontsize=SMALL)
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labelsize=TICK - 1)
    axes.spines["left"].set_visible(False)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=4, symmetric=False))
    ends = max(
        abs(end)
        for row in rows
        for end in (row.effect.low, row.effect.high, row.effect.mean_low, row.effect.mean_high)
    )
    reach = 1.08 * ends or 1.0
    axes.set_xlim(-reach, reach)
    better = "← better   worse →" if first.wanted == "lower" else "← worse   better →"
    axes.set_xlabel(better, fontsize=SMALL, color=style.muted)


def _told(answer: Answer, rows: list[Row]) -> str:
    """Return the figure in words, for readers who cannot see it."""
    effects = "; ".join(
        f"{spoken(row.option)}, {row.meaning}: {row.effect.mean:+.3g} "
        f"({row.effect.mean_low:+.3g} to {row.effect.mean_high:+.3g}), better in "
        f"{row.p_better:.2f} of futures"
        for row in rows
    )
    return (
        f"Effects of each option minus {spoken(answer.base.name)}, mean with 95 % interval. "
        f"{effects}. {made_line(answer)}."
    )
