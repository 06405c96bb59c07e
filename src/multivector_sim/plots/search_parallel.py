"""The front of a search in parallel coordinates, named policies among it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from multivector_sim.plots.search_words import axis_words, fresh, key_words, looks, made_words
from multivector_sim.plots.style import LABEL, SMALL, current, figure, heading, note, spoken
from multivector_sim.results.words import number

if TYPE_CHECKING:
    from multivector_sim.searching import Found

__all__ = ["search_parallel"]

MARGIN: Final = 0.04


def search_parallel(found: Found) -> Figure:
    """Draw every member of the front and every named policy across all outcomes.

    Parameters
    ----------
    found
        What a search found.

    Returns
    -------
    matplotlib.figure.Figure
        One upright axis an outcome, from the worst score on fresh futures at
        the foot to the best at the top; a line for each policy. Members that
        another member beats on fresh futures are dashed.

    Examples
    --------
    >>> import multivector_sim as mv
    >>> found = mv.search("baseline", presets=["hedge"], policies=8, generations=2, futures=4)
    >>> figure = mv.plots.search_parallel(found)
    """
    style = current()
    members, presets = fresh(found, found.members), fresh(found, found.presets)
    every = np.concatenate([members, presets])
    low, high = every.min(axis=0), every.max(axis=0)
    lower_wanted = [found.robust == "regret" or aim.better == "lower" for aim in found.aims]
    worst, best = np.where(lower_wanted, high, low), np.where(lower_wanted, low, high)
    room = np.where(best == worst, 1.0, best - worst)
    target = figure(17, 9.4)
    axes = target.add_axes((0.06, 0.15, 0.68, 0.66))
    axes.set_facecolor(style.paper)
    places = [float(at) for at in range(len(found.aims))]
    for one, row in zip(found.members, members, strict=True):
        axes.plot(
            places, (row - worst) / room, color=style.muted, linewidth=1.3,
            linestyle="-" if one.stays else (0, (1.5, 2)), alpha=0.55, zorder=2,
        )  # fmt: skip
    own = looks(found)
    for one, row in zip(found.presets, presets, strict=True):
        look = own[one.name]
        axes.plot(
            places, (row - worst) / room, color=look.colour, marker=look.marker, markersize=9,
            linestyle=look.dash, linewidth=2.4, zorder=3, markeredgecolor=style.paper,
            label=key_words(one.name),
        )  # fmt: skip
    axes.set_xlim(-MARGIN, len(places) - 1 + MARGIN)
    axes.set_ylim(-MARGIN, 1 + MARGIN)
    axes.set_yticks([])
    axes.set_xticks(places)
    axes.set_xticklabels(
        [axis_words(found, aim) for aim in found.aims], fontsize=LABEL, color=style.ink
    )
    axes.tick_params(length=0, pad=26)
    for spine in axes.spines.values():
        spine.set_visible(False)
    for at, place in enumerate(places):
        axes.axvline(place, color=style.ink, linewidth=1.2, zorder=1)
        for height, value, side in ((0, worst[at], "top"), (1, best[at], "bottom")):
            axes.text(
                place, height + (MARGIN if height else -MARGIN), number(float(value)),
                ha="center", va=side, fontsize=SMALL + 2, color=style.ink,
            )  # fmt: skip
    keys = [
        Line2D([], [], color=style.muted, linewidth=1.6, label="member of the front"),
        Line2D(
            [], [], color=style.muted, linewidth=1.6, linestyle=(0, (1.5, 2)),
            label="member that another one beats\non fresh futures",
        ),
        *axes.get_legend_handles_labels()[0],
    ]  # fmt: skip
    axes.legend(
        handles=keys, loc="upper left", bbox_to_anchor=(1.05, 1.06), fontsize=SMALL + 1,
        frameon=False, labelcolor=style.ink, labelspacing=0.8,
    )  # fmt: skip
    heading(
        target,
        f"Policies that no other one beats, searched from {spoken(found.base.name or 'a base')}",
        "each axis from the worst score (foot) to the best (top) of what is drawn, on futures that "
        "the search had not seen",
    )
    note(target, made_words(found))
    target.set_label(_words(found))
    return target


def _words(found: Found) -> str:
    told = "; ".join(f"{spoken(row.preset)}: {row.verdict}" for row in found.against)
    stay = sum(one.stays for one in found.members)
    return (
        f"Parallel coordinates of {len(found.members)} members of the front and "
        f"{len(found.presets)} named policies over "
        f"{', '.join(f'{aim.label} ({aim.better} wanted)' for aim in found.aims)}. {stay} members "
        f"stay non-dominated on fresh futures. Named policies: {told}. {made_words(found)}."
    )
