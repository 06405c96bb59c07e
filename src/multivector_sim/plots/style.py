"""One style for every figure: colours that colour-blind readers can tell apart, large type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

import numpy as np
import xarray as xr
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.dates import DateFormatter, YearLocator, date2num
from matplotlib.figure import Figure
from matplotlib.typing import ColorType
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.model.variants import variant_words
from multivector_sim.plots.language import own_name, said
from multivector_sim.results.dataset import NOTE, path_variable, read_manifest
from multivector_sim.results.words import left_out_words

__all__ = [
    "LABEL",
    "SMALL",
    "STYLES",
    "TICK",
    "TITLE",
    "Style",
    "actor_colour",
    "alt_text",
    "by_name",
    "colours",
    "contrast",
    "current",
    "days",
    "dress",
    "figure",
    "heading",
    "legible",
    "long_name",
    "note",
    "over_time",
    "provenance",
    "require",
    "save",
    "spoken",
    "use_style",
    "years",
]

QUARTER: Final = np.timedelta64(91, "D")

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

TITLE: Final = 19
LABEL: Final = 14
TICK: Final = 13
SMALL: Final = 11.5
FORMATS: Final = ("png", "svg", "pdf")
READABLE: Final = 4.5
"""Contrast that text needs: Web Content Accessibility Guidelines 2.2, criterion 1.4.3, level AA."""


class Style(NamedTuple):
    """A preset: what colour everything has, and how many dots an inch.

    Attributes
    ----------
    paper, ink, muted, grid
        Background, text, secondary text, and grid lines.
    focal, others
        The focal scenario, and the scenarios beside it in order.
    actors, pivot
        Colour of a power by its code, and of the state in the middle.
    series
        Colours of parts, concerns and actions, in order.
    sequential
        Matplotlib's name of the colour map from little to much, for lines.
    cells
        Ends of the colours from little to much behind text; ink is readable on both.
    dpi
        Dots an inch of a PNG.
    """

    paper: str
    ink: str
    muted: str
    grid: str
    focal: str
    others: tuple[str, ...]
    actors: Mapping[str, str]
    pivot: str
    series: tuple[str, ...]
    sequential: str
    cells: tuple[str, str]
    dpi: int


STYLES: Final = {
    "projector": Style(
        paper="#ffffff", ink="#161616", muted="#5a5a5a", grid="#dddddd", focal="#0072B2",
        others=("#E69F00", "#D55E00", "#CC79A7", "#009E73", "#56B4E9", "#8C6D31", "#000000"),
        actors={"RUS": "#D55E00", "CHN": "#CC79A7", "USA": "#0072B2", "EU": "#009E73"},
        pivot="#3d3d3d", series=("#0072B2", "#E69F00", "#009E73", "#CC79A7"),
        sequential="cividis_r", cells=("#f3f7fb", "#5aa2d3"), dpi=100,
    ),
    "print": Style(
        paper="#ffffff", ink="#000000", muted="#4d4d4d", grid="#e6e6e6", focal="#004B87",
        others=("#E69F00", "#B34700", "#CC79A7", "#00805D", "#56B4E9", "#7A5C1E", "#000000"),
        actors={"RUS": "#B34700", "CHN": "#E3A6C6", "USA": "#003F77", "EU": "#2FA37E"},
        pivot="#000000", series=("#003F77", "#E69F00", "#1D8A66", "#E3A6C6"),
        sequential="cividis_r", cells=("#f3f7fb", "#5aa2d3"), dpi=200,
    ),
    "dark": Style(
        paper="#12161c", ink="#f4f4f4", muted="#b8bec7", grid="#333a44", focal="#56B4E9",
        others=("#E69F00", "#F0743A", "#E59BC5", "#14B38A", "#F0E442", "#C49A6C", "#ffffff"),
        actors={"RUS": "#F0743A", "CHN": "#E9A8CC", "USA": "#56B4E9", "EU": "#14B38A"},
        pivot="#f4f4f4", series=("#56B4E9", "#E69F00", "#14B38A", "#E9A8CC"),
        sequential="cividis", cells=("#1d2630", "#1f66a8"), dpi=100,
    ),
}  # fmt: skip
"""Presets by name. ``projector``: large screen, 1,600 to 1,800 dots wide. ``print``: 300 dots an
inch when a figure fills the width of a page on its side; powers differ in grey too. ``dark``: for
dark slides. The colours go back to Okabe and Ito's palette (https://jfly.uni-koeln.de/color/);
yellow is left out on white, a brown is added, and some are darker (print) or lighter (dark)."""

_chosen: ContextVar[str] = ContextVar("style", default="projector")


class use_style:  # noqa: N801  (reads as a function)
    """Choose the style of the figures drawn from now on, or within a ``with`` block.

    Parameters
    ----------
    name
        ``"projector"`` (the default), ``"print"`` or ``"dark"``.

    Raises
    ------
    InputError
        If there is no such style.

    Examples
    --------
    >>> from multivector_sim import plots
    >>> with plots.use_style("dark"):
    ...     pass  # figures drawn here are dark
    """

    def __init__(self, name: str) -> None:
        if name not in STYLES:
            raise InputError(f"style: {name!r} received; allowed are {', '.join(STYLES)}")
        self._before = _chosen.set(name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        _chosen.reset(self._before)


def current() -> Style:
    """Return the style in force."""
    return STYLES[_chosen.get()]


def contrast(first: ColorType, second: ColorType) -> float:
    """Return the contrast of two colours, 1 to 21, as WCAG 2.2 defines it."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: ColorType) -> float:
    parts = np.array(to_rgb(colour))
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def legible(colour: ColorType, paper: ColorType | None = None) -> str:
    """Return a colour for text: the one given, moved towards ink until it can be read.

    Parameters
    ----------
    colour
        Colour of the thing that the text names.
    paper
        What lies behind the text; None for the paper of the style.
    """
    behind = current().paper if paper is None else paper
    ink = max((current().ink, current().paper), key=lambda end: contrast(end, behind))
    start, end = np.array(to_rgb(colour)), np.array(to_rgb(ink))
    mixtures = (to_hex(start + (end - start) * part) for part in np.linspace(0, 1, 21))
    return next((mix for mix in mixtures if contrast(mix, behind) >= READABLE), ink)


def actor_colour(code: str, position: int) -> str:
    """Return the colour of an actor; those that the style does not know get one by position."""
    style = current()
    if position == 0:
        return style.pivot
    return style.actors.get(code, style.others[position % len(style.others)])


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
            looks[name] = Look(current().focal, "o", "-")
        else:
            turn = (position - 1) % len(MARKERS)
            looks[name] = Look(current().others[turn], MARKERS[turn], DASHES[turn])
    return looks


def figure(width: float, height: float) -> Figure:
    """Return an empty figure of a size in inches; no window is ever opened."""
    style = current()
    return Figure(figsize=(width, height), dpi=style.dpi, facecolor=style.paper)


def dress(axes: Axes, *, title: str = "", x_label: str = "", y_label: str = "") -> None:
    """Give axes the common look: open frame, light grid, large type."""
    style = current()
    axes.set_facecolor(style.paper)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(style.muted)
    axes.tick_params(labelsize=TICK, colors=style.ink, length=4, color=style.muted)
    axes.grid(visible=True, color=style.grid, linewidth=0.8)
    axes.set_axisbelow(True)
    if title:
        # With a height of its own, Matplotlib need not measure every tick for a place.
        axes.set_title(
            title, loc="left", y=1.0, fontsize=LABEL + 1, color=style.ink, fontweight="bold"
        )
    if x_label:
        axes.set_xlabel(x_label, fontsize=LABEL, color=style.ink)
    if y_label:
        axes.set_ylabel(y_label, fontsize=LABEL, color=style.ink)


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
    proper names get their capitals. A language can have other names for them.
    """
    if own := own_name(name):
        return own
    words = name.replace("_", " ").split()
    capitals = {"russia": "Russia", "china": "China", "west": "West"}
    return " ".join(capitals.get(word, word) for word in words)


def long_name(dataset: xr.Dataset, code: str) -> str:
    """Return the name of an actor, as the scenario gives it."""
    return str(read_manifest(dataset)["experiment"]["scenario"]["actors"][code]["name"])


def provenance(datasets: Mapping[str, xr.Dataset]) -> str:
    """Return the line that every figure carries: caveat, variants of the model, runs, seed."""
    first = next(iter(datasets.values()))
    experiment = read_manifest(first)["experiment"]
    runs = first.sizes["run"]
    variants = experiment["scenario"].get("variants", [])
    told = (variant_words(variants), left_out_words(experiment["scenario"].get("without")))
    varied = "".join(f"  ·  {words}" for words in told if words)
    if len(datasets) > 1:
        many = said("{runs} runs a scenario, paired on common random numbers", runs=f"{runs:,}")
    else:
        many = said("1 run") if runs == 1 else said("{runs} runs", runs=f"{runs:,}")
    return f"{said(NOTE)}{varied}  ·  {many}  ·  {said('seed {seed}', seed=experiment['seed'])}"


def heading(target: Figure, title: str, below: str = "") -> None:
    """Write the title of a figure at its top left, and a smaller line below it."""
    style, height = current(), target.get_figheight()
    target.text(
        0.012, 1 - 0.18 / height, title, fontsize=TITLE, fontweight="bold", color=style.ink,
        va="top",
    )  # fmt: skip
    if below:
        target.text(
            0.012, 1 - 0.6 / height, below, fontsize=LABEL, color=style.muted, va="top",
        )  # fmt: skip


def note(target: Figure, text: str, source: str = "") -> None:
    """Write the line at the foot of a figure, and the source of what was observed."""
    look: dict[str, Any] = {"va": "bottom", "fontsize": SMALL, "color": current().muted}
    if source:
        target.text(0.012, 0.008, f"observed: {source}", ha="left", **look)
    target.text(0.995, 0.008, text, ha="right", **look)


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
        ``"png"``, ``"svg"`` or ``"pdf"``; None reads it from the ending of the file.

    Raises
    ------
    InputError
        If the format is none of these.
    OSError
        If the file cannot be written.
    """
    kind = (file_format or Path(path).suffix.lstrip(".")).lower()
    if kind not in FORMATS:
        raise InputError(
            f"figures are written as {' or '.join(FORMATS)}; {kind or 'no format'!r} received"
        )
    options: dict[str, Any] = {}
    words = alt_text(target)
    metadata: dict[str, str | None] = {"Title": words[:79]}
    metadata["Subject" if kind == "pdf" else "Description"] = words
    if kind == "png":
        options["pil_kwargs"] = {"compress_level": 3}  # as small as 6 here, and quicker
    else:
        metadata["CreationDate" if kind == "pdf" else "Date"] = None
    # The ids inside an SVG are random otherwise, and the same figure would give another file;
    # text stays text, which can be searched and read aloud.
    with rc_context({"svg.hashsalt": "multivector", "svg.fonttype": "none"}):
        target.savefig(path, format=kind, metadata=metadata, **options)


def by_name(datasets: xr.Dataset | Mapping[str, xr.Dataset]) -> Mapping[str, xr.Dataset]:
    """Return data sets by the name of their scenario, also of a single one."""
    if isinstance(datasets, xr.Dataset):
        return {read_manifest(datasets)["experiment"]["name"] or "scenario": datasets}
    return datasets


def over_time(
    datasets: xr.Dataset | Mapping[str, xr.Dataset], *states: str
) -> dict[str, xr.Dataset]:
    """Return data sets whose paths can be drawn as lines, by the name of their scenario.

    A run of a single quarter has one instant, which makes no line: it gets the
    end of the quarter as a second one, with the same values.

    Parameters
    ----------
    datasets
        Results: one data set, or several by name.
    states
        Names of the states whose paths are needed.

    Raises
    ------
    InputError
        If a path was not recorded.
    """
    named = by_name(datasets)
    require(named, *states)
    return {name: _lasting(dataset) for name, dataset in named.items()}


def _lasting(dataset: xr.Dataset) -> xr.Dataset:
    if dataset.sizes["time"] > 1:
        return dataset
    end = dataset.assign_coords(time=dataset["time"] + QUARTER)
    return xr.concat(
        [dataset, end], dim="time", data_vars="minimal", coords="minimal", compat="override",
        join="override",
    )  # fmt: skip


def require(datasets: Mapping[str, xr.Dataset], *states: str) -> None:
    """Check that the paths of states were recorded.

    Raises
    ------
    InputError
        If a data set lacks one; the message says how to record it.
    """
    if not datasets:
        raise InputError("no data set received; at least one is needed to draw")
    for name, dataset in datasets.items():
        missing = [state for state in states if path_variable(state) not in dataset]
        if missing:
            raise InputError(
                f"results of {name!r} hold no recorded path of {', '.join(missing)}; "
                f"simulate with record={list(states)!r}, "
                f"or on the command line with --record {','.join(states)}"
            )
