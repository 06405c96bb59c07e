"""A game as a file that people can read: written after each turn, read to go on or to replay."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from multivector_sim.errors import InputError, SimulationError
from multivector_sim.play.game import Game, read_move
from multivector_sim.play.setup import Setup, Source, set_up
from multivector_sim.scenario.fault import FaultsFoundError
from multivector_sim.scenario.show import write_yaml
from multivector_sim.scenario.tree import plain, read_tree

__all__ = [
    "FORMAT",
    "game_text",
    "load_game",
    "read_answers",
    "record",
    "replay",
    "save_game",
]

FORMAT: Final = 1
"""Number of the form of the file; it rises when a key changes its meaning or goes."""

HEAD: Final = (
    "# A game of multivector_sim: exploratory, not a forecast.\n"
    "# Go on: multivector play --resume FILE. Play again: multivector play --replay FILE.\n"
)

_KEYS: Final = {
    "format": int,
    "scenario": str,
    "set": list,
    "variant": list,
    "without": list,
    "hash": str,
    "seed": int,
    "run": int,
    "from": int,
    "to": int,
    "years_per_turn": int,
    "teams": dict,
    "turns": list,
}
_MARK: Final = re.compile(r"[0-9a-f]{16}")

Answers = list[dict[str, str]]


def record(game: Game) -> dict[str, Any]:
    """Return a game as plain data: what it is played on, every answer, and a mark of each turn."""
    setup = game.setup
    last = setup.turns[-1].quarters[-1]
    turns = [
        {
            "turn": setup.turns[number].label,
            "answers": {code: row[code].text if code in row else "" for code in setup.teams},
            "mark": game.marks[number],
        }
        for number, row in enumerate(game.moves)
    ]
    return {
        "format": FORMAT,
        "scenario": setup.source.name,
        "set": list(setup.source.overrides),
        "variant": list(setup.source.variant),
        "without": list(setup.source.without),
        "hash": setup.scenario.hash,
        "seed": setup.seed,
        "run": setup.run,
        "from": int(setup.turns[0].quarters[0][:4]),
        "to": int(last[:4]),
        "years_per_turn": setup.years,
        "teams": dict(setup.teams),
        "turns": turns,
    }


def save_game(game: Game, path: str | Path) -> None:
    """Write a game to a file: whole or not at all.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    target = Path(path)
    partial = target.with_name(f".{target.name}.partial")
    try:
        partial.write_text(game_text(game), encoding="utf-8", newline="\n")
        partial.replace(target)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror}") from None


def game_text(game: Game) -> str:
    """Return a game as the text of its file."""
    return HEAD + write_yaml(record(game))


def load_game(
    saved: str | Path | Mapping[str, Any],
    progress: Callable[[int], None] | None = None,
    name: str = "",
) -> Game:
    """Return a saved game, played again to where it stopped.

    Parameters
    ----------
    saved
        A file, as :func:`save_game` writes it, or plain data, as :func:`record` returns them.
    progress
        Called with 1 after each quarter.
    name
        Name of the game for messages; empty for the path of the file.

    Raises
    ------
    InputError
        If the file cannot be read, or does not hold a game that can be played.
    ScenarioError
        If its scenario cannot be loaded.
    SimulationError
        If the moves do not give the game that was saved.
    """
    return replay(*read(saved, name), progress, name or _name(saved))


def replay(
    setup: Setup,
    answers: Answers,
    marks: list[str],
    progress: Callable[[int], None] | None = None,
    name: str = "the game",
) -> Game:
    """Return a game with the same moves, and check that it comes out the same.

    Parameters
    ----------
    setup
        What it is played on.
    answers
        By actor, turn by turn.
    marks
        Marks of the turns to compare with; turns beyond them are not compared.
    progress
        Called with 1 after each quarter.
    name
        Name of the game for messages.

    Raises
    ------
    InputError
        If an answer is not allowed.
    SimulationError
        At the first turn that comes out otherwise.
    """
    game = Game(setup, progress)
    for number, row in enumerate(answers):
        turn = game.turn
        if turn is None:
            raise InputError(
                f"{name}: {len(answers)} turns received; the game has {len(setup.turns)}"
            )
        try:
            game.play(row, progress)
        except InputError as error:
            raise InputError(f"{name}: turn {turn.label}: {error}") from None
        if number < len(marks) and marks[number] != game.mark:
            raise SimulationError(
                f"{name}: the replay does not reproduce turn {turn.label}: mark {game.mark} came "
                f"out, {marks[number]} is saved. The file was changed by hand, or the program is "
                "of another version; to play the moves anew, take the marks out of the file"
            )
    return game


def read(saved: str | Path | Mapping[str, Any], name: str = "") -> tuple[Setup, Answers, list[str]]:
    """Return what a saved game is played on, its answers turn by turn, and its marks.

    Arguments and errors are those of :func:`load_game`, which plays it.
    """
    data = saved if isinstance(saved, Mapping) else _data(Path(saved))
    path = name or _name(saved)
    for key, kind in _KEYS.items():
        value = data.get(key)
        if not isinstance(value, kind) or isinstance(value, bool):
            raise InputError(
                f"{path}: {key}: {_shown(value)} received; {_KIND[kind]} is needed. The file is "
                "damaged or is not a saved game"
            )
    unknown = sorted(set(data) - set(_KEYS))
    if unknown:
        raise InputError(f"{path}: {_shown(unknown[0])} is no key of a saved game")
    if data["format"] != FORMAT:
        raise InputError(
            f"{path}: format {data['format']} received; this version reads format {FORMAT}"
        )
    lists = {key: tuple(_texts(path, key, data[key])) for key in ("set", "variant", "without")}
    teams = {code: _text(path, f"teams.{code}", name) for code, name in data["teams"].items()}
    source = Source(data["scenario"], lists["set"], lists["variant"], lists["without"])
    try:
        setup = set_up(
            source,
            teams,
            seed=data["seed"],
            run=data["run"],
            since=data["from"],
            until=data["to"],
            years=data["years_per_turn"],
        )
    except FaultsFoundError:
        raise
    except InputError as error:
        raise InputError(f"{path}: {error}") from None
    if setup.scenario.hash != data["hash"]:
        raise InputError(
            f"{path}: the scenario {source.name} is not the one of the game any more (hash "
            f"{setup.scenario.hash[:12]}, {_shown(data['hash'])[:14]} is saved); play with the "
            "file that it was begun with, and leave to, set, variant and without as they were"
        )
    answers, marks = _turns(path, data["turns"], setup, marked=True)
    return setup, answers, marks


def read_answers(path: Path, setup: Setup) -> Answers:
    """Return the answers of a file of moves, turn by turn; those of a saved game will do.

    The file has a list ``turns``; each entry has a ``turn``, such as 1995 (a
    year or the label of a turn), and ``answers`` by actor. Turns that are
    left out keep every setting.

    Raises
    ------
    InputError
        If the file cannot be read, or an entry is not allowed.
    """
    data = _data(path)
    if not isinstance(data.get("turns"), list):
        raise InputError(f"{path}: turns: a list of turns with their answers is needed")
    return _turns(str(path), data["turns"], setup, marked=False)[0]


def _name(saved: object) -> str:
    return "the game" if isinstance(saved, Mapping) else str(saved)


def _data(path: Path) -> dict[str, Any]:
    data = plain(read_tree(path, str(path)))
    if not isinstance(data, dict):
        raise InputError(f"{path}: a map of keys and values is needed; this is no game")
    return data


def _turns(path: str, rows: list[Any], setup: Setup, *, marked: bool) -> tuple[Answers, list[str]]:
    """Return answers turn by turn from the first on, and marks as far as they are there."""
    places = {turn.label: turn.number for turn in setup.turns}
    found: dict[int, dict[str, str]] = {}
    marks: list[str] = []
    for position, row in enumerate(rows):
        where = f"{path}: turns.{position}"
        if not isinstance(row, dict) or not {"turn", "answers"} <= set(row) <= {
            "turn", "answers", "mark",
        }:  # fmt: skip
            raise InputError(f"{where}: a turn and answers are needed; {_shown(row)} received")
        label = str(row["turn"])
        if label not in places:
            raise InputError(
                f"{where}: turn {_shown(label)} received; the turns are {setup.turns[0].label} to "
                f"{setup.turns[-1].label}, {setup.years} year{'s' * (setup.years > 1)} each"
            )
        number = places[label]
        if number in found:
            raise InputError(f"{where}: turn {label} is there twice")
        if marked and number != position:
            raise InputError(
                f"{where}: turn {label} received; {setup.turns[position].label} follows"
            )
        found[number] = _answers(where, row["answers"], setup)
        for code, text in found[number].items():
            try:
                read_move(setup, setup.turns[number], code, text)
            except InputError as error:
                raise InputError(f"{path}: turn {label}: {error}") from None
        mark = row.get("mark")
        if marked and mark is not None:
            if not isinstance(mark, str) or not _MARK.fullmatch(mark):
                raise InputError(f"{where}: mark: {_shown(mark)} received; 16 digits are needed")
            if len(marks) < position:
                raise InputError(f"{where}: marks before it are gone; take out all, or none")
            marks.append(mark)
    length = max(found, default=-1) + 1
    return [found.get(number, {}) for number in range(length)], marks


def _answers(where: str, given: object, setup: Setup) -> dict[str, str]:
    if not isinstance(given, Mapping):
        raise InputError(f"{where}: answers: a map of actors and answers is needed")
    for code, text in given.items():
        if code not in setup.teams:
            raise InputError(
                f"{where}: answers of {_shown(code)} received; teams hold {', '.join(setup.teams)}"
            )
        if text is not None and not isinstance(text, str):
            raise InputError(f"{where}: {code}: {_shown(text)} received; words are needed")
    return {str(code): text or "" for code, text in given.items()}


def _texts(path: str, key: str, rows: list[Any]) -> list[str]:
    return [_text(path, f"{key}.{number}", row) for number, row in enumerate(rows)]


def _text(path: str, key: str, value: object) -> str:
    if not isinstance(value, str):
        raise InputError(f"{path}: {key}: {_shown(value)} received; words are needed")
    return value


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:60]}..."


_KIND: Final = {
    int: "a whole number",
    str: "a text",
    list: "a list",
    dict: "a map",
}
