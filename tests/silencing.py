"""Tests of theses put to other worlds: a mechanism silenced, or a truth planted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from multivector_sim.inquiry import Condition, Measure, Pool, Read, Value, estimate, needs_of
from multivector_sim.inquiry.condition import prepare
from multivector_sim.model.inputs import Inputs
from multivector_sim.model.variants import MODEL_VARIANTS
from multivector_sim.theses.registry import TESTS
from multivector_sim.theses.spec import Part, Test, Untestable
from multivector_sim.theses.worlds import Scaled, in_world

DRAWS = 10
World = Callable[[Condition], Condition]

still = in_world(
    "nothing changes hands",
    parameters__tender_rate=0.0,
    parameters__trade_adjustment=0.0,
    parameters__cession_size=0.0,
)
"""Shares stay what they were at first."""
unwanted = in_world("nobody wants anything", Scaled("demand", 0.0), Scaled("price", 0.0))


def same(condition: Condition) -> Condition:
    """Return the condition as it is."""
    return condition


@dataclass(frozen=True)
class _Before:
    first: Callable[[Inputs], Inputs]
    then: Callable[[Inputs], Inputs] | None

    def __call__(self, inputs: Inputs) -> Inputs:
        inputs = self.first(inputs)
        return inputs if self.then is None else self.then(inputs)


def before(edit: Callable[[Inputs], Inputs]) -> World:
    """Return what makes a change before the conditions of a test make theirs."""
    return lambda condition: replace(condition, edit=_Before(edit, condition.edit))


def parts_of(thesis: str, start: str = "") -> tuple[Part, ...]:
    """Return the parts of a test whose name starts so; at least one."""
    test = TESTS[thesis]
    assert isinstance(test, Test)
    found = tuple(part for part in test.parts if part.name.startswith(start))
    assert found
    return found


def in_other(value: Value, world: World) -> Value:
    """Return a value with all its conditions in another world."""

    def moved(read: Read) -> NDArray[np.float64]:
        def changed(condition: Condition, measure: Measure | str) -> NDArray[np.float64]:
            return read(world(condition), measure)

        return value(changed)

    return moved


def values(
    thesis: str, pool: Pool, world: World = same, start: str = "", which: str = "prior"
) -> NDArray[np.float64]:
    """Return (parts, draws) values of a test's parts in some world."""
    return np.stack(
        [
            estimate(in_other(part.value, world), pool, which, DRAWS).values
            for part in parts_of(thesis, start)
        ]
    )


def holds(thesis: str, pool: Pool, world: World = same, start: str = "") -> NDArray[np.float64]:
    """Return in which share of draws each part is as claimed, (parts,)."""
    found = []
    for part, row in zip(parts_of(thesis, start), values(thesis, pool, world, start), strict=True):
        as_claimed = {
            "lower": row < -part.negligible,
            "higher": row > part.negligible,
            "none": np.abs(row) <= part.negligible,
        }[part.claim]
        found.append(as_claimed.mean())
    return np.array(found)


def matters(thesis: str, pool: Pool, start: str = "") -> None:
    """Check that every part differs from zero in some draw: it could be otherwise."""
    assert (values(thesis, pool, start=start) != 0).any(axis=1).all()


def prepares(tests: Iterable[Test | Untestable]) -> int:
    """Pack every condition that some tests ask for; return how many there are.

    No condition may fix what a variant of the model fixes, or it could not be run under it.
    """
    needs = needs_of(
        *(part.value for test in tests if isinstance(test, Test) for part in test.parts)
    )
    fixed_by_variants = {name for row in MODEL_VARIANTS for name in row.parameters}
    for condition, measures in needs.items():
        assert not fixed_by_variants & {
            key.removeprefix("parameters.") for key, _ in condition.changes
        }
        scenario = prepare(condition).scenario
        for measure in measures:
            if measure.summary == "outcome":
                measure.outcome(scenario)
            else:
                measure.window(scenario, "window")
    return len(needs)
