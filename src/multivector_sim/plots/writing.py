"""A figure in a folder of results, in each of its formats."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from multivector_sim.plots.style import save

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from multivector_sim.experiments.job import ResultFolder

__all__ = ["KINDS", "write_figure"]

KINDS: Final = ("png", "svg")
"""Formats of a figure unless others are asked for: to be seen, and to be enlarged."""


def write_figure(
    folder: ResultFolder, stem: str, figure: Figure, kinds: Sequence[str] = KINDS
) -> list[Path]:
    """Write a figure in each format; a file is there whole or not at all.

    Parameters
    ----------
    folder
        Where to.
    stem
        Name of the files without their ending.
    figure
        A figure of this package.
    kinds
        Formats, as :func:`multivector_sim.plots.save` takes them.

    Returns
    -------
    list of pathlib.Path
        Files written, in the order of ``kinds``.

    Raises
    ------
    OutputError
        If a file could not be written.
    """
    return [
        folder.write(f"{stem}.{kind}", partial(save, figure, file_format=kind)) for kind in kinds
    ]
