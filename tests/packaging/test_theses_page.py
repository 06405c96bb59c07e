"""docs/theses.md is what its tables say, and the tables are what the tests of theses give."""

from __future__ import annotations

import pandas as pd
import pytest

import update_theses
from multivector_sim.evidence import theses
from multivector_sim.inquiry import Pool
from multivector_sim.theses import TESTS, Test, judge, parts_frame

SUMMARY, PARTS, SIZES = update_theses.read_tables()
IDS = [row.id for row in theses()]


def test_the_page_is_what_its_tables_say() -> None:
    text = update_theses.page(SUMMARY, PARTS, SIZES)
    assert update_theses.PAGE.read_text(encoding="utf-8") == text, (
        "run python tests/update_theses.py --page"
    )
    for line in ("Exploratory, not a forecast.", *(f"### {name}" for name in IDS)):
        assert line in text


def test_every_thesis_stands_with_the_test_that_the_package_has() -> None:
    rows = SUMMARY.set_index("thesis")
    assert list(rows.index) == IDS
    for name, test in TESTS.items():
        if not isinstance(test, Test):
            assert rows.loc[name, "reason"] == test.reason
            continue
        assert rows.loc[name, "asks"] == test.asks, f"{name}: run python tests/update_theses.py"
        assert rows.loc[name, "refuted_by"] == test.refuted_by
        named = {(part.name, part.against) for part in test.parts}
        own = PARTS[PARTS["thesis"] == name]
        assert set(zip(own["part"], own["against"], strict=True)) == named


def compare(name: str) -> None:
    """Judge a thesis again, as often as the page did, and compare every digit of the tables."""
    draws = int(SUMMARY.set_index("thesis").loc[name, "draws_prior"])
    found = judge([name], sets=["prior"], draws=draws, pool=Pool(), variants=False)
    again = parts_frame(found)
    printed = PARTS[(PARTS["thesis"] == name) & (PARTS["set"] == "prior")].reset_index(drop=True)
    for column in ("mean", "mean_low", "mean_high", "low", "high", "share"):
        numbers = again[column].map("{:.6g}".format).astype(float)
        pd.testing.assert_series_equal(numbers, printed[column], check_names=False)


@pytest.mark.parametrize("name", ["H12"])
def test_a_thesis_gives_the_same_digits_again(name: str) -> None:
    compare(name)


@pytest.mark.full
@pytest.mark.parametrize("name", [name for name in IDS if isinstance(TESTS[name], Test)])
def test_all_theses_give_the_same_digits_again(name: str) -> None:
    compare(name)


def test_a_stale_page_is_noticed() -> None:
    changed = SUMMARY.copy()
    changed.loc[0, "verdict"] = "supported" if changed.loc[0, "verdict"] != "supported" else "mixed"
    assert update_theses.page(changed, PARTS, SIZES) != update_theses.page(SUMMARY, PARTS, SIZES)
