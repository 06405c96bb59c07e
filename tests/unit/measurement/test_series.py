"""Observed series: which rows they come from, and that nothing later leaks into them."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pandas as pd

import multivector_sim
from multivector_sim.measurement import LAST_FITTED_YEAR, observed_series, series_from

FILE = Path(multivector_sim.__file__).parent / "data" / "observations.csv"


def test_shipped_series_hold_the_rows_of_the_file() -> None:
    with FILE.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    found = {row.label: row for row in observed_series()}
    assert len(found) == 5 * 4 + 10
    told = 0
    for row in rows:
        label = f"{row['indicator']} {row['actor']}-{row['partner']}"
        if label in found:
            assert found[label].at(int(row["year"])) == float(row["value"])
            told += 1
    assert told == sum(row.years.size for row in found.values())
    left_out = {row["actor"] for row in rows} - {"KAZ", "RUS", "CHN", "USA", "EU"}
    assert left_out == {"OTH", "NLD"}


def test_nothing_later_than_the_last_fitted_year_is_kept() -> None:
    assert max(row.years.max() for row in observed_series()) == LAST_FITTED_YEAR == 2013
    assert max(row.years.max() for row in observed_series(2005)) == 2005
    whole = observed_series()[0]
    assert np.array_equal(whole.upto(2000).values, whole.values[whole.years <= 2000])
    assert whole.upto(1900).at(1995) is None


def test_rows_in_any_order_and_of_other_things() -> None:
    rows = [
        (2002, "KAZ", "CHN", "trade_share", 0.2),
        (2000, "KAZ", "CHN", "trade_share", 0.1),
        (2001, "KAZ", "TUR", "trade_share", 0.9),
        (2001, "KAZ", "CHN", "friendship", 0.9),
    ]
    table = pd.DataFrame(rows, columns=["year", "actor", "partner", "indicator", "value"])
    (row,) = series_from(table)
    assert row.label == "trade_share KAZ-CHN"
    assert (row.years.tolist(), row.values.tolist()) == ([2000, 2002], [0.1, 0.2])
    assert row.at(2001) is None
