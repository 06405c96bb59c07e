"""Conditions that flip an effect: planted ones are found, and nothing is found in noise."""

from __future__ import annotations

import numpy as np
import pytest

from multivector_sim.discovery import find_conditions

NAMES = ("first", "second", "third", "fourth", "fixed")


def table(rng: np.random.Generator, draws: int = 1000) -> np.ndarray:
    drawn = rng.random((draws, 5))
    drawn[:, 4] = 0.5
    return drawn


def test_a_planted_box_is_found_with_its_edges() -> None:
    rng = np.random.default_rng(1)
    drawn = table(rng)
    flips = (drawn[:, 0] > 0.7) & (drawn[:, 2] < 0.5)
    found = find_conditions(drawn, NAMES, flips)
    (box, *_) = found.boxes
    limits = {limit.name: limit for limit in box.limits}
    assert set(limits) == {"first", "third"}
    assert limits["first"].low == pytest.approx(0.7, abs=0.03)
    assert limits["third"].high == pytest.approx(0.5, abs=0.03)
    assert box.density > 0.95
    assert box.coverage > 0.9
    assert found.base_rate == pytest.approx(0.15, abs=0.04)
    assert "first > 0.7" in str(box)


def test_what_a_box_promises_holds_on_new_draws() -> None:
    rng = np.random.default_rng(2)
    inside_interval = 0
    for _ in range(40):
        drawn = table(rng)
        flips = rng.random(1000) < np.where(drawn[:, 1] > 0.6, 0.6, 0.1)
        (box, *_) = find_conditions(drawn, NAMES, flips).boxes
        fresh = table(rng, 20_000)
        inside = np.ones(20_000, dtype=bool)
        for limit in box.limits:
            column = fresh[:, NAMES.index(limit.name)]
            inside &= column > (-np.inf if limit.low is None else limit.low)
            inside &= column < (np.inf if limit.high is None else limit.high)
        truth = np.where(fresh[inside, 1] > 0.6, 0.6, 0.1).mean()
        inside_interval += box.density_low <= truth <= box.density_high
    assert inside_interval >= 33  # 95 % of 40, a little less for boxes are chosen by density


def test_in_noise_hardly_anything_is_found() -> None:
    rng = np.random.default_rng(3)
    false = sum(
        bool(find_conditions(table(rng), NAMES, rng.random(1000) < 0.3).boxes) for _ in range(100)
    )
    assert false <= 12  # up to eight leaves are looked at, each at 2.5 %


def test_without_exceptions_there_is_nothing_to_look_for() -> None:
    drawn = table(np.random.default_rng(4))
    for flips in (np.zeros(1000, dtype=bool), drawn[:, 0] > 0.99):
        found = find_conditions(drawn, NAMES, flips)
        assert (found.boxes, found.told) == ((), "the sign is the same in nearly all draws")
