"""What outcomes depend on: shares of variance, elementary effects, distances of distributions."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from multivector_sim.errors import InputError
from multivector_sim.plots.leverage import spread
from multivector_sim.plots.style import (
    LABEL,
    SMALL,
    TICK,
    current,
    dress,
    figure,
    heading,
    note,
)
from multivector_sim.results.dataset import NOTE
from multivector_sim.sweeps.sensitivity import LEADING, Sensitivity

__all__ = ["MOST_FACTORS", "sensitivity"]

MOST_FACTORS: Final = 15
"""Factors that are drawn; the rest is counted."""

MOST_OUTCOMES: Final = 6
"""Panels that a figure has room for."""

TITLES: Final[Mapping[str, str]] = {
    "sobol": "shares of the variance, by factor",
    "morris": "elementary effects of factors",
    "pawn": "how far each factor moves the distribution",
}

_WIDTH: Final = 16.0
_NAMES: Final = 3.5
_ROW: Final = 0.42
_LINE: Final = 0.27
_FOOT: Final = 1.35
"""Inches for the scale, the label and the legend below a panel."""
_LONGEST: Final = 30


def sensitivity(results: Sensitivity | Mapping[str, Sensitivity]) -> Figure:
    """Draw what an outcome depends on, with intervals, noise and trust.

    Parameters
    ----------
    results
        What ``sweeps.sensitivity.sensitivity`` returned, or several by the
        name of their outcome, 1 to 6.

    Returns
    -------
    matplotlib.figure.Figure
        A panel an outcome, with the 15 leading factors, the largest first,
        and the rest counted. Of a Saltelli design: total and first shares
        with their 95 % intervals. Of a Morris design: mu* against sigma, each
        point labelled. By PAWN: bars with 95 % intervals. In all, what a
        factor without effect would not exceed, where that is known. The line
        below a title tells the share of noise, and whether the indices are
        trusted, or why not.

    Raises
    ------
    InputError
        If there are no results, or more than six.

    Examples
    --------
    >>> import multivector_sim as mv
    >>> from multivector_sim.sweeps.design import make_design
    >>> from multivector_sim.sweeps.sensitivity import sensitivity
    >>> design = make_design("morris", ["a", "b"], 20, seed=1)
    >>> means = 3 * design.unit[:, 0] + design.unit[:, 1]
    >>> found = sensitivity(design, means, noise=0 * means, replications=8)
    >>> figure = mv.plots.sensitivity({"tension": found})
    """
    named = {"": results} if isinstance(results, Sensitivity) else dict(results)
    if not 1 <= len(named) <= MOST_OUTCOMES:
        raise InputError(
            f"{len(named)} outcomes received; a figure of sensitivity has room for 1 to "
            f"{MOST_OUTCOMES}: choose some of them"
        )
    target = _figure(named)
    heading(target, _title(named), _below(named))
    note(target, _provenance(list(named.values())))
    target.set_label(_spoken(named))
    return target


def _figure(named: Mapping[str, Sensitivity]) -> Figure:
    """Return a figure with the panels, two side by side where there are several."""
    items = list(named.items())
    across = min(2, len(items))
    width = _WIDTH / across
    rows = [items[start : start + across] for start in range(0, len(items), across)]
    heads = [_head(row, width) for row in rows]
    bodies = [max(_height(result) for _, result in row) for row in rows]
    below = _below(named)
    level = 0.75 + _LINE * (1 + below.count("\n") if below else 0)
    height = level + sum(heads) + sum(bodies) + _FOOT * len(rows) + 0.3
    target = figure(_WIDTH, height)
    for row, head, body in zip(rows, heads, bodies, strict=True):
        for column, (name, result) in enumerate(row):
            left, own = column * width, _height(result)
            if len(items) > 1:
                _draw_head(target, name, _verdict(result, width), (left + 0.3, height - level))
            _draw_panel(target, result, (left, height - level - head - own, width, own))
        level += head + body + _FOOT
    return target


def _head(row: list[tuple[str, Sensitivity]], width: float) -> float:
    """Return the height of what stands above a row of panels."""
    if width == _WIDTH:
        return 0.15
    return 0.55 + 0.2 * max(len(_verdict(result, width)) for _, result in row)


def _draw_head(target: Figure, name: str, words: list[str], place: tuple[float, float]) -> None:
    left, top = place[0] / _WIDTH, place[1]
    height = target.get_figheight()
    target.text(
        left, top / height, name, fontsize=LABEL + 1, fontweight="bold", color=current().ink,
        va="top",
    )  # fmt: skip
    target.text(
        left, (top - 0.3) / height, "\n".join(words), fontsize=SMALL, color=current().muted,
        va="top",
    )  # fmt: skip


def _below(named: Mapping[str, Sensitivity]) -> str:
    """Return the line below the title: of a single outcome, what the reader must know first."""
    if len(named) > 1:
        return ""
    return "\n".join(_verdict(next(iter(named.values())), _WIDTH))


def _title(named: Mapping[str, Sensitivity]) -> str:
    methods = {result.method for result in named.values()}
    what = TITLES[methods.pop()] if len(methods) == 1 else "sensitivity to factors"
    only = next(iter(named)) if len(named) == 1 else ""
    return f"{only}: {what}" if only else what[0].upper() + what[1:]


def _verdict(result: Sensitivity, width: float) -> list[str]:
    """Return what the reader must know before the indices, in lines of a panel's width."""
    if np.isnan(result.noise_share):
        noise = "share of noise not known"
    else:
        noise = f"noise: {100 * result.noise_share:.1f} % of the variance of the means"
    trust = "trusted" if result.trusted else f"not trusted: {'; '.join(result.doubts)}"
    wide = 9.5 if width == _WIDTH else 11.5  # characters an inch, in the sizes of type used
    return textwrap.wrap(f"{noise}  ·  {trust}", int(wide * (width - 0.6)))


def _provenance(results: list[Sensitivity]) -> str:
    rows, runs, kinds, dropped = (
        sorted({getattr(result, name) for result in results})
        for name in ("rows", "replications", "kind", "dropped")
    )
    left_out = f", up to {dropped[-1]:,} left out" if dropped[-1] else ""
    if len(results) == 1 and left_out:
        left_out = f", {dropped[-1]:,} left out"
    each = "one run each" if runs == [1] else f"{_range(runs)} runs each"
    return f"{NOTE}  ·  {_range(rows)} points ({', '.join(kinds)}){left_out}, {each}"


def _range(numbers: list[int]) -> str:
    first, last = f"{numbers[0]:,}", f"{numbers[-1]:,}"
    return first if first == last else f"{first} to {last}"


def _leading(result: Sensitivity, index: str) -> pd.DataFrame:
    """Return the rows of an index by factor."""
    return result.table[result.table["index"] == index].set_index("factor")


def _height(result: Sensitivity) -> float:
    shown = min(MOST_FACTORS, len(result.factors)) + (len(result.factors) > MOST_FACTORS)
    return max(4.6, 0.36 * shown) if result.method == "morris" else _ROW * max(shown, 4) + 0.3


def _draw_panel(
    target: Figure, result: Sensitivity, box: tuple[float, float, float, float]
) -> None:
    """Draw one outcome; the box is left, bottom, width and height in inches."""
    left, bottom, width, height = box
    names_left = result.method != "morris"
    start = left + (_NAMES if names_left else 1.05)
    axes = target.add_axes((
        start / _WIDTH, bottom / target.get_figheight(),
        (left + width - start - (0.35 if names_left else _NAMES)) / _WIDTH,
        height / target.get_figheight(),
    ))  # fmt: skip
    if _leading(result, LEADING[result.method])["value"].isna().all():
        axes.set_axis_off()
        axes.text(
            0.5, 0.5, "nothing to draw", fontsize=LABEL, color=current().muted, ha="center",
            va="center", transform=axes.transAxes,
        )  # fmt: skip
        return
    _PANELS[result.method](axes, result)
    axes.legend(
        loc="lower left", bbox_to_anchor=((left + 0.25) / _WIDTH, (bottom - 1.12) /
        target.get_figheight()), bbox_transform=target.transFigure, ncols=3, fontsize=SMALL,
        labelcolor=current().ink, frameon=False, columnspacing=1.4, borderpad=0,
    )  # fmt: skip


def _short(name: str) -> str:
    """Return the name of a factor, without its beginning where it is long."""
    return name if len(name) <= _LONGEST else f"…{name[1 - _LONGEST :]}"


def _mark_rows(axes: Axes, result: Sensitivity, label: str) -> tuple[str, ...]:
    """Name the rows of a plot after the leading factors; count the rest in a last row."""
    index = LEADING[result.method]
    ranked = result.ranked()
    shown, rest = ranked[:MOST_FACTORS], ranked[MOST_FACTORS:]
    dress(axes, x_label=label)
    names = [_short(name) for name in shown]
    if rest:
        names.append(f"{len(rest)} more")
        most = _leading(result, index)["value"][rest[0]]
        axes.text(
            0.01, len(shown), f"each {most:.2g} or less", fontsize=SMALL, va="center",
            color=current().muted, transform=axes.get_yaxis_transform(), zorder=3,
            bbox={"facecolor": current().paper, "edgecolor": "none", "pad": 1},
        )  # fmt: skip
    axes.set_yticks(range(len(names)), names, fontsize=TICK)
    axes.tick_params(axis="y", length=0)
    axes.grid(visible=False, axis="y")
    axes.set_ylim(len(names) - 0.4, -0.6)
    return shown


def _mark_thresholds(axes: Axes, values: pd.DataFrame, shown: tuple[str, ...]) -> None:
    """Mark in each row what a factor without effect would not exceed."""
    bounds = values.loc[list(shown), "threshold"]
    if bounds.isna().all():
        return
    axes.vlines(
        bounds, np.arange(len(shown)) - 0.38, np.arange(len(shown)) + 0.38, color=current().ink,
        linewidth=1.6, linestyle=(0, (2, 1.2)), label="no effect stays below", zorder=3,
    )  # fmt: skip


def _draw_shares(axes: Axes, result: Sensitivity) -> None:
    shown = _mark_rows(axes, result, "share of the variance of the outcome")
    style = current()
    drawn = []
    for index, shift, colour, marker, fill in (
        ("total", -0.12, style.focal, "o", style.focal),
        ("first", 0.12, style.others[0], "D", style.paper),
    ):
        values = _leading(result, index).loc[list(shown)]
        drawn.append(values)
        middle = values["value"].to_numpy()
        axes.errorbar(
            middle, np.arange(len(shown)) + shift, color=colour, linestyle="none", marker=marker,
            markersize=9, markerfacecolor=fill, markeredgewidth=1.8, linewidth=2.2, zorder=4,
            xerr=np.array([middle - values["low"], values["high"] - middle]),
            label={"total": "total, with pairs and more", "first": "alone (first order)"}[index],
        )  # fmt: skip
    _mark_thresholds(axes, _leading(result, "total"), shown)
    low = min(float(values["low"].min()) for values in drawn)
    high = max(float(values[["high", "threshold"]].max().max()) for values in drawn)
    axes.set_xlim(min(-0.02, 1.05 * low), max(0.1, 1.05 * high))
    axes.axvline(0, color=style.ink, linewidth=1.2, zorder=1)


def _draw_distances(axes: Axes, result: Sensitivity) -> None:
    shown = _mark_rows(axes, result, "median distance of distributions (PAWN)")
    values = _leading(result, "pawn_median").loc[list(shown)]
    middle, places = values["value"].to_numpy(), np.arange(len(shown))
    axes.barh(places, middle, height=0.62, color=current().focal, label="median over slides")
    axes.errorbar(
        middle, places, color=current().ink, linestyle="none", linewidth=1.8,
        xerr=np.array([middle - values["low"], values["high"] - middle]), label="95 % interval",
    )  # fmt: skip
    _mark_thresholds(axes, values, shown)
    axes.set_xlim(0, 1.05 * float(values[["high", "threshold"]].max().max()))


def _draw_effects(axes: Axes, result: Sensitivity) -> None:
    style = current()
    size, spread_of = _leading(result, "mu_star"), _leading(result, "sigma")
    x, y = size["value"], spread_of["value"]
    right = 1.06 * float(max(size["high"].max(), 0)) or 1.0
    upper = 1.1 * float(y.max()) if y.max() > 1e-9 * right else right
    dress(
        axes, x_label="mean size of the effect (mu*)",
        y_label="spread of the effect (sigma)",
    )  # fmt: skip
    axes.errorbar(
        x, y, xerr=size["high"] - x, color=style.focal, linestyle="none", marker="o", markersize=9,
        linewidth=1.8, label="factor, 95 % interval", zorder=4,
    )  # fmt: skip
    axes.axline((0, 0), slope=1, color=style.muted, linewidth=1.4, linestyle=(0, (5, 2)),
                label="above: curved or joint")  # fmt: skip
    bound = float(size["threshold"].iloc[0])
    if bound > 0:
        axes.axvline(
            min(bound, right), color=style.ink, linewidth=1.6, linestyle=(0, (2, 1.2)),
            label="no effect stays below",
        )  # fmt: skip
    axes.set_xlim(-0.02 * right, right)
    axes.set_ylim(-0.03 * upper, upper)
    _name_points(axes, result, x, y, right, upper)


def _name_points(
    axes: Axes, result: Sensitivity, x: pd.Series[float], y: pd.Series[float], right: float,
    upper: float,
) -> None:  # fmt: skip
    """Write the leading names beside the axes in the order of their heights, each with a line."""
    ranked = result.ranked()
    shown = sorted(ranked[:MOST_FACTORS], key=lambda name: (y[name], x[name]))
    tall = 1.03 * upper
    heights = spread([float(y[name]) for name in shown], gap=0.058 * tall)
    lift = min(0.0, upper - max(heights))
    for name, height in zip(shown, heights, strict=True):
        axes.text(
            1.03, height + lift, _short(name), fontsize=TICK, color=current().ink, va="center",
            transform=axes.get_yaxis_transform(),
        )  # fmt: skip
        axes.annotate(
            "", (float(x[name]), float(y[name])), (1.025, height + lift),
            textcoords=axes.get_yaxis_transform(), annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": current().muted, "linewidth": 0.8,
                        "shrinkA": 0, "shrinkB": 5},
        )  # fmt: skip
    if len(ranked) > MOST_FACTORS:
        rest = ranked[MOST_FACTORS:]
        axes.text(
            1.03, -0.075, f"{len(rest)} more, each {x[rest[0]]:.2g} or less", fontsize=SMALL,
            color=current().muted, va="top", transform=axes.transAxes,
        )  # fmt: skip


_PANELS: Final[Mapping[str, Callable[[Axes, Sensitivity], None]]] = {
    "sobol": _draw_shares,
    "morris": _draw_effects,
    "pawn": _draw_distances,
}


def _spoken(named: Mapping[str, Sensitivity]) -> str:
    """Return the figure in words, for readers who cannot see it."""
    parts = []
    for name, result in named.items():
        values = _leading(result, LEADING[result.method])
        listed = ", ".join(
            f"{factor} {row.value:.3g} ({row.low:.3g} to {row.high:.3g})"
            for factor, row in zip(
                result.ranked()[:MOST_FACTORS],
                values.loc[list(result.ranked())].itertuples(),
                strict=False,
            )
        )
        rest = len(result.factors) - MOST_FACTORS
        more = f", and {rest} more" if rest > 0 else ""
        parts.append(
            f"{name + ', ' if len(named) > 1 else ''}{_LONG[result.method]}: {listed}{more}; "
            + " ".join(_verdict(result, _WIDTH))
        )
    caption = _provenance(list(named.values()))
    return f"{_title(named)}, with 95 % intervals. {'. '.join(parts)}. {caption}."


_LONG: Final[Mapping[str, str]] = {
    "sobol": "total shares of the variance",
    "morris": "mean sizes of the effect over the whole range",
    "pawn": "median distances of distributions",
}
