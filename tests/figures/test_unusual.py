"""Figures of unusual worlds: words are whole and apart there, too, and lines can be seen."""

from __future__ import annotations

import inspect
import warnings
from functools import cache

import numpy as np
import pytest
from matplotlib.patches import Circle

import multivector_sim as mv
from figures.test_layout import DRAWINGS, touching, words
from multivector_sim.experiments.compare import DETAILS

WORLDS = {
    "six actors": ("with_turkey", 12, {}),
    "a power removed": ("without_usa", 12, {}),
    "another state": ("country_ukraine", 12, {}),
    "one quarter": ("baseline", 12, {"end": "1992Q1"}),
    "one run": ("baseline", 1, {}),
    "constant outcomes": ("baseline", 12, {"end": "1992Q4"}),
}
OF_WORLDS = [
    name for name, draw in DRAWINGS.items() if "_" not in inspect.signature(draw).parameters
]
"""Drawings of a comparison: those of sweeps do not look at it."""
LIKE = ("a power removed", "another state")
LESS = pytest.mark.full
"""Worlds like others here are drawn at full size only: each size of a cast compiles anew."""
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


@pytest.mark.parametrize(
    "world",
    [
        pytest.param(world, marks=LESS)
        if world in ("a power removed", "another state", "one run", "constant outcomes")
        else world
        for world in WORLDS
    ],
)
@pytest.mark.parametrize("name", OF_WORLDS)
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
    assert touching(boxes) == []


@pytest.mark.parametrize(
    "world",
    ["six actors", *(pytest.param(world, marks=LESS) for world in LIKE)],
)
def test_no_actor_of_a_network_is_cut_off(world):
    figure = drawn("network", world)
    figure.draw_without_rendering()
    for axes in figure.axes[:-1]:
        circles = [patch for patch in axes.patches if isinstance(patch, Circle)]
        assert circles
        for circle in circles:
            box, frame = circle.get_window_extent(), axes.get_window_extent()
            assert frame.x0 <= box.x0 <= box.x1 <= frame.x1
            assert frame.y0 <= box.y0 <= box.y1 <= frame.y1


def test_a_single_quarter_shows_as_lines():
    for name in ("fan", "leverage", "concern_path", "compare"):
        axes = drawn(name, "one quarter").axes[0]
        seen = [line for line in axes.get_lines() if not line.get_label().startswith("_child")]
        assert any(np.ptp(line.get_xdata(orig=False).astype(float)) > 80 for line in seen), name
