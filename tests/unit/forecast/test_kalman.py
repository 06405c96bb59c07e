"""The correction step against the Kalman filter, worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from multivector_sim.errors import InputError
from multivector_sim.forecast.kalman import correct

MEMBERS = 200_000


def generator(seed: int = 1) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def test_a_linear_normal_problem_tends_to_the_kalman_filter() -> None:
    """Two states, two observations that mix them: mean and covariance in closed form."""
    mean, covariance = np.array([1.0, -2.0]), np.array([[2.0, 0.6], [0.6, 1.0]])
    mixing = np.array([[1.0, 0.5], [0.0, 2.0]])
    noise, observed = np.array([0.5, 1.5]), np.array([2.0, -1.0])
    state = generator().multivariate_normal(mean, covariance, MEMBERS)
    corrected = correct(state, state @ mixing.T, observed, noise, generator(2))
    spread = mixing @ covariance @ mixing.T + np.diag(noise**2)
    gain = covariance @ mixing.T @ np.linalg.inv(spread)
    assert corrected.mean(axis=0) == pytest.approx(
        mean + gain @ (observed - mixing @ mean), abs=0.01
    )
    assert np.cov(corrected.T) == pytest.approx(covariance - gain @ mixing @ covariance, abs=0.02)


def test_a_random_walk_reaches_its_steady_variance() -> None:
    """Local level: P = (q + sqrt(q^2 + 4 q r)) / 2 before a figure (Harvey 1989, 4.3.1)."""
    q, r = 0.3, 1.2
    draws, state = generator(), np.zeros((MEMBERS, 1))
    for _ in range(60):
        state = state + np.sqrt(q) * draws.standard_normal(state.shape)
        before = state.var()
        state = correct(state, state, np.array([draws.normal()]), np.array([np.sqrt(r)]), draws)
    assert before == pytest.approx((q + np.sqrt(q * q + 4 * q * r)) / 2, rel=0.02)


def test_what_has_nothing_to_do_with_the_figures_keeps_its_mean() -> None:
    state = generator().standard_normal((MEMBERS, 2))
    corrected = correct(state, state[:, :1], np.array([3.0]), np.array([0.1]), generator(2))
    assert corrected[:, 0].mean() == pytest.approx(3.0 / 1.01, abs=0.02)
    assert corrected[:, 1].mean() == pytest.approx(0.0, abs=0.02)


def test_a_figure_without_weight_changes_nothing() -> None:
    state = generator().standard_normal((500, 3))
    corrected = correct(state, state[:, :1], np.array([9.0]), np.array([1e6]), generator(2))
    assert corrected == pytest.approx(state, abs=1e-4)


def test_the_same_seed_gives_the_same_bits() -> None:
    state = generator().standard_normal((50, 3))
    given = state, state[:, :2], np.zeros(2), np.ones(2)
    assert (correct(*given, generator(5)) == correct(*given, generator(5))).all()
    assert (correct(*given, generator(5)) != correct(*given, generator(6))).any()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"predicted": np.zeros((4, 1))}, "as many of one as of the other"),
        ({"state": np.zeros((1, 2)), "predicted": np.zeros((1, 1))}, "at least two"),
        ({"observed": np.zeros(2)}, r"\(1,\) of each"),
        ({"noise": np.zeros(1)}, "must be positive"),
        ({"observed": np.array([np.nan])}, "not finite"),
    ],
)
def test_faults_are_told(change: dict[str, np.ndarray], words: str) -> None:
    given = {
        "state": np.ones((5, 2)),
        "predicted": np.ones((5, 1)),
        "observed": np.ones(1),
        "noise": np.ones(1),
    } | change
    with pytest.raises(InputError, match=words):
        correct(**given, generator=generator())
