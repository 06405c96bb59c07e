"""A resolved tree as a scenario, or every fault in it at once.

First each value alone (types, ranges, unknown and missing keys; the models
of ``spec``), then what must hold between values (``world``, ``course``, ``ledger``).
"""

from __future__ import annotations

import contextlib
import types
import typing
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Final, get_args, get_origin

from pydantic import BaseModel, ValidationError

from multivector_sim.scenario.chance import Distribution, replace_at, take_chances
from multivector_sim.scenario.course import course_faults, within_run
from multivector_sim.scenario.fault import Fault, FaultsFoundError
from multivector_sim.scenario.ground import Ground, Location, crowded
from multivector_sim.scenario.ledger import evidence_faults
from multivector_sim.scenario.nearest import nearest
from multivector_sim.scenario.pack import shock_faults
from multivector_sim.scenario.quantity import FrozenMap
from multivector_sim.scenario.spec import Scenario
from multivector_sim.scenario.tree import Node, plain
from multivector_sim.scenario.world import world_faults

__all__ = ["check", "check_alone", "shorten"]

_MOST_FAULTS: Final = 10_000
"""Faults of single values that are told one by one: more are no help, and fill the memory."""


def check(tree: Node, own: Callable[[str], bool]) -> Scenario:
    """Return the scenario that a resolved tree holds.

    Parameters
    ----------
    tree
        What the file says, after ``extends``.
    own
        Whether a file, as shown to the user, is the one asked for. What it
        says about a time outside the run is a fault; what is inherited from
        there is left out.

    Raises
    ------
    FaultsFoundError
        With every fault that could be found.
    """
    data, chances, found = _with_chances(plain(tree))

    def judge(content: Any) -> tuple[Scenario | None, list[tuple[Location, str]]]:
        scenario, faults = _validate(content)
        ground = Ground(content, lambda location: own(_find(tree, location).place.file))
        # A crowd of actors would make a crowd of pairs: it is told alone.
        if not crowded(ground.data):
            faults += [*world_faults(ground), *course_faults(ground), *evidence_faults(ground)]
        if scenario is not None and not faults:
            faults += [(("shocks", index), words) for index, words in shock_faults(scenario)]
        return scenario, faults

    scenario, faults = judge(data)
    found += faults
    if not found:
        found += _at_the_ends(data, chances, lambda content: judge(content)[1])
    if found or scenario is None:
        raise FaultsFoundError(*_in_order(tree, found))
    return _without_idle_chances(within_run(scenario))


def _with_chances(data: Any) -> tuple[Any, dict[str, Distribution], list[tuple[Location, str]]]:
    """Return data with middles for distributions, the distributions, and what is wrong in them."""
    data, taken = take_chances(data)
    faults = [(place, found) for place, found in taken.values() if isinstance(found, str)]
    chances = {key: found for key, (_, found) in taken.items() if isinstance(found, Distribution)}
    if not isinstance(data, dict):
        return data, chances, faults
    listed = data.get("chance")
    for key, value in listed.items() if isinstance(listed, dict) else ():
        try:
            replace_at(data, key.split("."), 0.0)
            chances.setdefault(key, Distribution.model_validate(value))
        except KeyError:
            faults.append((("chance", key), f"there is no number under {key[:60]!r} to draw"))
        except ValidationError:
            continue  # the data model tells what is wrong with it
    if chances:
        shown = {key: one.model_dump(exclude_none=True) for key, one in chances.items()}
        data = {**data, "chance": shown}
    return data, chances, faults


def _at_the_ends(
    data: Any,
    chances: dict[str, Distribution],
    judge: Callable[[Any], list[tuple[Location, str]]],
) -> list[tuple[Location, str]]:
    """Return the faults that appear when every number drawn is at one end of its distribution."""
    found: dict[Location, str] = {}
    for end, words in enumerate(("lowest", "highest")) if chances else ():
        content = data
        for key, distribution in chances.items():
            content = replace_at(content, key.split("."), distribution.ends[end])
        for location, message in judge(content):
            found.setdefault(location, f"{message} (the {words} number that can be drawn)")
    return list(found.items())


def _without_idle_chances(scenario: Scenario) -> Scenario:
    """Return a scenario without distributions of numbers that were left out with their entry."""
    data, kept = scenario.dump(), {}
    for key, distribution in scenario.chance.items():
        with contextlib.suppress(KeyError):
            replace_at(data, key.split("."), 0.0)
            kept[key] = distribution
    if len(kept) == len(scenario.chance):
        return scenario
    return scenario.model_copy(update={"chance": FrozenMap(kept)})


def check_alone(tree: Node) -> list[Fault]:
    """Return the faults of a file whose parent cannot be read, one value at a time."""
    data, _, faults = _with_chances(plain(tree))
    found = [*faults, *_validate(data)[1]]
    return [fault for fault in _in_order(tree, found) if not fault.message.startswith("missing")]


def _validate(data: Any) -> tuple[Scenario | None, list[tuple[Location, str]]]:
    crowd = crowded(data)
    sections = [location for location, _ in crowd]
    try:
        return Scenario.model_validate(
            {key: value for key, value in data.items() if (key,) not in sections}
        ), []
    except ValidationError as error:
        rows = [row for row in error.errors(include_url=False) if row["loc"] not in sections]
        found = crowd + [_translate(row, data) for row in rows[:_MOST_FAULTS]]
        if len(rows) > _MOST_FAULTS:
            found.append(((), f"{len(rows) - _MOST_FAULTS:,} more faults; mend these first"))
        return None, found


def _in_order(tree: Node, found: list[tuple[Location, str]]) -> list[Fault]:
    faults = {_fault(tree, location, message): None for location, message in found}
    return sorted(faults, key=lambda row: (row.file, row.line, row.column))


def _find(tree: Node, location: Location) -> Node:
    """Return the deepest node on the way to a location."""
    node = tree
    for step in location:
        if isinstance(node.value, dict) and step in node.value:
            node = node.value[str(step)]
        elif isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
        else:
            break
    return node


def _fault(tree: Node, location: Location, message: str) -> Fault:
    node = _find(tree, location)
    # An unknown key is shown at the key; an unknown name that is a value, at the value.
    names_key = message.startswith("unknown") and f"'{str(location[-1])[:50]}" in message
    place = node.key_place if names_key or message.startswith("missing") else node.place
    return Fault(place.file, message, place.line, place.column, _key(tree, location))


def _key(tree: Node, location: Location) -> str:
    """Return a location as a dotted key; entries of lists by their id where they have one."""
    steps = []
    for depth, step in enumerate(location):
        text = str(step)
        if isinstance(step, int):
            entry = _find(tree, location[: depth + 1]).value
            name = entry.get("id") if isinstance(entry, dict) else None
            text = name.value if name is not None and isinstance(name.value, str) else text
        steps.append(text if len(text) <= 60 and text.isprintable() else shorten(text))
    return ".".join(steps)


_NEEDED: Final = {
    "float_type": "a number is needed",
    "int_type": "a whole number is needed",
    "string_type": "text is needed",
    "bool_type": "true or false is needed",
    "finite_number": "a finite number is needed",
    "dict_type": "a map is needed",
    "model_type": "a map is needed",
    "tuple_type": "a list is needed",
    "greater_than_equal": "must be at least {ge:g}",
    "less_than_equal": "must be at most {le:g}",
    "greater_than": "must be more than {gt:g}",
    "string_too_short": "text of at least {min_length} character is needed",
    "string_too_long": "text of at most {max_length} characters is allowed",
    "too_long": "a list of {max_length} is needed",
}
_PATTERNS: Final = {
    "A": "a code of two to eight capital letters and digits, such as RUS, is needed",
    "a": "a name of small letters, digits and underscores is needed",
}


def _translate(error: Any, data: Any) -> tuple[Location, str]:
    """Return the location and the words of one error of the data model."""
    # The model reports the wrong key of a map as a step of its own.
    location = tuple(step for step in error["loc"] if step != "[key]")
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        allowed = _names_at(location[:-1])
        hint = nearest(str(location[-1]), allowed) or f"; allowed: {', '.join(allowed)}"
        return location, f"unknown key {shorten(location[-1])}{hint}"
    if kind == "missing":
        if isinstance(location[-1], int):
            return location[:-1], f"a list of two is needed; received {_received(data, location)}"
        return location, f"missing key {location[-1]!r}"
    received = shorten(error["input"])
    if kind == "literal_error":
        names = _choices(location)
        hint = nearest(error["input"], names) if isinstance(error["input"], str) else ""
        return location, f"received {received}; allowed: {', '.join(names)}{hint}"
    if kind == "string_pattern_mismatch":
        needed = _PATTERNS["A" if "A-Z" in context["pattern"] else "a"]
        return location, f"{needed}; received {received}"
    if kind in _NEEDED:
        return location, f"{_NEEDED[kind].format(**context)}; received {received}"
    if isinstance(error["input"], dict):
        # The message itself tells what of the map is wrong.
        return location, str(error["msg"])
    return location, f"{error['msg']}; received {received}"


def _received(data: Any, location: Location) -> str:
    for step in location[:-1]:
        data = data[step]
    return shorten(data)


def shorten(value: Any) -> str:
    """Return a received value as the file would write it, cut to a readable length."""
    if value is None or isinstance(value, bool):
        return {None: "nothing", True: "true", False: "false"}[value]
    if isinstance(value, dict):
        return f"a map of {len(value)}"
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}"
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _names_at(location: Location) -> list[str]:
    """Return the keys that the model allows at a location."""
    kind = _type_at(location)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        names = [field.alias or name for name, field in kind.model_fields.items()]
        return names if location else [*names, "extends", "remove"]
    return []


def _choices(location: Location) -> list[str]:
    return [str(choice) for choice in get_args(_type_at(location))]


def _type_at(location: Sequence[str | int]) -> Any:
    """Return the type that the scenario's models give to a location."""
    kind: Any = Scenario
    for step in location:
        kind = _bare(kind)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            fields = {field.alias or name: field for name, field in kind.model_fields.items()}
            if step not in fields:
                return None
            kind = fields[str(step)].annotation
        elif get_origin(kind) is dict:
            # A wrong key of a map stands under its own name: its type is the key's.
            kind = get_args(kind)[1]
        elif get_origin(kind) is tuple:
            kind = get_args(kind)[0]
        else:
            return None
    return _bare(kind)


def _bare(kind: Any) -> Any:
    """Return a type without annotations and without ``None``."""
    while True:
        if get_origin(kind) is Annotated:
            kind = get_args(kind)[0]
        elif get_origin(kind) in (types.UnionType, typing.Union):
            kind = next(part for part in get_args(kind) if part is not type(None))
        else:
            return kind
