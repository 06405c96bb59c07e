"""Several explained runs on the same draws, side by side: tension, what is kept, what is gained."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.model.actors import PIVOT
from multivector_sim.model.state import QUARTER
from multivector_sim.plots.events import date_of
from multivector_sim.plots.language import said
from multivector_sim.plots.style import (
    SMALL,
    Look,
    colours,
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

if TYPE_CHECKING:
    from multivector_sim.explanation import Chronicle

__all__ = ["gained", "histories", "kept_share", "rivalry"]

WIDE: Final = 0.075
"""Share of the width that the name of a quarter takes."""

BOLD: Final = 3
"""Histories that have a wide line: the first one, and the two that follow."""


def histories(
    chronicles: Mapping[str, Chronicle], *, since: int = 0, turned: Iterable[str] = ()
) -> Figure:
    """Draw runs on the same draws of chance: the first one against the others.

    Parameters
    ----------
    chronicles
        Runs of the same quarters by name, from ``explain``; the first one is the focal run.
    since
        Number of the first quarter that is drawn; before it all are the same.
    turned
        Quarters at which something turned in the focal run, such as ``2005Q1``.

    Returns
    -------
    matplotlib.figure.Figure
        From above: mean tension among the powers; mean share of the sectors that the
        pivot keeps; discounted welfare so far, the focal run minus each other one.
        A dotted line stands at each quarter of ``turned``.

    Raises
    ------
    InputError
        If there is no run, or they differ in their quarters.

    Examples
    --------
    >>> import multivector_sim as mv
    >>> runs = {name: mv.explain(name, run=7, seed=1) for name in ("baseline", "multivector")}
    >>> figure = mv.plots.histories(runs)
    """
    spans = {tuple(row.quarter for row in one.quarters) for one in chronicles.values()}
    if len(spans) != 1:
        raise InputError(
            f"histories: {len(chronicles)} runs over {len(spans)} spans of time received; at "
            "least one is needed, and all over the same quarters"
        )
    (quarters,) = spans
    if not 0 <= since < len(quarters):
        raise InputError(f"since: {since} received; allowed are 0 to {len(quarters) - 1}")
    focal, *others = chronicles.values()
    looks = colours(chronicles)
    target = figure(16, 13.5)
    panels = target.subplots(
        3, 1, sharex=True,
        gridspec_kw={"left": 0.085, "right": 0.79, "bottom": 0.07, "top": 0.83, "hspace": 0.16},
    )  # fmt: skip
    ends = np.array([float(days(date_of(row.year + QUARTER))) for row in focal.quarters])[since:]
    for axes, (label, path) in zip(panels, PANELS.items(), strict=False):
        for place, (name, chronicle) in enumerate(chronicles.items()):
            _line(axes, ends, path(chronicle)[since:], looks[name], spoken(name), place)
        dress(axes, y_label=said(label))
        axes.set_ylim(bottom=0)
    below = panels[-1]
    for place, (name, other) in enumerate(zip(list(chronicles)[1:], others, strict=True), 1):
        words = said("minus {name}", name=spoken(name))
        _line(below, ends, gained(focal, other)[since:], looks[name], words, place)
    dress(below, y_label=said("welfare so far, difference\n(rent years)"))
    below.axhline(0, color=current().ink, linewidth=1.2, zorder=1)
    start = float(days(date_of(focal.quarters[since].year)))
    below.set_xlim(start, ends[-1])
    for axes in panels:
        _turns(axes, focal, set(turned), label=axes is panels[0])
        if axes.get_legend_handles_labels()[0]:
            axes.legend(
                loc="upper left", bbox_to_anchor=(1.005, 1.03), fontsize=SMALL, frameon=False,
                labelcolor=current().ink, handlelength=2.6,
            )  # fmt: skip
    years(below, most=18)
    first = spoken(focal.name)
    heading(
        target, said("{name} and what else could have been", name=first[0].upper() + first[1:]),
        said("one draw of chance, the same in every line; what is so on average, the replays tell"),
    )  # fmt: skip
    note(target, said("{note}  ·  run {run}  ·  seed {seed}", note=said(NOTE), run=focal.run,
                      seed=focal.seed))  # fmt: skip
    target.set_label(_words(chronicles))
    return target


def rivalry(chronicle: Chronicle) -> NDArray[np.float64]:
    """Return the mean tension among the powers, 0 to 1; shape (quarters,)."""
    pivot = chronicle.actors[PIVOT]
    return np.array(
        [
            np.mean([size for pair, size in row.pairs().items() if pivot not in pair.split("-")])
            for row in chronicle.quarters
        ]
    )


def kept_share(chronicle: Chronicle) -> NDArray[np.float64]:
    """Return the share that the pivot keeps, mean of the sectors, 0 to 1; shape (quarters,)."""
    return np.array([float(row.share[:, PIVOT].mean()) for row in chronicle.quarters])


def gained(one: Chronicle, other: Chronicle) -> NDArray[np.float64]:
    """Return the discounted welfare so far of one run minus that of another, in rent years."""
    return np.array(
        [mine.welfare - its.welfare for mine, its in zip(one.quarters, other.quarters, strict=True)]
    )


PANELS: Final[Mapping[str, Callable[[Chronicle], NDArray[np.float64]]]] = {
    "mean tension among\nthe powers (0 to 1)": rivalry,
    "share that the pivot keeps,\nmean of sectors (0 to 1)": kept_share,
}


def _line(
    axes: Axes, ends: NDArray[np.float64], path: NDArray[np.float64], look: Look, name: str,
    place: int,
) -> None:  # fmt: skip
    axes.plot(
        ends, path, color=look.colour, linestyle=look.dash, label=textwrap.fill(name, 27),
        linewidth=3.2 if not place else (2.2 if place < BOLD else 1.4), zorder=5 - min(place, 3),
    )  # fmt: skip


def _turns(axes: Axes, focal: Chronicle, turned: set[str], *, label: bool) -> None:
    """Mark the quarters at which something turned; names that would meet stand in rows."""
    left, right = axes.get_xlim()
    ends: list[float] = []  # where the last name of each row ends
    for row in (row for row in focal.quarters if row.quarter in turned):
        day = float(days(date_of(row.year)))
        axes.axvline(day, color=current().muted, linewidth=1.3, linestyle=":", zorder=1)
        if not label:
            continue
        at = next((at for at, end in enumerate(ends) if day > end), len(ends))
        ends[at : at + 1] = [day + WIDE * (right - left)]
        axes.text(
            day, 1.015 + 0.075 * at, row.quarter, fontsize=SMALL, ha="center", va="bottom",
            color=current().muted, transform=axes.get_xaxis_transform(),
        )  # fmt: skip


def _words(chronicles: Mapping[str, Chronicle]) -> str:
    """Return what the figure shows in words."""
    focal = next(iter(chronicles.values()))
    tension = ", ".join(
        f"{spoken(name)} {rivalry(row)[-1]:.2f}" for name, row in chronicles.items()
    )
    kept = ", ".join(
        f"{spoken(name)} {kept_share(row)[-1]:.2f}" for name, row in chronicles.items()
    )
    gains = "; ".join(
        said("{mean} against {name}", mean=f"{gained(focal, row)[-1]:+.3g}", name=spoken(name))
        for name, row in list(chronicles.items())[1:]
    )
    words = said(
        "Run {run} of {name}, seed {seed}, beside others on the same draws. At the end, tension "
        "among the powers: {tension}. Share kept: {kept}.",
        run=focal.run, name=spoken(focal.name), seed=focal.seed, tension=tension, kept=kept,
    )  # fmt: skip
    told = [words, *([said("Welfare gained: {gains}.", gains=gains)] if gains else [])]
    return f"{' '.join(told)} {said(NOTE)}."
