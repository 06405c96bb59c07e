"""Scores of forecasts as ratios to the naive forecasts, target by target."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from multivector_sim.forecast.scores import OVERALL
from multivector_sim.forecast.verified import Verified
from multivector_sim.plots.forecast_words import (
    forecast_note,
    grouped,
    indicator_words,
    ratio_words,
    target_words,
)
from multivector_sim.plots.style import SMALL, current, dress, figure, heading, note

__all__ = ["scores"]

_WIDTH: Final = 18.0
_ROW: Final = 0.36
_NAIVE: Final = (
    ("crps_persistence", "to the last figure carried forward", "o", -0.15),
    ("crps_drift", "to the line of ten years continued", "D", 0.15),
)
_TICKS: Final = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
_SMALLEST, _LARGEST = 0.05, 20.0  # beyond these, a ratio is drawn at the edge


def scores(verified: Verified) -> Figure:
    """Draw the ratio of the model's CRPS to that of each naive forecast.

    Parameters
    ----------
    verified
        What ``hindcast`` or ``score_frozen`` returned.

    Returns
    -------
    matplotlib.figure.Figure
        A row a target, below its indicator, on a logarithmic axis; left of 1
        the model is better. Overall is last, with 95 % intervals of a
        bootstrap over origins. Ratios to a naive forecast without any error
        are left out; ratios below 0.05 or above 20 stand at the edge.

    Raises
    ------
    InputError
        If there is nothing to score.

    Examples
    --------
    >>> import multivector_sim as mv
    >>> found = mv.hindcast(origins=[2008, 2010], members=20)
    >>> len(mv.plots.scores(found).axes)
    2
    """
    table, overall = verified.scores.set_index("target"), verified.overall
    groups = grouped([str(name) for name in table.index[:-1]])
    columns = _columns(groups)
    rows = max(sum(len(groups[name]) + 1 for name in column) for column in columns) + 1.5
    height = _ROW * rows + 2.35
    target = figure(_WIDTH, height)
    limits = _limits(table, [bound for ratio in overall[:2] for bound in ratio])
    share = 1.0 / len(columns)
    for place, column in enumerate(columns):
        box = (share * place + 0.115, 0.95 / height, share - 0.135, 1 - 2.3 / height)
        axes = target.add_axes(box)
        _draw(axes, verified, table, {name: groups[name] for name in column}, rows,
              last=place == len(columns) - 1)  # fmt: skip
        axes.set_xlim(*limits)
    handles, names = target.axes[-1].get_legend_handles_labels()
    target.legend(
        handles, names, ncols=1, fontsize=SMALL, frameon=False, loc="upper right",
        bbox_to_anchor=(0.995, 0.995), labelcolor=current().ink,
    )  # fmt: skip
    words = f"better than both on {overall.better} of {overall.targets} targets"
    heading(target, "Error of the model over that of naive forecasts (CRPS)",
            f"{verified.what} · {words}")  # fmt: skip
    note(target, forecast_note(verified.made))
    target.set_label(_spoken(verified, table, groups))
    return target


def _columns(groups: dict[str, list[str]]) -> list[list[str]]:
    """Return indicators in one column or two, as even as their order allows."""
    names = list(groups)
    if len(names) < 3:
        return [names]
    sizes = [len(groups[name]) + 1 for name in names]
    cut = min(range(1, len(names)), key=lambda at: max(sum(sizes[:at]), sum(sizes[at:]) + 1.5))
    return [names[:cut], names[cut:]]


def _ratios(table: pd.DataFrame, column: str) -> pd.Series[float]:
    return table["crps"] / table[column].where(table[column] > 0.0)


def _limits(table: pd.DataFrame, others: list[float]) -> tuple[float, float]:
    found = [value for column, *_ in _NAIVE for value in _ratios(table, column)]
    found = [value for value in (*found, *others, 0.5, 2.0) if np.isfinite(value)]
    low, high = max(min(found), _SMALLEST), min(max(found), _LARGEST)
    return 0.85 * low, high / 0.85


def _draw(
    axes: Axes,
    verified: Verified,
    table: pd.DataFrame,
    groups: dict[str, list[str]],
    rows: float,
    *,
    last: bool,
) -> None:
    """Draw the rows of some indicators, and below them those of all if it is the last panel."""
    style = current()
    dress(axes)
    axes.set_xscale("log")
    axes.axvline(1.0, color=style.ink, linewidth=1.4, zorder=1)
    level, heads, names = 0.0, [], []
    for indicator, labels in groups.items():
        heads.append((level, indicator_words(indicator, short=True)))
        for label in labels:
            level += 1.0
            names.append((level, target_words(label)))
            _dots(axes, table, label, level)
        level += 1.0
    if last:
        level = rows - 1.5
        names.append((level, "all targets"))
        axes.axhline(level - 0.6, color=style.muted, linewidth=1)
        _dots(axes, table, OVERALL, level, size=11)
        for (_, _, _, shift), ratio, colour in zip(
            _NAIVE, verified.overall[:2], _hues(), strict=True
        ):
            axes.plot([ratio.low, ratio.high], [level + shift] * 2, color=colour,
                      linewidth=3, alpha=0.6, label="_interval")  # fmt: skip
    axes.set_yticks([at for at, _ in names], [name for _, name in names], fontsize=SMALL)
    for at, words in heads:
        axes.text(
            -0.005, at, words, transform=axes.get_yaxis_transform(), ha="right", va="center",
            fontsize=SMALL, fontweight="bold", color=style.ink,
        )  # fmt: skip
    axes.set_ylim(rows - 0.6, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_major_locator(FixedLocator(_TICKS))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.spines["left"].set_visible(False)
    axes.grid(visible=False, axis="y")
    axes.set_xlabel("← model better  |  naive better →", fontsize=SMALL, color=style.muted)


def _hues() -> tuple[str, str]:
    return current().focal, current().others[0]


def _dots(axes: Axes, table: pd.DataFrame, label: str, level: float, size: float = 9) -> None:
    for (column, words, marker, shift), colour in zip(_NAIVE, _hues(), strict=True):
        value = float(_ratios(table, column)[label])
        axes.plot(
            [np.clip(value, _SMALLEST, _LARGEST)], [level + shift],
            color=colour, marker=marker, markersize=size, linestyle="none", zorder=3,
            markeredgecolor=current().paper, markeredgewidth=1,
            label=words if label == OVERALL else f"_{column} {label}",
        )  # fmt: skip


def _spoken(verified: Verified, table: pd.DataFrame, groups: dict[str, list[str]]) -> str:
    persistence, drift = (_ratios(table, column) for column, *_ in _NAIVE)
    overall = verified.overall
    told = "; ".join(
        f"{indicator_words(name, short=True)}: "
        + ", ".join(
            f"{target_words(label)} {persistence[label]:.2f} and {drift[label]:.2f}"
            for label in labels
        )
        for name, labels in groups.items()
    )
    return (
        f"Dots of the ratio of the model's CRPS to that of the last figure carried forward and to "
        f"that of the line of ten years; below 1 the model is better. {verified.what}. {told}. "
        f"All targets: {overall.persistence.value:.2f}"
        f"{ratio_words(*overall.persistence[1:])} and {overall.drift.value:.2f}"
        f"{ratio_words(*overall.drift[1:])}. Better than both on {overall.better} of "
        f"{overall.targets} targets. {forecast_note(verified.made)}."
    )
