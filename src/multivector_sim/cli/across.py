"""``multivector compare --across-variants``: one comparison under each variant of the model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from multivector_sim.cli.options import Settings
from multivector_sim.cli.progress import Progress
from multivector_sim.cli.running import announce_compilation, interruptible, remark
from multivector_sim.errors import InputError

if TYPE_CHECKING:
    from multivector_sim.experiments.across import Across
    from multivector_sim.experiments.job import ResultFolder

__all__ = ["compare_variants"]


def compare_variants(
    scenarios: tuple[str, ...], settings: Settings, outcomes: list[str] | None
) -> None:
    """Compare under the variants that the options name, or under every one, and print the effects.

    Parameters
    ----------
    scenarios
        Names or files, the focal one first.
    settings
        The shared options; without ``--variant`` all variants are taken.
    outcomes
        Outcomes to compute; None for the default ones.

    Raises
    ------
    InputError
        If an option is not allowed, or the results cannot be written.
    """
    from multivector_sim.experiments.across import compare_across
    from multivector_sim.experiments.counterfactuals import line_up
    from multivector_sim.experiments.job import ResultFolder
    from multivector_sim.scenario.fixed import VARIANT_NAMES

    if settings.record:
        raise InputError("--record keeps states of one comparison; leave out --across-variants")
    line = line_up(
        scenarios,
        overrides=settings.overrides,
        variant=settings.variants,
        without=settings.without,
    )
    own = line.scenarios[line.focal]
    names = settings.variants or tuple(name for name in VARIANT_NAMES if name not in own.variants)
    folder = ResultFolder(settings.out) if settings.out else None
    announce_compilation(settings)
    total = (settings.runs or own.runs) * len(line.scenarios) * (1 + len(names))
    with interruptible(folder):
        with Progress(total, quiet=settings.quiet) as progress:
            across = compare_across(
                scenarios,
                variants=names,
                overrides=settings.overrides,
                without=settings.without,
                runs=settings.runs,
                seed=settings.seed,
                engine=settings.engine,
                outcomes=outcomes,
                threads=settings.threads,
                progress=progress.advance,
            )
        try:
            if folder is not None:
                _write(folder, across, settings)
        finally:  # a full disk takes nothing from the screen
            _print(across, settings)


def _write(folder: ResultFolder, across: Across, settings: Settings) -> None:
    folder.note(across.save(folder.path))
    if not settings.quiet:
        click.echo(f"Results are in {folder.path}, a folder for each variant", err=True)


def _print(across: Across, settings: Settings) -> None:
    from multivector_sim.cli.table import is_narrow, print_json, records, show, variants_table
    from multivector_sim.results.words import MAIN_OUTCOMES

    first = next(iter(across.comparisons.values()))
    if settings.as_json:
        document: dict[str, Any] = {
            "note": first.manifest["note"],
            "focal": across.focal,
            "effects": records(across.effects),
            "manifests": {name: one.manifest for name, one in across.comparisons.items()},
        }
        print_json(document)
        return
    table = across.effects
    usual = table["outcome"].isin(() if settings.outcomes else MAIN_OUTCOMES)
    chosen = table if settings.outcomes or not usual.any() else table[usual]
    for _, rows in chosen.groupby("label", sort=False):
        show(variants_table(rows, focal=across.focal, narrow=is_narrow()))
    if not settings.quiet:
        for text in first.notes:
            click.echo(f"Note: {text}")
        remark(first.datasets)
        click.echo("multivector list --variants tells what each variant takes away.")
