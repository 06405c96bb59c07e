"""Factors: the numbers that nobody knows, with the distributions that other tools sample."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

from pydantic import ValidationError

from multivector_sim.errors import InputError
from multivector_sim.scenario import Scenario
from multivector_sim.scenario.chance import Distribution, prior_distributions
from multivector_sim.scenario.fault import Fault, FaultsFoundError
from multivector_sim.scenario.nearest import nearest
from multivector_sim.scenario.numbers import find_numbers, numbers

__all__ = ["Uncertain", "choose_factors"]

Uncertain: TypeAlias = Sequence[str] | Mapping[str, Any] | None
"""Names, or distributions by name; None for every prior, and what the scenario leaves to chance."""

_PARAMETER: Final = "parameters."


def choose_factors(scenario: Scenario, uncertain: Uncertain) -> dict[str, Distribution]:
    """Return the distributions of what is uncertain, by dotted key.

    Parameters
    ----------
    scenario
        The scenario.
    uncertain
        None: the prior of every parameter, and what the scenario leaves to
        chance. A list of names, dotted or bare names of parameters: those of
        them. A mapping: a distribution by name, as a scenario file writes it
        (``{"triangular": [0, 1, 2]}``), a ``Distribution``, or a pair
        (low, high) of a uniform one.

    Raises
    ------
    ScenarioError
        If a name is no number of the scenario, has no distribution, or one
        that leaves the range allowed.
    InputError
        If ``uncertain`` is of another form.
    """
    known = {**prior_distributions(), **scenario.chance}
    if uncertain is None:
        return known
    if isinstance(uncertain, str):
        uncertain = [uncertain]
    if isinstance(uncertain, Mapping):
        given: dict[str, Distribution | None] = {
            _key(name): _distribution(name, row) for name, row in uncertain.items()
        }
    elif all(isinstance(name, str) for name in uncertain):
        given = {_key(name): known.get(_key(name)) for name in uncertain}
    else:
        raise InputError(f"uncertain: {uncertain!r:.80} received; a list of names is needed")
    _check(scenario, given)
    return {key: row for key, row in given.items() if row is not None}


def _key(name: str) -> str:
    """Return the dotted key of a name; a bare one is that of a parameter."""
    return name if "." in name else f"{_PARAMETER}{name}"


def _distribution(name: str, given: Any) -> Distribution:
    if isinstance(given, Distribution):
        return given
    content = {"uniform": list(given)} if isinstance(given, tuple | list) else given
    try:
        return Distribution.model_validate(content)
    except ValidationError as error:
        told = "; ".join(str(row["msg"]) for row in error.errors(include_url=False))
        raise InputError(
            f"uncertain, {name}: {given!r:.80} received: {told}; a pair (low, high) or a "
            "distribution such as {'triangular': [0, 1, 2]} is needed"
        ) from None


def _check(scenario: Scenario, given: Mapping[str, Distribution | None]) -> None:
    place, known = scenario.name or "scenario", numbers(scenario)
    faults = [
        Fault(place, f"names no number{nearest(key, known)}", key=key)
        for key in given
        if key not in known
    ]
    if faults:
        raise FaultsFoundError(*faults)
    for (key, row), number in zip(given.items(), find_numbers(scenario, list(given)), strict=True):
        if row is None:
            words = "has no prior; hand over a mapping with a distribution, such as (low, high)"
            faults.append(Fault(place, words, key=key))
            continue
        outside = [end for end in row.ends if not number.allows(end)]
        if outside:
            words = f"its distribution reaches {outside[0]:g}; allowed: {number.allowed}"
            faults.append(Fault(place, words, key=key))
    if faults:
        raise FaultsFoundError(*faults)
