"""PRIM finds boxes that were planted, and hardly any where there is none."""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np
import pytest

from made_answers import FIRST, SECOND, made_answer
from multivector_sim.connectors.prim import with_prim
from multivector_sim.discovery.prim import prim_conditions

pytestmark = pytest.mark.skipif(
    find_spec("ema_workbench") is None, reason="needs the extra 'analysis'"
)

NAMES = ("first", "second", "third", "fourth", "fixed")


def table(rng: np.random.Generator, draws: int = 1000) -> np.ndarray:
    drawn = rng.random((draws, 5))
    drawn[:, 4] = 0.5
    return drawn


def test_a_planted_box_is_found_with_its_edges() -> None:
    drawn = table(np.random.default_rng(1))
    flips = (drawn[:, 0] > 0.7) & (drawn[:, 2] < 0.5)
    (box, *_) = prim_conditions(drawn, NAMES, flips).boxes
    limits = {limit.name: limit for limit in box.limits}
    assert set(limits) >= {"first", "third"}
    assert limits["first"].low == pytest.approx(0.7, abs=0.05)
    assert limits["third"].high == pytest.approx(0.5, abs=0.05)
    assert box.density > 0.9
    assert box.coverage > 0.8


def test_density_and_coverage_are_those_of_draws_held_out() -> None:
    rng = np.random.default_rng(2)
    drawn = table(rng)
    flips = rng.random(1000) < np.where(drawn[:, 1] > 0.6, 0.7, 0.1)
    found = prim_conditions(drawn, NAMES, flips)
    box = found.boxes[0]
    inside = np.arange(1000) % 2 == 1
    for limit in box.limits:
        column = drawn[:, NAMES.index(limit.name)]
        inside &= column >= (-np.inf if limit.low is None else limit.low)
        inside &= column <= (np.inf if limit.high is None else limit.high)
    assert box.draws == inside.sum()
    assert box.density == flips[inside].mean()
    assert box.coverage == flips[inside].sum() / flips[1::2].sum()
    assert "second" in str(box)


def test_in_noise_hardly_anything_is_found() -> None:
    rng = np.random.default_rng(3)
    searches = [prim_conditions(table(rng, 400), NAMES, rng.random(400) < 0.3) for _ in range(5)]
    assert sum(bool(found.boxes) for found in searches) <= 2


def test_the_same_draws_give_the_same_boxes_and_an_answer_takes_them() -> None:
    answer = made_answer(1)
    first, again = with_prim(answer), with_prim(answer)
    assert first.prim == again.prim
    assert first.flips == answer.flips
    assert set(first.prim) == set(answer.flips)
    (box, *_) = first.prim["option_1", "autonomy"].boxes
    assert {FIRST, SECOND} <= {limit.name for limit in box.limits}
    assert first.prim["option_1", "autonomy"].sign == "lower"
