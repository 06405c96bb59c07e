"""``multivector whatif``: an answer card to a policy question."""

from __future__ import annotations

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
)

if TYPE_CHECKING:
    from multivector_sim.whatif import Answer

__all__ = ["date_of", "whatif"]

WHATIF_EXAMPLES = (
    "\b\n"
    "Examples:\n"
    "  multivector whatif baseline --set policy.concession=0.8 --from 2015\n"
    "  multivector whatif gas_union_refused gas_union_accepted\n"
    "  multivector whatif baseline multivector hedge --set-of prior --json\n"
    "  multivector whatif pipeline_closed_2028 pipeline_closed_2028_corridor_6 --prim --out card\n"
)


@click.command(epilog=WHATIF_EXAMPLES)
@click.argument("base", metavar="BASE")
@click.argument("others", nargs=-1, metavar="[OTHER]...")
@set_option
@click.option(
    "--from", "since", metavar="DATE",
    help="Year or quarter from which the changed levers hold, such as 2022 or 2022Q3.",
)  # fmt: skip
@click.option(
    "--set-of", "which", type=click.Choice(["accepted", "prior"]),
    help="Parameters that agree with the record (default), or the whole prior.",
)  # fmt: skip
@click.option(
    "--draws", type=click.IntRange(2, 1_000_000), default=1000, show_default=True,
    help="Most futures; fewer are run where everything is resolved before.",
)  # fmt: skip
@click.option(
    "--seeds", type=click.IntRange(8), default=48, show_default=True,
    help="Runs of each future; a multiple of 8.",
)  # fmt: skip
@click.option("--seed", type=click.IntRange(0, LARGEST_SEED), default=1, show_default=True)
@threads_option
@click.option("--prim", is_flag=True, help="Look for what flips the answer by PRIM, too.")
@out_option("Write answer, tables, figures, page and manifest into this folder.")
@json_option
@quiet_option
@debug_option
def whatif(
    base: str,
    others: tuple[str, ...],
    overrides: tuple[str, ...],
    since: str | None,
    which: str | None,
    draws: int,
    seeds: int,
    seed: int,
    threads: int | None,
    prim: bool,
    out: Path | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Answer what would be otherwise if something were done otherwise.

    The option is BASE with --set, or another scenario, or several. Both meet
    the same futures and the same chance events. Effects are option minus base.
    """
    from multivector_sim.cli.progress import Progress
    from multivector_sim.cli.running import compiling, interruptible, write_and_tell
    from multivector_sim.experiments.job import ResultFolder
    from multivector_sim.inquiry import Pool
    from multivector_sim.whatif import what_if

    moment = date_of(since)
    if prim:
        _require_prim()
    folder = None if out is None else ResultFolder(out)
    compiling(quiet)
    _import_ahead("sklearn.tree", *(() if out is None else ("multivector_sim.report",)))
    total = (1 + len(others) + bool(overrides)) * draws * seeds
    with interruptible(folder):
        with Progress(total, quiet=quiet or as_json) as progress:

            def advance(made: int, _: int) -> None:
                progress.advance(made)

            pool = Pool(seeds=seeds, seed=seed, threads=threads, progress=advance)
            answer = what_if(
                base, overrides, since=moment, others=others, which=which, draws=draws, pool=pool
            )
        if prim:
            from multivector_sim.connectors.prim import with_prim

            answer = with_prim(answer)

        def write(where: ResultFolder) -> None:
            from multivector_sim.report import write_answer

            write_answer(answer, where)

        write_and_tell(folder, write, lambda: _print(answer, as_json), quiet=quiet)


def _import_ahead(*modules: str) -> None:
    """Import what is needed at the end while runs go on: they leave the interpreter free."""
    from importlib import import_module
    from threading import Thread

    def all_of_them() -> None:
        for module in modules:
            import_module(module)

    Thread(target=all_of_them, name="multivector-import", daemon=True).start()


def _require_prim() -> None:
    """Refuse --prim where it cannot be had, before anything is run.

    Raises
    ------
    InputError
        If the EMA Workbench is not installed.
    """
    from multivector_sim.discovery.prim import require_prim
    from multivector_sim.errors import InputError

    try:
        require_prim()
    except ImportError as error:
        raise InputError(f"--prim: {error}") from error


def _print(answer: Answer, as_json: bool) -> None:
    from multivector_sim.cli.table import print_json
    from multivector_sim.whatif import document_of

    if as_json:
        print_json(document_of(answer))
    else:
        _tell(answer)


def date_of(text: str | None) -> float | str | None:
    """Return a date as a year or a quarter.

    Raises
    ------
    click.UsageError
        If it is neither.
    """
    from multivector_sim.errors import InputError
    from multivector_sim.scenario.quantity import year_of

    if text is None:
        return None
    try:
        return float(text)
    except ValueError:
        try:
            return year_of(text.upper())
        except (InputError, ValueError):
            raise click.UsageError(
                f"--from {text!r}: a year (2022, 2022.25) or a quarter (2022Q2) is needed"
            ) from None


def _tell(answer: Answer) -> None:
    from multivector_sim.cli.table import rows_table, show
    from multivector_sim.whatif import card

    for section in card(answer):
        if section.title:
            click.echo(click.style(section.title, bold=True))
        for line in section.lines:
            indent = "" if section.key == "made" else "  "
            click.echo(f"{indent}{line}")
        if section.lines:
            click.echo()
        table = section.table
        if table is not None:
            show(rows_table(table.head, table.rows, title=table.caption, words=table.words))
