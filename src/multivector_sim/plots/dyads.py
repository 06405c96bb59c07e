"""Small multiples: the tension of every pair of actors on one scale."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from multivector_sim.plots.events import draw_events, events_of
from multivector_sim.plots.fan import BANDS, bands, draw_band, draw_observed, limits
from multivector_sim.plots.observed import observed_tension
from multivector_sim.plots.style import (
    SMALL,
    Look,
    colours,
    current,
    days,
    dress,
    figure,
    heading,
    long_name,
    note,
    over_time,
    provenance,
    spoken,
    years,
)

__all__ = ["dyads"]

ACROSS = 5
"""Panels in a row: ten pairs fill two rows."""


def dyads(datasets: xr.Dataset | Mapping[str, xr.Dataset], *, observed: bool = True) -> Figure:
    """Draw the tension of every pair of actors: median, 50 % and 90 % of runs.

    Parameters
    ----------
    datasets
        Results with ``tension`` recorded: one data set, or several by the
        name of their scenario. The first one gets bands, the others medians.
    observed
        Whether to lay observed series over the model (pairs that have one).

    Returns
    -------
    matplotlib.figure.Figure
        One panel a pair (ten for five actors), all on the scale 0 to 1. Dotted
        lines are the dated events between the two.

    Raises
    ------
    InputError
        If tension was not recorded.

    Examples
    --------
    >>> import multivector_sim as mv
    >>> ds = mv.simulate("baseline", runs=8, seed=1, record=["tension"])
    >>> len(mv.plots.dyads(ds).axes)
    10
    """
    named = over_time(datasets, "tension")
    looks = colours(named)
    focal = next(iter(named))
    codes = [str(code) for code in named[focal]["actor"].values]
    pairs = list(combinations(codes, 2))
    target, panels = _panels(len(pairs))
    words, sources = [], set()
    for position, (axes, pair) in enumerate(zip(panels, pairs, strict=True)):
        words.append(_draw_pair(axes, named, looks, pair))
        series = observed_tension(*pair) if observed else None
        if series is not None:
            draw_observed(axes, pair)
            sources.add(series.source)
        axes.set_ylim(0, 1)
        years(axes, most=4)
        names = "-".join(_short(named[focal], code) for code in pair)
        dress(axes, title=names, y_label="tension" if position % ACROSS == 0 else "")
        draw_events(axes, events_of(named[focal], pair), labels=False)
    _legend(target, panels)
    others = ", ".join(spoken(name) for name in list(named)[1:])
    beside = f"; medians of {others}" if others else ""
    heading(target, f"Tension of every pair: {spoken(focal)}", "mean of both directions, 0 to 1")
    note(target, provenance(named), "; ".join(sorted(sources)))
    target.set_label(
        f"Small multiples of the tension of {len(pairs)} pairs under {spoken(focal)}{beside}. "
        f"Last quarter: {'; '.join(words)}. {provenance(named)}."
    )
    return target


def _panels(count: int) -> tuple[Figure, list[Axes]]:
    rows, across = -(-count // ACROSS), min(count, ACROSS)
    height = 3.3 * rows + 1.9
    target = figure(18, height)
    grid = target.subplots(
        rows, across, sharex=True, sharey=True, squeeze=False,
        gridspec_kw={"left": 0.045, "right": 0.985, "bottom": 0.8 / height,
                     "top": 1 - 1.55 / height, "hspace": 0.25, "wspace": 0.1},
    )  # fmt: skip
    for axes in grid.flat[count:]:
        axes.remove()
    return target, list(grid.flat[:count])


def _draw_pair(
    axes: Axes, named: Mapping[str, xr.Dataset], looks: Mapping[str, Look], pair: tuple[str, str]
) -> str:
    """Draw one pair; return its last values in words."""
    focal, *others = named
    dataset = named[focal]
    quantiles = bands(dataset, pair)
    draw_band(axes, dataset, quantiles, looks[focal], f"{spoken(focal)}: ")
    for name in others:
        axes.plot(
            days(named[name]["time"].values), bands(named[name], pair)[BANDS.index(0.5)],
            color=looks[name].colour, linestyle=looks[name].dash, linewidth=1.8,
            label=f"{spoken(name)}: median",
        )  # fmt: skip
    axes.set_xlim(*limits(dataset))
    low, median, high = np.asarray(quantiles)[[0, 2, 4], -1]
    names = "-".join(long_name(dataset, code) for code in pair)
    return f"{names} median {median:.2f} (90 % of runs {low:.2f} to {high:.2f})"


def _short(dataset: xr.Dataset, code: str) -> str:
    """Return the name of an actor if it fits above a panel, and its code otherwise."""
    name = long_name(dataset, code)
    return name if len(name) <= 10 else code


def _legend(target: Figure, panels: list[Axes]) -> None:
    entries = {
        label: handle
        for axes in panels
        for handle, label in zip(*axes.get_legend_handles_labels(), strict=True)
    }
    target.legend(
        list(entries.values()), list(entries), ncols=4, fontsize=SMALL, frameon=False,
        loc="upper right", bbox_to_anchor=(0.99, 0.995), labelcolor=current().ink,
    )  # fmt: skip
