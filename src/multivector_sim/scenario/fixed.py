"""Named variants in scenarios: parameters that are fixed, whatever a file or a prior says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from multivector_sim.model.variants import MODEL_VARIANTS, fixed_by
from multivector_sim.scenario.fault import Fault, FaultsFoundError
from multivector_sim.scenario.ground import Location
from multivector_sim.scenario.merge import replace, step_into
from multivector_sim.scenario.nearest import nearest
from multivector_sim.scenario.tree import Node, Place

if TYPE_CHECKING:
    from multivector_sim.scenario.spec import Scenario

__all__ = [
    "VARIANT_NAMES",
    "settled_numbers",
    "unknown_variant",
    "variant_faults",
    "with_fixed",
    "with_names",
    "with_variants",
]

VARIANT_NAMES: Final = tuple(variant.name for variant in MODEL_VARIANTS)


def settled_numbers(scenario: Scenario) -> dict[str, tuple[float, str]]:
    """Return value and reason by dotted key of each number that cannot vary.

    Variants of the model fix some, and a source that is left out gives others
    their other reading.
    """
    settled = {
        f"parameters.{name}": (value, f"the variant {variant!r}")
        for name, (value, variant) in fixed_by(scenario.variants).items()
    }
    for row in scenario.without or ():
        for key, value in row.changed.items():
            settled.setdefault(key, (value, f"leaving out {row.source!r}"))
    return settled


def with_variants(tree: Node, variant: str | Sequence[str]) -> Node:
    """Return the tree of a scenario with named variants besides those that it has.

    Parameters
    ----------
    tree
        A resolved scenario.
    variant
        Name of a variant, or several.

    Raises
    ------
    ScenarioError
        Naming each unknown variant and the nearest known one.
    """
    return with_fixed(with_names(tree, variant))


def with_names(tree: Node, variant: str | Sequence[str]) -> Node:
    """Return a tree, of a scenario or a sweep, whose ``variants`` hold more names.

    Raises
    ------
    ScenarioError
        Naming each unknown variant and the nearest known one.
    """
    asked = [variant] if isinstance(variant, str) else [*variant]
    faults = [
        Fault(f"--variant {name}"[:80], unknown_variant(name))
        for name in asked
        if name not in VARIANT_NAMES
    ]
    if faults:
        raise FaultsFoundError(*faults)
    entries = {node.value: node for node in _listed(tree)}
    for name in asked:
        place = Place(f"--variant {name}")
        entries.setdefault(name, Node(name, place, place))
    place = next(iter(entries.values())).place if entries else tree.place
    return replace(tree, ["variants"], Node([*entries.values()], place, place))


def with_fixed(tree: Node) -> Node:
    """Return a tree in which the parameters of its variants have the values that these fix.

    What is left to chance there, and what an extended file says, gives way.
    What stands in the file that names the variant is left, for the check to
    refuse where it disagrees.
    """
    for node in _listed(tree):
        for name, (value, _) in fixed_by([str(node.value)]).items():
            given = _under(tree, ["parameters", name])
            if given is None or given.place.file != node.place.file:
                fixed = Node(value, node.place, node.place)
                tree = replace(tree, ["parameters", name], fixed)
                if _under(tree, ["chance", f"parameters.{name}"]) is not None:
                    tree = replace(tree, ["chance", f"parameters.{name}"], None)
    return tree


def variant_faults(data: Any, chances: Iterable[str]) -> list[tuple[Location, str]]:
    """Return what is wrong with the variants of a scenario: unknown names, values that disagree.

    Parameters
    ----------
    data
        The scenario as plain data.
    chances
        Dotted keys of the numbers that it leaves to chance.
    """
    names = data.get("variants") if isinstance(data, Mapping) else None
    if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
        return []  # the data model tells what is wrong
    found: list[tuple[Location, str]] = []
    for index, name in enumerate(names):
        if name not in VARIANT_NAMES:
            found.append((("variants", index), unknown_variant(name)))
        elif name in names[:index]:
            found.append((("variants", index), f"{name!r} stands twice; once is enough"))
    parameters = data.get("parameters")
    drawn = set(chances)
    for name, (value, variant) in fixed_by(names).items():
        given = parameters.get(name) if isinstance(parameters, Mapping) else None
        told = f"the variant {variant!r} fixes it at {value:g}"
        way_out = "leave out one of the two"
        if f"parameters.{name}" in drawn:
            found.append((("parameters", name), f"{told}, so it cannot be drawn; {way_out}"))
        elif given != value:
            found.append((("parameters", name), f"{told}; received {given!r}; {way_out}"))
    return found


def unknown_variant(name: str) -> str:
    """Return the words of the fault that there is no variant of a name."""
    hint = nearest(name, VARIANT_NAMES) or f"; known: {', '.join(VARIANT_NAMES)}"
    return f"unknown variant {name[:60]!r}{hint}"


def _listed(tree: Node) -> list[Node]:
    """Return the entries of ``variants`` that are names; the data model refuses others."""
    listed = _under(tree, ["variants"])
    rows: list[Node] = []
    if listed is not None:
        # A sweep may name one without a list.
        rows = listed.value if isinstance(listed.value, list) else [listed]
    return [row for row in rows if isinstance(row.value, str)]


def _under(tree: Node, steps: Sequence[str]) -> Node | None:
    node: Node | None = tree
    for step in steps:
        node = step_into(node, step) if node is not None else None
    return node
