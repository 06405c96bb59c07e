"""Figures of calibrations show what the calibration holds."""

from __future__ import annotations

import numpy as np
import pytest

from made_calibration import PSEUDO, TIED, UNEVEN, made_calibration
from multivector_sim import plots
from multivector_sim.calibration.targets import FITTED_NAMES
from multivector_sim.plots.calibration_posterior import PAIRS, strongest

MADE = made_calibration()


def panel(figure, title):
    return next(axes for axes in figure.axes if axes.get_title(loc="left").startswith(title))


def bars_of(axes):
    """Return the bars of a histogram, without the band behind them."""
    return [patch for patch in axes.patches if 1.5 < patch.get_width() < 6]


def test_posterior_shows_prior_density_accepted_and_default():
    figure = plots.posterior(MADE)
    assert len(figure.axes) == len(FITTED_NAMES) + PAIRS
    row = MADE.parameters.set_index("parameter").loc["fatigue"]
    axes = panel(figure, "fatigue")
    assert sum(bar.get_height() * bar.get_width() for bar in axes.patches) == pytest.approx(1)
    density = next(line for line in axes.lines if line.get_label() == "prior").get_ydata()
    assert max(density) == pytest.approx(1 / (row["prior_high"] - row["prior_low"]))
    default = next(line for line in axes.lines if line.get_label() == "default").get_xdata()
    assert set(default) == {row["default"]}
    upper = [bar.get_height() for bar in axes.patches if bar.get_x() >= 0.9]
    assert max(upper) == 0  # made values lie in the lower half


def test_the_strongest_pair_comes_first():
    first = strongest(MADE.accepted.values)[0]
    assert {FITTED_NAMES[at] for at in first} == set(TIED)


def test_rank_histograms_count_the_ranks_and_mark_the_uneven():
    figure = plots.rank_histograms(MADE)
    colours = set()
    for name in FITTED_NAMES:
        bars = bars_of(panel(figure, _words(name)))
        heights = [bar.get_height() for bar in bars]
        assert sum(heights) == PSEUDO
        if name == UNEVEN:
            assert heights[0] == heights[-1] == PSEUDO / 2
        else:
            assert heights == pytest.approx([PSEUDO / 20] * 20)
            colours.add(bars[0].get_facecolor())
    odd = bars_of(panel(figure, UNEVEN))[0].get_facecolor()
    assert odd not in colours
    assert "uneven" in plots.alt_text(figure)


def _words(name: str) -> str:
    return name.replace("_", " ").replace("russia", "Russia")


def test_predictive_shows_what_was_observed_and_counts_it():
    figure = plots.predictive(MADE)
    axes = panel(figure, "trade KAZ-RUS")
    table = MADE.predictive
    part = table[(table["partner"] == "RUS") & (table["indicator"] == "trade_share")]
    part = part[part["sets"] == "accepted"]
    points = next(line for line in axes.lines if line.get_label() == "observed")
    assert np.array_equal(points.get_ydata(), part["observed"])
    assert f"trade KAZ-RUS {len(part)} of {len(part)}" in plots.alt_text(figure)


@pytest.mark.parametrize("draw", [plots.posterior, plots.rank_histograms, plots.predictive])
@pytest.mark.parametrize("style", ["projector", "print", "dark"])
def test_every_style_says_that_it_is_no_forecast(draw, style):
    with plots.use_style(style):
        figure = draw(MADE)
    assert any("not a forecast" in text.get_text() for text in figure.texts)
    assert "not a forecast" in plots.alt_text(figure)
