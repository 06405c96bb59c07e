"""Scenarios without a source: what rests on it is taken out, as their ``without`` says.

Dated entries, breaks of timelines, drivers and what was fitted go; where
sources differ, the other reading takes their place. The level with which a
timeline begins is no break and stays.
"""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final

from multivector_sim.errors import InputError
from multivector_sim.evidence import (
    countries,
    documents,
    events,
    naming,
    nearest_id,
    parameter_rows,
    series_rows,
    theses,
)
from multivector_sim.scenario.backing import moment
from multivector_sim.scenario.fault import Fault, FaultsFoundError
from multivector_sim.scenario.ground import Location
from multivector_sim.scenario.left_out import MOST_SOURCES
from multivector_sim.scenario.merge import replace, step_into
from multivector_sim.scenario.nearest import nearest
from multivector_sim.scenario.rests import EVENT_ID, Change, cited_in, rests_on
from multivector_sim.scenario.tree import Node, Place, plain, plant

__all__ = [
    "NEEDED",
    "as_asked",
    "asked_sources",
    "known_documents",
    "missing_without",
    "shipped_documents",
    "unknown_source",
    "with_left_out",
    "with_sources",
    "without_faults",
]

_SHORTEST: Final = 4
"""Letters of a source at least: fewer stand in nearly every citation."""
_LONGEST: Final = 40
"""Letters of a short name at most: longer ones are no help, and cost time."""
_SERIES: Final = ("points", "steps")
NEEDED: Final = ("demand", "spare", "grievance", "capability", "size", "price")
"""Timelines that every scenario has, unless a driver stands for them."""


@cache
def known_documents() -> tuple[str, ...]:
    """Return every document that the tables of evidence cite, each once."""
    cited = (
        documents(row.source)
        for table in (events(), theses(), parameter_rows(), series_rows(), countries())
        for row in table
    )
    return tuple(dict.fromkeys(one for rows in cited for one in rows))


@cache
def shipped_documents() -> tuple[str, ...]:
    """Return every document that a shipped scenario cites besides."""
    from multivector_sim.scenario.load import resolved_tree, shipped

    cited = (one for name in shipped() for one in cited_in(plain(resolved_tree(name))))
    return tuple(dict.fromkeys(cited))


def unknown_source(source: str, data: Any = None) -> str:
    """Return why a source cannot be left out; empty where it can.

    Parameters
    ----------
    source
        Id of an event, or part of a citation.
    data
        A scenario as plain data, whose own citations count too.
    """
    if EVENT_ID.fullmatch(source) and source in {row.id for row in events()}:
        return ""
    if source[:1] in ("E", "H") and source[1:].isdecimal():
        if source[0] == "H":
            return f"{source!r} is a thesis: a claim, on which no number of a run rests"
        return f"no row {source[:60]!r} in the ledger of events{nearest_id(source)}"
    if len(source) < _SHORTEST:
        return f"{source!r} is too short to tell sources apart; {_SHORTEST} letters are needed"
    if "judgement" in source.casefold():
        return "judgement is no document that could be left out; vary such numbers instead"
    if naming(source, (*known_documents(), *cited_in(data or {}))):
        return ""
    if naming(source, shipped_documents()):
        return ""
    hint = nearest(source, _names()) or "; multivector evidence lists them"
    return f"no citation contains {source[:60]!r}{hint}"


@cache
def _names() -> tuple[str, ...]:
    """Return what a source may be called in short: parts of citations between commas."""
    parts = (
        part.strip()
        for one in (*known_documents(), *shipped_documents())
        for part in one.split(",")
    )
    return tuple(sorted({part for part in parts if _SHORTEST <= len(part) <= _LONGEST}))


def as_asked(without: str | Sequence[str]) -> tuple[str, ...]:
    """Return sources as they are kept: ids of events in capitals, no blanks at the ends.

    Raises
    ------
    InputError
        If one is no text.
    """
    asked = [without] if isinstance(without, str) else [*without]
    wrong = [one for one in asked if not isinstance(one, str)]
    if wrong:
        raise InputError(
            f"without: {wrong[0]!r} received; ids of events ('E062') or parts of citations "
            "('Insight Turkey') are allowed"
        )
    tidy = (one.strip() for one in asked)
    return tuple(one.upper() if EVENT_ID.fullmatch(one.upper()) else one for one in tidy)


def asked_sources(data: Any) -> list[str]:
    """Return the sources that a scenario says it does without, as far as they are readable."""
    listed = data.get("without") if isinstance(data, dict) else None
    rows = listed if isinstance(listed, list) else []
    named = [row.get("source") if isinstance(row, dict) else row for row in rows[:MOST_SOURCES]]
    good = [one for one in named if isinstance(one, str) and len(one) >= _SHORTEST]
    return good if len(good) == len(rows) else []  # the data model tells what is wrong


def with_sources(tree: Node, without: str | Sequence[str]) -> Node:
    """Return a tree, of a scenario or a sweep, whose ``without`` names more sources.

    Parameters
    ----------
    tree
        What a file says.
    without
        A source, or several.

    Raises
    ------
    ScenarioError
        Naming each unknown source and the nearest known one.
    """
    asked = as_asked(without)
    data = plain(tree)
    faults = [
        Fault(f"--without {one}"[:80], told) for one in asked if (told := unknown_source(one, data))
    ]
    if faults:
        raise FaultsFoundError(*faults)
    listed = step_into(tree, "without")
    entries = list(listed.value) if listed is not None and isinstance(listed.value, list) else []
    if listed is not None and isinstance(listed.value, str):
        entries = [listed]  # a sweep may name one without a list
    there = asked_sources({"without": [plain(row) for row in entries]})
    for one in dict.fromkeys(asked):
        if one not in there:
            place = Place(f"--without {one}"[:80])
            entries.append(Node(one, place, place))
    place = entries[0].place if entries else tree.place
    return replace(tree, ["without"], Node(entries, place, place))


def with_left_out(tree: Node) -> Node:
    """Return the tree of a scenario without what rests on the sources that it leaves out.

    What was taken out is written beside each source. Doing it twice does
    nothing more.
    """
    data = plain(tree)
    asked = asked_sources(data)
    if not asked:
        return tree
    changes = [row for row in rests_on(data, asked) if row.action != "stays"]
    tree = _without_chances(tree, changes)
    series: dict[Location, list[Change]] = {}
    gone: dict[Location, set[int]] = {}
    for change in changes:
        place = Place(f"--without {change.source}"[:80])
        if change.location[0] == "timelines" and change.location[-2:-1] in (
            ("points",),
            ("steps",),
        ):
            series.setdefault(change.location[:-2], []).append(change)
        elif change.action == "changed":
            for rest, number in change.values:
                steps = [str(step) for step in (*change.location, *rest)]
                tree = replace(tree, steps, Node(number, place, place))
        elif isinstance(change.location[-1], int):
            gone.setdefault(change.location[:-1], set()).add(change.location[-1])
        else:
            tree = replace(tree, [str(step) for step in change.location], None)
    for location, cut in series.items():
        tree = _replaced(tree, location, _thinned(_below(tree, location), cut, data))
    for location, indices in gone.items():
        held = _below(tree, location)
        rows = [row for index, row in enumerate(_rows(held)) if index not in indices]
        tree = _replaced(tree, location, Node(rows, held.place, held.key_place))
    return _recorded(tree, changes)


def _thinned(series: Node, changes: Iterable[Change], data: Any) -> Node:
    """Return a timeline without the breaks that fall; its first level stays from the start."""
    form = next(name for name in _SERIES if step_into(series, name) is not None)
    pairs, named = _below(series, (form,)), _below(series, ("evidence",))
    kept = dict(enumerate(_rows(pairs)))
    dates: dict[float, Node | None] = {}
    for change in changes:
        index = change.location[-1]
        assert isinstance(index, int)
        place = Place(f"--without {change.source}"[:80])
        date, value = _rows(kept[index])
        new = {rest[0]: Node(number, place, place) for rest, number in change.values}
        if change.action == "changed":
            kept[index] = Node([new.get(0, date), new.get(1, value)], place, place)
            dates[moment(date.value)] = new.get(0, date)
            continue
        dates[moment(date.value)] = None
        if index == 0:
            kept[0] = Node([Node(data["start"], place, place), value], place, place)
        else:
            kept.pop(index)
    rows = [moved for row in _rows(named) if (moved := _redated(row, dates)) is not None]
    series = replace(series, [form], Node([*kept.values()], pairs.place, pairs.key_place))
    return replace(series, ["evidence"], Node(rows, named.place, named.key_place))


def _redated(pair: Node, dates: Mapping[float, Node | None]) -> Node | None:
    """Return the row of a break at its new date; None where the break is gone."""
    found = _rows(pair)
    old = moment(found[0].value) if len(found) == 2 else math.nan
    if old not in dates:
        return pair
    new = dates[old]
    return None if new is None else Node([new, found[1]], pair.place, pair.key_place)


def _rows(node: Node) -> list[Node]:
    return node.value if isinstance(node.value, list) else []


def _below(tree: Node, location: Location) -> Node:
    node = tree
    for step in location:
        inner = step_into(node, str(step))
        assert inner is not None
        node = inner
    return node


def _replaced(tree: Node, location: Location, new: Node) -> Node:
    return replace(tree, [str(step) for step in location], new)


def _without_chances(tree: Node, changes: Sequence[Change]) -> Node:
    """Return a tree in which nothing that is gone or settled is left to chance.

    Positions in lists move up where entries before them are gone.
    """
    chance = step_into(tree, "chance")
    if chance is None or not isinstance(chance.value, dict):
        return tree
    data = plain(tree)
    settled: set[tuple[str, ...]] = set()
    gone: dict[tuple[str, ...], list[int]] = {}
    for change in changes:
        for rest in [place for place, _ in change.values] or [()]:
            settled.add(tuple(map(str, (*change.location, *rest))))
        *place, last = change.location
        if change.action == "removed" and isinstance(last, int):
            insort(gone.setdefault(tuple(map(str, place)), []), last)
    kept = {}
    for key, node in chance.value.items():
        steps = key.split(".")
        at = _positions(data, steps)
        if not any(at[:depth] in settled for depth in range(1, len(at) + 1)):
            kept[".".join(_moved(steps, at, gone))] = node
    return replace(tree, ["chance"], Node(kept, chance.place, chance.key_place))


def _positions(data: Any, steps: Sequence[str]) -> tuple[str, ...]:
    """Return dotted steps with positions in place of the ids of entries."""
    found = []
    for step in steps:
        name = step
        if isinstance(data, list):
            ids = [row.get("id") if isinstance(row, dict) else None for row in data]
            name = str(ids.index(step)) if step in ids else step
            data = data[int(name)] if name.isdecimal() and int(name) < len(data) else None
        elif isinstance(data, dict):
            data = data.get(step)
        found.append(name)
    return tuple(found)


def _moved(
    steps: Sequence[str], at: tuple[str, ...], gone: Mapping[tuple[str, ...], list[int]]
) -> list[str]:
    """Return a key whose positions count what is left in the lists; ids stay."""
    moved = list(steps)
    for depth, step in enumerate(steps):
        before = gone.get(at[:depth])
        if before is not None and step.isdecimal():
            moved[depth] = str(int(step) - bisect_left(before, int(step)))
    return moved


def _recorded(tree: Node, changes: Iterable[Change]) -> Node:
    """Return a tree whose ``without`` tells what each source took along."""
    listed = _below(tree, ("without",))
    entries = []
    for row in _rows(listed):
        told = plain(row)
        entry = dict(told) if isinstance(told, dict) else {"source": told}
        own = [change for change in changes if change.source == entry.get("source")]
        removed = [f"{one.key}: {one.what}" for one in own if one.action == "removed"]
        changed = {key: number for one in own for key, number in one.numbers.items()}
        entry["removed"] = [*entry.get("removed", ()), *removed]
        entry["changed"] = {**entry.get("changed", {}), **changed}
        entries.append(plant(entry, row.place))
    return replace(tree, ["without"], Node(entries, listed.place, listed.key_place))


def without_faults(data: Any) -> list[tuple[Location, str]]:
    """Return what is wrong with the sources that a scenario does without.

    Unknown ones, and what stands in it although it rests on one of them.

    Parameters
    ----------
    data
        The scenario as plain data.
    """
    asked = asked_sources(data)
    found: list[tuple[Location, str]] = []
    rows = data["without"] if asked else []
    for index, source in enumerate(asked):
        settled = isinstance(rows[index], dict) and (
            rows[index].get("removed") or rows[index].get("changed")
        )
        told = "" if settled else unknown_source(source, data)
        if told:
            found.append((("without", index), told))
        elif source in asked[:index]:
            found.append((("without", index), f"{source!r} stands twice; once is enough"))
    for change in rests_on(data, asked):
        if change.action != "stays":
            told = f"rests on {change.source!r}, which is left out; leave out one of the two"
            found.append((change.location, told))
    return found


def missing_without(data: Any) -> list[tuple[Location, str]]:
    """Return what a scenario needs and lacks because its source is left out, and what to do.

    Parameters
    ----------
    data
        The scenario as plain data.
    """
    rows = data.get("without") if isinstance(data, dict) else None
    found: list[tuple[Location, str]] = []
    for index, row in enumerate(rows if isinstance(rows, list) else []):
        removed = row.get("removed") if isinstance(row, dict) else None
        for told in removed if isinstance(removed, list) else []:
            key = str(told).partition(": ")[0]
            example = _lacked(data, key)
            if example:
                way_out = f"give numbers of your own (--set {example}=1), or leave the source in"
                found.append((("without", index), f"{key} rests on it alone; {way_out}"))
    return found


def _lacked(data: dict[str, Any], key: str) -> str:
    """Return a number without which a scenario cannot be; empty where nothing is lacking."""
    section, *rest = key.split(".")
    timelines = data.get("timelines")
    held = timelines if isinstance(timelines, dict) else {}
    if section == "drivers" and len(rest) == 1:
        actors = data.get("actors")
        powers = [
            code
            for code, actor in (actors if isinstance(actors, dict) else {}).items()
            if isinstance(actor, dict) and actor.get("id") != 0
        ]
        given = held.get(rest[0])
        if rest[0] == "price":
            return "" if given is not None else "timelines.price"
        lacking = [code for code in powers if not isinstance(given, dict) or code not in given]
        return f"timelines.{rest[0]}.{lacking[0]}" if lacking else ""
    if section != "timelines" or " " in key or (rest and rest[0] not in NEEDED):
        return ""
    node: Any = held
    for step in rest:
        node = node.get(step) if isinstance(node, dict) else None
    return key if node is None else ""
