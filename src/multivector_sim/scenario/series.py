"""Numbers over time in a scenario file, and the shipped series behind them."""

from __future__ import annotations

import itertools
from typing import Annotated, Any

from pydantic import Field, Strict, model_validator
from pydantic_core import PydanticCustomError

from multivector_sim.scenario.quantity import Date, Map, Part, Rows, Text

__all__ = ["CapabilityDriver", "Drivers", "PriceDriver", "Series", "SizeDriver", "Timelines"]

Point = Annotated[tuple[Date, float], Strict(False)]
Break = Annotated[tuple[Date, str], Strict(False)]


class Series(Part):
    """A number over time: one value, points joined by straight lines, or steps.

    Before the first point or step the first value holds, after the last the
    last. A bare number in a file stands for a constant value by judgement.

    Attributes
    ----------
    value, points, steps
        Exactly one of them: a constant; ``[date, value]`` pairs, linear
        between; pairs of which each value holds from its date on.
    source
        Citation, or ``judgement``.
    unit
        Unit for the reader; must be the timeline's own.
    evidence
        ``[date, row]`` pairs: the row of the ledger of events that stands
        behind the point or step of that date.
    """

    value: float | None = None
    points: Rows[Point] | None = None
    steps: Rows[Point] | None = None
    source: Text
    unit: str | None = None
    evidence: Rows[Break] | None = None

    @model_validator(mode="before")
    @classmethod
    def _constant(cls, data: Any) -> Any:
        if isinstance(data, int | float) and not isinstance(data, bool):
            return {"value": data, "source": "judgement"}
        return data

    @model_validator(mode="after")
    def _one_form(self) -> Series:
        rows = self.points if self.points is not None else self.steps
        given = sum(part is not None for part in (self.value, self.points, self.steps))
        if given != 1:
            raise PydanticCustomError(
                "form",
                "exactly one of value, points and steps is needed; {given} received",
                {"given": given},
            )
        if rows is not None and not rows:
            raise PydanticCustomError("empty", "at least one [date, value] pair is needed")
        if rows and any(after[0] <= before[0] for before, after in itertools.pairwise(rows)):
            raise PydanticCustomError("order", "dates must rise from pair to pair")
        return self

    def numbers(self) -> tuple[float, ...]:
        """Return every value that the series names."""
        if self.value is not None:
            return (self.value,)
        return tuple(value for _, value in self.points or self.steps or ())


class CapabilityDriver(Part):
    """Capability as the mean of a power's shares in shipped annual series."""

    shares_of: Rows[str]
    source: Text


class SizeDriver(Part):
    """Economic size: a shipped annual series relative to its value of one year."""

    series: str
    relative_to: Annotated[int, Field(ge=1000, le=3000)]
    source: Text


class PriceDriver(Part):
    """Price: a shipped annual series without actors over a fixed amount in its unit."""

    series: str
    divided_by: Annotated[float, Field(gt=0)]
    source: Text


class Drivers(Part):
    """Shipped annual series that stand behind timelines that are not given."""

    capability: CapabilityDriver | None = None
    size: SizeDriver | None = None
    price: PriceDriver | None = None


ByActor = Map[str, Series]


class Timelines(Part):
    """Numbers over time; units and ranges are those of ``timeline.TIMELINES``.

    Attributes
    ----------
    capability, size, price
        Replace what ``drivers`` gives.
    demand
        Of each power for the pivot's resources.
    guarantee
        Outside guarantee of the pivot against a power.
    spare
        Fraction of the flow that could go round an obstructor.
    institution, regime
        Shared institution and shared regime security, by pair (``RUS-CHN``).
    grievance
        Base grievance of an actor towards another.
    bias
        Error with which a power sees a rival's influence.
    """

    capability: ByActor = Field(default_factory=dict)
    size: ByActor = Field(default_factory=dict)
    price: Series | None = None
    demand: ByActor
    guarantee: ByActor = Field(default_factory=dict)
    spare: Series
    institution: ByActor = Field(default_factory=dict)
    regime: ByActor = Field(default_factory=dict)
    grievance: Map[str, ByActor]
    bias: Map[str, ByActor] = Field(default_factory=dict)
