"""A world and a policy in it: what a question compares with another one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import numpy as np

from multivector_sim.errors import InputError
from multivector_sim.experiments.counterfactuals import with_policy_of
from multivector_sim.model.inputs import Inputs
from multivector_sim.model.parameters import parameter_index
from multivector_sim.scenario import Scenario, load_scenario
from multivector_sim.scenario.override import with_overrides

__all__ = ["Condition", "Prepared", "prepare"]

Change = tuple[str, object]


@dataclass(frozen=True)
class Condition:
    """One world under one policy, whose parameters are left to draws.

    Two conditions are the same where they pack to the same numbers; words do
    not count.

    Attributes
    ----------
    words
        What it is, for people: ``"multi-vector policy without concession"``.
    base
        Shipped scenario that gives the world, its path, or a scenario.
    policy
        Shipped scenario whose policy replaces that of the world; None leaves it.
    changes
        Dotted keys of the scenario and their values, as for ``--set``, after
        the policy was replaced. A parameter named here is the same in every draw.
    variants
        Named variants of the model.
    edit
        A change of the packed numbers that no key expresses, last.
    """

    words: str
    base: str | Scenario = "baseline"
    policy: str | None = None
    changes: tuple[Change, ...] = ()
    variants: tuple[str, ...] = ()
    edit: Callable[[Inputs], Inputs] | None = None

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        """The hash of all fields: that of a scenario takes long, and is asked for often."""
        return hash(tuple(getattr(self, field.name) for field in fields(self)))

    def __getstate__(self) -> dict[str, Any]:
        """Leave the hash out: that of words is another one in another process."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def changed(
        self, words: str, edit: Callable[[Inputs], Inputs] | None = None, **changes: object
    ) -> Condition:
        """Return the condition with further changes.

        Parameters
        ----------
        words
            What the new condition is.
        edit
            A change of packed numbers, after the present one.
        changes
            Values by key; ``__`` stands for the dot: ``policy__concession=0``.

        Examples
        --------
        >>> Condition("as recorded").changed("mute", policy__persuasion=0.0).changes
        (('policy.persuasion', 0.0),)
        """
        pairs = tuple((key.replace("__", "."), value) for key, value in changes.items())
        if edit is None:
            edit = self.edit
        elif self.edit is not None:
            edit = _Both(self.edit, edit)
        return replace(self, words=words, changes=(*self.changes, *pairs), edit=edit)

    def under(self, *variants: str) -> Condition:
        """Return the condition under named variants of the model."""
        return replace(self, variants=(*self.variants, *variants))

    def scenario(self) -> Scenario:
        """Return its scenario, before the edit of packed numbers.

        Raises
        ------
        ScenarioError
            If a name, a key or a value is not allowed.
        """
        scenario = load_scenario(self.base)
        if self.policy is not None:
            scenario = with_policy_of(scenario, self.policy)
        if self.changes or self.variants:
            scenario = with_overrides(scenario, dict(self.changes), self.variants)
        return scenario


@dataclass(frozen=True)
class _Both:
    """One edit after another, equal to what does the same."""

    first: Callable[[Inputs], Inputs]
    second: Callable[[Inputs], Inputs]

    def __call__(self, inputs: Inputs) -> Inputs:
        return self.second(self.first(inputs))


class Prepared(NamedTuple):
    """A condition ready to run.

    Attributes
    ----------
    scenario
        Its scenario: names of actors and dates.
    inputs
        Its numbers.
    fixed
        Values that hold in every draw, by index of the parameter.
    digest
        SHA-256 of all numbers and of ``fixed``.
    """

    scenario: Scenario
    inputs: Inputs
    fixed: dict[int, float]
    digest: str


@lru_cache(maxsize=1024)
def prepare(condition: Condition) -> Prepared:
    """Pack a condition.

    Raises
    ------
    InputError
        If the scenario leaves numbers to chance (draws do that here), or an
        edit returns arrays that do not fit.
    ScenarioError
        If a name, a key or a value is not allowed.
    """
    scenario = condition.scenario()
    if scenario.chance:
        raise InputError(
            f"{scenario.name!r} leaves {', '.join(scenario.chance)} to chance; here parameters are "
            "drawn from the accepted set or the prior: give these numbers a value"
        )
    inputs = scenario.pack()
    if condition.edit is not None:
        inputs = condition.edit(inputs)
    fixed = {parameter_index(name): value for name, value in scenario.parameters.items()}
    return Prepared(scenario, inputs, fixed, _digest(inputs, fixed))


def _digest(inputs: Inputs, fixed: dict[int, float]) -> str:
    digest = hashlib.sha256()
    for field in fields(inputs):
        if field.name == "parameters":  # each draw has its own
            continue
        value = getattr(inputs, field.name)
        digest.update(field.name.encode())
        digest.update(value.tobytes() if isinstance(value, np.ndarray) else repr(value).encode())
    digest.update(repr(sorted(fixed.items())).encode())
    return digest.hexdigest()
