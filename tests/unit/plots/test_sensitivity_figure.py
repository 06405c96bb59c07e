"""Figures of sensitivity show what the tables say."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from findings import finding, six_findings
from multivector_sim import plots
from multivector_sim.errors import InputError
from multivector_sim.plots.sensitivity import MOST_FACTORS


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text)]


def column(found, index, name):
    table = found.table[found.table["index"] == index].set_index("factor")
    return table[name]


def test_dots_are_the_shares_in_order_with_their_intervals():
    found = finding("saltelli", 6, 64)
    (axes,) = plots.sensitivity({"tension": found}).axes
    total, first = column(found, "total", "value"), column(found, "first", "value")
    dots = {bars.get_label(): bars for bars in axes.containers}
    order = total.sort_values(ascending=False).index
    for label, values, index in (
        ("total, with pairs and more", total, "total"),
        ("alone (first order)", first, "first"),
    ):
        line, _, (bars,) = dots[label]
        assert line.get_xdata() == pytest.approx(values[order].to_numpy())
        ends = np.array(bars.get_segments())[:, :, 0]
        assert ends[:, 0] == pytest.approx(column(found, index, "low")[order].to_numpy())
        assert ends[:, 1] == pytest.approx(column(found, index, "high")[order].to_numpy())
    named = [label.get_text() for label in axes.get_yticklabels()]
    assert named[0] == order[0]
    assert any(name.startswith("…") and len(name) == 30 for name in named)


def test_the_rest_is_counted():
    for kind, index in (("saltelli", "total"), ("morris", "mu_star"), ("lhs", "pawn_median")):
        found = finding(kind, 18, 128)
        figure = plots.sensitivity(found)
        shown = " ".join(texts(figure))
        assert "3 more" in shown
        rest = column(found, index, "value").sort_values(ascending=False).iloc[MOST_FACTORS]
        assert f"each {rest:.2g} or less" in shown
        assert found.ranked()[MOST_FACTORS - 1] in shown
        assert found.ranked()[MOST_FACTORS] not in shown


def test_effects_stand_at_mu_star_and_sigma():
    found = finding("morris", 6, 20, noise=0.1)
    (axes,) = plots.sensitivity(found).axes
    line, _, _ = axes.containers[0]
    assert line.get_xdata() == pytest.approx(column(found, "mu_star", "value").to_numpy())
    assert line.get_ydata() == pytest.approx(column(found, "sigma", "value").to_numpy())
    bound = {line.get_label(): line for line in axes.get_lines()}["no effect stays below"]
    assert bound.get_xdata()[0] == column(found, "mu_star", "threshold").iloc[0] > 0
    silent = plots.sensitivity(finding("morris", 6, 20)).axes[0]
    assert "no effect stays below" not in {line.get_label() for line in silent.get_lines()}


def test_bars_are_the_distances_and_dummies_the_dashes():
    found = finding("lhs", 6, 200)
    (axes,) = plots.sensitivity(found).axes
    bars = {bars.get_label(): bars for bars in axes.containers}["median over slides"]
    order = list(found.ranked())
    values = column(found, "pawn_median", "value")[order]
    assert [bar.get_width() for bar in bars] == pytest.approx(values.to_numpy())
    dashes = {lines.get_label(): lines for lines in axes.collections}["no effect stays below"]
    places = [segment[0, 0] for segment in dashes.get_segments()]
    assert places == pytest.approx(column(found, "pawn_median", "threshold")[order].to_numpy())


def test_every_figure_says_what_may_be_believed():
    for kind in ("saltelli", "morris", "lhs"):
        trusted = dataclasses.replace(finding(kind, 6, 128, noise=0.1), doubts=())
        doubted = dataclasses.replace(trusted, doubts=("few points", "much noise"), dropped=12)
        for found, words in ((trusted, "trusted"), (doubted, "not trusted: few points; much")):
            figure = plots.sensitivity({"tension": found})
            for shown in (" ".join(texts(figure)), plots.alt_text(figure)):
                assert "exploratory, not a forecast" in shown
                assert f"noise: {100 * found.noise_share:.1f} % of the variance" in shown
                assert f"·  {words}" in shown
                assert f"{found.rows:,} points ({kind})" in shown
                assert "16 runs each" in shown
                assert ("12 left out" in shown) == (found is doubted)
        leading = found.ranked()[0]
        assert leading in plots.alt_text(figure)


def test_several_outcomes_have_panels_of_their_own():
    found = six_findings()
    figure = plots.sensitivity(found)
    assert len(figure.axes) == 6
    shown = texts(figure)
    assert set(found) <= set(shown)
    assert "nothing to draw" in shown
    assert "the same at every point" in plots.alt_text(figure)
    assert "8 to 4,608" not in " ".join(shown)
    rows = sorted(result.rows for result in found.values())
    assert f"{rows[0]:,} to {rows[-1]:,} points" in " ".join(shown)


def test_an_unknown_noise_is_said():
    found = dataclasses.replace(finding("lhs", 4, 100), noise_share=float("nan"), replications=1)
    shown = " ".join(texts(plots.sensitivity(found)))
    assert "share of noise not known" in shown
    assert "one run each" in shown


def test_figures_have_room_for_six():
    found = finding("morris", 3, 10)
    for results in ({}, {str(place): found for place in range(7)}):
        with pytest.raises(InputError, match=f"{len(results)} outcomes received"):
            plots.sensitivity(results)


def test_figures_are_saved_alike_twice_and_leave_the_table_alone(tmp_path):
    found = finding("saltelli", 4, 64)
    before = found.table.copy(deep=True)
    for name in ("first.svg", "again.svg"):
        plots.save(plots.sensitivity(found), tmp_path / name)
    assert (tmp_path / "first.svg").read_bytes() == (tmp_path / "again.svg").read_bytes()
    assert found.table.equals(before)
