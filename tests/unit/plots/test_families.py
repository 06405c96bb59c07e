"""The figures of policies, moments and single runs show what the results say."""

from __future__ import annotations

import dataclasses
import json
from itertools import combinations

import numpy as np
import pytest
import xarray as xr
from matplotlib.collections import PatchCollection
from PIL import Image

import multivector_sim as mv
from multivector_sim import plots
from multivector_sim.errors import InputError
from multivector_sim.plots.concern_path import contributions
from multivector_sim.plots.families import FAMILIES
from multivector_sim.plots.leverage import stack_signed
from multivector_sim.plots.network import place_actors, place_numbers, quarter_at
from multivector_sim.plots.routes_map import _sheet
from multivector_sim.plots.style import figure as empty_figure
from multivector_sim.plots.trade_off import pareto_front

WANT = {"tension_rus_chn": "lower", "autonomy": "higher"}
WEIGHTS = {"economic": 0.60, "transit": 0.25, "security": 0.15}
"""Sums of the sector weights of the shipped world, by hand."""

COEFFICIENTS = dict.fromkeys(("security", "status", "power", "deception"), 0.3)  # a year


@pytest.fixture
def dataset(comparison):
    return comparison.paths["baseline"]


def lines(axes):
    """Return the lines of axes by label."""
    return {line.get_label(): line for line in axes.get_lines()}


def texts(figure):
    """Return every text of a figure."""
    return [text.get_text() for text in figure.findobj(lambda a: hasattr(a, "get_text"))]


def pair_median(dataset, first, second):
    """Return the median of a pair's tension, by numpy on the whole array."""
    values = dataset["tension"].transpose("run", "time", "actor", "partner").values
    codes = list(dataset["actor"].values)
    i, j = codes.index(first), codes.index(second)
    return np.median((values[:, :, i, j] + values[:, :, j, i]) / 2, axis=0)


def test_dyads_show_every_pair(comparison, dataset):
    panels = plots.dyads(comparison.paths).axes
    pairs = list(combinations([str(code) for code in dataset["actor"].values], 2))
    assert len(panels) == len(pairs) == 10
    for axes, pair in zip(panels, pairs, strict=True):
        drawn = lines(axes)
        assert drawn["baseline: median"].get_ydata() == pytest.approx(pair_median(dataset, *pair))
        other = pair_median(comparison.paths["pro_west"], *pair)
        assert drawn["pro West: median"].get_ydata() == pytest.approx(other)


def test_dyads_mark_the_events_of_the_pair(dataset, baseline):
    panels = {axes.get_title("left"): axes for axes in plots.dyads(dataset, observed=False).axes}
    for title, pair in (("Russia-USA", {"RUS", "USA"}), ("China-EU", {"CHN", "EU"})):
        dates = {e.since for e in baseline.events
                 if set(e.between) == pair and 1998 <= e.since < 2004}  # fmt: skip
        dotted = [line for line in panels[title].get_lines() if len(set(line.get_xdata())) == 1]
        assert len(dotted) == len(dates)


def test_stacks_pile_up_by_sign():
    axes = empty_figure(4, 3).add_subplot()
    time = np.array([0.0, 1.0])
    stack_signed(axes, time, np.array([[1.0, 1.0], [-2.0, -2.0], [3.0, 3.0]]), ["a", "b", "c"])
    spans = {c.get_label(): c.get_paths()[0].vertices[:, 1] for c in axes.collections}
    assert (spans["a"].min(), spans["a"].max()) == (0, 1)
    assert (spans["c"].min(), spans["c"].max()) == (1, 4)
    assert (spans["_b below"].min(), spans["_b below"].max()) == (-2, 0)


@pytest.mark.parametrize("against", [None, "pro_west"])
def test_stacked_leverage_adds_up(comparison, against):
    figure = plots.leverage(comparison.paths, layout="stacked", against=against)
    for axes, code in zip(figure.axes, ("RUS", "CHN", "USA", "EU"), strict=True):
        total = 0
        for part, weight in WEIGHTS.items():
            path = comparison.paths["baseline"][f"leverage_{part}_path"].sel(actor=code)
            base = path.isel(time=0)
            if against:
                base = comparison.paths[against][f"leverage_{part}_path"].sel(actor=code)
            total = total + weight * (path.astype(float) - base.astype(float))
        mean = total.mean("run").transpose("time").values
        assert lines(axes)["sum: mean"].get_ydata() == pytest.approx(mean, abs=1e-6)
    assert any("pro West" in text for text in texts(figure)) is bool(against)


def test_weighted_parts_are_the_recorded_dependence():
    parts = [f"leverage_{part}" for part in WEIGHTS]
    run = mv.simulate("baseline", runs=3, seed=1, record=[*parts, "dependence"], outcomes=())
    total = sum(WEIGHTS[part] * run[f"leverage_{part}_path"] for part in WEIGHTS)
    assert total.values == pytest.approx(run["dependence_path"].values, abs=1e-12)


def test_leverage_refuses_what_it_cannot_draw(comparison):
    with pytest.raises(InputError, match="'parts' and 'stacked'"):
        plots.leverage(comparison.paths, layout="heap")
    with pytest.raises(InputError, match="layout='stacked' only"):
        plots.leverage(comparison.paths, against="pro_west")
    with pytest.raises(InputError, match="allowed are laissez_faire"):
        plots.leverage(comparison.paths, layout="stacked", against="baseline")
    short = {**comparison.paths, "pro_west": comparison.paths["pro_west"].isel(run=slice(0, 5))}
    with pytest.raises(InputError, match="cannot be paired"):
        plots.leverage(short, layout="stacked", against="pro_west")


def test_contributions_are_those_of_equation_19(dataset):
    found = contributions(dataset, "RUS", "CHN")
    assert found.shape == (40, 24, 4)
    for run, quarter in ((0, 0), (7, 11), (39, 23)):
        here = dataset.isel(run=run, time=quarter)
        blame, security = (
            float(here[name].sel(actor="RUS", partner="CHN"))
            for name in ("blame_path", "security_blame")
        )
        assert blame != security
        for place, (concern, coefficient) in enumerate(COEFFICIENTS.items()):
            worry = float(here["concern_path"].sel(actor="RUS", concern_kind=concern))
            part = security if concern == "security" else blame
            assert found[run, quarter, place] == pytest.approx(part * coefficient * worry)


def test_contributions_follow_the_scenario(dataset):
    text = dataset.attrs["manifest"]
    off = dataset.assign_attrs(
        manifest=text.replace('"concern_grievance": true', '"concern_grievance": false')
    )
    assert not contributions(off, "RUS", "CHN").any()
    other = dataset.assign_attrs(
        manifest=text.replace('"parameters": {}', '"parameters": {"status_grievance": 0.5}')
    )
    ratio = (
        contributions(other, "RUS", "CHN")[..., 1] / contributions(dataset, "RUS", "CHN")[..., 1]
    )
    assert ratio == pytest.approx(0.5 / COEFFICIENTS["status"])
    for pair in (("RUS", "KAZ"), ("RUS", "RUS"), ("MARS", "RUS")):
        with pytest.raises(InputError, match="two different powers"):
            plots.concern_path(dataset, pair)


def test_concern_path_stacks_to_the_sum(dataset):
    figure = plots.concern_path(dataset, ("CHN", "USA"))
    middle = figure.axes[2]
    total = contributions(dataset, "CHN", "USA").sum(axis=2).mean(axis=0)
    assert lines(middle)["sum: mean"].get_ydata() == pytest.approx(total)
    tops = [c.get_paths()[0].vertices[:, 1].max() for c in middle.collections]
    assert tops[-1] == pytest.approx(total.max())
    assert len(tops) == 4


def test_network_lines_are_medians(dataset):
    figure = plots.network(dataset, ["2001-05"])
    axes = figure.axes[0]
    quarter = quarter_at(dataset, "2001-05")
    assert str(dataset["time"].values[quarter])[:7] == "2001-04"
    for first, second in combinations(["KAZ", "RUS", "CHN", "USA", "EU"], 2):
        median = pair_median(dataset, first, second)[quarter]
        assert lines(axes)[f"{first}-{second}"].get_linewidth() == pytest.approx(0.6 + 16 * median)
        assert any(text.startswith(f"{median:.2f}\n") for text in texts(figure))
    assert "2001 Q2" in texts(figure)


def test_no_line_of_the_network_passes_through_an_actor():
    for codes in (["KAZ", "RUS", "CHN", "USA", "EU"], ["MNG", "RUS", "CHN"], list("PABCDEF")):
        places = place_actors(codes)
        for first, second in combinations(codes, 2):
            for third in set(codes) - {first, second}:
                a, b, c = places[first], places[second], places[third]
                along = np.clip((c - a) @ (b - a) / ((b - a) @ (b - a)), 0, 1)
                assert np.linalg.norm(a + along * (b - a) - c) > 0.2


def test_dates_are_checked(dataset):
    assert quarter_at(dataset, "1998") == 0
    assert quarter_at(dataset, "2003-12") == 23
    for date, words in (("1997-12", "1998-01 to"), ("2004", "1998-01 to"), ("soon", "2013-07")):
        with pytest.raises(InputError, match=words):
            plots.network(dataset, [date])
    with pytest.raises(InputError, match="a list of dates"):
        plots.network(dataset, "1999")


def test_animation_is_written_as_gif_and_page(dataset, tmp_path, monkeypatch):
    moving = plots.network_animation(dataset, every=8, interval=100)
    plots.save_animation(moving, tmp_path / "network.gif")
    with Image.open(tmp_path / "network.gif") as film:
        assert film.n_frames == 4  # quarters 0, 8, 16 and 23
        assert film.info["duration"] == 100
    plots.save_animation(moving, tmp_path / "network.html")
    page = (tmp_path / "network.html").read_text(encoding="utf-8")
    assert "exploratory, not a forecast" in page
    assert page.count("data:image/png;base64") == 4
    assert "http://" not in page.replace("http://www.w3.org", "")
    with pytest.raises(InputError, match="gif, html or mp4"):
        plots.save_animation(moving, tmp_path / "network.avi")
    monkeypatch.setattr("matplotlib.animation.FFMpegWriter.isAvailable", lambda: False)
    with pytest.raises(InputError, match="ffmpeg"):
        plots.save_animation(moving, tmp_path / "network.mp4")
    with pytest.raises(InputError, match="at least 1 and 20"):
        plots.network_animation(dataset, every=0)


def test_chronicle_marks_every_action_and_crisis(dataset):
    figure = plots.chronicle(dataset, run=5)
    actions = figure.axes[1]
    marks = {c.get_label(): len(c.get_paths()) for c in actions.collections
             if isinstance(c, PatchCollection)}  # fmt: skip
    one = dataset.isel(run=5)
    for row, code in enumerate(("RUS", "CHN", "USA", "EU")):
        for kind in (1, 2, 3, 4):
            count = int((one["action"].sel(actor=code) == kind).sum())
            assert marks[f"_{kind} {row}"] == count
        crises = int((one["crisis"].sel(actor=code) > 0).sum())
        assert len(lines(actions)[f"_crisis {row}"].get_xdata()) == crises
    kept = lines(figure.axes[2])
    assert list(kept)[:2] == ["Oil and gas fields", "Export routes"]
    assert kept["Export routes"].get_ydata() == pytest.approx(
        one["share"].sel(sector="routes", actor="KAZ").values
    )
    assert "run 5 drawn" in " ".join(texts(figure))
    with pytest.raises(InputError, match="there are 0 to 39"):
        plots.chronicle(dataset, run=40)


def test_chronicle_marks_every_granted_demand():
    record = ["action", "crisis", "granted", "share", "tension"]
    run = mv.simulate("baseline", runs=2, seed=1, record=record, outcomes=["granted"])
    actions = lines(plots.chronicle(run, run=1).axes[1])
    marked = [len(actions[f"_granted {row}"].get_xdata()) for row in range(4)]
    assert sum(marked) == float(run["granted"][1]) > 0


def test_pareto_front_is_what_nobody_beats():
    points = np.random.default_rng(3).integers(0, 6, size=(40, 2)).astype(float)
    expected = [
        not any(q[0] >= p[0] and q[1] >= p[1] and (q[0] > p[0] or q[1] > p[1]) for q in points)
        for p in points
    ]
    assert list(pareto_front(points)) == expected
    assert list(pareto_front(np.array([[1.0, 1.0], [1.0, 1.0], [0.0, 2.0]]))) == [True] * 3


def test_trade_off_follows_what_is_wanted(comparison):
    means = {name: (float(ds["tension_rus_chn"].mean()), float(ds["autonomy"].mean()))
             for name, ds in comparison.datasets.items()}  # fmt: skip
    for x_way, y_way in (("lower", "higher"), ("higher", "higher"), ("lower", "lower")):
        better = {"tension_rus_chn": x_way, "autonomy": y_way}
        axes = plots.trade_off(comparison, *WANT, better=better).axes[0]
        signs = [1 if way == "higher" else -1 for way in (x_way, y_way)]
        signed = {name: np.multiply(mean, signs) for name, mean in means.items()}
        front = sorted(
            means[name] for name, mine in signed.items()
            if not any((other >= mine).all() and (other > mine).any() for other in signed.values())
        )  # fmt: skip
        drawn = lines(axes)["Pareto front of the means"].get_xydata()
        assert drawn == pytest.approx(np.array(front))


def test_trade_off_asks_for_directions(comparison):
    with pytest.raises(InputError, match="'higher' or 'lower'"):
        plots.trade_off(comparison, *WANT, better={"autonomy": "higher"})
    with pytest.raises(InputError, match="no outcome 'luck'"):
        plots.trade_off(comparison, "luck", "autonomy", better={**WANT, "luck": "higher"})
    short = {**comparison.datasets}
    short["pro_west"] = short["pro_west"].isel(run=slice(0, 3))
    with pytest.raises(InputError, match="different runs"):
        plots.trade_off(short, *WANT, better=WANT)
    one = {"baseline": comparison.datasets["baseline"]}
    for draw in (lambda: plots.trade_off(one, *WANT, better=WANT), lambda: plots.scorecard(one)):
        with pytest.raises(InputError, match="at least two"):
            draw()


def test_scorecard_shows_means_and_ranks(comparison):
    figure = plots.scorecard(comparison, ["autonomy", "concern[RUS, status]"])
    shown = texts(figure)
    table = np.array([ds["autonomy"].values for ds in comparison.datasets.values()])
    means = table.mean(axis=1)
    for row, mean in enumerate(means):
        rank = 1 + int((means > mean).sum())
        in_runs = sorted(1 + int((table[:, run] > table[row, run]).sum()) for run in range(40))
        low, high = in_runs[1], in_runs[37]  # smallest ranks that 5 and 95 % of 40 runs reach
        assert f"rank {rank} ({low} to {high})" in shown
        assert any(text.startswith(f"{mean:.3g} ±") for text in shown)
    with pytest.raises(InputError, match="'luck' received"):
        plots.scorecard(comparison, ["luck"])


def test_scorecard_leaves_judgement_to_the_reader(comparison):
    words = plots.alt_text(plots.scorecard(comparison))
    assert "implies no judgement" in words
    assert "[not scored]" in " ".join(texts(plots.scorecard(comparison, ["ceded"]))).replace(
        "\n", " "
    )


def test_map_shows_the_shares(dataset):
    figure = plots.routes_map(dataset, "2002-08")
    here = dataset["share"].sel(time="2002-07-01")
    sheet, bars = figure.axes
    for code in ("RUS", "CHN", "USA", "EU"):
        mean = float(here.sel(sector="routes", actor=code).mean())
        width = lines(sheet)[f"_route {code}"].get_linewidth()
        assert width == pytest.approx(0.8 + 58 * mean, rel=1e-6)
    widths = {bar.get_label(): bar[0].get_width() for bar in bars.containers}
    for row, sector in enumerate(dataset["sector"].values):
        for code in dataset["actor"].values:
            mean = float(here.sel(sector=sector, actor=code).mean())
            assert widths[f"_{code} {row}"] == pytest.approx(mean, rel=1e-6)
    assert any("2002-07" in text for text in texts(figure))


def test_another_cast_is_a_scheme_that_says_so(dataset):
    codes = ["MNG", "RUS", "CHN", "USA", "JPN"]
    named = dataset.assign_coords(actor=codes, partner=codes)
    scenario = json.loads(dataset.attrs["manifest"])
    actors = scenario["experiment"]["scenario"]["actors"]
    actors["MNG"] = {**actors["KAZ"], "name": "Mongolia"}
    actors["JPN"] = {**actors["EU"], "name": "Japan"}
    named.attrs["manifest"] = json.dumps(scenario)
    figure = plots.routes_map(named)
    shown = texts(figure)
    assert any("a scheme, not a map" in text for text in shown)
    assert {"Mongolia", "Japan"} <= set(shown)
    assert not {"Uzbekistan", "Caspian\nSea"} & set(shown)
    sheet = figure.axes[0]
    ends = [np.array(lines(sheet)[f"_route {code}"].get_xydata())[-1] for code in codes[1:]]
    around = [np.degrees(np.arctan2(x - 8, y - 4.5)) % 360 for x, y in ends]
    assert around == sorted(around)  # clockwise from the top, in the order of ids
    assert plots.alt_text(figure).startswith("Scheme of powers around a state")
    known = plots.routes_map(dataset)
    assert any("a sketch, not to scale" in text for text in texts(known))
    assert {"Uzbekistan", "Caspian\nSea"} <= set(texts(known))


def test_a_scheme_has_room_for_ten_powers():
    with pytest.raises(InputError, match="room for 10 powers; there are 11"):
        _sheet(["KAZ", *(f"P{number}" for number in range(11))])


@pytest.mark.parametrize("actors", range(2, 8))
def test_numbers_of_a_network_keep_apart(actors):
    codes = [f"A{number}" for number in range(actors)]
    places = place_actors(codes)
    spots = place_numbers(places, list(combinations(codes, 2)))
    for (first, second), spot in spots.items():
        way = places[second] - places[first]
        part = (spot - places[first]) @ way / (way @ way)
        assert places[first] + part * way == pytest.approx(spot)  # on its line
        assert 0.25 < part < 0.75
    for mine, other in combinations(spots.values(), 2):
        gap = np.abs(mine - other)
        assert gap[0] >= 0.339 or gap[1] >= 0.169


def test_what_was_not_recorded_is_asked_for(dataset):
    bare = dataset[["credibility_path"]] if "credibility_path" in dataset else dataset[["action"]]
    for draw, state in (
        (plots.dyads, "tension"), (plots.network, "tension"), (plots.routes_map, "share"),
        (plots.concern_path, "blame"), (plots.chronicle, "crisis"),
        (plots.network_animation, "tension"),
    ):  # fmt: skip
        with pytest.raises(InputError, match=rf"record=\[.*'{state}'.*--record"):
            draw(bare)


def test_every_public_figure_has_a_family():
    figures = set(plots.__all__) - {
        *("STYLES", "alt_text", "save", "use_style"), *("network_animation", "save_animation"),
        # Of a sweep, not of a folder of results:
        *("sensitivity", "sweep_convergence", "sweep_effects", "sweep_grid"),
        *("discovery_fits", "discovery_limits", "discovery_scatter", "discovery_trajectory"),
        # Of a calibration:
        *("posterior", "predictive", "rank_histograms"),
        # Of forecasts:
        *("calibration", "forecast_fan", "hostility", "scores"),
        # Of verdicts, of attributions and of answers:
        *("thesis", "verdicts", "attribution", "attribution_pairs", "mediation"),
        *("answer_effects", "answer_flips"),
        *("run_timeline", "histories"),  # of explained runs
        # Of a search:
        *("search_pairs", "search_parallel"),
    }  # fmt: skip
    assert figures | {"leverage_change"} == set(FAMILIES)


def test_figures_do_not_change_their_results(comparison):
    before = {name: ds.copy(deep=True) for name, ds in comparison.paths.items()}
    plots.leverage(comparison.paths, layout="stacked", against="pro_west")
    plots.trade_off(dataclasses.replace(comparison), *WANT, better=WANT)
    for name, ds in comparison.paths.items():
        xr.testing.assert_identical(ds, before[name])
