"""Errors of functions of means, and summaries over draws, against closed forms and simulation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from scipy import stats

from multivector_sim.inquiry import (
    BATCHES,
    Condition,
    Estimates,
    Measure,
    Pool,
    effect_of,
    estimate,
    needs_of,
)

ONE, OTHER = Condition("one"), Condition("other", policy="isolation")


class Given(Pool):
    """Gives made-up means in place of runs."""

    def __init__(self, **tables: np.ndarray) -> None:
        super().__init__(seeds=8)
        self.tables = tables

    def means(
        self, condition: Condition, measures: Sequence[Measure], which: str, draws: int
    ) -> np.ndarray:
        return np.stack([self.tables[condition.words][:draws] for _ in measures], axis=2)


def test_the_error_of_a_difference_is_that_of_batch_means() -> None:
    rng = np.random.default_rng(3)
    one, other = rng.normal(size=(2, 40, BATCHES))
    found = estimate(
        lambda read: read(ONE, "autonomy") - read(OTHER, "autonomy"),
        Given(one=one, other=other),
        "prior",
        40,
    )
    gap = one - other
    assert found.values == pytest.approx(gap.mean(axis=1))
    assert found.errors == pytest.approx(stats.sem(gap, axis=1))


def test_the_error_of_a_ratio_is_that_of_the_delta_method() -> None:
    rng = np.random.default_rng(4)
    many = 400
    one = rng.normal(3.0, 0.1, size=(many, BATCHES))
    other = rng.normal(2.0, 0.1, size=(many, BATCHES))
    found = estimate(
        lambda read: read(ONE, "autonomy") / read(OTHER, "autonomy"),
        Given(one=one, other=other),
        "prior",
        many,
    )
    expected = 0.1 / np.sqrt(BATCHES) * np.hypot(1 / 2.0, 3.0 / 2.0**2)
    assert np.sqrt(np.mean(found.errors**2)) == pytest.approx(expected, rel=0.05)
    assert found.values.std() == pytest.approx(expected, rel=0.1)


def test_needs_are_told_once_and_without_runs() -> None:
    def value(read):
        return read(ONE, "autonomy") - read(ONE, "welfare") + read(OTHER, "autonomy")

    needs = needs_of(value, value)
    assert {condition.words: [m.of for m in asked] for condition, asked in needs.items()} == {
        "one": ["autonomy", "welfare"],
        "other": ["autonomy"],
    }


def test_summaries_against_numpy_and_scipy() -> None:
    values = np.array([-2.0, -1.0, 0.0, 1.0, 5.0, np.nan])
    found = effect_of(Estimates(values, np.zeros(6)))
    low, high = stats.t.interval(0.95, 4, values[:5].mean(), stats.sem(values[:5]))
    assert (found.draws, found.mean) == (5, pytest.approx(0.6))
    assert (found.mean_low, found.mean_high) == (pytest.approx(low), pytest.approx(high))
    assert (found.p_lower, found.p_higher, found.p_none) == (0.5, 0.5, 0.0)
    band = effect_of(Estimates(values, np.zeros(6)), negligible=1.0)
    assert (band.p_lower, band.p_higher, band.p_none) == pytest.approx((0.2, 0.2, 0.6))
    assert effect_of(Estimates(np.array([np.nan]), np.zeros(1))).draws == 0


def test_noise_is_the_share_of_variance_that_runs_bring() -> None:
    rng = np.random.default_rng(5)
    truth, error = rng.normal(0, 1.0, 4000), 0.5
    seen = truth + rng.normal(0, error, 4000)
    found = effect_of(Estimates(seen, np.full(4000, error)))
    assert found.noise == pytest.approx(0.25 / 1.25, rel=0.1)


def test_intervals_of_the_mean_cover_what_was_planted() -> None:
    """The mean over draws is within its 95 % interval in 95 % of samples, noise included."""
    rng = np.random.default_rng(6)
    samples, draws, planted = 2000, 100, 0.3
    inside = 0
    for _ in range(samples):
        truth = rng.normal(planted, 1.0, draws)
        seen = truth[:, np.newaxis] + rng.normal(0, 1.0, (draws, BATCHES))
        found = effect_of(estimate(lambda read: read(ONE, "autonomy"), Given(one=seen), "", draws))
        inside += found.mean_low <= planted <= found.mean_high
    # 95 % of 2,000; the binomial's 99.9 % range
    low, high = stats.binom.interval(0.999, samples, 0.95)
    assert low <= inside <= high
