"""Named policies that a search is held against: shipped ones, or those of the caller."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from multivector_sim.errors import InputError, ScenarioError
from multivector_sim.experiments.counterfactuals import with_policy_of
from multivector_sim.inquiry.condition import Condition, prepare
from multivector_sim.model.inputs import Inputs
from multivector_sim.scenario import Scenario, list_scenarios
from multivector_sim.searching.space import Space

__all__ = ["Preset", "presets_of"]

TAG: Final = "policy"
"""Shipped scenarios with this tag are policies; all of them are taken unless some are named."""


class Preset(NamedTuple):
    """A named policy in the world of the search.

    Attributes
    ----------
    name
        Name of its scenario.
    title
        What it is, in words.
    inputs
        The base with its policy from the first date of the search on.
    """

    name: str
    title: str
    inputs: Inputs


def presets_of(
    space: Space, named: Sequence[str | Path | Scenario] | None
) -> tuple[tuple[Preset, ...], tuple[str, ...]]:
    """Return the policies to hold a search against, the one of the base first.

    Parameters
    ----------
    space
        The search.
    named
        Scenarios whose policies are taken; None for every shipped one with the tag ``TAG``.

    Returns
    -------
    presets, notes
        The policies; and which shipped ones do not fit into this world, and why.

    Raises
    ------
    InputError
        If a named policy does not fit, or two have the same name.
    ScenarioError
        If a named scenario has faults.
    """
    own = Preset(space.base.name or "base", space.base.title, space.inputs)
    found, notes = {own.name: own}, []
    wanted: Sequence[str | Path | Scenario] = (
        [row.name for row in list_scenarios() if TAG in row.tags] if named is None else named
    )
    for entry in wanted:
        try:
            preset = _preset(space, entry)
        except (InputError, ScenarioError) as error:
            if named is not None:
                raise
            notes.append(f"{entry} is left out: {error}")
            continue
        if preset.name in found:
            if named is None:
                continue
            raise InputError(
                f"--presets: two policies are called {preset.name!r} (the base is one of them "
                "already); name each once"
            )
        found[preset.name] = preset
    return tuple(found.values()), tuple(notes)


def _preset(space: Space, entry: str | Path | Scenario) -> Preset:
    scenario = with_policy_of(space.base, entry)
    inputs = prepare(Condition(scenario.name, base=scenario)).inputs
    return Preset(scenario.name or "policy", scenario.title, space.pack_policy_of(inputs))
