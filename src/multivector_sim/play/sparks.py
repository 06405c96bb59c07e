"""Paths as lines of blocks, which a terminal can show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from multivector_sim.play.words import Section, Table
from multivector_sim.results.saying import Say, english
from multivector_sim.results.words import number

if TYPE_CHECKING:
    from multivector_sim.explanation import Chronicle

__all__ = ["BLOCKS", "WIDEST", "path_section", "spark"]

BLOCKS: Final = "▁▂▃▄▅▆▇█"
"""Heights of a place of a line, the lowest first."""

WIDEST: Final = 34
"""Places of a line."""


def spark(values: Sequence[float], low: float, high: float) -> str:
    """Return a path as a line of blocks.

    Parameters
    ----------
    values
        The path; where it is longer than ``WIDEST``, each place has the mean of a part.
    low, high
        Values of the lowest and of the highest block. Where they are the same, all blocks are
        the lowest.
    """
    parts = np.array_split(np.asarray(values, dtype=float), min(WIDEST, len(values)))
    span = high - low
    steps = [int((part.mean() - low) / span * len(BLOCKS)) if span > 0 else 0 for part in parts]
    return "".join(BLOCKS[min(max(step, 0), len(BLOCKS) - 1)] for step in steps)


def path_section(chronicles: Mapping[str, Chronicle], since: int, say: Say = english) -> Section:
    """Return the paths of histories as lines of blocks; each block of rows has one scale.

    Parameters
    ----------
    chronicles
        Histories by what they are called, the game first.
    since
        Number of the first quarter that is shown.
    say
        Returns a sentence in another language.
    """
    from multivector_sim.plots.histories import gained, kept_share, rivalry

    game = next(iter(chronicles.values()))
    others = list(chronicles.items())[1:]
    groups = {
        say("tension among the powers"): [(name, rivalry(row)) for name, row in chronicles.items()],
        say("share kept"): [(name, kept_share(row)) for name, row in chronicles.items()],
        say("welfare so far, the game minus"): [(name, gained(game, row)) for name, row in others],
    }
    rows = []
    for what, paths in groups.items():
        shown = [(name, path[since:]) for name, path in paths]
        low = min(float(path.min()) for _, path in shown)
        high = max(float(path.max()) for _, path in shown)
        for name, path in shown:
            line = spark(path.tolist(), low, high)
            rows.append((f"{what}: {name}", number(path[0]), line, number(path[-1])))
    first, last = game.quarters[since].quarter, game.quarters[-1].quarter
    return Section(
        "path",
        say("One history, one draw of chance: the path"),
        (
            say("From {first} to {last}; rows of one kind have one scale.").format(
                first=first, last=last
            ),
        ),
        Table((say("path"), say("first"), "", say("last")), tuple(rows)),
    )
