"""Scorecard: policies by outcomes, with ranks and their uncertainty."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.experiments.compare import Comparison
from multivector_sim.plots.style import (
    LABEL,
    SMALL,
    current,
    figure,
    heading,
    note,
    provenance,
    spoken,
)
from multivector_sim.results.columns import Column, columns
from multivector_sim.results.summary import RANGE, interval_of_mean
from multivector_sim.results.words import MAIN_OUTCOMES

__all__ = ["scorecard"]


class Cell(NamedTuple):
    """One policy and one outcome.

    Attributes
    ----------
    mean, half
        Mean over runs, and half the width of its 95 % interval (NaN of one run).
    rank, first, last
        Rank of the mean, and the 5 to 95 % range of the ranks within single
        runs; 1 is the highest value.
    place
        Where the mean lies between the lowest (0) and the highest (1) policy.
    """

    mean: float
    half: float
    rank: float
    first: float
    last: float
    place: float


def scorecard(
    results: Comparison | Mapping[str, xr.Dataset], outcomes: Sequence[str] | None = None
) -> Figure:
    """Draw policies by outcomes as a heat map with ranks and their uncertainty.

    Ranks say which value is higher. Whether higher is wanted is left to the
    reader, so no cell is good or bad.

    Parameters
    ----------
    results
        What ``compare`` returned, or data sets of the same runs by the name
        of their scenario.
    outcomes
        Labels of outcomes; None takes the main ones.

    Returns
    -------
    matplotlib.figure.Figure
        One row a policy, one column an outcome. Each cell has the mean with
        half its 95 % interval, the rank of the mean (1 = highest; ties share
        the mean rank), and in which ranks nine of ten single runs put the
        policy, since runs are paired. Colour: place of the mean between the
        lowest and the highest policy of the column.

    Raises
    ------
    InputError
        If an outcome is missing or runs differ.

    Examples
    --------
    >>> import multivector_sim as mv
    >>> cmp = mv.compare(["baseline"], runs=8, seed=1, record=())
    >>> figure = mv.plots.scorecard(cmp, ["autonomy", "crises"])
    """
    datasets = results.datasets if isinstance(results, Comparison) else results
    found = _find(datasets, outcomes)
    policies = list(datasets)
    cells = {label: _cells([column.values for column in row]) for label, row in found.items()}
    height = 0.95 * len(policies) + 3.0
    target = figure(max(9.0, 2.3 * len(found) + 3.4), height)
    left = 3.0 / target.get_figwidth()
    axes = target.add_axes((left, 0.75 / height, 0.985 - left, 1 - 2.95 / height))
    for column, (label, row) in enumerate(cells.items()):
        for position, cell in enumerate(row):
            _draw_cell(axes, column, position, cell, label)
    _dress(axes, [row[0] for row in found.values()], policies)
    heading(
        target, "Policies by outcomes: means, and ranks from the highest value (1) down",
        "mean ± half its 95 % interval · rank of the mean, in brackets that of nine in ten runs · "
        "stronger blue: higher",
    )  # fmt: skip
    note(target, provenance(datasets))
    target.set_label(_words(found, cells, policies) + f" {provenance(datasets)}.")
    return target


def _find(
    datasets: Mapping[str, xr.Dataset], outcomes: Sequence[str] | None
) -> dict[str, list[Column]]:
    """Return the columns of each outcome, one a policy."""
    if len(datasets) < 2:
        raise InputError("policies are set side by side here: results of at least two are needed")
    tables = {name: {c.label: c for c in columns(ds)} for name, ds in datasets.items()}
    known = [
        label for label in next(iter(tables.values())) if all(label in t for t in tables.values())
    ]
    if outcomes is None:
        outcomes = [name for name in MAIN_OUTCOMES if name in known] or known[: len(MAIN_OUTCOMES)]
    missing = [label for label in outcomes if label not in known]
    if missing or not outcomes:
        asked = repr(missing[0]) if missing else "none"
        raise InputError(f"outcomes: {asked} received; all policies have {', '.join(known)}")
    runs = [dataset["run"].values for dataset in datasets.values()]
    if not all(np.array_equal(numbers, runs[0]) for numbers in runs):
        raise InputError("data sets hold different runs: they cannot be ranked run by run")
    return {label: [table[label] for table in tables.values()] for label in outcomes}


def _cells(values: Sequence[NDArray[np.float64]]) -> list[Cell]:
    """Return the cells of one outcome from the values of each policy, a value a run."""
    from scipy.stats import rankdata  # slow to import, and other figures do without

    table = np.array(values)
    intervals = [interval_of_mean(row) for row in table]
    means = np.array([interval.value for interval in intervals])
    ranks = rankdata(-means)
    first, last = np.quantile(rankdata(-table, axis=0), RANGE, axis=1, method="inverted_cdf")
    low, width = means.min(), np.ptp(means)
    places = (means - low) / width if width else np.full_like(means, 0.5)
    return [
        Cell(interval.value, interval.high - interval.value, *numbers)
        for interval, *numbers in zip(intervals, ranks, first, last, places, strict=True)
    ]


def _draw_cell(axes: Axes, column: int, row: int, cell: Cell, label: str) -> None:
    colour = LinearSegmentedColormap.from_list("cells", current().cells)(cell.place)
    axes.fill_between(
        [column - 0.49, column + 0.49], row - 0.48, row + 0.48, color=colour, linewidth=0,
        label=f"_{label} {row}",
    )  # fmt: skip
    text = current().ink
    spread = "" if np.isnan(cell.half) else f" ± {cell.half:.2g}"
    axes.text(
        column, row - 0.17, f"{cell.mean:.3g}{spread}", ha="center", va="center", fontsize=LABEL,
        fontweight="bold", color=text,
    )  # fmt: skip
    axes.text(
        column, row + 0.2, f"rank {cell.rank:g} ({cell.first:g} to {cell.last:g})", ha="center",
        va="center", fontsize=SMALL, color=text,
    )  # fmt: skip


def _dress(axes: Axes, outcomes: list[Column], policies: list[str]) -> None:
    style = current()
    axes.set_facecolor(style.paper)
    axes.set_xlim(-0.5, len(outcomes) - 0.5)
    axes.set_ylim(len(policies) - 0.5, -0.5)
    axes.set_yticks(range(len(policies)), [spoken(name) for name in policies])
    axes.set_xticks(
        range(len(outcomes)), ["\n".join(textwrap.wrap(_name(c), 21)) for c in outcomes]
    )
    axes.xaxis.tick_top()
    axes.tick_params(length=0, labelcolor=style.ink, axis="y", labelsize=LABEL)
    axes.tick_params(length=0, labelcolor=style.ink, axis="x", labelsize=SMALL)
    axes.spines[:].set_visible(False)


def _name(column: Column) -> str:
    entry = ", ".join(column.where.values())
    unit = "" if column.outcome.unit == "1" else f" ({column.outcome.unit})"
    mark = "" if column.outcome.scored else " [not scored]"
    return f"{column.outcome.meaning}{': ' + entry if entry else ''}{unit}{mark}"


def _words(
    found: Mapping[str, list[Column]], cells: Mapping[str, list[Cell]], policies: list[str]
) -> str:
    parts = []
    for label, row in cells.items():
        values = ", ".join(
            f"{spoken(name)} {cell.mean:.3g} (rank {cell.rank:g}, {cell.first:g} to {cell.last:g})"
            for name, cell in zip(policies, row, strict=True)
        )
        parts.append(f"{_name(found[label][0])}: {values}.")
    return (
        "Heat map of policies by outcomes; rank 1 is the highest value and implies no judgement. "
        + " ".join(parts)
    )
