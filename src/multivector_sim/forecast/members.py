"""Parameters with which the members of a forecast start."""

from __future__ import annotations

import numpy as np

from multivector_sim.calibration.targets import prior_sets
from multivector_sim.forecast.assimilation import ParameterSets

__all__ = ["starting_sets"]


def starting_sets(members: int, seed: int) -> ParameterSets:
    """Return parameter sets drawn from the prior, as those of a calibration are.

    The accepted set is not used: it rests on all figures up to 2013, and would
    tell forecasts from earlier origins what came after them.

    Parameters
    ----------
    members
        Number of sets, >= 2.
    seed
        Seed of the draws.
    """
    return ParameterSets(*prior_sets(seed, np.arange(members, dtype=np.uint64)))
