"""Forest plot of paired effects: one panel an outcome, one row a counterfactual."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from multivector_sim.errors import InputError
from multivector_sim.experiments.compare import Comparison
from multivector_sim.plots.language import said
from multivector_sim.plots.style import (
    LABEL,
    SMALL,
    TICK,
    TITLE,
    Look,
    colours,
    current,
    dress,
    figure,
    note,
    provenance,
    spoken,
)
from multivector_sim.results.words import MAIN_OUTCOMES

__all__ = ["draw_forest", "forest", "main_outcomes"]


def forest(comparison: Comparison, outcomes: Sequence[str] | None = None) -> Figure:
    """Draw paired effects: mean with its 95 % interval, and 5 to 95 % of runs.

    Parameters
    ----------
    comparison
        What ``compare`` returned.
    outcomes
        Labels of the table of effects (``"autonomy"``, ``"concern[RUS, status]"``);
        None takes the main ones.

    Returns
    -------
    matplotlib.figure.Figure
        One panel an outcome; differences are focal minus counterfactual.

    Raises
    ------
    InputError
        If a label is not in the table.
    """
    if outcomes is None:
        outcomes = main_outcomes(comparison, most=6)
    rows = -(-len(outcomes) // 3)
    across = min(3, len(outcomes))
    height = (0.62 * len(comparison.counterfactuals) + 2.1) * rows + 1.5
    target = figure(16, height)
    grid = target.subplots(
        rows, across, sharey=True, squeeze=False,
        gridspec_kw={"left": 0.15, "right": 0.975, "bottom": 1.35 / height,
                     "top": 1 - 1.75 / height, "hspace": 0.72, "wspace": 0.12},
    )  # fmt: skip
    for axes in grid.flat[len(outcomes) :]:
        axes.remove()
    looks = colours(comparison.datasets)
    for position, (axes, label) in enumerate(zip(grid.flat, outcomes, strict=False)):
        draw_forest(axes, comparison, label, looks, names=position % across == 0)
    heading = said("{name} minus each counterfactual, run by run", name=spoken(comparison.focal))
    target.text(
        0.012, 1 - 0.2 / height, heading,
        fontsize=TITLE, fontweight="bold", color=current().ink, va="top",
    )  # fmt: skip
    target.text(
        0.012, 1 - 0.62 / height, said(KEY), fontsize=LABEL, color=current().muted, va="top",
    )  # fmt: skip
    note(target, provenance(comparison.datasets))
    target.set_label(forest_words(comparison, outcomes))
    return target


KEY: Final = "marker and dark bar: mean and 95 % interval · light bar: 5 to 95 % of runs"


def main_outcomes(comparison: Comparison, most: int) -> list[str]:
    """Return labels of the main outcomes that were computed, or of whatever was."""
    labels = list(dict.fromkeys(comparison.effects["label"]))
    main = [name for name in MAIN_OUTCOMES if name in labels]
    return (main or labels)[:most]


def effects_of(comparison: Comparison, label: str) -> pd.DataFrame:
    """Return the effects on one outcome, a row a counterfactual, in their order.

    Raises
    ------
    InputError
        If the label is not in the table of effects.
    """
    table = comparison.effects
    chosen = table[table["label"] == label]
    if chosen.empty:
        known = ", ".join(dict.fromkeys(table["label"]))
        raise InputError(f"no effect on {label!r} in this comparison; there are {known}")
    return chosen


def draw_forest(
    axes: Axes, comparison: Comparison, label: str, looks: Mapping[str, Look], *, names: bool
) -> None:
    """Draw the effects on one outcome.

    Parameters
    ----------
    axes
        Where to draw.
    comparison
        Where the effects are.
    label
        Outcome, as in the table of effects.
    looks
        Look of each counterfactual.
    names
        Whether the counterfactuals are named at the axis.
    """
    chosen = effects_of(comparison, label)
    rows: list[Any] = list(chosen.itertuples())
    for position, row in enumerate(rows):
        look = looks[row.counterfactual]
        axes.plot(
            [row.low, row.high], [position, position], color=look.colour, alpha=0.28,
            linewidth=11, solid_capstyle="butt", label=f"_range {row.counterfactual}",
        )  # fmt: skip
        axes.plot(
            [row.mean_low, row.mean_high], [position, position], color=look.colour, linewidth=4,
            solid_capstyle="butt", label=f"_interval {row.counterfactual}",
        )  # fmt: skip
        axes.plot(
            [row.mean], [position], color=look.colour, marker=look.marker, markersize=10,
            markeredgecolor=current().paper, markeredgewidth=1.2,
            label=f"_mean {row.counterfactual}",
        )  # fmt: skip
        axes.text(
            1.0, position - 0.3, f"{said('P(lower)')} {row.p_negative:.2f}", ha="right",
            va="center", fontsize=SMALL - 1.5, color=current().muted,
            transform=axes.get_yaxis_transform(),
        )  # fmt: skip
    axes.axvline(0, color=current().ink, linewidth=1.3, zorder=1)
    first = rows[0]
    unit = "" if first.unit == "1" else f" ({said(first.unit)})"
    mark = "" if first.scored else f" [{said('not scored')}]"
    title = "\n".join(textwrap.wrap(f"{_long(first.meaning, label)}{unit}{mark}", 30))
    dress(axes)
    axes.set_title(title, loc="left", y=1.0, fontsize=LABEL, color=current().ink, fontweight="bold")
    axes.grid(visible=False, axis="y")
    axes.set_yticks(
        range(len(rows)),
        [textwrap.fill(said("vs {name}", name=spoken(row.counterfactual)), 19) for row in rows],
        fontsize=LABEL,
    )
    axes.tick_params(axis="y", length=0, labelleft=names)
    axes.tick_params(axis="x", labelsize=TICK)
    axes.spines["left"].set_visible(False)
    axes.set_ylim(len(rows) - 0.5, -0.65)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=4, symmetric=False))
    reach = max(abs(bound) for row in rows for bound in (row.low, row.high)) * 1.08 or 1.0
    axes.set_xlim(-reach, reach)
    words = said("← lower  |  higher →\nin {name}", name=spoken(comparison.focal))
    axes.set_xlabel(words, fontsize=SMALL, color=current().muted)


def _long(meaning: str, label: str) -> str:
    """Return ``mean concern of a power: RUS, status`` for ``concern[RUS, status]``."""
    _, _, entry = label.partition("[")
    return f"{said(meaning)}: {entry.rstrip(']')}" if entry else said(meaning)


def forest_words(comparison: Comparison, outcomes: Sequence[str]) -> str:
    """Return the effects in words, for readers who cannot see the figure."""
    parts = []
    for label in outcomes:
        rows: list[Any] = list(effects_of(comparison, label).itertuples())
        values = ", ".join(
            said(
                "{mean} against {name} ({low} to {high})",
                mean=f"{row.mean:+.3g}", name=spoken(row.counterfactual),
                low=f"{row.mean_low:+.3g}", high=f"{row.mean_high:+.3g}",
            )
            for row in rows
        )  # fmt: skip
        parts.append(f"{_long(rows[0].meaning, label)}: {values}")
    head = said(
        "Forest plot of {name} minus each counterfactual: mean differences with 95 % intervals.",
        name=spoken(comparison.focal),
    )
    return f"{head} {'; '.join(parts)}. {provenance(comparison.datasets)}."
