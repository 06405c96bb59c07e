"""Places of the pairs by hostility, year by year, as a bump chart."""

from __future__ import annotations

from typing import Final

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from multivector_sim.errors import InputError
from multivector_sim.forecast.frozen import RANKING
from multivector_sim.model.actors import PIVOT
from multivector_sim.plots.forecast_words import forecast_note, pair_words
from multivector_sim.plots.style import (
    LABEL,
    TICK,
    current,
    dress,
    figure,
    heading,
    legible,
    note,
)
from multivector_sim.scenario import load_scenario

__all__ = ["hostility"]

_SIZE: Final = 13


def hostility(table: pd.DataFrame, *, made: str = "") -> Figure:
    """Draw which pair is expected to be more hostile than which.

    Parameters
    ----------
    table
        A forecast as ``predict`` returned it, or the frozen one.
    made
        Number of members and seed, for the line at the foot.

    Returns
    -------
    matplotlib.figure.Figure
        A line a pair; 1 is the most hostile by the median share of
        conflict that is forecast. Pairs with Kazakhstan are dashed.

    Raises
    ------
    InputError
        If the table has no places of pairs.

    Examples
    --------
    >>> import multivector_sim as mv
    >>> _, table = mv.predict(origin=2010, last=2013, members=20)
    >>> len(mv.plots.hostility(table).axes)
    1
    """
    places = table[table["indicator"] == RANKING]
    if places.empty:
        raise InputError(f"hostility: the table has no rows of {RANKING!r}; give one of predict()")
    wide = places.pivot(index=["actor", "partner"], columns="year", values="value")
    wide = wide.sort_values(list(wide.columns))
    years = [int(year) for year in wide.columns]
    style, target = current(), figure(16, 8)
    axes = target.add_axes((0.165, 0.13, 0.665, 0.7))
    pivot = load_scenario("baseline").actor_codes[PIVOT]
    solid = dashed = 0
    told = []
    for pair, values in zip(wide.index.tolist(), wide.to_numpy(), strict=True):
        own = pivot in pair
        colour = _colour(dashed if own else solid, own=own)
        dashed, solid = dashed + own, solid + (not own)
        name = pair_words(*pair)
        axes.plot(
            years, values, color=colour, linewidth=3, linestyle="--" if own else "-",
            marker="o", markersize=_SIZE, markeredgecolor=style.paper, markeredgewidth=1.5,
            label=name, zorder=3, path_effects=[withStroke(linewidth=5, foreground=style.paper)],
        )  # fmt: skip
        for end, shift, side, words in (
            (0, -14, "right", f"{name}  {values[0]:.0f}"),
            (-1, 14, "left", f"{values[-1]:.0f}  {name}"),
        ):
            axes.annotate(
                words, (years[end], values[end]), (shift, 0), "data", "offset points",
                ha=side, va="center", fontsize=LABEL, color=legible(colour), fontweight="bold",
                annotation_clip=False,
            )  # fmt: skip
        told.append(f"{name} {values[0]:.0f} to {values[-1]:.0f}")
    dress(axes)
    axes.grid(visible=False, axis="x")
    axes.spines["left"].set_visible(False)
    axes.set_ylim(len(wide) + 0.6, 0.4)
    axes.set_yticks([])
    axes.xaxis.set_major_locator(MaxNLocator(nbins=12, integer=True, min_n_ticks=1))
    axes.tick_params(axis="x", labelsize=TICK)
    pad = max(0.2, 0.02 * (years[-1] - years[0]))
    axes.set_xlim(years[0] - pad, years[-1] + pad)
    heading(
        target, f"Which pair is the most hostile, {years[0]}-{years[-1]}",
        "place by the median share of conflict that is forecast, the most hostile on top; "
        "dashed: pairs with Kazakhstan",
    )  # fmt: skip
    note(target, forecast_note(made))
    target.set_label(
        f"Bump chart of the places of {len(wide)} pairs by expected share of conflict, "
        f"{years[0]} to {years[-1]}, 1 the most hostile: {'; '.join(told)}. {forecast_note(made)}."
    )
    return target


def _colour(position: int, *, own: bool) -> str:
    style = current()
    if own:
        hues = (style.pivot, *style.series[1:])
        return hues[position % len(hues)]
    hues = (style.focal, *style.others)
    return hues[position % len(hues)]
