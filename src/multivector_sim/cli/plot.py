"""``multivector plot``: draw figures from a folder of results."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import click

from multivector_sim.cli.options import debug_option
from multivector_sim.errors import InputError

if TYPE_CHECKING:
    from matplotlib.animation import FuncAnimation

    from multivector_sim.experiments.job import ResultFolder
    from multivector_sim.experiments.saved import SavedResults
    from multivector_sim.plots.families import Choice

__all__ = ["plot"]

ANIMATION: Final = "animation"
ANIMATION_LINE: Final = "the network as it moves (GIF, or HTML or MP4 by --format)"
STILL: Final = ("png", "svg", "pdf")
MOVING: Final = ("gif", "html", "mp4")

PLOT_EXAMPLES = (
    "\b\n"
    "Examples:\n"
    "  multivector plot --list\n"
    "  multivector plot results\n"
    "  multivector plot results --figure network --date 1996 --date 2022 --style dark\n"
    "  multivector plot results --figure leverage_change --against laissez_faire\n"
    "  multivector plot results --figure trade_off --want tension_rus_chn=lower "
    "--want autonomy=higher\n"
)


class Request(NamedTuple):
    """What is asked for besides the choice: names of figures, style, formats, folder."""

    figures: tuple[str, ...]
    style: str
    formats: tuple[str, ...]
    folder: Path


@click.command(epilog=PLOT_EXAMPLES)
@click.argument("folder", required=False, type=click.Path(path_type=Path), metavar="RESULT_FOLDER")
@click.option("--list", "listed", is_flag=True, help="Name the families of figures and stop.")
@click.option(
    "--figure",
    "figures",
    multiple=True,
    metavar="NAME",
    help="Draw this family. Repeatable; without it, every one that the results allow.",
)
@click.option(
    "--style",
    default="projector",
    show_default=True,
    metavar="NAME",
    help="projector, print or dark.",
)
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice([*STILL, *MOVING]),
    help="Format of the files, png by default (animation: gif). Repeatable.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write into this folder; without it, beside the results.",
)
@click.option("--scenario", metavar="NAME", help="Scenario to draw; without it, the first one.")
@click.option("--pair", default="RUS-CHN", show_default=True, help="Two actors.")
@click.option("--date", "dates", multiple=True, help="Such as 2013 or 2013-07. Repeatable.")
@click.option("--run", default=0, show_default=True, help="Run of the chronicle.")
@click.option("--against", metavar="NAME", help="Scenario that leverage_change is counted from.")
@click.option(
    "--want",
    multiple=True,
    metavar="OUTCOME=higher|lower",
    help="Twice, for trade_off: an outcome, and what you want of it.",
)
@debug_option
def plot(folder: Path | None, listed: bool, **options: Any) -> None:
    """Draw figures from a folder that multivector run or compare made with --out.

    Nothing is simulated. Where the results lack what a figure needs, a
    message says what to run.
    """  # fmt: skip
    from multivector_sim.experiments.saved import load_results

    if listed:
        _show_list()
        return
    if folder is None:
        raise click.UsageError("a RESULT_FOLDER is needed; --list names the figures")
    request = Request(
        options["figures"], options["style"], options["formats"], options["out"] or folder
    )
    choice = _choice(options)
    _check_names(request)
    _draw(load_results(folder), request, choice)


def _show_list() -> None:
    from multivector_sim.plots.families import FAMILIES

    lines = {name: family.line for name, family in FAMILIES.items()} | {ANIMATION: ANIMATION_LINE}
    width = max(map(len, lines))
    for name, line in lines.items():
        click.echo(f"{name:<{width}}  {line}")


def _choice(options: dict[str, Any]) -> Choice:
    from multivector_sim.plots.families import Choice

    pair = tuple(options["pair"].split("-"))
    if len(pair) != 2:
        raise InputError(f"--pair: {options['pair']!r} received; write it as RUS-CHN")
    wanted = {}
    for text in options["want"]:
        outcome, equals, direction = text.rpartition("=")
        if not equals or direction not in ("higher", "lower"):
            raise InputError(f"--want: {text!r} received; write it as autonomy=higher or =lower")
        if outcome in wanted:
            raise InputError(f"--want: {outcome!r} is given twice; name two outcomes")
        wanted[outcome] = direction
    return Choice(
        scenario=options["scenario"],
        pair=pair,
        dates=options["dates"],
        run=options["run"],
        against=options["against"],
        wanted=wanted,
    )


def _check_names(request: Request) -> None:
    from multivector_sim.plots.families import FAMILIES

    known = [*FAMILIES, ANIMATION]
    unknown = [name for name in request.figures if name not in known]
    if unknown:
        raise InputError(f"--figure: unknown figure {unknown[0]!r}; known are {', '.join(known)}")
    still = any(name != ANIMATION for name in request.figures or known)
    if still and request.formats and not set(request.formats) & set(STILL):
        raise InputError(f"--format: figures are written as {', '.join(STILL)}")
    if not still and request.formats and not set(request.formats) & set(MOVING):
        raise InputError(f"--format: the animation is written as {', '.join(MOVING)}")


def _draw(saved: SavedResults, request: Request, choice: Choice) -> None:
    from multivector_sim.experiments.job import ResultFolder
    from multivector_sim.plots.families import FAMILIES
    from multivector_sim.plots.side_by_side import side_by_side
    from multivector_sim.plots.style import use_style

    folder = ResultFolder(request.folder)
    names = dict.fromkeys(request.figures or FAMILIES)
    jobs = {name: partial(_draw_one, name, saved, request, choice, folder) for name in names}
    with use_style(request.style), side_by_side(jobs) as drawn:
        for name, written in drawn.items():
            try:
                folder.note(written())
            except InputError as error:
                if request.figures:
                    raise
                click.echo(f"left out: {name}: {error}", err=True)
    if not folder.written:
        raise InputError("these results allow no figure; multivector plot --list names them")
    for path in folder.written:
        click.echo(str(path))


def _draw_one(
    name: str, saved: SavedResults, request: Request, choice: Choice, folder: ResultFolder
) -> list[Path]:
    from multivector_sim.plots.families import FAMILIES
    from multivector_sim.plots.writing import write_figure

    scenario = choice.scenario or next(iter(saved.datasets))
    if name == ANIMATION:
        return _animate(f"{scenario}_network", saved, request, choice, folder)
    family = FAMILIES[name]
    drawing = family.draw(saved, choice)
    stem = f"{scenario}_{name}" if family.single else name
    return write_figure(folder, stem, drawing, _kinds(request.formats, STILL))


def _kinds(formats: tuple[str, ...], allowed: tuple[str, ...]) -> list[str]:
    """Return the formats asked for that a figure can have, or the first that it can have."""
    return [kind for kind in formats if kind in allowed] or [allowed[0]]


def _animate(
    stem: str, saved: SavedResults, request: Request, choice: Choice, folder: ResultFolder
) -> list[Path]:
    from multivector_sim import plots
    from multivector_sim.plots.families import paths_of

    dataset = next(iter(paths_of(saved, choice).values()))
    names = [f"{stem}.{kind}" for kind in _kinds(request.formats, MOVING)]
    return [
        folder.write(name, partial(_write_film, plots.network_animation(dataset), name))
        for name in names
    ]


def _write_film(animation: FuncAnimation, name: str, path: Path) -> None:
    """Write a film under its own name first: what writes it goes by the ending."""
    from multivector_sim import plots

    with TemporaryDirectory() as place:
        made = Path(place) / name
        plots.save_animation(animation, made)
        path.write_bytes(made.read_bytes())
