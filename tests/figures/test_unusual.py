"""Figures of unusual worlds: words are whole and apart there, too, and lines can be seen."""

from __future__ import annotations

import warnings
from functools import cache
from itertools import combinations

import pytest

import multivector_sim as mv
from figures.test_layout import DRAWINGS, meet, words
from multivector_sim.experiments.compare import DETAILS

WORLDS = {
    "six actors": ("with_turkey", 12, {}),
    "a power removed": ("without_usa", 12, {}),
    "another state": ("country_ukraine", 12, {}),
    "one quarter": ("baseline", 12, {"end": "1992Q1"}),
    "one run": ("baseline", 1, {}),
    "constant outcomes": ("baseline", 12, {"end": "1992Q4"}),
}
DATED = {"four networks"}
"""Drawn at dates that short runs do not have."""


@cache
def compared(world: str) -> mv.Comparison:
    """Return a world beside its counterfactuals, simulated once."""
    name, runs, overrides = WORLDS[world]
    return mv.compare([name], runs=runs, seed=1, details=DETAILS, overrides=overrides)


def drawn(name: str, world: str):
    """Return a figure; Matplotlib has nothing to warn of."""
    dates = compared(world).paths[compared(world).focal]["time"]
    if name in DATED and dates.size < 100:
        pytest.skip("the run has no such dates")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return DRAWINGS[name](compared(world))


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("name", DRAWINGS)
def test_words_are_whole_and_apart(name, world):
    figure = drawn(name, world)
    boxes = words(figure)
    assert len(boxes) > 10
    width, height = figure.bbox.x1, figure.bbox.y1
    cut = [
        text.get_text()
        for text, box in boxes.items()
        if min(box.x0, box.y0) < 0 or box.x1 > width or box.y1 > height
    ]
    assert cut == []
    touching = [
        (first.get_text(), second.get_text())
        for (first, a), (second, b) in combinations(boxes.items(), 2)
        if meet(a, b)
    ]
    assert touching == []
