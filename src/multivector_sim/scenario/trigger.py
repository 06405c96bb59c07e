"""Triggers: levers that change while an observed quantity is past a threshold."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from multivector_sim.model.observed import DRIVERS_SEEN, QUANTITIES_SEEN
from multivector_sim.scenario.dotted import Dotted, dotted
from multivector_sim.scenario.levels import Levels
from multivector_sim.scenario.quantity import Date, Name, Part, Text

__all__ = ["OBSERVED", "Trigger"]

OBSERVED: Final = {**QUANTITIES_SEEN, **dict.fromkeys(DRIVERS_SEEN, "")}
"""What a trigger may watch, and what stands behind the dot: ``tension.RUS-CHN``,
``share.trade.CHN``, ``influence.RUS``; nothing for ``welfare``, ``price`` and ``spare``."""


Threshold = Annotated[float, Field(ge=-1e6, le=1e6)]


class Trigger(Part):
    """Levers that hold while something observed is past a threshold.

    The pivot looks at the start of each quarter, from the second one on, and
    sees the state at the end of the quarter before. Where two triggers set a
    lever, the later one in the file wins; a trigger wins over the schedule.

    Attributes
    ----------
    id, label
        Name by which a derived scenario changes or removes it; words for figures.
    when
        The quantity: see ``OBSERVED``. A tension is the mean of both directions.
    above, below
        Exactly one of them: the threshold past which the trigger begins.
    back
        Where the quantity must be back for it to end (hysteresis): at most
        ``above``, at least ``below``; without it, the threshold itself.
    levers
        ``set`` of the file: the levels that hold meanwhile.
    since, until
        ``from`` and ``to`` of the file: it acts in no other quarters.
    """

    id: Name
    label: Text | None = None
    when: Annotated[str, Field(min_length=1, max_length=80)]
    above: Threshold | None = None
    below: Threshold | None = None
    back: Threshold | None = None
    levers: Levels = Field(alias="set")
    since: Date | None = Field(None, alias="from")
    until: Date | None = Field(None, alias="to")
    source: Text

    @model_validator(mode="after")
    def _thresholds(self) -> Trigger:
        if (self.above is None) == (self.below is None):
            given = "none" if self.above is None else "both"
            raise PydanticCustomError(
                "threshold", "exactly one of above and below is needed; {given} received",
                {"given": given},
            )  # fmt: skip
        if self.back is not None and (
            (self.above is not None and self.back > self.above)
            or (self.below is not None and self.back < self.below)
        ):
            raise PydanticCustomError(
                "hysteresis",
                "back must lie at or before the threshold, on its other side; {back} received",
                {"back": f"{self.back:g}"},
            )
        if self.since is not None and self.until is not None and self.until <= self.since:
            raise PydanticCustomError(
                "interval",
                "to must be later than from; {until} received",
                {"until": f"{self.until:g}"},
            )
        return self

    @property
    def observed(self) -> Dotted:
        """The quantity that it watches."""
        return dotted(self.when, OBSERVED)

    @property
    def threshold(self) -> float:
        """Where it begins."""
        return float(self.above if self.above is not None else self.below or 0.0)
