"""What is known from outside the model, each figure with its source."""

from __future__ import annotations

from multivector_sim.evidence.countries import CountryFigure, countries
from multivector_sim.evidence.events import (
    DOUBTFUL,
    STATUSES,
    EvidenceRow,
    event,
    events,
    nearest_id,
)
from multivector_sim.evidence.observations import INDICATORS, observations

__all__ = [
    "DOUBTFUL",
    "INDICATORS",
    "STATUSES",
    "CountryFigure",
    "EvidenceRow",
    "countries",
    "event",
    "events",
    "nearest_id",
    "observations",
]
