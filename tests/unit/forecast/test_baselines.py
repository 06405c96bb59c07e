"""Naive forecasts and the size of changes: against numbers worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from multivector_sim.forecast.baselines import DRIFT_YEARS, drift, persistence
from multivector_sim.forecast.noise import change_size
from multivector_sim.measurement import Series, unstretch

LEVELS = np.array([0.05, 0.5, 0.95])
TINY = 1e-9


def series(
    angles: dict[int, float], indicator: str = "trade_share", partner: str = "CHN"
) -> Series:
    """Return a series by its values on the stretched scale."""
    values = unstretch(np.array(list(angles.values())))
    return Series(indicator, "KAZ", partner, np.array(list(angles)), values)


STEADY = series({2000: 0.5, 2001: 0.6, 2002: 0.7, 2003: 0.8})
ZIGZAG = series({2000: 0.5, 2001: 0.7, 2002: 0.5, 2003: 0.7}, partner="RUS")


def test_persistence_keeps_the_last_figure_and_widens_with_the_root_of_time() -> None:
    years = np.array([2004, 2007])
    found = persistence([ZIGZAG], 2003, years, LEVELS, TINY, TINY)[:, :, 0]
    for place, ahead in enumerate((1, 4)):
        reach = norm.ppf(0.95) * 0.2 * np.sqrt(ahead)
        assert found[:, place] == pytest.approx(unstretch(0.7 + reach * np.array([-1, 0, 1])))


def test_drift_continues_the_line_between_first_and_last() -> None:
    years = np.array([2004, 2006])
    found = drift([STEADY, ZIGZAG], 2003, years, LEVELS, TINY, TINY)
    assert found[1, :, 0] == pytest.approx(unstretch(np.array([0.9, 1.1])))
    slope = 0.2 / 3
    assert found[1, :, 1] == pytest.approx(unstretch(0.7 + slope * np.array([1, 3])))


def test_drift_looks_at_ten_years_alone() -> None:
    long = series({1985: 0.1, 1990: 0.9, 1995: 0.6, 2000: 0.8})
    middle = drift([long], 2000, np.array([2001]), np.array([0.5]), TINY, TINY).item()
    assert DRIFT_YEARS == 10
    assert middle == pytest.approx(float(unstretch(0.8 - 0.1 / 10)))


def test_a_gap_before_the_origin_counts_as_time_ahead() -> None:
    gappy = series({2000: 0.4, 2002: 0.6})
    found = persistence([gappy], 2005, np.array([2006]), LEVELS, TINY, TINY)[:, 0, 0]
    size = np.sqrt(0.2**2 / 2)  # one change of 0.2 over two years
    assert found == pytest.approx(unstretch(0.6 + norm.ppf(LEVELS) * size * 2.0))


def test_nothing_after_the_origin_is_looked_at() -> None:
    later = series({2000: 0.5, 2001: 0.6, 2002: 0.7, 2003: 0.8, 2004: 1.5})
    given = (2003, np.array([2004, 2005]), LEVELS, 3.0, 0.001)
    for naive in (persistence, drift):
        assert np.array_equal(naive([later], *given), naive([STEADY], *given))
        assert not np.array_equal(naive([later], 2004, *given[1:]), naive([STEADY], *given))


def test_series_without_figures_have_no_forecast_and_with_one_no_slope() -> None:
    one = series({2003: 0.5})
    years = np.array([2004])
    assert np.isnan(persistence([one], 2000, years, LEVELS, 1.0, 0.1)).all()
    assert np.array_equal(
        drift([one], 2003, years, LEVELS, 1.0, 0.1),
        persistence([one], 2003, years, LEVELS, 1.0, 0.1),
    )


def test_size_is_the_root_mean_square_of_changes_drawn_to_that_of_the_kin() -> None:
    both = [STEADY, ZIGZAG]
    own = np.array([0.1, 0.2])
    assert change_size(both, 2003, TINY, TINY) == pytest.approx(own, rel=1e-6)
    pool = (3 * 0.01 + 3 * 0.04) / 6
    drawn = np.sqrt((3 * own**2 + 3 * pool) / 6)  # as much weight as three own changes
    assert change_size(both, 2003, 3.0, TINY) == pytest.approx(drawn)
    assert change_size(both, 2003, 1e9, TINY) == pytest.approx([np.sqrt(pool)] * 2)


def test_kin_are_series_of_the_same_indicator() -> None:
    other = series({2000: 0.5, 2001: 1.1, 2002: 0.5, 2003: 1.1, 2004: 0.5}, "export_share")
    alone = change_size([STEADY, ZIGZAG], 2004, 3.0, TINY)
    assert np.array_equal(change_size([STEADY, ZIGZAG, other], 2004, 3.0, TINY)[:2], alone)


def test_size_before_anything_is_known_and_at_least() -> None:
    assert change_size([STEADY], 1999, 3.0, TINY) == pytest.approx([0.03])
    still = series(dict.fromkeys(range(2000, 2010), 0.5))
    assert change_size([still], 2009, 1.0, 0.004).tolist() == [0.004]


def test_size_knows_no_later_change() -> None:
    assert change_size([ZIGZAG], 2001, TINY, TINY) == pytest.approx(
        change_size([ZIGZAG.upto(2001)], 2003, TINY, TINY)
    )
