"""What prior and accepted runs would show of the observed series, year by year."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from multivector_sim.calibration.accepted_set import AcceptedSet
from multivector_sim.calibration.table import Request
from multivector_sim.calibration.targets import ERRORS, PERIODS, prior_sets
from multivector_sim.ensemble.engine import run_ensemble
from multivector_sim.measurement import Gauge, observed_series, stretch, unstretch
from multivector_sim.model.chance import normal_deviates

__all__ = ["PREDICTED", "QUANTILES", "predictive_check"]

FloatArray = NDArray[np.float64]

QUANTILES: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Ends of the 90 and 50 % bands, and the middle."""

PREDICTED: Final = 1000
"""Runs of each kind."""


def predictive_check(
    request: Request, accepted: AcceptedSet, *, threads: int | None = None
) -> pd.DataFrame:
    """Run joint sets of the accepted, and as many of the prior, and read the series.

    Parameters
    ----------
    request
        Scenario and seed.
    accepted
        The accepted set.
    threads
        Threads of the engine; None for one a core.

    Returns
    -------
    pandas.DataFrame
        Columns ``indicator``, ``actor``, ``partner``, ``year``, ``sets``
        (``prior`` or ``accepted``), ``q05``, ``q25``, ``q50``, ``q75``,
        ``q95`` (shares, errors of measurement and model included) and
        ``observed`` (missing where there is no figure).
    """
    inputs = request.world.pack()
    series = [row for row in observed_series() if row.indicator in PERIODS]
    gauge = Gauge(series, inputs)
    years = sorted({int(year) for row in series for year in row.years})
    numbers = np.arange(PREDICTED, dtype=np.uint64)
    tables = []
    for name, (sets, link) in (
        ("prior", prior_sets(request.seed, numbers)),
        ("accepted", accepted.sets(PREDICTED, request.seed)),
    ):
        raw = run_ensemble(
            inputs, PREDICTED, request.seed, parameters=sets, outcomes=["obstructions_by_actor"],
            windows=gauge.windows(years), threads=threads,
        )  # fmt: skip
        expected = gauge.expected(gauge.gather(raw.windows, years), link)
        for place, row in enumerate(series):
            size = ERRORS[row.indicator]
            offset = size.offset * normal_deviates(f"offset of {row.label}", request.seed, numbers)
            for at, year in enumerate(years):
                if not row.years.min() <= year <= row.years.max():
                    continue
                noise = normal_deviates(f"noise of {row.label} {year}", request.seed, numbers)
                angle = stretch(expected[:, at, place]) + offset + size.noise * noise
                found = np.quantile(unstretch(angle), QUANTILES)
                figure = row.at(year)
                tables.append((
                    row.indicator, row.actor, row.partner, year, name, *found.tolist(),
                    np.nan if figure is None else figure,
                ))  # fmt: skip
    return pd.DataFrame(
        tables,
        columns=["indicator", "actor", "partner", "year", "sets",
                 *(f"q{100 * q:02.0f}" for q in QUANTILES), "observed"],
    )  # fmt: skip
