"""Effects of a lesson, run and counted anew: other measures, another formula of the interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
import pytest
import xarray as xr
from scipy.stats import ttest_rel

import multivector_sim as mv


@cache
def _world(name: str, changes: tuple, windows: tuple, runs: int) -> xr.Dataset:
    scenario = mv.load_scenario(name, dict(changes))
    return mv.simulate(scenario, runs=runs, seed=1, windows=windows)


def world(
    name: str, changes: Mapping[str, float], windows: tuple = (), runs: int = 300
) -> xr.Dataset:
    """Return a world of a lesson, in which windows count what the lesson reads off paths."""
    return _world(name, tuple(sorted(changes.items())), windows, runs)


def agrees(row: Sequence[float], focal: np.ndarray, other: np.ndarray) -> bool:
    """Return whether (mean, low, high) of a lesson is the paired t interval of these runs.

    Student's quantile lies a little above the normal one of the lessons.
    """
    low, high = ttest_rel(focal, other).confidence_interval(0.95)
    middle, half = (low + high) / 2, (high - low) / 2
    return bool(
        row[0] == pytest.approx(middle, rel=1e-6, abs=1e-12)
        and row[1] == pytest.approx(middle - half, abs=0.015 * half)
        and row[2] == pytest.approx(middle + half, abs=0.015 * half)
    )
