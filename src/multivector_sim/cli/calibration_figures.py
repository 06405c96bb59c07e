"""Figures of a calibration, drawn into its folder by ``multivector calibrate --figures``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from multivector_sim.calibration import Calibration

__all__ = ["draw_calibration"]


def draw_calibration(calibration: Calibration, out: str, style: str) -> None:
    """Draw every figure of a calibration into ``figures`` of its folder, and name the files.

    Parameters
    ----------
    calibration
        A finished calibration.
    out
        Its folder.
    style
        Name of a style.

    Raises
    ------
    InputError
        If the style is unknown, or the folder cannot be written to.
    """
    from multivector_sim import plots
    from multivector_sim.experiments.job import ResultFolder
    from multivector_sim.plots.writing import write_figure

    drawings = {
        "posterior": plots.posterior,
        "ranks": plots.rank_histograms,
        "predictive": plots.predictive,
    }
    with plots.use_style(style):
        folder = ResultFolder(Path(out) / "figures")
        for stem, draw in drawings.items():
            write_figure(folder, stem, draw(calibration))
    for path in folder.written:
        click.echo(str(path))
