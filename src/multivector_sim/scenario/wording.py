"""Faults of a data model as people read them: place in the file, key, what is allowed.

The same words serve every kind of file that a data model describes: scenarios
and sweeps.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Sequence
from typing import Annotated, Any, Final, get_args, get_origin

from pydantic import BaseModel

from multivector_sim.scenario.fault import Fault
from multivector_sim.scenario.ground import Location
from multivector_sim.scenario.nearest import nearest
from multivector_sim.scenario.tree import Node

__all__ = ["find", "in_order", "shorten", "translate"]


def in_order(tree: Node, found: list[tuple[Location, str]]) -> list[Fault]:
    """Return faults with their places, in the order of the files."""
    faults = {_fault(tree, location, message): None for location, message in found}
    return sorted(faults, key=lambda row: (row.file, row.line, row.column))


def find(tree: Node, location: Location) -> Node:
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
    node = find(tree, location)
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
            entry = find(tree, location[: depth + 1]).value
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
    "too_short": "a list of at least {min_length} is needed",
}
_PATTERNS: Final = {
    "A": "a code of two to eight capital letters and digits, such as RUS, is needed",
    "a": "a name of small letters, digits and underscores is needed",
}


def translate(
    error: Any, data: Any, model: type[BaseModel], extra: Sequence[str] = ()
) -> tuple[Location, str]:
    """Return the location and the words of one error of a data model.

    Parameters
    ----------
    error
        One of ``pydantic.ValidationError.errors()``.
    data
        What was validated.
    model
        The data model.
    extra
        Keys that a file may have at its top besides those of the model.
    """
    # The model reports the wrong key of a map as a step of its own.
    location = tuple(step for step in error["loc"] if step != "[key]")
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        allowed = _names_at(model, location[:-1], extra)
        hint = nearest(str(location[-1]), allowed) or f"; allowed: {', '.join(allowed)}"
        return location, f"unknown key {shorten(location[-1])}{hint}"
    if kind == "missing":
        if isinstance(location[-1], int):
            return location[:-1], f"a list of two is needed; received {_received(data, location)}"
        return location, f"missing key {location[-1]!r}"
    received = shorten(error["input"])
    if kind == "literal_error":
        names = _choices(model, location)
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


def _names_at(model: type[BaseModel], location: Location, extra: Sequence[str]) -> list[str]:
    """Return the keys that the model allows at a location."""
    kind = _type_at(model, location)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        names = [field.alias or name for name, field in kind.model_fields.items()]
        return names if location else [*names, *extra]
    return []


def _choices(model: type[BaseModel], location: Location) -> list[str]:
    return [str(choice) for choice in get_args(_type_at(model, location))]


def _type_at(model: type[BaseModel], location: Sequence[str | int]) -> Any:
    """Return the type that a data model gives to a location."""
    kind: Any = model
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
