"""The correction step of the ensemble Kalman filter."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from multivector_sim.errors import InputError

__all__ = ["correct"]

FloatArray = NDArray[np.float64]


def correct(
    state: FloatArray,
    predicted: FloatArray,
    observed: FloatArray,
    noise: FloatArray,
    generator: np.random.Generator,
) -> FloatArray:
    """Return an ensemble corrected by what was observed.

    The ensemble Kalman filter with perturbed observations (Evensen 1994,
    Burgers, van Leeuwen and Evensen 1998): the gain is that of the Kalman
    filter with the covariances of the ensemble, and each member is drawn
    towards an observation with an error of its own. For a linear model with
    normal errors it tends to the Kalman filter as members grow.

    Parameters
    ----------
    state
        (N, D) what is corrected, on scales without bounds.
    predicted
        (N, K) what each member predicts of the observations, without their
        errors.
    observed
        (K,) what was observed.
    noise
        (K,) standard deviation of the errors of observation, > 0.
    generator
        Draws the errors of the members; centred, so that they add no bias.

    Returns
    -------
    numpy.ndarray
        (N, D).

    Raises
    ------
    InputError
        If shapes do not fit, there are fewer than two members, or a number
        is not finite or a deviation not positive.
    """
    members, count = predicted.shape
    if state.shape[0] != members or members < 2:
        raise InputError(
            f"filter: {state.shape[0]} states and {members} predictions received; "
            "as many of one as of the other are needed, and at least two"
        )
    if observed.shape != (count,) or noise.shape != (count,):
        raise InputError(
            f"filter: {observed.shape} observations with {noise.shape} deviations received; "
            f"({count},) of each are needed"
        )
    if not (noise > 0.0).all():
        raise InputError(f"filter: deviations {noise.min()} received; they must be positive")
    if not all(np.isfinite(part).all() for part in (state, predicted, observed)):
        raise InputError("filter: a state, prediction or observation is not finite")
    apart = predicted - predicted.mean(axis=0)
    around = state - state.mean(axis=0)
    spread = apart.T @ apart / (members - 1) + np.diag(noise**2)
    shared = around.T @ apart / (members - 1)
    errors = generator.standard_normal((members, count)) * noise
    errors -= errors.mean(axis=0)
    gain = np.linalg.solve(spread, shared.T)  # (K, D): the covariance is symmetric
    corrected: FloatArray = state + (observed + errors - predicted) @ gain
    return corrected
