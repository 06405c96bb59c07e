"""What must hold between the run, its events, the policy and the parameters."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from multivector_sim.model.observed import UNSEEN
from multivector_sim.model.parameters import PARAMETERS
from multivector_sim.scenario.ground import Found, Ground, acts
from multivector_sim.scenario.nearest import nearest
from multivector_sim.scenario.policy import ForcedAction, Phase, Treaty
from multivector_sim.scenario.quantity import quarter_of, year_of
from multivector_sim.scenario.shock import SHOCKED, Shock
from multivector_sim.scenario.spec import Event, Scenario
from multivector_sim.scenario.trigger import OBSERVED, Trigger

__all__ = ["SECTIONS", "course_faults", "within_run"]

_MAX_QUARTERS: Final = 2000
_MOST_HINTS: Final = 500
_PARAMETERS: Final = {row.name: row for row in PARAMETERS}
_WORDS: Final = {"since", "over", "label", "source", "evidence"}


def course_faults(ground: Ground, *sections: str) -> Found:
    """Yield location and words of every fault between dates, policy and parameters.

    With ``sections``, from ``SECTIONS``, only those found in them are told.
    """
    for section in sections or SECTIONS:
        yield from _CHECKS[section](ground)


def within_run(scenario: Scenario) -> Scenario:
    """Return a scenario without entries that never act in its run.

    Phases that begin before the run stay, since their levels hold in it.
    """
    first, end = scenario.first_year, scenario.first_year + scenario.quarters / 4
    policy = scenario.policy
    update = {
        "events": tuple(row for row in scenario.events if acts(row.since, row.until, first, end)),
        "shocks": tuple(
            row for row in scenario.shocks if acts(row.since, _felt_until(row), first, end)
        ),
        "forced_actions": tuple(
            row for row in scenario.forced_actions if acts(row.since, row.until, first, end)
        ),
        "policy": policy.model_copy(
            update={
                "phases": tuple(row for row in policy.phases if row.since < end),
                "treaties": tuple(row for row in policy.treaties if first <= row.at < end),
            }
        ),
    }
    return scenario.model_copy(update=update)


def _period(ground: Ground) -> Found:
    if ground.run is None:
        return
    quarters = round(4 * (ground.run[1] - ground.run[0]))
    start, end = ground.data["start"], ground.data["end"]
    if quarters < 1:
        yield ("end",), f"must not be before start {start}; received {end!r}"
    elif quarters > _MAX_QUARTERS:
        yield ("end",), f"at most {_MAX_QUARTERS} quarters are allowed; received {quarters}"


def _events(ground: Ground) -> Found:
    yield from _unique_rows(ground, "events")
    for place, key, value in ground.names_given("events"):
        if key == "between" and isinstance(value, list):
            for index, code in enumerate(value):
                yield from ground.known((*place, index), code, ground.codes, "actor")
    for place, event in ground.rows(Event, "events"):
        if event.between[0] == event.between[1]:
            yield (*place, "between"), f"two actors are needed; received {event.between[0]!r} twice"
        yield from ground.interval(place, event.since, event.until)


def _felt_until(shock: Shock) -> float | None:
    """Return when a shock is over; never where it fades."""
    return shock.until if shock.fade is None else None


def _shocks(ground: Ground) -> Found:
    yield from _unique_rows(ground, "shocks")
    for place, shock in ground.rows(Shock, "shocks"):
        yield from ground.dotted((*place, "on"), shock.on, SHOCKED, "timeline")
        if shock.until is not None and shock.until <= shock.since:
            yield from ground.interval(place, shock.since, shock.until)
        else:
            yield from ground.interval(place, shock.since, _felt_until(shock))


def _policy(ground: Ground) -> Found:
    for code in ground.map("policy", "favour"):
        yield from ground.known(("policy", "favour", code), code, ground.powers, "power")
    policy = ground.map("policy")
    if policy.get("constant") is True:
        for key in ("phases", "treaties", "triggers"):
            if policy.get(key):
                yield ("policy", key), f"a constant policy has no {key}; set constant: false"


def _phases(ground: Ground) -> Found:
    last = -math.inf
    for place, phase in ground.rows(Phase, "policy", "phases"):
        if phase.since <= last:
            told = f"received {phase.since:g} after {last:g}"
            yield (*place, "from"), f"phases must follow in time; {told}"
        last = phase.since
        if not phase.model_fields_set - _WORDS:
            yield place, "names no lever; a phase changes at least one, or favour"
        for code in phase.favour:
            yield from ground.known((*place, "favour", code), code, ground.powers, "power")
        yield from ground.interval(place, phase.since, None)


def _treaties(ground: Ground) -> Found:
    for place, key, value in ground.names_given("policy", "treaties"):
        if key == "with":
            yield from ground.known(place, value, ground.powers, "power")
    seen = set()
    for place, treaty in ground.rows(Treaty, "policy", "treaties"):
        quarter = quarter_of(treaty.at)
        if (treaty.partner, quarter) in seen:
            yield place, f"a second treaty with {treaty.partner} in {quarter}; join the two"
        seen.add((treaty.partner, quarter))
        first = year_of(quarter)
        yield from ground.interval(place, first, first + 0.25)


def _triggers(ground: Ground) -> Found:
    yield from _unique_rows(ground, "policy", "triggers")
    for place, trigger in ground.rows(Trigger, "policy", "triggers"):
        name = trigger.observed.name
        if name in UNSEEN:
            seen = ", ".join(ground.example(*row) for row in OBSERVED.items())
            yield (
                (*place, "when"),
                f"what powers feel is their own: the pivot does not see {name!r}; "
                f"a trigger may watch, for example, {seen}",
            )
        else:
            yield from ground.dotted((*place, "when"), trigger.when, OBSERVED, "quantity")
        levers = trigger.levers
        if not levers.model_fields_set:
            yield (*place, "set"), "names no lever; a trigger sets at least one, or favour"
        for code in levers.favour:
            yield from ground.known((*place, "set", "favour", code), code, ground.powers, "power")
        if trigger.since is not None:
            yield from ground.interval(place, trigger.since, trigger.until)


def _unique_rows(ground: Ground, *location: str) -> Found:
    """Yield a fault for every id that a list gives twice."""
    seen: set[object] = set()
    for place, key, value in ground.names_given(*location):
        if key == "id" and isinstance(value, str):
            if value in seen:
                yield place, f"id {value[:60]!r} is given twice"
            seen.add(value)


def _forced_actions(ground: Ground) -> Found:
    for place, key, value in ground.names_given("forced_actions"):
        if key == "actor":
            yield from ground.known(place, value, ground.powers, "power")
    given = list(ground.rows(ForcedAction, "forced_actions"))
    for place, row in given:
        yield from ground.interval(place, row.since, row.until)
    latest: dict[str, tuple[int, ForcedAction]] = {}
    for position, (_, row) in sorted(enumerate(given), key=lambda entry: entry[1][1].since):
        before = latest.get(row.actor)
        if before is not None and row.since < before[1].until:
            (_, first), (later, _) = sorted([before, (position, row)], key=lambda entry: entry[0])
            message = f"{row.actor} is already forced to {first.action} in that time"
            yield given[later][0], message
        if before is None or row.until > before[1].until:
            latest[row.actor] = (position, row)


def _parameters(ground: Ground) -> Found:
    for position, (name, value) in enumerate(ground.map("parameters").items()):
        place = ("parameters", name)
        if name not in _PARAMETERS:
            # Looking for the nearest of so many names takes its time.
            close = nearest(name, _PARAMETERS) if position < _MOST_HINTS else ""
            hint = close or "; allowed are those of the parameter table"
            yield place, f"unknown parameter {name[:60]!r}{hint}"
        elif isinstance(value, int | float) and not isinstance(value, bool):
            low, high = _PARAMETERS[name].limits
            if (low is not None and value < low) or (high is not None and value > high):
                yield place, f"received {value:g}; allowed: {_limits(low, high)}"


def _limits(low: float | None, high: float | None) -> str:
    if low is None:
        return f"at most {high:g}"
    return f"at least {low:g}" if high is None else f"{low:g} to {high:g}"


_CHECKS: Final[Mapping[str, Callable[[Ground], Found]]] = MappingProxyType(
    {
        "period": _period,
        "events": _events,
        "shocks": _shocks,
        "policy": _policy,
        "phases": _phases,
        "treaties": _treaties,
        "triggers": _triggers,
        "forced_actions": _forced_actions,
        "parameters": _parameters,
    }
)
SECTIONS: Final = tuple(_CHECKS)
"""What is checked one after the other."""
