"""Everything that stands behind a number, in one form: what, source, status, and who uses it.

Events, theses, parameters, series and figures of countries come from the
tables of ``evidence``; dated entries and numbers of the shipped scenarios from
their files, each once, under the scenario that says it first.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias

from multivector_sim.errors import InputError
from multivector_sim.evidence import (
    STATUSES,
    Status,
    alternatives,
    countries,
    events,
    nearest_number,
    parameter_rows,
    series_rows,
    theses,
)
from multivector_sim.scenario.backing import Backing, backings
from multivector_sim.scenario.load import resolved_tree, shipped
from multivector_sim.scenario.nearest import nearest
from multivector_sim.scenario.tree import Node, plain
from multivector_sim.scenario.wording import find

__all__ = ["KINDS", "Entry", "Kind", "counts", "entries", "find_evidence"]

Kind: TypeAlias = Literal["event", "thesis", "parameter", "series", "timeline", "preset", "country"]
KINDS: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        "event": "dated events, lasting conditions and figures",
        "thesis": "claims of the source texts",
        "parameter": "numbers of the parameter table",
        "series": "annual series that drive runs or are held against them",
        "timeline": "dated entries and breaks of shipped scenarios",
        "preset": "numbers of shipped scenarios that hold from the start",
        "country": "figures behind the country scenarios",
    }
)
"""What can be looked up."""

_ROW: Final = re.compile(r"\b[EH][0-9]{2,3}\b")
_ID: Final = re.compile(r"([EH])[0-9]+")
_WORD: Final = re.compile(r"[\w-]{3,}")
_COUNTRY_TAG: Final = "country"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be looked up.

    Attributes
    ----------
    kind
        What it is; see ``KINDS``.
    id
        Name: ``E062``, ``H12``, ``reaction``, ``gdp_usd.RUS``,
        ``UKR.trade_share_RUS``, ``baseline:events.crimea_2014_usa``.
    what
        What it says.
    value
        Date, figure or numbers.
    status
        How well it is known; see ``STATUSES``.
    source
        Citation, or ``judgement``.
    note
        What to mind, and the other reading where there is one.
    rests_on
        Events, theses and series that bear on it.
    scenarios
        Shipped scenarios that use it.
    others
        Parameters and theses that name it.
    """

    kind: Kind
    id: str
    what: str
    value: str
    status: Status
    source: str
    note: str
    rests_on: tuple[str, ...] = ()
    scenarios: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Everything that a search looks through, but for its users, in small letters."""
        told = (self.kind, self.id, self.what, self.value, self.status, self.source, self.note)
        return " ".join((*told, *self.rests_on, *self.others)).casefold()


def entries(more: Sequence[str | Path] = ()) -> tuple[Entry, ...]:
    """Return everything that can be looked up, by kind.

    Parameters
    ----------
    more
        Scenario files of one's own, whose entries and numbers are added.

    Raises
    ------
    ScenarioError
        If one of these files cannot be read.

    Examples
    --------
    >>> [row.id for row in entries() if row.kind == "parameter"][:2]
    ['fatigue', 'reaction']
    """
    return _gathered(more) if more else _shipped_entries()


@cache
def _shipped_entries() -> tuple[Entry, ...]:
    return _gathered(())


def _gathered(more: Iterable[str | Path]) -> tuple[Entry, ...]:
    trees = {name: resolved_tree(name) for name in shipped()}
    trees |= {PurePath(name).stem: resolved_tree(name) for name in more}
    data = {name: plain(tree) for name, tree in trees.items()}
    held = _held(trees, data)
    return (
        *_events(held),
        *_theses(),
        *_parameters(tuple(trees)),
        *_series(data),
        *held,
        *_countries(data),
    )


def find_evidence(
    query: str = "",
    *,
    kind: Kind | None = None,
    status: Status | None = None,
    used_by: str | Path | None = None,
) -> list[Entry]:
    """Return what a query finds in everything that stands behind a number.

    Parameters
    ----------
    query
        An id (``E062``, ``H12``, ``reaction``), or words that must all stand
        in an entry, in any case of letters; empty for everything.
    kind
        One of ``KINDS``.
    status
        One of ``STATUSES``.
    used_by
        Name of a shipped scenario, or path of a file: only what it uses.

    Returns
    -------
    list of Entry
        By kind.

    Raises
    ------
    InputError
        If nothing is found, with the nearest that there is, or a filter is unknown.

    Examples
    --------
    >>> [row.id for row in find_evidence("magnitsky", kind="event")]
    ['E126']
    """
    _refuse_unknown("kind", kind, KINDS)
    _refuse_unknown("status", status, STATUSES)
    every = entries() if used_by is None or str(used_by) in shipped() else entries([used_by])
    name = None if used_by is None else _scenario(used_by)
    named = [row for row in every if _is_named(row, query)]
    words = query.casefold().split()
    found = named or [row for row in every if all(word in row.text for word in words)]
    if not found:
        raise InputError(f"nothing has {query!r}{_hint(query, every)}")
    kept = [
        row
        for row in found
        if (kind is None or row.kind == kind)
        and (status is None or row.status == status)
        and (name is None or name in row.scenarios)
    ]
    if not kept:
        asked = {"kind": kind, "status": status, "used by": name}
        told = ", ".join(f"{key} {value}" for key, value in asked.items() if value is not None)
        kinds = Counter(row.kind for row in found)
        there = ", ".join(f"{count} of kind {one}" for one, count in kinds.items())
        what = f"{query!r} finds {there}" if query else f"there are {there}"
        raise InputError(f"nothing of {told}; {what}")
    return kept


def counts(found: Iterable[Entry]) -> dict[str, dict[str, int]]:
    """Return how many entries there are, by kind and status."""
    table: dict[str, dict[str, int]] = {kind: dict.fromkeys(STATUSES, 0) for kind in KINDS}
    for row in found:
        table[row.kind][row.status] += 1
    return table


def _scenario(used_by: str | Path) -> str:
    return str(used_by) if str(used_by) in shipped() else PurePath(used_by).stem


def _refuse_unknown(name: str, value: str | None, known: Iterable[str]) -> None:
    if value is not None and value not in known:
        hint = nearest(value, known)
        raise InputError(f"{name}: {value!r} received{hint}; allowed: {', '.join(known)}")


def _is_named(row: Entry, query: str) -> bool:
    wanted = query.strip().casefold()
    return wanted in (row.id.casefold(), row.id.casefold().partition(":")[2] or row.id.casefold())


def _hint(query: str, every: Iterable[Entry]) -> str:
    """Return what a query that finds nothing was probably meant to be."""
    number = _ID.fullmatch(query.strip().upper())
    if number is not None:
        ids = [row.id for row in (events() if number[1] == "E" else theses())]
        return nearest_number(query.strip().upper(), ids)
    known = {word for row in every for word in _WORD.findall(row.text)}
    words = query.casefold().split()
    unknown = [word for word in words if not any(word in one for one in known)]
    if not unknown:
        return "; each of its words stands somewhere, but never all together"
    pool = sorted(known | {row.id.casefold() for row in every})
    close = difflib.get_close_matches(unknown[0][:60], pool, n=1, cutoff=0.6)
    if close:
        return f"; did you mean {close[0]!r}?"
    return "; `multivector evidence` without a word counts what there is"


def _held(trees: Mapping[str, Node], data: Mapping[str, Any]) -> list[Entry]:
    """Return the dated entries and numbers of scenarios, each once, with all who have it."""
    rows: dict[str, Backing] = {}
    users: dict[str, list[str]] = {}
    for name, tree in trees.items():
        for row in backings(data[name]):
            origin = PurePath(find(tree, row.location).place.file).stem
            key = f"{origin}:{row.key}"
            rows.setdefault(key, row)
            users.setdefault(key, []).append(name)
            if origin == name:
                rows[key] = row
    return [_held_entry(key, row, tuple(users[key])) for key, row in rows.items()]


def _held_entry(key: str, row: Backing, users: tuple[str, ...]) -> Entry:
    rests = (row.evidence,) if row.evidence else ()
    return Entry(
        kind="timeline" if row.is_dated else "preset",
        id=key,
        what=f"{row.form}: {row.what}",
        value=row.value,
        status=row.status,
        source=row.source,
        note="",
        rests_on=rests,
        scenarios=users,
    )


def _events(held: Iterable[Entry]) -> Iterator[Entry]:
    users: dict[str, dict[str, None]] = {}
    for entry in held:
        for name in entry.rests_on:
            users.setdefault(name, {}).update(dict.fromkeys(entry.scenarios))
    for row in events():
        figure = " ".join(part for part in (row.magnitude, row.unit) if part)
        yield Entry(
            kind="event",
            id=row.id,
            what=row.what,
            value=", ".join(part for part in (row.date, figure) if part),
            status=row.status,
            source=row.source,
            note=_with_reading(row.note, row.id),
            rests_on=tuple(_ROW.findall(row.note)),
            scenarios=tuple(users.get(row.id, ())),
            others=_named_by(row.id),
        )


def _with_reading(note: str, row: str) -> str:
    other = alternatives().get(row)
    return note if other is None else f"{note}. Other reading: {other.reading}".lstrip(". ")


def _named_by(name: str) -> tuple[str, ...]:
    """Return the parameters and theses that name an event, a thesis or an indicator."""
    parameters = [row.name for row in parameter_rows() if name in row.rests_on]
    claims = [row.id for row in theses() if name in _ROW.findall(row.note)]
    return (*parameters, *claims)


def _theses() -> Iterator[Entry]:
    for row in theses():
        yield Entry(
            kind="thesis",
            id=row.id,
            what=row.claim,
            value=f"{row.kind}{', primary' if row.primary else ''}",
            status=row.status,
            source=row.source,
            note=row.note,
            rests_on=tuple(_ROW.findall(row.note)),
            others=_named_by(row.id),
        )


def _parameters(scenarios: tuple[str, ...]) -> Iterator[Entry]:
    *rows, link = parameter_rows()
    for row in (*rows, link):
        own = row.parameter
        low, high = own.prior
        reading = "" if row.alternative is None else f"{row.alternative:g}: {row.reading}"
        unit = "" if own.unit == "1" else f" {own.unit}"
        told = [f"support: {row.support}", f"why: {own.motive}"]
        told += [f"other reading: {reading}"] if reading else []
        yield Entry(
            kind="parameter",
            id=row.name,
            what=own.meaning,
            value=f"{own.default:g} ({low:g} to {high:g}){unit}",
            status=row.status,
            source=row.source,
            note="; ".join(told),
            rests_on=row.rests_on,
            scenarios=() if row is link else scenarios,
        )


def _series(data: Mapping[str, Any]) -> Iterator[Entry]:
    users: dict[str, list[str]] = {}
    for name, content in data.items():
        drivers = content.get("drivers", {}).values()
        for held in drivers:
            for indicator in {*held.get("shares_of", ()), held.get("series")} - {None}:
                users.setdefault(indicator, []).append(name)
    for row in series_rows():
        # The pivot's own figures go into no run.
        driving = [
            name
            for name in users.get(row.indicator, ())
            if not row.actor or data[name]["actors"].get(row.actor, {"id": 0}).get("id") != 0
        ]
        yield Entry(
            kind="series",
            id=row.id,
            what=f"{row.role}: {row.indicator} ({row.unit})",
            value=f"{row.first} to {row.last}, {row.figures} figures",
            status=row.status,
            source=row.source,
            note=row.note,
            scenarios=tuple(dict.fromkeys(driving)),
            others=_named_by(row.indicator),
        )


def _countries(data: Mapping[str, Any]) -> Iterator[Entry]:
    pivots = {
        name: [code for code, actor in content["actors"].items() if actor.get("id") == 0]
        for name, content in data.items()
        if _COUNTRY_TAG in content.get("tags", ())
    }
    for row in countries():
        # Kazakhstan's figures are what the others are held against.
        users = [name for name, codes in pivots.items() if row.country in (*codes, "KAZ")]
        yield Entry(
            kind="country",
            id=f"{row.country}.{row.covariate}",
            what=f"{row.covariate} of {row.country}",
            value=f"{row.value:g} {row.unit}, {row.year}",
            status=row.status,
            source=row.source,
            note=row.note,
            scenarios=tuple(users),
        )
