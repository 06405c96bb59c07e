"""``multivector discover``: which inputs of a sweep lead to an outcome of interest."""

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
)

if TYPE_CHECKING:
    from multivector_sim.discovery import Discovery
    from multivector_sim.experiments.job import ResultFolder

__all__ = ["discover"]

DISCOVER_EXAMPLES = (
    "\b\n"
    "Examples:\n"
    "  multivector discover thesis_sweep --where 'autonomy in worst 10%'\n"
    "  multivector discover thesis_sweep --where 'autonomy of multivector < laissez_faire'\n"
    "  multivector discover thesis_sweep --where 'tension_rus_chn > 0.6' --out found\n"
    "  multivector discover thesis_sweep --where 'welfare of pro_west < 0' --step 20 --json\n"
)


@click.command(epilog=DISCOVER_EXAMPLES)
@click.argument("folder", metavar="DIR")
@click.option(
    "--where", required=True, metavar="QUESTION",
    help="What is looked for: 'METRIC > NUMBER', 'METRIC in worst 10%', "
    "'METRIC of POLICY < POLICY', 'METRIC of POLICY minus POLICY in lowest 10%'.",
)  # fmt: skip
@click.option(
    "--input", "inputs", multiple=True, metavar="KEY",
    help="Look among these inputs only. Repeatable.",
)  # fmt: skip
@click.option(
    "--step", type=click.IntRange(1), metavar="N",
    help="Take the box of this step of the trajectory, too.",
)  # fmt: skip
@click.option(
    "--seed", type=click.IntRange(0, LARGEST_SEED), default=1, show_default=True,
    help="Of the lot that holds futures out.",
)  # fmt: skip
@out_option("Write boxes, trajectory, figures and manifest into this folder.")
@click.option(
    "--style", default="projector", show_default=True,
    help="Style of the figures: projector, print or dark.",
)  # fmt: skip
@json_option
@quiet_option
@debug_option
def discover(
    folder: str,
    where: str,
    inputs: tuple[str, ...],
    step: int | None,
    seed: int,
    out: Path | None,
    style: str,
    as_json: bool,
    quiet: bool,
) -> None:
    """Look for the inputs of a sweep that lead to an outcome of interest.

    DIR is the folder of a sweep, finished or not. Half of its futures are
    searched, by PRIM and by a small tree; a box of inputs counts only if it
    holds on the other half.
    """
    from multivector_sim.cli.running import interruptible, write_and_tell
    from multivector_sim.cli.table import print_json
    from multivector_sim.discovery import discover as look
    from multivector_sim.discovery.record import document_of
    from multivector_sim.experiments.job import ResultFolder

    target = None if out is None else ResultFolder(out)
    with interruptible(target):
        found = look(
            folder, where, inputs=inputs or None, step=step, seed=seed,
            progress=None if quiet else lambda words: click.echo(words, err=True),
        )  # fmt: skip
        write_and_tell(
            target,
            lambda where: _write(found, where, style),
            lambda: print_json(document_of(found)) if as_json else _tell(found),
            quiet=quiet,
        )


def _tell(found: Discovery) -> None:
    from multivector_sim.cli.table import rows_table, show
    from multivector_sim.discovery.words import (
        BOX_HEAD,
        LAST,
        WAY_HEAD,
        box_lines,
        head_lines,
        limit_rows,
        told_boxes,
        way_rows,
    )

    for line in head_lines(found):
        click.echo(line)
    click.echo()
    for box in told_boxes(found):
        first, *others = box_lines(box)
        click.echo(click.style(first, bold=True))
        for line in others:
            click.echo(line)
        show(rows_table(BOX_HEAD, limit_rows(box), words=BOX_HEAD[:1]))
    way = way_rows(found)
    if way:
        title = "Trajectory of the first search (* taken)"
        show(rows_table(WAY_HEAD, way, title=title, words=WAY_HEAD[:2]))
    click.echo(LAST)


def _write(found: Discovery, folder: ResultFolder, style: str) -> None:
    """Write tables, documents and the figures that fit."""
    from multivector_sim import plots
    from multivector_sim.discovery.record import save_discovery
    from multivector_sim.plots.writing import write_figure

    save_discovery(found, folder)
    with plots.use_style(style):
        drawings = {
            "trajectory": plots.discovery_trajectory,
            "limits": plots.discovery_limits,
            "scatter": plots.discovery_scatter,
        }
        for stem, draw in drawings.items():
            if not plots.discovery_fits(found, stem):
                continue
            write_figure(folder, stem, draw(found))
