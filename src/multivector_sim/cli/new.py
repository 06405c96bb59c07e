"""``multivector new``: a commented scenario file to begin with."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click

from multivector_sim.cli.options import debug_option, set_option, write_text
from multivector_sim.errors import InputError

__all__ = ["new"]

NEW_EXAMPLES = (
    "\b\n"
    "Examples:\n"
    "  multivector new firm_line --set policy.concession=0\n"
    "  multivector new late_opening --from 2005 --set policy.inclusion=0.8\n"
)


@click.command(epilog=NEW_EXAMPLES)
@click.argument("name")
@click.option(
    "--extends",
    metavar="NAME_OR_FILE",
    default="baseline",
    show_default=True,
    help="What it starts from: a shipped scenario, or a .yaml file beside or below it.",
)
@click.option("--title", help="A few words for tables and figures.")
@click.option("--question", help="What the scenario asks.")
@click.option("--setup", help="What it changes, and against what to read it.")
@click.option("--expected", help="What the sources would expect, stated before running.")
@click.option("--surprise", help="What result would surprise.")
@click.option("--tag", "tags", multiple=True, help="A name to find it by. Repeatable.")
@set_option
@click.option(
    "--from",
    "since",
    metavar="DATE",
    help="From when the levers among the --set hold, such as 2022 or 2022Q3.",
)
@click.option("--force", is_flag=True, help="Overwrite the file if it is there.")
@debug_option
def new(
    name: str,
    extends: str,
    title: str | None,
    question: str | None,
    setup: str | None,
    expected: str | None,
    surprise: str | None,
    tags: tuple[str, ...],
    overrides: tuple[str, ...],
    since: str | None,
    force: bool,
) -> None:
    """Write a new scenario file NAME.yaml, with comments on what may follow.

    On a terminal, words that are missing are asked for.
    """
    from multivector_sim.scenario.load import SUFFIXES
    from multivector_sim.scenario.template import Header, template

    if not Path(name).stem.strip(" ."):
        raise InputError(f"{name!r} is no name for a file; one such as my_scenario is needed")
    path = Path(name) if Path(name).suffix in SUFFIXES else Path(f"{name}.yaml")
    if path.exists() and not force:
        raise InputError(f"{path} is there already; choose another name, or overwrite with --force")
    asked = sys.stdin.isatty()
    header = Header(
        _words(title, "Title", path.stem.replace("_", " ").capitalize(), asked=asked),
        _words(question, "Question", f"What changes, compared with {extends}?", asked=asked),
        _words(setup, "What do you change? (may stay empty)", "", asked=asked),
        _words(expected, "What do your sources expect? (may stay empty)", "", asked=asked),
        _words(surprise, "What would surprise you? (may stay empty)", "", asked=asked),
        tags,
    )
    text = template(path, header, extends=extends, overrides=overrides, since=since)
    write_text(path, text)
    shown = f"./{path}" if str(path).startswith("-") else str(path)
    following = shlex.join(["multivector", "diff", extends, shown])
    click.echo(f"{path} is written. Next: {following}")


def _words(given: str | None, prompt: str, otherwise: str, *, asked: bool) -> str:
    """Return what was given, or asked for on a terminal, or stands in its place."""
    if given is None and asked:
        answer: str = click.prompt(prompt, default=otherwise, show_default=bool(otherwise))
        return answer.strip()
    return otherwise if given is None else given.strip()
