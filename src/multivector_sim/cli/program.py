"""Start the command line, and turn every error into a message and an exit code."""

from __future__ import annotations

import gc
import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module, metadata
from typing import ClassVar, NoReturn

import click

from multivector_sim.cli.options import debug_option
from multivector_sim.errors import InputError, MultivectorError

__all__ = ["group", "main"]

BAD_INPUT = 2
FAILED = 1
INTERRUPTED = 130

GARBAGE = 1_000_000
"""Objects made until Python looks for dead ones that point at each other. Importing and drawing
make millions that live on; looking through them every 700, as by default, takes a tenth of the
time."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called, so that help is quick."""

    places: ClassVar = {
        "list": "inspection:list_command",
        "show": "show:show",
        "diff": "diff:diff",
        "new": "new:new",
        "validate": "inspection:validate",
        "evidence": "evidence:evidence",
        "schema": "schema:schema",
        "run": "run:run",
        "compare": "compare:compare",
        "plot": "plot:plot",
        "report": "report:report",
        "sweep": "sweep:sweep",
        "results": "results:results",
        "replay": "results:replay",
        "sensitivity": "sensitivity:sensitivity",
        "discover": "discover:discover",
        "points": "points:points",
        "calibrate": "calibrate:calibrate",
        "hindcast": "hindcast:hindcast",
        "theses": "theses:theses",
        "whatif": "whatif:whatif",
        "explain": "explain:explain",
        "search": "search:search",
        "attribution": "attribution:attribution",
        "play": "play:play",
        "handout": "handout:handout",
        "app": "app:app",
    }
    """Where each command is defined: module and name, in the order of use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands in the order of use."""
        return list(self.places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by name."""
        if cmd_name not in self.places:
            return None
        module, _, name = self.places[cmd_name].partition(":")
        command: click.Command = getattr(import_module(f"multivector_sim.cli.{module}"), name)
        return command


def _version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        try:
            version = metadata.version("multivector-sim")
        except metadata.PackageNotFoundError:
            version = "of a source tree that is not installed"
        click.echo(f"multivector {version}")
        ctx.exit()


PROGRAM_EXAMPLES = (
    "\b\n"
    "Examples:\n"
    "  multivector list\n"
    "  multivector run baseline\n"
    "  multivector compare baseline --runs 500 --out results\n"
    "  multivector plot results --figure network --style dark\n"
    "  multivector report results\n"
    "  multivector new my_scenario --extends baseline --set policy.concession=0\n"
    "  multivector validate my_scenario.yaml\n"
    "  multivector evidence E062\n"
    "  multivector sweep thesis --out thesis_sweep\n"
    "  multivector results thesis_sweep\n"
    "  multivector discover thesis_sweep --where 'autonomy in worst 10%'\n"
    "  multivector points baseline points.csv --out results.csv\n"
    "  multivector calibrate --out calibration\n"
    "  multivector hindcast\n"
    "  multivector theses H01\n"
    "  multivector explain baseline --run 7\n"
    "  multivector search baseline --out search\n"
    "  multivector attribution --mediation\n"
    "  multivector play\n"
    "  multivector handout 1 --out lesson_1.html\n"
    "  multivector app\n"
)


@click.command(
    cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]}, epilog=PROGRAM_EXAMPLES
)
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_version,
    help="Show the version and stop.",
)  # fmt: skip
@debug_option
def group() -> None:
    """Simulate a pivot state between great powers, and compare its policies.

    Exploratory; not a forecast. Every number comes with its uncertainty and
    beside a named counterfactual.
    """


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code.

    0: done. 1: unexpected failure. 2: bad input. 130: interrupted.

    Parameters
    ----------
    arguments
        Arguments after the name of the program; by default those of the process.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    gc.set_threshold(GARBAGE)
    for stream in (sys.stdout, sys.stderr):
        # A console that lacks a character shows a question mark, not a traceback.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    code = _run(given)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _close_pipe()
    sys.exit(code)


def _run(arguments: list[str]) -> int:
    try:
        # Not group.main: that one leaves by itself when a pipe is closed.
        with group.make_context("multivector", arguments) as context:
            group.invoke(context)
    except click.exceptions.Exit as end:
        return end.exit_code
    except BrokenPipeError:
        _close_pipe()
        return 0
    except (KeyboardInterrupt, click.Abort) as error:
        kept = str(error)
        _complain(f"interrupted; {kept}" if kept else "interrupted; nothing was written")
        return INTERRUPTED
    except click.ClickException as error:
        error.show(sys.stderr)
        return BAD_INPUT
    except Exception as error:
        if "--debug" in arguments:
            traceback.print_exc()
        elif isinstance(error, MultivectorError):
            _complain(str(error))
        else:
            first_line = (str(error).splitlines() or [""])[0]
            _complain(
                f"unexpected failure: {type(error).__name__}: {first_line[:200]}\n"
                "Run the same command with --debug to see where."
            )
        return BAD_INPUT if isinstance(error, InputError) else FAILED
    return 0


def _complain(message: str) -> None:
    click.echo(f"multivector: {message}", err=True)


def _close_pipe() -> None:
    """Point standard output at nothing: its reader has gone, which is no error of ours."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
