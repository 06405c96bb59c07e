"""Trade-off of two outcomes over policies, with the Pareto front of their means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.experiments.compare import Comparison
from multivector_sim.plots.style import (
    SMALL,
    Look,
    colours,
    current,
    dress,
    figure,
    heading,
    note,
    provenance,
    spoken,
)
from multivector_sim.results.columns import Column, columns

__all__ = ["pareto_front", "trade_off"]

Direction = Literal["higher", "lower"]

MOST_DOTS: Final = 500
"""Runs of a policy that are drawn as dots: more would be one blot."""

RESAMPLES: Final = 1000
"""Bootstrap samples of the runs behind the certainty of the front."""


def trade_off(
    results: Comparison | Mapping[str, xr.Dataset],
    x: str,
    y: str,
    *,
    better: Mapping[str, Direction],
) -> Figure:
    """Draw two outcomes of several policies against each other, with the Pareto front.

    Parameters
    ----------
    results
        What ``compare`` returned, or data sets of the same runs by the name
        of their scenario.
    x, y
        Labels of two outcomes (``"autonomy"``, ``"concern[RUS, status]"``).
    better
        ``"higher"`` or ``"lower"`` for each of the two labels: what the
        reader wants. It is a choice, so there is no default.

    Returns
    -------
    matplotlib.figure.Figure
        A dot a run (at most 500 a policy), an ellipse that would hold 90 % of
        runs if they were normal, and a marker at the mean with its 95 %
        interval both ways. The line joins the policies that no other policy
        beats: at least as good in both means, better in one. The legend tells in what share of
        1,000 bootstrap samples of the runs the policy is on that front.

    Raises
    ------
    InputError
        If an outcome is missing, a direction is not given, or runs differ.

    Examples
    --------
    >>> import multivector_sim as mv
    >>> cmp = mv.compare(["baseline"], runs=8, seed=1, record=())
    >>> want = {"tension_rus_chn": "lower", "autonomy": "higher"}
    >>> figure = mv.plots.trade_off(cmp, "tension_rus_chn", "autonomy", better=want)
    """
    datasets = results.datasets if isinstance(results, Comparison) else results
    signs = np.array([_sign(better, label) for label in (x, y)])
    found = {name: (_column(ds, name, x), _column(ds, name, y)) for name, ds in datasets.items()}
    values = _paired(datasets, found)
    means = values.mean(axis=1)
    on_front = pareto_front(means * signs)
    certainty = _front_shares(values * signs)
    target = figure(17, 9.4)
    axes = target.add_axes((0.08, 0.125, 0.665, 0.735))
    looks = colours(datasets)
    for place, name in enumerate(datasets):
        label = f"{spoken(name)} (on the front: {certainty[place]:.0%})"
        _draw_policy(axes, values[place], looks[name], label)
    _draw_front(axes, means[on_front])
    ends = next(iter(found.values()))
    dress(axes, x_label=_axis(ends[0], better[x]), y_label=_axis(ends[1], better[y]))
    axes.legend(
        loc="upper left", bbox_to_anchor=(1.015, 1.0), fontsize=SMALL + 1, frameon=False,
        labelcolor=current().ink, labelspacing=0.8,
    )  # fmt: skip
    heading(
        target, "Trade-off between two outcomes, by policy",
        "marker: mean with 95 % interval · ellipse: 90 % of runs if they were normal · "
        "dots: single runs",
    )  # fmt: skip
    note(target, provenance(datasets))
    target.set_label(
        f"Scatter of {ends[0].outcome.meaning} ({better[x]} wanted) and {ends[1].outcome.meaning} "
        f"({better[y]} wanted). "
        + "; ".join(
            f"{spoken(name)}: {mean[0]:.3g} and {mean[1]:.3g}, on the Pareto front in {share:.0%} "
            "of bootstrap samples"
            for name, mean, share in zip(datasets, means, certainty, strict=True)
        )
        + f". {provenance(datasets)}."
    )
    return target


def pareto_front(points: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which points no other point beats: at least as high in all, higher in one.

    Parameters
    ----------
    points
        (..., points, outcomes), higher is wanted in each.

    Returns
    -------
    numpy.ndarray
        (..., points), of bool. Points that are equal in all stay together.
    """
    mine, other = points[..., :, None, :], points[..., None, :, :]
    beaten = (other >= mine).all(axis=-1) & (other > mine).any(axis=-1)
    front: NDArray[np.bool_] = np.logical_not(beaten.any(axis=-1))
    return front


def _sign(better: Mapping[str, Direction], label: str) -> float:
    direction = better.get(label)
    if direction not in ("higher", "lower"):
        raise InputError(
            f"better: {direction!r} received for {label!r}; "
            "say 'higher' or 'lower' for each of the two outcomes"
        )
    return 1.0 if direction == "higher" else -1.0


def _column(dataset: xr.Dataset, name: str, label: str) -> Column:
    known = {column.label: column for column in columns(dataset)}
    if label not in known:
        raise InputError(
            f"no outcome {label!r} in results of {name!r}; there are {', '.join(known)}"
        )
    return known[label]


def _paired(
    datasets: Mapping[str, xr.Dataset], found: Mapping[str, tuple[Column, Column]]
) -> NDArray[np.float64]:
    """Return values, (policy, run, outcome)."""
    if len(datasets) < 2:
        raise InputError("policies are set side by side here: results of at least two are needed")
    runs = [dataset["run"].values for dataset in datasets.values()]
    if not all(np.array_equal(numbers, runs[0]) for numbers in runs):
        raise InputError("data sets hold different runs: they cannot be set side by side")
    return np.array([np.stack([x.values, y.values], axis=1) for x, y in found.values()])


def _front_shares(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return in what share of bootstrap samples each policy is on the front.

    Runs are drawn with replacement, the same ones for all policies, as they
    share their chance events.
    """
    runs = values.shape[1]
    counts = np.random.default_rng(0).multinomial(runs, np.full(runs, 1 / runs), size=RESAMPLES)
    means = np.einsum("br,pro->bpo", counts / runs, values)
    shares: NDArray[np.float64] = pareto_front(means).mean(axis=0)
    return shares


def _draw_policy(axes: Axes, values: NDArray[np.float64], look: Look, label: str) -> None:
    x, y = values[:MOST_DOTS].T
    axes.scatter(x, y, s=9, color=look.colour, alpha=0.4, linewidths=0)
    mean = values.mean(axis=0)
    if len(values) > 1:
        axes.add_patch(_ellipse(values, look))
        half = 1.96 * values.std(axis=0, ddof=1) / np.sqrt(len(values))
        axes.errorbar(
            mean[0], mean[1], xerr=half[0], yerr=half[1], color=current().ink, linewidth=1.6,
            zorder=4,
            label=f"_interval {label}",
        )  # fmt: skip
    axes.plot(
        *mean, color=look.colour, marker=look.marker, markersize=12, linestyle="none", zorder=5,
        markeredgecolor=current().paper, markeredgewidth=1.2, label=label,
    )  # fmt: skip


def _ellipse(values: NDArray[np.float64], look: Look) -> Ellipse:
    """Return the ellipse that holds 90 % of a normal distribution of this covariance."""
    sizes, axes = np.linalg.eigh(np.cov(values.T))
    reach = np.sqrt(-2 * np.log(1 - 0.9))  # quantile of chi with two degrees of freedom
    width, height = 2 * reach * np.sqrt(np.maximum(sizes, 0))
    angle = np.degrees(np.arctan2(axes[1, 0], axes[0, 0]))
    return Ellipse(
        tuple(values.mean(axis=0)), width, height, angle=angle, fill=False, linewidth=1.8,
        edgecolor=look.colour, linestyle=look.dash,
    )  # fmt: skip


def _draw_front(axes: Axes, front: NDArray[np.float64]) -> None:
    ordered = front[np.argsort(front[:, 0])]
    axes.plot(
        *ordered.T, color=current().muted, linewidth=2.2, linestyle=(0, (1.5, 1.5)), zorder=3,
        label="Pareto front of the means",
    )  # fmt: skip


def _axis(column: Column, direction: str) -> str:
    unit = "" if column.outcome.unit == "1" else f", {column.outcome.unit}"
    mark = "" if column.outcome.scored else " [not scored]"
    return f"{_long(column)}{unit}{mark}\n({direction} wanted)"


def _long(column: Column) -> str:
    entry = ", ".join(column.where.values())
    return f"{column.outcome.meaning}: {entry}" if entry else column.outcome.meaning
