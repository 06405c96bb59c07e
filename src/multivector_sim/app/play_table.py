"""A game on one screen: who is at the table, what was answered, and what came of it.

It knows nothing of Solara. What a page sends can be anything, so each action
is checked, and one that is refused changes nothing.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from multivector_sim.app.play_report import Report, report_of
from multivector_sim.classroom.world import WORLD, check_whole, shown
from multivector_sim.errors import InputError, SimulationError
from multivector_sim.play import Game, Move, load_game, set_up
from multivector_sim.scenario.tree import plain, read_tree

__all__ = ["LARGEST_SAVE", "Table", "read_save"]

LARGEST_SAVE: Final = 40_000
"""Characters of a saved game; one of five teams and every year has about a third of them."""
SAVED: Final = "saved game"
"""What a saved game is called in messages."""
_PATIENCE: Final = 30.0
"""Seconds that somebody waits for a turn to begin or resume a game."""
_SLOW: Final = threading.BoundedSemaphore(1)
"""Games are begun and resumed one at a time: the readable engine runs in Python alone."""

Action = Mapping[str, Any]


class Table:
    """What one visitor plays; without a game at first.

    Attributes
    ----------
    game : Game or None
        The game.
    seat : int
        Number of the team whose turn it is to answer.
    open : bool
        Whether that team is at the table: its briefing is told to nobody before.
    answers : dict
        Moves of the teams that have answered in this turn, by actor.
    report : Report or None
        The debrief of the turns that were played, once it was asked for.
    lock : threading.Lock
        To be held by who reads while another window may play on.
    """

    def __init__(self) -> None:
        self.game: Game | None = None
        self.seat = 0
        self.open = False
        self.answers: dict[str, Move] = {}
        self.report: Report | None = None
        self.lock = threading.Lock()

    @property
    def actor(self) -> str:
        """Code of the actor whose team is to answer; empty without a turn to play."""
        if self.game is None or self.game.turn is None:
            return ""
        return list(self.game.setup.teams)[self.seat]

    def act(self, action: object) -> None:
        """Do what a page asks for.

        Parameters
        ----------
        action
            What the page sent: a map with ``kind`` and, by kind, more.

        Raises
        ------
        InputError
            If there is no such action, or its values are not allowed.
        SimulationError
            If a saved game does not come out as it was saved, or too many
            visitors begin games or ask for debriefs at the same time.
        """
        kind = action.get("kind") if isinstance(action, Mapping) else None
        if not isinstance(action, Mapping) or not isinstance(kind, str) or kind not in _ACTIONS:
            raise InputError(f"action: unknown; allowed are {', '.join(_ACTIONS)}")
        with self.lock:
            _ACTIONS[kind](self, action)

    def begin(self, action: Action) -> None:
        """Begin a game: ``teams`` (names by code), ``from``, ``to``, ``years``, ``seed``."""
        self._take(_begun(action))

    def resume(self, action: Action) -> None:
        """Go on with a saved game: its ``text``."""
        self._take(read_save(action.get("text")))

    def sit(self, action: Action) -> None:
        """Tell the briefing of the team whose turn it is: it is at the table."""
        self._place(action)
        self.open = True

    def answer(self, action: Action) -> None:
        """Take a team's answer, ``text``; the turn is played after the last team's."""
        game = self._place(action)
        if not self.open:
            raise InputError("answer: received before the team came to the table")
        text = action.get("text")
        if not isinstance(text, str):
            raise InputError(f"answer: {shown(text)} received; words are needed")
        answers = {**self.answers, self.actor: game.read(self.actor, text)}
        if self.seat + 1 < len(game.setup.teams):
            self.answers, self.seat, self.open = answers, self.seat + 1, False
            return
        game.play(answers)
        self._new_turn(game)

    def rest(self, action: Action) -> None:
        """Keep every setting to the end."""
        game = self._place(action)
        game.play(self.answers)
        while game.turn is not None:
            game.play({})
        self._new_turn(game)

    def debrief(self, _: Action) -> None:
        """Make the debrief of the turns that were played."""
        if self.game is None:
            raise InputError("debrief: there is no game")
        self.report = report_of(self.game)

    def _take(self, game: Game) -> None:
        self.game = game
        self._new_turn(game)

    def _new_turn(self, game: Game) -> None:
        self.report = None
        self.answers, self.seat = {}, 0
        self.open = len(game.setup.teams) == 1

    def _place(self, action: Action) -> Game:
        """Return the game, if the page shows the turn and seat that it is at."""
        game = self.game
        if game is None or game.turn is None:
            raise InputError("there is no turn to play")
        if action.get("turn") != game.turn.number or action.get("seat") != self.seat:
            raise InputError("this turn was played already, in another window or by a second click")
        return game


_ACTIONS: Final[dict[str, Callable[[Table, Action], None]]] = {
    "begin": Table.begin,
    "resume": Table.resume,
    "sit": Table.sit,
    "answer": Table.answer,
    "rest": Table.rest,
    "debrief": Table.debrief,
}


def _begun(action: Action) -> Game:
    teams = action.get("teams")
    if not isinstance(teams, Mapping) or not teams or len(teams) > 20:
        raise InputError("teams: at least one actor with a team is needed")
    for code, name in teams.items():
        if not isinstance(code, str) or not isinstance(name, str):
            raise InputError(f"teams: {shown(code)}: {shown(name)} received; names are needed")
    values: dict[str, int] = {}
    for key in ("from", "to", "years", "seed"):
        value = action.get(key)
        check_whole(key, value, 0, 2**53)
        assert isinstance(value, int)
        values[key] = value
    setup = set_up(
        WORLD, teams, seed=values["seed"], since=values["from"], until=values["to"],
        years=values["years"],
    )  # fmt: skip
    with _in_turn():
        return Game(setup)


def read_save(text: object) -> Game:
    """Return the game that a saved text tells, played again to where it stopped.

    Parameters
    ----------
    text
        What ``play.save_game`` writes; it may come from anybody. Games of files
        and of changed scenarios are refused: a visitor must not name a file
        of this machine.

    Raises
    ------
    InputError
        If the text is too long or does not hold a game that can be played.
    ScenarioError
        If it is no text of the form needed.
    SimulationError
        If the moves do not give the game that was saved, or too many
        visitors resume games at the same time.
    """
    if not isinstance(text, str) or not text.strip():
        raise InputError("{file}: nothing received; paste the text of a saved game", file=SAVED)
    if len(text) > LARGEST_SAVE:
        raise InputError(
            "{file}: {count} characters received; at most {most} are allowed",
            file=SAVED, count=f"{len(text):,}", most=f"{LARGEST_SAVE:,}",
        )  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="multivector_") as folder:
        path = Path(folder) / "game.yaml"
        path.write_bytes(text.encode("utf-8", "replace"))
        document = plain(read_tree(path, SAVED))
    _require_plain(document)
    with _in_turn():
        return load_game(document, name=SAVED)


def _require_plain(data: object) -> None:
    """Refuse a game that is not played on the world of the page as it is."""
    if not isinstance(data, dict):
        raise InputError("{file}: a map of keys and values is needed; this is no game", file=SAVED)
    changed = [key for key in ("set", "variant", "without") if data.get(key)]
    if data.get("scenario") != WORLD or changed:
        raise InputError(
            "{file}: the page plays the scenario {world} as it is; play a game of another or a "
            "changed scenario in a terminal, with multivector play --resume FILE",
            file=SAVED, world=WORLD,
        )  # fmt: skip


@contextmanager
def _in_turn() -> Iterator[None]:
    if not _SLOW.acquire(timeout=_PATIENCE):
        raise SimulationError(
            "too many visitors begin a game at this moment; try again in a few seconds"
        )
    try:
        yield
    finally:
        _SLOW.release()
