"""Links from states to series: fractions and angles, and what stands where in arrays."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from multivector_sim.ensemble.engine import run_ensemble
from multivector_sim.errors import InputError
from multivector_sim.measurement import (
    FOREIGN_COVERED,
    Gauge,
    Series,
    observed_series,
    stretch,
    unstretch,
)
from multivector_sim.scenario import load_scenario


def series(indicator: str, actor: str, partner: str) -> Series:
    return Series(indicator, actor, partner, np.array([2000]), np.array([0.1]))


ONE_EACH = (
    series("trade_share", "KAZ", "CHN"),
    series("import_share", "KAZ", "RUS"),
    series("arms_share_5y", "USA", "KAZ"),
    series("fdi_stock_share", "EU", "KAZ"),
    series("event_conflict_share", "CHN", "RUS"),
)


@given(st.floats(0.0, 1.0))
def test_stretching_can_be_undone(fraction: float) -> None:
    assert float(unstretch(stretch(fraction))) == pytest.approx(fraction, abs=1e-12)


def test_known_angles_and_ends() -> None:
    assert stretch(np.array([0.0, 0.25, 0.5, 1.0])) == pytest.approx(
        np.pi / 2 * np.array([0, 1 / 3, 1 / 2, 1])
    )
    assert unstretch(np.array([-0.3, 2.0])).tolist() == [0.0, 1.0]
    assert stretch(np.array([-1.0, 7.0])) == pytest.approx([0.0, np.pi / 2])


def test_errors_of_counts_have_one_size_when_stretched() -> None:
    # The variance of asin(sqrt(p)) of a binomial share tends to 1 / (4 n), whatever p is.
    draws = np.random.default_rng(1).binomial(400, [[0.1], [0.5], [0.8]], (3, 20_000)) / 400
    assert stretch(draws).var(axis=1) == pytest.approx(1 / 1600, rel=0.05)
    plain = draws.var(axis=1)
    assert plain.max() / plain.min() > 2


def test_series_are_read_from_their_places() -> None:
    inputs = load_scenario("baseline").pack()
    code, sector = inputs.actors.index, inputs.sectors.index
    generator = np.random.default_rng(2)
    tension = generator.uniform(size=(3, 5, 5))
    share = generator.dirichlet(np.ones(5), size=(3, len(inputs.sectors)))
    gauge = Gauge(ONE_EACH, inputs)
    trade, bought, arms, invested, conflict = gauge.read(tension, share).T
    assert np.array_equal(trade, share[:, sector("trade"), code("CHN")])
    assert np.array_equal(bought, share[:, sector("trade"), code("RUS")])
    assert np.array_equal(arms, share[:, sector("military"), code("USA")])
    finance = share[:, sector("finance")]
    abroad = finance[:, 1:].sum(axis=1)
    assert invested == pytest.approx(FOREIGN_COVERED * finance[:, code("EU")] / abroad)
    there, back = (tension[:, code(a), code(b)] for a, b in (("CHN", "RUS"), ("RUS", "CHN")))
    assert conflict == pytest.approx((there + back) / 2)
    assert [gauge.group(k) for k in range(5)] == [
        *("trade", "trade", "military", "finance", "tension")
    ]


def test_only_conflict_is_scaled_by_its_link() -> None:
    gauge = Gauge(ONE_EACH, load_scenario("baseline").pack())
    read = np.full((2, 4, 5), 0.4)
    expected = gauge.expected(read, np.array([0.5, 2.0]))
    assert (expected[..., :4] == 0.4).all()
    assert expected[0, :, 4] == pytest.approx([0.2] * 4)
    assert expected[1, :, 4] == pytest.approx([0.8] * 4)


def test_windows_give_the_annual_means_of_recorded_paths() -> None:
    inputs = load_scenario("baseline", ["end=1996Q4"]).pack()
    gauge, years = Gauge(observed_series(), inputs), [1993, 1996]
    raw = run_ensemble(
        inputs, 6, 3, record=["tension", "share"], outcomes=(), windows=gauge.windows(years)
    )
    gathered = gauge.gather(raw.windows, years)
    assert gathered.shape == (6, 2, len(gauge.series))
    for place, year in enumerate(years):
        quarters = slice(4 * (year - 1992), 4 * (year - 1992) + 4)
        means = (raw.paths[name][:, quarters].mean(axis=1) for name in ("tension", "share"))
        assert gathered[:, place] == pytest.approx(gauge.read(*means), rel=1e-12)
    assert not np.allclose(gathered[:, 0], gathered[:, 1])


def test_what_a_scenario_lacks_is_told() -> None:
    inputs = load_scenario("baseline").pack()
    with pytest.raises(InputError, match="no actor 'TUR'"):
        Gauge([series("trade_share", "KAZ", "TUR")], inputs)
    names = tuple("money" if name == "finance" else name for name in inputs.sectors)
    poor = replace(inputs, sectors=names)
    with pytest.raises(InputError, match="no sector 'finance'"):
        Gauge([ONE_EACH[3]], poor)
