"""A calibration whose numbers are made up, so that figures of it have known answers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from multivector_sim.calibration import AcceptedSet, Calibration
from multivector_sim.calibration.checks import RANKS
from multivector_sim.calibration.targets import FITTED, FITTED_NAMES, PERIODS
from multivector_sim.measurement import observed_series

ROWS = 200
PSEUDO = 400
UNEVEN = "reaction"
"""Its ranks are heaped at both ends."""
TIED = ("trade_adjustment", "russia_trade_attraction")
"""Their accepted values rise together."""


def made_calibration() -> Calibration:
    """Return accepted values in the lower half of each prior; ranks are level, but one."""
    generator = np.random.default_rng(11)
    units = 0.5 * generator.random((ROWS, len(FITTED)))
    first, second = (FITTED_NAMES.index(name) for name in TIED)
    units[:, second] = 0.95 * units[:, first] + 0.05 * units[:, second]
    low, high = np.array([row.row.prior for row in FITTED]).T
    values = low + (high - low) * units
    ranks = np.stack([generator.permutation(PSEUDO) % (RANKS + 1) for _ in FITTED], axis=1)
    heaped = np.where(np.arange(PSEUDO) % 2, 2, RANKS - 2)
    ranks[:, FITTED_NAMES.index(UNEVEN)] = heaped
    record = {
        "scenario": "baseline", "simulations": 20_000, "accept": ROWS, "seed": 1,
        "sha256": "0" * 64,
        "method": "rejection", "pseudo_records": PSEUDO,
        "record": {"farther_in_fitted_directions": 0.4, "farther_in_all_summaries": 0.6,
                   "outlier": False},
        "checks": {"rejection": {"score": 0.13, "uneven": [UNEVEN], "smallest_p_value": 0.0}},
    }  # fmt: skip
    parameters = pd.DataFrame({
        "parameter": FITTED_NAMES,
        "default": [row.row.default for row in FITTED],
        "prior_low": low,
        "prior_high": high,
        "mean": values.mean(axis=0),
        "q05": np.quantile(values, 0.05, axis=0),
        "q95": np.quantile(values, 0.95, axis=0),
        "contraction_here": 1 - 12 * units.var(axis=0),
        "contraction": np.linspace(0, 0.9, len(FITTED)),
        "explained": 0.5,
        "covered_50": 0.5,
        "covered_90": 0.9,
        "p_value": [0.0 if name == UNEVEN else 0.4 for name in FITTED_NAMES],
        "uneven": [name == UNEVEN for name in FITTED_NAMES],
        "reason": [row.reason for row in FITTED],
    })  # fmt: skip
    summaries = pd.DataFrame({"summary": ["one", "two"], "place": [0.5, 0.999]})
    return Calibration(
        AcceptedSet(FITTED_NAMES, values, record["sha256"], record), parameters,
        pd.DataFrame(ranks, columns=list(FITTED_NAMES)), summaries, _predictive(),
    )  # fmt: skip


def _predictive() -> pd.DataFrame:
    rows = []
    for series in observed_series():
        if series.indicator not in PERIODS:
            continue
        for sets, half in (("prior", 0.1), ("accepted", 0.05)):
            for year, value in zip(series.years, series.values, strict=True):
                bands = [max(0.0, value + half * side) for side in (-1, -0.4, 0, 0.4, 1)]
                rows.append((
                    series.indicator, series.actor, series.partner, int(year), sets, *bands, value,
                ))  # fmt: skip
    return pd.DataFrame(
        rows,
        columns=["indicator", "actor", "partner", "year", "sets", "q05", "q25", "q50", "q75", "q95",
                 "observed"],
    )  # fmt: skip
