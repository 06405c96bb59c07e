"""Ratios to naive forecasts and their intervals: against draws with known answers."""

from __future__ import annotations

import numpy as np
import pytest

import multivector_sim as mv
from made_forecasts import made_verified
from multivector_sim.errors import InputError
from multivector_sim.forecast.verified import origins_together, ratio_of_means


def test_scores_and_ratios_are_of_the_same_figures() -> None:
    found = made_verified()
    overall = found.scores.iloc[-1]
    assert found.overall.persistence.value == pytest.approx(
        overall["crps"] / overall["crps_persistence"]
    )
    assert found.overall.drift.value == pytest.approx(overall["crps"] / overall["crps_drift"])
    targets = found.scores.iloc[:-1]
    better = sum(
        row.crps < row.crps_persistence and row.crps < row.crps_drift
        for row in targets.itertuples()
    )
    assert (found.overall.better, found.overall.targets) == (better, len(targets))
    assert found.overall.origins == 7
    assert found.overall.together == 5
    assert found.scores_by("lead")["lead"].tolist() == [1, 2, 3, 4, 5, "overall"]


def test_the_interval_holds_the_ratio_and_is_keyed_by_the_seed() -> None:
    first, again = made_verified().overall, made_verified.__wrapped__().overall
    assert first == again
    assert first.drift.low < first.drift.value < first.drift.high
    own = np.arange(1.0, 31.0) ** 2
    one, other = (ratio_of_means(own, np.ones(30), 1, seed) for seed in (1, 2))
    assert one.value == other.value == pytest.approx(own.mean())
    assert one != other


def test_a_constant_ratio_has_an_interval_without_width() -> None:
    scores = np.array([0.2, 0.5, 0.1, 0.9, 0.3])
    found = ratio_of_means(0.8 * scores, scores, 2, seed=3)
    assert found == pytest.approx((0.8, 0.8, 0.8))


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    generator = np.random.default_rng(5)
    held = 0
    for _ in range(200):
        own, other = generator.gamma(4.0, 1.0, 40), generator.gamma(4.0, 2.0, 40)
        found = ratio_of_means(own, other, 1, seed=1)
        held += found.low <= 0.5 <= found.high
    assert 180 <= held <= 198  # 95 %, a little less with 40 origins


def test_blocks_widen_the_interval_where_neighbours_are_alike() -> None:
    wave = 1.0 + 0.5 * np.sin(np.arange(40) * 2 * np.pi / 40)
    alone, blocks = (ratio_of_means(wave, np.ones(40), length, seed=1) for length in (1, 10))
    assert blocks.high - blocks.low > 2 * (alone.high - alone.low)


def test_a_block_holds_neighbours() -> None:
    # Any two neighbours add up to four, so that blocks of two leave nothing to chance.
    turns = np.tile([1.0, 3.0], 10)
    assert ratio_of_means(turns, np.ones(20), 2, seed=1) == pytest.approx((2.0, 2.0, 2.0))
    assert np.diff(ratio_of_means(turns, np.ones(20), 1, seed=1)[1:]) > 0.5


def test_one_origin_or_no_error_at_all_gives_no_interval() -> None:
    one = ratio_of_means(np.array([0.3]), np.array([0.6]), 1, seed=1)
    assert one.value == pytest.approx(0.5)
    assert np.isnan([one.low, one.high]).all()
    assert np.isnan(ratio_of_means(np.ones(3), np.zeros(3), 1, seed=1)).all()


@pytest.mark.parametrize(
    ("origins", "reach", "together"),
    [
        (range(2000, 2011), 5, 5),
        (range(2000, 2011), 1, 1),
        (range(2000, 2011, 3), 5, 2),
        ([2013], 11, 1),
        ([2000, 2001, 2010], 5, 2),
    ],
)
def test_origins_that_share_years(origins, reach: int, together: int) -> None:
    assert origins_together(np.array(list(origins)), reach) == together


def test_one_call_gives_what_the_command_prints() -> None:
    found = mv.hindcast(origins=np.array([2010]), members=6, seed=3)
    assert isinstance(found, mv.Verified)
    assert found.made == "6 members, seed 3"
    assert found.what.startswith("Origin 2010, 1-5 years ahead; later drivers")
    assert {row.year for row in found.rows} == {2011, 2012, 2013}
    forecast, _ = mv.predict(origin=2010, last=2013, members=6, seed=3)
    assert np.array_equal(forecast.quantiles, found.forecasts[0].quantiles)
    with pytest.raises(InputError, match="origins: none received"):
        mv.hindcast(origins=[])
    with pytest.raises(InputError, match="members: 1 received"):
        mv.hindcast(members=1)
