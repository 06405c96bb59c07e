"""What was discovered in a sweep: the peeling trajectory, the limits of a box, and a scatter."""

from __future__ import annotations

import textwrap
from typing import Final

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from multivector_sim.discovery import Candidate, Discovery, Limit
from multivector_sim.discovery.boxes import IS
from multivector_sim.errors import InputError
from multivector_sim.plots.box_scatter import frame_box, scatter_cases
from multivector_sim.plots.style import (
    LABEL,
    SMALL,
    current,
    dress,
    figure,
    heading,
    note,
)
from multivector_sim.results.dataset import NOTE

__all__ = [
    "discovery_fits",
    "discovery_limits",
    "discovery_scatter",
    "discovery_trajectory",
]

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

NEAR: Final = 0.18
"""Share of the range below which the values of two ends stand above and below the bar."""
MOST_POINTS: Final = 4000
"""Points of a scatter: more hide each other."""


def discovery_fits(found: Discovery, kind: str) -> bool:
    """Return whether there is something to draw.

    Parameters
    ----------
    found
        What ``discover`` returned.
    kind
        ``"trajectory"``, ``"limits"`` or ``"scatter"``.
    """
    return bool(found.peelings) if kind == "trajectory" else found.shown is not None


def discovery_trajectory(found: Discovery) -> Figure:
    """Draw coverage against density along the first peeling trajectory.

    Parameters
    ----------
    found
        What ``discover`` returned.

    Returns
    -------
    matplotlib.figure.Figure
        Every step on the points that were searched, and on those held out
        with the 95 % interval of the density; the step taken, and the share
        of cases over all.

    Raises
    ------
    InputError
        If there is no trajectory: too few cases, or no EMA Workbench.

    Examples
    --------
    >>> import multivector_sim as mv
    >>> sweep = mv.Sweep(base="baseline", uncertain={"prior": ["reaction"]}, points=8,
    ...     replications=2, end="1992Q4", seed=1)
    >>> results = sweep.run("memory://example_of_a_trajectory")
    >>> found = mv.discover(results, "autonomy in worst 25%")
    >>> mv.plots.discovery_trajectory(found)
    Traceback (most recent call last):
        ...
    multivector_sim.errors.InputError: there is no trajectory to draw: too few futures to look: 40 with cases and 40 without are needed
    """  # noqa: E501  (what is printed is one line)
    if not found.peelings:
        why = found.told or "the EMA Workbench is not installed"
        raise InputError(f"there is no trajectory to draw: {why}")
    way = found.trajectory()
    way = way[way["search"] == 1]
    style = current()
    width, height = 12.5, 8.2
    target = figure(width, height)
    axes = target.add_axes((1.2 / width, 1.3 / height, 10.9 / width, 5.5 / height))
    dress(axes, x_label="coverage: share of all cases that lie in the box")
    axes.set_ylabel("density: share of the box that is cases", fontsize=LABEL, color=style.ink)
    axes.axhline(
        found.base_rate, color=style.muted, linestyle=(0, (4, 3)), linewidth=1.4,
        label=f"share of cases over all, {found.base_rate:.2f}",
    )  # fmt: skip
    axes.plot(
        way["coverage"], way["density"], color=style.series[0], marker="o", markersize=6,
        linewidth=1.2, label="searched points",
    )  # fmt: skip
    axes.fill_between(
        way["held_out_coverage"], way["held_out_density_low"], way["held_out_density_high"],
        color=style.series[1], alpha=0.22, linewidth=0, label="held out, 95 % interval",
    )  # fmt: skip
    axes.plot(
        way["held_out_coverage"], way["held_out_density"], color=style.series[1], marker="^",
        markersize=7, linewidth=1.2, label="held-out points",
    )  # fmt: skip
    taken = way[way["taken"]]
    for row in taken.to_dict(orient="records"):
        for x, y, named in (
            (row["coverage"], row["density"], False),
            (row["held_out_coverage"], row["held_out_density"], True),
        ):  # fmt: skip
            axes.plot(
                [x], [y], marker="o", markersize=17, markerfacecolor="none", linestyle="none",
                markeredgecolor=style.ink, markeredgewidth=2,
                label=f"step taken, {row['step']}" if named else "_taken",
            )  # fmt: skip
    axes.set_xlim(-0.02, 1.03)
    axes.set_ylim(0, 1.03)
    axes.legend(loc="upper right", fontsize=SMALL, frameon=False, labelcolor=style.ink)
    told = " and ".join(taken["conditions"]) or "no step is dense enough to be taken"
    heading(
        target, "What a smaller box gains, and what it leaves out",
        textwrap.shorten(_case(found), 100, placeholder=" …"),
    )  # fmt: skip
    note(target, _made(found))
    target.set_label(
        f"Coverage and density along the first peeling trajectory, on searched and on held-out "
        f"points, for {_case(found)}. Taken: {told}. {_made(found)}."
    )
    return target


def discovery_limits(found: Discovery) -> Figure:
    """Draw the limits of the best box: what it keeps of the range of each input.

    Parameters
    ----------
    found
        What ``discover`` returned.

    Returns
    -------
    matplotlib.figure.Figure
        One row an input, over its range: a bar from end to end of the box,
        with the values, and quasi-p on searched and held-out points.

    Raises
    ------
    InputError
        If no box was found.
    """
    box = _require(found)
    style = current()
    height = 3.2 + 0.95 * len(box.limits)
    width = 12.5
    target = figure(width, height)
    axes = target.add_axes((3.3 / width, 1.0 / height, 5.1 / width, 1 - 2.7 / height))
    dress(axes)
    axes.grid(visible=False)
    for place, limit in enumerate(box.limits):
        column = found.rows.column(limit.name)
        least, most = float(column.min()), float(column.max())
        ends = [
            least if limit.low is None else limit.low,
            most if limit.high is None else limit.high,
        ]
        if IS in limit.name:  # one of two words: the box holds one of them
            ends = [1.0 if limit.low is not None else 0.0] * 2
        low, high = ((end - least) / (most - least) for end in ends)
        axes.plot([0, 1], [place, place], color=style.grid, linewidth=9, solid_capstyle="butt")
        axes.plot([low, high], [place, place], color=style.focal, linewidth=6,
                  solid_capstyle="butt", zorder=3)  # fmt: skip
        dots = ((low, limit.low, ends[0]), (high, limit.high, ends[1]))
        for at, bound, told in dots[: 1 if low == high else 2]:
            cut = bound is not None or IS in limit.name
            axes.plot(
                [at], [place], marker="o", markersize=13, zorder=4,
                markerfacecolor=style.focal if cut else style.paper,
                markeredgecolor=style.focal, markeredgewidth=2,
            )  # fmt: skip
            below = at == high and 0 < high - low < NEAR  # beside each other they would touch
            axes.text(
                at, place + (0.24 if below else -0.24), _value(limit, told), ha="center",
                va="top" if below else "bottom", fontsize=SMALL,
                color=style.ink if cut else style.muted,
            )  # fmt: skip
        axes.text(
            1.06, place, _chance(box, limit), fontsize=SMALL, va="center", color=style.ink,
            transform=axes.get_yaxis_transform(), linespacing=1.3,
        )  # fmt: skip
    axes.set_yticks(
        range(len(box.limits)),
        ["\n".join(textwrap.wrap(_short(row.name), 24)) for row in box.limits],
    )
    axes.set_xticks([0, 0.5, 1], ["least", "", "most"])
    axes.set_xlim(-0.06, 1.06)
    axes.set_ylim(len(box.limits) - 0.5, -0.65)
    axes.spines["left"].set_visible(False)
    heading(
        target, f"Where cases are frequent: the box {_by(box)}",
        textwrap.shorten(_case(found), 100, placeholder=" …"),
    )  # fmt: skip
    target.text(0.012, 1 - 1.0 / height, _held(box), fontsize=SMALL, color=style.muted, va="top")
    note(target, _made(found))
    target.set_label(
        f"Limits of the box {_by(box)} for {_case(found)}: {box}. {_held(box)}. {_made(found)}."
    )
    return target


def discovery_scatter(found: Discovery) -> Figure:
    """Draw points over the two strongest inputs of the best box, and the box.

    Parameters
    ----------
    found
        What ``discover`` returned.

    Returns
    -------
    matplotlib.figure.Figure
        Held-out points by kind over the two inputs whose limits have the
        smallest quasi-p (over the only one and the outcome, where there is but
        one); small where a further condition does not hold.

    Raises
    ------
    InputError
        If no box was found.
    """
    box = _require(found)
    style = current()
    chance = {test.limit.name: test.seen for test in reversed(box.tests)}
    order = sorted(box.limits, key=lambda limit: chance.get(limit.name, 1.0))
    first, others = order[0], order[1:]
    which = np.flatnonzero(~found.seen)
    step = -(-which.size // MOST_POINTS)
    which = which[::step]
    case = found.case[which]
    x, y = (
        _spread(found, first, which),
        (_spread(found, others[0], which) if others else found.rows.values[which]),
    )
    within = np.ones(which.size, dtype=bool)
    for limit in others[1:]:
        within &= limit.holds(found.rows.column(limit.name)[which])
    width, height = 12.5, 8.6
    target = figure(width, height)
    axes = target.add_axes((1.35 / width, 1.35 / height, 7.8 / width, 5.75 / height))
    scatter_cases(axes, x, y, case, within, ("no case", "case"))
    dress(axes)
    second = others[0] if others else None
    frame_box(axes, first, second, x, y)
    axes.set_xlabel(first.name, fontsize=LABEL, color=style.ink)
    axes.set_ylabel(
        second.name if second else found.question.subject, fontsize=LABEL, color=style.ink
    )
    for axis, name in ((axes.xaxis, first.name), (axes.yaxis, second.name if second else "")):
        if IS in name:
            axis.set_ticks([0, 1], ["no", "yes"])
    axes.legend(
        loc="upper left", bbox_to_anchor=(1.02, 1.0), fontsize=SMALL, frameon=False,
        labelcolor=style.ink,
    )  # fmt: skip
    drawn = all(limit.name in found.rows.drawn for limit in order[:2])
    hidden = found.rows.clusters is not None and drawn and bool(others)
    words = [
        f"Box {_by(box)}:",
        *(str(limit) for limit in box.limits),
        "",
        *_held(box).split("; "),
        *(["", "Small marks: points in which the third condition does not hold."]
          if others[1:] else []),
        *(["", "Points of one future lie on each other."] if hidden else []),
        *(["", f"One of {step} held-out points is drawn."] if step > 1 else []),
    ]  # fmt: skip
    folded = [line for text in words for line in (textwrap.wrap(text, 31) or [""])]
    target.text(
        9.35 / width, 6.05 / height, "\n".join(folded), fontsize=SMALL, color=style.ink, va="top",
        linespacing=1.35,
    )  # fmt: skip
    heading(
        target, "Held-out points and the box", textwrap.shorten(_case(found), 100, placeholder=" …")
    )
    note(target, _made(found))
    target.set_label(
        f"Held-out points over {first.name} and "
        f"{second.name if second else found.question.subject}, by whether {_case(found)}, with the "
        f"box {box}. {_held(box)}. {_made(found)}."
    )
    return target


def _spread(found: Discovery, limit: Limit, which: NDArray[np.int64]) -> FloatArray:
    """Return values of an input; of one with few levels, laid out around each level."""
    values = found.rows.column(limit.name)[which]
    levels = np.unique(values)
    if levels.size > 12:
        return values
    lot = np.random.default_rng(1).uniform(-0.32, 0.32, values.size)
    gap = float(np.diff(levels).min()) if levels.size > 1 else 1.0
    laid: FloatArray = values + gap * lot
    return laid


def _require(found: Discovery) -> Candidate:
    box = found.shown
    if box is None:
        raise InputError(f"there is no box to draw: {found.told}")
    return box


def _by(box: Candidate) -> str:
    return {"PRIM": "of PRIM", "tree": "of the tree", "chosen": "that was asked for"}[box.method]


def _held(box: Candidate) -> str:
    out = box.held_out
    return (
        f"held out: coverage {out.coverage:.2f}; density {out.density:.2f} "
        f"[{out.density_low:.2f}, {out.density_high:.2f}]; mass {out.mass:.2f}"
        f"{'' if box.holds else '; chance may give as much'}"
    )


def _chance(box: Candidate, limit: Limit) -> str:
    tests = [test for test in box.tests if test.limit.name == limit.name]
    return "\n".join(
        f"{'' if len(tests) == 1 else 'low end: ' if test.limit.low is not None else 'high end: '}"
        f"quasi-p {test.seen:.1g}, held out {test.held_out:.1g}"
        for test in tests
    )


def _value(limit: Limit, value: float) -> str:
    if IS in limit.name:
        return {0.0: "no", 1.0: "yes"}.get(value, "")
    return f"{value:.3g}"


def _short(name: str) -> str:
    return name.removeprefix("parameters.").replace("_", " ")


def _case(found: Discovery) -> str:
    return found.question.words(found.rows.values)


def _made(found: Discovery) -> str:
    seen = int(found.seen.sum())
    state = "" if found.finished else "sweep not finished  ·  "
    return (
        f"{NOTE}  ·  {state}{seen:,} points searched, {found.case.size - seen:,} held out  ·  "
        f"seed {found.seed}"
    )
