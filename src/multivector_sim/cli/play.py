"""``multivector play``: teams take the chair of actors, turn by turn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from multivector_sim.cli.options import (
    LARGEST_SEED,
    debug_option,
    json_option,
    out_option,
    quiet_option,
    set_option,
    threads_option,
    variant_option,
    without_option,
)
from multivector_sim.errors import InputError

if TYPE_CHECKING:
    from multivector_sim.experiments.job import ResultFolder
    from multivector_sim.play import Game, Setup
    from multivector_sim.results.saying import Say

__all__ = ["play"]

PLAY_EXAMPLES = (
    "\b\n"
    "Examples:\n"
    "  multivector play\n"
    "  multivector play --as KAZ='Team Steppe' --as RUS='Team Volga' --from 1995 --to 2010\n"
    "  multivector play --resume game.yaml --language kk\n"
    "  multivector play --moves moves.yaml --years-per-turn 2 --out debrief\n"
    "  multivector play --replay game.yaml --runs 500 --out debrief\n"
)
SAVED = "game.yaml"


@click.command(epilog=PLAY_EXAMPLES)
@click.argument("scenario", metavar="[SCENARIO]", required=False)
@click.option(
    "--as", "teams", multiple=True, metavar="CODE[=TEAM]",
    help="Actor that a team holds, and the team's name; by default the pivot. Repeatable.",
)  # fmt: skip
@click.option("--from", "since", type=int, metavar="YEAR", help="First year that is played.")
@click.option("--to", "until", type=int, metavar="YEAR", help="Last year that is played.")
@click.option("--years-per-turn", "years", type=int, metavar="N", help="Years of a turn [1].")
@click.option("--seed", type=click.IntRange(0, LARGEST_SEED), help="Seed of the draws of chance.")
@click.option("--run", type=int, help="Number of the run, from 0 [0].")
@set_option
@variant_option
@without_option
@click.option(
    "--save", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help=f"Write the game into this file after each turn; {SAVED} by default, none with --moves.",
)  # fmt: skip
@click.option(
    "--resume", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="Go on with a saved game.",
)  # fmt: skip
@click.option(
    "--replay", "again", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="Play a saved game again, check that it comes out the same, and tell the debrief of what "
    "was played.",
)  # fmt: skip
@click.option(
    "--moves", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="Take the answers from this file and ask nothing; turns without one keep the setting.",
)  # fmt: skip
@click.option("--briefings", is_flag=True, help="With --moves, print the briefings too.")
@click.option(
    "--runs", type=int, default=200, show_default=True, help="Runs of the replays of the debrief."
)
@click.option(
    "--against", multiple=True, metavar="SCENARIO",
    help="Compare with the policy of this scenario, in place of multivector. Repeatable.",
)  # fmt: skip
@click.option(
    "--language", metavar="en|ru|kk", default="en", show_default=True,
    help="Language of briefings and debrief; what is typed stays as it is.",
)  # fmt: skip
@threads_option
@out_option("Write a page with figures, tables, scenario files and the game into this folder.")
@json_option
@quiet_option
@debug_option
def play(
    scenario: str | None,
    teams: tuple[str, ...],
    since: int | None,
    until: int | None,
    years: int | None,
    seed: int | None,
    run: int | None,
    overrides: tuple[str, ...],
    variants: tuple[str, ...],
    without: tuple[str, ...],
    save: Path | None,
    resume: Path | None,
    again: Path | None,
    moves: Path | None,
    briefings: bool,
    runs: int,
    against: tuple[str, ...],
    threads: int | None,
    out: Path | None,
    language: str,
    as_json: bool,
    quiet: bool,
) -> None:
    """Play an actor of a scenario, year by year; the model plays the others.

    Each team reads a briefing and answers in turn. At the end, or where the
    game is stopped, a debrief compares it with the record and with the
    multi-vector policy, on the same draws of chance.
    """
    from multivector_sim.app.words import require_language, say_in
    from multivector_sim.cli.running import compiling, interruptible
    from multivector_sim.experiments.job import ResultFolder
    from multivector_sim.play import Source, read_answers, set_up
    from multivector_sim.play.debrief import PRESET
    from multivector_sim.play.saves import read

    given = (scenario, since, until, years, seed, run, *teams, *overrides, *variants, *without)
    stored = resume or again
    _require_fitting(given, resume, again, moves, save)
    if briefings and not moves:
        raise click.UsageError("--briefings goes with --moves; without it teams are briefed anyway")
    if as_json and not (moves or again):
        raise click.UsageError("--json asks nobody: it needs --moves or --replay")
    require_language(language)
    say = say_in(language)
    presets = against or (PRESET,)
    _require_debrief(runs, presets)
    if stored:
        setup, answers, marks = read(stored)
    else:
        source = Source(scenario or "baseline", overrides, variants, without)
        setup = set_up(
            source, _teams(teams), seed=seed, run=run or 0, since=since, until=until,
            years=1 if years is None else years,
        )  # fmt: skip
        answers, marks = [], []
    planned = None if moves is None else read_answers(moves, setup)
    folder = None if out is None else ResultFolder(out)
    target = None if again else save or resume or (None if moves else Path(SAVED))
    if target is not None and target != resume and target.exists():
        raise InputError(
            f"{target} is there already; go on with it by --resume {target}, or name another "
            "file with --save"
        )
    compiling(quiet)
    game = _begin(setup, answers, marks, stored, quiet=quiet or as_json)
    if again is None:
        _go_on(game, planned, target, say, briefings=briefings and not as_json, quiet=quiet)
    elif game.turn is not None:
        words = f"The game stops before {game.turn.label}; --resume {again} goes on with it."
        click.echo(words, err=bool(game.moves))
        if not game.moves:
            return
    with _kept(again or target), interruptible(folder):
        _end(game, runs, presets, threads, folder, say, as_json=as_json, quiet=quiet)


def _require_fitting(
    given: tuple[object, ...],
    resume: Path | None,
    again: Path | None,
    moves: Path | None,
    save: Path | None,
) -> None:
    """Refuse options that contradict each other.

    Raises
    ------
    click.UsageError
        Naming them.
    """
    if resume and again:
        raise click.UsageError("--resume goes on with a game, --replay checks it: name one of them")
    stored = resume or again
    if stored and any(value is not None for value in given):
        raise click.UsageError(
            f"{stored} says what is played; no scenario, --as, --from, --to, --years-per-turn, "
            "--seed, --run, --set, --variant or --without fits"
        )
    if again and (moves or save):
        raise click.UsageError("--replay takes its moves from the game; --moves, --save do not fit")


def _require_debrief(runs: int, presets: tuple[str, ...]) -> None:
    """Refuse what the debrief would refuse, before anybody plays.

    Raises
    ------
    InputError
        If the number of runs is not allowed, or a scenario cannot be loaded.
    """
    from multivector_sim.play.debrief import MOST_RUNS
    from multivector_sim.scenario import load_scenario

    if not 2 <= runs <= MOST_RUNS:
        raise InputError(f"--runs: {runs} received; 2 to {MOST_RUNS:,} are allowed")
    for preset in presets:
        load_scenario(preset)


def _begin(
    setup: Setup,
    answers: list[dict[str, str]],
    marks: list[str],
    stored: Path | None,
    *,
    quiet: bool,
) -> Game:
    """Return the game at its next turn: a new one, or a saved one played again."""
    from multivector_sim.cli.progress import Progress
    from multivector_sim.cli.running import interruptible
    from multivector_sim.play import Game
    from multivector_sim.play.saves import replay

    past = setup.turns[min(len(answers), len(setup.turns)) - 1].last if answers else setup.first
    with interruptible(None), Progress(past, quiet=quiet, unit="quarters") as progress:
        if stored is None:
            return Game(setup, progress.advance)
        game = replay(setup, answers, marks, progress.advance, str(stored))
    if not quiet:
        _tell_replayed(game, marks)
    return game


@contextmanager
def _kept(saved: Path | None) -> Iterator[None]:
    """Let an interrupt of the debrief say where the game is."""
    try:
        yield
    except KeyboardInterrupt as error:
        if saved is None:
            raise
        raise KeyboardInterrupt(
            f"{error}; the game is in {saved}, multivector play --replay {saved} tells the debrief"
        ) from error


def _teams(given: tuple[str, ...]) -> dict[str, str]:
    """Return names of teams by code.

    Raises
    ------
    InputError
        If an actor is named twice.
    """
    found: dict[str, str] = {}
    for word in given:
        code, _, name = word.partition("=")
        if code.strip().upper() in found:
            raise InputError(f"--as {code}: received twice; each actor has one team")
        found[code.strip().upper()] = name.strip()
    return found


def _tell_replayed(game: Game, marks: list[str]) -> None:
    told = len(game.moves)
    if len(marks) == told:
        click.echo(f"{told} turns replayed: every mark is the same.", err=True)
    else:
        click.echo(f"{told} turns replayed, {len(marks)} of them with a mark to check.", err=True)


def _go_on(
    game: Game,
    planned: list[dict[str, str]] | None,
    target: Path | None,
    say: Say,
    *,
    briefings: bool,
    quiet: bool,
) -> None:
    """Play the turns that are left: by a file, or by asking the teams."""
    from multivector_sim.cli.play_seats import ask_teams, play_planned

    if planned is not None:
        play_planned(game, planned, target, say, briefings=briefings)
    else:
        assert target is not None
        ask_teams(game, target, say, quiet=quiet)


def _end(
    game: Game,
    runs: int,
    presets: tuple[str, ...],
    threads: int | None,
    folder: ResultFolder | None,
    say: Say,
    *,
    as_json: bool,
    quiet: bool,
) -> None:
    """Tell the debrief of a game, up to its last turn that was played."""
    from multivector_sim.cli.play_seats import tell
    from multivector_sim.cli.progress import Progress
    from multivector_sim.cli.running import write_and_tell
    from multivector_sim.cli.table import print_json
    from multivector_sim.play import counterfactuals, debrief

    total = runs * (1 + len(counterfactuals(game, presets)))
    with Progress(total, quiet=quiet or as_json) as progress:
        found = debrief(
            game, runs=runs, presets=presets, threads=threads, progress=progress.advance,
            say=say,
        )  # fmt: skip

    def write(where: ResultFolder) -> None:
        from multivector_sim.report import write_debrief

        write_debrief(found, where, game)

    def show() -> None:
        if as_json:
            print_json(found.document())
        else:
            click.echo(click.style(found.title, bold=True) + "\n")
            tell(found.sections)

    write_and_tell(folder, write, show, quiet=quiet)
