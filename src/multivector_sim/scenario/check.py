"""A resolved tree as a scenario, or every fault in it at once.

First each value alone (types, ranges, unknown and missing keys; the models
of ``spec``), then what must hold between values (``agreement``).
"""

from __future__ import annotations

import types
import typing
from collections.abc import Sequence
from typing import Annotated, Any, Final, get_args, get_origin

from pydantic import BaseModel, ValidationError

from multivector_sim.scenario.agreement import Agreement
from multivector_sim.scenario.fault import Fault, FaultsFoundError
from multivector_sim.scenario.nearest import nearest
from multivector_sim.scenario.spec import Scenario
from multivector_sim.scenario.tree import Node, plain

__all__ = ["check"]

Location = tuple[str | int, ...]


def check(tree: Node, own_file: str | None) -> Scenario:
    """Return the scenario that a resolved tree holds.

    Parameters
    ----------
    tree
        What the file says, after ``extends``.
    own_file
        The file that was asked for, as shown to the user. What it says about
        a time outside the run is a fault; what it inherits from there is
        left out. None where an override has set the run's length.

    Raises
    ------
    FaultsFoundError
        With every fault that could be found.
    """
    data = plain(tree)
    found: list[tuple[Location, str]] = []
    scenario = None
    try:
        scenario = Scenario.model_validate(data)
    except ValidationError as error:
        found += [_translate(row, data) for row in error.errors(include_url=False)]
    agreement = Agreement(data, lambda location: _find(tree, location)[0].place.file == own_file)
    found += agreement.faults()
    if found or scenario is None:
        faults = {_fault(tree, location, message): None for location, message in found}
        raise FaultsFoundError(*sorted(faults, key=lambda row: (row.file, row.line, row.column)))
    return agreement.within_run(scenario)


def _find(tree: Node, location: Location) -> tuple[Node, list[str]]:
    """Return the deepest node on the way to a location, and the steps that led there."""
    node, steps = tree, []
    for step in location:
        if isinstance(node.value, dict) and step in node.value:
            node = node.value[str(step)]
        elif isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
        else:
            break
        steps.append(str(step))
    return node, steps


def _fault(tree: Node, location: Location, message: str) -> Fault:
    node, _ = _find(tree, location)
    at_key = message.startswith(("unknown", "missing"))
    place = node.key_place if at_key else node.place
    key = ".".join(str(step) for step in location)
    return Fault(place.file, message, place.line, place.column, key)


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
        return [field.alias or name for name, field in kind.model_fields.items()]
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
