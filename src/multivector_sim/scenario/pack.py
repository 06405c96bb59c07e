"""A scenario as arrays: the only bridge from files to the engines."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from multivector_sim.model.actors import ACTIONS, LEVERS, MECHANISMS, NO_FORCE
from multivector_sim.model.inputs import NO_PARAMETER, Inputs
from multivector_sim.model.observed import Trigger
from multivector_sim.model.parameters import PARAMETERS, parameter_index
from multivector_sim.scenario.quantity import quarter_of
from multivector_sim.scenario.shock import apply_shocks
from multivector_sim.scenario.timeline import (
    TIMELINES,
    annual,
    capability_shares,
    driver_series,
    evaluate,
    inside,
    lever_path,
    quarter_years,
    relative_size,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from multivector_sim.scenario.series import Series
    from multivector_sim.scenario.spec import Scenario
    from multivector_sim.scenario.trigger import Trigger as TriggerEntry

__all__ = ["PARTS", "World", "pack", "shock_faults"]

FloatArray = NDArray[np.float64]
Arrays = dict[str, Any]
"""Fields of ``Inputs`` by name; it checks their shapes itself."""

_BY_ACTOR: Final = ("capability", "size", "demand", "guarantee")
_DIRECTED: Final = ("grievance", "bias")
_FIELDS: Final = {"grievance": "base_grievance"}
"""Fields of ``Inputs`` that do not have the name of their timeline."""

PARTS: Final = (
    *(
        "actors",
        "initial_tension",
        "pair_grievance",
        "sectors",
        *(f"timelines.{name}" for name in TIMELINES),
    ),
    *("events", "levers", "favour", "treaties", "triggers", "forced_actions"),
    *("mechanisms", "parameters", "substeps"),
)
"""Parts of a scenario that are packed each by itself; see ``World.part``."""


def pack(scenario: Scenario) -> Inputs:
    """Return a scenario as the arrays that both engines read.

    Parameters
    ----------
    scenario
        A checked scenario, as ``load_scenario`` returns it.

    Returns
    -------
    Inputs
        Actors and sectors stand in the order of their ids; quarter t is the
        year ``start + t/4``.
    """
    world = World(scenario)
    fields: Arrays = {}
    for name in PARTS:
        fields |= world.part(name)
    return Inputs(
        actors=scenario.actor_codes,
        sectors=scenario.sector_codes,
        roles=tuple(scenario.sectors[code].role for code in scenario.sector_codes),
        start=scenario.first_year,
        quarters=scenario.quarters,
        **fields,
    )


def shock_faults(scenario: Scenario) -> Iterator[tuple[int, str]]:
    """Yield position and words for every shock whose timeline leaves its range."""
    world = World(scenario)
    shocked = {shock.target.name for shock in scenario.shocks}
    yield from world.shock_faults({name: world.timeline(name) for name in shocked})


class World:
    """A scenario with the places of its actors and the years of its quarters.

    Parameters
    ----------
    scenario
        A checked scenario.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.actors = scenario.actor_codes
        self.sectors = scenario.sector_codes
        self.place = {code: index for index, code in enumerate(self.actors)}
        self.years = quarter_years(scenario.first_year, scenario.quarters)

    def holding(self, scenario: Scenario) -> World:
        """Return the world of a scenario that has the same actors, sectors and quarters."""
        other = copy.copy(self)
        other.scenario = scenario
        return other

    def part(self, name: str) -> Arrays:
        """Return the fields of ``Inputs`` that one of ``PARTS`` fills.

        Raises
        ------
        KeyError
            If there is no such part.
        """
        section, _, timeline = name.partition(".")
        if section == "timelines":
            return {_FIELDS.get(timeline, timeline): self.timeline(timeline)}
        makers: dict[str, Callable[[], Arrays]] = {
            "actors": self._actors,
            "initial_tension": lambda: self._of_pairs("initial_tension"),
            "pair_grievance": lambda: self._of_pairs("pair_grievance"),
            "sectors": self._sectors,
            "events": lambda: {"event_grievance": self._events()},
            "levers": lambda: {"levers": self._levers()},
            "favour": lambda: {"favour": self._favour()},
            "treaties": lambda: {"treaty": self._treaty()},
            "triggers": lambda: {"triggers": self._triggers()},
            "forced_actions": lambda: {"forced_action": self._forced_action()},
            "mechanisms": lambda: {"switches": self._switches()},
            "parameters": lambda: {"parameters": self._parameters()},
            "substeps": lambda: {"substeps": self.scenario.substeps},
        }
        return makers[section]()

    def timeline(self, name: str) -> FloatArray:
        """Return a timeline over the quarters, shocks included.

        Parameters
        ----------
        name
            From ``TIMELINES``.

        Returns
        -------
        numpy.ndarray
            (quarters,) for the price and the spare capacity; (quarters,
            actors) for what belongs to one actor; (quarters, actors, actors),
            i towards j, for what lies between two.
        """
        given = getattr(self.scenario.timelines, name)
        if name == "price":
            values = self._price()
        elif name == "spare":
            values = evaluate(given, self.years)
        elif name in _BY_ACTOR:
            values = self._by_actor(self._undisturbed(name), given)
        else:
            values = self._directed(given) if name in _DIRECTED else self._both_ways(given)
        shocks = [row for row in self.scenario.shocks if row.target.name == name]
        apply_shocks({name: values}, shocks, self.place, self.years)
        return values

    def shock_faults(self, arrays: Arrays) -> Iterator[tuple[int, str]]:
        """Yield position and words for every shock that takes a timeline out of its range.

        Parameters
        ----------
        arrays
            Timelines by name, as ``timeline`` gives them; of shocks of other
            timelines nothing is told.
        """
        for index, shock in enumerate(self.scenario.shocks):
            target = shock.target
            if target.name not in arrays:
                continue
            rule = TIMELINES[target.name]
            values = arrays[target.name][(slice(None), *(self.place[c] for c in target.codes))]
            wrong = np.flatnonzero((values < rule.low) | (values > rule.high))
            if wrong.size:
                worst, when = values[wrong[0]], quarter_of(self.years[wrong[0]])
                allowed = f"{rule.low:g} to {rule.high:g}, unit {rule.unit}"
                yield index, f"takes {shock.on} to {worst:.4g} in {when}; allowed: {allowed}"

    def _actors(self) -> Arrays:
        """Return what an actor is: identity, proximity, salience."""
        rows = [self.scenario.actors[code] for code in self.actors]
        return {
            "actor_id": np.array([row.id for row in rows], dtype=np.int64),
            "proximity": np.array([row.proximity for row in rows]),
            "salience": np.array(
                [[row.salience.get(code, 0.0) for code in self.sectors] for row in rows]
            ),
        }

    def _of_pairs(self, name: str) -> Arrays:
        """Return numbers of pairs, the same both ways; zero where none is given."""
        values = np.zeros((len(self.actors), len(self.actors)))
        for pair, value in getattr(self.scenario, name).items():
            i, j = self._pair(pair)
            values[i, j] = values[j, i] = value
        return {name: values}

    def _sectors(self) -> Arrays:
        """Return what a sector is: weight, award rules, attractions, first shares."""
        rows = [self.scenario.sectors[code] for code in self.sectors]
        attraction = [[row.attraction.get(code, 0.0) for code in self.actors] for row in rows]
        numbers, named = _split(attraction)
        elasticities, elasticity_named = _split([[row.size_elasticity for row in rows]])
        kept = [np.nan if row.kept_share is None else row.kept_share for row in rows]
        return {
            "attraction": numbers,
            "attraction_parameter": named,
            "size_elasticity": elasticities[0],
            "size_elasticity_parameter": elasticity_named[0],
            "sector_weight": np.array([row.weight for row in rows]),
            "exclusivity": np.array([row.exclusivity for row in rows]),
            "steering": np.array([row.steering for row in rows]),
            "kept_share": np.array(kept),
            "cedable": np.array([row.cedable for row in rows]),
            "initial_share": np.array(
                [[row.initial_share.get(code, 0.0) for code in self.actors] for row in rows]
            ),
        }

    def _levers(self) -> FloatArray:
        """Return the levers of every quarter; shape (quarters, levers)."""
        policy = self.scenario.policy
        paths = [
            self._path(getattr(policy, name), [getattr(phase, name) for phase in policy.phases])
            for name in LEVERS
        ]
        return np.ascontiguousarray(np.stack(paths, axis=1))

    def _favour(self) -> FloatArray:
        policy, favour = self.scenario.policy, self._blank()
        for code in self.scenario.powers:
            favour[:, self.place[code]] = self._path(
                policy.favour.get(code, 0.0), [phase.favour.get(code) for phase in policy.phases]
            )
        return favour

    def _treaty(self) -> FloatArray:
        treaty = self._blank()
        for pulse in self.scenario.policy.treaties:
            quarter = int(4 * (pulse.at - self.years[0]) // 1)
            if 0 <= quarter < len(self.years):
                treaty[quarter, self.place[pulse.partner]] = pulse.size
        return treaty

    def _switches(self) -> FloatArray:
        states = self.scenario.mechanisms
        return np.array([float(getattr(states, name)) for name in MECHANISMS])

    def _parameters(self) -> FloatArray:
        given = self.scenario.parameters
        return np.array([given.get(row.name, row.default) for row in PARAMETERS])

    def _path(self, base: float, levels: list[float | None]) -> FloatArray:
        """Return a lever over the quarters: a base level, then the phases that name it."""
        phases = self.scenario.policy.phases
        steps = [
            (phase.since, phase.over or 0.0, level)
            for phase, level in zip(phases, levels, strict=True)
            if level is not None
        ]
        return lever_path(base, steps, self.years)

    def _triggers(self) -> tuple[Trigger, ...]:
        """Return the triggers of the policy, in the order of the file."""
        return tuple(self._trigger(row) for row in self.scenario.policy.triggers)

    def _trigger(self, row: TriggerEntry) -> Trigger:
        places = {**self.place, **{code: index for index, code in enumerate(self.sectors)}}
        entry = tuple(places[code] for code in row.observed.codes)
        both_ways = row.observed.form == "pair"
        levers = [(name, getattr(row.levers, name)) for name in LEVERS]
        return Trigger(
            quantity=row.observed.name,
            entries=(entry, entry[::-1]) if both_ways else (entry,),
            above=row.above is not None,
            on=row.threshold,
            off=row.threshold if row.back is None else row.back,
            first=0 if row.since is None else self._first_from(row.since),
            last=len(self.years) if row.until is None else self._first_from(row.until),
            levels=(
                *((LEVERS.index(name), level) for name, level in levers if level is not None),
                *((len(LEVERS) + self.place[c], level) for c, level in row.levers.favour.items()),
            ),
        )

    def _first_from(self, date: float) -> int:
        """Return the number of the first quarter that starts at a date or later."""
        return int(np.searchsorted(self.years, date))

    def _forced_action(self) -> NDArray[np.int64]:
        """Return the actions that powers must take; shape (quarters, actors)."""
        forced = np.full((len(self.years), len(self.actors)), NO_FORCE, dtype=np.int64)
        for row in self.scenario.forced_actions:
            acting = inside(self.years, row.since, row.until)
            forced[acting, self.place[row.actor]] = ACTIONS.index(row.action)
        return forced

    def _pair(self, pair: str) -> tuple[int, int]:
        first, second = pair.split("-")
        return self.place[first], self.place[second]

    def _blank(self) -> FloatArray:
        return np.zeros((len(self.years), len(self.actors)))

    def _blank_pairs(self) -> FloatArray:
        return np.zeros((len(self.years), len(self.actors), len(self.actors)))

    def _by_actor(self, values: FloatArray, given: Mapping[str, Series]) -> FloatArray:
        for code, series in given.items():
            values[:, self.place[code]] = evaluate(series, self.years)
        return values

    def _directed(self, given: Mapping[str, Mapping[str, Series]]) -> FloatArray:
        values = self._blank_pairs()
        for code, towards in given.items():
            for other, series in towards.items():
                values[:, self.place[code], self.place[other]] = evaluate(series, self.years)
        return values

    def _both_ways(self, given: Mapping[str, Series]) -> FloatArray:
        values = self._blank_pairs()
        for pair, series in given.items():
            i, j = self._pair(pair)
            values[:, i, j] = values[:, j, i] = evaluate(series, self.years)
        return values

    def _events(self) -> FloatArray:
        values = self._blank_pairs()
        for event in self.scenario.events:
            i, j = (self.place[code] for code in event.between)
            felt = np.where(inside(self.years, event.since, event.until), event.size, 0.0)
            values[:, i, j] += felt
            values[:, j, i] += felt
        return values

    def _undisturbed(self, name: str) -> FloatArray:
        """Return what stands where no timeline of an actor is given."""
        if name == "capability":
            return self._driven_capability()
        return self._driven_size() if name == "size" else self._blank()

    def _driven_capability(self) -> FloatArray:
        values = self._blank()
        driver = self.scenario.drivers.capability
        # Shares are taken among all powers that the series know, so that one power's own
        # timeline replaces its share and leaves the others'.
        known = () if driver is None else driver_series()[driver.shares_of[0]]
        driven = [code for code in self.scenario.powers if code in known]
        if driver is not None and driven:
            places = [self.place[code] for code in driven]
            values[:, places] = capability_shares(driver.shares_of, driven, self.years)
        return values

    def _driven_size(self) -> FloatArray:
        # The pivot bids for nothing; one is a size whose logarithm is zero.
        values = self._blank() + 1.0
        driver = self.scenario.drivers.size
        for code in self.scenario.powers:
            if driver is not None and code in driver_series()[driver.series]:
                size = relative_size(driver.series, code, driver.relative_to, self.years)
                values[:, self.place[code]] = size
        return values

    def _price(self) -> FloatArray:
        given, driver = self.scenario.timelines.price, self.scenario.drivers.price
        if given is not None:
            return evaluate(given, self.years)
        if driver is None:
            raise ValueError("no price: the scenario has not been checked")
        return annual(driver.series, "", self.years) / driver.divided_by


def _split(rows: list[list[float | str]]) -> tuple[FloatArray, NDArray[np.int64]]:
    """Return the numbers, and the index of the parameter where a name stands instead.

    Where a parameter stands, the number is its default: it is never used.
    """
    numbers = np.zeros((len(rows), len(rows[0])))
    named = np.full(numbers.shape, NO_PARAMETER, dtype=np.int64)
    for at, entry in np.ndenumerate(np.array(rows, dtype=object)):
        if isinstance(entry, str):
            named[at] = parameter_index(entry)
            numbers[at] = PARAMETERS[named[at]].default
        else:
            numbers[at] = entry
    return numbers, named
