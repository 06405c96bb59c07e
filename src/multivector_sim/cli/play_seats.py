"""The seats of a game at a terminal: briefings, answers, turn by turn."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from multivector_sim.errors import InputError

if TYPE_CHECKING:
    from multivector_sim.play import Game, Move, Section
    from multivector_sim.results.saying import Say

__all__ = ["ask_teams", "play_planned", "tell"]

HELP: Final = (
    "Enter alone keeps the setting. 'again' shows the briefing, 'rest' asks nobody any more and "
    "keeps every setting to the end, 'stop' ends the game here with its debrief, 'quit' leaves. "
    "The game is saved after each turn; answers of an unfinished turn are asked again."
)


class _Leave(Exception):  # noqa: N818  (no error: a team leaves the game)
    """A team leaves the game."""


class _Stop(Exception):  # noqa: N818
    """A team ends the game where it stands, and wants the debrief."""


class _Rest(Exception):  # noqa: N818
    """A team lets every setting stay to the end."""


def tell(sections: Iterable[Section]) -> None:
    """Print sections: words, then a table."""
    from multivector_sim.cli.table import rows_table, show
    from multivector_sim.explanation.words import wrapped

    for section in sections:
        if section.title:
            click.echo(click.style(section.title, bold=True))
        for line in section.lines:
            click.echo("\n".join(wrapped(line, 2)))
        if section.command:
            click.echo(f"  {section.command}")
        if section.table is None:
            click.echo()
        else:
            show(rows_table(section.table.head, section.table.rows, words=section.table.head))


def play_planned(
    game: Game,
    planned: list[dict[str, str]],
    target: Path | None,
    say: Say,
    *,
    briefings: bool,
) -> None:
    """Play what is left by answers of a file; turns without one keep every setting.

    Raises
    ------
    InputError
        If an answer is not allowed.
    """
    from multivector_sim.play import save_game

    while game.turn is not None:
        turn = game.turn
        if briefings:
            for actor in game.setup.teams:
                tell(game.briefing(actor, say).sections)
        try:
            game.play(planned[turn.number] if turn.number < len(planned) else {})
        except InputError as error:
            raise InputError(f"turn {turn.label}: {error}") from None
        if target is not None:
            save_game(game, target)


def ask_teams(game: Game, target: Path, say: Say, *, quiet: bool) -> None:
    """Ask each team in turn, until the game is over or a team stops it.

    Raises
    ------
    click.exceptions.Exit
        If a team leaves the game.
    KeyboardInterrupt
        With words on where the game is saved.
    """
    from multivector_sim.play import save_game

    save_game(game, target)
    kept = say("The game is in {file}; go on with {command}").format(
        file=target, command=f"multivector play --resume {target}"
    )
    if not quiet:
        click.echo(say(HELP))
    try:
        asked = True
        while game.turn is not None:
            answers: dict[str, Move] = {}
            if asked:
                answers, asked = _answers(game, say)
            game.play(answers)
            save_game(game, target)
    except _Stop:
        if not quiet:
            click.echo(kept, err=True)
    except _Leave:
        click.echo(kept)
        raise click.exceptions.Exit(0) from None
    except (KeyboardInterrupt, click.Abort) as error:
        raise KeyboardInterrupt(f"{kept[0].lower()}{kept[1:]}") from error


def _answers(game: Game, say: Say) -> tuple[dict[str, Move], bool]:
    """Return the answers, and whether to ask again; each team sees its own briefing alone."""
    teams = game.setup.teams
    answers: dict[str, Move] = {}
    for actor in teams:
        if len(teams) > 1:
            click.clear()
        try:
            if len(teams) > 1:
                _seat(game, actor, say)
            tell(game.briefing(actor, say).sections)
            answers[actor] = _answer(game, actor, say)
        except _Rest:  # who has answered before has answered
            return answers, False
    if len(teams) > 1:
        click.clear()
    return answers, True


def _asked(game: Game, question: str, sign: str, say: Say) -> str:
    """Return what a team types, if it is not a word that ends the asking."""
    while True:
        text: str = click.prompt(question, default="", show_default=False, prompt_suffix=sign)
        word = text.strip().lower()
        if word == "quit":
            raise _Leave
        if word == "rest":
            raise _Rest
        if word == "stop" and game.moves:
            raise _Stop
        if word == "stop":
            click.echo(say("No turn has been played yet; there is nothing to tell. 'quit' leaves."))
        elif word in ("help", "?"):
            click.echo(say(HELP))
        else:
            return text.strip()


def _seat(game: Game, actor: str, say: Say) -> None:
    """Wait until a team is at the table; what it types before its briefing is no answer."""
    from multivector_sim.play.debrief import team_words

    question = say("{team}: take the chair of {actor}; the others look away. Enter").format(
        team=team_words(game.setup, actor, say), actor=say(game.setup.names[actor])
    )
    while _asked(game, question, " ", say):
        click.echo(say("Press Enter alone: the answer comes after the briefing."))


def _answer(game: Game, actor: str, say: Say) -> Move:
    from multivector_sim.play.debrief import team_words

    question = f"{team_words(game.setup, actor, say)}, {game.require_turn().label}"
    while True:
        text = _asked(game, question, "> ", say)
        if text.lower() == "again":
            tell(game.briefing(actor, say).sections)
        else:
            try:
                return game.read(actor, text)
            except InputError as error:
                click.echo(say("Not understood: {error}").format(error=error.said(say)))
