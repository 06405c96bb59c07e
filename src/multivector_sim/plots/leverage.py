"""Leverage of each power over the pivot, in its three parts, over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final, Literal

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.plots.style import (
    DASHES,
    LABEL,
    SMALL,
    actor_colour,
    current,
    days,
    dress,
    figure,
    heading,
    legible,
    long_name,
    note,
    over_time,
    provenance,
    spoken,
    years,
)
from multivector_sim.plots.weights import part_weights

__all__ = ["PARTS", "leverage", "stack_signed"]

PARTS: Final = {
    "leverage_economic": "economic",
    "leverage_transit": "transit",
    "leverage_security": "security",
}
"""Recorded state and title of its panel."""

CAUTION: Final = "moved by the levers by construction: not scored"

Layout = Literal["parts", "stacked"]


def leverage(
    datasets: xr.Dataset | Mapping[str, xr.Dataset],
    *,
    layout: Layout = "parts",
    against: str | None = None,
) -> Figure:
    """Draw the leverage of each power over time, part by part or stacked and signed.

    Parameters
    ----------
    datasets
        Results with ``leverage_economic``, ``leverage_transit`` and
        ``leverage_security`` recorded: one data set, or several by the name
        of their scenario, the one to draw first.
    layout
        ``"parts"`` gives each part a panel: medians and 90 % of runs, 0 to 1.
        ``"stacked"`` gives each power a panel and stacks the parts, each
        times its weight, so that their sum is the dependence of the pivot on
        that power (equation 3 of the model). What is stacked is a *change*:
        parts that grew pile up above zero, parts that shrank below it, as
        means over runs; the line is their sum, the band 90 % of runs.
    against
        What the change is counted from: None for the first quarter, or the
        name of a data set, from which each run of the first is subtracted run
        by run. Only with ``layout="stacked"``.

    Returns
    -------
    matplotlib.figure.Figure
        It is not shown and not saved.

    Raises
    ------
    InputError
        If a part was not recorded, or an argument is not allowed.

    Examples
    --------
    >>> import multivector_sim as mv
    >>> parts = ["leverage_economic", "leverage_transit", "leverage_security"]
    >>> ds = mv.simulate("baseline", runs=8, seed=1, record=parts)
    >>> len(mv.plots.leverage(ds, layout="stacked").axes)
    4
    """
    named = over_time(datasets, *PARTS)
    if layout not in ("parts", "stacked"):
        raise InputError(f"layout: {layout!r} received; allowed are 'parts' and 'stacked'")
    if against is not None and layout == "parts":
        raise InputError("against: a difference is drawn with layout='stacked' only")
    focal = next(iter(named))
    if layout == "parts":
        return _draw_parts(focal, named[focal])
    if against is None:
        return _draw_stacks(focal, {focal: named[focal]}, _since_start(named[focal]), "")
    if against not in named or against == focal:
        others = ", ".join(name for name in named if name != focal) or "none"
        raise InputError(f"against: {against!r} received; allowed are {others}")
    pair = {focal: named[focal], against: named[against]}
    return _draw_stacks(focal, pair, _minus(focal, against, pair), against)


def _draw_parts(name: str, dataset: xr.Dataset) -> Figure:
    target = figure(16, 6.6)
    panels = target.subplots(
        1, 3, sharey=True,
        gridspec_kw={"left": 0.055, "right": 0.93, "bottom": 0.15, "top": 0.8, "wspace": 0.28},
    )  # fmt: skip
    ends: dict[str, dict[str, float]] = {}
    for axes, (state, part) in zip(panels, PARTS.items(), strict=True):
        ends[part] = _draw_part(axes, dataset, f"{state}_path")
        years(axes, most=6)
        dress(axes, title=part, y_label="leverage (0 to 1)" if part == "economic" else "")
    title = str(dataset.attrs.get("title", "")) or spoken(name)
    heading(target, "Leverage of each power over the pivot: median and 90 % of runs", title)
    note(target, f"{provenance({name: dataset})}  ·  {CAUTION}")
    words = "; ".join(
        f"{part}: "
        + ", ".join(f"{long_name(dataset, code)} {value:.2f}" for code, value in values.items())
        for part, values in ends.items()
    )
    target.set_label(
        f"Leverage of each power over time in three parts ({title}). Medians in the last quarter: "
        f"{words}. {provenance({name: dataset})}."
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
        colour = actor_colour(code, position)
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
            textcoords=axes.get_yaxis_transform(), color=legible(colour), fontsize=LABEL,
            va="center", fontweight="bold", annotation_clip=False,
        )  # fmt: skip
    return ends


def spread(heights: list[float], gap: float) -> list[float]:
    """Return heights of labels at least ``gap`` apart, each at or above the one given."""
    placed = list(heights)
    order = sorted(range(len(heights)), key=heights.__getitem__)
    for below, above in pairwise(order):
        placed[above] = max(placed[above], placed[below] + gap)
    return placed


def _weighted_parts(dataset: xr.Dataset) -> NDArray[np.float64]:
    """Return the parts of dependence, (part, run, time, actor); their sum is dependence."""
    weights = part_weights(dataset)
    return np.stack(
        [
            weights[part] * dataset[f"{state}_path"].transpose("run", "time", "actor").values
            for state, part in PARTS.items()
        ]
    ).astype(np.float64)


def _since_start(dataset: xr.Dataset) -> NDArray[np.float64]:
    parts = _weighted_parts(dataset)
    return parts - parts[:, :, :1]


def _minus(focal: str, against: str, named: Mapping[str, xr.Dataset]) -> NDArray[np.float64]:
    mine, other = named[focal], named[against]
    same = all(np.array_equal(mine[dim].values, other[dim].values) for dim in ("run", "time"))
    if not same:
        raise InputError(f"{focal!r} and {against!r} hold different runs: they cannot be paired")
    return _weighted_parts(mine) - _weighted_parts(other)


def _draw_stacks(
    focal: str, named: Mapping[str, xr.Dataset], change: NDArray[np.float64], against: str
) -> Figure:
    dataset = named[focal]
    codes = [str(code) for code in dataset["actor"].values]
    target = figure(16, 7.4)
    panels = target.subplots(
        1, len(codes) - 1, sharey=True, squeeze=False,
        gridspec_kw={"left": 0.078, "right": 0.985, "bottom": 0.17, "top": 0.78, "wspace": 0.12},
    )[0]  # fmt: skip
    time = days(dataset["time"].values)
    since = "minus " + spoken(against) if against else "since the first quarter"
    for position, (axes, code) in enumerate(zip(panels, codes[1:], strict=True), start=1):
        stack_signed(axes, time, change[..., position].mean(axis=1), list(PARTS.values()))
        _draw_total(axes, time, change[..., position].sum(axis=0))
        years(axes, most=5 if len(panels) < 5 else 4)
        dress(axes, title=long_name(dataset, code))
    panels[0].set_ylabel(f"change of dependence, {since}", fontsize=LABEL, color=current().ink)
    handles, labels = panels[0].get_legend_handles_labels()
    target.legend(
        handles, labels, loc="lower left", bbox_to_anchor=(0.05, 0.035), ncols=5, fontsize=SMALL,
        frameon=False, labelcolor=current().ink,
    )  # fmt: skip
    heading(
        target,
        f"{spoken(focal)} {'minus ' + spoken(against) if against else 'since its first quarter'}: "
        "dependence on each power in three signed parts",
        "weight x leverage of each part, means over runs; above zero: more dependence, below: less",
    )
    note(target, f"{provenance(named)}  ·  {CAUTION}")
    target.set_label(_stack_words(focal, against, named, change))
    return target


def stack_signed(
    axes: Axes, time: NDArray[np.float64], parts: NDArray[np.float64], labels: Sequence[str]
) -> None:
    """Pile up parts over time, those above zero upwards and those below downwards.

    Parameters
    ----------
    axes
        Where to draw.
    time
        (quarters,) days.
    parts
        (part, quarters), of either sign.
    labels
        Name of each part, for the legend.
    """
    above, below = np.zeros_like(time), np.zeros_like(time)
    for values, label, colour in zip(parts, labels, current().series, strict=False):
        for base, piece, name in (
            (above, np.maximum(values, 0), label),
            (below, np.minimum(values, 0), f"_{label} below"),
        ):
            axes.fill_between(
                time, base, base + piece, color=colour, alpha=0.75, linewidth=0, label=name
            )
            base += piece
    axes.axhline(0, color=current().ink, linewidth=1)


def _draw_total(axes: Axes, time: NDArray[np.float64], total: NDArray[np.float64]) -> None:
    """Draw the sum of the parts, (run, quarters): mean and 90 % of runs."""
    ink = current().ink
    low, high = np.quantile(total, [0.05, 0.95], axis=0)
    axes.plot(time, total.mean(axis=0), color=ink, linewidth=2.4, label="sum: mean")
    for bound, label in ((low, "sum: 5 and 95 % of runs"), (high, "_high")):
        axes.plot(time, bound, color=ink, linewidth=1.2, linestyle=(0, (4, 2)), label=label)
    axes.set_xlim(time[0], time[-1])


def _stack_words(
    focal: str, against: str, named: Mapping[str, xr.Dataset], change: NDArray[np.float64]
) -> str:
    dataset = named[focal]
    words = []
    for position, code in enumerate(str(code) for code in dataset["actor"].values):
        if position == 0:
            continue
        last = change[:, :, -1, position]
        low, high = np.quantile(last.sum(axis=0), [0.05, 0.95])
        parts = ", ".join(
            f"{part} {value:+.3f}"
            for part, value in zip(PARTS.values(), last.mean(axis=1), strict=True)
        )
        words.append(
            f"{long_name(dataset, code)}: {parts}, sum {last.sum(axis=0).mean():+.3f} "
            f"(90 % of runs {low:+.3f} to {high:+.3f})"
        )
    since = f"minus {spoken(against)}, run by run" if against else "since the first quarter"
    return (
        f"Stacked areas: change of the dependence on each power under {spoken(focal)} {since}, in "
        f"its economic, transit and security part. Means in the last quarter: {'; '.join(words)}. "
        f"{provenance(named)}."
    )
