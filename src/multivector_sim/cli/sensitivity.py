"""``multivector sensitivity``: what the numbers of a sweep depend on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from multivector_sim.cli.options import debug_option, json_option, out_option

if TYPE_CHECKING:
    from multivector_sim.sweeps.analysis import Analysis

__all__ = ["sensitivity"]

SHOWN = 10
"""Factors that are printed; a file holds all."""
PANELS = 4
"""Panels a figure."""

SENSITIVITY_EXAMPLES = (
    "\b\n"
    "Examples:\n"
    "  multivector sensitivity sobol_sweep\n"
    "  multivector sensitivity sobol_sweep --metric autonomy --out figures\n"
    "  multivector sensitivity thesis_sweep --method pawn --of 'multivector minus laissez_faire'\n"
    "  multivector sensitivity sobol_sweep --csv > indices.csv\n"
)


@click.command(epilog=SENSITIVITY_EXAMPLES)
@click.argument("folder", metavar="DIR")
@click.option("--metric", "metrics", multiple=True, help="Take this metric. Repeatable.")
@click.option(
    "--of", "subjects", multiple=True, metavar="POLICY",
    help="Only this policy, or this effect ('multivector minus laissez_faire'). Repeatable.",
)  # fmt: skip
@click.option(
    "--method", type=click.Choice(["sobol", "morris", "pawn"]),
    help="By default the one that the design was made for.",
)  # fmt: skip
@out_option("Write the table and a figure of each metric into this folder.")
@json_option
@click.option("--csv", "as_csv", is_flag=True, help="Print the table as CSV, every digit.")
@debug_option
def sensitivity(
    folder: str,
    metrics: tuple[str, ...],
    subjects: tuple[str, ...],
    method: str | None,
    out: Path | None,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Tell what the numbers of a finished sweep depend on, and how far to trust it.

    For each policy, and for the effect of each against its counterfactual.
    The share of the variance that is mere chance of runs stands beside the
    indices; where it is too large they are not trusted, and the runs that
    would do are named.
    """
    from multivector_sim.cli.table import print_json, records
    from multivector_sim.sweeps.analysis import analyse, as_table
    from multivector_sim.sweeps.results import load_sweep

    if as_json and as_csv:
        raise click.UsageError("--json and --csv: choose one")
    opened = load_sweep(folder)
    chosen = metrics or tuple(opened.labels[:1])
    found = [
        row
        for metric in chosen
        for row in analyse(opened, metric, method=method, subjects=subjects or None)
    ]
    if as_json:
        print_json(records(as_table(found)))
    elif as_csv:
        click.echo(as_table(found).to_csv(index=False, lineterminator="\n"), nl=False)
    else:
        for row in found:
            _tell(row)
        click.echo("Exploratory, not a forecast. Intervals (95 %) are those of a bootstrap.")
    if out is not None:
        _write(out, found)


def _tell(row: Analysis) -> None:
    from multivector_sim.cli.table import index_table, show

    result = row.sensitivity
    title = f"{row.metric}: {row.subject}"
    show(index_table(result, title=title, most=SHOWN))
    left = len(result.factors) - SHOWN
    if left > 0:
        click.echo(f"... and {left} more; --csv prints all of them")
    for note in result.notes:
        click.echo(note)
    for doubt in result.doubts:
        click.echo(f"Not to be trusted: {doubt}")
    click.echo()


def _write(out: Path, found: list[Analysis]) -> None:
    from multivector_sim.experiments.job import ResultFolder
    from multivector_sim.plots.sensitivity import sensitivity as draw
    from multivector_sim.plots.writing import write_figure
    from multivector_sim.sweeps.analysis import as_table

    folder = ResultFolder(out)
    folder.write_table("sensitivity.csv", as_table(found))
    for first in range(0, len(found), PANELS):
        panels = found[first : first + PANELS]
        figure = draw({f"{row.metric}, {row.subject}": row.sensitivity for row in panels})
        write_figure(folder, f"sensitivity_{first // PANELS + 1}", figure)
    click.echo(f"Figures and the table are in {out}", err=True)
