"""Means over futures and runs: closed forms, and a simulation whose error is known."""

from __future__ import annotations

import numpy as np
import pytest

from multivector_sim.sweeps.summary import estimate


def _simulated(rng: np.random.Generator, futures: int, runs: int, *, shared: bool) -> np.ndarray:
    """Numbers with unit variance between futures, noise of 4, and a residual of 0.25."""
    of_futures = rng.normal(size=(futures, 1))
    noise = 2 * rng.normal(size=(1 if shared else futures, runs))
    return of_futures + noise + 0.5 * rng.normal(size=(futures, runs))


@pytest.mark.parametrize("shared", [True, False])
def test_intervals_cover_the_truth_as_often_as_they_say(shared: bool) -> None:
    rng = np.random.default_rng(5)
    samples = 1500
    covered = 0
    for _ in range(samples):
        mean = estimate(_simulated(rng, 30, 12, shared=shared), shared=shared, sampled=True)
        covered += mean.low <= 0 <= mean.high
    assert 0.93 <= covered / samples <= 0.985


def test_runs_that_failed_here_and_there_do_not_make_it_too_sure() -> None:
    """No replication is whole in every future, and the noise that they share still counts."""
    rng = np.random.default_rng(7)
    covered = 0
    for _ in range(600):
        values = _simulated(rng, 40, 12, shared=True)
        values[rng.random(values.shape) < 0.1] = np.nan
        values[np.arange(12), np.arange(12)] = np.nan
        assert not np.isfinite(values).all(axis=0).any()
        mean = estimate(values, shared=True, sampled=True)
        covered += mean.low <= 0 <= mean.high
    assert 0.92 <= covered / 600 <= 0.985


def test_few_replications_are_enough_where_futures_decide() -> None:
    """Two replications with little noise: the interval is that of the futures, not of one pair."""
    rng = np.random.default_rng(8)
    covered, widths = 0, []
    for _ in range(600):
        values = rng.normal(size=(50, 1)) + 0.05 * rng.normal(size=(1, 2))
        values = values + 0.05 * rng.normal(size=(50, 2))
        mean = estimate(values, shared=True, sampled=True)
        covered += mean.low <= 0 <= mean.high
        widths.append((mean.high - mean.low) / 2 / mean.standard_error)
    assert 0.93 <= covered / 600 <= 0.985
    assert np.median(widths) < 2.3


def test_what_is_left_open_has_no_error() -> None:
    """One future of a sample; one replication of noise that all futures share."""
    for shared in (True, False):
        one = estimate(np.array([[1.0, 2.0, 4.0, 9.0]]), shared=shared, sampled=True)
        assert one.mean == 4.0
        assert np.isnan(one.standard_error)
    column = np.array([[1.0], [2.0], [6.0]])
    assert np.isnan(estimate(column, shared=True, sampled=True).standard_error)
    own = estimate(column, shared=False, sampled=True).standard_error
    assert own == pytest.approx(np.std([1, 2, 6], ddof=1) / 3**0.5)


def test_shared_noise_taken_for_own_noise_would_be_too_sure() -> None:
    rng = np.random.default_rng(6)
    covered = 0
    for _ in range(300):
        mean = estimate(_simulated(rng, 30, 12, shared=True), shared=False, sampled=True)
        covered += mean.low <= 0 <= mean.high
    assert covered / 300 < 0.8


def test_one_future_is_the_mean_of_its_runs() -> None:
    values = np.array([[1.0, 2.0, 4.0, 9.0]])
    for shared in (True, False):
        mean = estimate(values, shared=shared, sampled=False)
        assert mean.mean == 4.0
        assert mean.standard_error == pytest.approx(values.std(ddof=1) / 2)


def test_own_noise_counts_futures_and_not_runs() -> None:
    values = np.repeat(np.array([[1.0], [2.0], [6.0]]), 50, axis=1)
    mean = estimate(values, shared=False, sampled=True)
    assert mean.standard_error == pytest.approx(np.std([1, 2, 6], ddof=1) / 3**0.5)


def test_a_grid_without_chance_has_no_error() -> None:
    values = np.repeat(np.array([[1.0], [2.0], [6.0]]), 5, axis=1)
    assert estimate(values, shared=False, sampled=False).standard_error == 0.0
    assert estimate(values, shared=True, sampled=False).standard_error == 0.0


def test_failed_runs_are_left_out_and_not_filled_in() -> None:
    values = np.array([[1.0, 3.0], [np.nan, 5.0], [np.nan, np.nan]])
    mean = estimate(values, shared=False, sampled=True)
    assert mean.mean == pytest.approx((2.0 + 5.0) / 2)
    assert (mean.futures, mean.runs) == (2, 3)


def test_a_single_number_has_a_mean_and_no_interval() -> None:
    mean = estimate(np.array([[3.0]]), shared=True, sampled=True)
    assert mean.mean == 3.0
    assert np.isnan(mean.standard_error)
    assert np.isnan(estimate(np.array([[np.nan]]), shared=True, sampled=True).mean)
