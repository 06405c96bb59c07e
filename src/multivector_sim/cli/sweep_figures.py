"""Figures of a sweep, drawn into a folder by ``multivector results --figures``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from multivector_sim.errors import InputError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from multivector_sim.sweeps.results import SweepResults

__all__ = ["draw_figures", "held"]


def draw_figures(
    opened: SweepResults,
    metrics: Sequence[str],
    folder: Path,
    style: str,
    axes: Mapping[str, Any],
) -> None:
    """Draw every figure that fits a sweep, and say what was written and what does not fit.

    Parameters
    ----------
    opened
        The sweep.
    metrics
        Metrics to draw; without any, effects on those that a summary shows,
        and the first of them in the other figures.
    folder
        Where to.
    style
        Name of a style.
    axes
        What ``sweep_grid`` takes besides: ``x``, ``y`` and ``at``.

    Raises
    ------
    InputError
        If a metric or the style is unknown, the folder cannot be written to,
        or no figure fits.
    """
    from multivector_sim import plots
    from multivector_sim.experiments.job import ResultFolder
    from multivector_sim.plots.writing import write_figure

    for metric in metrics:
        opened.require(metric)
    with plots.use_style(style):
        out = ResultFolder(folder)
        for stem, draw in _drawings(opened, metrics, axes):
            try:
                figure = draw()
            except InputError as error:
                click.echo(f"left out: {stem}: {error}", err=True)
                continue
            write_figure(out, stem, figure)
    if not out.written:
        raise InputError(f"no figure fits {opened.store.url}; the lines above say why")
    for path in out.written:
        click.echo(str(path))


def held(texts: Sequence[str]) -> dict[str, float | str]:
    """Return what ``KEY=LEVEL`` texts hold, by dotted key; levels are numbers where they can be.

    Raises
    ------
    InputError
        If a text is of another form, or a key stands twice.
    """
    found: dict[str, float | str] = {}
    for text in texts:
        key, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not key or not value or key in found:
            raise InputError(
                f"--at: {text!r} received; KEY=LEVEL is needed, each key once, such as "
                "policy.skill=0.2 or policy=multivector"
            )
        try:
            found[key] = float(value)
        except ValueError:
            found[key] = value
    return found


def _drawings(
    opened: SweepResults, metrics: Sequence[str], axes: Mapping[str, Any]
) -> Iterator[tuple[str, Callable[[], Figure]]]:
    """Yield the figures by the names of their files."""
    from multivector_sim import plots
    from multivector_sim.plots.sweep_effects import MOST_METRICS

    shown = list(metrics) or opened.usual(MOST_METRICS)[:MOST_METRICS]
    for first in range(0, len(shown), MOST_METRICS):
        page = f"_{first // MOST_METRICS + 1}" if len(shown) > MOST_METRICS else ""
        part = shown[first : first + MOST_METRICS]
        yield f"effects{page}", partial(plots.sweep_effects, opened, part)
    for metric in metrics or shown[:1]:
        name = re.sub(r"[^A-Za-z0-9]+", "_", metric).strip("_")
        yield f"grid_{name}", partial(plots.sweep_grid, opened, metric, **axes)
        yield f"convergence_{name}", partial(plots.sweep_convergence, opened, metric)
