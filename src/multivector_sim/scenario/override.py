"""Values of a scenario changed by dotted key, from the command line or from Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from multivector_sim.model.actors import LEVERS
from multivector_sim.scenario.check import check
from multivector_sim.scenario.fault import Fault, FaultsFoundError
from multivector_sim.scenario.fixed import with_variants
from multivector_sim.scenario.merge import first_missing, replace
from multivector_sim.scenario.spec import Scenario
from multivector_sim.scenario.tree import Node, Place, parse_text, plain, plant
from multivector_sim.scenario.without import with_left_out, with_sources

__all__ = ["Overrides", "overridden", "with_levers", "with_overrides"]

Overrides: TypeAlias = Mapping[str, object] | Sequence[str]

_WORDS: Final = {"from", "over", "label", "source", "evidence"}


def with_overrides(
    scenario: Scenario,
    overrides: Overrides,
    variant: str | Sequence[str] = (),
    without: str | Sequence[str] = (),
) -> Scenario:
    """Return a scenario with some values changed; see ``load_scenario``.

    Raises
    ------
    ScenarioError
        Naming each override that is not allowed, its value and what is, and
        each unknown variant and source.
    """
    place = Place(scenario.name or "scenario")
    tree = plant(scenario.dump(), place)
    if variant:
        tree = with_variants(tree, variant)
    if without:
        tree = with_left_out(with_sources(tree, without))
    tree = overridden(tree, overrides)
    return check(tree, lambda file: file != place.file).named(scenario.name)


def overridden(tree: Node, overrides: Overrides) -> Node:
    """Return the tree of a resolved scenario with some values changed.

    Raises
    ------
    ScenarioError
        Naming each override whose key is not allowed; values are not judged here.
    """
    if isinstance(overrides, str):
        overrides = [overrides]
    faults: list[Fault] = []
    for key, value in _pairs(overrides, faults):
        steps = key.split(".")
        refusal = _refusal(tree, steps)
        if refusal:
            faults.append(Fault(value.place.file, refusal, key=key))
        else:
            tree = _override(tree, steps, value)
    if faults:
        raise FaultsFoundError(*faults)
    return tree


def with_levers(scenario: Scenario, **levels: float) -> Scenario:
    """Return a scenario in which some levers hold one level over the whole run.

    Parameters
    ----------
    scenario
        The scenario; its other levers and its treaties stay.
    levels
        Levels by lever; see ``model.actors.LEVERS``.

    Raises
    ------
    ScenarioError
        If a lever is unknown or a level out of range.
    """
    return with_overrides(scenario, {f"policy.{name}": level for name, level in levels.items()})


def _pairs(overrides: Overrides, faults: list[Fault]) -> list[tuple[str, Node]]:
    """Return keys and values of overrides, each value planted where messages can name it."""
    if isinstance(overrides, Mapping):
        return [
            (key, plant(value, Place(f"override {key}={value!r}"[:80])))
            for key, value in overrides.items()
        ]
    pairs = []
    for text in overrides:
        key, equals, value = text.partition("=")
        shown = f"--set {text}"[:80]
        if not equals or not all(key.strip().split(".")):
            faults.append(Fault(shown, "KEY=VALUE is needed, such as policy.inclusion=0.5"))
            continue
        try:
            node = parse_text(value, shown)
        except FaultsFoundError as error:
            faults += [Fault(shown, fault.message, key=key) for fault in error.found]
            continue
        pairs.append((key.strip(), plant(plain(node), Place(shown))))
    return pairs


def _refusal(tree: Node, steps: list[str]) -> str:
    """Return why a key cannot be set; empty where it can (its value is checked later)."""
    if steps[0] in ("extends", "remove"):
        return f"{steps[0]!r} works in files only"
    if steps[0] == "variants":
        return "variants are named by --variant (in Python by variant=), or in a file"
    if steps[0] == "without":
        return "sources are left out by --without (in Python by without=), or in a file"
    missing = first_missing(tree, steps)
    # A map takes new keys, which the check judges; a list is entered by id or position.
    if missing is not None and isinstance(missing[0].value, list):
        return f"unknown entry {missing[1][:60]!r}{missing[2]}"
    return ""


def _override(tree: Node, steps: list[str], value: Node) -> Node:
    """Return a tree with one value changed; a lever leaves the phases and triggers that set it."""
    tree = _without_chance(replace(tree, steps, value), ".".join(steps))
    if len(steps) == 2 and steps[0] == "policy" and steps[1] in LEVERS:
        tree = _without_lever(tree, steps[1])
    return tree


def _without_chance(tree: Node, key: str) -> Node:
    """Return a tree in which nothing under a key is left to chance."""
    chance = tree.value.get("chance") if isinstance(tree.value, dict) else None
    if chance is None or not isinstance(chance.value, dict) or key.split(".")[0] == "chance":
        return tree
    kept = {
        name: node
        for name, node in chance.value.items()
        if name != key and not name.startswith(f"{key}.")
    }
    return replace(tree, ["chance"], Node(kept, chance.place, chance.key_place))


def _without_lever(tree: Node, lever: str) -> Node:
    policy = tree.value["policy"] if isinstance(tree.value, dict) else tree
    for name in ("phases", "triggers"):
        rows = policy.value.get(name) if isinstance(policy.value, dict) else None
        if rows is not None and isinstance(rows.value, list):
            kept = [left for row in rows.value if (left := _left_of(row, lever)) is not None]
            tree = replace(tree, ["policy", name], Node(kept, rows.place, rows.key_place))
    return tree


def _left_of(row: Node, lever: str) -> Node | None:
    """Return a phase or a trigger without a lever; None where nothing is left to set."""
    entries = dict(row.value) if isinstance(row.value, dict) else {}
    if "set" in entries:
        settings = entries["set"]
        levels = dict(settings.value) if isinstance(settings.value, dict) else {}
        if levels.pop(lever, None) is None:
            return row
        entries["set"] = Node(levels, settings.place, settings.key_place)
        return Node(entries, row.place, row.key_place) if levels else None
    if entries.pop(lever, None) is None:
        return row
    left = any(name not in _WORDS and node.value != {} for name, node in entries.items())
    return Node(entries, row.place, row.key_place) if left else None
