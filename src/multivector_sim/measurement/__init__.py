"""How what is observed relates to what the model holds: series, links, annual means."""

from __future__ import annotations

from multivector_sim.measurement.link import (
    FOREIGN_COVERED,
    Gauge,
    stretch,
    unstretch,
)
from multivector_sim.measurement.series import (
    LAST_FITTED_YEAR,
    Series,
    observed_series,
    power_of,
    series_from,
)
from multivector_sim.measurement.table import read_observations

__all__ = [
    "FOREIGN_COVERED",
    "LAST_FITTED_YEAR",
    "Gauge",
    "Series",
    "observed_series",
    "power_of",
    "read_observations",
    "series_from",
    "stretch",
    "unstretch",
]
