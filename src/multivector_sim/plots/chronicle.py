"""Chronicle: one run as a timeline of what everybody did."""

from __future__ import annotations

from typing import Any, Final, Literal

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.model.actors import ACTIONS, CONTEST, COURT, DEMAND, OBSTRUCT, PIVOT
from multivector_sim.plots.events import date_of, draw_events, events_of
from multivector_sim.plots.fan import bands, draw_band, pair_name, pair_tension
from multivector_sim.plots.style import (
    LABEL,
    SMALL,
    Look,
    actor_colour,
    by_name,
    current,
    days,
    dress,
    figure,
    heading,
    long_name,
    note,
    over_time,
    provenance,
    require,
    spoken,
    years,
)
from multivector_sim.plots.weights import sectors_of
from multivector_sim.results.dataset import path_variable, read_manifest

__all__ = ["chronicle"]

QUARTER: Final = 91.3
"""Days of a quarter, for the width of its mark."""

HEIGHTS: Final = {COURT: 0.22, DEMAND: 0.5, OBSTRUCT: 0.78, CONTEST: 0.96}
"""Height of a mark within a row: the harder the action, the taller. Accommodation has none."""


def chronicle(dataset: xr.Dataset, run: int = 0, pair: tuple[str, str] = ("RUS", "CHN")) -> Figure:
    """Draw one run as a timeline: policy, actions, crises, what the pivot keeps, tension.

    Parameters
    ----------
    dataset
        Results with ``action``, ``crisis``, ``share`` and ``tension`` recorded.
    run
        Number of the run, one of those in the results.
    pair
        Codes of the two actors whose tension is shown.

    Returns
    -------
    matplotlib.figure.Figure
        From above: dated events; phases and treaties of the policy; a row a
        power with a mark a quarter (the harder the action, the taller), a dot
        where a demand was granted (if ``granted`` was recorded too) and a
        cross where the power coerced the pivot; shares that the pivot keeps of the
        sectors that can be ceded, where a fall is a cession or a lost tender;
        tension of the pair in this run within 50 % and 90 % of all runs.

    Raises
    ------
    InputError
        If a state was not recorded, or there is no such run.

    Examples
    --------
    >>> import multivector_sim as mv
    >>> record = ["action", "crisis", "granted", "share", "tension"]
    >>> ds = mv.simulate("baseline", runs=8, seed=1, record=record)
    >>> figure = mv.plots.chronicle(ds, run=3)
    """
    named = by_name(dataset)
    require(named, "action", "crisis", "share", "tension")
    if run not in dataset["run"].values:
        numbers = dataset["run"].values
        raise InputError(f"run: {run!r} received; there are {numbers[0]} to {numbers[-1]}")
    (name,) = named
    one = dataset.sel(run=run)
    powers = [str(code) for code in dataset["actor"].values][PIVOT + 1 :]
    target = figure(17, 11.6)
    policy, actions, kept, tension = target.subplots(
        4, 1, sharex=True,
        gridspec_kw={"left": 0.085, "right": 0.83, "bottom": 0.075, "top": 0.76, "hspace": 0.13,
                     "height_ratios": [0.75, 0.62 * len(powers), 1.35, 1.8]},
    )  # fmt: skip
    time = days(dataset["time"].values)
    _draw_policy(policy, dataset, time)
    _draw_actions(actions, one, powers, time)
    lasting = over_time(dataset)[name]  # lines need two instants
    _draw_kept(kept, lasting.sel(run=run))
    _draw_tension(tension, lasting, run, pair)
    tension.set_xlim(time[0], time[-1] + QUARTER)
    years(tension, most=12)
    draw_events(policy, events_of(dataset))
    for axes in (actions, kept, tension):
        draw_events(axes, events_of(dataset), labels=False)
    heading(target, f"One run as it happened: {spoken(name)}, run {run}",
            "one of many that chance allows; the band below tells how common")  # fmt: skip
    note(target, f"{provenance(named)}  ·  run {run} drawn")
    target.set_label(_words(name, dataset, run, powers, pair))
    return target


def _draw_policy(axes: Axes, dataset: xr.Dataset, time: NDArray[np.float64]) -> None:
    """Draw the phases of policy as spans, and treaties as triangles."""
    style = current()
    policy = read_manifest(dataset)["experiment"]["scenario"]["policy"]
    end = time[-1] + QUARTER
    starts = [float(time[0])]
    labels = ["at first"]
    for phase in policy["phases"]:
        day = float(days(date_of(float(phase["from"]))))
        if day < end:
            starts.append(max(day, starts[0]))
            labels.append(str(phase.get("label") or "change of levers"))
    for number, (first, last, label) in enumerate(
        zip(starts, [*starts[1:], end], labels, strict=True)
    ):
        axes.axvspan(first, last, color=style.ink, alpha=0.06 if number % 2 else 0.15, linewidth=0)
        axes.text(
            first + 60, 0.5, label, fontsize=SMALL, va="center", color=style.ink, clip_on=True,
            transform=axes.get_xaxis_transform(),
        )  # fmt: skip
    codes = [str(code) for code in dataset["actor"].values]
    for treaty in policy["treaties"]:
        partner = str(treaty["with"])
        axes.plot(
            days(date_of(float(treaty["at"]))), 0.1, marker="^", markersize=10, clip_on=False,
            color=actor_colour(partner, codes.index(partner)), linestyle="none",
            transform=axes.get_xaxis_transform(), label=f"treaty with {partner}",
        )  # fmt: skip
    axes.set_yticks([])
    axes.spines[:].set_visible(False)
    axes.set_facecolor(style.paper)
    axes.tick_params(length=0, labelbottom=False)
    axes.set_ylabel("policy", fontsize=LABEL, color=style.ink, rotation=0, ha="right", va="center")
    _legend(axes, loc="center left")


def _draw_actions(
    axes: Axes, one: xr.Dataset, powers: list[str], time: NDArray[np.float64]
) -> None:
    style = current()
    colours = _action_colours()
    action = one["action"].transpose("time", "actor").sel(actor=powers).values
    crisis = one["crisis"].transpose("time", "actor").sel(actor=powers).values
    granted = None
    if path_variable("granted") in one:
        paths = one[path_variable("granted")].transpose("time", "actor")
        granted = paths.sel(actor=powers).values
    for row in range(len(powers)):
        base = len(powers) - 1 - row
        for kind, height in HEIGHTS.items():
            marks = [
                Rectangle((start, base), QUARTER * 0.92, height)
                for start in time[action[:, row] == kind]
            ]
            axes.add_collection(
                PatchCollection(marks, color=colours[kind], linewidth=0, label=f"_{kind} {row}")
            )
        if granted is not None:
            yielded = time[granted[:, row] > 0] + QUARTER / 2
            axes.plot(
                yielded, np.full(yielded.shape, base + HEIGHTS[DEMAND] + 0.14), "o",
                color=style.ink, markersize=5, label=f"_granted {row}", zorder=4,
            )  # fmt: skip
        hit = time[crisis[:, row] > 0] + QUARTER / 2
        axes.plot(
            hit, np.full(hit.shape, base + 0.5), "X", color=style.ink, markersize=11,
            markeredgecolor=style.paper, label=f"_crisis {row}", zorder=5,
        )  # fmt: skip
        axes.axhline(base, color=style.muted, linewidth=0.8)
    for kind in HEIGHTS:
        axes.plot([], [], "s", color=colours[kind], markersize=11, label=ACTIONS[kind])
    if granted is not None:
        axes.plot([], [], "o", color=style.ink, markersize=5, label="demand granted")
    axes.plot([], [], "X", color=style.ink, markersize=11, label="crisis: coerces the pivot")
    axes.plot([], [], linestyle="none", label="no mark: accommodate")
    dress(axes)
    axes.grid(visible=False, axis="y")
    axes.set_ylim(0, len(powers))
    axes.set_yticks(
        np.arange(len(powers))[::-1] + 0.5, [long_name(one, code) for code in powers],
        fontsize=SMALL,
    )  # fmt: skip
    axes.tick_params(axis="y", length=0)
    axes.tick_params(labelbottom=False)
    _legend(axes)


def _action_colours() -> dict[int, str]:
    """Return the colour of each action that is marked, from mild to hard."""
    series = current().series
    return {COURT: series[2], DEMAND: series[1], OBSTRUCT: series[3], CONTEST: series[0]}


def _draw_kept(axes: Axes, one: xr.Dataset) -> None:
    """Draw what the pivot keeps of each sector that can be ceded."""
    time = days(one["time"].values)
    pivot = one["actor"].values[PIVOT]
    for place, (code, sector) in enumerate(sectors_of(one).items()):
        if sector["cedable"]:
            axes.step(
                time, one["share"].sel(sector=code, actor=pivot).values, where="post",
                color=current().series[place % 4], linewidth=2.2, label=str(sector["name"]),
                linestyle=("-", (0, (5, 1.5)))[place % 2],
            )  # fmt: skip
    axes.set_ylim(0, 1)
    dress(axes, y_label="kept by the\npivot (0 to 1)")
    axes.tick_params(labelbottom=False)
    _legend(axes)


def _draw_tension(axes: Axes, dataset: xr.Dataset, run: int, pair: tuple[str, str]) -> None:
    style = current()
    look = Look(style.muted, "o", ":")
    draw_band(axes, dataset, bands(dataset, pair), look, "all runs: ")
    axes.plot(
        days(dataset["time"].values), pair_tension(dataset.sel(run=[run]), pair)[0],
        color=style.focal, linewidth=2.6, label=f"run {run}",
    )  # fmt: skip
    dress(axes, y_label=f"{pair_name(dataset, pair)}\n(0 to 1)")
    axes.set_ylim(bottom=0)
    _legend(axes)


def _legend(axes: Axes, loc: Literal["upper left", "center left"] = "upper left") -> None:
    handles, labels = axes.get_legend_handles_labels()
    unique: dict[str, Any] = dict(zip(labels, handles, strict=True))
    if unique:
        axes.legend(
            list(unique.values()), list(unique), loc=loc, fontsize=SMALL, frameon=False,
            bbox_to_anchor=(1.005, 0.5 if "center" in loc else 1.04), labelcolor=current().ink,
            handlelength=1.6,
        )  # fmt: skip


def _words(
    name: str, dataset: xr.Dataset, run: int, powers: list[str], pair: tuple[str, str]
) -> str:
    one = dataset.sel(run=run)
    counts = []
    for code in powers:
        action = one["action"].sel(actor=code).values
        kinds = ", ".join(f"{ACTIONS[kind]} {int((action == kind).sum())}" for kind in HEIGHTS)
        crises = int((one["crisis"].sel(actor=code).values > 0).sum())
        counts.append(f"{long_name(dataset, code)}: {kinds}, crises {crises}")
    tension = pair_tension(dataset.sel(run=[run]), pair)[0]
    return (
        f"Timeline of run {run} under {spoken(name)}. Quarters of each action: "
        f"{'; '.join(counts)}. {pair_name(dataset, pair)}: {tension[0]:.2f} at the start, "
        f"{tension.max():.2f} at most, {tension[-1]:.2f} at the end. "
        f"{provenance(by_name(dataset))}."
    )
