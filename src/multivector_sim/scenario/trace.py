"""Where every value of a resolved scenario comes from.

The loader's trees remember file, line and column of every value. Here the
tree of a resolved scenario is made anew from the scenario itself, so that it
holds defaults too, and each value stands at the place that gave it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from pydantic import BaseModel, ValidationError

from multivector_sim.scenario.check import check
from multivector_sim.scenario.fixed import with_variants
from multivector_sim.scenario.load import load_scenario, resolved_tree
from multivector_sim.scenario.merge import first_missing, replace, step_into
from multivector_sim.scenario.override import Overrides, overridden
from multivector_sim.scenario.spec import Scenario
from multivector_sim.scenario.tree import Node, Place, plain, plant
from multivector_sim.scenario.without import with_left_out, with_sources

__all__ = ["DEFAULT", "Traced", "trace"]

DEFAULT: Final = Place("default")
"""The place of a value that nobody gave."""


class Traced(NamedTuple):
    """A scenario, and its resolved content as a tree of which every value knows its place."""

    scenario: Scenario
    tree: Node


def trace(
    name_or_path: str | Path | Scenario,
    overrides: Overrides = (),
    *,
    variant: str | Sequence[str] = (),
    without: str | Sequence[str] = (),
) -> Traced:
    """Load a scenario together with the origin of every value.

    Parameters
    ----------
    name_or_path, overrides, variant, without
        As for ``load_scenario``. Of a scenario made in Python only the
        overrides, variants and sources are known; every other value stands at
        its name.

    Raises
    ------
    ScenarioError
        With every fault found.
    """
    scenario = load_scenario(name_or_path)
    if isinstance(name_or_path, Scenario):
        tree = plant(scenario.dump(), Place(scenario.name or "scenario"))
    else:
        tree = _located(
            scenario, scenario.dump(), _with_chances(scenario, resolved_tree(name_or_path))
        )
    if overrides or variant or without:
        files = _files(tree)
        tree = with_variants(tree, variant) if variant else tree
        tree = with_left_out(with_sources(tree, without)) if without else tree
        tree = overridden(tree, overrides)
        scenario = check(tree, lambda file: file not in files).named(scenario.name)
        tree = _located(scenario, scenario.dump(), _with_chances(scenario, tree))
    return Traced(scenario, tree)


def _with_chances(scenario: Scenario, tree: Node) -> Node:
    """Return a tree whose section ``chance`` names the distributions that stand elsewhere in it."""
    for key in scenario.chance:
        steps = key.split(".")
        if first_missing(tree, ["chance", key]) is None:
            continue
        node: Node | None = tree
        for step in steps:
            node = step_into(node, step) if node is not None else None
        if node is not None:
            tree = replace(tree, ["chance", key], node)
    return tree


def _files(node: Node) -> set[str]:
    """Return the files that the values of a tree stand in."""
    children: list[Node] = []
    if isinstance(node.value, dict):
        children = list(node.value.values())
    elif isinstance(node.value, list):
        children = node.value
    return {node.place.file}.union(*(_files(child) for child in children))


def _located(value: Any, data: Any, given: Node | None) -> Node:
    """Return plain data as a tree, each value at the place where a file gives it.

    Parameters
    ----------
    value
        A part of a checked scenario.
    data
        The same as plain data.
    given
        What the files say in its place; None where they say nothing.
    """
    place = given.place if given is not None else DEFAULT
    if isinstance(data, dict):
        parts = _parts(value)
        entries = {
            key: _located(parts.get(key), inner, _entry(given, key)) for key, inner in data.items()
        }
        return Node(entries, place, given.key_place if given is not None else DEFAULT)
    if isinstance(data, list):
        rows = _matching(value, data, given)
        parts_of = value if isinstance(value, tuple) else data
        items = [
            _located(part, inner, row)
            for part, inner, row in zip(parts_of, data, rows, strict=True)
        ]
        return Node(items, place, place)
    return Node(data, place, place)


def _parts(value: Any) -> Mapping[str, Any]:
    """Return the parts of a model, or of a map, by the keys that a file uses."""
    if isinstance(value, BaseModel):
        fields = type(value).model_fields.items()
        return {field.alias or name: getattr(value, name) for name, field in fields}
    return value if isinstance(value, dict) else {}


def _entry(given: Node | None, key: str) -> Node | None:
    if given is None:
        return None
    if isinstance(given.value, dict):
        return given.value.get(key)
    # A short form, such as a bare number for a timeline, gives all of its parts.
    return given


def _matching(value: Any, data: list[Any], given: Node | None) -> list[Node | None]:
    """Return for each row of a list the row of the file that gave it.

    Rows outside the run have been left out; those that stayed kept their order.
    """
    rows = list(given.value) if given is not None and isinstance(given.value, list) else []
    if len(rows) == len(data):
        return list(rows)
    remaining = iter(rows)
    return [next((row for row in remaining if _is_row(part, row)), None) for part in value]


def _is_row(part: Any, row: Node) -> bool:
    try:
        return bool(type(part).model_validate(plain(row)) == part)
    except ValidationError:
        return False
