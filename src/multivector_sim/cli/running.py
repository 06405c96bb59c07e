"""What the commands that simulate have in common besides their options."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import click

from multivector_sim.cli.options import Settings

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.figure import Figure

    from multivector_sim.experiments.compare import Comparison
    from multivector_sim.experiments.job import ResultFolder

__all__ = ["announce_compilation", "interruptible", "remark", "write_figures"]


def announce_compilation(settings: Settings) -> None:
    """Say on standard error why the first command after an installation takes so long."""
    if settings.engine != "ensemble" or settings.quiet:
        return
    from multivector_sim.ensemble.engine import is_compiled

    if not is_compiled():
        click.echo("compiling the engine (once per version, up to a minute)", err=True)


@contextmanager
def interruptible(folder: ResultFolder | None) -> Iterator[None]:
    """Let an interrupt say what the command leaves behind."""
    try:
        yield
    except KeyboardInterrupt as error:
        raise KeyboardInterrupt(_kept(folder)) from error


def _kept(folder: ResultFolder | None) -> str:
    if folder is None or not folder.written:
        return "nothing was written"
    names = ", ".join(path.name for path in folder.written)
    return f"kept in {folder.path}: {names}"


def remark(datasets: Mapping[str, xr.Dataset]) -> None:
    """Print below a table what its numbers are and are not."""
    from multivector_sim.results import read_manifest

    first = next(iter(datasets.values()))
    experiment = read_manifest(first)["experiment"]
    click.echo(
        f"{experiment_words(experiment)} Intervals are those of Monte Carlo; parameters are held "
        "fixed. P counts ties half.\n"
        "* moved by the levers by construction: shown, never scored."
    )


def experiment_words(experiment: Mapping[str, object]) -> str:
    """Return caveat, runs, seed and engine as one sentence."""
    return (
        f"Exploratory, not a forecast. {experiment['runs']:,} runs a scenario, "
        f"seed {experiment['seed']}, {experiment['engine']} engine."
    )


def write_figures(
    folder: ResultFolder,
    *,
    comparison: Comparison | None = None,
    fan: Mapping[str, xr.Dataset],
    leverage: Mapping[str, xr.Dataset],
) -> None:
    """Draw the figures of a command, and write each as PNG and SVG."""
    from multivector_sim import plots

    focal = next(iter(fan))
    figures: dict[str, Figure] = {f"{focal}_fan": plots.fan(fan)}
    for name, dataset in leverage.items():
        figures[f"{name}_leverage"] = plots.leverage(dataset)
    if comparison is not None:
        figures["compare"] = plots.compare(comparison)
        figures["forest"] = plots.forest(comparison)
    for name, drawing in figures.items():
        for kind in ("png", "svg"):
            folder.write(f"{name}.{kind}", partial(plots.save, drawing, file_format=kind))
