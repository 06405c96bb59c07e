"""Favours that stand and treaties that were concluded, before a turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from multivector_sim.model.actors import PIVOT
from multivector_sim.model.state import QUARTER
from multivector_sim.play.words import Section, Table
from multivector_sim.results.saying import Say, english
from multivector_sim.results.words import number
from multivector_sim.scenario.quantity import quarter_of

if TYPE_CHECKING:
    from multivector_sim.play.game import Game

__all__ = ["HEADS", "MOST_TREATIES", "Tie", "standing", "standing_section"]

MOST_TREATIES: Final = 8
"""Treaties that are told, the latest; of the others only how many there are."""

HEADS: Final = ("what", "with", "size", "when", "cost a year")
"""Columns of the table of ties."""

RUNNING_COST: Final = 0.0
"""Cost a year of a favour or a treaty: the rules charge for levers alone."""


@dataclass(frozen=True)
class Tie:
    """A favour that stands, or a treaty that was concluded.

    Attributes
    ----------
    kind
        ``favour`` or ``treaty``.
    partner
        Code of the power.
    size
        Premium in logs, above 0; or share of concerns that were relieved, in (0, 1].
    since
        Quarter from which the favour stands at this size, or in which the treaty was
        concluded, such as ``2010Q1``.
    cost
        Running cost a year, in years of rent.
    """

    kind: str
    partner: str
    size: float
    since: str
    cost: float = RUNNING_COST


def standing(game: Game) -> tuple[Tie, ...]:
    """Return favours that stand and treaties so far, those of the record among them.

    Parameters
    ----------
    game
        The game; no quarter that was not played is looked at.

    Returns
    -------
    tuple of Tie
        Favours in the order of powers, then treaties in the order of time.
    """
    model, scenario = game.model, game.setup.scenario
    past = model.inputs.favour[: model.quarter]
    quarters = [quarter_of(scenario.first_year + QUARTER * at) for at in range(len(past))]
    ties = []
    for place, code in enumerate(scenario.actor_codes):
        if place == PIVOT or not len(past) or past[-1, place] <= 0:
            continue
        since = len(past) - 1
        while since and past[since - 1, place] == past[-1, place]:
            since -= 1
        ties.append(Tie("favour", code, float(past[-1, place]), quarters[since]))
    pulses = model.inputs.treaty[: model.quarter]
    ties += [
        Tie("treaty", scenario.actor_codes[place], float(row[place]), quarters[at])
        for at, row in enumerate(pulses)
        for place in range(PIVOT + 1, len(row))
        if row[place] > 0
    ]
    return tuple(ties)


def standing_section(ties: Sequence[Tie], names: Mapping[str, str], say: Say = english) -> Section:
    """Return ties in words and a table.

    Parameters
    ----------
    ties
        As :func:`standing` gives them.
    names
        Names of the actors by code, in the language of ``say``.
    say
        Returns a sentence in another language.
    """
    treaties = [tie for tie in ties if tie.kind == "treaty"]
    shown = [tie for tie in ties if tie.kind != "treaty"] + treaties[-MOST_TREATIES:]
    lines = [say("No favour stands, and no treaty was concluded.")]
    if ties:
        lines = [
            say(
                "A favour stands until it is set to 0. A treaty works in its own quarter: it calms "
                "then, nothing of it is in force later. Neither has a running cost."
            )
        ]
    if len(treaties) > MOST_TREATIES:
        lines.append(
            say("Earlier treaties that are left out: {count}.").format(
                count=len(treaties) - MOST_TREATIES
            )
        )
    rows = tuple(
        (
            say(tie.kind),
            names[tie.partner],
            number(tie.size),
            _when(tie, say),
            number(tie.cost) if tie.cost else say("none"),
        )
        for tie in shown
    )
    table = Table(tuple(map(say, HEADS)), rows) if rows else None
    return Section("standing", say("Favours and treaties"), tuple(lines), table)


def _when(tie: Tie, say: Say) -> str:
    words = say("in {quarter}") if tie.kind == "treaty" else say("since {quarter}")
    return words.format(quarter=tie.since)
