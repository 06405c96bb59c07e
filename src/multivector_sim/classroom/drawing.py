"""Figures as SVG, put together in a few milliseconds: bands over time, and networks.

Matplotlib takes longer for one figure than a visitor should wait for all of
them, and a library in the browser is a megabyte that a slow machine has to
read first. Every text is escaped; sizes are those of the screen, so that
letters have the same size on a phone and on a projector.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from functools import cache
from html import escape
from typing import Final, NamedTuple

import numpy as np
from matplotlib.colors import to_hex
from numpy.typing import NDArray

from multivector_sim.classroom.marks import Mark
from multivector_sim.plots.network import place_actors, place_numbers
from multivector_sim.plots.style import STYLES, legible
from multivector_sim.results.saying import Say
from multivector_sim.results.words import signed

__all__ = [
    "LINE",
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
    "wrapped",
]

FloatArray = NDArray[np.float64]
STYLE: Final = STYLES["projector"]
NARROWEST: Final = 260
WIDEST: Final = 1000
"""Width of a figure, pixels."""
LINE: Final = 20
"""Height of one more line of a title, pixels."""
_LEFT: Final = 40
_RIGHT: Final = 20
_BOTTOM: Final = 24
_TYPE: Final = 14
"""Smallest letters, pixels: they can be read on a phone and, from the last row, on a projector."""
_BOLD: Final = 9.5
_PLAIN: Final = 8.2
"""Width of a letter of a title and of a name, pixels: what wide Cyrillic needs."""
_MARK: Final = (24, 18)
"""Width and height of the ground of an event's number, pixels."""
_ROOM: Final = 46
"""Pixels between years on the axis, at least."""
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


def wrapped(words: str, width: int, letter: float = _BOLD) -> list[str]:
    """Return words in lines that fit a width; a long word is not broken.

    Parameters
    ----------
    words
        Such as a title.
    width
        Pixels.
    letter
        Mean width of a letter, pixels; that of titles unless given.
    """
    letters = max(1, int((width - 4) / letter))
    return textwrap.wrap(
        words, letters, break_long_words=False, break_on_hyphens=False
    ) or [""]  # fmt: skip


def bands_figure(
    band: Band,
    years: Sequence[float],
    *,
    title: str,
    words: str,
    width: int,
    height: int,
    top: float,
    axis: str = "",
    lines: int = 1,
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
    axis
        What the axis measures, told below the title.
    lines
        Lines that are kept free for the title: figures side by side need as many as the longest.
    other
        A side whose median is repeated for comparison; then each line has its letter at the end.
    marks
        What is marked on the axis, by numbers that can be chosen.
    now
        Index of a quarter to point at.
    run
        (quarters,): a single run, drawn thin and dark on top; it is pointed at, too.
    """
    rows = _stagger([_across(mark.since, years, width) for mark in marks])
    text, head = _title(title, width, axis, lines)
    head += (_MARK[1] + 2) * (1 + max(rows)) if rows else 0
    low, high = height - _BOTTOM, head
    ys = low - (low - high) * np.clip(band.values / top, 0, 1)
    xs = np.array([_across(year, years, width) for year in years])
    parts = [text, _grid(years, width, low, high, top)]
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
        parts.append(_letters(width, [(ys[2][-1], band.look), (reference[-1], other.look)]))
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
    """Return a figure of lines over time, with their names in rows above.

    Parameters
    ----------
    lines
        What is drawn; a line may end before the last quarter.
    years
        (quarters,): moments of the whole axis, two at least.
    title, words, width, height, top
        As in :func:`bands_figure`; names and lines of the title take what they need of the height.
    since
        Moment before which the ground is shaded; None for none.
    """
    text, head = _title(title, width)
    names, high = _legend(lines, width, head)
    low = height - _BOTTOM
    parts = [text]
    if since is not None and since > years[0]:
        left, right = _across(years[0], years, width), _across(since, years, width)
        parts.append(
            f'<rect x="{left:.1f}" y="{high}" width="{right - left:.1f}" height="{low - high}" '
            f'fill="{STYLE.grid}" fill-opacity="0.5"/>'
        )
    parts += [_grid(years, width, low, high, top), names]
    for line in lines:
        xs = np.array([_across(year, years, width) for year in years[: len(line.values)]])
        ys = low - (low - high) * np.clip(line.values / top, 0, 1)
        if len(xs) == 1:
            parts.append(
                f'<circle cx="{xs[0]:.1f}" cy="{ys[0]:.1f}" r="3" fill="{line.look.colour}"/>'
            )
        else:
            parts.append(_line(xs, ys, line.look, 2.2))
    return _svg(width, height, title, words, parts)


def network(
    codes: Sequence[str],
    tension: dict[tuple[str, str], FloatArray],
    *,
    title: str,
    words: str,
    width: int,
    lines: int = 1,
) -> str:
    """Return the actors on a circle; the line of a pair is as wide as its tension.

    Parameters
    ----------
    codes
        Codes of the actors, the pivot's first.
    tension
        By pair: (5,), quantiles over runs, 0 to 1.
    title, words, width, lines
        As in :func:`bands_figure`.
    """
    text, head = _title(title, width, lines=lines)
    tall = round(min(width * 0.86, 430)) - 24
    height = tall + head
    radius = (tall - 46) / 2
    middle = np.array([width / 2, head + radius + 22])
    unit = place_actors(codes)
    places = {code: middle + radius * np.array([x, -y]) for code, (x, y) in unit.items()}
    spots = place_numbers(unit, list(tension))
    parts, numbers = [text], []
    for pair, values in tension.items():
        (x1, y1), (x2, y2) = places[pair[0]], places[pair[1]]
        median = float(values[2])
        parts.append(
            f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="{_strength(median)}" '
            f'stroke-width="{1 + 26 * median:.1f}"/>'
        )
        x, y = middle + radius * np.array([spots[pair][0], -spots[pair][1]])
        numbers.append(
            f'<rect x="{x - 18:.1f}" y="{y - 9:.1f}" width="36" height="18" rx="3" '
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
    guesses: Sequence[float],
    low: float,
    high: float,
    *,
    title: str,
    words: str,
    width: int,
    axis: str = "",
) -> str:
    """Return guesses as dots over a line, each a small column, and the interval of the model.

    Parameters
    ----------
    guesses
        Guessed differences.
    low, high
        Ends of the model's interval.
    title, words, width, axis
        As in :func:`bands_figure`.
    """
    reach = 1.1 * max(0.01, abs(low), abs(high), *(abs(guess) for guess in guesses))
    bins = np.round(np.array(guesses, dtype=float) / reach * 20).astype(int)
    tallest = max((int(np.sum(bins == one)) for one in set(bins.tolist())), default=1)
    step = min(11.0, 110 / max(tallest, 1))
    text, head = _title(title, width, axis)
    height, base = head + 152, head + 124

    def across(value: float) -> float:
        return width / 2 + (width / 2 - 24) * value / reach

    left, right = across(low), across(high)
    parts = [
        text,
        f'<rect x="{left:.1f}" y="{head}" width="{max(right - left, 2):.1f}" '
        f'height="{base - head}" fill="{STYLE.others[0]}" fill-opacity="0.55"/>',
        f'<path d="M{across(0):.1f} {head}V{base}" stroke="{STYLE.muted}" stroke-dasharray="3 3"/>',
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


def beside(figures: Sequence[str], width: int, title: str, notes: Sequence[str]) -> str:
    """Return figures side by side as one file, with a title above and lines of words below.

    Parameters
    ----------
    figures
        Figures of one width.
    width
        Of each, pixels.
    title
        Words above.
    notes
        Words below, each from a line of its own on.
    """
    sizes = [re.search(r' height="([0-9]+)"', figure) for figure in figures]
    height = max(int(size[1]) for size in sizes if size)
    whole = width * len(figures)
    text, head = _title(title, whole)
    told = [line for note in notes for line in wrapped(note, whole, _PLAIN)]
    parts = [text]
    parts += [
        figure.replace("<svg ", f'<svg x="{place * width}" y="{head}" ', 1)
        for place, figure in enumerate(figures)
    ]
    parts += [
        f'<text x="4" y="{head + height + LINE * (row + 1)}" fill="{STYLE.muted}">'
        f"{escape(line)}</text>"
        for row, line in enumerate(told)
    ]
    return _svg(whole, head + height + LINE * len(told) + 8, title, " ".join(notes), parts)


def _svg(width: int, height: int, title: str, words: str, parts: Sequence[str]) -> str:
    # What can be chosen inside of a picture would be hidden from readers of the screen.
    role = "group" if any("data-mark" in part for part in parts) else "img"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="{role}" aria-label="{escape(f"{title}. {words}")}" '
        f'font-family="{_FAMILY}" font-size="{_TYPE}" fill="{STYLE.ink}">'
        f'<rect width="{width}" height="{height}" fill="{STYLE.paper}"/>{"".join(parts)}</svg>'
    )


def _title(title: str, width: int, axis: str = "", lines: int = 1) -> tuple[str, int]:
    """Return a title with what is measured below it, and where the figure can begin, pixels."""
    told = wrapped(title, width)
    parts = [
        f'<text x="2" y="{15 + LINE * row}" font-size="15" font-weight="600">{escape(line)}</text>'
        for row, line in enumerate(told)
    ]
    rows = max(lines, len(told))
    if axis:
        parts.append(
            f'<text x="2" y="{15 + LINE * rows}" fill="{STYLE.muted}">{escape(axis)}</text>'
        )
    return "".join(parts), 8 + LINE * (rows + bool(axis))


def _legend(lines: Sequence[Line], width: int, head: int) -> tuple[str, int]:
    """Return names with a piece of each line, in rows that fit, and where they end, pixels."""
    parts, place, y = [], 2.0, head + 2
    for line in lines:
        need = 32 + _PLAIN * len(line.name)
        if place > 2 and place + need > width:
            place, y = 2.0, y + LINE
        dashes = f' stroke-dasharray="{line.look.dashes}"' if line.look.dashes else ""
        parts.append(
            f'<path d="M{place:.1f} {y}h24" stroke="{line.look.colour}" stroke-width="3"{dashes}/>'
            f'<text x="{place + 28:.1f}" y="{y + 5}">{escape(line.name)}</text>'
        )
        place += need + 10
    return "".join(parts), y + 16


def _letters(width: int, ends: Sequence[tuple[float, Look]]) -> str:
    """Return the letters of sides at the ends of their lines, apart from each other."""
    (first, _), (second, _) = ends
    apart = max(0.0, 16 - abs(first - second)) / 2
    down = -apart if first <= second else apart
    return "".join(
        f'<text x="{width - _RIGHT + 5}" y="{y + shift + 5:.1f}" font-weight="700" '
        f'fill="{_readable(look.colour)}">{look.letter}</text>'
        for (y, look), shift in zip(ends, (down, -down), strict=True)
    )


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
    most = (width - _LEFT - _RIGHT) / _ROOM
    step = next((step for step in (1, 2, 5, 10) if span / step <= most), 20)
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
        row = next((k for k, end in enumerate(last) if place - end > _MARK[0]), len(last))
        if row == len(last):
            last.append(place)
        last[row] = place
        rows.append(row)
    return rows


def _mark(mark: Mark, x: float, row: int, low: int, head: int) -> str:
    wide, tall = _MARK
    y = head - 3 - (tall + 2) * row
    name = escape(f"{mark.label}, {int(mark.since)}")
    return (
        f'<path d="M{x:.1f} {low}V{y}" stroke="{STYLE.muted}" stroke-width="0.8" '
        'stroke-dasharray="2 3"/>'
        f'<g class="mark" data-mark="{mark.number}" role="button" tabindex="0" '
        f'aria-label="{name}"><title>{name}</title>'
        f'<rect x="{x - wide / 2:.1f}" y="{y - tall}" width="{wide}" height="{tall}" rx="4" '
        'fill="#e9edf2"/>'
        f'<text x="{x:.1f}" y="{y - 4}" text-anchor="middle">{mark.number}</text>'
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


@cache
def _readable(colour: str) -> str:
    """Return a colour for letters on paper."""
    return legible(colour, STYLE.paper)


def _strength(median: float) -> str:
    """Return a colour from pale to dark for a tension, 0 to 1."""
    pale, dark = np.array([0.78, 0.80, 0.84]), np.array([0.10, 0.12, 0.20])
    share = min(max(median, 0.0), 1.0) ** 0.5
    return to_hex(tuple(pale + (dark - pale) * share))
