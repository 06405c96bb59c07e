"""Fan chart: tension of a pair over dated events, with the observed series where there is one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

import numpy as np
import xarray as xr
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.plots.events import draw_events, events_of
from multivector_sim.plots.observed import observed_tension
from multivector_sim.plots.style import (
    SMALL,
    TITLE,
    Look,
    colours,
    current,
    days,
    dress,
    figure,
    long_name,
    note,
    over_time,
    provenance,
    spoken,
    years,
)

__all__ = [
    "BANDS",
    "bands",
    "draw_band",
    "draw_observed",
    "fan",
    "limits",
    "pair_name",
    "pair_tension",
]

BANDS: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Quantiles over runs: the 90 % band, the 50 % band and the median."""

Layout = Literal["overlay", "multiples"]


def fan(
    datasets: xr.Dataset | Mapping[str, xr.Dataset],
    pair: tuple[str, str] = ("RUS", "CHN"),
    *,
    layout: Layout = "multiples",
    observed: bool = True,
) -> Figure:
    """Draw the tension of a pair over time: median, 50 % and 90 % of runs.

    Parameters
    ----------
    datasets
        Results with ``tension`` recorded: one data set, or several by
        the name of their scenario, the focal one first.
    pair
        Codes of two actors.
    layout
        ``"overlay"`` lays the scenarios over each other in one panel;
        ``"multiples"`` gives each its own, with the focal median repeated.
    observed
        Whether to lay the observed series over the model (pairs that have one).

    Returns
    -------
    matplotlib.figure.Figure
        It is not shown and not saved; ``multivector_sim.plots.alt_text`` has its words.

    Raises
    ------
    InputError
        If tension was not recorded, or an actor or the layout is unknown.
    """
    named = over_time(datasets, "tension")
    if layout not in ("overlay", "multiples"):
        raise InputError(f"layout: {layout!r} received; allowed are 'overlay' and 'multiples'")
    looks = colours(named)
    quantiles = {name: bands(dataset, pair) for name, dataset in named.items()}
    focal = next(iter(named))
    target, grid, panels = _panels(list(named), layout)
    for position, (axes, members) in enumerate(zip(grid, panels, strict=True)):
        for name in members:
            label = f"{spoken(name)}: " if len(members) > 1 else ""
            draw_band(axes, named[name], quantiles[name], looks[name], label)
        if focal not in members:
            _draw_reference(axes, named[focal], quantiles[focal], looks[focal], focal)
        if observed:
            draw_observed(axes, pair)
        title = spoken(members[0]) if len(panels) > 1 else ""
        dress(axes, title=title, y_label="tension (0 to 1)" if position % 2 == 0 else "")
        axes.set_xlim(*limits(named[members[0]]))
        axes.set_ylim(0, _ceiling(quantiles, pair, observed))
        years(axes, most=9)
        draw_events(axes, events_of(named[members[0]]), labels=len(panels) == 1)
    _legend(target, grid)
    where = pair_name(named[focal], pair)
    heading = f"{where}: {spoken(focal)}" if len(named) == 1 else where
    target.text(
        0.012, 0.98, heading, fontsize=TITLE, fontweight="bold", color=current().ink, va="top"
    )
    extra = "dotted lines: dated events  ·  " if len(panels) > 1 else ""
    series = observed_tension(*pair) if observed else None
    note(target, extra + provenance(named), series.source if series else "")
    target.set_label(_words(where, named, quantiles))
    return target


def _legend(target: Figure, grid: Sequence[Axes]) -> None:
    """Explain bands and lines once, above the panels or below a single one."""
    entries: dict[str, Artist] = {}
    for axes in (grid[0], grid[-1]):
        for handle, label in zip(*axes.get_legend_handles_labels(), strict=True):
            entries.setdefault(label, handle)
    place: dict[str, Any] = {"loc": "upper right", "bbox_to_anchor": (0.99, 0.985)}
    if len(grid) == 1:
        place = {"loc": "upper left", "bbox_to_anchor": (0.05, 0.105)}
    target.legend(
        list(entries.values()),
        list(entries),
        ncols=5,
        fontsize=SMALL,
        frameon=False,
        labelcolor=current().ink,
        **place,
    )


def _panels(
    names: list[str], layout: Layout
) -> tuple[Figure, Sequence[Axes], Sequence[Sequence[str]]]:
    """Return a figure, its axes, and which scenarios each of them shows."""
    if layout == "overlay" or len(names) == 1:
        target = figure(16, 8)
        return target, [target.add_axes((0.055, 0.17, 0.86, 0.58))], [names]
    rows = -(-len(names) // 2)
    height = 3.5 * rows + 1.6
    target = figure(16, height)
    grid = target.subplots(
        rows, 2, sharex=True, sharey=True, squeeze=False,
        gridspec_kw={"left": 0.06, "right": 0.985, "bottom": 0.8 / height,
                     "top": 1 - 1.15 / height, "hspace": 0.22, "wspace": 0.05},
    )  # fmt: skip
    for axes in grid.flat[len(names) :]:
        axes.remove()
    if len(names) % 2:
        # The panel above the empty one is the lowest of its column: it needs its years.
        grid[-2, 1].tick_params(labelbottom=True)
    return target, list(grid.flat[: len(names)]), [[name] for name in names]


def pair_name(dataset: xr.Dataset, pair: tuple[str, str]) -> str:
    """Return what a fan shows, in words: ``Russia-China tension``."""
    return f"{long_name(dataset, pair[0])}-{long_name(dataset, pair[1])} tension"


def pair_tension(dataset: xr.Dataset, pair: tuple[str, str]) -> NDArray[np.float64]:
    """Return the tension of a pair, mean of both directions.

    Returns
    -------
    numpy.ndarray
        (runs, quarters), in [0, 1].

    Raises
    ------
    InputError
        If an actor is unknown, or the two are the same.
    """
    known = [str(code) for code in dataset["actor"].values]
    unknown = [code for code in pair if code not in known]
    if unknown or pair[0] == pair[1]:
        raise InputError(
            f"pair: {'-'.join(pair)} received; two different actors are needed, "
            f"of {', '.join(known)}"
        )
    path = dataset["tension"].transpose("run", "time", "actor", "partner").values
    first, second = known.index(pair[0]), known.index(pair[1])
    mean: NDArray[np.float64] = (path[:, :, first, second] + path[:, :, second, first]) / 2
    return mean


def bands(dataset: xr.Dataset, pair: tuple[str, str]) -> NDArray[np.float64]:
    """Return quantiles over runs of the tension of a pair, shape (``BANDS``, quarters)."""
    quantiles: NDArray[np.float64] = np.quantile(pair_tension(dataset, pair), BANDS, axis=0)
    return quantiles


def draw_band(
    axes: Axes,
    dataset: xr.Dataset,
    quantiles: NDArray[np.float64],
    look: Look,
    label: str,
) -> None:
    """Draw median, 50 % and 90 % band of one scenario; ``label`` stands before their names."""
    time = days(dataset["time"].values)
    axes.fill_between(
        time, quantiles[0], quantiles[4], color=look.colour, alpha=0.16, linewidth=0,
        label=f"{label}90 % of runs",
    )  # fmt: skip
    axes.fill_between(
        time, quantiles[1], quantiles[3], color=look.colour, alpha=0.30, linewidth=0,
        label=f"{label}50 % of runs",
    )  # fmt: skip
    axes.plot(
        time, quantiles[2], color=look.colour, linestyle=look.dash, linewidth=2.8,
        label=f"{label}median",
    )  # fmt: skip


def draw_observed(axes: Axes, pair: tuple[str, str]) -> bool:
    """Lay the observed series of a pair over the axes; return whether there is one."""
    series = observed_tension(*pair)
    if series is None:
        return False
    axes.plot(
        days(series.dates), series.values, color=current().ink, marker="o", markersize=6,
        linewidth=1, markerfacecolor=current().paper, markeredgewidth=1.6, label=series.label,
        zorder=5,
    )  # fmt: skip
    return True


def _draw_reference(
    axes: Axes, dataset: xr.Dataset, quantiles: NDArray[np.float64], look: Look, name: str
) -> None:
    axes.plot(
        days(dataset["time"].values), quantiles[BANDS.index(0.5)], color=look.colour, linewidth=2,
        linestyle=(0, (4, 2)), label=f"{spoken(name)}: median",
    )  # fmt: skip


def limits(dataset: xr.Dataset) -> tuple[float, float]:
    """Return the start of the first quarter and the end of the last."""
    time = days(dataset["time"].values)
    return float(time[0]), float(time[-1]) + 91.0


def _ceiling(
    quantiles: Mapping[str, NDArray[np.float64]], pair: tuple[str, str], observed: bool
) -> float:
    top = max(float(values.max()) for values in quantiles.values())
    series = observed_tension(*pair) if observed else None
    if series is not None:
        top = max(top, float(series.values.max()))
    return 1.12 * top


def _words(
    where: str, named: Mapping[str, xr.Dataset], quantiles: Mapping[str, NDArray[np.float64]]
) -> str:
    parts = []
    for name, dataset in named.items():
        years = dataset["time"].values.astype("datetime64[Y]").astype(int) + 1970
        low, median, high = quantiles[name][[0, 2, 4], -1]
        parts.append(
            f"{spoken(name)}: median {median:.2f} in {years[-1]} "
            f"(90 % of runs {low:.2f} to {high:.2f})"
        )
    return f"Fan chart of {where}. {'; '.join(parts)}. {provenance(named)}."
