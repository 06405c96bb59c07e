"""Every figure is drawn, and what it shows is what the results say."""

from __future__ import annotations

import dataclasses
import subprocess
import sys

import numpy as np
import pytest
from matplotlib.dates import date2num

import multivector_sim as mv
from multivector_sim import plots
from multivector_sim.errors import InputError
from multivector_sim.plots.observed import observed_tension


def lines(axes):
    """Return the lines of axes by label."""
    return {line.get_label(): line for line in axes.get_lines()}


def texts(figure):
    """Return every text of a figure."""
    return [text.get_text() for text in figure.findobj(lambda a: hasattr(a, "get_text"))]


def independent_quantile(dataset, quantile, pair=("RUS", "CHN")):
    """Return a quantile of a pair's tension by sorting, not by the code under test."""
    there = dataset["tension"].sel(actor=pair[0], partner=pair[1])
    back = dataset["tension"].sel(actor=pair[1], partner=pair[0])
    values = np.sort(((there + back) / 2).transpose("run", "time").values, axis=0)
    place = quantile * (len(values) - 1)
    low, part = int(place), place - int(place)
    return values[low] * (1 - part) + values[min(low + 1, len(values) - 1)] * part


def draw_new(comparison):
    """Return the figures of a single run, of single dates and of several policies."""
    dataset = comparison.paths["baseline"]
    want = {"tension_rus_chn": "lower", "autonomy": "higher"}
    return {
        "dyads": plots.dyads(comparison.paths),
        "stacked": plots.leverage(dataset, layout="stacked"),
        "against": plots.leverage(comparison.paths, layout="stacked", against="pro_west"),
        "concern_path": plots.concern_path(dataset),
        "network": plots.network(dataset),
        "chronicle": plots.chronicle(dataset),
        "routes_map": plots.routes_map(dataset),
        "scorecard": plots.scorecard(comparison),
        "trade_off": plots.trade_off(comparison, *want, better=want),
    }


@pytest.fixture(scope="module")
def drawn(comparison):
    """Return every figure by name. Do not change them."""
    return {
        "fan": plots.fan(comparison.paths["baseline"]),
        "multiples": plots.fan(comparison.paths),
        "overlay": plots.fan(comparison.paths, layout="overlay"),
        "leverage": plots.leverage(comparison.paths["baseline"]),
        "forest": plots.forest(comparison),
        "compare": plots.compare(comparison),
        **draw_new(comparison),
    }


def test_every_figure_carries_caveat_runs_seed_and_words(drawn):
    for name, figure in drawn.items():
        shown = " ".join(texts(figure))
        assert "exploratory, not a forecast" in shown, name
        assert "40 runs" in shown, name
        assert "seed 1" in shown, name
        assert "exploratory, not a forecast" in plots.alt_text(figure), name
        assert len(plots.alt_text(figure)) > 100, name
    assert not {"better", "worse", "best"} & set(
        " ".join(map(plots.alt_text, drawn.values())).split()
    )


def test_figures_are_saved_alike_twice(drawn, tmp_path):
    for name, figure in drawn.items():
        for kind in ("png", "svg", "pdf") if name == "fan" else ("svg",):
            first, second = tmp_path / f"{name}.{kind}", tmp_path / f"{name}_again.{kind}"
            plots.save(figure, first)
            plots.save(figure, second)
            assert first.read_bytes() == second.read_bytes()
    assert "exploratory" in (tmp_path / "fan.svg").read_text(encoding="utf-8")


def test_drawing_loads_no_library_that_it_can_do_without():
    """Each of these takes a command longer to load than a figure takes to draw."""
    code = (
        "import sys, multivector_sim.plots, multivector_sim.report\n"
        "slow = {'scoringrules', 'sklearn', 'scipy.stats', 'mesa', 'duckdb', 'SALib'}\n"
        "sys.exit(', '.join(sorted(slow & set(sys.modules))) or 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_no_figure_touches_pyplot(drawn):
    assert drawn
    pyplot = sys.modules.get("matplotlib.pyplot")
    assert pyplot is None or not pyplot.get_fignums()


def test_fan_shows_the_quantiles(comparison):
    dataset = comparison.paths["baseline"]
    (axes,) = plots.fan(dataset).axes
    median = lines(axes)["median"]
    assert median.get_ydata() == pytest.approx(independent_quantile(dataset, 0.5), rel=1e-6)
    bands = {band.get_label(): band for band in axes.collections}
    corners = bands["90 % of runs"].get_paths()[0].vertices[:, 1]
    expected = [independent_quantile(dataset, quantile) for quantile in (0.05, 0.95)]
    assert (corners.min(), corners.max()) == pytest.approx(
        (expected[0].min(), expected[1].max()), rel=1e-6
    )


def test_fan_of_another_pair_shows_that_pair(comparison):
    dataset = comparison.paths["baseline"]
    figure = plots.fan(dataset, ("USA", "CHN"))
    median = lines(figure.axes[0])["median"].get_ydata()
    expected = independent_quantile(dataset, 0.5, ("USA", "CHN"))
    assert median == pytest.approx(expected, rel=1e-6)
    assert any("United States-China tension" in text for text in texts(figure))


def test_multiples_repeat_the_focal_median(comparison):
    figure = plots.fan(comparison.paths)
    assert [axes.get_title("left") for axes in figure.axes] == [
        "baseline", "laissez faire", "bandwagon Russia", "bandwagon China", "pro West",
    ]  # fmt: skip
    focal = lines(figure.axes[0])["median"].get_ydata()
    for axes in figure.axes[1:]:
        assert lines(axes)["baseline: median"].get_ydata() == pytest.approx(focal)
        assert lines(axes)["median"].get_ydata() != pytest.approx(focal)


def test_events_of_the_scenario_are_marked(comparison, baseline):
    figure = plots.fan(comparison.paths["baseline"])
    inside = {event.label for event in baseline.events if 1998 <= event.since < 2004}
    assert inside
    assert inside <= set(texts(figure))
    outside = {event.label for event in baseline.events} - inside
    assert not outside & set(texts(figure))


def test_observed_series_is_labelled_with_its_link(comparison):
    # ICEWS, Russia and China, 2002: conflict share 0.01084.
    series = observed_tension("RUS", "CHN")
    assert series.values[0] == pytest.approx(0.01084 / 0.32)
    assert len(series.values) == 12
    figure = plots.fan(comparison.paths["baseline"])
    line = lines(figure.axes[0])["observed event conflict share / 0.32"]
    assert line.get_xdata()[0] == date2num(np.datetime64("2002-07-01"))
    assert any("ICEWS" in text for text in texts(figure))
    bare = plots.fan(comparison.paths["baseline"], observed=False)
    assert not any("observed" in text for text in texts(bare))
    assert observed_tension("RUS", "XXX") is None


def test_leverage_has_three_parts_and_every_power(comparison):
    dataset = comparison.paths["baseline"]
    figure = plots.leverage(dataset)
    assert [axes.get_title("left") for axes in figure.axes] == ["economic", "transit", "security"]
    for axes, name in zip(figure.axes, ("economic", "transit", "security"), strict=True):
        assert list(lines(axes)) == ["RUS", "CHN", "USA", "EU"]
        values = np.sort(dataset[f"leverage_{name}_path"].sel(actor="CHN").values, axis=0)
        assert lines(axes)["CHN"].get_ydata() == pytest.approx((values[19] + values[20]) / 2)


def test_forest_shows_the_table(comparison):
    figure = plots.forest(comparison, ["autonomy", "concern[RUS, status]", "ceded"])
    for axes, label in zip(figure.axes, ("autonomy", "concern[RUS, status]", "ceded"), strict=True):
        table = comparison.effects[comparison.effects["label"] == label]
        for row in table.itertuples():
            mean = lines(axes)[f"_mean {row.counterfactual}"].get_xdata()
            interval = lines(axes)[f"_interval {row.counterfactual}"].get_xdata()
            spread = lines(axes)[f"_range {row.counterfactual}"].get_xdata()
            assert (*mean, *interval, *spread) == (
                row.mean, row.mean_low, row.mean_high, row.low, row.high,
            )  # fmt: skip
        assert any(list(line.get_xdata()) == [0, 0] for line in axes.get_lines())
        assert axes.get_xlabel() == "← lower  |  higher →\nin baseline"
    assert "[not scored]" in figure.axes[2].get_title("left")
    assert "[not scored]" not in figure.axes[0].get_title("left")


def test_composite_names_every_counterfactual(comparison):
    figure = plots.compare(comparison)
    shown = texts(figure)
    for words in ("laissez faire", "bandwagon Russia", "bandwagon China", "pro West"):
        assert words in shown
        assert f"vs {words}" in shown
    upper = figure.axes[0]
    expected = independent_quantile(comparison.paths["pro_west"], 0.5)
    assert lines(upper)["_median pro_west"].get_ydata() == pytest.approx(expected, rel=1e-6)
    assert len(figure.axes) == 6


def test_figures_show_what_was_computed_if_the_main_outcomes_were_not(comparison):
    few = comparison.effects[comparison.effects["outcome"].isin(["ceded", "credibility"])]
    partial = dataclasses.replace(comparison, effects=few)
    assert len(plots.forest(partial).axes) == 5
    assert len(plots.compare(partial).axes) == 6
    assert len(plots.forest(comparison).axes) == 6


def test_what_cannot_be_drawn_is_told(comparison):
    dataset = comparison.paths["baseline"]
    with pytest.raises(InputError, match=r"record=\['tension'\]"):
        plots.fan(dataset.drop_vars("tension"))
    with pytest.raises(InputError, match=r"record=\[.*'leverage_transit'.*\]"):
        plots.leverage(dataset.drop_vars("leverage_transit_path"))
    with pytest.raises(InputError, match="two different actors"):
        plots.fan(dataset, ("RUS", "RUS"))
    with pytest.raises(InputError, match="two different actors"):
        plots.fan(dataset, ("RUS", "MARS"))
    with pytest.raises(InputError, match="'overlay' and 'multiples'"):
        plots.fan(dataset, layout="pile")
    with pytest.raises(InputError, match="no effect on 'luck'"):
        plots.forest(comparison, ["luck"])
    with pytest.raises(InputError, match="png or svg or pdf"):
        plots.save(plots.fan(dataset), "fan.gif")
    with pytest.raises(InputError, match="no data set"):
        plots.fan({})


def test_shocks_stand_among_the_events():
    from multivector_sim.plots.events import events_of

    ds = mv.simulate("oil_slump_2008", runs=1, seed=1, record=["tension"], outcomes=())
    slump = {str(row.label) for row in events_of(ds)} - {
        str(row.label) for row in mv.load_scenario("baseline").events
    }
    assert slump == {str(row.label) for row in mv.load_scenario("oil_slump_2008").shocks}
    assert not slump & {str(row.label) for row in events_of(ds, ("RUS", "CHN"))}
