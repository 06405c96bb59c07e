"""Numbers in sentences: what is told is the number to the digits that the rule promises."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multivector_sim.results.words import level, moved, percent, points

CHANGES = st.floats(-1, 1, allow_nan=False)


@given(CHANGES)
def test_levels_and_changes_have_two_decimals_and_nothing_has_none(value):
    assert float(level(value)) == pytest.approx(value, abs=0.005000001)
    assert float(moved(value)) == float(level(value))
    assert level(value) == "0" or re.fullmatch(r"-?\d\.\d\d", level(value))
    assert moved(value) == "0" or moved(value)[0] == ("+" if value > 0 else "-")


@given(st.floats(0, 1))
def test_shares_are_in_percent_and_small_ones_to_a_tenth(share):
    told, sign = percent(share).split(" ")
    assert sign == "%"
    assert float(told) == pytest.approx(100 * share, abs=0.51 if share >= 0.095 else 0.0501)
    assert "-" not in told


@given(CHANGES)
def test_points_keep_their_sign(change):
    assert float(points(change)) == pytest.approx(100 * change, abs=0.0501)
    assert points(change)[0] in "+-"
