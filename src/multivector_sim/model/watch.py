"""Windows followed while a run goes on: each quarter is taken in when it ends.

No path is stored. Both engines take quarters in through the same function, in
the same order, and agree bit for bit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.model.state import RECORDABLE, RUN
from multivector_sim.model.windows import SUMMARIES, Window

__all__ = ["WindowRows", "WindowSelection", "mean_of", "select_windows", "take_in"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

_TOTAL, _HIGHEST, _LOWEST, _ABOVE = range(4)
_KINDS: Final = {
    "mean": _TOTAL,
    "max": _HIGHEST,
    "min": _LOWEST,
    "last": _TOTAL,
    "above": _ABOVE,
}


class WindowRows(NamedTuple):
    """W windows as arrays of shape (W,).

    The value is the mean of the rows ``row`` and ``back`` of ``RUN``, which are
    the same unless both directions of a pair count; quarters [first, last) are
    taken in as ``kind`` says, and what they come to is divided by ``divisor``.
    """

    row: IntArray
    back: IntArray
    first: IntArray
    last: IntArray
    kind: IntArray
    threshold: FloatArray
    divisor: FloatArray


class WindowSelection(NamedTuple):
    """Where windows look in the memory of a run, and what they are called.

    Attributes
    ----------
    names
        Their labels.
    rows
        The windows as arrays.
    """

    names: tuple[str, ...]
    rows: WindowRows

    def follow(self, kept: FloatArray, memory: FloatArray, quarter: int) -> None:
        """Take in a quarter of one run, in plain Python.

        Parameters
        ----------
        kept
            (W,) changed in place; holds the summaries once the windows ended.
        memory
            (rows of ``RUN``,) at the end of the quarter.
        quarter
            Its number, from 0; quarters follow each other without a gap.
        """
        rows = self.rows
        for k in range(rows.row.size):
            if rows.first[k] <= quarter < rows.last[k]:
                kept[k] = take_in(
                    kept[k],
                    mean_of(memory[rows.row[k]], memory[rows.back[k]]),
                    rows.kind[k],
                    rows.threshold[k],
                    quarter == rows.first[k],
                )
                if quarter == rows.last[k] - 1:
                    kept[k] /= rows.divisor[k]

    def unpack(self, table: FloatArray) -> dict[str, FloatArray]:
        """Return views (runs,) of a table (W, runs), by label."""
        return dict(zip(self.names, table, strict=True))


def mean_of(there: float, back: float) -> float:
    """Return the mean of both directions; of one and the same number, that number."""
    return 0.5 * (there + back)


def take_in(kept: float, value: float, kind: int, threshold: float, begins: bool) -> float:
    """Return what a window holds after one more quarter; also compiled, for the lanes.

    Parameters
    ----------
    kept
        What it held; without meaning where it begins.
    value, threshold
        Value at the end of the quarter, and what it is compared with.
    kind
        A number of ``WindowRows.kind``.
    begins
        Whether this is the first quarter of the window.
    """
    if kind == _ABOVE:
        value = 1.0 if value > threshold else 0.0
    if begins:
        return value
    if kind == _HIGHEST:
        return value if value > kept else kept
    if kind == _LOWEST:
        return value if value < kept else kept
    return kept + value


def select_windows(
    windows: Sequence[Window], actors: int, sectors: int, quarters: int
) -> WindowSelection:
    """Check windows and find their states in the memory of a run.

    Parameters
    ----------
    windows
        The windows; labels differ.
    actors, sectors, quarters
        Sizes of the scenario.

    Raises
    ------
    InputError
        Naming the window, what is wrong, the value received and what is
        allowed.
    """
    given = tuple(windows)
    for window in given:
        _check(window, actors, sectors, quarters)
    names = [window.name for window in given]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(f"windows: the name {twice[0]!r} stands twice; names must differ")
    return _select(given, actors, sectors)


def _check(window: Window, actors: int, sectors: int, quarters: int) -> None:
    if not isinstance(window, Window):
        raise InputError(f"windows: {window!r} received; each must be a Window")
    if not isinstance(window.name, str) or not window.name:
        raise InputError(f"windows: name {window.name!r} received; a word is needed")
    where = f"window {window.name!r}"
    if window.state not in RECORDABLE:
        raise InputError(
            f"{where}: state {window.state!r} received; allowed are {', '.join(RECORDABLE)}"
        )
    if window.summary not in tuple(SUMMARIES):
        raise InputError(
            f"{where}: summary {window.summary!r} received; allowed are {', '.join(SUMMARIES)}"
        )
    shape = RUN.shape(window.state, actors, sectors)
    if not _lies_in(window.entry, shape):
        most = f"indices up to {tuple(size - 1 for size in shape)}" if shape else "() alone"
        raise InputError(
            f"{where}: entry {window.entry!r} of {window.state} received; allowed are {most}"
        )
    if window.both_ways and RUN.fields[window.state].dims != ("actor", "actor"):
        raise InputError(
            f"{where}: both_ways received for {window.state}; it goes with states over pairs of "
            "actors, such as tension"
        )
    ends = (window.first, window.last)
    if not all(_is_whole(end) for end in ends) or not 0 <= ends[0] < ends[1] <= quarters:
        raise InputError(
            f"{where}: quarters [{ends[0]}, {ends[1]}) received; the first must be one of 0 to "
            f"{quarters - 1}, the end later and at most {quarters}"
        )
    threshold = window.threshold
    if isinstance(threshold, bool) or not isinstance(threshold, int | float | np.number):
        raise InputError(f"{where}: threshold {threshold!r} received; a number is needed")
    if not math.isfinite(threshold):
        raise InputError(f"{where}: threshold {threshold} received; it must be finite")


def _is_whole(value: object) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def _lies_in(entry: object, shape: tuple[int, ...]) -> bool:
    return (
        isinstance(entry, tuple)
        and len(entry) == len(shape)
        and all(_is_whole(i) and 0 <= i < size for i, size in zip(entry, shape, strict=True))
    )


@lru_cache(maxsize=64)
def _select(windows: tuple[Window, ...], actors: int, sectors: int) -> WindowSelection:
    """Lay out checked windows; many scenarios of a sweep share them."""
    places = [RUN.row_indices(window.state, actors, sectors) for window in windows]
    rows = [int(at[window.entry]) for at, window in zip(places, windows, strict=True)]
    back = [
        int(at[window.entry[::-1] if window.both_ways else window.entry])
        for at, window in zip(places, windows, strict=True)
    ]
    # The last value is the sum over a window of one quarter.
    first = [window.last - 1 if window.summary == "last" else window.first for window in windows]
    counted = [
        window.last - window.first if window.summary in ("mean", "above") else 1
        for window in windows
    ]
    return WindowSelection(
        names=tuple(window.name for window in windows),
        rows=WindowRows(
            row=np.array(rows, dtype=np.int64),
            back=np.array(back, dtype=np.int64),
            first=np.array(first, dtype=np.int64),
            last=np.array([window.last for window in windows], dtype=np.int64),
            kind=np.array([_KINDS[window.summary] for window in windows], dtype=np.int64),
            threshold=np.array([window.threshold for window in windows], dtype=np.float64),
            divisor=np.array(counted, dtype=np.float64),
        ),
    )
