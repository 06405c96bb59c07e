"""What is read from one condition: one measure, or a function of several."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from multivector_sim.inquiry import Condition, Measure, Read, Value, above
from multivector_sim.model.actors import DEMAND, OBSTRUCT
from multivector_sim.theses.spec import Claim, Part, steeper

__all__ = [
    "Contrast",
    "Reading",
    "contrasted",
    "gap",
    "interactions",
    "logarithm",
    "one",
    "parts_of",
    "pressing",
    "quarters_with",
    "ratio",
    "reprisals",
    "total",
]

FloatArray = NDArray[np.float64]
Reading: TypeAlias = Callable[[Read, Condition], FloatArray]
"""Gives one number a draw of a condition, (D,)."""


class Contrast(NamedTuple):
    """Two conditions to compare.

    Attributes
    ----------
    against
        What the second is, in words: the counterfactual.
    focal, other
        The effect is focal minus other.
    """

    against: str
    focal: Condition
    other: Condition


def one(measure: Measure | str) -> Reading:
    """Return the reading of a single measure."""
    return lambda read, condition: read(condition, measure)


def total(*measures: Measure | str) -> Reading:
    """Return the sum of some measures.

    Examples
    --------
    >>> value = contrasted(Condition("a"), Condition("b"), total("autonomy", "welfare"))
    >>> float(value(lambda condition, measure: np.array([2.0]))[0])
    0.0
    """
    return lambda read, condition: np.sum(
        [read(condition, measure) for measure in measures], axis=0
    )


def gap(upper: Reading, lower: Reading) -> Reading:
    """Return one reading minus another of the same condition."""
    return lambda read, condition: upper(read, condition) - lower(read, condition)


def ratio(upper: Reading, lower: Reading, least: float = 0.0) -> Reading:
    """Return one reading over another.

    NaN in a draw whose denominator is not above ``least``, >= 0: there, a mean
    over few events would tell of the runs and not of the draw.
    """

    def value(read: Read, condition: Condition) -> FloatArray:
        above_line, below_line = upper(read, condition), lower(read, condition)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(below_line > least, above_line / below_line, np.nan)

    return value


def logarithm(reading: Reading) -> Reading:
    """Return the natural logarithm of a reading; NaN in a draw in which it is not above zero."""

    def value(read: Read, condition: Condition) -> FloatArray:
        found = reading(read, condition)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(found > 0.0, np.log(found), np.nan)

    return value


def quarters_with(
    actor: str,
    first: int,
    last: int | None = None,
    since: float | None = None,
    until: float | None = None,
) -> Reading:
    """Return the share of quarters in which a power acts in some ways, 0 to 1.

    Parameters
    ----------
    actor
        Code of the power.
    first, last
        Actions by index (``model.actors.ACTIONS``), first to last, both
        counted; without last, ``first`` alone.
    since, until
        Quarters that start in [since, until).
    """
    end = first if last is None else last
    name = f"action.{actor}"
    return gap(
        one(above(name, first - 0.5, since, until)), one(above(name, end + 0.5, since, until))
    )


def pressing(actor: str, since: float | None = None, until: float | None = None) -> Reading:
    """Return the share of quarters in which a power demands or obstructs, 0 to 1."""
    return quarters_with(actor, DEMAND, OBSTRUCT, since, until)


def reprisals(power: str) -> Reading:
    """Return quarters of obstruction and crises by a power."""
    return total(f"obstructions_by_actor[{power}]", f"crises_by_actor[{power}]")


def contrasted(focal: Condition, other: Condition, reading: Reading) -> Value:
    """Return the value "focal minus other" of a reading."""
    return lambda read: reading(read, focal) - reading(read, other)


def parts_of(
    name: str,
    contrasts: Iterable[Contrast],
    reading: Reading,
    claim: Claim,
    unit: str = "1",
    negligible: float = 0.0,
    scored: bool = True,
) -> tuple[Part, ...]:
    """Return one part for each of some contrasts: one claim against several counterfactuals."""
    return tuple(
        Part(
            name,
            row.against,
            contrasted(row.focal, row.other, reading),
            claim,
            unit,
            negligible,
            scored,
        )
        for row in contrasts
    )


def interactions(
    name: str,
    first: Iterable[Contrast],
    second: Iterable[Contrast],
    reading: Reading,
    unit: str = "1",
) -> tuple[Part, ...]:
    """Return the claim that effects in some contrasts are lower than those in others.

    Parameters
    ----------
    name, unit
        Of the parts.
    first, second
        Contrasts, pair by pair; the first of each pair names the counterfactual.
    reading
        What the effects are on.
    """
    return tuple(
        Part(
            name,
            row.against,
            steeper(
                contrasted(row.focal, row.other, reading),
                contrasted(than.focal, than.other, reading),
            ),
            "lower",
            unit,
        )
        for row, than in zip(first, second, strict=True)
    )
