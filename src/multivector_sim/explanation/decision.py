"""What a power decided in a quarter, and what it weighed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from multivector_sim.errors import InputError
from multivector_sim.explanation.moved import Shift
from multivector_sim.model.actors import ACTIONS

__all__ = ["NUMBERS", "Decision", "How", "Option"]

How = Literal["drawn", "forced", "kept"]

NUMBERS: Final = {
    "near": "closeness to the pivot's region",
    "strength": "share of the powers' capability",
    "appetite": "appetite learnt from yielding",
    "own": "its influence over the pivot",
    "rival_influence": "influence of the leading rival",
    "wanted": "its demand for the pivot's resources",
    "dependence": "dependence of the pivot on it",
    "means": "what an obstruction would act through: routes and trade",
    "backing": "support of the pivot against it",
    "need": "its own need of the pivot",
    "kept_resources": "share of the resources that the pivot keeps",
    "demand_prevails": "chance that a demand would prevail",
    "obstruction_prevails": "how far an obstruction would prevail",
    "odds": "odds in a confrontation with the rival",
    "target_blame": "share of its concern that it blames on the rival",
    "target_tension": "tension that it feels towards the rival",
    "leverage_economic": "its economic leverage",
    "leverage_transit": "its transit leverage",
    "leverage_security": "its security leverage",
    "tension_to_pivot": "tension that it feels towards the pivot",
    "tension_of_pivot": "tension that the pivot feels towards it",
}
"""Numbers behind a decision, and what they are: in [0, 1], but means, backing and need >= 0."""


@dataclass(frozen=True)
class Option:
    """One action that a power could have taken.

    Attributes
    ----------
    action
        One of ``ACTIONS``.
    value
        Its value in the choice; that of accommodating is 0.
    probability
        Chance that it is drawn, 0 to 1.
    low, high
        It is drawn where the draw lies in [low, high); both in [0, 1].
    cost
        What was taken off for it: value plus cost is what it would gain.
    """

    action: str
    value: float
    probability: float
    low: float
    high: float
    cost: float


@dataclass(frozen=True)
class Decision:
    """What a power decided in a quarter.

    Attributes
    ----------
    quarter
        Such as ``2005Q1``.
    number
        Number of the quarter, from 0.
    year
        Start of the quarter, as a year and its fraction.
    actor
        Code of the power.
    previous, action
        What it did the quarter before, and does now; of ``ACTIONS``.
    how
        ``"drawn"`` from the options, ``"forced"`` by the scenario, or
        ``"kept"``: an obstruction goes on without a new decision.
    drawn
        What the draw gave; it is ``action`` unless that was forced or kept.
    options
        All actions in the order of ``ACTIONS``.
    draw
        The run's random number, in (0, 1).
    rationality
        How closely the choice follows the values; the weight of an option is
        exp(rationality x value), that of obstruction times ``per_length``.
    per_length
        1 over the mean length of an obstruction, quarters.
    rival
        Code of the rival at which a confrontation would be aimed; empty
        without any.
    concern
        Concerns by name (``CONCERNS``), each in [0, 1].
    numbers
        What else was weighed, by the names of ``NUMBERS``.
    chance_before
        Chance of what was drawn in the choice of the quarter before; None in
        the first quarter.
    shift
        Where something else was drawn than done the quarter before: how its
        value over that of the former action changed since then, and what
        moved it. None otherwise, and in the first quarter.
    """

    quarter: str
    number: int
    year: float
    actor: str
    previous: str
    action: str
    how: How
    drawn: str
    options: tuple[Option, ...]
    draw: float
    rationality: float
    per_length: float
    rival: str
    concern: Mapping[str, float]
    numbers: Mapping[str, float]
    chance_before: float | None = None
    shift: Shift | None = None

    def option(self, action: str) -> Option:
        """Return one of the options.

        Raises
        ------
        InputError
            If there is no such action.
        """
        if action not in ACTIONS:
            raise InputError(f"action: {action!r} received; allowed are {', '.join(ACTIONS)}")
        return self.options[ACTIONS.index(action)]

    @property
    def changed(self) -> bool:
        """Whether the power does something else than the quarter before."""
        return self.action != self.previous

    @property
    def best(self) -> Option:
        """The option that is likeliest to be drawn; the earlier one of equals."""
        return max(self.options, key=lambda option: option.probability)

    @property
    def runner_up(self) -> Option:
        """The likeliest option besides the one that was drawn; the earlier one of equals."""
        others = [option for option in self.options if option.action != self.drawn]
        return max(others, key=lambda option: option.probability)

    @property
    def lead(self) -> float:
        """Value of what was drawn minus that of the runner-up; negative where chance decided."""
        return self.lead_over(self.runner_up.action)

    def lead_over(self, action: str) -> float:
        """Return the value of what was drawn minus that of another action.

        Raises
        ------
        InputError
            If there is no such action.
        """
        return self.option(self.drawn).value - self.option(action).value

    @property
    def nearest(self) -> tuple[Option, float]:
        """The option that a nearby draw would have given, and how far the draw was from it."""
        others = [
            option
            for option in self.options
            if option.action != self.drawn and option.high > option.low
        ]
        if not others:
            return self.option(self.drawn), 1.0
        option = min(others, key=lambda other: self.distance(other.action))
        return option, self.distance(option.action)

    def distance(self, action: str) -> float:
        """Return how far the draw lies from those that give an action; 0 where it gives it.

        Raises
        ------
        InputError
            If there is no such action.
        """
        other = self.option(action)
        if action == self.drawn:
            return 0.0
        return max(other.low - self.draw, self.draw - other.high, 0.0)

    def document(self) -> dict[str, Any]:
        """Return the decision as plain data for JSON."""
        near, distance = self.nearest
        return {
            "quarter": self.quarter,
            "year": self.year,
            "actor": self.actor,
            "previous": self.previous,
            "action": self.action,
            "how": self.how,
            "drawn": self.drawn,
            "draw": self.draw,
            "options": [vars(option) for option in self.options],
            "runner_up": self.runner_up.action,
            "lead": self.lead,
            "nearest": near.action,
            "nearest_distance": distance,
            "rationality": self.rationality,
            "per_length": self.per_length,
            "rival": self.rival,
            "concern": dict(self.concern),
            "chance_before": self.chance_before,
            "shift": None
            if self.shift is None
            else {"size": self.shift.size, "parts": dict(self.shift.parts)},
            "numbers": dict(self.numbers),
        }
