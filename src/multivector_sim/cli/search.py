"""``multivector search``: policies that no other policy beats on every outcome."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from multivector_sim.cli.options import (
    LARGEST_SEED,
    debug_option,
    json_option,
    out_option,
    quiet_option,
    threads_option,
)

if TYPE_CHECKING:
    from multivector_sim.experiments.job import ResultFolder
    from multivector_sim.searching import Found

__all__ = ["search"]

SEARCH_EXAMPLES = (
    "\b\n"
    "Examples:\n"
    "  multivector search baseline --out search\n"
    "  multivector search baseline --phases 3 --robust worst --out worst\n"
    "  multivector search baseline --levers inclusion,concession,favour.RUS=0:2\n"
    "  multivector search baseline --outcomes autonomy,crises,welfare=higher\n"
    "  multivector search baseline_2034 --from 2026 --triggers tension.KAZ-RUS --out react\n"
)


def _names(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Return names of lists with commas; those within brackets belong to a name."""
    parts = (part.strip() for value in values for part in re.split(r",(?![^\[]*\])", value))
    return tuple(part for part in parts if part)


@click.command(epilog=SEARCH_EXAMPLES)
@click.argument("base", metavar="BASE")
@click.option(
    "--phases", type=click.IntRange(1, 3), default=1, show_default=True,
    help="Most phases of a policy; when the later ones begin is searched, too.",
)  # fmt: skip
@click.option(
    "--levers", multiple=True, callback=_names, metavar="NAME[=LOW:HIGH],...",
    help="What is set: levers, favour.POWER, or favour. All levers but skill and institutions "
    "by default.",
)  # fmt: skip
@click.option(
    "--triggers", multiple=True, callback=_names, metavar="QUANTITY[:below][=LOW:HIGH],...",
    help="Let policies react to what Kazakhstan observes, such as tension.KAZ-RUS.",
)  # fmt: skip
@click.option(
    "--outcomes", multiple=True, callback=_names, metavar="NAME[=higher|lower],...",
    help="What is wanted: autonomy and welfare higher, tension_rus_chn and crises lower by "
    "default.",
)  # fmt: skip
@click.option(
    "--robust", type=click.Choice(["mean", "worst", "regret"]), default="mean", show_default=True,
    help="Mean over futures, mean of the worst tenth of them, or largest regret.",
)  # fmt: skip
@click.option(
    "--from", "since", metavar="DATE",
    help="Year or quarter in which the first phase begins, such as 2026 or 2026Q3.",
)  # fmt: skip
@click.option(
    "--presets", multiple=True, callback=_names, metavar="SCENARIO,...",
    help="Policies to compare; every shipped one by default.",
)  # fmt: skip
@click.option(
    "--set-of", "which", type=click.Choice(["accepted", "prior"]),
    help="Parameters that agree with the record (default), or the whole prior.",
)  # fmt: skip
@click.option(
    "--policies", type=click.IntRange(min=4), default=2000, show_default=True,
    help="Policies that are tried.",
)  # fmt: skip
@click.option(
    "--generations", type=click.IntRange(min=1), default=20, show_default=True,
    help="Generations that they are tried in.",
)  # fmt: skip
@click.option(
    "--futures", type=click.IntRange(min=2), default=500, show_default=True,
    help="Futures of each policy; as many fresh ones for the front.",
)  # fmt: skip
@click.option(
    "--seeds", type=click.IntRange(min=1), default=1, show_default=True,
    help="Runs of each future.",
)  # fmt: skip
@click.option("--seed", type=click.IntRange(0, LARGEST_SEED), default=1, show_default=True)
@click.option(
    "--method", type=click.Choice(["nsga2", "nsga3"]), default="nsga2", show_default=True,
    help="Of the optimiser.",
)  # fmt: skip
@threads_option
@out_option(
    "Keep every policy here, then front, tables, figures and scenario files; the same "
    "command goes on."
)
@json_option
@quiet_option
@debug_option
def search(
    base: str,
    phases: int,
    levers: tuple[str, ...],
    triggers: tuple[str, ...],
    outcomes: tuple[str, ...],
    robust: str,
    since: str | None,
    presets: tuple[str, ...],
    which: str | None,
    policies: int,
    generations: int,
    futures: int,
    seeds: int,
    seed: int,
    method: str,
    threads: int | None,
    out: Path | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Search for policies that no other policy beats on every outcome.

    Every policy meets the same futures and chance events. The front is run
    again on fresh futures and held against named policies. Needs the extra
    "search".
    """
    from multivector_sim.cli.progress import Progress
    from multivector_sim.cli.running import compiling, write_and_tell
    from multivector_sim.cli.whatif import date_of
    from multivector_sim.experiments.job import ResultFolder
    from multivector_sim.searching import runs_of
    from multivector_sim.searching import search as run_search
    from multivector_sim.searching.optimiser import require

    moment = date_of(since)
    require()
    compiling(quiet)
    total = runs_of(policies, len(presets) or _usual_presets(), futures, seeds)
    if not quiet:
        click.echo(f"about {total:,} runs, the second look included", err=True)
    with _kept(out), Progress(total, quiet=quiet or as_json) as progress:

        def advance(made: int, found: int) -> None:
            progress.found(found)
            progress.advance(made)

        found = run_search(
            base, phases=phases, levers=levers, triggers=triggers, outcomes=outcomes,
            robust=robust,  # type: ignore[arg-type]
            since=moment, presets=presets or None, which=which, policies=policies,
            generations=generations, futures=futures, seeds=seeds, seed=seed,
            method=method,  # type: ignore[arg-type]
            out=out, threads=threads, progress=advance,
        )  # fmt: skip
        progress.close()

        def write(where: ResultFolder) -> None:
            found.save(where.path)
            _draw(found, where)

        folder = None if out is None else ResultFolder(out)
        write_and_tell(folder, write, lambda: _print(found, as_json), quiet=quiet)


def _usual_presets() -> int:
    from multivector_sim.scenario import list_scenarios
    from multivector_sim.searching.presets import TAG

    return sum(TAG in row.tags for row in list_scenarios())


@contextmanager
def _kept(out: Path | None) -> Iterator[None]:
    """Let an interrupt or a full disk say how to go on."""
    from multivector_sim.cli.sweep import resumable

    if out is None:
        yield
        return
    with resumable(str(out)):
        yield


def _draw(found: Found, folder: ResultFolder) -> None:
    from multivector_sim import plots
    from multivector_sim.plots.writing import write_figure

    for stem, draw in (("parallel", plots.search_parallel), ("pairs", plots.search_pairs)):
        write_figure(folder, stem, draw(found))


def _print(found: Found, as_json: bool) -> None:
    from multivector_sim.cli.table import print_json, rows_table, show, text_width
    from multivector_sim.searching import blocks, document_of

    if as_json:
        print_json(document_of(found))
        return
    for block in blocks(found):
        click.echo(click.style(block.title, bold=True))
        for line in block.lines:
            click.echo(click.wrap_text(line, text_width(), "  ", "  "))
        if block.head:
            show(rows_table(block.head, block.rows, words=("from", "held against members")))
        else:
            click.echo()
