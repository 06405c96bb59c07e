"""What is known from outside the model, each figure with its source."""

from __future__ import annotations

from multivector_sim.evidence.alternatives import CHANGES, Alternative, alternatives
from multivector_sim.evidence.citations import documents, naming
from multivector_sim.evidence.countries import CountryFigure, countries
from multivector_sim.evidence.events import (
    DOUBTFUL,
    STATUSES,
    EvidenceRow,
    Status,
    event,
    events,
    nearest_id,
)
from multivector_sim.evidence.nearest_number import nearest_number
from multivector_sim.evidence.observations import INDICATORS, observations
from multivector_sim.evidence.parameters import (
    SUPPORTS,
    ParameterRow,
    parameter_row,
    parameter_rows,
)
from multivector_sim.evidence.series import SeriesRow, series_rows
from multivector_sim.evidence.theses import (
    THESIS_KINDS,
    Thesis,
    ThesisKind,
    theses,
    thesis,
)

__all__ = [
    "CHANGES",
    "DOUBTFUL",
    "INDICATORS",
    "STATUSES",
    "SUPPORTS",
    "THESIS_KINDS",
    "Alternative",
    "CountryFigure",
    "EvidenceRow",
    "ParameterRow",
    "SeriesRow",
    "Status",
    "Thesis",
    "ThesisKind",
    "alternatives",
    "countries",
    "documents",
    "event",
    "events",
    "naming",
    "nearest_id",
    "nearest_number",
    "observations",
    "parameter_row",
    "parameter_rows",
    "series_rows",
    "theses",
    "thesis",
]
