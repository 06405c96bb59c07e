"""What is compared: the base, and what is done instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from multivector_sim.errors import InputError
from multivector_sim.model.actors import LEVERS
from multivector_sim.scenario import Scenario, load_scenario, scenario_from_dict
from multivector_sim.scenario.diff import Difference, diff
from multivector_sim.scenario.nearest import nearest
from multivector_sim.scenario.override import Overrides, with_overrides
from multivector_sim.scenario.quantity import year_of

__all__ = ["Option", "changed_from", "option_of"]

_WORDS: Final = frozenset({"title", "question", "setup", "expected", "surprise", "tags", "sources"})
_POLICY: Final = "policy."


@dataclass(frozen=True)
class Option:
    """Something that could be done, or could have been.

    Attributes
    ----------
    name
        A short name for tables.
    scenario
        The world and the policy.
    changes
        In what it differs from the base, words left out.
    """

    name: str
    scenario: Scenario
    changes: tuple[Difference, ...] = ()


def option_of(base: Scenario, other: str | Path | Scenario, name: str | None = None) -> Option:
    """Return a scenario as an option beside a base.

    Raises
    ------
    InputError
        If it runs over other quarters, has other actors, or changes nothing.
    ScenarioError
        If it has faults.
    """
    scenario = load_scenario(other)
    known = name or scenario.name or "option"
    for word, mine, theirs in (
        ("quarters", (base.start, base.end), (scenario.start, scenario.end)),
        ("actors", base.actor_codes, scenario.actor_codes),
    ):
        if mine != theirs:
            raise InputError(
                f"{word} differ: {base.name or 'the base'} has {', '.join(mine)}, {known} has "
                f"{', '.join(theirs)}; compare scenarios of the same {word}"
                + ("" if word == "actors" else " (set start and end for both)")
            )
    changes = tuple(
        change for change in diff(base, scenario) if change.key.partition(".")[0] not in _WORDS
    )
    if not changes:
        raise InputError(
            f"{known} changes nothing: it has the same numbers as {base.name or 'the base'}; "
            "name another scenario, or change a value with --set"
        )
    return Option(known, scenario, changes)


def changed_from(
    base: Scenario, changes: Overrides, since: float | str | None = None, label: str = "What if"
) -> Scenario:
    """Return a scenario with some values changed, from a date on.

    Parameters
    ----------
    base
        The scenario.
    changes
        ``key=value`` changes, or a mapping.
    since
        Year or quarter from which they hold, such as 2022 or ``"2022Q1"``; then only
        levers and favours of the policy can change, for other numbers have
        their own dates. None changes values as ``--set`` does.
    label
        Words for the phase of policy that begins then.

    Raises
    ------
    InputError
        If the date lies outside the run, or something else than policy is
        changed from a date on.
    ScenarioError
        Naming each change that is not allowed.

    Notes
    -----
    The changed levers keep their new level to the end: later phases lose them.
    A phase of the base that begins on the same date takes them along, and
    moves them as gradually as its own levers. Triggers are left as they are and can
    still move a lever.
    """
    if since is None:
        return with_overrides(base, changes)
    moment = year_of(since) if isinstance(since, str) else float(since)
    if not base.first_year < moment <= base.first_year + (base.quarters - 1) / 4:
        raise InputError(
            f"from: {since} received; {base.name or 'the scenario'} runs from {base.start} to "
            f"{base.end}, and a change must begin after its first quarter"
        )
    levels = _levels(changes)
    data = base.dump()
    policy: dict[str, Any] = dict(data["policy"])
    policy.pop("constant", None)
    phases = policy.get("phases", [])
    before = [row for row in phases if _date(row) < moment]
    after = [_without(row, levels) for row in phases if _date(row) > moment]
    now = [_without(row, levels) for row in phases if _date(row) == moment]
    new = {"from": moment, "label": label, "source": "hypothetical", **_nested(levels)}
    if now:  # a phase begins at this date: it takes the levels along
        favour = {**now[0].get("favour", {}), **new.get("favour", {})}
        new = {**now[0], **_nested(levels), **({"favour": favour} if favour else {})}
    policy["phases"] = [*before, new, *(row for row in after if _says_something(row))]
    return scenario_from_dict({**data, "policy": policy}, base.name)


def _levels(changes: Overrides) -> dict[str, Any]:
    """Return levels by lever, or by ``favour.POWER``."""
    from multivector_sim.scenario.tree import parse_text, plain

    if isinstance(changes, str):
        changes = [changes]
    if isinstance(changes, Mapping):
        pairs = dict(changes)
    else:
        pairs = {}
        for change in changes:
            key, equals, text = change.partition("=")
            if not equals:
                raise InputError(
                    f"--set {change!r}: KEY=VALUE is needed, such as policy.concession=0"
                )
            pairs[key.strip()] = plain(parse_text(text, f"--set {key.strip()}"))
    allowed = [f"{_POLICY}{lever}" for lever in LEVERS]
    for key in pairs:
        if key not in allowed and not key.startswith(f"{_POLICY}favour."):
            raise InputError(
                f"{key} cannot change from a date on{nearest(key, allowed)}; levers of policy can: "
                f"{', '.join(allowed)}, {_POLICY}favour.POWER. Events, shocks and timelines have "
                "dates of their own: change them with --set alone, or write a scenario file"
            )
    return {key.removeprefix(_POLICY): value for key, value in pairs.items()}


def _nested(levels: Mapping[str, Any]) -> dict[str, Any]:
    plain = {key: value for key, value in levels.items() if "." not in key}
    favour = {key.partition(".")[2]: value for key, value in levels.items() if "." in key}
    return {**plain, **({"favour": favour} if favour else {})}


def _without(row: Mapping[str, Any], levels: Mapping[str, Any]) -> dict[str, Any]:
    """Return a phase without some levers."""
    kept = {key: value for key, value in row.items() if key not in levels}
    favour = {
        code: value
        for code, value in row.get("favour", {}).items()
        if f"favour.{code}" not in levels
    }
    return {**kept, "favour": favour} if "favour" in row else kept


def _says_something(row: Mapping[str, Any]) -> bool:
    return any(row.get(lever) is not None for lever in LEVERS) or bool(row.get("favour"))


def _date(row: Mapping[str, Any]) -> float:
    date = row["from"]
    return year_of(date) if isinstance(date, str) else float(date)


def others_of(base: Scenario, others: Sequence[str | Path | Scenario]) -> tuple[Option, ...]:
    """Return scenarios as options, each under a name of its own.

    Raises
    ------
    InputError
        If two have the same name.
    """
    found = tuple(option_of(base, other) for other in others)
    names = [base.name, *(option.name for option in found)]
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise InputError(f"two scenarios are called {twice[0]!r}; compare scenarios of other names")
    return found
