"""A game: teams take the chair of actors, turn by turn."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from multivector_sim.errors import InputError
from multivector_sim.explanation import Chronicle
from multivector_sim.play.live import PlayedModel
from multivector_sim.play.moves import Move, PivotMove, parse_pivot, parse_power
from multivector_sim.play.schedule import GAME, departure, played, setting_words, standing_levels
from multivector_sim.play.setup import Setup, Source, Turn, set_up
from multivector_sim.results.saying import Say, english

if TYPE_CHECKING:
    from multivector_sim.play.briefing import Briefing
    from multivector_sim.scenario import Scenario

__all__ = ["Game", "begin_game", "read_move"]


def read_move(setup: Setup, turn: Turn, actor: str, text: str) -> Move:
    """Return the move that an answer says, whatever was played before.

    Parameters
    ----------
    setup
        What the game is played on.
    turn
        The turn that is answered.
    actor
        Code of the actor whose team answers.
    text
        The answer.

    Raises
    ------
    InputError
        If the answer is not allowed.
    """
    if actor != setup.pivot:
        return parse_power(text, turn.quarters)
    return parse_pivot(text, setup.scenario.powers, turn.quarters, setup.largest_treaty)


class Game:
    """A game in progress. It knows nothing of a terminal or a page.

    Parameters
    ----------
    setup
        What it is played on.
    progress
        Called with 1 after each quarter that goes by before the first turn.

    Attributes
    ----------
    setup : Setup
        What it is played on.
    model : PlayedModel
        The run.
    moves : list of dict
        Moves by actor, of each turn played.
    marks : list of str
        A digest of the state of the run after each turn played.

    Examples
    --------
    >>> game = Game(set_up("baseline", ["KAZ"], until=1993))
    >>> game.turn.label
    '1992'
    >>> game.play({"KAZ": "inclusion=0.8 concession=0.2"})
    >>> game.turn.label
    '1993'
    """

    def __init__(self, setup: Setup, progress: Callable[[int], None] | None = None) -> None:
        self.setup = setup
        self.moves: list[dict[str, Move]] = []
        self.marks: list[str] = []
        self.model = PlayedModel(played(setup, ()), seed=setup.seed, run=setup.run)
        self._advance(setup.first, progress)

    @property
    def turn(self) -> Turn | None:
        """The turn that is to be played; None when the game is over."""
        number = len(self.moves)
        return self.setup.turns[number] if number < len(self.setup.turns) else None

    def require_turn(self) -> Turn:
        """Return the turn that is to be played.

        Raises
        ------
        InputError
            If the game is over.
        """
        turn = self.turn
        if turn is None:
            raise InputError("the game is over; there is no turn to play")
        return turn

    @property
    def scenario(self) -> Scenario:
        """The game so far as a scenario; after the last move every setting stays."""
        return played(self.setup, self.moves)

    @property
    def chronicle(self) -> Chronicle:
        """The quarters so far with their reasons.

        Raises
        ------
        InputError
            If no quarter has been played.
        """
        if not self.model.quarters:
            raise InputError("nothing has been played yet; play a turn first")
        model = self.model
        return Chronicle(
            GAME,
            model.setting,
            model.seed,
            model.run,
            tuple(model.quarters),
            dict(model.outcomes()),
        )

    def setting(self, actor: str) -> str:
        """Return the setting that an actor keeps if its team gives no answer, as it is written.

        Raises
        ------
        InputError
            If no team holds the actor.
        """
        self._require_held(actor)
        return setting_words(self.setup, self.moves, actor)

    def standing(self) -> dict[str, float]:
        """Return the levels with which the next turn is entered, by lever."""
        return standing_levels(self.setup, self.moves)

    def read(self, actor: str, text: str) -> Move:
        """Return the move that a team's answer says; the answer is checked, nothing is played.

        Raises
        ------
        InputError
            If the game is over, no team holds the actor, or the answer is not
            allowed.
        """
        self._require_held(actor)
        move = read_move(self.setup, self.require_turn(), actor, text)
        if isinstance(move, PivotMove):
            self._require_open(move)
        return move

    def play(
        self, answers: Mapping[str, str | Move], progress: Callable[[int], None] | None = None
    ) -> None:
        """Play a turn.

        Parameters
        ----------
        answers
            Of each team, by actor: a text or a move. A team that gives none
            keeps its setting.
        progress
            Called with 1 after each quarter.

        Raises
        ------
        InputError
            If an answer is not allowed; then nothing is played.
        """
        moves = {
            actor: self.read(actor, answer if isinstance(answer, str) else answer.text)
            for actor, answer in answers.items()
        }
        turn = self.require_turn()
        self.model.take_up(played(self.setup, [*self.moves, moves]))
        self._advance(turn.last, progress)
        self.moves.append(moves)
        self.marks.append(self.mark)

    @property
    def mark(self) -> str:
        """Digest of the state of the run, 16 hexadecimal digits: equal where every bit is."""
        return hashlib.sha256(self.model.state.memory.tobytes()).hexdigest()[:16]

    def briefing(self, actor: str, say: Say = english) -> Briefing:
        """Return what the team of an actor is told before its move.

        Parameters
        ----------
        actor
            Code of the actor.
        say
            Returns a sentence in the language of the team.

        Raises
        ------
        InputError
            If no team holds the actor.
        """
        from multivector_sim.play.briefing import brief

        self._require_held(actor)
        return brief(self, actor, say)

    def _advance(self, until: int, progress: Callable[[int], None] | None) -> None:
        while self.model.quarter < until:
            self.model.advance()
            if progress is not None:
                progress(1)

    def _require_held(self, actor: str) -> None:
        if actor not in self.setup.teams:
            raise InputError(
                f"actor: {str(actor)[:20]!r} received; teams hold {', '.join(self.setup.teams)}"
            )

    def _require_open(self, move: PivotMove) -> None:
        """Refuse to go back to a recorded policy that reacts to what happens."""
        left = departure(self.setup, [*self.moves, {self.setup.pivot: move}])
        gone = left is not None and left < self.require_turn().first
        if move.recorded and gone and self.setup.scenario.policy.triggers:
            raise InputError(
                "'recorded' received; the recorded policy has triggers, which cannot be taken up "
                "again once it was left: set levers instead"
            )


def begin_game(
    source: str | Path | Source | Scenario = "baseline",
    teams: Mapping[str, str] | Sequence[str] = (),
    *,
    seed: int | None = None,
    run: int = 0,
    since: int | None = None,
    until: int | None = None,
    years: int = 1,
    progress: Callable[[int], None] | None = None,
) -> Game:
    """Begin a game: teams take the chair of actors, the model plays the others.

    Parameters
    ----------
    source
        Name of a shipped scenario, path of a file, a ``Source`` with changes,
        or a ``Scenario``.
    teams
        Names of teams by the code of the actor that each holds, or codes
        alone; empty for the pivot alone.
    seed
        Seed, 0 to 2**63 - 1; None for the scenario's own.
    run
        Number of the run, >= 0.
    since, until
        First and last year that the teams play; None for those of the
        scenario. The years before go by the record, those after are cut off.
    years
        Years of a turn, 1 to ``MOST_YEARS``.
    progress
        Called with 1 after each quarter that goes by before the first turn.

    Raises
    ------
    ScenarioError
        If the scenario has faults.
    InputError
        If an argument is not allowed.

    Examples
    --------
    >>> import multivector_sim as mv
    >>> game = mv.begin_game(teams={"KAZ": "Steppe"}, since=1993, until=1994, seed=1)
    >>> print(game.briefing("KAZ").sections[0].title)
    1993: Steppe plays Kazakhstan (turn 1 of 2)
    >>> game.play({"KAZ": "concession=0.2 treaty=RUS:0.1"})
    >>> game.turn.label
    '1994'
    """
    setup = set_up(source, teams, seed=seed, run=run, since=since, until=until, years=years)
    return Game(setup, progress)
