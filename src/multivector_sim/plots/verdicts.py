"""Verdicts on theses: in which share of draws each claim holds, beside what decides."""

from __future__ import annotations

import textwrap
from typing import Any, Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from multivector_sim.errors import InputError
from multivector_sim.plots.style import LABEL, SMALL, TICK, current, dress, figure, heading, note

__all__ = ["SET_LOOKS", "verdicts"]

SET_LOOKS: Final = {"accepted": ("o", 0), "prior": ("D", 1)}
"""Marker of each set of parameters, and its place among the colours of a style."""

_WORDS: Final = {"accepted": "accepted set", "prior": "whole prior"}
_ROW: Final = 0.31
"""Inches a row."""
_NAMES, _PANEL = 4.3, 2.0
"""Inches: claims, and where their shares are drawn."""


def verdicts(summary: pd.DataFrame, parts: pd.DataFrame, made: str = "") -> Figure:
    """Draw, for each thesis, in which share of draws its claims hold.

    A thesis has a mark for each scored claim, counterfactual and set: all of
    them in the right band support it, all of them in the left one refute it.

    Parameters
    ----------
    summary
        One row a thesis, as from ``theses.verdicts_frame``.
    parts
        One row a claim, counterfactual and set, as from ``theses.parts_frame``.
    made
        How the numbers were made, for the note below.

    Returns
    -------
    matplotlib.figure.Figure
        Theses that were tested, in up to three columns.

    Raises
    ------
    InputError
        If no thesis was tested.
    """
    from multivector_sim.theses.rules import HELD

    tested = summary[summary["verdict"] != "not testable"]
    scored = parts[parts["scored"] & parts["thesis"].isin(tested["thesis"])]
    if tested.empty or scored.empty:
        raise InputError("no thesis was tested: there is nothing to draw")
    columns = min(3, -(-len(tested) // 8))
    longest = -(-len(tested) // columns)
    height = _ROW * longest + 2.6
    width = max(11.0, (_NAMES + _PANEL) * columns + 0.4)
    target = figure(width, height)
    panel = (width - 0.4) / columns - _NAMES
    grid = target.subplots(
        1, columns, squeeze=False,
        gridspec_kw={"left": _NAMES / width, "right": 1 - 0.3 / width, "wspace": _NAMES / panel,
                     "bottom": 1.15 / height, "top": 1 - 1.15 / height},
    )  # fmt: skip
    for position, axes in enumerate(grid.flat):
        chosen = tested.iloc[position * longest : (position + 1) * longest]
        _draw(axes, chosen, scored, longest, HELD)
    heading(
        target,
        "Claims of the sources: in which share of draws they hold",
        f"a mark for each claim and counterfactual · right of {HELD:g}: supported · "
        f"left of {1 - HELD:.2g}: refuted",
    )
    _key(target, scored)
    note(target, f"Exploratory, not a forecast.{' ' + made if made else ''}")
    target.set_label(_spoken(tested, scored))
    return target


def _draw(
    axes: Axes, theses: pd.DataFrame, scored: pd.DataFrame, longest: int, held: float
) -> None:
    style = current()
    axes.axvspan(held, 1.03, color=style.series[2], alpha=0.16, linewidth=0)
    axes.axvspan(-0.03, 1 - held, color=style.series[1], alpha=0.22, linewidth=0)
    axes.axvline(0.5, color=style.grid, linewidth=1)
    rows: list[Any] = list(theses.itertuples())
    for row, thesis in enumerate(rows):
        own = scored[scored["thesis"] == thesis.thesis]
        for which, (marker, colour) in SET_LOOKS.items():
            shares = own.loc[own["set"] == which, "share"]
            shift = 0.16 if colour else -0.16
            axes.scatter(
                shares, [row + shift] * len(shares), marker=marker, s=30,
                color=style.series[colour * 3], edgecolor=style.paper, linewidth=0.5, zorder=3,
                label=f"_{thesis.thesis} {which}",
            )  # fmt: skip
    dress(axes)
    labels = [_label(row) for row in rows]
    axes.set_yticks(range(len(rows)), labels, fontsize=SMALL - 1)
    for text, row in zip(axes.get_yticklabels(), rows, strict=True):
        text.set_fontweight("bold" if row.primary else "normal")
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labelsize=TICK - 1)
    axes.spines["left"].set_visible(False)
    axes.grid(visible=False, axis="y")
    axes.set_ylim(longest - 0.4, -0.6)
    axes.set_xlim(-0.03, 1.03)
    axes.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
    axes.set_xlabel("share of draws", fontsize=LABEL - 1, color=style.muted)


def _label(row: Any) -> str:
    mark = {"supported": "+", "refuted": "−", "mixed": "~"}[row.verdict]
    room = 34 if row.primary else 40  # bold letters are wider
    return f"{textwrap.shorten(row.claim, room, placeholder='…')}  {row.thesis} {mark}"


def _key(target: Figure, scored: pd.DataFrame) -> None:
    style = current()
    width, height = target.get_size_inches()
    place = 0.15
    for which, (marker, colour) in SET_LOOKS.items():
        if which not in set(scored["set"]):
            continue
        target.text(
            place / width, 0.5 / height, {"o": "●", "D": "◆"}[marker],
            color=style.series[colour * 3], fontsize=SMALL, va="center",
        )  # fmt: skip
        target.text(
            (place + 0.2) / width, 0.5 / height, _WORDS[which], fontsize=SMALL, va="center",
            color=style.ink,
        )  # fmt: skip
        place += 1.6
    target.text(
        place / width, 0.5 / height, "+ supported   ~ mixed   − refuted   bold: primary",
        fontsize=SMALL, va="center", color=style.muted,
    )  # fmt: skip


def _spoken(tested: pd.DataFrame, scored: pd.DataFrame) -> str:
    """Return the figure in words, for readers who cannot see it."""
    told = []
    for row in tested.itertuples():
        own = scored.loc[scored["thesis"] == row.thesis, "share"]
        told.append(f"{row.thesis} {row.verdict}, {own.min():.2f} to {own.max():.2f}")
    return (
        "Shares of draws in which the claims of each thesis hold, smallest to largest: "
        f"{'; '.join(told)}. Exploratory, not a forecast."
    )
