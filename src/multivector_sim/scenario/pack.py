"""A scenario as arrays: the only bridge from files to the engines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
    from collections.abc import Iterator, Mapping

    from multivector_sim.scenario.series import Series
    from multivector_sim.scenario.spec import Scenario
    from multivector_sim.scenario.trigger import Trigger as TriggerEntry

__all__ = ["pack", "shock_faults"]

FloatArray = NDArray[np.float64]
Arrays = dict[str, Any]
"""Fields of ``Inputs`` by name; it checks their shapes itself."""


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
    world = _World(scenario)
    return Inputs(
        actors=scenario.actor_codes,
        sectors=scenario.sector_codes,
        roles=tuple(scenario.sectors[code].role for code in scenario.sector_codes),
        start=scenario.first_year,
        quarters=scenario.quarters,
        substeps=scenario.substeps,
        **world.actor_arrays(),
        **world.sector_arrays(),
        **world.timeline_arrays(),
        **world.pair_arrays(),
        **world.policy_arrays(),
        forced_action=world.forced_action(),
        switches=np.array([float(getattr(scenario.mechanisms, name)) for name in MECHANISMS]),
        parameters=np.array([scenario.parameters.get(row.name, row.default) for row in PARAMETERS]),
        triggers=world.triggers(),
    )


def shock_faults(scenario: Scenario) -> Iterator[tuple[int, str]]:
    """Yield position and words for every shock whose timeline leaves its range."""
    world = _World(scenario)
    arrays = {**world.timeline_arrays(), **world.pair_arrays()}
    arrays["grievance"] = arrays["base_grievance"]
    for index, shock in enumerate(scenario.shocks):
        target, rule = shock.target, TIMELINES[shock.target.name]
        values = arrays[target.name][(slice(None), *(world.place[c] for c in target.codes))]
        wrong = np.flatnonzero((values < rule.low) | (values > rule.high))
        if wrong.size:
            worst, when = values[wrong[0]], quarter_of(world.years[wrong[0]])
            allowed = f"{rule.low:g} to {rule.high:g}, unit {rule.unit}"
            yield index, f"takes {shock.on} to {worst:.4g} in {when}; allowed: {allowed}"


class _World:
    """The scenario with the places of its actors and the years of its quarters."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.actors = scenario.actor_codes
        self.sectors = scenario.sector_codes
        self.place = {code: index for index, code in enumerate(self.actors)}
        self.years = quarter_years(scenario.first_year, scenario.quarters)

    def actor_arrays(self) -> Arrays:
        """Return what an actor is: identity, proximity, salience, first tension."""
        rows = [self.scenario.actors[code] for code in self.actors]
        tension = np.zeros((len(rows), len(rows)))
        for pair, value in self.scenario.initial_tension.items():
            i, j = self._pair(pair)
            tension[i, j] = tension[j, i] = value
        return {
            "actor_id": np.array([row.id for row in rows], dtype=np.int64),
            "proximity": np.array([row.proximity for row in rows]),
            "salience": np.array(
                [[row.salience.get(code, 0.0) for code in self.sectors] for row in rows]
            ),
            "initial_tension": tension,
        }

    def sector_arrays(self) -> Arrays:
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

    def timeline_arrays(self) -> Arrays:
        """Return what changes over time for the world and for single powers."""
        timelines = self.scenario.timelines
        arrays: Arrays = {
            "capability": self._by_actor(self._driven_capability(), timelines.capability),
            "size": self._by_actor(self._driven_size(), timelines.size),
            "demand": self._by_actor(self._blank(), timelines.demand),
            "guarantee": self._by_actor(self._blank(), timelines.guarantee),
            "price": self._price(),
            "spare": evaluate(timelines.spare, self.years),
        }
        self._shock(arrays)
        return arrays

    def pair_arrays(self) -> Arrays:
        """Return what changes over time between two actors, i towards j."""
        timelines = self.scenario.timelines
        arrays: Arrays = {
            "grievance": self._directed(timelines.grievance),
            "institution": self._both_ways(timelines.institution),
            "regime": self._both_ways(timelines.regime),
            "bias": self._directed(timelines.bias),
        }
        self._shock(arrays)
        arrays["base_grievance"] = arrays.pop("grievance")
        return {**arrays, "event_grievance": self._events()}

    def policy_arrays(self) -> Arrays:
        """Return the levers, favours and treaties of every quarter."""
        policy = self.scenario.policy
        levers = np.stack(
            [
                self._path(getattr(policy, name), [getattr(phase, name) for phase in policy.phases])
                for name in LEVERS
            ],
            axis=1,
        )
        favour, treaty = self._blank(), self._blank()
        for code in self.scenario.powers:
            favour[:, self.place[code]] = self._path(
                policy.favour.get(code, 0.0), [phase.favour.get(code) for phase in policy.phases]
            )
        for pulse in policy.treaties:
            quarter = int(4 * (pulse.at - self.years[0]) // 1)
            if 0 <= quarter < len(self.years):
                treaty[quarter, self.place[pulse.partner]] = pulse.size
        return {"levers": np.ascontiguousarray(levers), "favour": favour, "treaty": treaty}

    def _path(self, base: float, levels: list[float | None]) -> FloatArray:
        """Return a lever over the quarters: a base level, then the phases that name it."""
        phases = self.scenario.policy.phases
        steps = [
            (phase.since, phase.over or 0.0, level)
            for phase, level in zip(phases, levels, strict=True)
            if level is not None
        ]
        return lever_path(base, steps, self.years)

    def _shock(self, arrays: Arrays) -> None:
        shocks = [row for row in self.scenario.shocks if row.target.name in arrays]
        apply_shocks(arrays, shocks, self.place, self.years)

    def triggers(self) -> tuple[Trigger, ...]:
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

    def forced_action(self) -> NDArray[np.int64]:
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
            acting = inside(self.years, event.since, event.until)
            values[acting, i, j] += event.size
            values[acting, j, i] += event.size
        return values

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
