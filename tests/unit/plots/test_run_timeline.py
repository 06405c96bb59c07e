"""The timeline of an explained run shows what the run did."""

from __future__ import annotations

import matplotlib.dates
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

import multivector_sim as mv
from multivector_sim.explanation import Chronicle
from multivector_sim.plots.run_timeline import LETTERS, moving_pairs

ACTIONS = ("accommodate", "court", "demand", "obstruct", "contest")


@pytest.fixture(scope="module")
def chronicle() -> Chronicle:
    changes = ["start=2027Q1", "end=2031Q4"]
    return mv.explain("pipeline_closed_2028_8_quarters", run=2, seed=1, overrides=changes)


@pytest.fixture(scope="module")
def figure(chronicle: Chronicle) -> Figure:
    return chronicle.plot()


def test_every_quarter_has_the_colour_of_its_action(chronicle, figure) -> None:
    axes = figure.axes[0]
    strips = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    colours = {
        action: handle.get_facecolor()
        for action, handle in zip(ACTIONS, axes.get_legend().get_patches(), strict=True)
    }
    assert len(set(colours.values())) == 5
    for decision in chronicle.decisions:
        day = matplotlib.dates.date2num(np.datetime64(f"{int(decision.year)}-01-01"))
        day += 365.25 * (decision.year % 1) + 40
        base = len(chronicle.actors) - 1 - chronicle.actors.index(decision.actor)
        (strip,) = [
            patch
            for patch in strips
            if patch.get_x() <= day < patch.get_x() + patch.get_width()
            and base <= patch.get_y() < base + 1
        ]
        assert strip.get_facecolor() == colours[decision.action]


def test_letters_hatches_and_words_tell_actions_apart_without_colour(chronicle, figure) -> None:
    axes = figure.axes[0]
    done = {decision.action for decision in chronicle.decisions}
    letters = {text.get_text() for text in axes.texts}
    assert {LETTERS[action] for action in done} - {""} <= letters
    hard = axes.get_legend().get_patches()[2:]
    assert len({patch.get_hatch() for patch in hard}) == 3
    assert "Russia must obstruct" in letters
    words = mv.plots.alt_text(figure)
    assert "Quarters of each action: Russia: " in words
    assert "not a forecast" in words


def test_the_pairs_that_move_most_are_drawn(chronicle, figure) -> None:
    spans = {pair: np.ptp([q.pairs()[pair] for q in chronicle.quarters]) for pair in
             chronicle.quarters[0].pairs()}  # fmt: skip
    shown = moving_pairs(chronicle)
    assert set(shown) == set(sorted(spans, key=spans.get)[-4:])
    lines = [line for line in figure.axes[1].lines if len(line.get_ydata()) == 20]
    for line, path in zip(lines, shown.values(), strict=True):
        assert np.array_equal(line.get_ydata(), path)


def test_a_single_quarter_can_be_drawn_in_the_dark() -> None:
    with mv.plots.use_style("dark"):
        drawn = mv.explain("baseline", overrides=["end=1992Q1"]).plot()
    assert len(drawn.axes) == 3
    assert all(line.get_marker() == "o" for line in drawn.axes[1].lines[:4])
