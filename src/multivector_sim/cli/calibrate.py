"""``multivector calibrate``: which parameters agree with the record."""

from __future__ import annotations

from contextlib import ExitStack

import click

from multivector_sim.cli.options import LARGEST_SEED, debug_option, quiet_option
from multivector_sim.cli.progress import Progress
from multivector_sim.cli.sweep import announce, resumable

__all__ = ["calibrate"]


@click.command(
    epilog="\b\nExamples:\n"
    "  multivector calibrate --out calibration --simulations 200000 --seed 1\n"
    "  multivector calibrate baseline --out small --simulations 5000 --accept 200\n"
)
@click.argument("scenario", default="baseline", metavar="[NAME_OR_FILE]")
@click.option("--out", required=True, metavar="DIR", help="Folder of the results.")
@click.option(
    "--simulations", type=click.IntRange(min=2000), default=200_000, show_default=True,
    help="Runs, each with parameters of its own from the prior.",
)  # fmt: skip
@click.option(
    "--accept", type=click.IntRange(min=100), default=500, show_default=True,
    help="Simulations nearest to the record that are accepted.",
)  # fmt: skip
@click.option(
    "--seed", type=click.IntRange(0, LARGEST_SEED), default=1, show_default=True,
    help="Seed of prior, errors and runs.",
)  # fmt: skip
@click.option("--figures", is_flag=True, help="Draw the figures into DIR/figures.")
@click.option("--style", default="projector", show_default=True, help="Style of the figures.")
@click.option("--threads", type=click.IntRange(min=1), help="Threads of the engine.")
@quiet_option
@debug_option
def calibrate(
    scenario: str,
    out: str,
    simulations: int,
    accept: int,
    seed: int,
    figures: bool,
    style: str,
    threads: int | None,
    quiet: bool,
) -> None:
    """Find parameters that agree with the record up to 2013, and say what it tells.

    Exploratory, not a forecast. Whatever ends it (Ctrl-C, a kill, a full
    disk), the same command goes on, and the files have the same bytes.
    """
    from multivector_sim.calibration.table import Request
    from multivector_sim.calibration.workflow import Stages, pseudo_count
    from multivector_sim.calibration.workflow import calibrate as run
    from multivector_sim.scenario import load_scenario

    request = Request(load_scenario(scenario), simulations, seed)
    if not quiet:
        announce()
    with ExitStack() as stack:
        stack.enter_context(resumable(out))
        runs = stack.enter_context(Progress(simulations, quiet=quiet))
        checks = Progress(2 * pseudo_count(simulations), quiet=quiet, unit="checks")

        def checked(count: int) -> None:
            if not checks.done:
                runs.close()
                checks.restart()
            checks.advance(count)

        def note(words: str) -> None:
            if not quiet:
                click.echo(words, err=True)

        stack.enter_context(checks)
        result = run(
            request, out, accept=accept, threads=threads,
            stages=Stages(runs.advance, runs.found, checked, note),
        )  # fmt: skip
    click.echo(result.text())
    if figures:
        from multivector_sim.cli.calibration_figures import draw_calibration

        draw_calibration(result, out, style)
    if not quiet:
        click.echo(f"Results are in {out}", err=True)
