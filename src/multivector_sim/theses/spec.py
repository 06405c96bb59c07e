"""What a test of a thesis is: parts that are measured, a claim for each, and what refutes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from multivector_sim.errors import InputError
from multivector_sim.inquiry import Condition, Measure, Value

__all__ = ["Claim", "Part", "Test", "Untestable", "difference", "steeper"]

Claim: TypeAlias = Literal["lower", "higher", "none"]


@dataclass(frozen=True)
class Part:
    """One number that a thesis says something about.

    Parts of one name that differ in what they are compared with are one claim
    against several counterfactuals.

    Attributes
    ----------
    name
        What is measured: ``"Russia-China tension"``.
    against
        With what it is compared, in words; a counterfactual is always named.
    value
        The effect in each draw, from means of runs: focal minus counterfactual.
    claim
        What the thesis says: the effect is ``"lower"`` or ``"higher"`` than
        zero, or there is ``"none"``.
    unit
        Unit of the effect.
    negligible
        Half the width of the band around zero that does not matter, in that
        unit. Needed for ``"none"``; otherwise zero unless the thesis falls
        with an effect too small to matter.
    scored
        False where the policy moves the number by construction: it is shown
        and has no part in the verdict.
    """

    name: str
    against: str
    value: Value
    claim: Claim
    unit: str = "1"
    negligible: float = 0.0
    scored: bool = True

    def __post_init__(self) -> None:
        if self.negligible < 0 or (self.claim == "none" and self.negligible == 0):
            raise InputError(
                f"part {self.name!r}: negligible = {self.negligible} received; 0 or more is "
                "allowed, and more than 0 where the claim is that there is no effect"
            )


@dataclass(frozen=True)
class Test:
    """How a thesis is put to the model.

    Attributes
    ----------
    thesis
        Its id, such as ``"H01"``.
    asks
        What is compared with what, in a sentence or two.
    refuted_by
        The result that would refute it, stated before anything is run.
    parts
        What is measured. All scored parts must hold for the thesis to be supported.
    remark
        What the test leaves out of the claim, or takes for granted; empty where nothing.
    """

    thesis: str
    asks: str
    refuted_by: str
    parts: tuple[Part, ...]
    remark: str = ""

    __test__ = False  # no test of pytest

    def __post_init__(self) -> None:
        if not any(part.scored for part in self.parts):
            raise InputError(f"test of {self.thesis}: no part is scored; at least one must be")


@dataclass(frozen=True)
class Untestable:
    """A thesis that the model cannot be asked.

    Attributes
    ----------
    thesis
        Its id.
    reason
        What the model lacks.
    """

    thesis: str
    reason: str


def difference(focal: Condition, other: Condition, measure: Measure | str) -> Value:
    """Return the value "focal minus other" of a measure.

    Examples
    --------
    >>> from multivector_sim.inquiry import needs_of
    >>> many, few = Condition("many"), Condition("few", policy="isolation")
    >>> list(needs_of(difference(many, few, "autonomy")).values())
    [[Measure(of='autonomy', since=None, until=None, summary='outcome', threshold=None)], \
[Measure(of='autonomy', since=None, until=None, summary='outcome', threshold=None)]]
    """
    return lambda read: read(focal, measure) - read(other, measure)


def steeper(first: Value, second: Value) -> Value:
    """Return the value "first effect minus second effect": an interaction."""
    return lambda read: first(read) - second(read)
