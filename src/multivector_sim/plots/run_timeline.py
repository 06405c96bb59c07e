"""One explained run over time: who did what, tension, levers, and what the scenario dates."""

from __future__ import annotations

import itertools
import textwrap
from typing import TYPE_CHECKING, Final

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle
from numpy.typing import NDArray

from multivector_sim.model.actors import ACTIONS, LEVERS, PIVOT
from multivector_sim.model.state import QUARTER as YEAR_PART
from multivector_sim.plots.events import Event, date_of, draw_events
from multivector_sim.plots.language import said
from multivector_sim.plots.style import (
    DASHES,
    SMALL,
    actor_colour,
    current,
    days,
    dress,
    figure,
    heading,
    note,
    spoken,
    years,
)
from multivector_sim.results.dataset import NOTE
from multivector_sim.results.words import number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from multivector_sim.explanation import Chronicle, News

__all__ = ["run_timeline"]

LETTERS: Final = dict(zip(ACTIONS, ("", "c", "D", "O", "X"), strict=True))
"""Letter of an action in its strip; accommodation has none. Hard actions have capitals."""

HATCHES: Final = dict(zip(ACTIONS, ("", "", "//", "xx", ".."), strict=True))
PAIRS: Final = 4
"""Pairs of actors whose tension is drawn: those in which it moves most."""
LABELLED: Final = 60
"""Quarters up to which every strip has its letter."""


def run_timeline(chronicle: Chronicle) -> Figure:
    """Draw one explained run over time.

    Parameters
    ----------
    chronicle
        A run from ``explain``.

    Returns
    -------
    matplotlib.figure.Figure
        From above: dated events of the scenario; a strip a power, coloured,
        hatched and lettered by what it does, with a cross where it coerces
        the pivot and a dot where a demand is granted; mean tension of the
        pairs in which it moves most; levers of the pivot that ever move or
        are in use, with a triangle for a treaty.

    Examples
    --------
    >>> import multivector_sim as mv
    >>> figure = mv.plots.run_timeline(mv.explain("baseline", run=7, seed=1))
    """
    powers = chronicle.actors[PIVOT + 1 :]
    target = figure(17, 12)
    actions, tension, levers = target.subplots(
        3, 1, sharex=True,
        gridspec_kw={"left": 0.105, "right": 0.82, "bottom": 0.065, "top": 0.79, "hspace": 0.1,
                     "height_ratios": [0.62 * len(powers), 2.0, 1.5]},
    )  # fmt: skip
    edges = _edges(chronicle)
    events = _events(chronicle)
    _draw_actions(actions, chronicle, edges)
    _draw_tension(tension, chronicle, edges)
    _draw_levers(levers, chronicle, edges)
    levers.set_xlim(edges[0], edges[-1])
    years(levers, most=18)
    draw_events(actions, events)
    for axes in (tension, levers):
        draw_events(axes, events, labels=False)
    heading(
        target,
        said("Who did what: {name}, run {run}", name=spoken(chronicle.name), run=chronicle.run),
        said("one run of many that chance allows; it shows how the model works"),
    )
    note(target, said("{note}  ·  run {run}  ·  seed {seed}", note=said(NOTE), run=chronicle.run,
                      seed=chronicle.seed))  # fmt: skip
    target.set_label(_words(chronicle))
    return target


def _edges(chronicle: Chronicle) -> NDArray[np.float64]:
    """Return the days at which quarters begin, and the end of the last one."""
    starts = [quarter.year for quarter in chronicle.quarters]
    return np.array([float(days(date_of(year))) for year in (*starts, starts[-1] + YEAR_PART)])


def _events(chronicle: Chronicle) -> list[Event]:
    kinds = ("event begins", "shock begins", "action forced")
    found = {
        Event(date_of(news.date), _label(news, chronicle.names))
        for quarter in chronicle.quarters
        for news in quarter.news
        if news.kind in kinds
    }
    return sorted(found, key=lambda event: (event.date, event.label))


def _label(news: News, names: Mapping[str, str]) -> str:
    """Return the words of an entry; an action that is forced says whose it is."""
    if news.kind != "action forced":
        return said(news.label)
    who = ", ".join(said(names[code]) for code in news.actors)
    return said("{who} must {action}", who=who, action=said(news.label))


def _colours() -> dict[str, str]:
    """Return the colour of each action."""
    style = current()
    series = (style.grid, style.series[2], style.series[1], style.series[3], style.series[0])
    return dict(zip(ACTIONS, series, strict=True))


def _draw_actions(axes: Axes, chronicle: Chronicle, edges: NDArray[np.float64]) -> None:
    style, colours = current(), _colours()
    powers = chronicle.actors[PIVOT + 1 :]
    lettered = len(chronicle.quarters) <= LABELLED
    for row, code in enumerate(powers):
        base = len(powers) - 1 - row
        done = [quarter.decision(code).action for quarter in chronicle.quarters]
        for action, group in itertools.groupby(enumerate(done), key=lambda entry: entry[1]):
            places = [place for place, _ in group]
            left, right = edges[places[0]], edges[places[-1] + 1]
            axes.add_patch(
                Rectangle(
                    (left, base + 0.1), right - left, 0.8, facecolor=colours[action],
                    edgecolor=style.paper, hatch=HATCHES[action], linewidth=0.4,
                )
            )  # fmt: skip
            if LETTERS[action] and (lettered or LETTERS[action].isupper()):
                axes.text(
                    (left + right) / 2, base + 0.5, LETTERS[action], ha="center", va="center",
                    fontsize=8, fontweight="bold", clip_on=True,
                    color=style.ink,
                    bbox={"facecolor": style.paper, "edgecolor": "none", "pad": 0.8, "alpha": 0.8},
                )  # fmt: skip
        _marks(axes, chronicle, code, base, edges)
    dress(axes)
    axes.grid(visible=False, axis="y")
    axes.set_ylim(0, len(powers))
    axes.set_yticks(
        np.arange(len(powers))[::-1] + 0.5, [said(chronicle.names[code]) for code in powers],
        fontsize=SMALL,
    )  # fmt: skip
    axes.tick_params(axis="y", length=0)
    axes.tick_params(labelbottom=False)
    handles: list[Artist] = [
        Patch(
            facecolor=colours[action], edgecolor=style.paper, hatch=HATCHES[action],
            label=textwrap.fill(f"{LETTERS[action]}  {said(action)}".strip(), 22),
        )
        for action in ACTIONS
    ]  # fmt: skip
    handles += axes.plot([], [], "o", color=style.ink, markersize=5, label=said("demand granted"))
    handles += axes.plot([], [], "P", color=style.ink, markersize=9, label=said("crisis: coerces"))
    axes.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(1.005, 1.0), fontsize=SMALL,
        frameon=False, labelcolor=style.ink,
    )  # fmt: skip


def _marks(
    axes: Axes, chronicle: Chronicle, code: str, base: float, edges: NDArray[np.float64]
) -> None:
    """Draw what came of a power's doings above its strip."""
    style = current()
    middle = 0.5 * (edges[:-1] + edges[1:])
    for kind, marker, size, height in (
        ("demand granted", "o", 4, 0.95),
        ("crisis", "P", 12, 0.5),
    ):
        places = [
            quarter.number
            for quarter in chronicle.quarters
            if any(row.kind == kind and row.actor == code for row in quarter.happenings)
        ]
        axes.plot(
            middle[places], np.full(len(places), base + height), marker, color=style.ink,
            markersize=size, markeredgecolor=style.paper, linestyle="none", zorder=5,
            label=f"_{kind} {code}",
        )  # fmt: skip


def moving_pairs(chronicle: Chronicle, most: int = PAIRS) -> dict[str, NDArray[np.float64]]:
    """Return the mean tension of the pairs in which it moves most, by pair; the most first."""
    paths = [quarter.pairs() for quarter in chronicle.quarters]
    series = {pair: np.array([row[pair] for row in paths]) for pair in paths[0]}
    ranked = sorted(series, key=lambda pair: -float(np.ptp(series[pair])))
    return {pair: series[pair] for pair in ranked[:most]}


def _draw_tension(axes: Axes, chronicle: Chronicle, edges: NDArray[np.float64]) -> None:
    style = current()
    for place, (pair, path) in enumerate(moving_pairs(chronicle).items()):
        first, second = (said(chronicle.names[code]) for code in pair.split("-"))
        axes.plot(
            edges[1:], path, color=style.others[place] if place else style.focal, linewidth=2.2,
            linestyle=DASHES[place], label=f"{first}-\n{second}",
            marker="" if path.size > 1 else "o",
        )  # fmt: skip
    dress(axes, y_label=said("mean tension\n(0 to 1)"))
    axes.set_ylim(bottom=0)
    axes.tick_params(labelbottom=False)
    _legend(axes)


def _draw_levers(axes: Axes, chronicle: Chronicle, edges: NDArray[np.float64]) -> None:
    style = current()
    still = []
    drawn = 0
    for name in LEVERS:
        path = np.array([quarter.levers[name] for quarter in chronicle.quarters])
        if np.ptp(path) == 0:
            still.append(f"{said(name)} {number(float(path[0]))}")
            continue
        axes.step(
            edges, [*path, path[-1]], where="post", linewidth=2.2, label=said(name),
            color=style.series[drawn % 4], linestyle=DASHES[drawn % len(DASHES)],
        )  # fmt: skip
        drawn += 1
    codes = chronicle.actors
    for quarter in chronicle.quarters:
        for row in quarter.happenings:
            if row.kind == "treaty":
                axes.plot(
                    edges[quarter.number], 0.04, "^", markersize=9, linestyle="none",
                    color=actor_colour(row.other, codes.index(row.other)), clip_on=False,
                    transform=axes.get_xaxis_transform(),
                    label=said("treaty with\n{name}", name=said(chronicle.names[row.other])),
                )  # fmt: skip
    dress(axes, y_label=said("levers of\n{name}", name=said(chronicle.names[codes[PIVOT]])))
    axes.set_ylim(bottom=0)
    _legend(axes)
    if not drawn:
        axes.set_ylim(0, 1)
    if still:
        axes.set_ylim(0, 1.22 * axes.get_ylim()[1])
        axes.text(
            0.006, 0.97, said("throughout: {levers}", levers=", ".join(still)), fontsize=SMALL,
            va="top", color=style.muted, transform=axes.transAxes,
        )  # fmt: skip


def _legend(axes: Axes) -> None:
    handles, labels = axes.get_legend_handles_labels()
    unique = dict(zip(labels, handles, strict=True))
    if unique:
        axes.legend(
            list(unique.values()), list(unique), loc="upper left", bbox_to_anchor=(1.005, 1.04),
            fontsize=SMALL, frameon=False, labelcolor=current().ink, handlelength=2.4,
        )  # fmt: skip


def _words(chronicle: Chronicle) -> str:
    """Return what the figure shows in words."""
    counts = []
    for code in chronicle.actors[PIVOT + 1 :]:
        done = [quarter.decision(code).action for quarter in chronicle.quarters]
        told = ", ".join(f"{said(action)} {done.count(action)}" for action in ACTIONS)
        counts.append(f"{said(chronicle.names[code])}: {told}")
    pairs = "; ".join(
        said(
            "{pair} {first} at first, {most} at most, {last} at the end", pair=pair,
            first=f"{path[0]:.2f}", most=f"{path.max():.2f}", last=f"{path[-1]:.2f}",
        )
        for pair, path in moving_pairs(chronicle).items()
    )  # fmt: skip
    words = said(
        "Timeline of run {run} under {name}, seed {seed}. Quarters of each action: {actions}. "
        "Tension: {pairs}.",
        run=chronicle.run, name=spoken(chronicle.name), seed=chronicle.seed,
        actions="; ".join(counts), pairs=pairs,
    )  # fmt: skip
    return f"{words} {said(NOTE)}."
