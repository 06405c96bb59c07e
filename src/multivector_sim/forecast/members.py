"""Parameters with which the members of a forecast start."""

from __future__ import annotations

import numpy as np

from multivector_sim.forecast.assimilation import ParameterSets
from multivector_sim.model.inputs import Inputs
from multivector_sim.model.parameters import LINK, sample_prior

__all__ = ["starting_sets"]


def starting_sets(inputs: Inputs, members: int, seed: int) -> ParameterSets:
    """Return parameter sets drawn from the prior.

    Parameters
    ----------
    inputs
        The scenario; only for its size.
    members
        Number of sets, >= 2.
    seed
        Seed of the draws.
    """
    generator = np.random.Generator(np.random.PCG64([seed, 0]))
    return ParameterSets(sample_prior(members, seed), generator.uniform(*LINK.prior, members))
