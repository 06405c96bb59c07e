"""A resolved tree as a scenario, or every fault in it at once.

First each value alone (types, ranges, unknown and missing keys; the models
of ``spec``), then what must hold between values (``world``, ``course``, ``ledger``).
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any, Final

from pydantic import ValidationError

from multivector_sim.scenario.chance import Distribution, replace_at, take_chances
from multivector_sim.scenario.course import course_faults, within_run
from multivector_sim.scenario.fault import Fault, FaultsFoundError
from multivector_sim.scenario.fixed import variant_faults
from multivector_sim.scenario.ground import Ground, Location, crowded
from multivector_sim.scenario.ledger import evidence_faults
from multivector_sim.scenario.pack import shock_faults
from multivector_sim.scenario.quantity import FrozenMap
from multivector_sim.scenario.spec import Scenario
from multivector_sim.scenario.tree import Node, plain
from multivector_sim.scenario.without import missing_without, without_faults
from multivector_sim.scenario.wording import find, in_order, translate
from multivector_sim.scenario.world import world_faults

__all__ = ["check", "check_alone"]

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
        ground = Ground(content, lambda location: own(find(tree, location).place.file))
        # A crowd of actors would make a crowd of pairs: it is told alone.
        if not crowded(ground.data):
            faults += [*world_faults(ground), *course_faults(ground), *evidence_faults(ground)]
        if scenario is not None and not faults:
            faults += [(("shocks", index), words) for index, words in shock_faults(scenario)]
        return scenario, faults

    scenario, faults = judge(data)
    found += [*faults, *variant_faults(data, chances), *without_faults(data)]
    if found:
        found += missing_without(data)
    if not found:
        found += _at_the_ends(data, chances, lambda content: judge(content)[1])
    if found or scenario is None:
        raise FaultsFoundError(*in_order(tree, found))
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
    return [fault for fault in in_order(tree, found) if not fault.message.startswith("missing")]


def _validate(data: Any) -> tuple[Scenario | None, list[tuple[Location, str]]]:
    crowd = crowded(data)
    sections = [location for location, _ in crowd]
    try:
        return Scenario.model_validate(
            {key: value for key, value in data.items() if (key,) not in sections}
        ), []
    except ValidationError as error:
        rows = [row for row in error.errors(include_url=False) if row["loc"] not in sections]
        found = crowd + [
            translate(row, data, Scenario, ("extends", "remove")) for row in rows[:_MOST_FAULTS]
        ]
        if len(rows) > _MOST_FAULTS:
            found.append(((), f"{len(rows) - _MOST_FAULTS:,} more faults; mend these first"))
        return None, found
