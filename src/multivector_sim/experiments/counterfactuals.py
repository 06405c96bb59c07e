"""Who is compared with whom: the focal scenario, its named counterfactuals, and fairness."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from multivector_sim.errors import InputError
from multivector_sim.scenario import Scenario, load_scenario, scenario_from_dict

__all__ = ["COUNTERFACTUALS", "Lineup", "line_up", "with_policy_of"]

COUNTERFACTUALS: Final = ("laissez_faire", "bandwagon_russia", "bandwagon_china", "pro_west")
"""The named counterfactual policies of every comparison."""

_WORDS: Final = frozenset({"title", "question", "setup", "expected", "surprise", "tags", "sources"})
_OWN: Final = _WORDS | {"policy", "runs", "seed", "chance", "without"}
"""Sections in which compared scenarios may differ without a note."""


Overrides = Mapping[str, object] | Sequence[str]


@dataclass(frozen=True)
class Lineup:
    """Scenarios to compare.

    Attributes
    ----------
    scenarios
        By name, the focal one first.
    notes
        In what a named scenario differs from the focal one besides policy, and what a
        counterfactual would grant to powers that this world lacks.
    """

    scenarios: dict[str, Scenario]
    notes: tuple[str, ...]

    @property
    def focal(self) -> str:
        """Name of the scenario from which the others are subtracted."""
        return next(iter(self.scenarios))


def line_up(
    scenarios: Sequence[str | Path | Scenario],
    *,
    against: Sequence[str] | None = None,
    overrides: Overrides = (),
    variant: str | Sequence[str] = (),
    without: str | Sequence[str] = (),
) -> Lineup:
    """Load scenarios and put the named counterfactuals beside them.

    Parameters
    ----------
    scenarios
        Names, paths or scenarios; the first is the focal one. A name of a
        counterfactual stands for its policy in the world of the focal
        scenario; any other scenario keeps its own world.
    against
        Names of counterfactual policies; None takes all four.
    overrides
        ``key=value`` changes, or a mapping; those of policy touch the focal
        scenario alone.
    variant
        Named variant of the model, or several; it holds for all of them.
    without
        Sources that all of them do without; see ``load_scenario``.

    Raises
    ------
    InputError
        If nothing is named, names clash, or horizons or actors differ.
    """
    if isinstance(scenarios, str | Path | Scenario):
        scenarios = [scenarios]
    if not scenarios:
        raise InputError("no scenario named; name at least one to compare")
    shared = _of_the_world(overrides)
    focal = load_scenario(scenarios[0], overrides, variant=variant, without=without)
    line = {focal.name or "scenario": focal}
    for position, entry in enumerate(scenarios[1:], start=2):
        if isinstance(entry, str) and entry in COUNTERFACTUALS:
            other = with_policy_of(focal, entry)
        else:
            other = load_scenario(entry, shared, variant=variant, without=without)
        name = other.name or f"scenario_{position}"
        if name in line:
            raise InputError(
                f"two scenarios are called {name!r}; compare scenarios of different names"
            )
        line[name] = other
    for name in COUNTERFACTUALS if against is None else against:
        if name not in line:
            line[name] = with_policy_of(focal, name)
    _require_comparable(line)
    return Lineup(line, (*_left_out(line), *_notes(line)))


def with_policy_of(scenario: Scenario, policy: str | Path | Scenario) -> Scenario:
    """Return a scenario with its policy replaced by that of another one.

    Timelines, events, parameters, mechanisms, dates, runs and seed stay. What the policy
    grants to powers that this world lacks (favours, treaties) is left out.

    Parameters
    ----------
    scenario
        The world.
    policy
        Scenario, its name or path: it gives the policy, and its title,
        question and expectation.

    Raises
    ------
    InputError
        If there is no such scenario, or its policy does not fit the world.
    """
    source = load_scenario(policy)
    words = {key: value for key, value in source.dump().items() if key in _WORDS - {"sources"}}
    taken = _without(source.dump()["policy"], _absent(scenario, source))
    content = {**scenario.dump(), **words, "policy": taken}
    # What is drawn belongs to the world, but for what the policies draw.
    ours, theirs = scenario.dump().get("chance", {}), source.dump().get("chance", {})
    content["chance"] = {key: row for key, row in ours.items() if not _is_policy(key)} | {
        key: row for key, row in theirs.items() if _is_policy(key)
    }
    return scenario_from_dict(content, source.name)


def _absent(scenario: Scenario, source: Scenario) -> set[str]:
    """Return the powers that a policy grants something to and that a world lacks."""
    policy = source.policy
    granted = {*policy.favour, *(treaty.partner for treaty in policy.treaties)}
    for phase in policy.phases:
        granted |= {*phase.favour}
    return granted - {*scenario.actor_codes}


def _without(policy: dict[str, Any], powers: set[str]) -> dict[str, Any]:
    """Return a policy as plain data, without what it grants to some powers."""

    def kept(part: dict[str, Any]) -> dict[str, Any]:
        given = part.get("favour") or {}
        return {**part, "favour": {code: given[code] for code in given if code not in powers}}

    if not powers:
        return policy
    phases = [kept(phase) for phase in policy.get("phases", [])]
    treaties = [treaty for treaty in policy.get("treaties", []) if treaty["with"] not in powers]
    return {**kept(policy), "phases": phases, "treaties": treaties}


def _of_the_world(overrides: Overrides) -> Overrides:
    """Return the changes that do not concern policy."""
    if isinstance(overrides, Mapping):
        return {key: value for key, value in overrides.items() if not _is_policy(key)}
    return [change for change in overrides if not _is_policy(change)]


def _is_policy(change: str) -> bool:
    return change.partition("=")[0].strip().partition(".")[0] == "policy"


def _require_comparable(line: dict[str, Scenario]) -> None:
    focal_name = next(iter(line))
    focal = line[focal_name]
    for name, other in line.items():
        if (other.start, other.end) != (focal.start, focal.end):
            raise InputError(
                f"horizons differ: {focal_name!r} runs {focal.start} to {focal.end}, {name!r} "
                f"{other.start} to {other.end}; compare scenarios of one horizon, or set start "
                "and end for all of them"
            )
        if other.actor_codes != focal.actor_codes:
            raise InputError(
                f"actors differ: {focal_name!r} has {', '.join(focal.actor_codes)}, {name!r} has "
                f"{', '.join(other.actor_codes)}; compare scenarios of the same actors"
            )


def _left_out(line: dict[str, Scenario]) -> tuple[str, ...]:
    """Tell which counterfactuals would favour somebody who is not in the world."""
    focal = next(iter(line.values()))
    missing = {
        name: sorted(_absent(focal, load_scenario(name)))
        for name in COUNTERFACTUALS
        if name in line and line[name] is not focal
    }
    return tuple(
        f"{name} is taken without what it grants to {', '.join(powers)}, absent from this world"
        for name, powers in missing.items()
        if powers
    )


def _notes(line: dict[str, Scenario]) -> tuple[str, ...]:
    focal_name = next(iter(line))
    focal = line[focal_name].dump()
    notes = []
    for name, other in line.items():
        content = other.dump()
        keys = sorted(
            key
            for key in (focal.keys() | content.keys()) - _OWN
            if focal.get(key) != content.get(key)
        )
        if keys:
            notes.append(f"{name} differs from {focal_name} in more than policy: {', '.join(keys)}")
    return tuple(notes)
