"""``multivector attribution``: what the policy and its rivals contribute to an outcome."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import click

from multivector_sim.cli.options import (
    LARGEST_SEED,
    debug_option,
    json_option,
    out_option,
    quiet_option,
)
from multivector_sim.cli.progress import Progress

if TYPE_CHECKING:
    from multivector_sim.attribution import Attribution, Mediation
    from multivector_sim.inquiry import Pool

__all__ = ["attribution"]

CHOICES: Final = {
    "accepted": ("accepted",),
    "prior": ("prior",),
    "both": ("prior", "accepted"),
}

ATTRIBUTION_EXAMPLES = (
    "\b\n"
    "Examples:\n"
    "  multivector attribution\n"
    "  multivector attribution --mediation --out attributed\n"
    "  multivector attribution --outcome autonomy --set prior\n"
    "  multivector attribution --policy recorded --counterfactual laissez_faire --json\n"
)


class Request(NamedTuple):
    """What the options said; see their help."""

    outcome: str
    policy: str
    counterfactuals: tuple[str, ...]
    chosen: str
    draws: int
    seeds: int
    seed: int
    with_mediation: bool
    out: Path | None
    as_json: bool
    threads: int | None
    quiet: bool

    @property
    def sets(self) -> tuple[str, ...]:
        """Sets of parameters."""
        return CHOICES[self.chosen]


@click.command(epilog=ATTRIBUTION_EXAMPLES)
@click.argument("scenario", default="baseline", metavar="[SCENARIO]")
@click.option(
    "--outcome", default="tension_rus_chn", show_default=True, metavar="LABEL",
    help="Column of outcomes, such as autonomy or 'concern[RUS, status]'.",
)  # fmt: skip
@click.option(
    "--policy", default="multivector", show_default=True, metavar="NAME",
    help="Focal policy: recorded for that of the world, or a scenario whose policy it is.",
)  # fmt: skip
@click.option(
    "--counterfactual", "counterfactuals", multiple=True, metavar="NAME",
    help="Only beside this named counterfactual policy; by default all four. Repeatable.",
)  # fmt: skip
@click.option(
    "--set", "chosen", type=click.Choice(list(CHOICES)), default="both", show_default=True,
    help="Sets of parameters; beside the prior, signs of its strengths are tossed.",
)  # fmt: skip
@click.option(
    "--draws", type=click.IntRange(2, 100_000), default=100, show_default=True,
    help="Draws of parameters of each set.",
)  # fmt: skip
@click.option(
    "--seeds", type=click.IntRange(8, 100_000), default=32, show_default=True,
    help="Runs of each draw, a multiple of 8.",
)  # fmt: skip
@click.option(
    "--seed", type=click.IntRange(0, LARGEST_SEED), default=1, show_default=True,
    help="Seed of draws and runs.",
)  # fmt: skip
@click.option(
    "--mediation", "with_mediation", is_flag=True,
    help="Tell, too, how much of the policy's effect runs through the concerns of the powers.",
)  # fmt: skip
@out_option("Write tables, figures and manifest into this folder.")
@json_option
@click.option("--threads", type=click.IntRange(min=1), help="Threads; by default one a core.")
@quiet_option
@debug_option
def attribution(scenario: str, **options: Any) -> None:
    """Share an outcome out over the pivot's policy and four rival explanations.

    Exact Shapley values of five players: the policy, the common Other, the
    SCO, regime security and power asymmetry. All 32 combinations of them are
    run on common random numbers, over draws of the parameters, beside each
    named counterfactual policy. Beside the prior, the signs of strengths are
    tossed: what goes away then was put into the model. Runs are kept, so that
    an interrupted command goes on where it stopped.
    """
    from multivector_sim.attribution import attribute, mediate, mediation_runs, runs_needed
    from multivector_sim.experiments.counterfactuals import COUNTERFACTUALS
    from multivector_sim.experiments.job import ResultFolder

    request = Request(**options)
    if request.out is not None:
        ResultFolder(request.out)  # a folder that cannot be written to is told before the runs
    asked: dict[str, Any] = {
        "outcome": request.outcome,
        "policy": request.policy,
        "counterfactuals": request.counterfactuals or None,
        "sets": request.sets,
        "draws": request.draws,
    }
    sizes = (
        len(request.counterfactuals or COUNTERFACTUALS), request.sets, request.draws, request.seeds
    )  # fmt: skip
    total = runs_needed(*sizes) + (mediation_runs(*sizes) if request.with_mediation else 0)
    mediated = None
    with _pool(request, total) as pool:
        found = attribute(scenario, pool=pool, **asked)
        if request.with_mediation:
            mediated = mediate(scenario, pool=pool, **asked)
    if pool.fault and not request.quiet:
        click.echo(f"Note: {pool.fault}", err=True)
    try:
        if request.out is not None:
            _write(request, found, mediated)
    finally:  # a full disk takes nothing from the screen
        _print(request, found, mediated)


@contextmanager
def _pool(request: Request, total: int) -> Iterator[Pool]:
    """Give runs with progress; an interrupt says that they are kept."""
    from multivector_sim.ensemble.engine import is_compiled
    from multivector_sim.inquiry import Pool, pool_folder

    if not request.quiet and not is_compiled():
        click.echo("compiling the engine (once per version, up to a minute)", err=True)
    with Progress(total, quiet=request.quiet) as progress:

        def told(made: int, there: int) -> None:
            if there:
                progress.found(there)
            else:
                progress.advance(made)

        pool = Pool(
            seeds=request.seeds, seed=request.seed, folder=pool_folder(),
            threads=request.threads, progress=told,
        )  # fmt: skip
        try:
            yield pool
        except KeyboardInterrupt as error:
            kept = "the same command goes on from the runs made so far"
            raise KeyboardInterrupt(pool.fault or kept) from error


def _write(request: Request, found: Attribution, mediated: Mediation | None) -> None:
    assert request.out is not None
    found.save(request.out)
    if mediated is not None:
        mediated.save(request.out)
    if not request.quiet:
        click.echo(f"Tables and figures are in {request.out}", err=True)


def _print(request: Request, found: Attribution, mediated: Mediation | None) -> None:
    from multivector_sim.cli.attribution_tables import document, mediation_tables, shapley_tables
    from multivector_sim.cli.table import is_narrow, print_json, show, text_width

    if request.as_json:
        print_json(document(found, mediated))
        return

    def say(text: str) -> None:
        click.echo(click.wrap_text(text, text_width()))

    tables, remarks = shapley_tables(found, narrow=is_narrow())
    for table in tables:
        show(table)
    for text in remarks:
        say(text)
    if mediated is not None:
        click.echo()
        tables, remarks = mediation_tables(mediated, narrow=is_narrow())
        for table in tables:
            show(table)
        for text in remarks:
            say(text)
    if not request.quiet:
        for text in found.notes:
            say(f"Note: {text}")
    mark = "" if found.question.subject.scored else " Levers move this outcome by construction."
    say(
        f"Exploratory, not a forecast. {found.draws:,} draws of each set, {found.seeds:,} runs "
        f"each, seed {found.seed}. Brackets: 95 % interval of the mean over draws. P counts ties "
        f"half.{mark}"
    )
