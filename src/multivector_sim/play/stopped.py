"""A game that was stopped: what was played of it, as a game that is over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from multivector_sim.errors import InputError
from multivector_sim.play.game import Game
from multivector_sim.play.saves import replay
from multivector_sim.results.saying import Say, english
from multivector_sim.scenario import load_scenario

__all__ = ["Stop", "require_played", "so_far", "stop_of", "stop_words"]


class Stop(NamedTuple):
    """Where a game was stopped.

    Attributes
    ----------
    played
        Turns that were played.
    turns
        Turns of the whole game.
    following
        Label of the turn that would be next.
    last
        Last quarter that was played; empty where no turn was.
    """

    played: int
    turns: int
    following: str
    last: str


def require_played(game: Game) -> None:
    """Check that a turn of a game was played.

    Raises
    ------
    InputError
        If none was.
    """
    if not game.moves:
        raise InputError("no turn has been played yet; there is nothing to tell before one is")


def so_far(game: Game, progress: Callable[[int], None] | None = None) -> Game:
    """Return a game up to its last played quarter, as a game that is over.

    The years that were not played are cut off, and the moves are played again:
    every mark must come out the same.

    Parameters
    ----------
    game
        The game; one that is over is returned as it is.
    progress
        Called with 1 after each quarter.

    Raises
    ------
    InputError
        If no turn has been played.
    SimulationError
        If the moves do not come out the same.
    """
    if game.turn is None:
        return game
    require_played(game)
    setup = game.setup
    end = setup.turns[len(game.moves) - 1].quarters[-1]
    cut = load_scenario(setup.scenario, {"end": end}).named(setup.scenario.name)
    answers = [{code: move.text for code, move in row.items()} for row in game.moves]
    return replay(replace(setup, scenario=cut), answers, game.marks, progress)


def stop_of(game: Game) -> Stop | None:
    """Return where a game stands that is not over; None for one that is."""
    turn = game.turn
    if turn is None:
        return None
    last = game.setup.turns[turn.number - 1].quarters[-1] if turn.number else ""
    return Stop(turn.number, len(game.setup.turns), turn.label, last)


def stop_words(stop: Stop, say: Say = english) -> str:
    """Return where a game was stopped as a sentence.

    Parameters
    ----------
    stop
        As :func:`stop_of` gives it, of a game with a turn that was played.
    say
        Returns a sentence in the language of the reader.
    """
    return say(
        "The game is not over: {played} of {turns} turns are played, and {following} is next; "
        "what follows goes up to {last}."
    ).format(**stop._asdict())
