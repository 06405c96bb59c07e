"""What rests on a source, over all tables and shipped scenarios, and the runs that leave it out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from multivector_sim.evidence import alternatives, documents, event, naming
from multivector_sim.scenario.entries import Entry, entries
from multivector_sim.scenario.fault import Fault, FaultsFoundError
from multivector_sim.scenario.load import load_scenario, resolved_tree, shipped
from multivector_sim.scenario.rests import Asked, Change, fate, rests_on
from multivector_sim.scenario.tree import plain
from multivector_sim.scenario.without import NEEDED, as_asked, unknown_source

__all__ = ["FATES", "Resting", "RestingRow", "resting_on"]

RowFate: TypeAlias = Literal["falls", "other reading", "stays", "supported"]
FATES: Final[Mapping[RowFate, str]] = {
    "falls": "nothing else supports it: it is taken out",
    "other reading": "sources differ: it takes its other reading",
    "stays": "nothing else supports it, and there is nothing to put in its place",
    "supported": "it cites the source, and stands on other documents too",
}
"""What becomes of what cites a source that is left out."""

_BARE: Final = {"start": "1992Q1"}
"""A scenario of nothing but the parameters' defaults."""


@dataclass(frozen=True, slots=True)
class RestingRow:
    """One entry that cites a source, and what becomes of it.

    Attributes
    ----------
    entry
        The entry.
    fate
        What becomes of it; see ``FATES``.
    reading
        The other reading, where it takes one.
    """

    entry: Entry
    fate: RowFate
    reading: str = ""


@dataclass(frozen=True, slots=True)
class Resting:
    """What rests on some sources.

    Attributes
    ----------
    sources
        What was asked for.
    documents
        The documents that it names.
    rows
        Rows of the tables of evidence that cite them: events, theses,
        parameters, series, countries.
    changes
        What becomes of each shipped scenario; without those that stay as they are.
    impossible
        Scenarios that cannot do without, with the reason and the way out.
    overrides
        Numbers of the other readings by scenario, as ``--set`` takes them.
    """

    sources: tuple[str, ...]
    documents: tuple[str, ...]
    rows: tuple[RestingRow, ...]
    changes: Mapping[str, tuple[Change, ...]]
    impossible: Mapping[str, str]
    overrides: Mapping[str, Mapping[str, float]]


def resting_on(sources: str | Sequence[str]) -> Resting:
    """Return what rests on some sources.

    Parameters
    ----------
    sources
        An id of the ledger of events, or part of a citation, or several.

    Raises
    ------
    ScenarioError
        Naming each unknown source and the nearest known one.

    Examples
    --------
    >>> found = resting_on("E141")
    >>> dict(found.overrides["pipeline_closed"])
    {'forced_actions.1.to': 2022.5}
    """
    wanted = as_asked(sources)
    faults = [Fault(one[:60], words) for one in wanted if (words := unknown_source(one))]
    if faults:
        raise FaultsFoundError(*faults)
    asked = Asked(wanted)
    every = dict.fromkeys(one for row in entries() for one in documents(row.source))
    named = dict.fromkeys(one for text in wanted for one in naming(text, every))
    settled = {
        change.key: change.numbers[change.key]
        for change in rests_on(_BARE, wanted)
        if change.action == "changed"
    }
    rows = (_row(asked, entry, settled) for entry in entries() if ":" not in entry.id)
    changes, impossible, overrides = {}, {}, {}
    for name in shipped():
        found = tuple(rests_on(plain(resolved_tree(name)), wanted))
        if any(change.action != "stays" for change in found):
            changes[name] = found
            numbers = {key: value for change in found for key, value in change.numbers.items()}
            if numbers:
                overrides[name] = numbers
            told = _refusal(name, wanted) if any(map(_is_vital, found)) else ""
            if told:
                impossible[name] = told
    return Resting(
        wanted,
        tuple(one for one in named if not any(map(one.startswith, {*named} - {one}))),
        tuple(row for row in rows if row is not None),
        changes,
        impossible,
        overrides,
    )


def _is_vital(change: Change) -> bool:
    """Return whether a driver goes, or a timeline that every scenario has."""
    section, *rest = change.location
    is_break = isinstance(change.location[-1], int)
    needed = section == "timelines" and rest[0] in NEEDED and not is_break
    return change.action == "removed" and (section == "drivers" or needed)


def _refusal(name: str, sources: Sequence[str]) -> str:
    """Return why a scenario cannot do without; empty where it can."""
    try:
        load_scenario(name, without=sources)
    except FaultsFoundError as error:
        return error.found[0].message
    return ""


def _row(asked: Asked, entry: Entry, settled: Mapping[str, float]) -> RestingRow | None:
    cited = documents(entry.source)
    gone = [one for one in cited if asked.of(one)]
    named = [name for name in (entry.id, *entry.rests_on) if asked.names(name)]
    if entry.kind != "parameter":
        named = [name for name in named if name == entry.id]
    if not gone and not named:
        return None
    if entry.kind == "event":
        return _event_row(asked, entry)
    if entry.kind == "parameter":
        number = settled.get(f"parameters.{entry.id}")
        if number is not None:
            return RestingRow(entry, "other reading", f"{number:g}")
        lost = bool(cited) and len(gone) == len(cited)
        return RestingRow(entry, "stays" if lost else "supported")
    return RestingRow(entry, "falls" if len(gone) == len(cited) else "supported")


def _event_row(asked: Asked, entry: Entry) -> RestingRow:
    other = alternatives().get(entry.id)
    found = fate(asked, (), event(entry.id), usable=other is not None)
    if found.action == "changed":
        return RestingRow(entry, "other reading", other.reading if other is not None else "")
    return RestingRow(entry, "falls" if found.action == "removed" else "supported")
