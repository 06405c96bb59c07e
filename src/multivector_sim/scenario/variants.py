"""One scenario with many values of the same numbers, packed without reading it anew each time.

What a key touches is found once. For each set of values only the parts of the
scenario that hold the numbers are made again by the data model, only the rules
that those parts can break are asked, and only their arrays are packed, by the
functions that ``pack`` calls. Where that would not do, or a value is refused,
the scenario is read as a whole, which also words the fault.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from multivector_sim.errors import InputError
from multivector_sim.model.actors import LEVERS
from multivector_sim.model.inputs import Inputs
from multivector_sim.scenario.chance import Distribution, realise, replace_at
from multivector_sim.scenario.course import course_faults
from multivector_sim.scenario.fault import Fault, FaultsFoundError
from multivector_sim.scenario.ground import Ground
from multivector_sim.scenario.ledger import evidence_faults
from multivector_sim.scenario.numbers import Location, Number, find_numbers
from multivector_sim.scenario.override import overridden, with_overrides
from multivector_sim.scenario.pack import World
from multivector_sim.scenario.policy import ForcedAction, Phase, Treaty
from multivector_sim.scenario.quantity import FrozenMap
from multivector_sim.scenario.series import CapabilityDriver, PriceDriver, Series, SizeDriver
from multivector_sim.scenario.shock import Shock
from multivector_sim.scenario.spec import Actor, Event, Scenario, Sector
from multivector_sim.scenario.tree import Place, plain, plant
from multivector_sim.scenario.trigger import Trigger
from multivector_sim.scenario.world import share_faults, weight_faults

__all__ = ["Variants"]

Model = type[BaseModel]

_DEEP: Final = {"grievance": 4, "bias": 4, "price": 2, "spare": 2}
"""Steps to the series of a timeline; three to that of one actor or pair."""
_MODELS: Final[Mapping[tuple[str, ...], Model]] = {
    ("actors",): Actor,
    ("sectors",): Sector,
    ("events",): Event,
    ("shocks",): Shock,
    ("forced_actions",): ForcedAction,
    ("drivers", "capability"): CapabilityDriver,
    ("drivers", "size"): SizeDriver,
    ("drivers", "price"): PriceDriver,
    ("policy", "phases"): Phase,
    ("policy", "treaties"): Treaty,
    ("policy", "triggers"): Trigger,
}


class Variants:
    """One scenario, many values of the same dotted numbers.

    Parameters
    ----------
    scenario
        A checked scenario.
    keys
        Dotted keys of numbers; see ``numbers.numbers``.
    drawn
        Whether values are put in as numbers that a run draws (``realise``:
        a lever then keeps the phases and triggers that set it, and what must
        hold between numbers was checked when the scenario was loaded) rather
        than as overrides (``with_overrides``).

    Raises
    ------
    ScenarioError
        If a key names no number, with the nearest one that does.

    Examples
    --------
    >>> variants = Variants(load_scenario("baseline"), ["timelines.spare"])
    >>> float(variants.inputs([0.25]).spare[0])
    0.25
    """

    def __init__(self, scenario: Scenario, keys: Sequence[str], *, drawn: bool = False) -> None:
        self.scenario = scenario
        self.keys = tuple(keys)
        self.drawn = drawn
        self.numbers = tuple(find_numbers(scenario, self.keys))
        self._edits = _edits(self.numbers)
        chances = {} if drawn else _left_to_chance(scenario, self.keys)
        self._bases: list[_Base] = []
        if not _is_entangled(self.numbers, self.keys, chances, drawn):
            data = _settled(scenario, self.numbers, drawn)
            self._bases = [_Base(one) for one in (data, *_at_the_ends(data, chances))]
        if self._bases:
            self._inputs = self._bases[0].scenario.pack()
            self._parts = _parts(self.numbers, self._bases[0].scenario)
            self._rules = _Rules(self.numbers, self._parts, self._bases[0].scenario)

    def inputs(self, values: Sequence[float]) -> Inputs:
        """Return the scenario with the numbers at some values, as the engines take it.

        Parameters
        ----------
        values
            One number for each key, in the order of the keys; a whole number
            where the data model needs one.

        Returns
        -------
        Inputs
            Bit for bit what packing the scenario with these overrides (or
            drawn numbers) gives. Arrays that the values do not touch are
            shared with other variants: do not change them in place.

        Raises
        ------
        ScenarioError
            If a value is not allowed: key, value and what is.
        InputError
            If ``values`` are not as many numbers as there are keys.
        """
        given = self._read(values)
        if not self._bases or not all(map(Number.allows, self.numbers, given)):
            return self._as_a_whole(given).pack()
        try:
            scenarios = [self._made(base, given) for base in self._bases]
        except ValidationError:
            return self._as_a_whole(given).pack()
        if not self.drawn:
            for base, (scenario, data) in zip(self._bases, scenarios, strict=True):
                if self._rules.are_broken(base, scenario, data):
                    return self._as_a_whole(given).pack()
        world = self._bases[0].world.holding(scenarios[0][0])
        fields: dict[str, Any] = {}
        for part in self._parts:
            fields |= world.part(part)
        return self._inputs.altered(**fields)

    def _read(self, values: Sequence[float]) -> list[float]:
        try:
            given = [float(value) for value in values]
        except (TypeError, ValueError):
            raise InputError(f"values: {values!r:.80} received; numbers are needed") from None
        if len(given) != len(self.keys):
            raise InputError(f"values: {len(given)} received; {len(self.keys)} are needed")
        return [
            int(value) if number.is_whole and value.is_integer() else value
            for number, value in zip(self.numbers, given, strict=True)
        ]

    def _made(self, base: _Base, values: Sequence[float]) -> tuple[Scenario, dict[Location, Any]]:
        """Return the scenario with the values, and the plain data of the parts made again."""
        scenario, made = base.scenario, {}
        for edit in self._edits:
            data = base.part(edit.location)
            for index, steps in edit.places:
                data = _put(data, steps, values[index])
            made[edit.location] = data
            part = data if edit.model is None else edit.model.model_validate(data)
            scenario = _with_part(scenario, edit.location, part)
        return scenario, made

    def _as_a_whole(self, values: Sequence[float]) -> Scenario:
        """Return the scenario with the values, every rule asked."""
        changes = dict(zip(self.keys, values, strict=True))
        if not self.drawn:
            return with_overrides(self.scenario, changes)
        try:
            return realise(self.scenario, changes)
        except ValidationError as error:
            place = self.scenario.name or "scenario"
            refused = [
                Fault(place, f"received {value:g}; allowed: {number.allowed}", key=key)
                for key, number, value in zip(self.keys, self.numbers, values, strict=True)
                if not number.allows(value)
            ]
            told = "; ".join(str(row["msg"]) for row in error.errors(include_url=False))
            raise FaultsFoundError(*(refused or [Fault(place, told)])) from None


@dataclass(frozen=True, slots=True)
class _Edit:
    """A part that is made again: where it stands, its model, and where values go in it.

    Attributes
    ----------
    location
        Where the part stands.
    model
        Its model; None for a bare number.
    places
        Index of the value, and the steps from the part to its place.
    """

    location: Location
    model: Model | None
    places: tuple[tuple[int, Location], ...]


class _Base:
    """The scenario to which the values are put, as plain data and read."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        self.scenario = Scenario.model_validate(data)
        self.world = World(self.scenario)

    def part(self, location: Location) -> Any:
        """Return the plain data of a part; None where nothing stands yet."""
        data: Any = self.data
        for step in location:
            data = data[step] if isinstance(step, int) else (data or {}).get(step)
        return data


class _Rules:
    """What must hold between numbers, as far as given numbers can break it."""

    def __init__(self, numbers: Sequence[Number], parts: Sequence[str], scenario: Scenario) -> None:
        places = [number.location for number in numbers]
        dated = [number.location for number in numbers if number.is_date]
        self.shares = any(place[2:3] == ("initial_share",) for place in places)
        self.weights = any(place[2:] == ("weight",) for place in places)
        courses = [place[1] if place[0] == "policy" else place[0] for place in dated]
        self.courses = {str(name) for name in courses if name != "timelines"}
        self.breaks = {_part_of(place)[0] for place in dated if place[0] == "timelines"}
        shocked = {f"timelines.{shock.target.name}" for shock in scenario.shocks}
        self.shocked = [part.partition(".")[2] for part in parts if part in shocked]

    def are_broken(self, base: _Base, scenario: Scenario, made: Mapping[Location, Any]) -> bool:
        """Return whether a rule does not hold in a scenario whose parts were made again."""
        if self.shares and any(share_faults(scenario.sectors)):
            return True
        if self.weights and any(weight_faults(scenario.sectors)):
            return True
        if self.courses:
            data = base.data
            for location, part in made.items():
                data = _put(data, location, part)
            if any(course_faults(Ground(data, _not_its_own), *sorted(self.courses))):
                return True
        for location in self.breaks:
            ground = Ground({"timeline": made[location]}, _not_its_own)
            if any(evidence_faults(ground)):
                return True
        if not self.shocked:
            return False
        world = base.world.holding(scenario)
        return any(world.shock_faults({name: world.timeline(name) for name in self.shocked}))


def _not_its_own(_: Location) -> bool:
    """Return False: what a change moves out of the run is left out, as what is inherited is."""
    return False


def _part_of(location: Location) -> tuple[Location, Model | None]:
    """Return the part that holds a number, and its model; None for a bare number."""
    if location[0] == "timelines":
        return location[: _DEEP.get(str(location[1]), 3)], Series
    for depth in (1, 2):
        model = _MODELS.get(tuple(map(str, location[:depth])))
        if model is not None:
            last = depth if location[0] == "drivers" else depth + 1
            return location[:last], model
    return location, None


def _edits(numbers: Sequence[Number]) -> list[_Edit]:
    places: dict[Location, list[tuple[int, Location]]] = {}
    models: dict[Location, Model | None] = {}
    for index, number in enumerate(numbers):
        part, models[part] = _part_of(number.location)
        places.setdefault(part, []).append((index, number.location[len(part) :]))
    return [_Edit(part, models[part], tuple(given)) for part, given in places.items()]


def _parts(numbers: Sequence[Number], scenario: Scenario) -> list[str]:
    """Return which parts are packed anew, from ``pack.PARTS``."""
    found: dict[str, None] = {}
    for number in numbers:
        found |= dict.fromkeys(_packed(number.location, scenario))
    return list(found)


def _packed(location: Location, scenario: Scenario) -> tuple[str, ...]:
    section, second = str(location[0]), location[1] if len(location) > 1 else ""
    if section in ("runs", "seed"):
        return ()
    if section in ("timelines", "drivers"):
        return (f"timelines.{second}",)
    if section == "shocks" and isinstance(second, int):
        return (f"timelines.{scenario.shocks[second].target.name}",)
    if section != "policy":
        return (section,)
    if second == "phases":
        named = str(location[3])
        return (("levers",) if named != "favour" else ()) + (
            ("favour",) if named not in LEVERS else ()
        )
    return (str(second),) if second in ("favour", "treaties", "triggers") else ("levers",)


def _is_lever(location: Location) -> bool:
    return len(location) == 2 and location[0] == "policy" and location[1] in LEVERS


def _is_entangled(
    numbers: Sequence[Number], keys: Sequence[str], chances: Mapping[str, Distribution], drawn: bool
) -> bool:
    """Return whether the numbers touch more than their parts, or each other's."""
    places = [number.location for number in numbers]
    if any(place[-1] in ("id", "relative_to") for place in places):
        return True  # the order of the arrays, and the years of a shipped series
    ordered = sorted(places, key=lambda place: tuple(map(str, place)))
    if any(after[: len(before)] == before for before, after in itertools.pairwise(ordered)):
        return True
    if drawn:
        return False
    # A lever that is set leaves phases and triggers: what stands there depends on the order.
    levers = any(map(_is_lever, places))
    listed = any(place[:2] in (("policy", "phases"), ("policy", "triggers")) for place in places)
    return (levers and listed) or any(
        key.startswith(f"{chance}.") for key in keys for chance in chances
    )


def _left_to_chance(scenario: Scenario, keys: Sequence[str]) -> dict[str, Distribution]:
    """Return what runs still draw once the keys are set."""
    return {
        name: distribution
        for name, distribution in scenario.chance.items()
        if not any(name == key or name.startswith(f"{key}.") for key in keys)
    }


def _settled(scenario: Scenario, numbers: Sequence[Number], drawn: bool) -> dict[str, Any]:
    """Return plain data to which the values can be put: levers that are set stand alone."""
    data = scenario.dump()
    levers = (
        {}
        if drawn
        else {
            ".".join(map(str, number.location)): data["policy"][number.location[1]]
            for number in numbers
            if _is_lever(number.location)
        }
    )
    if levers:
        data = plain(overridden(plant(data, Place("scenario")), levers))
    data.pop("chance", None)
    return data


def _at_the_ends(data: dict[str, Any], chances: Mapping[str, Distribution]) -> list[dict[str, Any]]:
    """Return the data with every number left to chance at its lowest, and at its highest."""
    found = []
    for end in range(2 if chances else 0):
        content = data
        for key, distribution in chances.items():
            content = replace_at(content, key.split("."), distribution.ends[end])
        found.append(content)
    return found


def _put(data: Any, steps: Location, value: Any) -> Any:
    """Return plain data with a value at a place; maps on the way are made where there are none."""
    if not steps:
        return value
    step, rest = steps[0], steps[1:]
    if isinstance(data, list) and isinstance(step, int):
        return [*data[:step], _put(data[step], rest, value), *data[step + 1 :]]
    given = data if isinstance(data, dict) else {}
    return {**given, step: _put(given.get(step), rest, value)}


def _with_part(holder: Any, steps: Location, part: Any) -> Any:
    """Return a scenario, or something in it, with one part replaced."""
    if not steps:
        return part
    step, rest = steps[0], steps[1:]
    if isinstance(holder, BaseModel):
        return holder.model_copy(
            update={str(step): _with_part(getattr(holder, str(step)), rest, part)}
        )
    if isinstance(step, int):
        return (*holder[:step], _with_part(holder[step], rest, part), *holder[step + 1 :])
    given = {} if holder is None else holder
    return FrozenMap({**given, step: _with_part(given.get(step), rest, part)})
