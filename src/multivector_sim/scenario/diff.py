"""What one scenario says otherwise than another, value by value.

Scenarios are compared as they are run, after ``extends`` and with the
defaults of the parameter table. Rows of lists are matched by what they are
(an event by its id, a treaty by date and partner) rather than by position,
and a timeline is one value, whatever its form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from multivector_sim.model.parameters import PARAMETERS
from multivector_sim.scenario.load import load_scenario
from multivector_sim.scenario.numbers import unit_of
from multivector_sim.scenario.quantity import quarter_of, year_of
from multivector_sim.scenario.spec import Scenario

__all__ = ["Difference", "brief", "diff"]

Kind = Literal["changed", "added", "removed"]

_FORMS: Final = ("value", "points", "steps")
_IDENTITY: Final = ("at", "from", "with", "actor")
"""What names a row without an id."""
_FURTHER: Final = ("action", "label")
"""What is added to that where it does not tell rows apart."""
_UNTOLD: Final = ("id", "source", "evidence")
"""What a whole row is told without."""
_MOST_PAIRS: Final = 4


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that two scenarios do not share.

    Attributes
    ----------
    key
        Dotted key; rows of lists by id, or by date and name.
    kind
        ``changed``, ``added`` (only the second has it) or ``removed``.
    before, after
        The value in the first and in the second scenario as plain data; None
        where there is none.
    unit
        Unit of the value; empty where it has none or it is not known.
    """

    key: str
    kind: Kind
    before: Any
    after: Any
    unit: str = ""

    def __str__(self) -> str:
        unit = f" {self.unit}" if self.unit else ""
        if self.kind == "added":
            return f"+ {self.key}: {brief(self.after)}{unit}"
        if self.kind == "removed":
            return f"- {self.key}: {brief(self.before)}{unit}"
        return f"  {self.key}: {brief(self.before)} -> {brief(self.after)}{unit}"


def diff(first: str | Path | Scenario, second: str | Path | Scenario) -> list[Difference]:
    """Return what the second scenario says otherwise than the first.

    Parameters
    ----------
    first, second
        Shipped names, paths or scenarios.

    Returns
    -------
    list of Difference
        In the order of a scenario file; empty if both have the same content.

    Raises
    ------
    ScenarioError
        If one of them is faulty.

    Examples
    --------
    >>> for row in diff("baseline", load_scenario("baseline", ["parameters.reaction=0.4"])):
    ...     print(row)
      parameters.reaction: 0.3 -> 0.4 /yr
    """
    before, after = (_content(load_scenario(one)) for one in (first, second))
    return list(_compare((), before, after))


def _content(scenario: Scenario) -> dict[str, Any]:
    data = scenario.dump()
    named = data["parameters"]
    whole = {row.name: named.get(row.name, row.default) for row in PARAMETERS}
    sources = [row.source for row in scenario.without or ()]
    # What went along with a source shows in the numbers themselves.
    return data | {"parameters": whole, "without": sources}


def _compare(steps: tuple[str, ...], before: Any, after: Any) -> Iterator[Difference]:
    if before == after:
        return
    if _is_series(before) and _is_series(after):
        yield from _compare_series(steps, before, after)
    elif isinstance(before, dict) and isinstance(after, dict):
        for key in {**before, **after}:
            yield from _compare((*steps, key), before.get(key), after.get(key))
    elif _are_rows(before) and _are_rows(after):
        yield from _compare(steps, _by_name(before, after), _by_name(after, before))
    else:
        kind: Kind = "changed"
        if before is None or after is None:
            kind = "added" if before is None else "removed"
        yield Difference(".".join(steps), kind, before, after, unit_of(steps))


def _compare_series(
    steps: tuple[str, ...], before: dict[str, Any], after: dict[str, Any]
) -> Iterator[Difference]:
    old, new = ({form: row[form] for form in _FORMS if form in row} for row in (before, after))
    if old != new:
        yield Difference(".".join(steps), "changed", old, new, unit_of(steps))
    for key in ("source", "unit"):
        yield from _compare((*steps, key), before.get(key), after.get(key))


def _is_series(value: Any) -> bool:
    return isinstance(value, dict) and "source" in value and any(form in value for form in _FORMS)


def _are_rows(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(row, dict) for row in value)


def _by_name(rows: list[dict[str, Any]], others: list[dict[str, Any]]) -> dict[str, Any]:
    """Return rows by name: their id, or the words that tell the rows of both lists apart."""
    keys = _telling(rows, others)
    named: dict[str, Any] = {}
    for row in rows:
        name = base = _label(row, keys)
        copies = 1
        while name in named:
            copies += 1
            name = f"{base} ({copies})"
        named[name] = row
    return named


def _telling(rows: list[dict[str, Any]], others: list[dict[str, Any]]) -> list[str]:
    """Return the keys whose values name a row."""
    both = (*rows, *others)
    if all("id" in row for row in both):
        return ["id"]
    keys = [key for key in _IDENTITY if any(key in row for row in both)]
    for more in _FURTHER:
        if all(len({_label(row, keys) for row in some}) == len(some) for some in (rows, others)):
            break
        keys.append(more)
    return keys


def _label(row: Mapping[str, Any], keys: list[str]) -> str:
    words = []
    for key in keys:
        value = row.get(key, "")
        words.append(_date(value) if key in ("at", "from") else str(value))
    return " ".join(word for word in words if word)


def _date(value: Any) -> str:
    """Return a date as a quarter where it is the start of one."""
    if not isinstance(value, int | float):
        return str(value)
    quarter = quarter_of(value)
    return quarter if year_of(quarter) == value else f"{value:g}"


def brief(value: Any) -> str:
    """Return a value in a few words."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "nothing"}[value]
    if isinstance(value, float):
        return f"{value:.12g}"
    if isinstance(value, dict):
        form = next((form for form in _FORMS if form in value), None)
        if form is not None:
            return _brief_series(form, value[form])
        told = {key: inner for key, inner in value.items() if key not in _UNTOLD and inner != {}}
        return "{" + ", ".join(f"{key}: {brief(inner)}" for key, inner in told.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(brief, value)) + "]"
    text = str(value) or "''"
    return text if len(text) <= 60 else f"{text[:57]}..."


def _brief_series(form: str, value: Any) -> str:
    if not isinstance(value, list):
        return f"constant {brief(value)}"
    shown = value if len(value) <= _MOST_PAIRS else [*value[:2], *value[-2:]]
    words = [f"{brief(number)} in {_date(date)}" for date, number in shown]
    if len(shown) < len(value):
        words.insert(2, f"... {len(value) - len(shown)} more ...")
    return f"{form} ({', '.join(words)})"
