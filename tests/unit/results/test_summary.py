"""Summaries against closed forms and scipy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from multivector_sim.errors import InputError
from multivector_sim.results import columns, interval_of_mean, summarise


def test_interval_is_students():
    values = np.random.default_rng(3).normal(size=25)
    mean = interval_of_mean(values)
    peer = stats.ttest_1samp(values, 0).confidence_interval(0.95)
    assert mean.value == pytest.approx(values.mean())
    assert (mean.low, mean.high) == pytest.approx((peer.low, peer.high))
    assert mean.standard_error == pytest.approx(stats.sem(values))


def test_interval_covers_the_true_mean_as_often_as_it_says():
    draws = np.random.default_rng(5).exponential(size=(2000, 60))
    covered = [bounds.low < 1 < bounds.high for bounds in map(interval_of_mean, draws)]
    # 95 % for normal draws; a little less for skewed ones, never 90 or 99 %.
    assert 0.92 < np.mean(covered) < 0.97


def test_one_run_has_no_interval():
    mean = interval_of_mean(np.array([0.4]))
    assert mean.value == 0.4
    assert np.isnan([mean.standard_error, mean.low, mean.high]).all()


def test_rows_match_the_data_set(make_dataset):
    dataset = make_dataset(runs=41)
    table = summarise(dataset).set_index("label")
    status = dataset["concern"].sel(actor="RUS", concern_kind="status")
    row = table.loc["concern[RUS, status]"]
    assert (row.actor, row.concern, row.runs) == ("RUS", "status", 41)
    assert row["median"] == float(status.median())
    assert (row.low, row.high) == pytest.approx(tuple(status.quantile([0.05, 0.95]).values))
    assert not table.loc["leverage_transit[EU]"].scored
    assert table.loc["autonomy"].scored


def test_entries_without_meaning_are_left_out(make_dataset):
    labels = [column.label for column in columns(make_dataset())]
    assert "leverage_economic[RUS]" in labels
    assert "leverage_economic[KAZ]" not in labels
    assert len(labels) == len(set(labels))


def test_unknown_outcome_is_refused(make_dataset):
    with pytest.raises(InputError, match="no outcome 'luck'"):
        summarise(make_dataset(), ["luck"])
