"""``multivector handout``: a lesson as one page, with all its numbers in it."""

from __future__ import annotations

from pathlib import Path

import click

from multivector_sim.cli.options import LARGEST_SEED, debug_option, quiet_option, threads_option
from multivector_sim.errors import InputError

__all__ = ["handout"]

HANDOUT_EXAMPLES = (
    "\b\n"
    "Examples:\n"
    "  multivector handout --list\n"
    "  multivector handout 1 --out lesson_1.html\n"
    "  multivector handout inclusion --out inclusion.html --teacher\n"
    "  multivector handout 3 --out small.html --levels 0,0.4,0.8 --runs 500\n"
)


def _levels(_: click.Context, __: click.Parameter, value: str | None) -> tuple[float, ...] | None:
    if value is None:
        return None
    try:
        return tuple(float(part) for part in value.split(","))
    except ValueError:
        raise click.BadParameter(
            f"{value!r} received; numbers with commas are needed, such as 0,0.5,1"
        ) from None


@click.command(epilog=HANDOUT_EXAMPLES)
@click.argument("lesson", required=False, metavar="LESSON")
@click.option("--list", "listed", is_flag=True, help="Show the lessons and stop.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="The page to write, such as lesson_1.html.",
)  # fmt: skip
@click.option("--teacher", is_flag=True, help="With answers.")
@click.option(
    "--runs", type=click.IntRange(2, 1000), default=200, show_default=True,
    help="Runs of each policy.",
)  # fmt: skip
@click.option("--seed", type=click.IntRange(0, LARGEST_SEED), default=1, show_default=True)
@click.option(
    "--levels", callback=_levels, metavar="NUMBERS",
    help="Two to five levels of every slider; 0,0.2,0.4,0.6,0.8 by default.",
)  # fmt: skip
@threads_option
@click.option("--force", is_flag=True, help="Overwrite the file if it is there.")
@quiet_option
@debug_option
def handout(
    lesson: str | None,
    listed: bool,
    out: Path | None,
    teacher: bool,
    runs: int,
    seed: int,
    levels: tuple[float, ...] | None,
    threads: int | None,
    force: bool,
    quiet: bool,
) -> None:
    """Make a page of a lesson that needs no network and no server.

    LESSON is a number or a name. Five levers have a slider for each of two
    policies; every policy of the grid is run beforehand and kept in the page.
    """
    if listed:
        _list()
        return
    if lesson is None:
        raise click.UsageError("a LESSON is needed; --list shows them")
    if out is None:
        raise click.UsageError("--out FILE is needed: the page to write")
    from multivector_sim.cli.progress import Progress
    from multivector_sim.cli.running import compiling, interruptible
    from multivector_sim.experiments.job import ResultFolder
    from multivector_sim.handout import Grid, Sizes, make_handout, runs_of
    from multivector_sim.handout import lesson as find

    chosen = find(lesson)
    grid = Grid(levels) if levels else Grid()
    sizes = Sizes(runs=runs, seed=seed)
    total = runs_of(chosen, grid, sizes)
    if out.exists() and not force:
        raise InputError(f"{out} is there already; choose another name, or overwrite with --force")
    folder = ResultFolder(out.parent)
    compiling(quiet)
    with interruptible(folder), Progress(total, quiet=quiet) as progress:
        made = make_handout(
            chosen, grid, sizes, teacher=teacher, threads=threads, progress=progress.advance
        )
        made.save(out)
    if not quiet:
        size = len(made.html.encode()) / 1e6
        click.echo(f"{out} is written: {size:.1f} MB, {total:,} runs. Open it in a browser.")


def _list() -> None:
    from multivector_sim.cli.table import text_width
    from multivector_sim.handout import lessons

    for one in lessons().values():
        click.echo(click.style(f"{one.number} {one.name}: {one.title}", bold=True))
        for aim in one.aims:
            click.echo(click.wrap_text(f"- {aim}", text_width(), "  ", "    "))
