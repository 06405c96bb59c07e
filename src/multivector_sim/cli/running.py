"""What the commands that simulate have in common besides their options."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from multivector_sim.cli.options import Settings

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.figure import Figure

    from multivector_sim.experiments.compare import Comparison
    from multivector_sim.experiments.job import ResultFolder

__all__ = [
    "announce_compilation",
    "compiling",
    "interruptible",
    "remark",
    "write_and_tell",
    "writing_figures",
]


def announce_compilation(settings: Settings) -> None:
    """Say on standard error why the first command after an installation takes so long."""
    if settings.engine == "ensemble":
        compiling(settings.quiet)


def compiling(quiet: bool) -> None:
    """Say that the compiled engine is not there yet, if so and if words are wanted."""
    if quiet:
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


def write_and_tell(
    folder: ResultFolder | None,
    write: Callable[[ResultFolder], object],
    tell: Callable[[], None],
    *,
    quiet: bool,
) -> None:
    """Write results into a folder, if there is one, and tell them whatever became of that.

    Parameters
    ----------
    folder
        Where to; None for nowhere.
    write
        Writes them.
    tell
        Prints them: a full disk takes nothing from the screen.
    quiet
        Whether to leave out where they are.
    """
    try:
        if folder is not None:
            write(folder)
            if not quiet:
                click.echo(f"Results are in {folder.path}", err=True)
    finally:
        tell()


def remark(datasets: Mapping[str, xr.Dataset]) -> None:
    """Print below a table what its numbers are and are not."""
    from multivector_sim.model.variants import variant_words
    from multivector_sim.results import read_manifest

    first = next(iter(datasets.values()))
    experiment = read_manifest(first)["experiment"]
    variants = variant_words(experiment["scenario"]["variants"])
    if variants:
        click.echo(f"{variants[0].upper()}{variants[1:]}.")
    for row in experiment["scenario"].get("without", ()):
        _tell_left_out(row)
    click.echo(
        f"{experiment_words(experiment)} Intervals are those of Monte Carlo; parameters are held "
        "fixed. P counts ties half.\n"
        "* moved by the levers by construction: shown, never scored."
    )


def _tell_left_out(row: Mapping[str, Any]) -> None:
    """Print what a scenario does without, entry by entry."""
    removed, changed = row["removed"], row["changed"]
    if not removed and not changed:
        click.echo(f"Without {row['source']}: nothing here rests on it.")
        return
    click.echo(f"Without {row['source']}:")
    for told in removed:
        click.echo(f"  removed {told}")
    for key, value in changed.items():
        click.echo(f"  {key} = {value:g}, the other reading")


def experiment_words(experiment: Mapping[str, object]) -> str:
    """Return caveat, runs, seed and engine as one sentence."""
    return (
        f"Exploratory, not a forecast. {experiment['runs']:,} runs a scenario, "
        f"seed {experiment['seed']}, {experiment['engine']} engine."
    )


@contextmanager
def writing_figures(
    folder: ResultFolder,
    wanted: bool,
    *,
    comparison: Comparison | None = None,
    fan: Mapping[str, xr.Dataset],
    leverage: Mapping[str, xr.Dataset],
) -> Iterator[None]:
    """Draw the figures of a command beside what the ``with`` block does; PNG and SVG of each."""
    if not wanted:
        yield
        return
    from multivector_sim import plots
    from multivector_sim.plots.side_by_side import side_by_side

    focal = next(iter(fan))
    figures: dict[str, Callable[[], Figure]] = {f"{focal}_fan": partial(plots.fan, fan)}
    for name, dataset in leverage.items():
        figures[f"{name}_leverage"] = partial(plots.leverage, dataset)
    if comparison is not None:
        figures["compare"] = partial(plots.compare, comparison)
        figures["forest"] = partial(plots.forest, comparison)
    jobs = {name: partial(_draw_into, folder, name, draw) for name, draw in figures.items()}
    with side_by_side(jobs) as drawn:
        yield
        for written in drawn.values():
            folder.note(written())


def _draw_into(folder: ResultFolder, name: str, draw: Callable[[], Figure]) -> list[Path]:
    from multivector_sim.plots.writing import write_figure

    return write_figure(folder, name, draw())
