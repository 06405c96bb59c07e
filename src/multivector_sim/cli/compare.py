"""``multivector compare``: a scenario against its named counterfactuals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from multivector_sim.cli.options import Settings, names_argument, shared_options
from multivector_sim.cli.progress import Progress
from multivector_sim.cli.running import (
    announce_compilation,
    interruptible,
    remark,
    write_and_tell,
    writing_figures,
)

if TYPE_CHECKING:
    from multivector_sim.experiments.compare import Comparison
    from multivector_sim.experiments.job import ResultFolder

__all__ = ["compare"]


COMPARE_EXAMPLES = (
    "\b\n"
    "Examples:\n"
    "  multivector compare baseline\n"
    "  multivector compare baseline --runs 500 --seed 1 --out results\n"
    "  multivector compare multivector hedge isolation\n"
    "  multivector compare baseline --set policy.inclusion=0 --json\n"
    "  multivector compare multivector --variant no_upper_hand\n"
    "  multivector compare multivector --across-variants\n"
    '  multivector compare baseline --without "Insight Turkey"\n'
)


@click.command(epilog=COMPARE_EXAMPLES)
@names_argument
@click.option(
    "--across-variants", "across", is_flag=True,
    help="Compare under each named variant of the model, in one table an outcome.",
)  # fmt: skip
@shared_options
def compare(scenarios: tuple[str, ...], across: bool, **options: Any) -> None:
    """Compare the first scenario with all others, run by run on the same random numbers.

    The four named counterfactuals (laissez_faire, bandwagon_russia,
    bandwagon_china, pro_west) always take part: each has the world of the
    first scenario and another policy. A --set of policy changes the first
    scenario alone; any other --set changes all of them.
    """
    from multivector_sim.experiments.compare import DETAILS, RECORDED
    from multivector_sim.experiments.compare import compare as compare_scenarios
    from multivector_sim.experiments.counterfactuals import line_up
    from multivector_sim.experiments.job import ResultFolder

    settings = Settings(**options)
    outcomes = settings.kept_outcomes()
    if across:
        from multivector_sim.cli.across import compare_variants

        compare_variants(scenarios, settings, outcomes)
        return
    line = line_up(
        scenarios,
        overrides=settings.overrides,
        variant=settings.variants,
        without=settings.without,
    )
    folder = ResultFolder(settings.out) if settings.out else None
    announce_compilation(settings)
    total = (settings.runs or line.scenarios[line.focal].runs) * len(line.scenarios)
    record = dict.fromkeys((*settings.record, *(RECORDED if folder else ())))
    with interruptible(folder):
        with Progress(total, quiet=settings.quiet) as progress:
            comparison = compare_scenarios(
                list(line.scenarios.values()),
                against=(),
                runs=settings.runs,
                seed=settings.seed,
                engine=settings.engine,
                record=list(record),
                details=DETAILS if folder else (),
                outcomes=outcomes,
                threads=settings.threads,
                progress=progress.advance,
                finished=folder.keep if folder else None,
            )
        write_and_tell(
            folder,
            lambda where: _write(where, comparison, settings),
            lambda: _print(comparison, settings),
            quiet=settings.quiet,
        )


def _write(folder: ResultFolder, comparison: Comparison, settings: Settings) -> None:
    focal = comparison.focal
    with writing_figures(
        folder,
        settings.figures,
        comparison=comparison,
        fan=comparison.paths,
        leverage={focal: comparison.paths[focal]},
    ):
        comparison.write_rest(folder)


def _print(comparison: Comparison, settings: Settings) -> None:
    from multivector_sim.cli.table import effect_table, is_narrow, print_json, show

    if settings.as_json:
        print_json(_document(comparison))
        return
    for name in comparison.counterfactuals:
        effects = comparison.effects[comparison.effects["counterfactual"] == name]
        title = f"{comparison.focal} minus {name}: {comparison.datasets[name].attrs['title']}"
        show(effect_table(effects, title=title, outcomes=settings.outcomes, narrow=is_narrow()))
    if not settings.quiet:
        for text in comparison.notes:
            click.echo(f"Note: {text}")
        remark(comparison.datasets)


def _document(comparison: Comparison) -> dict[str, Any]:
    from multivector_sim.cli.table import records

    return {
        "note": comparison.manifest["note"],
        "focal": comparison.focal,
        "counterfactuals": list(comparison.counterfactuals),
        "effects": records(comparison.effects),
        "manifest": comparison.manifest,
    }
