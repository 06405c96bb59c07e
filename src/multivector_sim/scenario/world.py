"""What must hold between actors, sectors, timelines and drivers."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from typing import Final

from multivector_sim.model.parameters import PARAMETERS
from multivector_sim.scenario.ground import Found, Ground, Location
from multivector_sim.scenario.nearest import nearest
from multivector_sim.scenario.series import Drivers, Series
from multivector_sim.scenario.spec import Sector
from multivector_sim.scenario.timeline import TIMELINES, driver_series

__all__ = ["share_faults", "weight_faults", "world_faults"]

_TOLERANCE: Final = 1e-9
_PARAMETER_NAMES: Final = tuple(row.name for row in PARAMETERS)
_ECONOMIC: Final = ("resource", "market", "finance")
_BY_ACTOR: Final = ("capability", "size", "demand", "guarantee")
_BY_PAIR: Final = ("institution", "regime")


def world_faults(ground: Ground) -> Found:
    """Yield location and words of every fault between the parts of the world."""
    checks = (
        _actors,
        _sectors,
        _sums,
        _initial_tension,
        _pair_grievance,
        _scalar_timelines,
        _timelines_by_actor,
        _directed_timelines,
        _timelines_needed,
        _drivers,
    )
    for check in checks:
        yield from check(ground)


def _actors(ground: Ground) -> Found:
    actors = ground.actors
    yield from _unique_ids("actors", {code: row.id for code, row in actors.items()})
    if actors and len(actors) == len(ground.codes):
        if not any(row.id == 0 for row in actors.values()):
            yield ("actors",), "one actor must have the id 0: the pivot"
        if len(actors) < 3:
            yield ("actors",), f"a pivot and two powers are needed; received {len(actors)}"
    for code, actor in actors.items():
        if actor.id != 0:
            yield from ground.complete(("actors", code, "salience"), ground.names, "sector")


def _unique_ids(section: str, ids: dict[str, int]) -> Found:
    seen: dict[int, str] = {}
    for name, number in ids.items():
        if number in seen:
            yield (section, name, "id"), f"id {number} is already that of {seen[number]!r}"
        seen.setdefault(number, name)


def _sectors(ground: Ground) -> Found:
    sectors = ground.sectors
    yield from _unique_ids("sectors", {name: row.id for name, row in sectors.items()})
    for name, sector in sectors.items():
        place = ("sectors", name)
        yield from ground.complete((*place, "attraction"), ground.powers, "power")
        for code, attraction in sector.attraction.items():
            yield from _number((*place, "attraction", code), attraction)
        yield from _number((*place, "size_elasticity"), sector.size_elasticity, low=None)
        for code in sector.initial_share:
            at = (*place, "initial_share", code)
            yield from ground.known(at, code, ground.codes, "actor")


def _number(location: Location, value: float | str, low: float | None = 0.0) -> Found:
    if isinstance(value, str):
        if value not in _PARAMETER_NAMES:
            needed = "a number or the name of a parameter is needed"
            hint = nearest(value, _PARAMETER_NAMES)
            yield location, f"{needed}; received {value[:60]!r}{hint}"
    elif low is not None and value <= low:
        yield location, f"must be more than {low:g}; received {value:g}"


def _sums(ground: Ground) -> Found:
    yield from share_faults(ground.sectors)
    if ground.sectors and len(ground.sectors) == len(ground.names):
        yield from weight_faults(ground.sectors)


def share_faults(sectors: Mapping[str, Sector]) -> Found:
    """Yield a fault for every sector whose first shares do not sum to one."""
    for name, sector in sectors.items():
        total = math.fsum(sector.initial_share.values())
        if abs(total - 1) > _TOLERANCE:
            place = ("sectors", name, "initial_share")
            yield place, f"shares must sum to one; received a sum of {total:.6g}"


def weight_faults(sectors: Mapping[str, Sector]) -> Found:
    """Yield a fault if the weights of all sectors do not sum to one, or leave no economy."""
    total = math.fsum(sector.weight for sector in sectors.values())
    if abs(total - 1) > _TOLERANCE:
        yield ("sectors",), f"weights must sum to one; received a sum of {total:.6g}"
    if not any(row.role in _ECONOMIC and row.weight > 0 for row in sectors.values()):
        needed = f"a sector with weight and a role of {', '.join(_ECONOMIC)} is needed"
        yield ("sectors",), f"{needed}; received none"


def _initial_tension(ground: Ground) -> Found:
    given = ground.map("initial_tension")
    for pair in given:
        yield from ground.pair(("initial_tension", pair), pair)
    for pair in ground.ordered_pairs():
        if given and pair not in given:
            yield ("initial_tension",), f"missing pair {pair!r}"


def _pair_grievance(ground: Ground) -> Found:
    for pair in ground.map("pair_grievance"):
        yield from ground.pair(("pair_grievance", pair), pair)


def _scalar_timelines(ground: Ground) -> Found:
    for name in ("price", "spare"):
        series = ground.entry(Series, ground.map("timelines").get(name))
        if series is not None:
            yield from _series(("timelines", name), name, series)


def _timelines_by_actor(ground: Ground) -> Found:
    for name in (*_BY_ACTOR, *_BY_PAIR):
        for key, series in ground.entries(Series, "timelines", name):
            yield from _series(("timelines", name, key), name, series)
        for key in ground.map("timelines", name):
            place = ("timelines", name, key)
            if name in _BY_PAIR:
                yield from ground.pair(place, key)
            else:
                yield from ground.known(place, key, ground.powers, "power")


def _directed_timelines(ground: Ground) -> Found:
    for name, names, kind in (
        ("grievance", ground.codes, "actor"),
        ("bias", ground.powers, "power"),
    ):
        for code in ground.map("timelines", name):
            place = ("timelines", name, code)
            yield from ground.known(place, code, names, kind)
            for other, series in ground.entries(Series, "timelines", name, code):
                yield from _series((*place, other), name, series)
            for other in ground.map("timelines", name, code):
                if other == code:
                    yield (*place, other), f"{code} towards itself has no meaning; remove it"
                yield from ground.known((*place, other), other, names, kind)


def _series(location: Location, name: str, series: Series) -> Found:
    rule = TIMELINES[name]
    for number in series.numbers():
        if not rule.low <= number <= rule.high:
            allowed = f"{rule.low:g} to {rule.high:g}, unit {rule.unit}"
            yield location, f"received {number:g}; allowed: {allowed}"
    if series.unit is not None and series.unit != rule.unit:
        yield (*location, "unit"), f"received {series.unit[:60]!r}; allowed: {rule.unit!r}"


def _timelines_needed(ground: Ground) -> Found:
    demand = ground.map("timelines", "demand")
    for code in ground.powers:
        if demand and code not in demand:
            yield ("timelines", "demand"), f"missing power {code!r}"
    grievance = ground.map("timelines", "grievance")
    for code, other in itertools.permutations(ground.codes, 2):
        if grievance and other not in ground.map("timelines", "grievance", code):
            yield ("timelines", "grievance", code), f"missing grievance towards {other!r}"


def _drivers(ground: Ground) -> Found:
    drivers = ground.entry(Drivers, ground.data.get("drivers", {}))
    if drivers is None or not ground.map("timelines"):
        return
    by_actor = [name for name, actors in driver_series().items() if "" not in actors]
    capability, size = drivers.capability, drivers.size
    place: Location = ("drivers", "capability", "shares_of")
    series = () if capability is None else capability.shares_of
    if capability is not None and not series:
        yield place, "at least one series is needed"
    for index, name in enumerate(series):
        yield from ground.known((*place, index), name, by_actor, "series")
    yield from _undriven(ground, "capability", series)
    if size is not None:
        yield from ground.known(("drivers", "size", "series"), size.series, by_actor, "series")
        yield from _base_year(size.series, size.relative_to)
    yield from _undriven(ground, "size", () if size is None else (size.series,))
    yield from _price(ground, drivers)


def _undriven(ground: Ground, name: str, series: tuple[str, ...]) -> Found:
    """Yield the powers for which neither a timeline nor a shipped series stands."""
    for code in ground.powers:
        driven = series and all(code in driver_series().get(one, {code}) for one in series)
        if not driven and code not in ground.map("timelines", name):
            message = f"missing {name} of {code!r}: no driver knows it; give a timeline"
            yield ("timelines", name), message


def _base_year(series: str, year: int) -> Found:
    for rows in driver_series().get(series, {}).values():
        years = [at for at, _ in rows]
        if year not in years:
            allowed = f"{min(years)} to {max(years)}"
            yield ("drivers", "size", "relative_to"), f"received {year}; allowed: {allowed}"
            return


def _price(ground: Ground, drivers: Drivers) -> Found:
    if "price" in ground.map("timelines"):
        return
    if drivers.price is None:
        yield ("timelines", "price"), "missing price: no driver stands for it; give a timeline"
    else:
        names = [name for name, actors in driver_series().items() if "" in actors]
        place = ("drivers", "price", "series")
        yield from ground.known(place, drivers.price.series, names, "series")
