"""The parting of two runs in plain words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from multivector_sim.explanation.words import gap_words, wrapped
from multivector_sim.model.outcomes import OUTCOMES
from multivector_sim.results.dataset import NOTE
from multivector_sim.results.words import MAIN_OUTCOMES, level, number, percent, signed
from multivector_sim.scenario.diff import brief

if TYPE_CHECKING:
    from multivector_sim.explanation.decision import Decision
    from multivector_sim.explanation.parting import Parting, Partings

__all__ = ["parting_text"]

MOST_NUMBERS: Final = 6
"""Numbers that are told of the first parting."""

MOST_CHANGES: Final = 4
"""Differences of the scenarios that are told one by one."""

MOST_LATER: Final = 6
"""Later partings that are told one by one."""


def parting_text(found: Partings) -> str:
    """Return the first parting of two runs and what followed, as text."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Partings) -> Iterator[str]:
    one = found.one
    yield from wrapped(f"{title_of(found)}: run {one.run}, seed {one.seed}, the same draws in both")
    yield from wrapped(
        f"{NOTE.capitalize()}. One run is an anecdote: it shows how the model works, not what a "
        "policy does."
    )
    changes = found.changes
    if 0 < len(changes) <= MOST_CHANGES:
        told = "; ".join(
            f"{row.key} {brief(row.after)} against {brief(row.before)}" for row in changes
        )
        yield from wrapped(f"What differs between the scenarios: {told}.")
    elif changes:
        yield from wrapped(
            f"The scenarios differ in {len(changes)} entries; multivector diff lists them."
        )
    yield ""
    first = found.first
    if first is None:
        yield from _never(found)
    else:
        yield from _before(found)
        yield from _first(found, first)
        yield from _later(found)
    yield from _end(found)


def title_of(found: Partings) -> str:
    """Return what is compared with what."""
    one, other = found.one.name, found.other.name
    return f"{one} against {other}" if one != other else f"{one} as changed against {other}"


def _never(found: Partings) -> Iterator[str]:
    if found.apart_from:
        yield from wrapped(
            f"No power ever does anything else, though numbers differ from {found.apart_from} on."
        )
    else:
        yield from wrapped("The two runs never part: they are the same, number for number.")


def _before(found: Partings) -> Iterator[str]:
    first = found.first
    if first is None:
        return
    yield from wrapped(f"Numbers differ from {found.apart_from} on{_levers(found)}.")
    answer = found.first_answer
    if answer is not None and answer[0] < first.one.quarter:
        quarter, ours, theirs = answer
        yield from wrapped(
            f"What happened differs first in {quarter}: {_said(ours)} in {found.one.name}, "
            f"{_said(theirs)} in {found.other.name}."
        )


def _levers(found: Partings) -> str:
    """Return the levers that differ where numbers first do."""
    one, other = (run.quarter(found.apart_from).levers for run in (found.one, found.other))
    rows = [
        f"{name} {number(level)} against {number(other[name])}"
        for name, level in one.items()
        if level != other[name]
    ]
    return f": {', '.join(rows)}" if rows else ""


def _said(rows: tuple[str, ...]) -> str:
    return ", ".join(rows) or "nothing"


def _first(found: Partings, first: Parting) -> Iterator[str]:
    who = found.one.names[first.one.actor]
    yield ""
    yield from wrapped(f"The first decision at which they part: {first.one.quarter}, {who}")
    names = ("first run", "second run") if found.one.name == found.other.name else (
        found.one.name, found.other.name
    )  # fmt: skip
    width = max(map(len, names))
    for name, decision in zip(names, (first.one, first.other), strict=True):
        yield from wrapped(f"{name:{width}}  {_weighed(decision)}", 2)
    one, other = first.distances
    if first.one.draw == first.other.draw:
        yield from wrapped(f"The draw is {first.one.draw:.4f} in both.", 2)
    if one > 0 or other > 0:
        yield from wrapped(
            f"How near it was: {names[0]} was {one:.4f} of the draw away from "
            f"{first.other.drawn}, {names[1]} {other:.4f} away from {first.one.drawn}.",
            2,
        )
    yield "  Numbers that differ, the largest difference of those behind the values first:"
    stake = first.at_stake
    if stake is not None:
        yield from wrapped(
            f"{stake.name}: {number(stake.one)} against {number(stake.other)} "
            f"({signed(stake.size)})", 4
        )  # fmt: skip
    rows = [row for row in first.differences if not row.name.startswith("value of")]
    for row in rows[:MOST_NUMBERS]:
        yield from wrapped(
            f"{gap_words(row.name)}: {number(row.one)} against {number(row.other)} "
            f"({signed(row.size)})",
            4,
        )
    if len(rows) > MOST_NUMBERS:
        yield f"    and {len(rows) - MOST_NUMBERS} more"


def _weighed(decision: Decision) -> str:
    rows = sorted(decision.options, key=lambda option: -option.probability)
    told = ", ".join(
        f"{row.action} {level(row.value)} ({percent(row.probability)})" for row in rows
    )
    how = "" if decision.how == "drawn" else f" ({decision.how})"
    return f"{decision.action}{how}; weighed {told}"


def _later(found: Partings) -> Iterator[str]:
    later, names = found.partings[1:], found.one.names
    quarters = min(len(found.one.quarters), len(found.other.quarters))
    counts = Counter(row.one.actor for row in found.partings)
    yield ""
    yield from wrapped(
        f"What followed: {len(later)} later partings in {quarters} quarters ("
        + ", ".join(f"{names[code]} {count}" for code, count in counts.most_common())
        + ", the first one included)."
    )
    for row in later[:MOST_LATER]:
        yield from wrapped(
            f"{row.one.quarter}  {names[row.one.actor]}: {row.one.action} against "
            f"{row.other.action}",
            2,
        )
    if len(later) > MOST_LATER:
        yield f"  and {len(later) - MOST_LATER} more; --json lists them all"


def _end(found: Partings) -> Iterator[str]:
    outcomes = found.outcomes()
    meanings = {row.name: row.meaning for row in OUTCOMES}
    yield ""
    yield from wrapped("Outcomes at the end, the first run minus the second:")
    for name in MAIN_OUTCOMES:
        if name in outcomes:
            row = outcomes[name]
            yield from wrapped(
                f"{meanings[name]}: {number(row.one)} minus {number(row.other)} is "
                f"{signed(row.size)}",
                2,
            )
    yield ""
    yield "One run says nothing about the effect. The paired effect over many runs, with intervals:"
    told = found.again or "multivector whatif, with both scenarios in files"
    yield f"  {told}"
