"""Prior beside posterior: what the record tells of each fitted parameter."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from itertools import combinations
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from multivector_sim.calibration import Calibration
from multivector_sim.plots.style import (
    LABEL,
    SMALL,
    Look,
    colours,
    current,
    dress,
    figure,
    heading,
    note,
    spoken,
)
from multivector_sim.results.dataset import NOTE

__all__ = ["calibration_provenance", "posterior", "strongest"]

FloatArray = NDArray[np.float64]

PAIRS: Final = 4
"""Pairs of parameters that are drawn: those with the strongest correlations."""
_ACROSS: Final = 4
_BARS: Final = 16
_WIDTH: Final = 16.0
_ROW: Final = 2.75
_HEAD: Final = 1.25
_FOOT: Final = 0.55


def calibration_provenance(calibration: Calibration) -> str:
    """Return the line that figures of a calibration carry."""
    record = calibration.record
    return (
        f"{NOTE}  ·  {record['simulations']:,} simulations, {record['accept']:,} accepted  ·  "
        f"seed {record['seed']}"
    )


def posterior(calibration: Calibration) -> Figure:
    """Draw the prior and the accepted values of each fitted parameter.

    Parameters
    ----------
    calibration
        A finished calibration.

    Returns
    -------
    matplotlib.figure.Figure
        A panel a parameter: line of the prior's density, bars of the accepted
        values, a mark at the default. Below, the four pairs whose accepted
        values correlate most.
    """
    accepted = calibration.accepted
    pairs = strongest(accepted.values)
    rows = -(-len(accepted.names) // _ACROSS) + bool(pairs)
    height = _HEAD + _ROW * rows + _FOOT
    target = figure(_WIDTH, height)
    table = {row["parameter"]: row for row in calibration.parameters.to_dict("records")}
    look = colours(["accepted"])["accepted"]
    for place, name in enumerate(accepted.names):
        _draw(_panel(target, place), str(name), table[name], accepted.values[:, place], look)
    first = _ACROSS * (rows - 1)
    for place, (one, other) in enumerate(pairs):
        _draw_pair(_panel(target, first + place), calibration, one, other, look)
    handles, labels = target.axes[0].get_legend_handles_labels()
    target.legend(
        handles, labels, loc="upper right", bbox_to_anchor=(0.995, 1 - 0.12 / height), ncols=3,
        fontsize=SMALL, frameon=False, labelcolor=current().ink,
    )  # fmt: skip
    heading(
        target, "What the record tells of the parameters",
        "contraction: 1 - variance of the accepted over that of the prior",
    )  # fmt: skip
    note(target, calibration_provenance(calibration))
    target.set_label(_spoken(calibration, pairs))
    return target


def strongest(values: FloatArray) -> list[tuple[int, int]]:
    """Return the columns of the pairs with the strongest correlations, strongest first.

    Parameters
    ----------
    values
        (n, P) accepted values.
    """
    found = np.corrcoef(values, rowvar=False).reshape(values.shape[1], -1)
    pairs = list(combinations(range(values.shape[1]), 2))
    pairs.sort(key=lambda pair: -abs(found[pair]))
    return pairs[:PAIRS]


def _panel(target: Figure, place: int) -> Axes:
    row, column = divmod(place, _ACROSS)
    width, height = _WIDTH / _ACROSS, target.get_figheight()
    left = width * column + 0.65
    bottom = height - _HEAD - _ROW * (row + 1) + 0.75
    return target.add_axes((
        left / _WIDTH, bottom / height, (width - 0.85) / _WIDTH, (_ROW - 1.2) / height,
    ))  # fmt: skip


def _draw(
    axes: Axes, name: str, row: Mapping[Hashable, Any], values: FloatArray, look: Look
) -> None:
    style = current()
    low, high, default = (float(row[key]) for key in ("prior_low", "prior_high", "default"))
    dress(axes)
    axes.hist(
        values, bins=list(np.linspace(low, high, _BARS + 1)), density=True, color=look.colour,
        alpha=0.75, label="accepted",
    )  # fmt: skip
    axes.plot(
        [low, low, high, high], [0, 1 / (high - low), 1 / (high - low), 0], color=style.ink,
        linewidth=1.6, label="prior",
    )  # fmt: skip
    axes.axvline(default, color=style.others[1], linestyle="--", linewidth=2.2, label="default")
    margin = 0.03 * (high - low)
    axes.set_xlim(low - margin, high + margin)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=4))
    axes.set_title(spoken(name), loc="left", fontsize=LABEL - 1, color=style.ink, y=1.0)
    axes.set_xlabel(f"contraction {float(row['contraction_here']):.2f}", fontsize=SMALL,
                    color=style.muted)  # fmt: skip


def _draw_pair(axes: Axes, calibration: Calibration, one: int, other: int, look: Look) -> None:
    style, accepted = current(), calibration.accepted
    first, second = accepted.values[:, one], accepted.values[:, other]
    dress(axes)
    axes.plot(first, second, ".", color=look.colour, markersize=3.5, alpha=0.6, rasterized=True)
    axes.set_xlabel(spoken(accepted.names[one]), fontsize=SMALL, color=style.ink)
    axes.set_title(
        f"{spoken(accepted.names[other])} (r {np.corrcoef(first, second)[0, 1]:+.2f})",
        loc="left", fontsize=SMALL, color=style.ink, y=1.0,
    )  # fmt: skip
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(nbins=4))


def _spoken(calibration: Calibration, pairs: list[tuple[int, int]]) -> str:
    told = "; ".join(
        f"{row['parameter']} {row['mean']:.3g} ({row['q05']:.3g} to {row['q95']:.3g}), contraction "
        f"{row['contraction_here']:.2f}"
        for _, row in calibration.parameters.iterrows()
    )
    names, values = calibration.accepted.names, calibration.accepted.values
    strong = "; ".join(
        f"{names[a]} and {names[b]} {np.corrcoef(values[:, a], values[:, b])[0, 1]:+.2f}"
        for a, b in pairs
    )
    return (
        f"Prior density and accepted values of the fitted parameters, mean and 5 to 95 %: {told}. "
        f"Strongest correlations: {strong}. {calibration_provenance(calibration)}."
    )
