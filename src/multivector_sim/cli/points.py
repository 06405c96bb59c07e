"""``multivector points``: run every row of a table of points."""

from __future__ import annotations

from pathlib import Path

import click

from multivector_sim.cli.options import LARGEST_SEED, debug_option, quiet_option, set_option
from multivector_sim.cli.progress import Progress
from multivector_sim.errors import InputError

__all__ = ["points"]

POINTS_EXAMPLES = (
    "\b\n"
    "Examples:\n"
    "  multivector points baseline points.csv --out results.csv\n"
    "  multivector points baseline points.csv --out results.parquet --replications 200 --seed 1\n"
    "  multivector points baseline points.csv --out means.csv --keep points --outcome autonomy\n"
    "  multivector points baseline points.csv --out results.csv --policy mine=my_scenario.yaml\n"
)


@click.command(epilog=POINTS_EXAMPLES)
@click.argument("base", metavar="NAME_OR_FILE")
@click.argument("file", metavar="TABLE", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", required=True,
    help="Where the results go: a .csv or a .parquet file.",
)  # fmt: skip
@click.option(
    "--replications", type=click.IntRange(min=1), default=10, show_default=True,
    help="Runs of each point; they share their random numbers from point to point.",
)  # fmt: skip
@click.option(
    "--seed", type=click.IntRange(0, LARGEST_SEED), help="Seed of the draws; 0 is a seed too."
)
@click.option(
    "--outcome", "outcomes", multiple=True, metavar="NAME",
    help='An outcome to keep, such as autonomy or "concern[RUS, status]". Repeatable.',
)  # fmt: skip
@click.option(
    "--keep", type=click.Choice(["runs", "points"]), default="runs", show_default=True,
    help="A row a run, or a row a point with means and their standard errors.",
)  # fmt: skip
@click.option(
    "--policy", "policies", multiple=True, metavar="NAME=SCENARIO",
    help="What a name in the column policy stands for; without it, shipped scenarios. Repeatable.",
)  # fmt: skip
@set_option
@click.option("--threads", type=click.IntRange(min=1), help="Threads; the numbers are the same.")
@quiet_option
@debug_option
def points(
    base: str,
    file: Path,
    out: Path,
    replications: int,
    seed: int | None,
    outcomes: tuple[str, ...],
    keep: str,
    policies: tuple[str, ...],
    overrides: tuple[str, ...],
    threads: int | None,
    quiet: bool,
) -> None:
    """Run every row of a table of points, and write the table with the results beside it.

    Columns of the table are dotted keys of numbers (parameters.reaction,
    policy.inclusion, timelines.spare), and possibly policy: the name of the
    scenario whose policy the point has.
    """
    from multivector_sim.connectors.files import FileRow, check_suffix, read_table, write_table
    from multivector_sim.connectors.tables import run_table
    from multivector_sim.scenario import load_scenario

    check_suffix(out)
    table = read_table(file)
    with Progress(len(table) * replications, quiet=quiet) as progress:
        found = run_table(
            load_scenario(base, overrides),
            table,
            replications=replications,
            seed=seed,
            outcomes=outcomes or None,
            policies=_policies(policies),
            keep=keep,
            threads=threads,
            place=FileRow(file),
            progress=progress.advance,
        )
    beside = table.loc[found.index].reset_index(drop=True).join(found.reset_index(drop=True))
    beside.insert(0, "point", found.index)
    write_table(out, beside)
    if not quiet:
        click.echo(f"{len(beside):,} rows are in {out}", err=True)


def _policies(texts: tuple[str, ...]) -> dict[str, str] | None:
    """Return what the names of policies stand for; None without any."""
    found = {}
    for text in texts:
        name, equals, source = text.partition("=")
        if not equals or not name or not source:
            raise InputError(
                f"--policy: {text!r} received; NAME=SCENARIO is needed, such as mine=my.yaml"
            )
        found[name] = source
    return found or None
