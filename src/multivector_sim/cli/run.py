"""``multivector run``: simulate scenarios and show their outcomes."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any, NamedTuple

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
    import pandas as pd
    import xarray as xr

    from multivector_sim.experiments.job import ResultFolder
    from multivector_sim.scenario import Scenario

__all__ = ["run"]

BESIDE = "laissez_faire"
"""The counterfactual that stands beside the numbers of a single scenario."""

MOST_PAIRS = 20_000
"""Runs that are paired with it: a second million would double the memory for nothing."""


class Outcome(NamedTuple):
    """Results of one scenario as it was asked for, with paired effects unless it stands alone."""

    asked: str
    scenario: Scenario
    dataset: xr.Dataset
    summary: pd.DataFrame
    effects: pd.DataFrame | None

    @property
    def name(self) -> str:
        """Name of the scenario."""
        return self.scenario.name


RUN_EXAMPLES = (
    "\b\n"
    "Examples:\n"
    "  multivector run baseline\n"
    "  multivector run baseline --runs 2000 --seed 7 --dyads\n"
    "  multivector run baseline --set policy.concession=0 --out results\n"
    "  multivector run my_scenario.yaml --json > outcome.json\n"
)


@click.command(epilog=RUN_EXAMPLES)
@names_argument
@click.option("--alone", is_flag=True, help=f"Do not run {BESIDE} beside it.")
@shared_options
def run(scenarios: tuple[str, ...], alone: bool, **options: Any) -> None:
    """Simulate scenarios; show medians, ranges and intervals.

    Each is also compared, run by run on the same random numbers, with the
    laissez_faire policy in the same world; multivector compare takes all four
    named counterfactuals.
    """
    from multivector_sim.experiments.job import ResultFolder

    settings = Settings(**options)
    loaded = _load(scenarios, settings)
    outcomes = settings.kept_outcomes()
    folder = ResultFolder(settings.out) if settings.out else None
    announce_compilation(settings)
    total = sum(_runs(scenario, settings, alone=alone) for scenario in loaded)
    results: list[Outcome] = []
    with interruptible(folder):
        with Progress(total, quiet=settings.quiet) as progress:
            for asked, scenario in zip(scenarios, loaded, strict=True):
                parts = _simulate(scenario, settings, outcomes, progress, alone=alone)
                results.append(Outcome(asked, scenario, *parts))
                if folder is not None:
                    folder.keep(scenario.name, results[-1].dataset)
        write_and_tell(
            folder,
            lambda where: _write(where, results, settings),
            lambda: _print(results, settings),
            quiet=settings.quiet,
        )


def _load(scenarios: tuple[str, ...], settings: Settings) -> list[Scenario]:
    from multivector_sim.errors import InputError
    from multivector_sim.scenario import load_scenario

    loaded = [
        load_scenario(
            entry, settings.overrides, variant=settings.variants, without=settings.without
        )
        for entry in scenarios
    ]
    names = [scenario.name for scenario in loaded]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise InputError(
            f"two scenarios are called {twice!r}; name each once, or give a file another name"
        )
    return loaded


def _runs(scenario: Scenario, settings: Settings, *, alone: bool) -> int:
    """Return how many runs a scenario takes, with those of its counterfactual."""
    runs = settings.runs or scenario.runs
    return runs if alone or scenario.name == BESIDE else runs + min(runs, MOST_PAIRS)


def _simulate(
    scenario: Scenario,
    settings: Settings,
    outcomes: list[str] | None,
    progress: Progress,
    *,
    alone: bool,
) -> tuple[xr.Dataset, pd.DataFrame, pd.DataFrame | None]:
    from multivector_sim.experiments.compare import paired_table
    from multivector_sim.experiments.counterfactuals import with_policy_of
    from multivector_sim.experiments.simulate import simulate
    from multivector_sim.results import summarise

    common: dict[str, Any] = {
        "runs": settings.runs,
        "seed": settings.seed,
        "engine": settings.engine,
        "outcomes": outcomes,
        "threads": settings.threads,
        "progress": progress.advance,
    }
    dataset = simulate(scenario, record=settings.record, **common)
    effects = None
    if not alone and scenario.name != BESIDE:
        common["runs"] = min(dataset.sizes["run"], MOST_PAIRS)
        other = simulate(with_policy_of(scenario, BESIDE), **common)
        pairs = dataset.isel(run=slice(0, common["runs"]))
        effects = paired_table({scenario.name: pairs, BESIDE: other})
    return dataset, summarise(dataset), effects


def _print(results: list[Outcome], settings: Settings) -> None:
    from multivector_sim.cli.table import is_narrow, print_json, show, summary_table

    if settings.as_json:
        print_json(_document(results))
        return
    for result in results:
        title = f"{result.name}: {result.dataset.attrs['title']}"
        table = summary_table(
            result.summary,
            result.effects,
            title=title,
            outcomes=settings.outcomes,
            narrow=is_narrow(),
        )
        show(table)
        if settings.quiet:
            continue
        remark({result.name: result.dataset})
        if result.effects is not None and result.dataset.sizes["run"] > MOST_PAIRS:
            click.echo(f"Differences are those of the first {MOST_PAIRS:,} runs.")
        changes = [word for name in settings.variants for word in ("--variant", name)]
        changes += [word for source in settings.without for word in ("--without", source)]
        changes += [word for change in settings.overrides for word in ("--set", change)]
        again = shlex.join(["multivector", "compare", result.asked, *changes])
        click.echo(f"All named counterfactuals: {again}")


def _document(results: list[Outcome]) -> dict[str, Any]:
    from multivector_sim.cli.table import records
    from multivector_sim.results import read_manifest
    from multivector_sim.results.dataset import NOTE

    return {
        "note": NOTE,
        "scenarios": {
            result.name: {
                "manifest": read_manifest(result.dataset),
                "outcomes": records(result.summary),
                "paired": None if result.effects is None else records(result.effects),
            }
            for result in results
        },
    }


def _write(folder: ResultFolder, results: list[Outcome], settings: Settings) -> None:
    import numpy as np
    import pandas as pd

    from multivector_sim.experiments.compare import DETAILS, RECORDED, RECORDED_RUNS
    from multivector_sim.experiments.simulate import simulate
    from multivector_sim.results import read_manifest

    datasets = {result.name: result.dataset for result in results}
    folder.write_metrics("metrics.parquet", datasets)
    summaries = [result.summary.assign(scenario=result.name) for result in results]
    folder.write_table("summary.csv", pd.concat(summaries))
    effects = [result.effects for result in results if result.effects is not None]
    if effects:
        folder.write_table("effects.csv", pd.concat(effects))
    manifests = {name: read_manifest(dataset) for name, dataset in datasets.items()}
    folder.write_json("manifest.json", manifests)
    states = list(dict.fromkeys((*RECORDED, *DETAILS, *settings.record)))
    for result in results:
        paths = simulate(
            result.scenario,
            runs=min(result.dataset.sizes["run"], RECORDED_RUNS),
            seed=settings.seed,
            engine=settings.engine,
            record=states,
            outcomes=(),
            threads=settings.threads,
        ).astype(np.float32)
        own = {result.name: paths}
        with writing_figures(folder, settings.figures, fan=own, leverage=own):
            folder.write_dataset(f"{result.name}_paths.nc", paths)
