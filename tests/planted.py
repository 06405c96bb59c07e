"""Worlds in which a thesis must hold, must fail, or must say nothing: to test its test."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from multivector_sim.inquiry import Condition, Measure, Pool, Read, Value, effect_of, estimate
from multivector_sim.inquiry.condition import Prepared, prepare
from multivector_sim.inquiry.reading import needs_of
from multivector_sim.theses import how_tested
from multivector_sim.theses.rules import Verdict, share_of, verdict_of
from multivector_sim.theses.spec import Part, Test

FloatArray = NDArray[np.float64]
Change = Callable[[Condition], Condition]

NOBODY_ASKS: Mapping[str, float] = {"demand_cost": 50.0, "cession_threshold": 100.0}
"""No demand is ever made, and nothing offered in advance: concession never finds an occasion."""
NO_COERCION: Mapping[str, float] = {
    "demand_cost": 50.0,
    "obstruction_cost": 50.0,
    "coercion_hazard": 0.0,
}
"""No power ever demands, obstructs or coerces."""
INERT_INCLUSION: Mapping[str, float] = {
    "award_concentration": 0.0,
    "deception_gain": 0.0,
    "inclusion_entitlement": 0.0,
    "perception_noise": 0.0,
}
"""Inclusion changes neither awards, nor offence, nor what is expected, nor what is seen."""
INERT_LEVERAGING: Mapping[str, float] = {
    "counterdominance_tilt": 0.0,
    "leader_provocation": 0.0,
    "outside_option_backing": 0.0,
    "wedge_friction": 0.0,
}
"""Leveraging costs and does nothing."""


def fixed(parameters: Mapping[str, float]) -> Change:
    """Return a change that holds parameters at one value in every draw."""

    def change(condition: Condition) -> Condition:
        values = {f"parameters__{name}": value for name, value in parameters.items()}
        return condition.changed(f"{condition.words}, {dict(parameters)}", **values)

    return change


def in_world(value: Value, change: Change) -> Value:
    """Return a value with every one of its conditions changed."""

    def under(read: Read) -> FloatArray:
        def changed(condition: Condition, measure: Measure | str) -> FloatArray:
            return read(change(condition), measure)

        return value(changed)

    return under


def parts(thesis: str, words: str = "") -> list[Part]:
    """Return the parts of a test whose name has some words in it; at least one."""
    test = how_tested(thesis)
    assert isinstance(test, Test)
    found = [part for part in test.parts if words in part.name]
    assert found, f"{thesis} has no part {words!r}"
    return found


def values(part: Part, pool: Pool, change: Change = lambda condition: condition) -> FloatArray:
    """Return the value of a part in fifty draws of the prior, in a changed world."""
    return estimate(in_world(part.value, change), pool, "prior", 50).values


def verdict(part: Part, pool: Pool, change: Change = lambda condition: condition) -> Verdict:
    """Return what would be said of one part over these draws, in a changed world."""
    found = estimate(in_world(part.value, change), pool, "prior", 50)
    return verdict_of(share_of(effect_of(found, part.negligible), part.claim))


def prepared_conditions(tests: tuple[object, ...]) -> list[tuple[Prepared, list[Measure]]]:
    """Return every condition that tests ask for, packed, and what is read of it."""
    asked = [part.value for test in tests if isinstance(test, Test) for part in test.parts]
    return [(prepare(condition), read) for condition, read in needs_of(*asked).items()]
