"""Changes without an effect are told as such at the stated rate, and real ones are found.

The runs are made up: means of each future and batch, with noise of their own
in each condition, so that an effect is known.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from multivector_sim.inquiry import BATCHES, Condition, Measure
from multivector_sim.whatif import Answer, what_if

DRAWS = 100
NAMES = ("gas_union_refused", "gas_union_accepted")


class MadePool:
    """Stands for a pool whose options are better by so many spreads than the base."""

    seeds = 8

    def __init__(self, seed: int, effect: float) -> None:
        self.seed, self.effect = seed, effect

    def expect(self, condition: Condition, measures: Sequence[Measure]) -> None:
        """Expect nothing."""

    def means(
        self, condition: Condition, measures: Sequence[Measure], which: str, draws: int
    ) -> np.ndarray:
        own = condition.words != "base"
        found = []
        for measure in measures:
            key = [self.seed, own, *measure.label.encode()]
            rng = np.random.default_rng(key)
            level = np.random.default_rng(key[2:]).normal(0, 1, (draws, 1))  # shared by both
            noise = rng.normal(0, 1, (draws, BATCHES)) / np.sqrt(2)
            varied = rng.normal(0, 1, (draws, 1)) / np.sqrt(2)
            found.append(level + varied + noise + own * self.effect)
        return np.stack(found, axis=2)


def ask(seed: int, effect: float = 0.0) -> Answer:
    pool = MadePool(seed, effect)
    return what_if(NAMES[0], others=[NAMES[1]], draws=DRAWS, pool=pool)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def nothing() -> list[Answer]:
    return [ask(seed) for seed in range(8)]


def test_intervals_of_nothing_cover_zero_as_often_as_stated(nothing: list[Answer]) -> None:
    rows = [row for answer in nothing for row in answer.rows]
    covered = sum(row.effect.mean_low <= 0 <= row.effect.mean_high for row in rows)
    expected, spread = 0.95 * len(rows), np.sqrt(0.95 * 0.05 * len(rows))
    assert len(rows) >= 200
    assert abs(covered - expected) < 4 * spread


def test_nothing_is_better_in_half_of_the_futures(nothing: list[Answer]) -> None:
    shares = [row.p_better for answer in nothing for row in answer.rows if row.wanted]
    assert np.mean(shares) == pytest.approx(0.5, abs=4 * 0.5 / np.sqrt(DRAWS * len(shares)))


def test_hardly_any_condition_flips_nothing(nothing: list[Answer]) -> None:
    searches = [found for answer in nothing for found in answer.flips.values()]
    assert len(searches) >= 40
    assert sum(bool(found.boxes) for found in searches) <= 0.15 * len(searches)


def test_an_effect_of_half_a_spread_is_found() -> None:
    rows = ask(0, effect=0.5).rows
    found = sum(row.effect.mean_low > 0 for row in rows)
    assert found >= 0.9 * len(rows)
