"""Interactions of the policy and its rivals: who adds to whom, and who gets in whose way."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from multivector_sim.attribution import PLAYERS, Attribution
from multivector_sim.attribution.words import SET_WORDS
from multivector_sim.errors import InputError
from multivector_sim.plots.parts import made_of, short
from multivector_sim.plots.style import (
    LABEL,
    SMALL,
    current,
    dress,
    figure,
    heading,
    legible,
    note,
    spoken,
)

__all__ = ["attribution_pairs"]

WIDTH: Final = 16.0
NAMES: Final = 2.2
CELL: Final = 0.62
HEAD: Final = 1.05
FOOT: Final = 0.5
BELOW: Final = 0.85
"""Inches of the names of columns below a panel."""


def attribution_pairs(result: Attribution, which: str | None = None) -> Figure:
    """Draw the Shapley interaction index of every pair of players as a matrix.

    Parameters
    ----------
    result
        What ``attribute`` returned.
    which
        Set of parameters; None takes the first.

    Returns
    -------
    matplotlib.figure.Figure
        A panel a counterfactual. A cell holds the mean over draws; it is bold
        where the 95 % interval of the mean leaves zero out.

    Raises
    ------
    InputError
        If there is no such set in the result.
    """
    chosen = result.sets[0] if which is None else which
    if chosen not in result.sets:
        raise InputError(
            f"set {chosen!r} received; this attribution was made over {', '.join(result.sets)}"
        )
    table = result.interactions()
    table = table[table["set"] == chosen]
    others = list(dict.fromkeys(table["counterfactual"]))
    across = min(2, len(others))
    down = -(-len(others) // across)
    side = CELL * (len(PLAYERS) - 1)
    height = HEAD + down * (side + BELOW + 0.4) + FOOT
    target = figure(WIDTH, height)
    reach = float(table["mean"].abs().max()) or 1.0
    power = 0 if 0.01 <= reach < 10_000 else int(3 * np.floor(np.log10(reach) / 3))
    for place, other in enumerate(others):
        row, column = divmod(place, across)
        left = (NAMES + column * (WIDTH - 0.2) / across) / WIDTH
        bottom = 1 - (HEAD + (row + 1) * (side + BELOW + 0.4) - BELOW) / height
        wide = ((WIDTH - 0.2) / across - NAMES - 0.2) / WIDTH if across > 1 else 0.5
        axes = target.add_axes((left, bottom, wide, side / height))
        _draw_panel(axes, table[table["counterfactual"] == other], reach, power)
        axes.set_title(
            f"against {spoken(other)}", loc="left", fontsize=LABEL + 1, color=current().ink,
            fontweight="bold",
        )  # fmt: skip
    subject = result.question.subject
    factor = f" · numbers × 10^{power}" if power else ""
    heading(
        target, short(f"Who works with whom on {subject.words}", 8.2),
        short(
            f"Shapley interaction, {SET_WORDS.get(chosen, chosen)}{factor} · below zero: together "
            "less than apart · bold: 95 % interval of the mean without zero", 11,
        ),
    )  # fmt: skip
    made = made_of(result.draws, result.seeds, result.seed)
    note(target, made)
    target.set_label(
        f"Shapley interaction indices of pairs on {subject.words}, "
        f"{SET_WORDS.get(chosen, chosen)}. {_told(table)}. {made}."
    )
    return target


def _draw_panel(axes: Axes, rows: pd.DataFrame, reach: float, power: int) -> None:
    style = current()
    colours = LinearSegmentedColormap.from_list("effects", [style.others[0], *style.cells])
    norm = Normalize(-reach, reach)
    names = [player.name for player in PLAYERS]
    for row in rows.itertuples():
        x, y = names.index(str(row.first)), names.index(str(row.second)) - 1
        value, low, high = float(row.mean), float(row.mean_low), float(row.mean_high)  # type: ignore[arg-type]
        colour = colours(norm(value))
        axes.add_patch(
            Rectangle(
                (x - 0.5, y - 0.5), 1, 1, facecolor=colour, edgecolor=style.paper, linewidth=2
            )
        )
        clear = low > 0 or high < 0
        axes.text(
            x, y, _number(value, reach, power), ha="center", va="center", fontsize=LABEL,
            color=legible(style.ink, colour), fontweight="bold" if clear else "normal",
        )  # fmt: skip
    last = len(names) - 1
    dress(axes)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    words = [player.words for player in PLAYERS]
    axes.set_xticks(
        range(last), [word.replace(" ", "\n") for word in words[:-1]], fontsize=SMALL + 1
    )
    axes.set_yticks(range(last), words[1:], fontsize=SMALL + 1)
    axes.tick_params(length=0)
    axes.set_xlim(-0.5, last - 0.5)
    axes.set_ylim(last - 0.5, -0.5)


def _number(value: float, reach: float, power: int) -> str:
    scale = 10.0**power
    decimals = int(np.clip(2 - np.floor(np.log10(reach / scale)), 0, 5))
    text = f"{value / scale:+.{decimals}f}"
    return text if float(text) else f"{0:.{decimals}f}"


def _told(table: pd.DataFrame) -> str:
    words = {player.name: player.words for player in PLAYERS}
    parts = []
    for other, rows in table.groupby("counterfactual", sort=False):
        values = ", ".join(
            f"{words[str(row['first'])]} with {words[str(row['second'])]} {row['mean']:+.3g}"
            for _, row in rows.iterrows()
        )
        parts.append(f"against {spoken(str(other))}: {values}")
    return "; ".join(parts)
