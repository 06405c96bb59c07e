"""What of a scenario rests on a source: what falls with it, what takes its other reading.

A row of the ledger of events falls when every document that it cites is left
out, or when it is named itself. So does an entry of a scenario with its own
documents and those of its row. Where only some documents are left out, and
the sources differ, the entry takes the other reading of ``evidence.alternatives``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeAlias

from multivector_sim.evidence import (
    Alternative,
    EvidenceRow,
    alternatives,
    documents,
    event,
    events,
    parameter_row,
    parameter_rows,
    series_rows,
)
from multivector_sim.scenario.backing import Backing, backings, dotted_key, moment, series_in
from multivector_sim.scenario.ground import Location

if TYPE_CHECKING:
    from multivector_sim.scenario.spec import Scenario

__all__ = ["EVENT_ID", "Asked", "Change", "cited_in", "fate", "other_reading", "rests_on"]

EVENT_ID: Final = re.compile(r"E[0-9]{3}")
"""What the id of a row of the ledger of events looks like."""

Action = Literal["removed", "changed", "stays"]
_Values: TypeAlias = tuple[tuple[Location, float], ...]
_FIELDS: Final = {
    "event": ("from", "to", "size", "length"),
    "shock": ("from", "to", "length"),
    "phase": ("from",),
    "treaty": ("at", "size"),
    "forced action": ("from", "to", "length"),
    "break": ("date", "value"),
}
"""What an alternative coding may change, by the form of the entry."""
_PAIR: Final = ("date", "value")


class Asked:
    """Sources that are to be left out.

    Parameters
    ----------
    sources
        Ids of events, or parts of citations.
    """

    def __init__(self, sources: Sequence[str]) -> None:
        self.sources = tuple(sources)
        self._texts = {one.casefold(): one for one in sources if not EVENT_ID.fullmatch(one)}
        self._ids = {one for one in sources if EVENT_ID.fullmatch(one)}

    def of(self, document: str) -> str:
        """Return the source that names a document; empty where none does."""
        folded = document.casefold()
        return next((one for text, one in self._texts.items() if text in folded), "")

    def names(self, row: str) -> bool:
        """Return whether a row of the ledger of events is named by its id."""
        return row in self._ids


class Fate(NamedTuple):
    """What becomes of something that cites documents and perhaps a row.

    Attributes
    ----------
    action
        ``removed``, ``changed`` (it takes its other reading) or ``stays``.
    source
        The source that decides; empty where nothing is left out.
    other
        The other reading that it takes, if it does.
    """

    action: Action
    source: str = ""
    other: Alternative | None = None


class Change(NamedTuple):
    """What leaving sources out does to one place of a scenario.

    Attributes
    ----------
    action
        ``removed``; ``changed``; or ``stays``: it rests on the source, and
        there is nothing to put in its place.
    key, what
        Where, for people (a break by its date), and words.
    source
        The source that decides.
    location
        Where it stands in the plain data.
    values
        New numbers, by the rest of the location.
    """

    action: Action
    key: str
    what: str
    source: str
    location: Location
    values: _Values = ()

    @property
    def numbers(self) -> dict[str, float]:
        """New numbers by dotted key, as ``--set`` takes them."""
        is_break = self.location[0] == "timelines"
        steps = dotted_key(self.location) if is_break else self.key
        return {dotted_key((steps, *rest)): number for rest, number in self.values}


def cited_in(data: Any) -> Iterator[str]:
    """Yield the documents that a scenario cites itself."""
    for row in backings(data):
        yield from documents(row.source)


def fate(asked: Asked, own: Iterable[str], row: EvidenceRow | None, usable: bool) -> Fate:
    """Return what becomes of an entry.

    Parameters
    ----------
    asked
        What is left out.
    own
        Documents that the entry cites itself.
    row
        Its row of the ledger of events.
    usable
        Whether the other reading of the row, if it has one, changes anything.
    """
    other = alternatives().get(row.id) if row is not None and usable else None
    if row is not None and asked.names(row.id):
        if row.doubtful and other is not None:
            return Fate("changed", row.id, other)
        return Fate("removed", row.id)
    behind = documents(row.source) if row is not None else ()
    gone = {one: source for one in (*own, *behind) if (source := asked.of(one))}
    if gone and all(one in gone for one in (*own, *behind)):
        return Fate("removed", next(iter(gone.values())))
    lost = [one for one in behind if one in gone]
    if row is not None and other is not None and lost:
        against = [one for one in lost if other.against and other.against in one]
        if against or (row.doubtful and not other.against):
            return Fate("changed", gone[(against or lost)[0]], other)
    return Fate("stays", next(iter(gone.values()), ""))


def rests_on(data: Any, sources: Sequence[str]) -> list[Change]:
    """Return what becomes of a scenario when sources are left out of it.

    Parameters
    ----------
    data
        The scenario as plain data after ``extends``, faulty or not.
    sources
        Ids of events, or parts of citations.

    Returns
    -------
    list of Change
        In the order of a file; empty where nothing rests on them. What is
        left out already, or has its other reading, is not told again.
    """
    if not isinstance(data, dict) or not sources:
        return []
    asked = Asked(sources)
    rows = backings(data)
    dated = [row for row in rows if row.is_dated and row.form != "break"]
    return [
        *_sections(data, asked),
        *_parameters(data, asked),
        *_drivers(data, asked),
        *_timelines(data, asked, rows),
        *(change for row in dated for change in _entry(data, asked, row)),
    ]


@cache
def _rows() -> Mapping[str, EvidenceRow]:
    return {row.id: row for row in events()}


def _row(evidence: str) -> EvidenceRow | None:
    return _rows().get(evidence)


def _fields(row: Backing) -> dict[str, float]:
    """Return what the other reading of its row changes in an entry of this form."""
    other = alternatives().get(row.evidence)
    allowed = _FIELDS.get(row.form, ())
    changes = other.changes.items() if other is not None else ()
    return {name: value for name, value in changes if name in allowed}


def _other_values(data: Any, row: Backing, fields: dict[str, float]) -> _Values:
    """Return the numbers of an entry or a break that its other reading changes."""
    held = _at(data, row.location)
    if row.form == "break":
        new = [(index, fields[name]) for index, name in enumerate(_PAIR) if name in fields]
        return tuple(((at,), number) for at, number in new if not _same(held[at], number))
    values = []
    for name, value in fields.items():
        field, number = name, value
        if name == "length":
            field, number = "to", fields.get("from", moment(held.get("from"))) + value
        if not math.isnan(number) and not _same(held.get(field), number):
            values.append(((field,), number))
    return tuple(values)


def other_reading(scenario: Scenario, name: str) -> dict[str, float]:
    """Return the overrides under which a scenario takes the other reading of a row.

    Parameters
    ----------
    scenario
        The scenario.
    name
        Id of a row of the ledger of events, or name of a parameter.

    Returns
    -------
    dict
        Dotted key and number, as ``load_scenario`` and ``--set`` take them;
        empty where nothing in the scenario would change.

    Raises
    ------
    InputError
        If there is no such row or parameter.
    """
    if not EVENT_ID.fullmatch(name):
        other = parameter_row(name).alternative
        return {} if other is None else {f"parameters.{name}": other}
    event(name)
    data = scenario.dump()
    found: dict[str, float] = {}
    for row in backings(data):
        fields = _fields(row) if row.evidence == name else {}
        values = _other_values(data, row, fields) if fields else ()
        steps = dotted_key(row.location) if row.form == "break" else row.key
        found |= {dotted_key((steps, *rest)): number for rest, number in values}
        if row.form == "break" and any(rest == (0,) for rest, _ in values):
            found |= _evidence_moved(data, row, fields["date"])
    return found


def _evidence_moved(data: Any, row: Backing, date: float) -> dict[str, float]:
    """Return the change that lets the row of a break follow its date."""
    series = row.location[:-2]
    old = moment(_at(data, row.location)[0])
    return {
        dotted_key((*series, "evidence", index, 0)): date
        for index, pair in enumerate(_at(data, series)["evidence"])
        if moment(pair[0]) == old
    }


def _entry(data: Any, asked: Asked, row: Backing) -> Iterator[Change]:
    fields = _fields(row)
    found = fate(asked, documents(row.source), _row(row.evidence), bool(fields))
    values = _other_values(data, row, fields) if found.action == "changed" else ()
    if found.action == "removed" or values:
        yield Change(found.action, row.key, row.what, found.source, row.location, values)


def _timelines(data: Any, asked: Asked, rows: list[Backing]) -> Iterator[Change]:
    breaks: dict[Location, list[Backing]] = {}
    for row in rows:
        if row.form == "break":
            breaks.setdefault(row.location[:-2], []).append(row)
    for location, series in series_in(data):
        if not isinstance(series, dict):
            continue
        own = documents(str(series.get("source", "")))
        found = fate(asked, own, None, usable=False)
        key = dotted_key(location)
        if found.action == "removed":
            yield Change("removed", key, ", ".join(map(str, location[1:])), found.source, location)
            continue
        for row in breaks.get(location, ()):
            yield from _break(data, asked, row)


def _break(data: Any, asked: Asked, row: Backing) -> Iterator[Change]:
    if not row.evidence:
        return
    fields = _fields(row)
    found = fate(asked, (), _row(row.evidence), bool(fields))
    values = _other_values(data, row, fields) if found.action == "changed" else ()
    if found.action == "removed" or values:
        date = moment(_at(data, row.location)[0])
        key = f"{dotted_key(row.location[:-2])} {date:g}"
        yield Change(found.action, key, row.value, found.source, row.location, values)


def _sections(data: dict[str, Any], asked: Asked) -> Iterator[Change]:
    sources = data.get("sources")
    for section, source in sources.items() if isinstance(sources, dict) else ():
        found = fate(asked, documents(str(source)), None, usable=False)
        if found.action != "removed" or not data.get(section):
            continue
        # A pair that is not named holds nothing against each other: these numbers can go.
        action: Action = "removed" if section == "pair_grievance" else "stays"
        yield Change(action, section, "all its numbers", found.source, (section,))


def _parameters(data: dict[str, Any], asked: Asked) -> Iterator[Change]:
    given = data.get("parameters")
    given = given if isinstance(given, dict) else {}
    for row in parameter_rows()[:-1]:  # the link is no number of a scenario
        cited = documents(row.source)
        gone = [source for one in cited if (source := asked.of(one))]
        named = [name for name in row.rests_on if asked.names(name)]
        if not gone and not named:
            continue
        location = ("parameters", row.name)
        source = (gone or named)[0]
        key, what = dotted_key(location), row.parameter.meaning
        if row.alternative is not None:
            held = any(row.against in one and asked.of(one) for one in cited) or named
            if held and not _same(given.get(row.name), row.alternative):
                values = (((), row.alternative),)
                yield Change("changed", key, what, source, location, values)
        elif len(gone) == len(cited):
            yield Change("stays", key, what, source, location)


def _drivers(data: dict[str, Any], asked: Asked) -> Iterator[Change]:
    drivers = data.get("drivers")
    cited: dict[str, list[str]] = {}
    for row in series_rows():
        cited.setdefault(row.indicator, []).extend(documents(row.source))
    for name, held in drivers.items() if isinstance(drivers, dict) else ():
        if not isinstance(held, dict):
            continue
        listed = held.get("shares_of")
        series = listed if isinstance(listed, list) else [held.get("series")]
        fallen = [
            (index, one, found.source)
            for index, one in enumerate(series)
            if isinstance(one, str)
            and (found := fate(asked, cited.get(one, ()), None, usable=False)).action == "removed"
        ]
        if fallen and len(fallen) == len(series):
            what = ", ".join(one for _, one, _ in fallen)
            yield Change("removed", f"drivers.{name}", what, fallen[0][2], ("drivers", name))
            continue
        for index, one, source in fallen:
            place = ("drivers", name, "shares_of", index)
            yield Change("removed", f"drivers.{name}.{one}", one, source, place)


def _at(data: Any, location: Location) -> Any:
    for step in location:
        data = data[step]
    return data


def _same(held: Any, number: float) -> bool:
    value = moment(held)
    return not math.isnan(value) and abs(value - number) < 1e-9
