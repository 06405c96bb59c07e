"""The chronicle as text: a digest of the turning points, or every quarter of a window."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from multivector_sim.explanation.happened import happening_words, news_words
from multivector_sim.explanation.quarter import Happening, Quarter
from multivector_sim.explanation.turning import MOST, turning_points
from multivector_sim.explanation.words import (
    decision_text,
    grievance_words,
    lever_words,
    wrapped,
)
from multivector_sim.model.actors import ACTIONS, PIVOT
from multivector_sim.results.dataset import NOTE

if TYPE_CHECKING:
    from multivector_sim.explanation.chronicle import Chronicle

__all__ = ["Telling", "text_of"]


class Telling(NamedTuple):
    """What of a run is told.

    Attributes
    ----------
    quarters
        The quarters, in the order of time.
    actors
        Codes of those whose doings are told; empty for all.
    windowed
        Whether the quarters are a window of years.
    every
        Whether every decision is told in full.
    """

    quarters: tuple[Quarter, ...]
    actors: tuple[str, ...]
    windowed: bool
    every: bool

    def concerns(self, *codes: str) -> bool:
        """Return whether something that concerns these actors is told."""
        given = [code for code in codes if code]
        return not self.actors or not given or bool(set(given) & set(self.actors))


def text_of(chronicle: Chronicle, telling: Telling) -> str:
    """Return a run, or what of it is asked for, as text."""
    lines = list(_head(chronicle, telling))
    if telling.every or telling.windowed:
        for quarter in telling.quarters:
            lines += ["", *_quarter(chronicle, telling, quarter)]
    else:
        lines += _digest(chronicle, telling)
    return "\n".join(lines) + "\n"


def _head(chronicle: Chronicle, telling: Telling) -> Iterator[str]:
    first, last = telling.quarters[0].quarter, telling.quarters[-1].quarter
    yield from wrapped(
        f"{chronicle.name}, run {chronicle.run}, seed {chronicle.seed}: {first} to {last}"
    )
    yield from wrapped(
        f"{NOTE.capitalize()}. One run is one of many that chance allows; it shows how the model "
        "works, not what was or will be."
    )
    yield ""
    yield "Quarters of each action"
    names = chronicle.names
    width = max(map(len, names.values()))
    for code in chronicle.actors[PIVOT + 1 :]:
        if telling.concerns(code):
            done = Counter(quarter.decision(code).action for quarter in telling.quarters)
            counts = ", ".join(f"{action} {done[action]}" for action in ACTIONS)
            yield f"  {names[code]:{width}}  {counts}"


def _quarter(chronicle: Chronicle, telling: Telling, quarter: Quarter) -> Iterator[str]:
    """Yield what a window tells of a quarter: changes in full, the rest in a line each."""
    names = chronicle.labels()
    yield quarter.quarter
    for news in quarter.news:
        if telling.concerns(*news.actors):
            yield from wrapped(news_words(news, names), 2)
    if telling.concerns(quarter.actors[PIVOT]):
        yield from wrapped(lever_words(quarter, names), 2)
    for decision in quarter.decisions:
        if telling.concerns(decision.actor):
            full = telling.every or decision.changed
            yield from decision_text(decision, names, "full" if full else "line").splitlines()
    for row in quarter.happenings:
        if telling.concerns(row.actor, row.other) and not quarter.is_news(row):
            yield from wrapped(happening_words(row, names), 2)
    yield from wrapped(grievance_words(quarter, names, telling.actors), 2)


def _digest(chronicle: Chronicle, telling: Telling) -> Iterator[str]:
    names = chronicle.labels()
    points = turning_points(_own(telling), MOST)
    told: list[Happening] = []
    changes = 0
    yield ""
    yield f"Turning points: {len(points)} of {len(telling.quarters)} quarters"
    for point in points:
        yield ""
        yield point.quarter.quarter
        for news in point.quarter.news:
            if telling.concerns(*news.actors):
                yield from wrapped(news_words(news, names), 2)
        for decision in point.decisions:
            if telling.concerns(decision.actor):
                changes += 1
                yield from decision_text(decision, names, "brief").splitlines()
        for row in point.happenings:
            told.append(row)
            if not point.quarter.is_news(row):
                yield from wrapped(happening_words(row, names, brief=True), 2)
    yield ""
    yield from wrapped(_left_out(telling, told, changes))


def _own(telling: Telling) -> Iterator[Quarter]:
    """Yield the quarters with nothing in them but what concerns the actors told of."""
    for quarter in telling.quarters:
        yield replace(
            quarter,
            decisions=tuple(row for row in quarter.decisions if telling.concerns(row.actor)),
            happenings=tuple(
                row for row in quarter.happenings if telling.concerns(row.actor, row.other)
            ),
        )


def _left_out(telling: Telling, told: list[Happening], changes: int) -> str:
    """Return how much a digest leaves out, by kind."""
    rows = list(_own(telling))
    every = sum(decision.changed for quarter in rows for decision in quarter.decisions)
    left = Counter(row.kind for quarter in rows for row in quarter.happenings)
    left.subtract(row.kind for row in told)
    parts = [f"changes of action {every - changes}"]
    parts += [f"{kind} {count}" for kind, count in left.items() if count]
    return f"Left out: {', '.join(parts)}. --around YEAR or --every tell them, --json all."
