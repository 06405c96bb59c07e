"""The whole comparison in one picture: paths over time above, paired effects below."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from multivector_sim.experiments.compare import Comparison
from multivector_sim.plots.events import draw_events, events_of
from multivector_sim.plots.fan import BANDS, bands, draw_band, draw_observed, pair_name
from multivector_sim.plots.forest import KEY, draw_forest, forest_words, main_outcomes
from multivector_sim.plots.leverage import spread
from multivector_sim.plots.observed import observed_tension
from multivector_sim.plots.style import (
    LABEL,
    SMALL,
    TITLE,
    colours,
    current,
    days,
    dress,
    figure,
    legible,
    note,
    over_time,
    provenance,
    spoken,
    years,
)

__all__ = ["compare"]


def compare(comparison: Comparison, pair: tuple[str, str] = ("RUS", "CHN")) -> Figure:
    """Draw a comparison: a fan of the focal scenario, medians of the others, and their effects.

    Parameters
    ----------
    comparison
        What ``compare`` returned, with recorded paths.
    pair
        Codes of the two actors whose tension is shown over time.

    Returns
    -------
    matplotlib.figure.Figure
        Fan chart above, forest plot of the main outcomes below.

    Raises
    ------
    InputError
        If tension was not recorded, or an actor is unknown.
    """
    paths = over_time(comparison.paths, "tension")
    target = figure(18, 12.4)
    upper = target.add_axes((0.055, 0.455, 0.815, 0.345))
    where = _draw_paths(upper, comparison, paths, pair)
    outcomes = main_outcomes(comparison, most=5)
    lower = target.subplots(
        1, len(outcomes), sharey=True, squeeze=False,
        gridspec_kw={"left": 0.13, "right": 0.985, "bottom": 0.095, "top": 0.3, "wspace": 0.13},
    )  # fmt: skip
    looks = colours(comparison.datasets)
    for position, (axes, label) in enumerate(zip(lower.flat, outcomes, strict=True)):
        draw_forest(axes, comparison, label, looks, names=position == 0)
    name = spoken(comparison.focal)
    target.text(
        0.012, 0.985, f"{where} under {name} policy and under its counterfactuals",
        fontsize=TITLE + 4, fontweight="bold", color=current().ink, va="top",
    )  # fmt: skip
    title = str(comparison.datasets[comparison.focal].attrs["title"])
    target.text(0.012, 0.95, f"{name}: {title}", fontsize=LABEL, color=current().muted, va="top")
    target.text(
        0.012, 0.388, f"{name} minus each counterfactual, run by run",
        fontsize=TITLE, fontweight="bold", color=current().ink, va="top",
    )  # fmt: skip
    target.text(0.985, 0.385, KEY, fontsize=SMALL + 1, color=current().muted, va="top", ha="right")
    series = observed_tension(*pair)
    note(target, provenance(comparison.datasets), series.source if series else "")
    target.set_label(
        f"{where} over time: median and bands of {name}, medians of "
        f"{', '.join(spoken(other) for other in comparison.counterfactuals)}, with dated events. "
        + forest_words(comparison, outcomes)
    )
    return target


def _draw_paths(
    axes: Axes, comparison: Comparison, paths: Mapping[str, xr.Dataset], pair: tuple[str, str]
) -> str:
    looks = colours(comparison.datasets)
    focal = paths[comparison.focal]
    quantiles = {name: bands(dataset, pair) for name, dataset in paths.items()}
    look, name = looks[comparison.focal], spoken(comparison.focal)
    draw_band(axes, focal, quantiles[comparison.focal], look, f"{name}: ")
    middle = BANDS.index(0.5)
    for name in comparison.counterfactuals:
        axes.plot(
            days(paths[name]["time"].values), quantiles[name][middle], linewidth=2.4,
            color=looks[name].colour, linestyle=looks[name].dash, label=f"_median {name}",
        )  # fmt: skip
    draw_observed(axes, pair)
    time = days(focal["time"].values)
    axes.set_xlim(time[0], time[-1])
    top = max(float(np.max(values[[0, middle]])) for values in quantiles.values())
    top = max(top, float(quantiles[comparison.focal].max()))
    axes.set_ylim(0, 1.08 * top)
    dress(axes, y_label="tension (0 to 1)")
    years(axes, most=12)
    draw_events(axes, events_of(focal))
    axes.legend(
        loc="upper left",
        bbox_to_anchor=(-0.005, -0.07),
        ncols=4,
        fontsize=SMALL + 1,
        frameon=False,
        labelcolor=current().ink,
    )
    ends = [float(quantiles[name][middle, -1]) for name in comparison.datasets]
    heights = spread(ends, gap=0.075 * top)
    for name, height in zip(comparison.datasets, heights, strict=True):
        axes.text(
            1.012, height, spoken(name), color=legible(looks[name].colour), fontsize=LABEL,
            va="center", fontweight="bold", transform=axes.get_yaxis_transform(),
        )  # fmt: skip
    return pair_name(focal, pair)
