"""Trade-offs of a search: every pair of outcomes, members of the front and named policies."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from multivector_sim.plots.search_words import (
    axis_words,
    bounds,
    gains,
    key_words,
    looks,
    made_words,
)
from multivector_sim.plots.style import (
    LABEL,
    SMALL,
    Look,
    current,
    dress,
    figure,
    heading,
    note,
    spoken,
)

if TYPE_CHECKING:
    from multivector_sim.searching import Found

__all__ = ["search_pairs"]

MOST: Final = 5
"""Outcomes that are drawn: more pairs would be too small to read."""


def search_pairs(found: Found) -> Figure:
    """Draw two outcomes at a time against each other, on fresh futures.

    Parameters
    ----------
    found
        What a search found.

    Returns
    -------
    matplotlib.figure.Figure
        A panel for each pair of the first five outcomes: scores minus those of
        the base's policy in the same futures. A dot a member of
        the front, hollow where another member beats it on fresh futures; a
        marker for each named policy with its 95 % interval both ways. Better
        is towards the upper right: axes of which less is wanted are turned round.

    Examples
    --------
    >>> import multivector_sim as mv
    >>> found = mv.search("baseline", presets=["hedge"], policies=8, generations=2, futures=4)
    >>> figure = mv.plots.search_pairs(found)
    """
    pairs = list(combinations(range(min(len(found.aims), MOST)), 2))
    columns = min(len(pairs), 3 if len(pairs) <= 6 else 4)
    rows = -(-len(pairs) // columns)
    target = figure(17, 3.2 + 4.6 * rows)
    height = target.get_figheight()
    grid = target.add_gridspec(
        rows, columns, left=0.075, right=0.79, bottom=1.25 / height, top=1 - 1.25 / height,
        wspace=0.42, hspace=0.42,
    )  # fmt: skip
    own = looks(found)
    for at, pair in enumerate(pairs):
        axes = target.add_subplot(grid[at // columns, at % columns])
        _panel(axes, found, own, pair)
        if at == 0:
            handles, labels = axes.get_legend_handles_labels()
    target.legend(
        handles, labels, loc="upper left", bbox_to_anchor=(0.8, 1 - 1.2 / height),
        fontsize=SMALL + 1, frameon=False, labelcolor=current().ink, labelspacing=0.8,
    )  # fmt: skip
    heading(
        target,
        f"What is traded for what, searched from {spoken(found.base.name or 'a base')}",
        f"scores minus those of {spoken(found.presets[0].name)} in the same futures, which the "
        "search had not seen · bars: paired 95 % interval · better towards the upper right",
    )
    note(target, made_words(found))
    target.set_label(_words(found, pairs))
    return target


def _panel(axes: Axes, found: Found, own: dict[str, Look], pair: tuple[int, int]) -> None:
    style, both = current(), list(pair)
    members = gains(found, found.members)[:, both]
    stays = np.array([one.stays for one in found.members])
    for chosen, face, label in (
        (stays, style.muted, "member of the front"),
        (~stays, "none", "member that another one beats\non fresh futures"),
    ):
        if chosen.any():
            axes.scatter(
                members[chosen, 0], members[chosen, 1], s=26,
                facecolors=face, edgecolors=style.muted, linewidths=1.0,
                zorder=2, label=label,
            )  # fmt: skip
    for one in found.presets:
        look, value = own[one.name], found.shown(one.gain)[both]
        ends = bounds(found, one)[:, both]
        axes.errorbar(
            value[0], value[1], xerr=ends[:, :1], yerr=ends[:, 1:],
            color=look.colour, linewidth=1.0,
            alpha=0.6, zorder=3, label=f"_interval {one.name}",
        )  # fmt: skip
        axes.plot(
            value[0], value[1], color=look.colour, marker=look.marker, markersize=10,
            linestyle="none",
            markeredgecolor=style.paper, zorder=4, label=key_words(one.name),
        )  # fmt: skip
    dress(axes)
    axes.locator_params(nbins=4)
    words = [axis_words(found, found.aims[at]) for at in pair]
    axes.set_xlabel(words[0], fontsize=LABEL - 1, color=style.ink)
    axes.set_ylabel(words[1], fontsize=LABEL - 1, color=style.ink)
    for at, turn in zip(pair, (axes.invert_xaxis, axes.invert_yaxis), strict=True):
        if found.robust == "regret" or found.aims[at].better == "lower":
            turn()


def _words(found: Found, pairs: list[tuple[int, int]]) -> str:
    told = "; ".join(
        f"{spoken(one.name)}: "
        + ", ".join(
            f"{aim.label} {value:+.3g}"
            for aim, value in zip(found.aims, found.shown(one.gain), strict=True)
        )
        for one in found.presets
    )
    return (
        f"{len(pairs)} scatter plots of pairs of outcomes with {len(found.members)} members of the "
        f"front and {len(found.presets)} named policies. Named policies minus the base on fresh "
        f"futures: {told}. "
        f"{made_words(found)}."
    )
