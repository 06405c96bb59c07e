"""The network of actors as it moves, as GIF, MP4 or a page for the browser."""

from __future__ import annotations

import html
from pathlib import Path
from typing import TYPE_CHECKING

import xarray as xr
from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg

from multivector_sim.errors import InputError
from multivector_sim.plots.network import KEY, Drawing, panels_of
from multivector_sim.plots.style import (
    alt_text,
    by_name,
    figure,
    heading,
    note,
    provenance,
    require,
    spoken,
)

if TYPE_CHECKING:
    # Imported where it is used: it takes as long as all the rest, and figures do without.
    from matplotlib.animation import AbstractMovieWriter, FuncAnimation

__all__ = ["network_animation", "save_animation"]


def network_animation(dataset: xr.Dataset, *, every: int = 2, interval: int = 250) -> FuncAnimation:
    """Return the network of tensions as an animation over the whole run.

    Parameters
    ----------
    dataset
        Results with ``tension`` recorded.
    every
        Quarters from one frame to the next, >= 1.
    interval
        Milliseconds a frame, >= 20.

    Returns
    -------
    matplotlib.animation.FuncAnimation
        Hand it to :func:`save_animation`. Its figure carries the words.

    Raises
    ------
    InputError
        If tension was not recorded, or a number is too small.

    Examples
    --------
    >>> import multivector_sim as mv
    >>> ds = mv.simulate("baseline", runs=8, seed=1, record=["tension"])
    >>> moving = mv.plots.network_animation(ds, every=8)
    >>> mv.plots.save_animation(moving, "network.gif")  # doctest: +SKIP
    """
    from matplotlib.animation import FuncAnimation

    named = by_name(dataset)
    require(named, "tension")
    if every < 1 or interval < 20:
        raise InputError(
            f"every={every} and interval={interval} received; at least 1 and 20 are needed"
        )
    (name,) = named
    last = dataset.sizes["time"] - 1
    frames = [*range(0, last, every), last]
    target = figure(8.6, 8.0)
    FigureCanvasAgg(target)
    (axes,) = panels_of(target, 1)
    drawing = Drawing(axes, dataset)
    drawing.show(0)
    heading(target, f"Who is tense with whom: {spoken(name)}", KEY)
    note(target, provenance(named))
    target.set_label(
        f"Animated network of {dataset.sizes['actor']} actors under {spoken(name)}; lines are "
        f"median tensions. {drawing.words(0)} {drawing.words(last)} {provenance(named)}."
    )
    return FuncAnimation(target, drawing.show, frames=frames, interval=interval, blit=False)


def save_animation(animation: FuncAnimation, path: str | Path) -> None:
    """Write an animation as GIF, as MP4, or as a page that holds all it needs.

    Parameters
    ----------
    animation
        What :func:`network_animation` returned.
    path
        File to write; its ending says how: ``.gif``, ``.html`` or ``.mp4``.

    Raises
    ------
    InputError
        If the ending is none of these, or ``.mp4`` is asked for and the
        program ``ffmpeg`` is not there.
    OSError
        If the file cannot be written.
    """
    from matplotlib.animation import FFMpegWriter, PillowWriter

    kind = Path(path).suffix.lower()
    rate = 1000 / animation._interval  # type: ignore[attr-defined]
    if kind == ".html":
        Path(path).write_text(_page(animation, rate), encoding="utf-8")
        return
    writers: dict[str, type[AbstractMovieWriter]] = {".gif": PillowWriter, ".mp4": FFMpegWriter}
    if kind not in writers:
        raise InputError(
            f"animations are written as gif, html or mp4; {kind or 'no ending'!r} received"
        )
    if not writers[kind].isAvailable():  # type: ignore[attr-defined]
        raise InputError("mp4: the program ffmpeg is not there; choose gif or html")
    animation.save(path, writer=writers[kind](fps=rate), dpi=72)


def _page(animation: FuncAnimation, rate: float) -> str:
    """Return a page with the frames inside, and the words for readers who cannot see them."""
    words = html.escape(alt_text(animation._fig))  # type: ignore[attr-defined]
    with rc_context({"animation.embed_limit": 100, "savefig.dpi": 72}):
        player = animation.to_jshtml(fps=round(rate))
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>Network of tensions</title></head><body>\n{player}\n<p>{words}</p>\n"
        "</body></html>\n"
    )
