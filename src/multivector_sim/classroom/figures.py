"""The figures of a view, by name, in the language of the visitor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np

from multivector_sim.classroom.drawing import (
    LINE,
    LOOKS,
    NARROWEST,
    WIDEST,
    Band,
    Say,
    bands_figure,
    ceiling,
    dots,
    network,
    wrapped,
)
from multivector_sim.classroom.guesses import Guess
from multivector_sim.classroom.marks import marks
from multivector_sim.classroom.runs import LEVERAGES, FloatArray, SideRuns
from multivector_sim.classroom.state import Side, presets
from multivector_sim.classroom.view import View
from multivector_sim.classroom.world import load_world
from multivector_sim.scenario.quantity import quarter_of

__all__ = [
    "PAIR",
    "PARTS",
    "fit",
    "guess_figure",
    "leverage_figures",
    "networks",
    "side_title",
    "tension_figures",
]

TALL: Final = 350
"""Height of a figure of tension whose title is one line, pixels."""
_LOW: Final = 176
"""Height of a figure of leverage whose title is one line, pixels."""
PAIR: Final = ("RUS", "CHN")
"""The two powers whose tension is drawn over time."""
PARTS: Final = dict(zip(LEVERAGES, ("economic leverage", "transit leverage", "security leverage"),
                 strict=True))  # fmt: skip
"""The parts of leverage in words."""


def fit(width: object) -> int:
    """Return the width of a figure for the room that a page reports, pixels."""
    if isinstance(width, bool) or not isinstance(width, int | float) or not 0 < width < 1e5:
        return 440
    return int(min(max(width, NARROWEST), WIDEST))


def side_title(side: Side, letter: str, say: Say) -> str:
    """Return what a side is called: letter, title of its preset, and whether it was changed."""
    title = say(presets()[side.preset].title)
    return f"{letter}: {title}{' *' if side.own else ''}"


def _sides(view: View) -> tuple[tuple[str, Side, SideRuns, SideRuns], ...]:
    return (
        ("a", view.state.a, view.a, view.b),
        ("b", view.state.b, view.b, view.a),
    )


def _lines(titles: Iterable[str], width: int) -> int:
    """Return how many lines the longest of some titles needs."""
    return max(len(wrapped(title, width)) for title in titles)


def tension_figures(
    view: View, width: int, say: Say, runs: Mapping[str, FloatArray] | None = None
) -> list[str]:
    """Return the tension of Russia and China over time, A and B on one scale.

    Parameters
    ----------
    view
        The numbers.
    width
        Pixels.
    say
        Tells labels in the visitor's language.
    runs
        By side, ``"a"`` or ``"b"``: (quarters,), a single run to draw on top.
    """
    single = runs or {}
    column = view.a.pairs.index(PAIR)
    both = [side.tension[..., column] for side in (view.a, view.b)]
    top = ceiling(*both, *single.values())
    titles = {name: side_title(side, LOOKS[name].letter, say) for name, side, *_ in _sides(view)}
    lines = _lines(titles.values(), width)
    drawn = []
    for name, _, mine, theirs in _sides(view):
        values = mine.tension[..., column]
        words = "{} {:.2f}, {} {:.2f}".format(
            say("median tension at the start"), values[2, 0],
            say("at the end"), values[2, -1],
        )  # fmt: skip
        if name in single:
            words += "; {} {}: {:.2f}".format(
                say("run"), view.state.run, single[name][view.state.quarter]
            )
        other = "b" if name == "a" else "a"
        drawn.append(
            bands_figure(
                Band(values, LOOKS[name]), view.years, title=titles[name], words=words,
                width=width, height=TALL + LINE * (lines - 1), top=top,
                axis=say("tension, from 0 to 1"), lines=lines,
                other=Band(theirs.tension[..., column], LOOKS[other]), marks=marks(),
                now=view.state.quarter, run=single.get(name),
            )
        )  # fmt: skip
    return drawn


def leverage_figures(view: View, width: int, say: Say) -> list[list[str]]:
    """Return the leverage of the chosen power over the pivot: for each part, A and B."""
    column = view.a.powers.index(view.state.power)
    rows = []
    for part, words in PARTS.items():
        values = {"a": view.a.leverage[part][..., column], "b": view.b.leverage[part][..., column]}
        top = ceiling(*values.values())
        titles = {
            name: f"{LOOKS[name].letter}: {say(words)}, {say('from 0 to 1')}" for name in values
        }
        lines = _lines(titles.values(), width)
        row = []
        for name, other in (("a", "b"), ("b", "a")):
            told = "{} {:.2f}".format(say("median at the end"), values[name][2, -1])
            row.append(
                bands_figure(
                    Band(values[name], LOOKS[name]), view.years,
                    title=titles[name], words=told, width=width, height=_LOW + LINE * (lines - 1),
                    top=top, lines=lines, other=Band(values[other], LOOKS[other]),
                )
            )  # fmt: skip
        rows.append(row)
    return rows


def guess_figure(view: View, guesses: Sequence[Guess], width: int, say: Say) -> str:
    """Return the guesses of the class, against the interval of the model."""
    effect = view.main.effect
    values = [guess.value for guess in guesses]
    told = "{}: {}; {} {:+.4f} ... {:+.4f}".format(
        say("guesses"), len(values), say("model, 95 % interval"), effect.mean_low, effect.mean_high
    )
    title = f"{say('Guesses of the class')} ({len(values)})"
    return dots(values, effect.mean_low, effect.mean_high, title=title, words=told, width=width,
                axis=say("A minus B, mean tension"))  # fmt: skip


def networks(view: View, width: int, say: Say) -> list[str]:
    """Return the networks of A and B in the chosen quarter."""
    quarter = view.state.quarter
    codes, date = load_world().actor_codes, quarter_of(view.years[quarter])
    titles = [f"{side_title(side, LOOKS[name].letter, say)}, {date}"
              for name, side, *_ in _sides(view)]  # fmt: skip
    lines = _lines(titles, width)
    drawn = []
    for (_, _, runs, _), title in zip(_sides(view), titles, strict=True):
        values = dict(zip(runs.pairs, np.transpose(runs.tension[:, quarter]), strict=True))
        told = ", ".join(f"{'-'.join(pair)} {one[2]:.2f}" for pair, one in values.items())
        drawn.append(network(codes, values, title=title, words=told, width=width, lines=lines))
    return drawn
