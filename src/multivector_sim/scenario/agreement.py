"""What must hold between the values of a scenario.

Works on plain data and looks at each entry that is right in itself, so that
one faulty entry hides no fault of another.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from multivector_sim.model.actors import ACTIONS
from multivector_sim.model.parameters import PARAMETERS
from multivector_sim.scenario.nearest import nearest
from multivector_sim.scenario.quantity import quarter_of, year_of
from multivector_sim.scenario.spec import (
    Actor,
    Drivers,
    Event,
    ForcedAction,
    Phase,
    Scenario,
    Sector,
    Series,
    Treaty,
)
from multivector_sim.scenario.timeline import TIMELINES, driver_series

__all__ = ["Agreement"]

Location = tuple[str | int, ...]
Found = Iterator[tuple[Location, str]]
Model = TypeVar("Model", bound=BaseModel)

MAX_QUARTERS: Final = 2000
_TOLERANCE: Final = 1e-9
_PARAMETERS: Final = {row.name: row for row in PARAMETERS}
_ECONOMIC: Final = ("resource", "market", "finance")
_BY_ACTOR: Final = ("capability", "size", "demand", "guarantee")
_BY_PAIR: Final = ("institution", "regime")
_DIRECTED: Final = ("grievance", "bias")


class Agreement:
    """The checks, over one scenario's plain data.

    Parameters
    ----------
    data
        What the resolved file says; any shape.
    is_own
        Whether the value at a location was written in the file asked for.
    """

    def __init__(self, data: Any, is_own: Callable[[Location], bool]) -> None:
        self.data = data if isinstance(data, dict) else {}
        self.is_own = is_own
        self.codes = [str(code) for code in self._map("actors")]
        self.names = [str(name) for name in self._map("sectors")]
        self.actors = dict(self._entries(Actor, "actors"))
        self.run = self._run()

    def faults(self) -> list[tuple[Location, str]]:
        """Return the location and the words of every fault."""
        checks = (
            self._period,
            self._actors,
            self._sectors,
            self._sector_sums,
            self._initial_tension,
            self._timelines,
            self._timelines_needed,
            self._drivers,
            self._events,
            self._policy,
            self._treaties,
            self._forced_actions,
            self._parameters,
        )
        return list(itertools.chain.from_iterable(check() for check in checks))

    def within_run(self, scenario: Scenario) -> Scenario:
        """Return a scenario without inherited entries that never act in its run."""
        first, end = scenario.first_year, scenario.first_year + scenario.quarters / 4
        update = {
            "events": tuple(
                row for row in scenario.events if _acts(row.since, row.until, first, end)
            ),
            "forced_actions": tuple(
                row for row in scenario.forced_actions if _acts(row.since, row.until, first, end)
            ),
            "policy": scenario.policy.model_copy(
                update={
                    "phases": tuple(row for row in scenario.policy.phases if row.since < end),
                    "treaties": tuple(
                        row for row in scenario.policy.treaties if first <= row.at < end
                    ),
                }
            ),
        }
        return scenario.model_copy(update=update)

    def _map(self, *location: str) -> dict[str, Any]:
        value: Any = self.data
        for step in location:
            value = value.get(step) if isinstance(value, dict) else None
        return value if isinstance(value, dict) else {}

    def _entries(self, model: type[Model], *location: str) -> Iterator[tuple[str, Model]]:
        """Yield the entries of a map that are right in themselves."""
        for key, value in self._map(*location).items():
            entry = _valid(model, value)
            if entry is not None:
                yield key, entry

    def _rows(self, model: type[Model], *location: str) -> Iterator[tuple[Location, Model]]:
        """Yield the entries of a list that are right in themselves."""
        rows = self._map(*location[:-1]).get(location[-1])
        for index, value in enumerate(rows if isinstance(rows, list) else []):
            entry = _valid(model, value)
            if entry is not None:
                yield (*location, index), entry

    def _run(self) -> tuple[float, float] | None:
        try:
            first, last = year_of(self.data["start"]), year_of(self.data["end"])
        except (KeyError, TypeError, ValueError):
            return None
        return first, last + 0.25

    def _period(self) -> Found:
        if self.run is None:
            return
        first, end = self.run
        if end <= first:
            start, last = self.data["start"], self.data["end"]
            yield ("end",), f"must not be before start {start}; received {last!r}"
        elif 4 * (end - first) > MAX_QUARTERS:
            yield (
                ("end",),
                f"at most {MAX_QUARTERS} quarters are allowed; received {self.data['end']!r}",
            )

    def _outside(self, location: Location, since: float, until: float | None) -> Found:
        if self.run is None or not self.is_own(location) or _acts(since, until, *self.run):
            return
        start, last = self.data["start"], self.data["end"]
        told = quarter_of(since) if until is None else f"{quarter_of(since)}-{quarter_of(until)}"
        yield location, f"lies outside the run, which goes from {start} to {last}; received {told}"

    def _known_actor(self, location: Location, code: object, *, power: bool = True) -> Found:
        powers = [name for name in self.codes if not (power and self._is_pivot(name))]
        if code not in powers:
            kind = "power" if power else "actor"
            hint = nearest(str(code), powers)
            yield location, f"unknown {kind} {code!r}; allowed: {', '.join(powers)}{hint}"

    def _is_pivot(self, code: str) -> bool:
        return code in self.actors and self.actors[code].id == 0

    def _powers(self) -> list[str]:
        return [code for code in self.codes if not self._is_pivot(code)]

    def _actors(self) -> Found:
        if "actors" not in self.data:
            return
        yield from _unique_ids("actors", {code: row.id for code, row in self.actors.items()})
        if len(self.actors) == len(self.codes):
            if not any(row.id == 0 for row in self.actors.values()):
                yield ("actors",), "one actor must have the id 0: the pivot"
            if len(self.codes) < 3:
                yield ("actors",), f"a pivot and two powers are needed; received {len(self.codes)}"
        for code, actor in self.actors.items():
            if actor.id == 0:
                continue
            place = ("actors", code, "salience")
            yield from self._complete(place, actor.salience, self.names, "sector")

    def _complete(self, location: Location, given: Any, names: list[str], kind: str) -> Found:
        """Yield names in a map that are unknown, and names that it lacks."""
        for name in given:
            if name not in names:
                hint = nearest(name, names)
                yield (*location, name), f"unknown {kind}; allowed: {', '.join(names)}{hint}"
        for name in names:
            if name not in given:
                yield location, f"missing {kind} {name!r}"

    def _sectors(self) -> Found:
        sectors = dict(self._entries(Sector, "sectors"))
        yield from _unique_ids("sectors", {name: row.id for name, row in sectors.items()})
        for name, sector in sectors.items():
            place = ("sectors", name)
            yield from self._complete(
                (*place, "attraction"), sector.attraction, self._powers(), "power"
            )
            for code, attraction in sector.attraction.items():
                yield from _number((*place, "attraction", code), attraction, positive=True)
            yield from _number((*place, "size_elasticity"), sector.size_elasticity, positive=False)
            for code in sector.initial_share:
                yield from self._known_actor((*place, "initial_share", code), code, power=False)

    def _sector_sums(self) -> Found:
        sectors = dict(self._entries(Sector, "sectors"))
        for name, sector in sectors.items():
            total = math.fsum(sector.initial_share.values())
            if abs(total - 1) > _TOLERANCE:
                place = ("sectors", name, "initial_share")
                yield place, f"shares must sum to one; received a sum of {total:.6g}"
        if not self.names or len(sectors) < len(self.names):
            return
        total = math.fsum(sector.weight for sector in sectors.values())
        if abs(total - 1) > _TOLERANCE:
            yield ("sectors",), f"weights must sum to one; received a sum of {total:.6g}"
        if not any(row.role in _ECONOMIC and row.weight > 0 for row in sectors.values()):
            yield ("sectors",), f"a sector with weight and one of the roles {_ECONOMIC} is needed"

    def _initial_tension(self) -> Found:
        given = self._map("initial_tension")
        if "initial_tension" not in self.data:
            return
        for pair in given:
            yield from self._pair(("initial_tension", pair), pair)
        for first, second in itertools.combinations(self._ordered(), 2):
            if f"{first}-{second}" not in given:
                yield ("initial_tension",), f"missing pair '{first}-{second}'"

    def _ordered(self) -> list[str]:
        """Return the actors by id, those without a valid id last."""
        return sorted(
            self.codes, key=lambda code: self.actors[code].id if code in self.actors else 99
        )

    def _pair(self, location: Location, pair: str) -> Found:
        order = self._ordered()
        allowed = [f"{a}-{b}" for a, b in itertools.combinations(order, 2)]
        if pair in allowed:
            return
        turned = "-".join(reversed(pair.split("-")))
        if turned in allowed:
            yield location, f"pairs are written in the order of the actors' ids: {turned!r}"
        else:
            hint = nearest(pair, allowed) or "; two codes such as RUS-CHN are needed"
            yield location, f"unknown pair {pair!r}{hint}"

    def _timelines(self) -> Found:
        for name in ("price", "spare"):
            series = _valid(Series, self._map("timelines").get(name))
            if series is not None:
                yield from self._series(("timelines", name), name, series)
        for name in (*_BY_ACTOR, *_BY_PAIR):
            for key, series in self._entries(Series, "timelines", name):
                yield from self._series(("timelines", name, key), name, series)
            for key in self._map("timelines", name):
                place: Location = ("timelines", name, key)
                pair = name in _BY_PAIR
                yield from self._pair(place, key) if pair else self._known_actor(place, key)
        for name in _DIRECTED:
            for code in self._map("timelines", name):
                place = ("timelines", name, code)
                yield from self._known_actor(place, code, power=name == "bias")
                for other, series in self._entries(Series, "timelines", name, code):
                    yield from self._series((*place, other), name, series)
                for other in self._map("timelines", name, code):
                    yield from self._known_actor((*place, other), other, power=name == "bias")
                    if other == code:
                        yield (*place, other), f"{code} towards itself has no meaning; remove it"

    def _series(self, location: Location, name: str, series: Series) -> Found:
        rule = TIMELINES[name]
        for number in series.numbers():
            if not rule.low <= number <= rule.high:
                allowed = f"{rule.low:g} to {rule.high:g}, unit {rule.unit}"
                yield location, f"received {number:g}; allowed: {allowed}"
        if series.unit is not None and series.unit != rule.unit:
            yield (*location, "unit"), f"received {series.unit!r}; allowed: {rule.unit!r}"

    def _timelines_needed(self) -> Found:
        if "timelines" not in self.data:
            return
        demand = self._map("timelines", "demand")
        for code in self._powers():
            if demand and code not in demand:
                yield ("timelines", "demand"), f"missing power {code!r}"
        grievance = self._map("timelines", "grievance")
        for code, other in itertools.permutations(self.codes, 2):
            if grievance and other not in self._map("timelines", "grievance", code):
                yield ("timelines", "grievance", code), f"missing entry towards {other!r}"

    def _drivers(self) -> Found:
        if "timelines" not in self.data:
            return
        drivers = _valid(Drivers, self.data.get("drivers", {}))
        if drivers is None:
            return
        if drivers.capability is None:
            yield from self._not_driven("capability", [], ("drivers",), None)
        else:
            place: Location = ("drivers", "capability", "shares_of")
            if not drivers.capability.shares_of:
                yield place, "at least one series is needed"
            for index, series in enumerate(drivers.capability.shares_of):
                yield from self._not_driven("capability", [series], (*place, index), None)
        size = drivers.size
        series_names = [] if size is None else [size.series]
        year = None if size is None else size.relative_to
        yield from self._not_driven("size", series_names, ("drivers", "size", "series"), year)
        if self._map("timelines").get("price") is None:
            names = [name for name, actors in driver_series().items() if "" in actors]
            price = drivers.price
            if price is None:
                yield ("timelines",), "missing key 'price'; a timeline or a driver is needed"
            elif price.series not in names:
                yield ("drivers", "price", "series"), _unknown_series(price.series, names)

    def _not_driven(
        self, name: str, series: list[str], location: Location, year: int | None
    ) -> Found:
        """Yield the powers for which neither a timeline nor a driver stands."""
        names = [indicator for indicator, actors in driver_series().items() if "" not in actors]
        for one in series:
            if one not in names:
                yield location, _unknown_series(one, names)
                return
        rows = driver_series()[series[0]] if series else {}
        for code in self._powers():
            if code in self._map("timelines", name):
                continue
            if code not in rows:
                place = ("timelines", name) if self._map("timelines", name) else ("timelines",)
                yield place, f"missing {name} of {code!r}: no driver is shipped; give a timeline"
            elif year is not None and year not in dict(rows[code]):
                years = [int(at) for at, _ in rows[code]]
                allowed = f"{min(years)} to {max(years)}"
                yield ("drivers", name, "relative_to"), f"received {year}; allowed: {allowed}"
                return

    def _events(self) -> Found:
        seen: set[str] = set()
        for place, event in self._rows(Event, "events"):
            if event.id in seen:
                yield (*place, "id"), f"id {event.id!r} is given twice"
            seen.add(event.id)
            for index, code in enumerate(event.between):
                yield from self._known_actor((*place, "between", index), code, power=False)
            if event.between[0] == event.between[1]:
                yield (*place, "between"), "two different actors are needed"
            yield from self._outside(place, event.since, event.until)

    def _policy(self) -> Found:
        policy = self._map("policy")
        for code in self._map("policy", "favour"):
            yield from self._known_actor(("policy", "favour", code), code)
        if policy.get("constant") is True:
            for key in ("phases", "treaties"):
                if policy.get(key):
                    yield ("policy", key), "a constant policy has none; set constant: false"
        last = -math.inf
        for place, phase in self._rows(Phase, "policy", "phases"):
            if phase.since <= last:
                yield (*place, "from"), f"phases must follow in time; received {phase.since:g}"
            last = phase.since
            if len(phase.model_fields_set - {"since", "label", "source"}) == 0:
                yield place, "names no lever; levers or favour are needed"
            for code in phase.favour:
                yield from self._known_actor((*place, "favour", code), code)
            if self.run is not None and phase.since >= self.run[1]:
                yield from self._outside(place, phase.since, None)

    def _treaties(self) -> Found:
        seen = set()
        for place, treaty in self._rows(Treaty, "policy", "treaties"):
            yield from self._known_actor((*place, "with"), treaty.partner)
            quarter = (treaty.partner, quarter_of(treaty.at))
            if quarter in seen:
                yield place, f"a second treaty with {quarter[0]} in {quarter[1]}; join the two"
            seen.add(quarter)
            yield from self._outside(place, treaty.at, treaty.at + 0.25)

    def _forced_actions(self) -> Found:
        given = list(self._rows(ForcedAction, "forced_actions"))
        for place, row in given:
            yield from self._known_actor((*place, "actor"), row.actor)
            yield from self._outside(place, row.since, row.until)
        for (_, first), (place, second) in itertools.combinations(given, 2):
            overlap = first.since < second.until and second.since < first.until
            if first.actor == second.actor and overlap:
                yield place, f"{second.actor} is already forced to {first.action} in that time"

    def _parameters(self) -> Found:
        for name, value in self._map("parameters").items():
            if name not in _PARAMETERS:
                hint = nearest(name, _PARAMETERS) or "; the table of parameters lists them"
                yield ("parameters", name), f"unknown parameter{hint}"
                continue
            row = _PARAMETERS[name]
            if isinstance(value, bool) or not isinstance(value, int | float):
                continue
            low, high = row.limits
            if (low is not None and value < low) or (high is not None and value > high):
                yield ("parameters", name), f"received {value:g}; allowed: {_limits(low, high)}"


def _valid(model: type[Model], value: Any) -> Model | None:
    """Return the entry, or None where it is faulty in itself, which is told elsewhere."""
    try:
        return model.model_validate(value)
    except ValidationError:
        return None


def _acts(since: float, until: float | None, first: float, end: float) -> bool:
    return since < end and (until is None or until > first)


def _unique_ids(section: str, ids: dict[str, int]) -> Found:
    seen: dict[int, str] = {}
    for name, number in ids.items():
        if number in seen:
            yield (section, name, "id"), f"id {number} is already that of {seen[number]!r}"
        seen.setdefault(number, name)


def _number(location: Location, value: float | str, *, positive: bool) -> Found:
    if isinstance(value, str):
        if value not in _PARAMETERS:
            yield (
                location,
                f"a number or the name of a parameter is needed; received {value!r}{nearest(value, _PARAMETERS)}",
            )
    elif positive and value <= 0:
        yield location, f"must be more than 0; received {value:g}"


def _unknown_series(name: str, names: list[str]) -> str:
    return f"unknown series {name!r}; allowed: {', '.join(names)}{nearest(name, names)}"


def _limits(low: float | None, high: float | None) -> str:
    if low is None:
        return f"at most {high:g}"
    return f"at least {low:g}" if high is None else f"{low:g} to {high:g}"
