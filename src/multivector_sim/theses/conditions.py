"""Conditions that many tests share, and comparisons with the four named counterfactuals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from multivector_sim.experiments.counterfactuals import COUNTERFACTUALS
from multivector_sim.inquiry import Condition, Measure
from multivector_sim.theses.readings import Contrast
from multivector_sim.theses.spec import Claim, Part, difference

__all__ = [
    "BLOCS",
    "CONTEXTS",
    "FOUR",
    "HEDGE",
    "ISOLATION",
    "LEVELS",
    "MERIT",
    "MULTIVECTOR",
    "RECORDED",
    "SMALLEST",
    "against_four",
    "four",
    "lever",
    "of_levers",
    "put_into",
    "without",
]

RECORDED: Final = Condition("the policy as recorded")
MULTIVECTOR: Final = Condition("the multi-vector policy throughout", policy="multivector")
FOUR: Final[Mapping[str, Condition]] = MappingProxyType(
    {name: Condition(name, policy=name) for name in COUNTERFACTUALS}
)
"""The four counterfactuals, in the world as recorded."""
BLOCS: Final = ("bandwagon_russia", "bandwagon_china", "pro_west")
"""Those of them that leave a side out."""

MERIT: Final = FOUR["laissez_faire"]
"""Merit tenders: every lever at zero."""

CONTEXTS: Final = (("the multi-vector policy", MULTIVECTOR), ("merit tenders", MERIT))
"""Two policies in which a change is asked about, and what they are called in a sentence."""
HEDGE: Final = Condition("leveraging high, retention low", policy="hedge")
ISOLATION: Final = Condition("few tenders, all kept", policy="isolation")

LEVELS: Final[Mapping[str, float]] = MappingProxyType(
    {
        "inclusion": 0.8,
        "concession": 0.6,
        "persuasion": 0.8,
        "leveraging": 0.4,
        "retention": 0.6,
    }
)
"""Levels of the levers in the multi-vector policy."""

SMALLEST: Final[Mapping[str, float]] = MappingProxyType(
    {
        "tension": 0.005,
        "concern": 0.01,
        "share": 0.01,
        "autonomy": 0.01,
        "welfare": 0.1,
        "count": 0.1,
        "terms": 0.005,
        "leverage": 0.005,
    }
)
"""Smallest effects that matter, by kind of measure, in its unit: judgement.

A tension of 0.005 is about a tenth of the mean between Russia and China in the
recorded world, a hundredth of autonomy is a quarter and a half of coercion in 34 years.
"""


def against_four(
    name: str,
    measure: Measure | str,
    claim: Claim,
    focal: Condition = MULTIVECTOR,
    unit: str = "1",
    scored: bool = True,
) -> tuple[Part, ...]:
    """Return one part for each of the four named counterfactuals."""
    return tuple(
        Part(name, other, difference(focal, condition, measure), claim, unit, scored=scored)
        for other, condition in FOUR.items()
    )


def lever(name: str, level: float, inside: Condition = MULTIVECTOR) -> Condition:
    """Return a condition with a lever held at one level throughout.

    Parameters
    ----------
    name
        Lever, such as ``"concession"``.
    level
        Its level, 0 to 1 (openness: >= 0).
    inside
        The other levers and the world. Merit tenders without a lever are merit
        tenders, so that runs are shared.
    """
    if inside == MERIT and level == 0.0:
        return inside
    return replace(
        inside,
        words=f"{inside.words}, {name} {level:g}",
        changes=(*inside.changes, (f"policy.{name}", float(level))),
    )


def without(name: str, inside: Condition = MULTIVECTOR) -> Condition:
    """Return a condition without a lever."""
    return lever(name, 0.0, inside)


def put_into(inside: Condition, *names: str) -> Condition:
    """Return a condition with some levers at their level in the multi-vector policy."""
    for name in names:
        inside = lever(name, LEVELS[name], inside)
    return inside


def of_levers(
    *names: str, alike: Callable[[Condition], Condition] = lambda condition: condition
) -> tuple[Contrast, Contrast]:
    """Return two contrasts that show what some levers do.

    They are taken out of the multi-vector policy, and put alone into merit tenders.

    Parameters
    ----------
    names
        Levers, together.
    alike
        A change of the world that all four conditions share.
    """
    bare = MULTIVECTOR
    for name in names:
        bare = without(name, bare)
    return (
        Contrast("the multi-vector policy without it", alike(MULTIVECTOR), alike(bare)),
        Contrast("merit tenders without it", alike(put_into(MERIT, *names)), alike(MERIT)),
    )


def four(focal: Condition = MULTIVECTOR) -> tuple[Contrast, ...]:
    """Return the contrasts of a condition with the four named counterfactuals."""
    return tuple(Contrast(name, focal, condition) for name, condition in FOUR.items())
