"""How the numbers of a sweep settle as futures are added."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.plots.style import (
    SMALL,
    Look,
    colours,
    current,
    dress,
    figure,
    heading,
    note,
)
from multivector_sim.plots.sweep_words import (
    arm_words,
    count,
    line_looks,
    metric_words,
    require_runs,
    shared,
    shortened,
    sweep_provenance,
)
from multivector_sim.sweeps.results import SweepResults

__all__ = ["MOST_ARMS", "sweep_convergence"]

FloatArray = NDArray[np.float64]

MOST_ARMS: Final = 6
"""Policies and choices that are drawn; the rest is counted."""

_WIDTH: Final = 16.0
_HEIGHT: Final = 9.0
_LEGEND: Final = 2.9
_APART: Final = 1.025
"""Factor by which policies stand apart along the axis, so that no interval hides another."""
_QUANTILES: Final = (("high", "95 %"), ("median", "median"), ("low", "5 %"))


class _Path(NamedTuple):
    """One policy with its choices: its name, whole and short, its rows of the table, its look."""

    name: str
    short: str
    table: pd.DataFrame
    look: Look


def sweep_convergence(results: SweepResults, metric: str) -> Figure:
    """Draw how the mean and quantiles of a metric settle as futures are added.

    Parameters
    ----------
    results
        A sweep whose futures are a sample, finished or not.
    metric
        Name of a metric.

    Returns
    -------
    matplotlib.figure.Figure
        Against the number of futures (logarithmic): the mean with its 95 %
        interval, and 5, 50 and 95 % of runs (of points, with ``keep: points``),
        a line a policy with its choices. The first six are drawn, and the rest
        counted. The first intervals, of few futures, may leave the frame.

    Raises
    ------
    InputError
        If futures are no sample, the metric is unknown, or there are no runs
        yet or all failed.

    Examples
    --------
    >>> import multivector_sim as mv
    >>> sweep = mv.Sweep(
    ...     policies=["laissez_faire", "multivector"], points=8, replications=2, seed=1
    ... )
    >>> results = sweep.run("memory://example_of_convergence")
    >>> figure = mv.plots.sweep_convergence(results, "autonomy")
    """
    require_runs(results)
    plan = results.plan
    if not plan.is_sample:
        why = f"are no sample (design {plan.spec.design})" if plan.unknowns else "are one only"
        raise InputError(
            f"the futures of {results.store.url} {why}, so nothing settles as they are added; "
            "numbers left uncertain with the design random, lhs or sobol make a sample"
        )
    words = metric_words(results, metric)
    table = results.convergence(metric)
    target = figure(_WIDTH, _HEIGHT)
    if table.empty:
        raise InputError(
            f"every run of {results.store.url} failed; multivector results "
            f"{results.store.url} --failures tells why"
        )
    paths = _paths(results, table)
    last = int(table["futures"].max())
    _draw_means(target, paths, words, last)
    _draw_quantiles(target, paths, last, "points" if plan.spec.keep == "points" else "runs")
    title = textwrap.shorten(f"{words[0].upper()}{words[1:]}, as futures are added", 97)
    common = shared([path.name for path in paths])[0]
    left_out = len(results.arms) - len(paths)
    more = f" · {left_out:,} more are not drawn" if left_out else ""
    rest = f" · all drawn: {common}" if common else ""
    heading(target, title, "\n".join(textwrap.wrap(f"{_precision(paths, last)}{more}{rest}", 148)))
    note(target, sweep_provenance(results))
    target.set_label(_spoken(results, paths, title, more))
    return target


def _paths(results: SweepResults, table: pd.DataFrame) -> list[_Path]:
    """Return the first policies and choices with their rows."""
    arms = results.arms
    shown = range(min(MOST_ARMS, len(arms)))
    names = [arm_words(results, arm) for arm in shown]
    looks = line_looks(results) if len(results.plan.choices) == 1 else list(colours(names).values())
    paths = []
    for arm, short in enumerate(shared(names)[1]):
        own = np.ones(len(table), dtype=bool)
        for key, value in arms.iloc[arm].items():
            own &= (table[key] == value).to_numpy()
        paths.append(_Path(names[arm], short, table[own], looks[arm]))
    return paths


def _draw_means(target: Figure, paths: Sequence[_Path], words: str, last: int) -> None:
    axes = target.add_axes((
        1.15 / _WIDTH, 1.1 / _HEIGHT, 6.1 / _WIDTH, (_HEIGHT - 2.4) / _HEIGHT,
    ))  # fmt: skip
    for place, path in enumerate(paths):
        rows = path.table
        numbers = tuple(rows[key].to_numpy() for key in ("mean", "mean_low", "mean_high"))
        x = rows["futures"].to_numpy(dtype=np.float64)
        _draw_intervals(axes, x * _APART ** (place - (len(paths) - 1) / 2), numbers, path)
    dress(
        axes, title="mean, with 95 % interval", x_label="number of futures",
        y_label="\n".join(textwrap.wrap(words, 48)),
    )  # fmt: skip
    _mark_futures(axes, last)
    axes.set_ylim(*_limits(paths, last))
    axes.legend(
        loc="upper left", bbox_to_anchor=(1 - (_LEGEND - 0.15) / _WIDTH, 1 - 1.3 / _HEIGHT),
        bbox_transform=target.transFigure, fontsize=SMALL, frameon=False, borderaxespad=0,
        labelcolor=current().ink, labelspacing=0.8, handlelength=2.6,
    )  # fmt: skip


def _draw_intervals(
    axes: Axes, x: FloatArray, numbers: tuple[FloatArray, ...], path: _Path
) -> None:
    """Draw means as a line with markers, and an upright bar for each interval."""
    middle, low, high = numbers
    name = shortened(path.short, 22, 3)
    axes.vlines(
        x, low, high, color=path.look.colour, linewidth=2.0, alpha=0.75, label=f"_interval {name}",
        zorder=2,
    )  # fmt: skip
    axes.plot(
        x, middle, color=path.look.colour, marker=path.look.marker, linestyle=path.look.dash,
        linewidth=2.2, markersize=8, markeredgecolor=current().paper, label=name, zorder=3,
    )  # fmt: skip


def _limits(paths: Sequence[_Path], last: int) -> tuple[float, float]:
    """Return ends that hold all means, and the intervals from a quarter of the futures on."""
    numbers: list[float] = []
    for path in paths:
        late = path.table[path.table["futures"] >= last / 4]
        numbers += [*path.table["mean"], *late["mean_low"], *late["mean_high"]]
    known = np.array(numbers)[np.isfinite(numbers)]
    if not known.size:
        return 0.0, 1.0
    margin = 0.06 * float(np.ptp(known)) or 0.5
    return float(known.min()) - margin, float(known.max()) + margin


def _draw_quantiles(target: Figure, paths: Sequence[_Path], last: int, unit: str) -> None:
    left, tall = 8.35, (_HEIGHT - 2.4 - 2 * 0.55) / 3
    for place, (key, name) in enumerate(_QUANTILES):
        bottom = 1.1 + (2 - place) * (tall + 0.55)
        axes = target.add_axes((
            left / _WIDTH, bottom / _HEIGHT, (_WIDTH - _LEGEND - left - 0.1) / _WIDTH,
            tall / _HEIGHT,
        ))  # fmt: skip
        for path in paths:
            axes.plot(
                path.table["futures"], path.table[key], color=path.look.colour, linewidth=2.2,
                linestyle=path.look.dash, marker=path.look.marker, markersize=6,
                markeredgecolor=current().paper, label=f"_{key} {path.name}",
            )  # fmt: skip
        title = f"{name} of {unit}"
        dress(axes, title=title, x_label="number of futures" if place == 2 else "")
        axes.yaxis.set_major_locator(MaxNLocator(nbins=4))
        _mark_futures(axes, last)
        axes.tick_params(axis="x", labelbottom=place == 2)


def _mark_futures(axes: Axes, last: int) -> None:
    """Make a logarithmic axis of futures, with round numbers at most as large as the last."""
    axes.set_xscale("log")
    axes.set_xlim(0.85, 1.2 * max(last, 2))
    steps = (1, 2, 5) if last <= 500 else (1, 3) if last <= 5000 else (1,)
    powers = 10.0 ** np.arange(0, np.log10(max(last, 2)) + 1)
    marks = [step * power for power in powers for step in steps if step * power <= max(last, 2)]
    axes.xaxis.set_major_locator(FixedLocator(marks))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda number, _: f"{number:,.0f}"))


def _precision(paths: Sequence[_Path], last: int) -> str:
    """Return how precise the means are at the end."""
    if last == 1:
        return "with one future, nothing tells how far others differ; intervals are those of runs"
    futures = count(last, "future", "futures")
    halves = [
        (row["mean_high"] - row["mean_low"]) / 2
        for row in (_last(path) for path in paths)
        if row is not None and np.isfinite(row["mean_high"])
    ]
    if not halves:
        return f"with {futures}, the precision of the means is not known"
    low, high = f"{min(halves):.2g}", f"{max(halves):.2g}"
    span = f"± {low}" if low == high else f"± {low} to ± {high}"
    return f"with {futures} the 95 % interval of the mean is {span}"


def _last(path: _Path) -> pd.Series[Any] | None:
    return path.table.iloc[-1] if len(path.table) else None


def _spoken(results: SweepResults, paths: Sequence[_Path], title: str, more: str) -> str:
    """Return the figure in words, for readers who cannot see it."""
    told = []
    for path in paths:
        row = _last(path)
        if row is None:
            told.append(f"{path.name}: no numbers")
            continue
        interval = ""
        if np.isfinite(row["mean_low"]):
            interval = f" ({row['mean_low']:.3g} to {row['mean_high']:.3g})"
        told.append(
            f"{path.name}: {row['mean']:.3g}{interval}, 5 to 95 % of runs {row['low']:.3g} to "
            f"{row['high']:.3g}, median {row['median']:.3g}, with "
            f"{count(int(row['futures']), 'future', 'futures')}"
        )
    return f"Lines over the number of futures. {title}. {'; '.join(told)}{more}. " + (
        f"{sweep_provenance(results)}."
    )
