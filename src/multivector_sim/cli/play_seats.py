"""The seats of a game at a terminal: briefings, answers, turn by turn."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from multivector_sim.errors import InputError

if TYPE_CHECKING:
    from multivector_sim.play import Game, Move, Section

__all__ = ["ask_teams", "play_planned", "tell"]

HELP: Final = (
    "Enter alone keeps the setting. 'again' shows the briefing, 'rest' asks nobody any more and "
    "keeps every setting to the end, 'quit' ends; the game is saved after each turn."
)


class _Leave(Exception):  # noqa: N818  (no error: a team ends the game)
    """A team ends the game."""


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
    game: Game, planned: list[dict[str, str]], target: Path | None, *, briefings: bool
) -> None:
    """Play what is left by answers of a file; turns without one keep every setting.

    Raises
    ------
    InputError
        If an answer is not allowed.
    """
    from multivector_sim.play import save

    while game.turn is not None:
        turn = game.turn
        if briefings:
            for actor in game.setup.teams:
                tell(game.briefing(actor).sections)
        try:
            game.play(planned[turn.number] if turn.number < len(planned) else {})
        except InputError as error:
            raise InputError(f"turn {turn.label}: {error}") from None
        if target is not None:
            save(game, target)


def ask_teams(game: Game, target: Path, *, quiet: bool) -> None:
    """Ask each team in turn, until the game is over.

    Raises
    ------
    click.exceptions.Exit
        If a team ends the game before.
    KeyboardInterrupt
        With words on where the game is saved.
    """
    from multivector_sim.play import save

    save(game, target)
    kept = f"the game is in {target}; go on with multivector play --resume {target}"
    if not quiet:
        click.echo(HELP)
    try:
        asked = True
        while game.turn is not None:
            answers: dict[str, Move] = {}
            if asked:
                answers, asked = _answers(game)
            game.play(answers)
            save(game, target)
    except _Leave:
        click.echo(f"{kept[0].upper()}{kept[1:]}")
        raise click.exceptions.Exit(0) from None
    except (KeyboardInterrupt, click.Abort) as error:
        raise KeyboardInterrupt(kept) from error


def _answers(game: Game) -> tuple[dict[str, Move], bool]:
    """Return the answers, and whether to ask again; each team sees its own briefing alone."""
    teams = game.setup.teams
    answers: dict[str, Move] = {}
    for actor, team in teams.items():
        if len(teams) > 1:
            click.clear()
            click.prompt(
                f"{team}, take the chair of {game.setup.names[actor]}; the others look away. Enter",
                default="", show_default=False, prompt_suffix=" ",
            )  # fmt: skip
        tell(game.briefing(actor).sections)
        try:
            answers[actor] = _answer(game, actor)
        except _Rest:  # who has answered before has answered
            return answers, False
    if len(teams) > 1:
        click.clear()
    return answers, True


def _answer(game: Game, actor: str) -> Move:
    while True:
        text = click.prompt(
            f"{game.setup.teams[actor]}, {game.require_turn().label}", default="",
            show_default=False, prompt_suffix="> ",
        ).strip()  # fmt: skip
        word = text.lower()
        if word == "quit":
            raise _Leave
        if word == "rest":
            raise _Rest
        if word == "again":
            tell(game.briefing(actor).sections)
        elif word in ("help", "?"):
            click.echo(HELP)
        else:
            try:
                return game.read(actor, text)
            except InputError as error:
                click.echo(f"Not understood: {error}")
