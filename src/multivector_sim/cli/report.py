"""``multivector report``: a folder of results as one page."""

from __future__ import annotations

from pathlib import Path

import click

from multivector_sim.cli.options import debug_option

__all__ = ["report"]

REPORT_EXAMPLES = (
    "\b\n"
    "Examples:\n"
    "  multivector compare baseline --out results\n"
    "  multivector report results --html\n"
    "  multivector report results --out baseline.html\n"
)


@click.command(epilog=REPORT_EXAMPLES)
@click.argument("result", type=click.Path(path_type=Path), metavar="RESULT")
@click.option(
    "--html", is_flag=True, expose_value=False, help="One self-contained page; the only form."
)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="Write to this file; without it, to report.html in the folder.",
)  # fmt: skip
@click.option("--quiet", is_flag=True, help="Do not say where the report is.")
@debug_option
def report(result: Path, out: Path | None, quiet: bool) -> None:
    """Make a page of what compare or run wrote with --out into the folder RESULT.

    The page holds tables, figures, the differences between the scenarios, and
    the command that makes the results again. It loads nothing from elsewhere,
    so it can be sent, kept, printed, and opened without a network.
    """
    from multivector_sim.report import write_report

    written = write_report(result, out)
    if not quiet:
        click.echo(f"The report is in {written}")
