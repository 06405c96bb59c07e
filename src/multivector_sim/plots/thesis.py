"""One thesis: the effect on each claim against each counterfactual, over draws."""

from __future__ import annotations

import textwrap
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from multivector_sim.errors import InputError
from multivector_sim.plots.style import (
    LABEL,
    SMALL,
    TICK,
    current,
    dress,
    figure,
    heading,
    note,
    spoken,
)
from multivector_sim.plots.verdicts import SET_LOOKS

__all__ = ["thesis"]

KEY = "marker, dark bar: mean, 95 % interval · light bar: 5 to 95 % of draws"
_NAMES, _PANEL, _SHARES = 2.15, 3.3, 0.75
"""Inches: names of counterfactuals, panel, shares of draws."""
_WORDS = {"accepted": "accepted set", "prior": "whole prior"}
_CLAIMED = {"lower": "claimed: lower", "higher": "claimed: higher", "none": "claimed: unchanged"}


def thesis(summary: pd.DataFrame, parts: pd.DataFrame, name: str, made: str = "") -> Figure:
    """Draw one thesis: mean with its 95 % interval, and 5 to 95 % of draws.

    Parameters
    ----------
    summary
        One row a thesis, as from ``theses.verdicts_frame``.
    parts
        One row a claim, counterfactual and set, as from ``theses.parts_frame``.
    name
        Id of the thesis.
    made
        How the numbers were made, for the note below.

    Returns
    -------
    matplotlib.figure.Figure
        One panel a claim, one row a counterfactual, a mark for each set.

    Raises
    ------
    InputError
        If the thesis was not tested.
    """
    own = parts[parts["thesis"] == name]
    if own.empty:
        raise InputError(f"thesis {name!r} was not tested; tested are {_known(parts)}")
    row: Any = next(summary[summary["thesis"] == name].itertuples())
    claims = list(dict.fromkeys(own["part"]))
    across = min(3, len(claims))
    down = -(-len(claims) // across)
    most = max(own[own["part"] == claim]["against"].nunique() for claim in claims)
    height = (0.85 * most + 2.05) * down + 2.05
    width = max(9.5, (_NAMES + _PANEL + _SHARES) * across)
    target = figure(width, height)
    grid = target.subplots(
        down, across, squeeze=False,
        gridspec_kw={"left": _NAMES / width, "right": 1 - _SHARES / width,
                     "wspace": (_NAMES + _SHARES) / _PANEL, "hspace": 1.75 / (0.85 * most + 0.4),
                     "bottom": 1.35 / height, "top": 1 - 2.05 / height},
    )  # fmt: skip
    for axes in grid.flat[len(claims) :]:
        axes.remove()
    for axes, claim in zip(grid.flat, claims, strict=False):
        _draw(axes, own[own["part"] == claim])
    heading(
        target,
        f"{name}: {row.verdict}",
        textwrap.shorten(row.claim, 44 * across + 30, placeholder="…"),
    )
    target.text(
        0.012, 1 - 0.98 / height, KEY, fontsize=SMALL, color=current().muted, va="top",
    )  # fmt: skip
    note(target, f"Exploratory, not a forecast.{' ' + made if made else ''}")
    target.set_label(_told(row, own))
    return target


def _known(parts: pd.DataFrame) -> str:
    return ", ".join(dict.fromkeys(parts["thesis"])) or "none"


def _draw(axes: Axes, own: pd.DataFrame) -> None:
    style = current()
    others = list(dict.fromkeys(own["against"]))
    for found in own.itertuples():
        row: Any = found
        marker, colour = SET_LOOKS[row.set]
        place = others.index(row.against) + (0.17 if colour else -0.17)
        ink = style.series[colour * 3]
        axes.plot(
            [row.low, row.high], [place, place], color=ink, alpha=0.28, linewidth=9,
            solid_capstyle="butt", label=f"_range {row.against}",
        )  # fmt: skip
        axes.plot(
            [row.mean_low, row.mean_high], [place, place], color=ink, linewidth=3.5,
            solid_capstyle="butt", label=f"_interval {row.against}",
        )  # fmt: skip
        axes.plot(
            [row.mean], [place], color=ink, marker=marker, markersize=8,
            markeredgecolor=style.paper, markeredgewidth=1.1, label=f"_mean {row.against}",
        )  # fmt: skip
        axes.text(
            1.01, place, f"{row.share:.2f}", ha="left", va="center", fontsize=SMALL - 1, color=ink,
            transform=axes.get_yaxis_transform(),
        )  # fmt: skip
    axes.axvline(0, color=style.ink, linewidth=1.2, zorder=1)
    first: Any = next(own.itertuples())
    unit = "" if first.unit == "1" else f" ({first.unit})"
    mark = "" if first.scored else " [not scored]"
    dress(axes)
    axes.set_title(
        _folded(f"{first.part}{unit}{mark}", 27, 3),
        loc="left", fontsize=LABEL, color=style.ink, fontweight="bold",
    )  # fmt: skip
    axes.text(
        1.01, 1.01, "P(holds)", ha="left", va="bottom", fontsize=SMALL - 1.5, color=style.muted,
        transform=axes.transAxes,
    )  # fmt: skip
    axes.grid(visible=False, axis="y")
    names = [_folded(f"vs {spoken(other)}", 24, 3) for other in others]
    axes.set_yticks(range(len(others)), names, fontsize=SMALL)
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labelsize=TICK - 1)
    axes.spines["left"].set_visible(False)
    axes.set_ylim(len(others) - 0.5, -0.5)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=4, symmetric=False))
    ends = own[["low", "high", "mean_low", "mean_high"]].abs().max().max()
    reach = 1.08 * float(ends) if ends > 0 else 1.0
    axes.set_xlim(-reach, reach)
    sets = " · ".join(
        f"{'●' if SET_LOOKS[which][0] == 'o' else '◆'} {_WORDS[which]}"
        for which in dict.fromkeys(own["set"])
    )
    axes.set_xlabel(f"{_CLAIMED[first.claimed]}   {sets}", fontsize=SMALL, color=style.muted)


def _folded(words: str, width: int, lines: int) -> str:
    """Return words on a few lines; what does not fit is left out, and dots say so."""
    return "\n".join(textwrap.wrap(words, width, max_lines=lines, placeholder=" …"))


def _told(row: Any, own: pd.DataFrame) -> str:
    """Return the figure in words, for readers who cannot see it."""
    found: list[Any] = list(own.itertuples())
    effects = "; ".join(
        f"{one.part} against {spoken(one.against)}, {_WORDS[one.set]}: {one.mean:+.3g} "
        f"({one.mean_low:+.3g} to {one.mean_high:+.3g}), holds in {one.share:.2f} of draws"
        for one in found
    )
    return f"{row.thesis}, {row.verdict}: {row.claim}. {effects}. Exploratory, not a forecast."
