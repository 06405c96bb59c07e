"""The numbers of a scenario under their dotted keys: what may stand there, and in what unit."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from multivector_sim.model.parameters import PARAMETERS
from multivector_sim.scenario.fault import Fault, FaultsFoundError
from multivector_sim.scenario.nearest import nearest
from multivector_sim.scenario.spec import Scenario
from multivector_sim.scenario.timeline import TIMELINES

__all__ = [
    "Location",
    "Number",
    "find_numbers",
    "number_at",
    "number_range",
    "numbers",
    "unit_of",
]

Location = tuple[str | int, ...]
"""Steps into plain data: keys of maps, positions in lists."""
Schema = dict[str, Any]

_PARAMETERS: Final = {row.name: row for row in PARAMETERS}
_DATE: Final = "year"
_NO_NUMBERS: Final = ("chance", "sources", "without")
_ALTERNATIVES: Final = ({"value", "points", "steps"}, {"times", "plus"}, {"above", "below"})
"""Keys of which a part has exactly one: another cannot be added."""


class Number(NamedTuple):
    """What may stand under a dotted key.

    Attributes
    ----------
    location
        Where it stands in the plain data of the scenario.
    low, high
        Smallest and largest number allowed; None where there is no limit.
    is_above
        Whether ``low`` itself is too small.
    is_whole
        Whether a whole number is needed.
    unit
        Unit; empty for a pure number or where none is stated.
    """

    location: Location
    low: float | None
    high: float | None
    is_above: bool
    is_whole: bool
    unit: str

    @property
    def is_date(self) -> bool:
        """Whether it is a moment, which says when something else holds."""
        return self.unit == _DATE

    @property
    def allowed(self) -> str:
        """The range in words: ``0 to 1``, ``more than 0``, with the unit where there is one."""
        low, high = (None if end is None else f"{end:g}" for end in (self.low, self.high))
        words = "any finite number"
        if low is not None and high is not None:
            words = f"more than {low}, at most {high}" if self.is_above else f"{low} to {high}"
        elif low is not None:
            words = f"more than {low}" if self.is_above else f"at least {low}"
        elif high is not None:
            words = f"at most {high}"
        whole = ", a whole number" if self.is_whole else ""
        return f"{words}{whole}, unit {self.unit}" if self.unit else f"{words}{whole}"

    def allows(self, value: float) -> bool:
        """Return whether a number lies in the range; never for NaN and infinities."""
        low = float("-inf") if self.low is None else self.low
        high = float("inf") if self.high is None else self.high
        finite = float("-inf") < value < float("inf")
        above = value > low if self.is_above else value >= low
        return finite and above and value <= high and not (self.is_whole and value % 1)


def numbers(scenario: Scenario) -> dict[str, Number]:
    """Return every number that a scenario holds or may be given, by dotted key.

    A timeline is a number too, since a bare number may stand for it. What a
    scenario need not name (parameters, favours, levers of a phase) is there
    although nothing stands under its key yet. Entries of lists go by their
    id, or by position where they have none.
    """
    walk = _Walk(scenario)
    return dict(walk.below(_schema(), scenario.dump(), (), ()))


def number_at(scenario: Scenario, key: str) -> Number:
    """Return what may stand under a dotted key.

    Raises
    ------
    ScenarioError
        If the key names no number, with the nearest one that does.
    """
    return find_numbers(scenario, [key])[0]


def find_numbers(scenario: Scenario, keys: Sequence[str]) -> list[Number]:
    """Return what may stand under each of several dotted keys; see ``number_at``."""
    known, data = numbers(scenario), scenario.dump()
    by_location = {number.location: number for number in known.values()}
    found, faults = [], []
    for key in keys:
        number = by_location.get(_locate(data, key))
        if number is None:
            hint = nearest(key, known) or "; multivector show lists what a scenario holds"
            faults.append(Fault(scenario.name or "scenario", f"names no number{hint}", key=key))
        else:
            found.append(number)
    if faults:
        raise FaultsFoundError(*faults)
    return found


def number_range(scenario: Scenario, key: str) -> tuple[float | None, float | None]:
    """Return the smallest and the largest number allowed under a dotted key.

    Parameters
    ----------
    scenario
        The scenario; entries of its lists go by id or position.
    key
        Dotted key, such as ``timelines.spare``.

    Returns
    -------
    tuple
        (low, high), in the unit that ``number_at(...).unit`` tells; None for
        an end that is open. What must hold between numbers (shares that sum
        to one) is not in it.

    Raises
    ------
    ScenarioError
        If the key names no number, with the nearest one that does.

    Examples
    --------
    >>> number_range(load_scenario("baseline"), "timelines.grievance.RUS.USA")
    (0.0, 10.0)
    """
    number = number_at(scenario, key)
    return number.low, number.high


def unit_of(steps: Sequence[str]) -> str:
    """Return the unit of the value under a dotted key; pure numbers have none."""
    unit = ""
    if steps[0] == "timelines" and len(steps) > 1 and steps[-1] not in ("source", "unit"):
        unit = TIMELINES[steps[1]].unit if steps[1] in TIMELINES else ""
    elif steps[0] == "parameters" and len(steps) == 2:
        unit = _PARAMETERS[steps[1]].unit if steps[1] in _PARAMETERS else ""
    elif steps[0] == "events" and steps[-1] == "size":
        unit = "/yr"
    elif "favour" in steps[1:]:
        unit = "log"
    return "" if unit == "1" else unit


def _locate(data: Any, key: str) -> Location:
    """Return where a dotted key leads; names stay as they are where nothing stands."""
    steps: list[str | int] = []
    for step in key.split("."):
        position: str | int = step
        if isinstance(data, list):
            named = [row.get("id") if isinstance(row, dict) else None for row in data]
            if step in named:
                position = named.index(step)
            elif step.isdecimal() and len(step) < 6:
                position = int(step)
        steps.append(position)
        data = _entry(data, position)
    return tuple(steps)


def _entry(data: Any, step: str | int) -> Any:
    if isinstance(data, list):
        return data[step] if isinstance(step, int) and step < len(data) else None
    return data.get(step) if isinstance(data, dict) else None


@lru_cache(maxsize=1)
def _schema() -> Schema:
    """Return what the data model says of a scenario."""
    return Scenario.model_json_schema()


class _Walk:
    """A way through the data model, along the plain data of one scenario."""

    def __init__(self, scenario: Scenario) -> None:
        self.actors, self.powers = scenario.actor_codes, scenario.powers
        self.sectors = scenario.sector_codes
        self.definitions = _schema()["$defs"]

    def below(
        self, schema: Schema, data: Any, location: Location, key: tuple[str, ...]
    ) -> Iterator[tuple[str, Number]]:
        """Yield key and number of everything that is a number from a place on.

        ``data`` is None where nothing stands yet.
        """
        forms = [form for form in schema.get("anyOf", (schema,)) if form.get("type") != "null"]
        for form in forms:
            if _is_number(form):
                yield ".".join(key), _number(form, location, key)
                return
        name = forms[0].get("$ref", "").rpartition("/")[2]
        form = self.definitions[name] if name else forms[0]
        if name == "Series":
            # A bare number may stand for it.
            yield ".".join(key), _number({}, location, key)
        for step, part, inner in self._parts(form, data, location):
            shown = inner.get("id") if isinstance(step, int) and isinstance(inner, dict) else None
            yield from self.below(part, inner, (*location, step), (*key, str(shown or step)))

    def _parts(
        self, form: Schema, data: Any, location: Location
    ) -> Iterator[tuple[str | int, Schema, Any]]:
        """Yield step, data model and data of what lies next below a place."""
        if isinstance(data, list):
            ordered = form.get("prefixItems") or [form["items"]] * len(data)
            yield from zip(range(len(data)), ordered, data, strict=True)
        elif "properties" in form:
            for name, part in form["properties"].items():
                if isinstance(data, dict) and _may_stand(name, data, location):
                    yield name, part, data.get(name)
        elif form.get("type") == "object":
            values = form.get("additionalProperties") or {}
            for part in form.get("patternProperties", {}).values():
                values = part
            given: Mapping[str, Any] = data if isinstance(data, dict) else {}
            for name in dict.fromkeys((*given, *self._names(location))):
                yield name, values, given.get(name)

    def _names(self, location: Location) -> Sequence[str]:
        """Return the keys that a map may have, given or not."""
        last, depth = location[-1], len(location)
        if location == ("parameters",):
            return list(_PARAMETERS)
        if last == "favour":
            return self.powers
        if last in ("salience", "initial_share"):
            return self.sectors if last == "salience" else self.actors
        if location[0] != "timelines" or depth < 2:
            return ()
        if location[1] in ("institution", "regime"):
            return [f"{one}-{other}" for one, other in itertools.combinations(self.actors, 2)]
        codes = self.actors if location[1] == "grievance" else self.powers
        return [code for code in codes if depth == 2 or code != last]


def _may_stand(name: str, data: Mapping[str, Any], location: Location) -> bool:
    if name in data:
        return bool(location) or name not in _NO_NUMBERS
    return not any(name in group and group & data.keys() for group in _ALTERNATIVES)


def _is_number(form: Schema) -> bool:
    kinds = form.get("type", ())
    return bool({"number", "integer"} & set([kinds] if isinstance(kinds, str) else kinds))


def _number(form: Schema, location: Location, key: tuple[str, ...]) -> Number:
    above = form.get("exclusiveMinimum")
    low, high = form.get("minimum", above), form.get("maximum")
    is_above = above is not None
    if low is None and high is None:
        if location[0] == "timelines":
            low, high = TIMELINES[str(location[1])].low, TIMELINES[str(location[1])].high
        elif location[0] == "parameters":
            low, high = _PARAMETERS[key[-1]].limits
        elif location[2:3] == ("attraction",):
            low, is_above = 0.0, True
    unit = _DATE if "pattern" in form else unit_of(key)
    low, high = (None if end is None else float(end) for end in (low, high))
    return Number(location, low, high, is_above, form.get("type") == "integer", unit)
