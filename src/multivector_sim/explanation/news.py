"""What a scenario says is new in a quarter: events, shocks, policy, breaks of timelines."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from multivector_sim.model.inputs import Inputs
from multivector_sim.model.state import QUARTER
from multivector_sim.results.saying import Say, english
from multivector_sim.scenario.quantity import quarter_of
from multivector_sim.scenario.timeline import TIMELINES

if TYPE_CHECKING:
    from multivector_sim.scenario import Scenario
    from multivector_sim.scenario.series import Series

__all__ = ["NEWS", "NO_LABEL", "News", "labels_of", "names_of", "news_of"]

NEWS: Final = {
    "event begins": "a dated grievance begins; size: grievance a year, before event_scale",
    "event ends": "it ends",
    "shock begins": "a dated change of a timeline begins; size: factor or addition",
    "shock ends": "it ends, or begins to fade",
    "phase": "the pivot's levers change by the dated policy",
    "treaty": "the pivot concludes a treaty; size: share of concerns that it relieves",
    "action forced": "the scenario says what a power does",
    "action free": "it does so no longer",
    "timeline": "a dated value of a timeline; size: the value; before: date and value before it",
}
"""Kinds of news."""

NO_LABEL: Final = "change of levers"
"""What a phase is called that has no label."""


@dataclass(frozen=True)
class News:
    """A dated entry of the scenario, in the quarter in which it is first felt.

    Attributes
    ----------
    kind
        From ``NEWS``.
    key
        Where it stands in the scenario, such as ``events.crimea_2014_usa``.
    label
        What it is, in a few words.
    date
        Its date, as a year and its fraction.
    actors
        Codes of those whom it concerns.
    size
        How much; see ``NEWS``. None where it has none.
    evidence
        Row of the ledger of events; empty without one.
    source
        Citation, or ``judgement``.
    before
        Date and value of a timeline at its entry before this one; None for other kinds.
    """

    kind: str
    key: str
    label: str
    date: float
    actors: tuple[str, ...]
    size: float | None
    evidence: str
    source: str
    before: tuple[float, float] | None = None

    def document(self) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        before = None if self.before is None else list(self.before)
        return {**vars(self), "actors": list(self.actors), "before": before}


def names_of(setting: Scenario | Inputs) -> dict[str, str]:
    """Return the names of the actors by code, the pivot first; packed inputs know codes alone."""
    if isinstance(setting, Inputs):
        return {code: code for code in setting.actors}
    return {code: setting.actors[code].name for code in setting.actor_codes}


def labels_of(setting: Scenario | Inputs, say: Say = english) -> dict[str, str]:
    """Return the names of actors, the pivot first, and of sectors, by code, in a language."""
    sectors = (
        {code: code for code in setting.sectors}
        if isinstance(setting, Inputs)
        else {code: setting.sectors[code].name for code in setting.sector_codes}
    )
    return {code: say(name) for code, name in ({**names_of(setting), **sectors}).items()}


def news_of(scenario: Scenario) -> dict[str, tuple[News, ...]]:
    """Return the news of a scenario by quarter; those before its start and after its end are none.

    What begins at a date is felt in the first quarter that starts then or
    later; a treaty in the quarter in which it lies.
    """
    first, last = scenario.first_year, scenario.first_year + QUARTER * scenario.quarters
    found: dict[str, list[News]] = {}
    for news in _all(scenario):
        quarter = quarter_of(news.date if news.kind == "treaty" else _felt(news.date))
        year = news.date if news.kind == "treaty" else _felt(news.date)
        if first <= year < last:
            found.setdefault(quarter, []).append(news)
    return {quarter: tuple(rows) for quarter, rows in found.items()}


def _felt(date: float) -> float:
    """Return the start of the first quarter that starts at a date or later."""
    return float(-(-date // QUARTER) * QUARTER)


def _all(scenario: Scenario) -> Iterator[News]:
    yield from _events(scenario)
    yield from _shocks(scenario)
    yield from _policy(scenario)
    for row in scenario.forced_actions:
        told = (row.action, (row.actor,), None, row.evidence or "", row.source)
        key = f"forced_actions.{row.actor}"
        yield News("action forced", key, told[0], row.since, *told[1:])
        yield News("action free", key, told[0], row.until, *told[1:])
    yield from _timelines(scenario)


def _events(scenario: Scenario) -> Iterator[News]:
    for row in scenario.events:
        key, evidence = f"events.{row.id}", row.evidence or ""
        rest = (tuple(row.between), row.size, evidence, row.source)
        yield News("event begins", key, row.label, row.since, *rest)
        if row.until is not None:
            yield News("event ends", key, row.label, row.until, *rest)


def _shocks(scenario: Scenario) -> Iterator[News]:
    for row in scenario.shocks:
        size = row.times if row.times is not None else row.plus
        rest = (tuple(row.target.codes), size, row.evidence or "", row.source)
        yield News("shock begins", f"shocks.{row.id}", row.label, row.since, *rest)
        if row.until is not None:
            yield News("shock ends", f"shocks.{row.id}", row.label, row.until, *rest)


def _policy(scenario: Scenario) -> Iterator[News]:
    for phase in scenario.policy.phases:
        key = f"policy.phases.{quarter_of(phase.since)}"
        label = phase.label or NO_LABEL
        yield News("phase", key, label, phase.since, (), None, phase.evidence or "", phase.source)
    for pact in scenario.policy.treaties:
        key = f"policy.treaties.{quarter_of(pact.at)}.{pact.partner}"
        rest = ((pact.partner,), pact.size, pact.evidence or "", pact.source)
        yield News("treaty", key, pact.label or "treaty", pact.at, *rest)


def _timelines(scenario: Scenario) -> Iterator[News]:
    lines = scenario.timelines
    for name in type(lines).model_fields:
        given = getattr(lines, name)
        if name in ("price", "spare"):
            if given is not None:
                yield from _breaks(f"timelines.{name}", (), given)
        elif name in ("grievance", "bias"):
            for code, towards in given.items():
                for other, series in towards.items():
                    yield from _breaks(f"timelines.{name}.{code}.{other}", (code, other), series)
        else:
            for code, series in given.items():
                yield from _breaks(f"timelines.{name}.{code}", tuple(code.split("-")), series)


def _breaks(key: str, actors: tuple[str, ...], series: Series) -> Iterator[News]:
    """Yield the dated values of a timeline but the first, with which it begins."""
    rows = dict(series.evidence or ())
    label = TIMELINES[key.split(".")[1]].meaning
    for before, (date, value) in itertools.pairwise(series.points or series.steps or ()):
        source = series.source
        yield News("timeline", key, label, date, actors, value, rows.get(date, ""), source, before)
