"""``multivector explain``: one run in plain words, and where two runs part."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from multivector_sim.cli.options import (
    LARGEST_SEED,
    debug_option,
    out_option,
    quiet_option,
    set_option,
    variant_option,
    without_option,
)

if TYPE_CHECKING:
    from multivector_sim.experiments.job import ResultFolder
    from multivector_sim.explanation import Chronicle, Partings

__all__ = ["explain"]

EXPLAIN_EXAMPLES = (
    "\b\n"
    "Examples:\n"
    "  multivector explain baseline --run 7\n"
    "  multivector explain baseline --run 7 --around 2008 --within 1 --actor RUS\n"
    "  multivector explain baseline --run 7 --every > run_7.txt\n"
    "  multivector explain baseline --run 7 --against laissez_faire\n"
    "  multivector explain baseline --set policy.concession=0 --against baseline --out parting\n"
)


@click.command(epilog=EXPLAIN_EXAMPLES)
@click.argument("scenario", metavar="SCENARIO")
@click.option("--run", type=int, default=0, show_default=True, help="Number of the run, from 0.")
@click.option(
    "--seed", type=click.IntRange(0, LARGEST_SEED),
    help="Seed of the draws; by default the scenario's own (that of --against, if given).",
)  # fmt: skip
@set_option
@variant_option
@without_option
@click.option(
    "--around", metavar="DATE", help="Tell the years around a year or quarter, such as 2005Q1."
)
@click.option(
    "--within", type=float, default=2.0, show_default=True, metavar="YEARS",
    help="How far --around reaches to both sides.",
)  # fmt: skip
@click.option(
    "--actor", "actors", multiple=True, metavar="CODE", help="Tell of this actor. Repeatable."
)
@click.option("--every", is_flag=True, help="Tell every quarter, with every decision.")
@click.option(
    "--against", metavar="SCENARIO",
    help="Tell where the run parts from that of another scenario on the same draws; --set, "
    "--variant and --without change the first alone.",
)  # fmt: skip
@out_option("Write text, JSON and figure into this folder.")
@click.option("--json", "as_json", is_flag=True, help="Print one complete JSON document instead.")
@quiet_option
@debug_option
def explain(
    scenario: str,
    run: int,
    seed: int | None,
    overrides: tuple[str, ...],
    variants: tuple[str, ...],
    without: tuple[str, ...],
    around: str | None,
    within: float,
    actors: tuple[str, ...],
    every: bool,
    against: str | None,
    out: Path | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Tell one run in plain words: who did what in each quarter, and why.

    By default the turning points alone are told. With --against, two runs on
    the same draws are told apart.
    """
    from multivector_sim.cli.progress import Progress
    from multivector_sim.cli.running import interruptible, write_and_tell
    from multivector_sim.experiments.job import ResultFolder
    from multivector_sim.explanation import compare_runs
    from multivector_sim.explanation import explain as explained
    from multivector_sim.scenario import load_scenario

    if against is not None and (around is not None or actors or every):
        raise click.UsageError("--against tells partings; --around, --actor and --every do not fit")
    common: dict[str, Any] = {
        "run": run, "seed": seed, "overrides": overrides, "variant": variants, "without": without,
    }  # fmt: skip
    loaded = load_scenario(scenario, overrides, variant=variants, without=without)
    folder = None if out is None else ResultFolder(out)
    total = loaded.quarters * (1 if against is None else 2)
    with interruptible(folder):
        with Progress(total, quiet=quiet or as_json, unit="quarters") as progress:
            common["progress"] = progress.advance
            found: Chronicle | Partings
            if against is None:
                found = explained(scenario, **common)
                text = found.text(around, within, actors, every=every)
            else:
                found = compare_runs(scenario, against, **common)
                text = found.text()
        write_and_tell(
            folder,
            lambda where: _write(where, found, text),
            lambda: click.echo(found.to_json(indent=2) if as_json else text, nl=as_json),
            quiet=quiet,
        )


def _write(folder: ResultFolder, found: Chronicle | Partings, text: str) -> None:
    from multivector_sim.explanation import Partings
    from multivector_sim.plots.writing import write_figure

    folder.write("explanation.txt", lambda path: path.write_text(text, encoding="utf-8"))
    folder.write_json("explanation.json", found.document())
    drawings = (
        {"timeline": found.one, "timeline_against": found.other}
        if isinstance(found, Partings)
        else {"timeline": found}
    )
    for name, chronicle in drawings.items():
        write_figure(folder, name, chronicle.plot())
