"""Halving the integration step of tension changes means little."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

import multivector_sim as mv
from multivector_sim.ensemble.engine import run_ensemble
from multivector_sim.model.parameters import PARAMETER_NAMES, sample_prior


def mean_tension(inputs, substeps, **settings):
    refined = replace(inputs, substeps=substeps)
    values = run_ensemble(refined, 512, 1, outcomes=["tension_rus_chn"], **settings)
    return values.outcomes["tension_rus_chn"].mean()


def test_step_halving_at_the_defaults():
    inputs = mv.load_scenario("baseline").pack()
    quiet = inputs.parameters.copy()
    quiet[PARAMETER_NAMES.index("tension_noise")] = 0.0
    coarse, fine = (mean_tension(inputs, steps, parameters=quiet) for steps in (1, 2))
    assert abs(fine / coarse - 1.0) < 0.01
    finer = mean_tension(inputs, 4, parameters=quiet)
    # First-order convergence: each halving takes away about half of the error.
    assert abs(finer - fine) < 0.75 * abs(fine - coarse)


def test_step_halving_over_the_prior():
    inputs = mv.load_scenario("baseline").pack()
    ratios = [
        mean_tension(inputs, 2, parameters=own) / mean_tension(inputs, 1, parameters=own)
        for own in sample_prior(12, seed=5)
    ]
    assert np.max(np.abs(np.array(ratios) - 1.0)) < 0.05


def test_too_long_a_step_would_be_noticed():
    """Negative control: with fast fading the quarter is too coarse, and halving shows it."""
    inputs = mv.load_scenario("baseline").pack()
    fast = inputs.parameters.copy()
    fast[PARAMETER_NAMES.index("fatigue")] = 6.0
    coarse, fine = (mean_tension(inputs, steps, parameters=fast) for steps in (1, 2))
    assert abs(fine / coarse - 1.0) > 0.01
