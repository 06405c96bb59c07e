"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

import click

from multivector_sim.errors import InputError

__all__ = [
    "Settings",
    "debug_option",
    "json_option",
    "names_argument",
    "out_option",
    "quiet_option",
    "set_option",
    "shared_options",
    "threads_option",
    "variant_option",
    "without_option",
    "write_text",
]

Function = TypeVar("Function", bound=Callable[..., Any])
LARGEST_SEED: Final = 2**63 - 1


class Settings(NamedTuple):
    """What the shared options said; see their help."""

    runs: int | None
    seed: int | None
    overrides: tuple[str, ...]
    variants: tuple[str, ...]
    without: tuple[str, ...]
    out: Path | None
    figures: bool
    as_json: bool
    quiet: bool
    engine: str
    threads: int | None
    record: tuple[str, ...]
    outcomes: tuple[str, ...]
    dyads: bool

    def kept_outcomes(self) -> list[str] | None:
        """Return the outcomes to compute; None for the default ones.

        Raises
        ------
        InputError
            If a name is unknown.
        """
        from multivector_sim.model.outcomes import DEFAULT_OUTCOMES, OUTCOMES

        names = self.outcomes
        known = [row.name for row in OUTCOMES]
        if not names and not self.dyads:
            return None
        if names == ("all",):
            names = tuple(known)
        elif not names:
            names = DEFAULT_OUTCOMES
        unknown = [name for name in names if name not in known]
        if unknown:
            raise InputError(
                f"--outcomes: unknown outcome {unknown[0]!r}; known are {', '.join(known)}, or all"
            )
        extra = ["tension_dyad"] if self.dyads and "tension_dyad" not in names else []
        return [*names, *extra]


def _split(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip())


debug_option = click.option(
    "--debug", is_flag=True, expose_value=False, help="Show where an unexpected failure arose."
)

set_option = click.option(
    "--set", "overrides", multiple=True, metavar="KEY=VALUE",
    help="Change one value, such as parameters.reaction=0.5 or end=2018Q4. Repeatable.",
)  # fmt: skip

variant_option = click.option(
    "--variant", "variants", multiple=True, metavar="NAME",
    help="Take a named variant of the model; list --variants names them. Repeatable.",
)  # fmt: skip

without_option = click.option(
    "--without", multiple=True, metavar="SOURCE",
    help="Leave out what rests on a source: an event's id, or part of a citation. Repeatable.",
)  # fmt: skip

json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON document instead."
)

quiet_option = click.option("--quiet", is_flag=True, help="No progress and no remarks.")

threads_option = click.option(
    "--threads", type=click.IntRange(min=1), help="Threads; one a core by default."
)


def out_option(words: str) -> Callable[[Function], Function]:
    """Return the option of a folder for results; ``words`` is its help."""
    return click.option(
        "--out", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help=words
    )


names_argument = click.argument("scenarios", nargs=-1, required=True, metavar="NAME_OR_FILE...")

_OPTIONS: Final = (
    click.option("--runs", type=click.IntRange(min=1), help="Runs of each scenario."),
    click.option(
        "--seed", type=click.IntRange(0, LARGEST_SEED), help="Seed of the draws; 0 is a seed too."
    ),
    set_option,
    variant_option,
    without_option,
    out_option("Write data, tables, figures and manifest into this folder."),
    click.option(
        "--no-figures", "figures", flag_value=False, default=True,
        help="Draw nothing into the folder: quicker; multivector plot draws later.",
    ),
    json_option,
    quiet_option,
    click.option(
        "--engine", type=click.Choice(["ensemble", "mesa"]), default="ensemble", show_default=True,
        help="Compiled and quick, or readable and slow; the numbers are the same.",
    ),
    click.option("--threads", type=click.IntRange(min=1), help="Threads of the compiled engine."),
    click.option(
        "--record", multiple=True, callback=_split, metavar="NAME,...",
        help="Keep these states quarter by quarter, such as tension,share.",
    ),
    click.option(
        "--outcomes", multiple=True, callback=_split, metavar="NAME,...",
        help="Compute and show these outcomes; all shows every one.",
    ),
    click.option("--dyads", is_flag=True, help="Add the tension of every pair."),
    debug_option,
)  # fmt: skip


def shared_options(function: Function) -> Function:
    """Give a command the shared options; it receives them as ``Settings`` fields."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def write_text(path: Path, text: str) -> None:
    """Write a text file that the user asked for.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror}") from None
