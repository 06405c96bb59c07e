"""Figures as SVG, put together in a few milliseconds: bands over time, and networks.

Matplotlib takes longer for one figure than a visitor should wait for all of
them, and a library in the browser is a megabyte that a slow machine has to
read first. Every text is escaped; sizes are those of the screen, so that
letters have the same size on a phone and on a projector.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from html import escape
from typing import Final, NamedTuple

import numpy as np
from matplotlib.colors import to_hex
from numpy.typing import NDArray

from multivector_sim.classroom.marks import Mark
from multivector_sim.plots.network import place_actors, place_numbers
from multivector_sim.plots.style import STYLES, legible
from multivector_sim.results.words import signed

__all__ = [
    "LOOKS",
    "NARROWEST",
    "RUN_LOOK",
    "WIDEST",
    "Band",
    "Line",
    "Look",
    "Say",
    "bands_figure",
    "beside",
    "ceiling",
    "dots",
    "lines_figure",
    "network",
]

FloatArray = NDArray[np.float64]
Say = Callable[[str], str]
"""Returns a label in the language of the visitor."""

STYLE: Final = STYLES["projector"]
NARROWEST: Final = 260
WIDEST: Final = 1000
"""Width of a figure, pixels."""
_LEFT: Final = 38
_RIGHT: Final = 8
_BOTTOM: Final = 24
_STEPS: Final = (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0)
_FAMILY: Final = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"


class Look(NamedTuple):
    """How a side is drawn: its letter, colour, and the dashes of its median."""

    letter: str
    colour: str
    dashes: str


LOOKS: Final = {"a": Look("A", STYLE.focal, ""), "b": Look("B", STYLE.others[1], "7 3")}
"""Looks of the two sides: blue and vermilion differ for every kind of colour blindness."""


RUN_LOOK: Final = Look("", STYLE.ink, "")
"""Look of a single run."""


class Band(NamedTuple):
    """Quantiles over runs: (5, quarters), and how they are drawn."""

    values: FloatArray
    look: Look


class Line(NamedTuple):
    """A single history: its name, its values from the first quarter on, and its look."""

    name: str
    values: FloatArray
    look: Look


def ceiling(*values: FloatArray) -> float:
    """Return where an axis from 0 ends so that all values fit, 0.02 to 1."""
    largest = max(float(np.nanmax(one)) for one in values)
    return next((step for step in _STEPS if step >= largest), _STEPS[-1])


def bands_figure(
    band: Band,
    years: Sequence[float],
    *,
    title: str,
    words: str,
    width: int,
    height: int,
    top: float,
    other: Band | None = None,
    marks: Sequence[Mark] = (),
    now: int | None = None,
    run: FloatArray | None = None,
) -> str:
    """Return a figure of bands over time: 90 % and 50 % of runs, and the median.

    Parameters
    ----------
    band
        What is drawn.
    years
        (quarters,): moments.
    title
        Words above the figure.
    words
        The figure in words, for who cannot see it.
    width, height
        Pixels.
    top
        End of the axis; it begins at 0.
    other
        A side whose median is repeated for comparison.
    marks
        What is marked on the axis, by numbers that can be chosen.
    now
        Index of a quarter to point at.
    run
        (quarters,): a single run, drawn thin and dark on top; it is pointed at, too.
    """
    rows = _stagger([_across(mark.since, years, width) for mark in marks])
    head = 24 + (16 * (1 + max(rows)) if rows else 0)
    low, high = height - _BOTTOM, head
    ys = low - (low - high) * np.clip(band.values / top, 0, 1)
    xs = np.array([_across(year, years, width) for year in years])
    parts = [_title(title, width), _grid(years, width, low, high, top)]
    parts += [_mark(mark, _across(mark.since, years, width), row, low, head)
              for mark, row in zip(marks, rows, strict=True)]  # fmt: skip
    for first, last, opacity in ((0, 4, 0.22), (1, 3, 0.38)):
        points = _points(np.r_[xs, xs[::-1]], np.r_[ys[last], ys[first][::-1]])
        parts.append(
            f'<polygon points="{points}" fill="{band.look.colour}" fill-opacity="{opacity}"/>'
        )
    if other is not None:
        reference = low - (low - high) * np.clip(other.values[2] / top, 0, 1)
        parts.append(_line(xs, reference, other.look, 1.6))
    parts.append(_line(xs, ys[2], band.look, 2.6))
    if run is not None:
        alone = low - (low - high) * np.clip(run / top, 0, 1)
        parts.append(_line(xs, alone, RUN_LOOK, 1.4))
    if now is not None:
        x = xs[now]
        parts.append(
            f'<path d="M{x:.1f} {low}V{high}" stroke="{STYLE.ink}" stroke-width="1.2"/>'
            f'<circle cx="{x:.1f}" cy="{ys[2][now]:.1f}" r="4" fill="{band.look.colour}" '
            f'stroke="{STYLE.paper}"/>'
        )
        if run is not None:
            parts.append(f'<circle cx="{x:.1f}" cy="{alone[now]:.1f}" r="4" fill="{STYLE.ink}"/>')
    return _svg(width, height, title, words, parts)


def lines_figure(
    lines: Sequence[Line],
    years: Sequence[float],
    *,
    title: str,
    words: str,
    width: int,
    height: int,
    top: float,
    since: float | None = None,
) -> str:
    """Return a figure of lines over time, with their names in a row above.

    Parameters
    ----------
    lines
        What is drawn; a line may end before the last quarter.
    years
        (quarters,): moments of the whole axis, two at least.
    title, words, width, height, top
        As in :func:`bands_figure`.
    since
        Moment before which the ground is shaded; None for none.
    """
    low, high = height - _BOTTOM, 42
    parts = [_title(title, width)]
    if since is not None and since > years[0]:
        left, right = _across(years[0], years, width), _across(since, years, width)
        parts.append(
            f'<rect x="{left:.1f}" y="{high}" width="{right - left:.1f}" height="{low - high}" '
            f'fill="{STYLE.grid}" fill-opacity="0.5"/>'
        )
    parts.append(_grid(years, width, low, high, top))
    place = float(_LEFT)
    for line in lines:
        xs = np.array([_across(year, years, width) for year in years[: len(line.values)]])
        ys = low - (low - high) * np.clip(line.values / top, 0, 1)
        if len(xs) == 1:
            parts.append(
                f'<circle cx="{xs[0]:.1f}" cy="{ys[0]:.1f}" r="3" fill="{line.look.colour}"/>'
            )
        else:
            parts.append(_line(xs, ys, line.look, 2.2))
        dashes = f' stroke-dasharray="{line.look.dashes}"' if line.look.dashes else ""
        parts.append(
            f'<path d="M{place:.1f} 30h18" stroke="{line.look.colour}" stroke-width="3"{dashes}/>'
            f'<text x="{place + 22:.1f}" y="34" font-size="12">{escape(line.name)}</text>'
        )
        place += 34 + 7.4 * len(line.name)
    return _svg(width, height, title, words, parts)


def network(
    codes: Sequence[str],
    tension: dict[tuple[str, str], FloatArray],
    *,
    title: str,
    words: str,
    width: int,
) -> str:
    """Return the actors on a circle; the line of a pair is as wide as its tension.

    Parameters
    ----------
    codes
        Codes of the actors, the pivot's first.
    tension
        By pair: (5,), quantiles over runs, 0 to 1.
    title, words, width
        As in :func:`bands_figure`.
    """
    height = round(min(width * 0.86, 430))
    radius = (height - 70) / 2
    middle = np.array([width / 2, 34 + radius + 8])
    unit = place_actors(codes)
    places = {code: middle + radius * np.array([x, -y]) for code, (x, y) in unit.items()}
    spots = place_numbers(unit, list(tension))
    parts, numbers = [_title(title, width)], []
    for pair, values in tension.items():
        (x1, y1), (x2, y2) = places[pair[0]], places[pair[1]]
        median = float(values[2])
        parts.append(
            f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="{_strength(median)}" '
            f'stroke-width="{1 + 26 * median:.1f}"/>'
        )
        x, y = middle + radius * np.array([spots[pair][0], -spots[pair][1]])
        numbers.append(
            f'<rect x="{x - 17:.1f}" y="{y - 9:.1f}" width="34" height="18" rx="3" '
            f'fill="{STYLE.paper}" fill-opacity="0.88"/>'
            f'<text x="{x:.1f}" y="{y + 4.5:.1f}" text-anchor="middle">{median:.2f}</text>'
        )
    parts += numbers
    for code, (x, y) in places.items():
        colour = STYLE.actors.get(code, STYLE.pivot)
        ink = _ink(colour)
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="21" fill="{colour}"/>'
            f'<text x="{x:.1f}" y="{y + 4.5:.1f}" text-anchor="middle" fill="{ink}" '
            f'font-weight="700">{escape(code)}</text>'
        )
    return _svg(width, height, title, words, parts)


def dots(
    guesses: Sequence[float], low: float, high: float, *, title: str, words: str, width: int
) -> str:
    """Return guesses as dots over a line, each a small column, and the interval of the model.

    Parameters
    ----------
    guesses
        Guessed differences.
    low, high
        Ends of the model's interval.
    title, words, width
        As in :func:`bands_figure`.
    """
    reach = 1.1 * max(0.01, abs(low), abs(high), *(abs(guess) for guess in guesses))
    bins = np.round(np.array(guesses, dtype=float) / reach * 20).astype(int)
    tallest = max((int(np.sum(bins == one)) for one in set(bins.tolist())), default=1)
    step = min(11.0, 110 / max(tallest, 1))
    height, base = 178, 150

    def across(value: float) -> float:
        return width / 2 + (width / 2 - 24) * value / reach

    left, right = across(low), across(high)
    parts = [
        _title(title, width),
        f'<rect x="{left:.1f}" y="26" width="{max(right - left, 2):.1f}" height="{base - 26}" '
        f'fill="{STYLE.others[0]}" fill-opacity="0.55"/>',
        f'<path d="M{across(0):.1f} 26V{base}" stroke="{STYLE.muted}" stroke-dasharray="3 3"/>',
        f'<path d="M12 {base}H{width - 12}" stroke="{STYLE.ink}"/>',
    ]
    parts += [
        f'<text x="{across(value):.1f}" y="{base + 17}" text-anchor="middle" '
        f'fill="{STYLE.muted}">{signed(value)}</text>'
        for value in (-reach / 1.1, 0.0, reach / 1.1)
    ]
    seen: dict[int, int] = {}
    for place in bins.tolist():
        count = seen[place] = seen.get(place, 0) + 1
        parts.append(
            f'<circle cx="{across(place * reach / 20):.1f}" cy="{base - step * (count - 0.5):.1f}" '
            f'r="{min(4.5, step / 2):.1f}" fill="{STYLE.focal}" stroke="{STYLE.paper}"/>'
        )
    return _svg(width, height, title, words, parts)


def beside(figures: Sequence[str], width: int, height: int, note: str) -> str:
    """Return figures of one size side by side as one file, with a line of words below."""
    parts = [
        figure.replace("<svg ", f'<svg x="{place * width}" ', 1)
        for place, figure in enumerate(figures)
    ]
    text = (
        f'<text x="4" y="{height + 18}" font-size="12" fill="{STYLE.muted}">{escape(note)}</text>'
    )
    return _svg(width * len(figures), height + 26, note, "", [*parts, text])


def _svg(width: int, height: int, title: str, words: str, parts: Sequence[str]) -> str:
    # What can be chosen inside of a picture would be hidden from readers of the screen.
    role = "group" if any("data-mark" in part for part in parts) else "img"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="{role}" aria-label="{escape(f"{title}. {words}")}" '
        f'font-family="{_FAMILY}" font-size="13" fill="{STYLE.ink}">'
        f'<rect width="{width}" height="{height}" fill="{STYLE.paper}"/>{"".join(parts)}</svg>'
    )


def _title(title: str, width: int) -> str:
    size = min(14.0, max(9.0, round(1.65 * width / max(len(title), 1), 1)))
    return f'<text x="2" y="15" font-size="{size}" font-weight="600">{escape(title)}</text>'


def _across(year: float, years: Sequence[float], width: int) -> float:
    share = (year - years[0]) / (years[-1] - years[0])
    return float(_LEFT + (width - _LEFT - _RIGHT) * min(max(share, 0.0), 1.0))


def _grid(years: Sequence[float], width: int, low: int, high: int, top: float) -> str:
    parts = []
    for share in (0.0, 0.5, 1.0):
        y = low - (low - high) * share
        parts.append(
            f'<path d="M{_LEFT} {y:.1f}H{width - _RIGHT}" stroke="{STYLE.grid}"/>'
            f'<text x="{_LEFT - 5}" y="{y + 4:.1f}" text-anchor="end" fill="{STYLE.muted}">'
            f"{share * top:g}</text>"
        )
    span = years[-1] - years[0]
    step = (5 if width >= 420 else 10) if span > 12 else 1 if span < 5 else 2
    for year in range(-(-int(years[0]) // step) * step, int(years[-1]) + 1, step):
        if year < years[0]:
            continue
        x = _across(year, years, width)
        parts.append(
            f'<path d="M{x:.1f} {low}v4" stroke="{STYLE.muted}"/>'
            f'<text x="{x:.1f}" y="{low + 17}" text-anchor="middle" fill="{STYLE.muted}">'
            f"{year}</text>"
        )
    return "".join(parts)


def _stagger(places: Sequence[float]) -> list[int]:
    """Return in which row each number stands, so that none lies on another."""
    last: list[float] = []
    rows = []
    for place in places:
        row = next((k for k, end in enumerate(last) if place - end >= 19), len(last))
        if row == len(last):
            last.append(place)
        last[row] = place
        rows.append(row)
    return rows


def _mark(mark: Mark, x: float, row: int, low: int, head: int) -> str:
    y = head - 10 - 16 * row
    name = escape(f"{mark.label}, {int(mark.since)}")
    return (
        f'<path d="M{x:.1f} {low}V{y + 8}" stroke="{STYLE.muted}" stroke-width="0.8" '
        'stroke-dasharray="2 3"/>'
        f'<g class="mark" data-mark="{mark.number}" role="button" tabindex="0" '
        f'aria-label="{name}"><title>{name}</title>'
        f'<rect x="{x - 9:.1f}" y="{y - 8}" width="18" height="15" rx="4" fill="#e9edf2"/>'
        f'<text x="{x:.1f}" y="{y + 4}" text-anchor="middle" font-size="11">{mark.number}</text>'
        "</g>"
    )


def _points(xs: FloatArray, ys: FloatArray) -> str:
    # Plain numbers are put into words several times as quickly as NumPy's.
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(xs.tolist(), ys.tolist(), strict=True))


def _line(xs: FloatArray, ys: FloatArray, look: Look, width: float) -> str:
    dashes = f' stroke-dasharray="{look.dashes}"' if look.dashes else ""
    return (
        f'<polyline points="{_points(xs, ys)}" fill="none" stroke="{look.colour}" '
        f'stroke-width="{width}"{dashes}/>'
    )


@cache
def _ink(colour: str) -> str:
    """Return the colour of letters on a colour."""
    return legible(STYLE.paper, colour)


def _strength(median: float) -> str:
    """Return a colour from pale to dark for a tension, 0 to 1."""
    pale, dark = np.array([0.78, 0.80, 0.84]), np.array([0.10, 0.12, 0.20])
    share = min(max(median, 0.0), 1.0) ** 0.5
    return to_hex(tuple(pale + (dark - pale) * share))
