"""Bands are NumPy's quantiles, to the bit."""

from __future__ import annotations

import numpy as np
import pytest

from multivector_sim.classroom.runs import quantiles
from multivector_sim.plots.fan import BANDS


@pytest.mark.parametrize("shape", [(1, 3), (2, 3), (200, 17, 4), (1000, 5), (7, 1, 2, 3)])
def test_quantiles_are_those_of_numpy(shape):
    values = np.random.default_rng(sum(shape)).random(shape)
    values[0] = values[-1]  # ties
    for given in (values, np.asfortranarray(values), values.round(1)):
        assert np.array_equal(quantiles(given), np.quantile(given, BANDS, axis=0))
