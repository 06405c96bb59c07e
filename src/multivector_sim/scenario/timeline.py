"""Numbers over the quarters of a run: interpolation, dated intervals, shipped drivers.

A quarter stands for its start: quarter t of a run that starts in 1992Q1 is
the year 1992 + t/4. Annual figures sit at mid-year and are constant before
the first and after the last.
"""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from multivector_sim.scenario.series import Series

__all__ = [
    "TIMELINES",
    "Timeline",
    "annual",
    "capability_shares",
    "driver_series",
    "evaluate",
    "inside",
    "lever_path",
    "quarter_years",
    "relative_size",
]

FloatArray = NDArray[np.float64]


class Timeline(NamedTuple):
    """What a timeline may hold.

    Attributes
    ----------
    unit
        Unit; ``"1"`` for a pure number or a fraction.
    low, high
        Smallest and largest value allowed.
    meaning
        What it stands for.
    """

    unit: str
    low: float
    high: float
    meaning: str


TIMELINES: Final[Mapping[str, Timeline]] = MappingProxyType(
    {
        "capability": Timeline("1", 0.0, 1.0, "share of the powers' capability"),
        "size": Timeline("1", 1e-9, 1e6, "economic size relative to 1998"),
        "price": Timeline("55 USD a barrel", 0.0, 100.0, "oil price"),
        "demand": Timeline("1", 0.0, 10.0, "demand for the pivot's resources"),
        "guarantee": Timeline("1", 0.0, 10.0, "outside guarantee of the pivot against a power"),
        "spare": Timeline("1", 0.0, 1.0, "fraction of flow that could go round an obstructor"),
        "institution": Timeline("1", 0.0, 1.0, "strength of a shared institution"),
        "regime": Timeline("1", 0.0, 1.0, "shared regime security"),
        "grievance": Timeline("1/yr", 0.0, 10.0, "base grievance"),
        "bias": Timeline("1", -1.0, 1.0, "error in a power's view of a rival's influence"),
    }
)
"""Unit, range and meaning of every timeline."""

_DRIVERS: Final = Path(__file__).resolve().parent.parent / "data" / "drivers.csv"


def quarter_years(first: float, quarters: int) -> FloatArray:
    """Return the start of each quarter as a year; shape (quarters,)."""
    years: FloatArray = first + np.arange(quarters, dtype=np.float64) / 4.0
    return years


def evaluate(series: Series, years: FloatArray) -> FloatArray:
    """Return a series at given moments; shape of ``years``.

    Points are joined by straight lines; a step holds from its date on. The
    first value holds before the first date, the last after the last.
    """
    if series.value is not None:
        return np.full(years.shape, series.value)
    dates, values = np.array(series.points or series.steps, dtype=np.float64).T
    if series.points is not None:
        line: FloatArray = np.interp(years, dates, values)
        return line
    latest = np.maximum(np.searchsorted(dates, years, side="right") - 1, 0)
    return np.asarray(values[latest])


def lever_path(
    base: float, steps: Sequence[tuple[float, float, float]], years: FloatArray
) -> FloatArray:
    """Return the level of a lever at given moments; shape of ``years``.

    Parameters
    ----------
    base
        Level before the first step.
    steps
        (from, over, level), in the order of time: from that date on the lever
        moves in a straight line from where it stands to its new level, which
        it reaches ``over`` years later (at once for 0).
    years
        The moments.
    """
    if not steps:
        return np.full(years.shape, base)
    # Where a step finds the lever is asked for beside the moments themselves.
    moments = np.append(years, [since for since, _, _ in steps])
    values = np.full(moments.shape, base)
    for number, (since, over, level) in enumerate(steps):
        begin = values[years.size + number]
        part = (moments - since) / over if over > 0.0 else np.inf
        moved = np.where(part >= 1.0, level, begin + np.minimum(part, 1.0) * (level - begin))
        values = np.where(moments >= since, moved, values)
    path: FloatArray = values[: years.size]
    return path


def inside(years: FloatArray, since: float, until: float | None) -> NDArray[np.bool_]:
    """Return which moments lie in [since, until); without ``until``, from ``since`` on."""
    started: NDArray[np.bool_] = years >= since
    return started if until is None else started & (years < until)


@lru_cache(maxsize=1)
def driver_series() -> Mapping[str, Mapping[str, tuple[tuple[int, float], ...]]]:
    """Return the shipped annual drivers: indicator, then actor, then (year, value) pairs.

    The actor is empty for a series that belongs to none. Values keep the
    units of ``drivers.csv``, where each row carries its citation.
    """
    table: dict[str, dict[str, list[tuple[int, float]]]] = {}
    with _DRIVERS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            series = table.setdefault(row["indicator"], {}).setdefault(row["actor"], [])
            series.append((int(row["year"]), float(row["value"])))
    return {
        indicator: {actor: tuple(sorted(rows)) for actor, rows in actors.items()}
        for indicator, actors in table.items()
    }


def annual(indicator: str, actor: str, years: FloatArray) -> FloatArray:
    """Return a shipped annual series at given moments, in its own unit; shape of ``years``.

    Raises
    ------
    KeyError
        If no such series is shipped.
    """
    line: FloatArray = np.interp(years, *_breaks(indicator, actor))
    return line


@lru_cache(maxsize=256)
def _breaks(indicator: str, actor: str) -> tuple[FloatArray, FloatArray]:
    """Return the moments of an annual series and its values there."""
    years, values = np.array(driver_series()[indicator][actor], dtype=np.float64).T
    return years + 0.5, values.copy()


def capability_shares(
    indicators: Sequence[str], actors: Sequence[str], years: FloatArray
) -> FloatArray:
    """Return each actor's capability: the mean of its shares in several series.

    Series are interpolated first and shares taken afterwards, so that rows
    sum to one at every moment.

    Returns
    -------
    numpy.ndarray
        Shape (moments, actors), in [0, 1].
    """
    total = np.zeros((len(years), len(actors)))
    for indicator in indicators:
        values = np.stack([annual(indicator, actor, years) for actor in actors], axis=1)
        total += values / values.sum(axis=1, keepdims=True)
    mean: FloatArray = total / len(indicators)
    return mean


def relative_size(indicator: str, actor: str, base: int, years: FloatArray) -> FloatArray:
    """Return an annual series relative to its figure of the year ``base``; shape of ``years``.

    Raises
    ------
    KeyError
        If no such series, or no figure of that year, is shipped.
    """
    reference = dict(driver_series()[indicator][actor])[base]
    size: FloatArray = annual(indicator, actor, years) / reference
    return size
