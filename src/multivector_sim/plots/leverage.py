"""Leverage of each power over the pivot, in its three parts, over time."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from multivector_sim.plots.style import (
    ACTOR_COLOURS,
    DASHES,
    INK,
    LABEL,
    OTHER_COLOURS,
    TITLE,
    days,
    dress,
    figure,
    long_name,
    note,
    provenance,
    require,
    years,
)

__all__ = ["PARTS", "leverage"]

PARTS: Final = {
    "leverage_economic": "economic",
    "leverage_transit": "transit",
    "leverage_security": "security",
}
"""Recorded state and title of its panel."""


def leverage(dataset: xr.Dataset) -> Figure:
    """Draw the leverage of each power: median and 90 % of runs, one panel a part.

    Parameters
    ----------
    dataset
        Results with ``leverage_economic_path``, ``leverage_transit_path`` and
        ``leverage_security_path`` recorded.

    Returns
    -------
    matplotlib.figure.Figure
        Three panels on one scale (0 to 1).

    Raises
    ------
    InputError
        If a part was not recorded.
    """
    title = str(dataset.attrs.get("title", "")) or "runs"
    for name in PARTS:
        require({title: dataset}, f"{name}_path", name)
    target = figure(16, 6.6)
    panels = target.subplots(
        1, 3, sharey=True,
        gridspec_kw={"left": 0.055, "right": 0.93, "bottom": 0.15, "top": 0.8, "wspace": 0.28},
    )  # fmt: skip
    ends: dict[str, dict[str, float]] = {}
    for axes, (name, part) in zip(panels, PARTS.items(), strict=True):
        ends[part] = _draw_part(axes, dataset, f"{name}_path")
        years(axes, most=6)
        dress(axes, title=part, y_label="leverage (0 to 1)" if name == next(iter(PARTS)) else "")
    target.text(
        0.012, 0.975, "Leverage of each power over the pivot: median and 90 % of runs",
        fontsize=TITLE, fontweight="bold", color=INK, va="top",
    )  # fmt: skip
    target.text(0.012, 0.9, title, fontsize=LABEL, color=INK, va="top")
    note(target, f"{provenance({'': dataset})}  ·  moved by the levers by construction: not scored")
    words = "; ".join(
        f"{part}: "
        + ", ".join(f"{long_name(dataset, code)} {value:.2f}" for code, value in values.items())
        for part, values in ends.items()
    )
    target.set_label(
        f"Leverage of each power over time in three parts ({title}). Medians in the last quarter: "
        f"{words}. {provenance({'': dataset})}."
    )
    return target


def _draw_part(axes: Axes, dataset: xr.Dataset, variable: str) -> dict[str, float]:
    values = dataset[variable].transpose("run", "time", "actor").values
    time = days(dataset["time"].values)
    ends: dict[str, float] = {}
    for position, code in enumerate(str(actor) for actor in dataset["actor"].values):
        if position == 0:  # the pivot has no leverage over itself
            continue
        low, median, high = np.quantile(values[:, :, position], [0.05, 0.5, 0.95], axis=0)
        colour = ACTOR_COLOURS.get(code, OTHER_COLOURS[position % len(OTHER_COLOURS)])
        axes.fill_between(time, low, high, color=colour, alpha=0.18, linewidth=0)
        axes.plot(
            time, median, color=colour, linewidth=2.6, label=code,
            linestyle=DASHES[(position - 1) % len(DASHES)],
        )  # fmt: skip
        ends[code] = float(median[-1])
    axes.set_xlim(time[0], time[-1])
    axes.set_ylim(0, 1)
    heights = spread(list(ends.values()), gap=0.055)
    for (code, height), label_height in zip(ends.items(), heights, strict=True):
        colour = str(axes.get_lines()[list(ends).index(code)].get_color())
        axes.annotate(
            code, xy=(time[-1], height), xytext=(1.02, label_height),
            textcoords=axes.get_yaxis_transform(), color=colour, fontsize=LABEL, va="center",
            fontweight="bold", annotation_clip=False,
        )  # fmt: skip
    return ends


def spread(heights: list[float], gap: float) -> list[float]:
    """Return heights of labels at least ``gap`` apart, each at or above the one given."""
    placed = list(heights)
    order = sorted(range(len(heights)), key=heights.__getitem__)
    for below, above in pairwise(order):
        placed[above] = max(placed[above], placed[below] + gap)
    return placed
