"""A line of blocks rises where its path rises."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import multivector_sim as mv
from multivector_sim.play.sparks import BLOCKS, WIDEST, path_section, spark


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=200))
def test_a_rising_path_gives_a_rising_line(values):
    rising = sorted(values)
    line = spark(rising, rising[0], rising[-1])
    heights = [BLOCKS.index(block) for block in line]
    assert heights == sorted(heights)
    assert len(line) == min(len(values), WIDEST)


def test_the_ends_of_the_scale_are_the_lowest_and_the_highest_block():
    assert spark([0.0, 0.5, 1.0], 0.0, 1.0) == f"{BLOCKS[0]}{BLOCKS[4]}{BLOCKS[-1]}"
    assert spark([2.0, 2.0], 2.0, 2.0) == BLOCKS[0] * 2
    means = np.arange(2.0 * WIDEST)
    assert spark(means.tolist(), 0.0, 2 * WIDEST) == spark(means[::2].tolist(), -0.5, 67.5)


def test_the_table_has_the_first_and_last_value_of_each_path():
    options = {"run": 7, "seed": 1, "overrides": ["end=1994Q4"]}
    runs = {name: mv.explain(name, **options) for name in ("baseline", "hedge")}
    rows = {row[0]: row for row in path_section(runs, 4).table.rows}
    mine, other = (runs[name].quarters for name in runs)
    last = rows["welfare so far, the game minus: hedge"]
    assert float(last[3]) == pytest.approx(mine[-1].welfare - other[-1].welfare, rel=1e-3)
    kept = rows["share kept: hedge"]
    assert float(kept[1]) == pytest.approx(other[4].share[:, 0].mean(), rel=1e-3)
    powers = ("RUS", "CHN", "USA", "EU")
    tension = [
        size for pair, size in mine[-1].pairs().items() if set(pair.split("-")) <= set(powers)
    ]
    assert len(tension) == 6
    assert float(rows["tension among the powers: baseline"][3]) == pytest.approx(
        np.mean(tension), abs=6e-4
    )
