"""Effects run anew with another seed and another statistic, to put beside those of a lesson."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
import xarray as xr
from scipy.stats import ttest_rel

import multivector_sim as mv

SEED, RUNS = 2, 300


@cache
def _world(name: str, changes: tuple[tuple[str, float], ...], windows: tuple) -> xr.Dataset:
    scenario = mv.load_scenario(name, dict(changes))
    return mv.simulate(scenario, runs=RUNS, seed=SEED, windows=windows)


def world(name: str, changes: Mapping[str, float], windows: tuple = ()) -> xr.Dataset:
    """Return a world on draws that no lesson has seen; windows in place of paths."""
    return _world(name, tuple(sorted(changes.items())), windows)


def agrees(row: list[float], focal, other) -> bool:
    """Return whether a lesson's (mean, low, high) is that of other draws, as far as chance goes.

    The two means may differ by four standard errors of their difference, and
    the widths of the two intervals by a third; another formula makes the second.
    """
    other_test = ttest_rel(focal, other)
    low, high = other_test.confidence_interval(0.95)
    mean = float(np.mean(np.asarray(focal) - np.asarray(other)))
    half = (row[2] - row[1]) / 2
    allowed = 4 * np.hypot(half, (high - low) / 2) / 1.96
    return bool(
        row[1] < row[0] < row[2]
        and abs(row[0] - mean) <= allowed
        and 0.67 < 2 * half / (high - low) < 1.5
    )
