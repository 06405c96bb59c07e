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
from multivector_sim.evidence.theses import (
    THESIS_KINDS,
    Thesis,
    ThesisKind,
    theses,
    thesis,
)

__all__ = [
    "DOUBTFUL",
    "INDICATORS",
    "STATUSES",
    "THESIS_KINDS",
    "CountryFigure",
    "EvidenceRow",
    "Thesis",
    "ThesisKind",
    "countries",
    "event",
    "events",
    "nearest_id",
    "observations",
    "theses",
    "thesis",
]
