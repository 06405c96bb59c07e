"""What a scenario says, number by number, and what each number rests on.

Dated entries (events, shocks, phases, treaties, triggers, forced actions) and
breaks of timelines carry a source and perhaps a row of the ledger of events.
Numbers that hold from the start (levers, shares, first tensions, constants)
have the source of their section.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from multivector_sim.evidence import Status, events
from multivector_sim.scenario.chance import FORMS
from multivector_sim.scenario.ground import Location
from multivector_sim.scenario.quantity import year_of

__all__ = [
    "DATED",
    "Backing",
    "Form",
    "backings",
    "dotted_key",
    "moment",
    "series_in",
    "source_status",
    "weakest",
]

Form: TypeAlias = Literal[
    "event",
    "shock",
    "phase",
    "treaty",
    "trigger",
    "forced action",
    "break",
    "driver",
    "level",
]
DATED: Final[Mapping[Form, tuple[str, ...]]] = MappingProxyType(
    {
        "event": ("events",),
        "shock": ("shocks",),
        "phase": ("policy", "phases"),
        "treaty": ("policy", "treaties"),
        "trigger": ("policy", "triggers"),
        "forced action": ("forced_actions",),
    }
)
"""Where the lists of dated entries stand."""

_STRENGTH: Final[tuple[Status, ...]] = (
    "implausible",
    "contested",
    "judgement",
    "derived",
    "external",
    "stated",
)
"""From the weakest status to the strongest."""
_SERIES: Final = ("value", "points", "steps")
_OF_LEVELS: Final = (
    "actors",
    "sectors",
    "initial_tension",
    "pair_grievance",
    "policy",
    "parameters",
    "mechanisms",
)
_NO_LEVELS: Final = frozenset({"id", "constant", "phases", "treaties", "triggers"})
_TIMES: Final = ("from", "to", "at")
_UNTOLD: Final = frozenset({"id", "label", "source", "evidence", "over", "fade", *_TIMES})
_DERIVED: Final = ("fitted ", "mean ", "countries.md", "countries.csv", "as Kazakhstan's")


class Backing(NamedTuple):
    """One entry or number of a scenario.

    Attributes
    ----------
    key
        Dotted key; entries of lists by id, or by position where they have none.
    location
        Where it stands in the plain data.
    form
        What it is.
    since
        When it begins to act, as a year and fraction; NaN for what is not dated.
    what
        Words: its label, or what it sets.
    value
        Its dates and numbers, in short.
    source
        Citation, or ``judgement``.
    evidence
        Row of the ledger of events; empty where it names none.
    status
        How well it is known: the weaker of its source and its row.
    """

    key: str
    location: Location
    form: Form
    since: float
    what: str
    value: str
    source: str
    evidence: str
    status: Status

    @property
    def is_dated(self) -> bool:
        """Whether it changes something in the course of a run."""
        return self.form not in ("level", "driver")


def dotted_key(location: Iterable[object]) -> str:
    """Return a location as a dotted key."""
    return ".".join(map(str, location))


def moment(date: Any) -> float:
    """Return a date of a file as a year and fraction; NaN where it is none."""
    try:
        return year_of(date) if isinstance(date, str) else float(date)
    except (TypeError, ValueError):
        return math.nan


def source_status(source: str) -> Status:
    """Return how well a number of a scenario is known, after what its source says.

    Examples
    --------
    >>> source_status("UN General Assembly resolution 68/262; size by judgement")
    'judgement'
    >>> source_status("World Bank WDI")
    'external'
    """
    if "contested" in source or "disputed" in source:
        return "contested"
    if "judgement" in source:
        return "judgement"
    return "derived" if any(word in source for word in _DERIVED) else "external"


def weakest(statuses: Iterable[Status]) -> Status:
    """Return the status that decides.

    Examples
    --------
    >>> weakest(["stated", "contested", "judgement"])
    'contested'
    """
    return min(statuses, key=_STRENGTH.index)


def backings(data: Any) -> list[Backing]:
    """Return what a scenario says with what it rests on, in the order of a file.

    Parameters
    ----------
    data
        The scenario as plain data after ``extends``, faulty or not: what has
        not the form that it should have is passed over.
    """
    if not isinstance(data, dict):
        return []
    sources = data["sources"] if isinstance(data.get("sources"), dict) else {}
    first = moment(data.get("start"))
    return [
        *_levels(data, sources),
        *_drivers(data),
        *(row for location, series in series_in(data) for row in _series(location, series, first)),
        *(row for form, place in DATED.items() for row in _dated(data, form, place)),
    ]


def series_in(data: Any) -> Iterator[tuple[Location, Any]]:
    """Yield location and content of every timeline: a map of a form, or a bare number."""
    timelines = data.get("timelines") if isinstance(data, dict) else None
    for name, held in timelines.items() if isinstance(timelines, dict) else ():
        yield from _series_below(("timelines", name), held)


def _series_below(location: Location, held: Any) -> Iterator[tuple[Location, Any]]:
    if _is_number(held) or (isinstance(held, dict) and any(form in held for form in _SERIES)):
        yield location, held
    elif isinstance(held, dict):
        for name, inner in held.items():
            yield from _series_below((*location, name), inner)


def _series(location: Location, series: Any, first: float) -> Iterator[Backing]:
    if not isinstance(series, dict) or any(form in series for form in FORMS):
        yield _level(location, series, "judgement")
        return
    source = str(series.get("source", ""))
    given = next(form for form in _SERIES if form in series)
    if given == "value":
        yield _level((*location, "value"), series["value"], source)
        return
    named = _pairs(series.get("evidence"))
    rows = {moment(date): row for _, (date, row) in named}
    what = ", ".join(map(str, location[1:]))
    for index, (date, value) in _pairs(series[given]):
        place = (*location, given, index)
        row = rows.get(moment(date), "")
        form: Form = "break" if moment(date) > first else "level"
        shown = f"{_number(value)} from {_number(date)}"
        yield _backing(place, form, what, shown, source, row, since=moment(date))


def _pairs(value: Any) -> list[tuple[int, list[Any]]]:
    rows = value if isinstance(value, list) else []
    return [
        (index, row) for index, row in enumerate(rows) if isinstance(row, list) and len(row) == 2
    ]


def _dated(data: dict[str, Any], form: Form, place: tuple[str, ...]) -> Iterator[Backing]:
    held: Any = data
    for step in place:
        held = held.get(step) if isinstance(held, dict) else None
    for index, row in enumerate(held if isinstance(held, list) else []):
        if isinstance(row, dict):
            what = str(row.get("label") or row.get("action") or row.get("id") or form)
            source, evidence = str(row.get("source", "")), row.get("evidence", "")
            name = row.get("id") if isinstance(row.get("id"), str) else index
            key = dotted_key((*place, name))
            since = moment(row.get("from", row.get("at")))
            at: Location = (*place, index)
            yield _backing(at, form, what, _told(row), source, evidence, key=key, since=since)


def _told(row: dict[str, Any]) -> str:
    """Return dates and numbers of an entry in short."""
    times = " ".join(f"{name} {_number(row[name])}" for name in _TIMES if name in row)
    told = []
    for name, value in row.items():
        if name in _UNTOLD:
            continue
        shown = "-".join(map(str, value)) if isinstance(value, list) else _number(value)
        told.append(f"{name} {shown}")
    return ", ".join(part for part in (times, *told) if part)


def _levels(data: dict[str, Any], sources: dict[str, Any]) -> Iterator[Backing]:
    for section in _OF_LEVELS:
        source = str(sources.get(section, "judgement"))
        if section == "mechanisms":
            source = "judgement"
        for location, value in _numbers((section,), data.get(section)):
            yield _level(location, value, source)


def _numbers(location: Location, held: Any) -> Iterator[tuple[Location, Any]]:
    """Yield the numbers, distributions and parameter names below a place, but for lists."""
    if isinstance(held, dict) and not any(form in held for form in FORMS):
        for name, inner in held.items():
            if name not in _NO_LEVELS:
                yield from _numbers((*location, name), inner)
    elif held is not None and location[-1] not in ("name", "role") and not isinstance(held, list):
        yield location, held


def _drivers(data: dict[str, Any]) -> Iterator[Backing]:
    drivers = data.get("drivers")
    for name, held in drivers.items() if isinstance(drivers, dict) else ():
        if isinstance(held, dict):
            series = held.get("shares_of", held.get("series", ""))
            shown = ", ".join(map(str, series)) if isinstance(series, list) else str(series)
            yield _backing(("drivers", name), "driver", name, shown, str(held.get("source", "")))


def _level(location: Location, value: Any, source: str) -> Backing:
    what = ", ".join(str(step) for step in location[1:] if step != "value")
    return _backing(location, "level", what, _number(value), source)


def _backing(
    location: Location,
    form: Form,
    what: str,
    value: str,
    source: str,
    evidence: Any = "",
    *,
    key: str = "",
    since: float = math.nan,
) -> Backing:
    row = evidence if isinstance(evidence, str) else ""
    known = _statuses()
    statuses = [source_status(source)] + ([known[row]] if row in known else [])
    name = key or dotted_key(location)
    return Backing(name, location, form, since, what, value, source, row, weakest(statuses))


@cache
def _statuses() -> Mapping[str, Status]:
    return {row.id: row.status for row in events()}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if _is_number(value):
        return f"{value:.10g}"
    if isinstance(value, dict):
        inner = (f"{name} {_number(part)}" for name, part in value.items())
        return f"({', '.join(inner)})"
    if isinstance(value, list):
        return f"[{', '.join(map(_number, value))}]"
    return str(value)
