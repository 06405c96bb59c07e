"""Points over two inputs, and a box around those of interest: shared by figures."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from multivector_sim.discovery import Limit
from multivector_sim.plots.style import current

__all__ = ["frame_box", "scatter_cases"]

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


def scatter_cases(
    axes: Axes,
    x: FloatArray,
    y: FloatArray,
    case: BoolArray,
    within: BoolArray,
    names: tuple[str, str],
) -> None:
    """Draw points by kind.

    Parameters
    ----------
    axes
        Where to.
    x, y
        (points,) places.
    case
        (points,) which are of interest.
    within
        (points,) which are drawn large.
    names
        What those that are not and those that are of interest are called.
    """
    style = current()
    for chosen, marker, colour, told in (
        (~case, "o", style.series[0], names[0]),
        (case, "^", style.series[1], names[1]),
    ):
        for inside in (False, True):
            some = chosen & (within == inside)
            if some.any():
                axes.scatter(
                    x[some], y[some], s=34 if inside else 7, marker=marker, color=colour,
                    edgecolors=style.paper, linewidths=0.4, zorder=3 if inside else 2,
                    label=f"{told} ({chosen.sum():,})" if inside else f"_{told}, elsewhere",
                )  # fmt: skip


def frame_box(axes: Axes, first: Limit, second: Limit | None, x: FloatArray, y: FloatArray) -> None:
    """Draw a box over what is shown; open sides reach to the edge.

    Parameters
    ----------
    axes
        Where to; its limits are set.
    first, second
        Limits along the axes; None for none.
    x, y
        (points,) what is shown.
    """
    ends = []
    shown: tuple[tuple[Limit | None, FloatArray], ...] = ((first, x), (second, y))
    for limit, values in shown:
        spread = float(np.ptp(values)) or 1.0
        low, high = float(values.min()) - 0.04 * spread, float(values.max()) + 0.04 * spread
        inner = Limit("", None, None) if limit is None else limit
        ends.append(
            (
                low,
                high,
                low if inner.low is None else inner.low,
                high if inner.high is None else inner.high,
            )
        )
    (left, right, x0, x1), (bottom, top, y0, y1) = ends
    axes.set_xlim(left, right)
    axes.set_ylim(bottom, top)
    axes.add_patch(
        Rectangle(
            (x0, y0), x1 - x0, y1 - y0, facecolor="none", edgecolor=current().ink, linewidth=2.4,
            linestyle=(0, (5, 2)), zorder=4, label="_box",
        )
    )  # fmt: skip
