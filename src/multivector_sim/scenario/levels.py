"""Levels of levers that a phase or a trigger names; what it leaves out stays as it is."""

from __future__ import annotations

from pydantic import Field

from multivector_sim.scenario.quantity import Fraction, Map, NonNegative, Part

__all__ = ["Levels"]


class Levels(Part):
    """Levels of some levers: all in [0, 1] but openness, which is >= 0; favours in logs."""

    inclusion: Fraction | None = None
    concession: Fraction | None = None
    persuasion: Fraction | None = None
    leveraging: Fraction | None = None
    retention: Fraction | None = None
    openness: NonNegative | None = None
    skill: Fraction | None = None
    institutions: Fraction | None = None
    favour: Map[str, NonNegative] = Field(default_factory=dict)
