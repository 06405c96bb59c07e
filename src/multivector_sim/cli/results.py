"""``multivector results`` and ``multivector replay``: what a sweep left in its folder."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from multivector_sim.cli.options import debug_option, json_option
from multivector_sim.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

    from multivector_sim.sweeps.results import SweepResults

__all__ = ["replay", "results", "tell_results"]

MOST_ARMS = 12
"""Policies and choices whose numbers are printed; a file holds all."""
USUAL = 6
"""Metrics that are printed where none is asked for."""

RESULTS_EXAMPLES = (
    "\b\n"
    "Examples:\n"
    "  multivector results thesis_sweep\n"
    "  multivector results thesis_sweep --metric autonomy --metric tension_rus_chn\n"
    "  multivector results thesis_sweep --convergence --metric autonomy\n"
    "  multivector results thesis_sweep --failures\n"
    "  multivector results thesis_sweep --figures pictures --style dark\n"
    '  multivector results thesis_sweep --sql "select policy, avg(autonomy) from runs group by 1"\n'
)


@click.command(epilog=RESULTS_EXAMPLES)
@click.argument("folder", metavar="DIR")
@click.option("--metric", "metrics", multiple=True, help="Show this metric. Repeatable.")
@click.option("--sql", metavar="QUERY", help="Ask the tables runs and futures in SQL (DuckDB).")
@click.option("--failures", is_flag=True, help="Show the runs that failed, and how to replay them.")
@click.option("--convergence", is_flag=True, help="Show how means settle as futures are added.")
@json_option
@click.option("--csv", "as_csv", is_flag=True, help="Print the table as CSV, every digit.")
@click.option(
    "--figures", type=click.Path(file_okay=False, path_type=Path), metavar="OUT",
    help="Draw the figures that fit the sweep into this folder, as PNG and SVG.",
)  # fmt: skip
@click.option("--style", metavar="NAME", help="Of figures: projector (default), print or dark.")
@click.option("--x", metavar="KEY", help="Of the figure over choices: this choice along x.")
@click.option("--y", metavar="KEY", help="Of the figure over choices: this choice along y.")
@click.option(
    "--at", multiple=True, metavar="KEY=LEVEL",
    help="Of the figure over choices: hold a choice, or take one policy=NAME. Repeatable.",
)  # fmt: skip
@debug_option
def results(
    folder: str,
    metrics: tuple[str, ...],
    sql: str | None,
    failures: bool,
    convergence: bool,
    as_json: bool,
    as_csv: bool,
    figures: Path | None,
    style: str | None,
    x: str | None,
    y: str | None,
    at: tuple[str, ...],
) -> None:
    """Summarise the folder of a sweep, finished or not."""
    from multivector_sim.sweeps.results import load_sweep

    several = [
        name
        for name, given in (
            ("--sql", sql is not None), ("--failures", failures), ("--convergence", convergence)
        )
        if given
    ]  # fmt: skip
    if len(several) > 1 or (as_json and as_csv):
        raise click.UsageError(f"{' and '.join(several[:2]) or '--json and --csv'}: choose one")
    if metrics and (sql is not None or failures):
        raise click.UsageError(f"--metric does not go with {several[0]}")
    if figures is None and (style is not None or x is not None or y is not None or at):
        raise click.UsageError("--style, --x, --y and --at go with --figures")
    if figures is not None and (sql is not None or failures or convergence or as_json or as_csv):
        raise click.UsageError(
            "--figures draws, and goes with --metric, --style, --x, --y and --at"
        )
    opened = load_sweep(folder)
    if not opened.shards:
        raise InputError(f"{folder} holds no finished shard yet; run the sweep further")
    if figures is not None:
        from multivector_sim.cli.sweep_figures import draw_figures, held

        axes = {"x": x, "y": y, "at": held(at)}
        draw_figures(opened, metrics, figures, style or "projector", axes)
    elif sql is not None:
        _print(opened.sql(sql), as_json=as_json, as_csv=as_csv)
    elif failures:
        _print(opened.failures(), as_json=as_json, as_csv=as_csv)
    elif convergence:
        import pandas as pd

        chosen = metrics or tuple(opened.labels[:1])
        parts = [opened.convergence(name).assign(metric=name) for name in chosen]
        _print(pd.concat(parts), as_json=as_json, as_csv=as_csv)
    elif as_json or as_csv:
        _print(opened.summary(metrics or None), as_json=as_json, as_csv=as_csv)
    else:
        tell_results(opened, metrics)


def _print(table: pd.DataFrame, *, as_json: bool, as_csv: bool) -> None:
    from multivector_sim.cli.table import plain_table, print_json, records, show

    if as_json:
        print_json(records(table))
    elif as_csv:
        click.echo(table.to_csv(index=False, lineterminator="\n"), nl=False)
    else:
        show(plain_table(table))


def tell_results(opened: SweepResults, metrics: Sequence[str]) -> None:
    """Print the numbers of a sweep with their uncertainty, beside their counterfactual."""
    from multivector_sim.cli.table import is_narrow, show, sweep_table
    from multivector_sim.model.variants import variant_words
    from multivector_sim.results.dataset import NOTE

    plan = opened.plan
    chosen = list(metrics) or opened.usual(USUAL)
    summary = opened.summary(chosen)
    words = {index: opened.arm_name(index) for index in range(len(opened.arms))}
    for metric in chosen:
        part = summary[summary["metric"] == metric]
        shown = part.iloc[:MOST_ARMS]
        show(sweep_table(shown, [words[int(at)] for at in shown["arm"]], narrow=is_narrow()))
        if len(part) > len(shown):
            click.echo(f"... and {len(part) - len(shown):,} more; --csv prints all of them\n")
    click.echo(f"{NOTE.capitalize()}. {_told(opened)}")
    if plan.spec.variants:
        told = variant_words(plan.spec.variants)
        click.echo(f"{told[0].upper()}{told[1:]}: not uncertain here.")
    if plan.spec.without:
        click.echo(f"Without {', '.join(plan.spec.without)}.")
    if plan.spec.noise == "shared" and plan.spec.replications == 1:
        click.echo("One run of each on shared noise leaves the intervals open: take noise: own.")
    elif plan.is_sample:
        click.echo("Intervals (95 %) cover futures and the chance of runs.")
    else:
        click.echo("Intervals (95 %) cover the chance of runs; the futures are no sample.")
    if all(opened.counterfactual(arm) is None for arm in range(len(opened.arms))):
        click.echo("There is no counterfactual in this sweep: name policies to have one.")
    failed = opened.failed
    if failed:
        click.echo(
            f"{failed:,} runs failed and are left out; nothing stands in for them: "
            f"{shlex.join(['multivector', 'results', opened.store.url, '--failures'])}",
            err=True,
        )


def _told(opened: SweepResults) -> str:
    plan, done = opened.plan, opened.run_count
    state = "" if opened.is_finished else f" of {plan.runs:,} (not finished)"
    return (
        f"{done:,} runs{state}: {plan.future_count:,} futures ({plan.spec.design}), "
        f"{plan.spec.replications:,} runs of each, seed {plan.spec.seed}."
    )


REPLAY_EXAMPLES = "\b\nExample:\n  multivector replay thesis_sweep 3:1204\n"


@click.command(epilog=REPLAY_EXAMPLES)
@click.argument("folder", metavar="DIR")
@click.argument("row", metavar="SHARD:ROW")
@click.option(
    "--policy", "policies", multiple=True, metavar="FILE.py:FUNCTION",
    help="The policy function of the run, if a function set its levers.",
)  # fmt: skip
@click.option(
    "--engine", type=click.Choice(["ensemble", "mesa"]), default="ensemble", show_default=True,
    help="Compiled, or readable.",
)  # fmt: skip
@json_option
@debug_option
def replay(folder: str, row: str, policies: tuple[str, ...], engine: str, as_json: bool) -> None:
    """Run exactly one run of a sweep again, and show what it gives."""
    from multivector_sim.cli.sweep import policy_functions
    from multivector_sim.cli.table import print_json
    from multivector_sim.sweeps.replay import replay_run
    from multivector_sim.sweeps.results import load_sweep

    shard, _, place = row.partition(":")
    if not (shard.isdecimal() and place.isdecimal()):
        raise InputError(f"SHARD:ROW is needed, such as 3:1204; received {row!r}")
    run = replay_run(
        load_sweep(folder), int(shard), int(place), engine=engine,
        functions=policy_functions(policies),
    )  # fmt: skip
    document: dict[str, Any] = run.document()
    if as_json:
        print_json(document)
        return
    for key, value in document.items():
        if isinstance(value, dict):
            click.echo(f"{key}:")
            for name, number in value.items():
                click.echo(f"  {name}: {number!r}")
        else:
            click.echo(f"{key}: {value}")
