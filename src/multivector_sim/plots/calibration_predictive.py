"""What was observed beside what prior and accepted runs would show."""

from __future__ import annotations

from typing import Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from multivector_sim.calibration import Calibration
from multivector_sim.plots.calibration_posterior import calibration_provenance
from multivector_sim.plots.forecast_words import indicator_words
from multivector_sim.plots.style import (
    LABEL,
    SMALL,
    current,
    dress,
    figure,
    heading,
    note,
)

__all__ = ["predictive"]

_ACROSS: Final = 5
_WIDTH: Final = 17.0
_ROW: Final = 2.3
_HEAD: Final = 1.6
_FOOT: Final = 0.5


def predictive(calibration: Calibration) -> Figure:
    """Draw the observed series over bands of prior and of accepted runs.

    Parameters
    ----------
    calibration
        A finished calibration.

    Returns
    -------
    matplotlib.figure.Figure
        A panel a series: the 90 and 50 % bands of accepted runs, the ends of
        the 90 % band of prior runs as dotted lines, points of what was
        observed. Errors of measurement and model are part of the bands.
    """
    table = calibration.predictive
    groups = list(table.groupby(["indicator", "actor", "partner"], sort=False))
    rows = -(-len(groups) // _ACROSS)
    height = _HEAD + _ROW * rows + _FOOT
    target = figure(_WIDTH, height)
    for place, (names, part) in enumerate(groups):
        row, column = divmod(place, _ACROSS)
        width = _WIDTH / _ACROSS
        axes = target.add_axes((
            (width * column + 0.55) / _WIDTH, (height - _HEAD - _ROW * (row + 1) + 0.5) / height,
            (width - 0.7) / _WIDTH, (_ROW - 0.85) / height,
        ))  # fmt: skip
        _draw(axes, title_of(*(str(name) for name in names)), part)
    handles, labels = target.axes[0].get_legend_handles_labels()
    target.legend(
        handles, labels, loc="upper left", bbox_to_anchor=(0.005, 1 - 0.95 / height), ncols=4,
        fontsize=SMALL, frameon=False, labelcolor=current().ink,
    )  # fmt: skip
    heading(
        target, "Observed series and runs",
        "shares, 0 to 1; errors of measurement and of the model are part of the bands",
    )  # fmt: skip
    note(target, calibration_provenance(calibration))
    target.set_label(_spoken(calibration))
    return target


def title_of(indicator: str, actor: str, partner: str) -> str:
    """Return what a panel shows in words: ``trade KAZ-RUS``."""
    return f"{indicator_words(indicator, short=True)} {actor}-{partner}"


def _draw(axes: Axes, title: str, part: pd.DataFrame) -> None:
    style = current()
    dress(axes)
    accepted = part[part["sets"] == "accepted"]
    prior = part[part["sets"] == "prior"]
    years = accepted["year"].to_numpy()
    for low, high, alpha, words in (
        ("q05", "q95", 0.28, "accepted, 90 %"),
        ("q25", "q75", 0.5, "accepted, 50 %"),
    ):
        axes.fill_between(
            years, accepted[low], accepted[high], color=style.focal, alpha=alpha, linewidth=0,
            label=words,
        )  # fmt: skip
    for column, label in (("q05", "prior, 90 %"), ("q95", "_upper end")):
        axes.plot(
            prior["year"], prior[column], color=style.muted, linestyle=":", linewidth=1.8,
            label=label,
        )  # fmt: skip
    axes.plot(
        years, accepted["observed"], "o", color=style.others[1], markersize=5, label="observed",
        markeredgecolor=style.paper, markeredgewidth=0.7,
    )  # fmt: skip
    axes.set_xlim(float(part["year"].min()) - 0.5, float(part["year"].max()) + 0.5)
    top = max(float(part["q95"].max()), float(part["observed"].max()))
    axes.set_ylim(0, 1.05 * top)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=3, integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=3))
    axes.set_title(title, loc="left", fontsize=LABEL - 1, color=style.ink, y=1.0)


def _spoken(calibration: Calibration) -> str:
    table = calibration.predictive.dropna(subset=["observed"])
    table = table[table["sets"] == "accepted"]
    parts = []
    for names, part in table.groupby(["indicator", "actor", "partner"], sort=False):
        inside = ((part["q05"] <= part["observed"]) & (part["observed"] <= part["q95"])).sum()
        parts.append(f"{title_of(*(str(name) for name in names))} {inside} of {len(part)}")
    return (
        "Observed shares by year, with bands of accepted and of prior runs. Years inside the 90 % "
        f"band of accepted runs: {'; '.join(parts)}. {calibration_provenance(calibration)}."
    )
