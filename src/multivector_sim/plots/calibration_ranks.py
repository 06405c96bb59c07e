"""Histograms of ranks: whether a calibration finds truths that are known."""

from __future__ import annotations

from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from multivector_sim.calibration import Calibration
from multivector_sim.calibration.checks import BINS, RANKS
from multivector_sim.plots.calibration_posterior import calibration_provenance
from multivector_sim.plots.style import (
    LABEL,
    SMALL,
    current,
    dress,
    figure,
    heading,
    note,
    spoken,
)

__all__ = ["rank_histograms"]

_ACROSS: Final = 4
_WIDTH: Final = 16.0
_ROW: Final = 2.4
_HEAD: Final = 1.2
_FOOT: Final = 0.55
_BAND: Final = 0.99
"""Share of bars of a right method that lie inside the grey band."""


def rank_histograms(calibration: Calibration) -> Figure:
    """Draw histograms of the ranks of known truths among accepted values.

    Parameters
    ----------
    calibration
        A finished calibration.

    Returns
    -------
    matplotlib.figure.Figure
        A panel a parameter. If the method is right, bars are level: 99 % of
        them lie inside the grey band. A valley says that the answers are too
        narrow, a hill that they are too wide, a slope that they lean.
    """
    ranks = calibration.ranks
    rows = -(-ranks.shape[1] // _ACROSS)
    height = _HEAD + _ROW * rows + _FOOT
    target = figure(_WIDTH, height)
    table = {row["parameter"]: row for row in calibration.parameters.to_dict("records")}
    for place, name in enumerate(ranks.columns):
        row, column = divmod(place, _ACROSS)
        width = _WIDTH / _ACROSS
        axes = target.add_axes((
            (width * column + 0.6) / _WIDTH, (height - _HEAD - _ROW * (row + 1) + 0.7) / height,
            (width - 0.9) / _WIDTH, (_ROW - 1.1) / height,
        ))  # fmt: skip
        found = table[name]
        _draw(axes, str(name), ranks[name].to_numpy(), float(found["p_value"]),
              uneven=bool(found["uneven"]))  # fmt: skip
    heading(
        target, "Ranks of known truths among accepted values",
        "level: right · valley: too narrow · hill: too wide · grey: 99 % of bars of a right method",
    )  # fmt: skip
    note(target, f"{len(ranks):,} pseudo-records  ·  {calibration_provenance(calibration)}")
    target.set_label(_spoken(calibration))
    return target


def _draw(axes: Axes, name: str, ranks: NDArray[np.int64], p_value: float, *, uneven: bool) -> None:
    from scipy.stats import binom  # slow to import, and other figures do without

    style = current()
    dress(axes)
    low, high = binom.interval(_BAND, len(ranks), 1 / BINS)
    axes.axhspan(float(low), float(high), color=style.grid, zorder=0, linewidth=0)
    axes.hist(
        ranks, bins=list(np.linspace(0, RANKS + 1, BINS + 1)),
        color=style.others[1] if uneven else style.focal, alpha=0.85, rwidth=0.86,
    )  # fmt: skip
    axes.set_xlim(0, RANKS + 1)
    axes.set_xticks([0, (RANKS + 1) / 2, RANKS + 1])
    axes.locator_params(axis="y", nbins=3)
    axes.set_title(spoken(name), loc="left", fontsize=LABEL - 1, color=style.ink, y=1.0)
    words = f"p {p_value:.2g}{', uneven' if uneven else ''}"
    axes.set_xlabel(words, fontsize=SMALL, color=style.muted)


def _spoken(calibration: Calibration) -> str:
    told = "; ".join(
        f"{row['parameter']} p {row['p_value']:.2g}{', uneven' if row['uneven'] else ''}"
        for _, row in calibration.parameters.iterrows()
    )
    return (
        f"Histograms of the ranks of known truths, {len(calibration.ranks):,} pseudo-records, with "
        f"a test that they are level: {told}. {calibration_provenance(calibration)}."
    )
