"""The observed series against figures that their description names."""

from __future__ import annotations

import pytest

from multivector_sim.errors import InputError
from multivector_sim.evidence import INDICATORS, observations


def test_ten_pairs_over_twelve_years() -> None:
    table = observations("event_conflict_share")
    assert len(table) == 10 * 12
    pairs = table.groupby(["actor", "partner"]).size()
    assert (pairs == 12).all()
    assert (table["actor"] < table["partner"]).all()
    by_pair = table.set_index(["actor", "partner", "year"])["value"]
    assert by_pair["RUS", "USA", 2008] == pytest.approx(0.22, abs=0.01)
    assert by_pair["CHN", "RUS"].max() < 0.05


def test_russias_share_of_trade_fell() -> None:
    table = observations("trade_share")
    russia = table[table["partner"] == "RUS"].set_index("year")["value"]
    assert russia[1995] == pytest.approx(0.51, abs=0.01)
    assert russia[2013] == pytest.approx(0.18, abs=0.01)
    assert 2010 not in russia


def test_every_row_is_a_fraction_with_a_citation() -> None:
    table = observations()
    assert set(table["indicator"]) == set(INDICATORS)
    assert table["value"].between(0, 1).all()
    assert table["citation"].str.len().min() > 5
    assert table["year"].max() == 2013


def test_unknown_indicator() -> None:
    with pytest.raises(InputError, match="'gdp' received; allowed: event_conflict_share"):
        observations("gdp")
