"""One style for every figure: colours that colour-blind readers can tell apart, large type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import xarray as xr
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.dates import DateFormatter, YearLocator, date2num
from matplotlib.figure import Figure
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.results.dataset import NOTE, read_manifest

__all__ = [
    "ACTOR_COLOURS",
    "FOCAL_COLOUR",
    "INK",
    "MUTED",
    "alt_text",
    "colours",
    "days",
    "dress",
    "figure",
    "long_name",
    "note",
    "provenance",
    "save",
    "spoken",
    "years",
]

INK: Final = "#1b1b1b"
MUTED: Final = "#5a5a5a"
GRID: Final = "#dddddd"
FOCAL_COLOUR: Final = "#0072B2"
OTHER_COLOURS: Final = ("#E69F00", "#D55E00", "#CC79A7", "#009E73", "#56B4E9", "#8C6D31", "#000000")
"""Okabe and Ito's palette, https://jfly.uni-koeln.de/color/; yellow is left out (too light for
lines on white), a brown added."""
MARKERS: Final = ("s", "^", "D", "v", "P", "X", "o")
DASHES: Final = (
    "-",
    (0, (5, 1.5)),
    (0, (1.2, 1.2)),
    (0, (5, 1.5, 1.2, 1.5)),
    (0, (3, 1)),
    "-",
    "--",
)

ACTOR_COLOURS: Final = {"RUS": "#D55E00", "CHN": "#CC79A7", "USA": "#0072B2", "EU": "#009E73"}

TITLE: Final = 19
LABEL: Final = 14
TICK: Final = 13
SMALL: Final = 11.5
DPI: Final = 100
"""Dots an inch: the widest figure fills a projector of 1,920 dots, less a margin."""


class Look:
    """How one scenario is drawn wherever it appears in a figure.

    Parameters
    ----------
    colour, marker, dash
        Matplotlib's colour, marker and line style: three ways to tell lines apart.
    """

    def __init__(self, colour: str, marker: str, dash: str | tuple[float, tuple[float, ...]]):
        self.colour, self.marker, self.dash = colour, marker, dash


def colours(names: Iterable[str]) -> dict[str, Look]:
    """Return the look of each scenario; the first one is the focal scenario."""
    looks = {}
    for position, name in enumerate(names):
        if position == 0:
            looks[name] = Look(FOCAL_COLOUR, "o", "-")
        else:
            turn = (position - 1) % len(OTHER_COLOURS)
            looks[name] = Look(OTHER_COLOURS[turn], MARKERS[turn], DASHES[turn])
    return looks


def figure(width: float, height: float) -> Figure:
    """Return an empty white figure of a size in inches; no window is ever opened."""
    return Figure(figsize=(width, height), facecolor="white")


def dress(axes: Axes, *, title: str = "", x_label: str = "", y_label: str = "") -> None:
    """Give axes the common look: open frame, light grid, large type."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(MUTED)
    axes.tick_params(labelsize=TICK, colors=INK, length=4, color=MUTED)
    axes.grid(visible=True, color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    if title:
        axes.set_title(title, loc="left", fontsize=LABEL + 1, color=INK, fontweight="bold")
    if x_label:
        axes.set_xlabel(x_label, fontsize=LABEL, color=INK)
    if y_label:
        axes.set_ylabel(y_label, fontsize=LABEL, color=INK)


def years(axes: Axes, most: int) -> None:
    """Mark at most so many years on a time axis."""
    first, last = axes.get_xlim()
    span = (last - first) / 365.25
    step = next(n for n in (1, 2, 4, 8, 10, 20, 50, 100, 1000) if span / n < most)
    axes.xaxis.set_major_locator(YearLocator(step))  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_formatter(DateFormatter("%Y"))  # type: ignore[no-untyped-call]


def days(dates: NDArray[np.datetime64] | np.datetime64) -> NDArray[np.float64]:
    """Return dates as the numbers that matplotlib's time axes use."""
    numbers: NDArray[np.float64] = np.asarray(date2num(dates))  # type: ignore[no-untyped-call]
    return numbers


def spoken(name: str) -> str:
    """Return the name of a scenario as it is read in a figure.

    The focal scenario and its rivals are named by their files; words that are
    proper names get their capitals.
    """
    words = name.replace("_", " ").split()
    capitals = {"russia": "Russia", "china": "China", "west": "West"}
    return " ".join(capitals.get(word, word) for word in words)


def long_name(dataset: xr.Dataset, code: str) -> str:
    """Return the name of an actor, as the scenario gives it."""
    return str(read_manifest(dataset)["experiment"]["scenario"]["actors"][code]["name"])


def provenance(datasets: Mapping[str, xr.Dataset]) -> str:
    """Return the line that every figure carries: caveat, runs, seed."""
    first = next(iter(datasets.values()))
    experiment = read_manifest(first)["experiment"]
    runs = first.sizes["run"]
    many = " a scenario, paired on common random numbers" if len(datasets) > 1 else ""
    return f"{NOTE}  ·  {runs:,} runs{many}  ·  seed {experiment['seed']}"


def note(target: Figure, text: str, source: str = "") -> None:
    """Write the line at the foot of a figure, and the source of what was observed."""
    if source:
        words = f"observed: {source}"
        target.text(0.012, 0.008, words, ha="left", va="bottom", fontsize=SMALL, color=MUTED)
    target.text(0.995, 0.008, text, ha="right", va="bottom", fontsize=SMALL, color=MUTED)


def alt_text(target: Figure) -> str:
    """Return what a figure shows in words, for readers who cannot see it."""
    return str(target.get_label())


def save(target: Figure, path: str | Path, *, file_format: str | None = None) -> None:
    """Write a figure with its words as metadata; the same figure gives the same file.

    Parameters
    ----------
    target
        A figure of this package.
    path
        File to write.
    file_format
        ``"png"`` or ``"svg"``; None reads it from the ending of the file.

    Raises
    ------
    InputError
        If the format is neither PNG nor SVG.
    OSError
        If the file cannot be written.
    """
    kind = (file_format or Path(path).suffix.lstrip(".")).lower()
    if kind not in {"png", "svg"}:
        raise InputError(f"figures are written as png or svg; {kind or 'no format'!r} received")
    options: dict[str, Any] = {"dpi": DPI}
    metadata: dict[str, str | None] = {
        "Title": alt_text(target)[:79],
        "Description": alt_text(target),
    }
    if kind == "svg":
        metadata["Date"] = None
    else:
        options["pil_kwargs"] = {"compress_level": 3}  # as small as 6 here, and quicker
    # The ids inside an SVG are random otherwise, and the same figure would give another file;
    # text stays text, which can be searched and read aloud.
    with rc_context({"svg.hashsalt": "multivector", "svg.fonttype": "none"}):
        target.savefig(path, format=kind, metadata=metadata, **options)


def require(datasets: Mapping[str, xr.Dataset], variable: str, record: str) -> None:
    """Check that recorded paths are there.

    Raises
    ------
    InputError
        If a data set lacks the variable; the message says how to record it.
    """
    if not datasets:
        raise InputError("no data set received; at least one is needed to draw")
    for name, dataset in datasets.items():
        if variable not in dataset:
            raise InputError(
                f"results of {name!r} hold no recorded path {variable!r}; "
                f"simulate with record=[{record!r}]"
            )
