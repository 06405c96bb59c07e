"""``extends``: how a scenario file changes the one that it extends.

Maps merge key by key; the lists ``BY_ID`` merge by id; every other list or
value replaces. A timeline is replaced as a whole, and so is the policy by one
that is ``constant``. The words of the header are a file's own. ``remove``
takes entries away before the rest is merged.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from multivector_sim.scenario.chance import FORMS
from multivector_sim.scenario.fault import Fault
from multivector_sim.scenario.nearest import nearest
from multivector_sim.scenario.tree import Node

__all__ = ["BY_ID", "HEADER", "drop", "first_missing", "merge", "replace", "step_into"]

HEADER: Final = ("title", "question", "setup", "expected", "surprise", "tags")
"""Keys that are not inherited: each scenario states its own question."""
BY_ID: Final = ("events", "shocks", "triggers")
"""Lists that merge by the id of their entries."""
_SERIES: Final = ("value", "points", "steps")


def merge(parent: Node, child: Node) -> Node:
    """Return a parent scenario as its child changes it; neither is altered."""
    if not isinstance(parent.value, dict) or not isinstance(child.value, dict):
        return child
    inherited = {key: node for key, node in parent.value.items() if key not in HEADER}
    merged = _merge_maps(inherited, child.value)
    return Node(merged, child.place, child.key_place)


def _merge_maps(parent: dict[str, Node], child: dict[str, Node]) -> dict[str, Node]:
    merged = dict(parent)
    for key, node in child.items():
        merged[key] = _merge_value(key, parent[key], node) if key in parent else node
    return merged


def _merge_value(key: str, parent: Node, child: Node) -> Node:
    if key in BY_ID and isinstance(parent.value, list) and isinstance(child.value, list):
        return Node(_merge_by_id(parent.value, child.value), child.place, child.key_place)
    if not isinstance(parent.value, dict) or not isinstance(child.value, dict):
        return child
    if any(form in child.value for form in (*_SERIES, *FORMS)) or _is_constant_policy(key, child):
        return child
    return Node(_merge_maps(parent.value, child.value), child.place, child.key_place)


def _is_constant_policy(key: str, node: Node) -> bool:
    if key != "policy" or not isinstance(node.value, dict):
        return False
    flag = node.value.get("constant")
    return flag is not None and flag.value is True


def _merge_by_id(parent: list[Node], child: list[Node]) -> list[Node]:
    merged = list(parent)
    places = {name: index for index, node in enumerate(parent) if (name := _id(node))}
    for node in child:
        # An id given twice in one file is left standing twice, for the check to report.
        index = places.pop(_id(node) or "", None)
        if index is None:
            merged.append(node)
        else:
            merged[index] = _merge_value("", merged[index], node)
    return merged


def _id(node: Node) -> str | None:
    if isinstance(node.value, dict) and "id" in node.value:
        name = node.value["id"].value
        return name if isinstance(name, str) else None
    return None


def step_into(node: Node, step: str) -> Node | None:
    """Return the entry of a map, or of a list by position or id; None without one."""
    if isinstance(node.value, dict):
        return node.value.get(step)
    if isinstance(node.value, list):
        for child in node.value:
            if _id(child) == step:
                return child
        if step.isdecimal() and len(step) < 6 and int(step) < len(node.value):
            return node.value[int(step)]
    return None


def replace(node: Node, steps: Sequence[str], new: Node | None) -> Node:
    """Return a tree in which the entry under ``steps`` is new, or gone where new is None.

    Maps on the way are made where there are none; a step into a list that
    holds no such entry leaves the tree as it is.
    """
    step, rest = steps[0], steps[1:]
    old = step_into(node, step)
    if rest:
        base = old if old is not None and isinstance(old.value, dict | list) else None
        place = new.place if new is not None else node.place
        new = replace(base or Node({}, place, place), rest, new)
    if isinstance(node.value, list):
        kept = [new if child is old else child for child in node.value]
        return Node([child for child in kept if child is not None], node.place, node.key_place)
    entries = dict(node.value) if isinstance(node.value, dict) else {}
    entries.pop(step, None) if new is None else entries.update({step: new})
    return Node(entries, node.place, node.key_place)


def drop(tree: Node, keys: Node) -> tuple[Node, list[Fault]]:
    """Return a tree without the entries that ``remove`` names, and the faults in it.

    An actor takes along what is said about it elsewhere: events, pairs and
    entries under its code.
    """
    if not isinstance(keys.value, list):
        return tree, [_fault(keys, "a list of dotted keys such as events.crimea_2014 is needed")]
    faults = []
    for entry in keys.value:
        steps = entry.value.split(".") if isinstance(entry.value, str) else []
        if not steps or not all(steps):
            faults.append(_fault(entry, "a dotted key such as events.crimea_2014 is needed"))
            continue
        missing = first_missing(tree, steps)
        if missing is not None:
            _, _, hint = missing
            faults.append(_fault(entry, f"{entry.value!r} is not there to be removed{hint}"))
            continue
        tree = replace(tree, steps, None)
        if len(steps) == 2 and steps[0] == "actors":
            tree = _without_actor(tree, steps[1]) or tree
    return tree, faults


def _fault(node: Node, message: str) -> Fault:
    return Fault(node.place.file, message, node.place.line, node.place.column, "remove")


def first_missing(tree: Node, steps: Sequence[str]) -> tuple[Node, str, str] | None:
    """Return the first step that leads nowhere: the node, the step, a hint; None if none does."""
    node = tree
    for step in steps:
        following = step_into(node, step)
        if following is None:
            names = list(node.value) if isinstance(node.value, dict) else []
            if isinstance(node.value, list):
                names = [name for child in node.value if (name := _id(child))]
            return node, step, nearest(step, names)
        node = following
    return None


def _without_actor(node: Node, code: str) -> Node | None:
    """Return a tree without what is said about an actor; None if that is all it says."""
    if isinstance(node.value, dict):
        told = ("between", "actor", "with", "on", "when")
        if any(key in node.value and _names(node.value[key], code) for key in told):
            return None
        entries = {
            key: kept
            for key, child in node.value.items()
            if code not in key.split("-") and (kept := _without_actor(child, code)) is not None
        }
        return Node(entries, node.place, node.key_place)
    if isinstance(node.value, list):
        items = [kept for child in node.value if (kept := _without_actor(child, code)) is not None]
        return Node(items, node.place, node.key_place)
    return node


def _names(node: Node, code: str) -> bool:
    if isinstance(node.value, list):
        return any(child.value == code for child in node.value)
    # Shocks and triggers name a dotted target: demand.RUS, institution.RUS-CHN.
    return isinstance(node.value, str) and code in node.value.replace("-", ".").split(".")
