"""Effects of the policies of a sweep, as they are distributed over futures."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.plots.style import (
    LABEL,
    SMALL,
    TICK,
    Look,
    current,
    dress,
    figure,
    heading,
    note,
    spoken,
)
from multivector_sim.plots.sweep_words import (
    arm_words,
    interval_words,
    line_looks,
    metric_words,
    percent,
    require_runs,
    shared,
    shortened,
    sweep_provenance,
)
from multivector_sim.results.summary import RANGE
from multivector_sim.sweeps.results import SweepResults

__all__ = ["MOST_METRICS", "MOST_ROWS", "sweep_effects"]

MOST_METRICS: Final = 6
"""Panels that a figure has room for."""

MOST_ROWS: Final = 12
"""Policies and choices that are drawn; the rest is counted."""

_INTERVAL: Final = ("effect", "effect_low", "effect_high")
_WIDTH: Final = 16.0
_NAMES: Final = 2.75
_WORDS: Final = 1.15
"""Inches right of a panel for the share of futures."""
_GAP: Final = 0.3
_ROW: Final = 0.56
_TALL_ROW: Final = 0.68
_FOOT: Final = 0.95
_LINE: Final = 0.25


class _Row(NamedTuple):
    """The effect of one policy on one metric.

    Attributes
    ----------
    name
        Policy and choices.
    mean, low, high
        Mean effect with its 95 % interval; NaN where it is not known.
    bars
        5, 25, 75 and 95 % of the means of futures (of runs, in one future).
    share
        Of futures (or runs) in which the metric is lower.
    look
        Colour and marker of the policy.
    """

    name: str
    mean: float
    low: float
    high: float
    bars: tuple[float, ...]
    share: float
    look: Look


def sweep_effects(results: SweepResults, metrics: Sequence[str] | None = None) -> Figure:
    """Draw the paired effects of policies over futures.

    Parameters
    ----------
    results
        A sweep, finished or not.
    metrics
        1 to 6 metrics; None takes those that a summary shows.

    Returns
    -------
    matplotlib.figure.Figure
        A panel a metric, and in it a row a policy with its choices, in the
        order of the sweep: at most 12, and the rest counted. Bars hold 5 to
        95 % and the middle half of the mean effects of futures; the marker is
        the mean with its 95 % interval. At the right end stands in what share
        of the futures the metric is lower than without the policy (ties count
        half). In a sweep with one future, bars and share are those of runs.

    Raises
    ------
    InputError
        If nothing has a counterfactual, there are no runs yet, or metrics are
        unknown, none, or more than six.

    Examples
    --------
    >>> import multivector_sim as mv
    >>> sweep = mv.Sweep(
    ...     policies=["laissez_faire", "multivector"], points=4, replications=2, seed=1
    ... )
    >>> results = sweep.run("memory://example_of_effects")
    >>> figure = mv.plots.sweep_effects(results, ["tension_rus_chn", "autonomy"])
    """
    require_runs(results)
    arms = _arms(results)
    chosen = results.usual(MOST_METRICS)[:MOST_METRICS] if metrics is None else list(metrics)
    if not 1 <= len(chosen) <= MOST_METRICS:
        raise InputError(
            f"{len(chosen)} metrics received; a figure of effects has room for 1 to "
            f"{MOST_METRICS}: choose some of them"
        )
    table = results.summary(chosen)
    titles = [metric_words(results, metric) for metric in chosen]
    panels = [_rows(results, table, metric, arms) for metric in chosen]
    target = _figure(results, titles, panels)
    heading(target, f"Effects of {_against(results, arms)}", _key(results))
    note(target, sweep_provenance(results))
    target.set_label(_spoken(results, arms, titles, panels))
    return target


def _arms(results: SweepResults) -> list[int]:
    """Return the arms that have a counterfactual."""
    arms = [arm for arm in range(len(results.arms)) if results.counterfactual(arm) is not None]
    if not arms:
        why = "it has one policy and no choices: name a second policy"
        if not results.plan.spec.cross:
            why = "its policies are factors of the design (cross: false); draw its sensitivity"
        raise InputError(f"no effect to draw in {results.store.url}: {why}")
    return arms


def _against(results: SweepResults, arms: list[int]) -> str:
    """Return what the effects are told apart from."""
    plan = results.plan
    others = {other for other in map(results.counterfactual, arms) if other is not None}
    if len(others) == 1:
        (other,) = others
        what = "choices" if len(plan.lines) == 1 else "policies"
        return f"{what} against {arm_words(results, other)}"
    firsts = {results.arms.iloc[other]["policy"] for other in others}
    same = [
        words
        for words, there in (
            ("world", len({line.base for line in plan.lines}) > 1),
            ("choices", len(plan.choices) > 1 and len(plan.lines) > 1),
        )
        if there
    ]
    name = spoken(firsts.pop()) if len(firsts) == 1 else "the first policy"
    common = shared([arm_words(results, arm) for arm in arms])[0]
    return f"{common or 'policies'} against {name}, same {' and '.join(same)}"


def _unit(results: SweepResults) -> str:
    return "runs" if results.plan.future_count == 1 else "futures"


def _key(results: SweepResults) -> str:
    unit = _unit(results)
    one = " (there is one future)" if unit == "runs" else ""
    return (
        f"bars: 5 to 95 % and middle half of {unit}{one} · marker: mean, {interval_words(results)} "
        f"· right: share of {unit} where it is lower"
    )


def _rows(results: SweepResults, table: pd.DataFrame, metric: str, arms: list[int]) -> list[_Row]:
    """Return the effects on one metric, a row an arm."""
    values = results.values(metric)
    looks = line_looks(results)
    found = table[table["metric"] == metric].set_index("arm")
    rows = []
    names = shared([arm_words(results, arm) for arm in arms])[1]
    for arm, name in zip(arms, names, strict=True):
        numbers = _differences(values[:, arm] - values[:, results.counterfactual(arm)])
        middle: NDArray[np.float64] = np.full(3, np.nan)
        if arm in found.index and numbers.size:
            middle = np.array([found.at[arm, name] for name in _INTERVAL], dtype=np.float64)
        bars: tuple[float, ...] = (np.nan,) * 4
        if numbers.size > 1:
            bars = tuple(np.quantile(numbers, [RANGE[0], 0.25, 0.75, RANGE[1]]).tolist())
        share = np.nan
        if numbers.size:
            share = float(((numbers < 0).sum() + 0.5 * (numbers == 0).sum()) / numbers.size)
        look = looks[arm // len(results.plan.choices)]
        rows.append(_Row(name, middle[0], middle[1], middle[2], bars, share, look))
    return rows


def _differences(differences: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean effect of each future, or in one future the effect in each run."""
    there = np.isfinite(differences)
    if len(differences) == 1:
        return differences[there]
    lines = there.any(axis=1)
    total = np.where(there, differences, 0.0).sum(axis=1)[lines]
    means: NDArray[np.float64] = total / there[lines].sum(axis=1)
    return means


def _figure(results: SweepResults, titles: list[str], panels: list[list[_Row]]) -> Figure:
    """Return a figure with the panels, three side by side where there are so many."""
    across = min(3, len(panels))
    room = (_WIDTH - _NAMES) / across
    width = room - _WORDS - _GAP
    wrapped = [textwrap.wrap(title, int(8.3 * (width + _WORDS))) for title in titles]
    shown = min(MOST_ROWS, len(panels[0])) + (len(panels[0]) > MOST_ROWS)
    body = (_ROW if _lines(panels[0]) <= 2 else _TALL_ROW) * max(shown, 1.5)
    starts = range(0, len(panels), across)
    heads = [
        0.25 + _LINE * max(len(lines) for lines in wrapped[start : start + across])
        for start in starts
    ]
    height = 1.05 + sum(heads) + (body + _FOOT) * len(heads) + 0.1
    target = figure(_WIDTH, height)
    level = height - 1.05
    for start, head in zip(starts, heads, strict=True):
        level -= head + body
        for place in range(start, min(start + across, len(panels))):
            left = _NAMES + room * (place - start)
            axes = target.add_axes((
                left / _WIDTH, level / height, width / _WIDTH, body / height,
            ))  # fmt: skip
            _draw(axes, panels[place], _unit(results), names=place == start)
            axes.set_title(
                "\n".join(wrapped[place]), loc="left", fontsize=LABEL, color=current().ink,
                fontweight="bold",
            )  # fmt: skip
        level -= _FOOT
    return target


def _draw(axes: Axes, rows: list[_Row], unit: str, *, names: bool) -> None:
    """Draw the effects on one metric."""
    style = current()
    dress(axes, x_label="← lower  |  higher →")
    axes.xaxis.label.set(fontsize=SMALL, color=style.muted)
    axes.axvline(0, color=style.ink, linewidth=1.3, zorder=1)
    shown, rest = rows[:MOST_ROWS], rows[MOST_ROWS:]
    for position, row in enumerate(shown):
        _draw_row(axes, row, position, unit)
    size = TICK if _lines(rows) <= 2 else SMALL
    labels = [shortened(row.name, *((25, 2) if size == TICK else (29, 3))) for row in shown]
    if rest:
        labels.append(f"{len(rest):,} more")
        means = [row.mean for row in rest if np.isfinite(row.mean)]
        words = f"means {min(means):+.2g} to {max(means):+.2g}" if means else "no numbers"
        _say(axes, 0.01, len(shown), words)
    axes.set_yticks(range(len(labels)), labels, fontsize=size)
    axes.tick_params(axis="y", length=0, labelleft=names)
    axes.spines["left"].set_visible(False)
    axes.grid(visible=False, axis="y")
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.set_xlim(*_limits(shown))
    axes.xaxis.set_major_locator(MaxNLocator(nbins=4))


def _lines(rows: list[_Row]) -> int:
    """Return the lines that the longest name takes, in type of the usual size."""
    return max(shortened(row.name, 25, 3).count("\n") + 1 for row in rows[:MOST_ROWS])


def _limits(rows: list[_Row]) -> tuple[float, float]:
    """Return ends of the axis that hold zero and everything drawn."""
    numbers = np.array([0.0, *(x for row in rows for x in (*row[1:4], *row.bars))])
    low, high = np.nanmin(numbers), np.nanmax(numbers)
    margin = 0.05 * (high - low) or 1.0
    return float(low - margin), float(high + margin)


def _draw_row(axes: Axes, row: _Row, position: int, unit: str) -> None:
    style = current()
    if not np.isfinite(row.mean):
        _say(axes, 0.01, position, "no numbers")
        return
    ends = ((row.bars[0], row.bars[3], 0.3, "range"), (row.bars[1], row.bars[2], 0.75, "half"))
    for low, high, alpha, name in ends:
        axes.fill_between(
            [low, high], position - 0.25, position + 0.25, color=row.look.colour, alpha=alpha,
            linewidth=0, label=f"_{name} {row.name}", zorder=2,
        )  # fmt: skip
    if np.isfinite(row.low):
        axes.plot(
            [row.low, row.high], [position, position], color=style.ink, linewidth=2.4,
            solid_capstyle="butt", label=f"_interval {row.name}", zorder=4,
            path_effects=[withStroke(linewidth=4.4, foreground=style.paper)],
        )  # fmt: skip
    axes.plot(
        [row.mean], [position], color=style.ink, marker=row.look.marker, markersize=9,
        markeredgecolor=style.paper, markeredgewidth=1.2, label=f"_mean {row.name}", zorder=5,
    )  # fmt: skip
    words = f"lower in {percent(row.share)}"
    if not any((row.mean, *(bar for bar in row.bars if np.isfinite(bar)))):
        words = "no difference"
    axes.annotate(
        words, (1, position), (8, 0), axes.get_yaxis_transform(), "offset points",
        fontsize=SMALL, color=style.ink, va="center", annotation_clip=False,
    )  # fmt: skip


def _say(axes: Axes, place: float, position: int, words: str) -> None:
    """Write words into a row without bars."""
    axes.text(
        place, position, words, fontsize=SMALL, color=current().muted, va="center", zorder=3,
        transform=axes.get_yaxis_transform(),
        bbox={"facecolor": current().paper, "edgecolor": "none", "pad": 1},
    )  # fmt: skip


def _spoken(
    results: SweepResults, arms: list[int], titles: list[str], panels: list[list[_Row]]
) -> str:
    """Return the effects in words, for readers who cannot see the figure."""
    parts = []
    for title, rows in zip(titles, panels, strict=True):
        told = "; ".join(_told(row, _unit(results)) for row in rows[:MOST_ROWS])
        more = f"; and {len(rows) - MOST_ROWS:,} more" if len(rows) > MOST_ROWS else ""
        parts.append(f"{title}: {told}{more}")
    return (
        f"Bars of the effects of {_against(results, arms)}, over {_unit(results)}: mean with "
        f"95 % interval. {'. '.join(parts)}. {sweep_provenance(results)}."
    )


def _told(row: _Row, unit: str) -> str:
    if not np.isfinite(row.mean):
        return f"{row.name} no numbers"
    interval = f" ({row.low:+.3g} to {row.high:+.3g})" if np.isfinite(row.low) else ""
    return f"{row.name} {row.mean:+.3g}{interval}, lower in {percent(row.share)} of {unit}"
