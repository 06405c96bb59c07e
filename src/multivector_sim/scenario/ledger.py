"""What must hold between a scenario and the ledger of events."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from multivector_sim.evidence import events, nearest_id
from multivector_sim.scenario.ground import Found, Ground, Location
from multivector_sim.scenario.quantity import year_of

__all__ = ["evidence_faults"]


def evidence_faults(ground: Ground) -> Found:
    """Yield location and words of every fault in the rows that a scenario names.

    ``evidence`` holds a row's id, or ``[date, id]`` pairs beside the points
    or steps of a timeline. Of other forms the data model tells.
    """
    for location, holder in _holders(ground.data, ()):
        given = holder["evidence"]
        if isinstance(given, str):
            yield from _unknown((*location, "evidence"), given)
        for index, pair in enumerate(given if isinstance(given, list) else []):
            if isinstance(pair, list) and len(pair) == 2:
                place = (*location, "evidence", index)
                yield from _unknown((*place, 1), pair[1])
                yield from _no_break((*place, 0), pair[0], holder)


def _holders(data: Any, location: Location) -> Iterator[tuple[Location, dict[str, Any]]]:
    """Yield every map that names evidence, and where it stands."""
    if isinstance(data, dict):
        if "evidence" in data:
            yield location, data
        for key, value in data.items():
            yield from _holders(value, (*location, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _holders(value, (*location, index))


def _unknown(location: Location, row: object) -> Found:
    if isinstance(row, str) and row not in _ids():
        yield location, f"unknown row {row[:60]!r} of the ledger of events{nearest_id(row)}"


@lru_cache(maxsize=1)
def _ids() -> frozenset[str]:
    return frozenset(known.id for known in events())


def _no_break(location: Location, date: object, series: dict[str, Any]) -> Found:
    pairs = series.get("points") or series.get("steps") or []
    dates = [pair[0] for pair in pairs if isinstance(pair, list) and pair]
    if _moment(date) not in map(_moment, dates):
        allowed = ", ".join(str(known) for known in dates) or "none without points or steps"
        yield location, f"no point or step has the date {date!r}; allowed: {allowed}"


def _moment(date: object) -> object:
    """Return a quarter as a year; anything else as it is, for the data model to judge."""
    try:
        return year_of(date) if isinstance(date, str) else date
    except ValueError:
        return date
