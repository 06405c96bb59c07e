"""Paired statistics against closed forms and scipy, with a negative control."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from multivector_sim.errors import InputError
from multivector_sim.experiments.compare import paired_table
from multivector_sim.experiments.paired import paired_effect


@pytest.fixture
def pair():
    """Return two outcomes that share most of their noise; the true difference is 0.1."""
    generator = np.random.default_rng(11)
    common = generator.normal(size=400)
    return common + 0.1 + 0.2 * generator.normal(size=400), common + 0.2 * generator.normal(
        size=400
    )


def test_interval_is_that_of_the_paired_t_test(pair):
    effect = paired_effect(*pair)
    peer = stats.ttest_rel(*pair)
    interval = peer.confidence_interval(0.95)
    assert (effect.mean_low, effect.mean_high) == pytest.approx((interval.low, interval.high))
    assert effect.mean / effect.standard_error == pytest.approx(peer.statistic)


def test_shuffled_runs_lose_the_gain_of_pairing(pair):
    """Negative control: with partners mixed up, the same numbers tell much less."""
    focal, other = pair
    effect = paired_effect(focal, other)
    mixed = paired_effect(focal, np.random.default_rng(1).permutation(other))
    assert mixed.mean == pytest.approx(effect.mean)
    assert mixed.mean_high - mixed.mean_low > 3 * (effect.mean_high - effect.mean_low)
    assert abs(mixed.variance_reduction) < 0.15


def test_correlation_and_variance_reduction_match_numpy(pair):
    effect = paired_effect(*pair)
    assert effect.correlation == pytest.approx(np.corrcoef(*pair)[0, 1])
    # For the noise above: 1 - 2 * 0.04 / (2 * 1.04)
    assert effect.variance_reduction == pytest.approx(0.96, abs=0.01)


def test_range_and_median_of_known_differences():
    effect = paired_effect(np.arange(101.0), np.zeros(101))
    assert (effect.low, effect.median, effect.high) == pytest.approx((5, 50, 95))
    assert effect.mean == 50
    assert effect.standard_error == pytest.approx(np.sqrt(101 * 102 / 12 / 101))


def test_ties_count_half():
    effect = paired_effect(np.array([1.0, 2, 3, 4]), np.array([1.0, 2, 2, 9]))
    assert (effect.p_negative, effect.p_positive) == (0.5, 0.5)
    effect = paired_effect(np.zeros(3), np.array([0.0, 1, 1]))
    assert (effect.p_negative, effect.p_positive) == pytest.approx((5 / 6, 1 / 6))


def test_same_outcome_has_no_effect_and_constants_no_correlation():
    values = np.random.default_rng(2).normal(size=30)
    effect = paired_effect(values, values)
    assert (effect.mean, effect.standard_error, effect.p_negative) == (0, 0, 0.5)
    assert effect.correlation == pytest.approx(1)
    constant = paired_effect(np.ones(5), np.ones(5))
    assert np.isnan([constant.correlation, constant.variance_reduction]).all()


def test_one_pair_has_a_difference_and_no_interval():
    effect = paired_effect(np.array([2.0]), np.array([1.0]))
    assert effect.mean == 1
    assert np.isnan([effect.mean_low, effect.standard_error, effect.correlation]).all()


def test_unequal_numbers_of_runs_are_refused():
    with pytest.raises(InputError, match="3 and 4"):
        paired_effect(np.zeros(3), np.zeros(4))


def test_table_is_tidy_and_keeps_what_is_not_scored(comparison):
    table = comparison.to_frame()
    assert set(table["counterfactual"]) == set(comparison.counterfactuals)
    assert not table.duplicated(["counterfactual", "label"]).any()
    assert {"ceded", "cost", "leverage_transit[CHN]"} <= set(table.loc[~table["scored"], "label"])
    row = table[(table["counterfactual"] == "pro_west") & (table["label"] == "concern[EU, power]")]
    chosen = {"actor": "EU", "concern_kind": "power"}
    focal, other = (
        comparison.datasets[name]["concern"].sel(chosen).values for name in ("baseline", "pro_west")
    )
    assert row["mean"].item() == pytest.approx(np.mean(focal - other))


def test_other_runs_cannot_be_paired(make_dataset):
    dataset = make_dataset(runs=6)
    with pytest.raises(InputError, match="different runs"):
        paired_table({"a": dataset, "b": dataset.assign_coords(run=dataset["run"] + 1)})
    with pytest.raises(InputError, match="stands alone"):
        paired_table({"a": dataset})
