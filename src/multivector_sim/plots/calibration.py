"""Whether forecasts are as sure as they should be: levels of quantiles against what came."""

from __future__ import annotations

from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.forecast.scores import LEVELS, Verification, score_table
from multivector_sim.forecast.verified import Verified
from multivector_sim.plots.forecast_words import (
    INDICATOR_WORDS,
    forecast_note,
    indicator_words,
    per_cent,
)
from multivector_sim.plots.style import LABEL, SMALL, current, dress, figure, heading, note

__all__ = ["calibration", "chance_band", "shares_below"]

FloatArray = NDArray[np.float64]

_ENDS: Final = (0.025, 0.975)
_ACROSS: Final = 4


def shares_below(rows: list[Verification]) -> FloatArray:
    """Return the share of figures below each quantile, (Q,); calibrated ones give ``LEVELS``.

    Where a figure equals some quantiles, as zeros do, its place among the
    levels is not known: it counts by the part of that stretch which lies
    below a level, the mean of the randomised probability integral transform
    (Czado, Gneiting and Held 2009).
    """
    return np.asarray(np.mean([_below(row) for row in rows], axis=0))


def _below(row: Verification) -> FloatArray:
    """Return for each level in what part the figure lies below its quantile."""
    levels = np.array(LEVELS)
    tied = np.flatnonzero(row.model == row.observed)
    if not tied.size:
        return (row.observed < row.model).astype(np.float64)
    edges = np.concatenate([[0.0], 0.5 * (levels[1:] + levels[:-1]), [1.0]])
    low, high = edges[tied[0]], edges[tied[-1] + 1]
    return np.asarray(np.clip((levels - low) / (high - low), 0.0, 1.0))


def chance_band(origins: int) -> tuple[FloatArray, FloatArray]:
    """Return within which shares 95 % of calibrated forecasts lie, if origins are what counts.

    Figures that follow one origin go up and down together, so each origin
    counts as one trial of a binomial distribution, however many figures
    follow it.

    Parameters
    ----------
    origins
        Number of origins, >= 1.

    Returns
    -------
    tuple of numpy.ndarray
        (Q,) lower and upper ends, in [0, 1].
    """
    from scipy.stats import binom  # slow to import, and other figures do without

    low, high = (np.asarray(binom.ppf(end, origins, np.array(LEVELS))) / origins for end in _ENDS)
    return low, high


def calibration(verified: Verified) -> Figure:
    """Draw how many figures fell below each quantile, by indicator.

    Parameters
    ----------
    verified
        What ``hindcast`` or ``score_frozen`` returned.

    Returns
    -------
    matplotlib.figure.Figure
        A panel an indicator, and one for all. Dots on the diagonal: as sure as
        they should be. Bars are where 95 % of calibrated forecasts would lie,
        each *origin* counted once.

    Raises
    ------
    InputError
        If there is nothing to draw.

    Examples
    --------
    >>> import multivector_sim as mv
    >>> found = mv.hindcast(origins=[2008, 2010], members=20)
    >>> len(mv.plots.calibration(found).axes)
    7
    """
    rows = list(verified.rows)
    if not rows:
        raise InputError("calibration: no observed figure for any year that was forecast")
    groups: dict[str, list[Verification]] = {name: [] for name in INDICATOR_WORDS}
    for row in rows:
        groups.setdefault(row.target.split()[0], []).append(row)
    panels = {indicator_words(name, short=True): part for name, part in groups.items() if part}
    panels["all targets"] = rows
    target, grid = _panels(len(panels))
    words = []
    for position, (axes, (name, part)) in enumerate(zip(grid, panels.items(), strict=True)):
        words.append(_draw(axes, name, part, first=position % _ACROSS == 0))
    heading(
        target, "Are the forecasts as sure as they should be?",
        f"{verified.what} · dots on the line: yes · bars: 95 % of calibrated forecasts, each "
        "origin counted once",
    )  # fmt: skip
    note(target, forecast_note(verified.made))
    target.set_label(
        f"Share of figures below each quantile, by indicator. {verified.what}. "
        f"{'; '.join(words)}. {forecast_note(verified.made)}."
    )
    return target


def _panels(count: int) -> tuple[Figure, list[Axes]]:
    rows, across = -(-count // _ACROSS), min(count, _ACROSS)
    height = 4.0 * rows + 1.75
    target = figure(16, height)
    grid = target.subplots(
        rows, across, sharex=True, sharey=True, squeeze=False,
        gridspec_kw={"left": 0.06, "right": 0.985, "bottom": 0.95 / height,
                     "top": 1 - 1.45 / height, "hspace": 0.2, "wspace": 0.1},
    )  # fmt: skip
    for axes in grid.flat[count:]:
        axes.remove()
    shown = list(grid.flat[:count])
    for axes in shown[-across:]:
        axes.tick_params(labelbottom=True)
    return target, shown


def _draw(axes: Axes, name: str, rows: list[Verification], *, first: bool) -> str:
    """Draw one panel; return it in words."""
    style, levels = current(), np.array(LEVELS)
    found = shares_below(rows)
    origins = len({row.origin for row in rows})
    low, high = chance_band(origins)
    dress(axes, y_label="share of figures below" if first else "")
    axes.set_title(name, loc="left", y=1.0, fontsize=SMALL + 1, color=style.ink, fontweight="bold")
    axes.plot([0, 1], [0, 1], color=style.muted, linewidth=1.2, zorder=1, label="_calibrated")
    axes.vlines(levels, low, high, color=style.focal, alpha=0.3, linewidth=9, label="_chance")
    axes.plot(
        levels, found, color=style.others[1], marker="o", markersize=9, linewidth=1.6,
        markeredgecolor=style.paper, markeredgewidth=1, zorder=4, label="_found",
    )  # fmt: skip
    axes.set_xlim(0, 1)
    axes.set_ylim(-0.03, 1.03)
    axes.set_xlabel("level of the quantile", fontsize=LABEL, color=style.ink)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(per_cent))
    axes.set_xticks([0, 0.25, 0.5, 0.75])
    table = score_table(rows).iloc[-1]
    inside = (table["coverage50"], table["coverage90"])
    axes.text(
        0.97, 0.03, f"inside 50 %: {100 * inside[0]:.0f} %\ninside 90 %: {100 * inside[1]:.0f} %\n"
        f"{len(rows):,} figures, {origins} origin{'s' * (origins > 1)}",
        transform=axes.transAxes, ha="right", va="bottom", fontsize=SMALL, color=style.ink,
    )  # fmt: skip
    told = ", ".join(f"{100 * share:.0f} %" for share in found)
    return (
        f"{name}: {told} (expected {', '.join(f'{100 * level:g} %' for level in LEVELS)}; "
        f"{len(rows):,} figures, {origins} origin{'s' * (origins > 1)})"
    )
