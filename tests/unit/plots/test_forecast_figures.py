"""Figures of forecasts show what the forecasts say: against made-up ones with known ends."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.text import Text
from scipy.stats import norm

from made_forecasts import MADE, made_forecast, made_table, made_verified
from multivector_sim import plots
from multivector_sim.errors import InputError
from multivector_sim.forecast.scores import LEVELS, Verification
from multivector_sim.measurement import observed_series
from multivector_sim.plots.calibration import chance_band, shares_below
from multivector_sim.plots.forecast_words import INDICATOR_WORDS, grouped, per_cent, target_words

TARGET = "trade_share KAZ-CHN"


def labelled(axes: Any) -> dict[str, Any]:
    return {str(artist.get_label()): artist for artist in axes.get_children()}


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text)]


def test_a_fan_shows_quantiles_naive_medians_and_figures_before_and_after() -> None:
    forecast = made_forecast()
    k = forecast.labels.index(TARGET)
    (series,) = (row for row in observed_series() if row.label == TARGET)
    figure = plots.forecast_fan(forecast, targets=[TARGET], made=MADE)
    (axes,) = figure.axes
    drawn = labelled(axes)
    start = series.upto(2008)
    for label, values in (
        ("median", forecast.quantiles),
        ("last figure carried forward", forecast.persistence),
        ("line of ten years continued", forecast.drift),
    ):
        x, y = drawn[label].get_data()
        assert (x[0], y[0]) == (start.years[-1], start.values[-1])
        assert y[1:] == pytest.approx(values[2, :, k])
        assert x[1:].tolist() == forecast.years.tolist()
    for label, low in (("90 % of members", 0), ("50 % of members", 1)):
        corners = drawn[label].get_paths()[0].vertices
        at_end = corners[corners[:, 0] == forecast.years[-1], 1]
        assert at_end.min() == pytest.approx(forecast.quantiles[low, -1, k])
        assert at_end.max() == pytest.approx(forecast.quantiles[-1 - low, -1, k])
    before, after = (drawn[f"observed {when}"] for when in ("up to the origin", "later"))
    assert before.get_xdata().max() == 2008
    assert before.get_ydata() == pytest.approx(start.values)
    assert after.get_xdata().tolist() == series.years[series.years > 2008].tolist()
    assert after.get_ydata() == pytest.approx(series.values[series.years > 2008])
    assert after.get_markerfacecolor() == plots.STYLES["projector"].paper
    assert "exploratory, not a forecast" in plots.alt_text(figure)


def test_without_later_figures_nothing_is_hollow() -> None:
    figure = plots.forecast_fan(made_forecast(2013, 2024), targets=[TARGET])
    assert "observed later" not in labelled(figure.axes[0])
    assert "observed up to the origin" in labelled(figure.axes[0])


def test_all_targets_are_drawn_and_unknown_ones_told() -> None:
    figure = plots.forecast_fan(made_forecast())
    assert len(figure.axes) == 30
    assert {axes.get_title(loc="left") for axes in figure.axes} >= {
        *("trade: China", "arms imports: Russia", "conflict: China-Russia"),
    }
    with pytest.raises(InputError, match="'trade_share KAZ-TUR' received; forecast are"):
        plots.forecast_fan(made_forecast(), targets=["trade_share KAZ-TUR"])
    with pytest.raises(InputError, match="none received"):
        plots.forecast_fan(made_forecast(), targets=[])


def test_dots_of_scores_are_the_ratios_of_the_table() -> None:
    found = made_verified()
    figure = plots.scores(found)
    drawn = {name: dot for axes in figure.axes for name, dot in labelled(axes).items()}
    table = found.scores.set_index("target")
    for naive in ("crps_persistence", "crps_drift"):
        for target in table.index[:-1]:
            (x,) = drawn[f"_{naive} {target}"].get_xdata()
            value = table.at[target, naive]
            if value > 0:
                assert x == pytest.approx(np.clip(table.at[target, "crps"] / value, 0.05, 20))
            else:
                assert np.isnan(x)
    last = labelled(figure.axes[-1])
    (x,) = last["to the last figure carried forward"].get_xdata()
    assert x == pytest.approx(found.overall.persistence.value)
    assert all(axes.get_xscale() == "log" for axes in figure.axes)
    intervals = [
        line.get_xdata() for line in figure.axes[-1].get_lines() if line.get_label() == "_interval"
    ]
    assert np.array(intervals) == pytest.approx(np.array([r[1:] for r in found.overall[:2]]))
    told = f"better than both on {found.overall.better} of {found.overall.targets} targets"
    assert any(told in text for text in texts(figure))
    assert f"{found.overall.drift.value:.2f} [" in plots.alt_text(figure)


def test_one_origin_draws_no_interval_and_says_none() -> None:
    figure = plots.scores(made_verified(2008, 2008))
    assert "nan" not in plots.alt_text(figure)
    figure.draw_without_rendering()


def verified_rows(draws: np.ndarray, spread: float = 1.0) -> list[Verification]:
    quantiles = spread * norm.ppf(LEVELS)
    return [Verification("t a-b", 1, 2, y, quantiles, quantiles, quantiles) for y in draws]


def test_calibrated_forecasts_lie_on_the_diagonal_and_others_do_not() -> None:
    draws = np.random.default_rng(1).normal(size=20_000)
    assert shares_below(verified_rows(draws)) == pytest.approx(LEVELS, abs=0.01)
    sure = shares_below(verified_rows(draws, spread=0.5))
    assert sure[0] > 0.15
    assert sure[-1] < 0.85


def test_figures_on_quantiles_count_in_part() -> None:
    model = np.zeros(5)
    tied = Verification("t a-b", 1, 2, 0.0, model, model, model)
    assert shares_below([tied]) == pytest.approx(LEVELS)  # all of the mass is there
    lowest = tied._replace(model=np.array([0.0, 0.0, 0.2, 0.3, 0.4]))
    assert shares_below([lowest]) == pytest.approx([0.05 / 0.375, 0.25 / 0.375, 1, 1, 1])


def test_the_band_counts_origins() -> None:
    low, high = chance_band(1)
    assert low.tolist() == [0.0] * 5
    assert high.tolist() == [1.0] * 5
    narrow = [np.ptp(chance_band(count), axis=0) for count in (4, 40, 4000)]
    assert (narrow[0] > narrow[1]).all()
    assert (narrow[1] > narrow[2]).all()
    generator = np.random.default_rng(2)
    low, high = chance_band(11)
    draws = (generator.uniform(size=(20_000, 11, 1)) < np.array(LEVELS)).mean(axis=1)
    assert (((low <= draws) & (draws <= high)).mean(axis=0) >= 0.945).all()


def test_panels_of_calibration_are_the_shares() -> None:
    found = made_verified()
    figure = plots.calibration(found)
    assert len(figure.axes) == len(INDICATOR_WORDS) + 1
    assert labelled(figure.axes[-1])["_found"].get_ydata() == pytest.approx(
        shares_below(list(found.rows))
    )
    arms = [row for row in found.rows if row.target.startswith("arms_share_5y")]
    (axes,) = (axes for axes in figure.axes if axes.get_title(loc="left") == "arms imports")
    assert labelled(axes)["_found"].get_ydata() == pytest.approx(shares_below(arms))
    bars = next(part for part in axes.collections if isinstance(part, LineCollection))
    origins = len({row.origin for row in arms})
    ends = np.array([segment[:, 1] for segment in bars.get_segments()])
    assert pytest.approx(np.array(chance_band(origins))) == ends.T
    covered = found.scores_by("indicator").set_index("indicator")["coverage90"]["arms_share_5y"]
    assert any(f"inside 90 %: {100 * covered:.0f} %" in text for text in texts(figure))


def test_lines_of_hostility_are_the_places_of_the_table() -> None:
    table = made_table()
    figure = plots.hostility(table, made=MADE)
    lines = labelled(figure.axes[0])
    places = table[table["indicator"] == "hostility_rank"]
    names = {"RUS": "Russia", "CHN": "China", "USA": "USA", "EU": "EU", "KAZ": "Kazakhstan"}
    for (actor, partner), rows in places.groupby(["actor", "partner"]):
        line = lines[f"{names[actor]}-{names[partner]}"]
        assert line.get_ydata().tolist() == rows.sort_values("year")["value"].tolist()
        assert (line.get_linestyle() == "--") == ("KAZ" in (actor, partner))
    assert len(places) == 10 * 11
    low, high = figure.axes[0].get_ylim()
    assert low > high  # the most hostile is on top
    with pytest.raises(InputError, match="no rows of 'hostility_rank'"):
        plots.hostility(table[table["indicator"] != "hostility_rank"])


def test_words_of_targets() -> None:
    assert target_words("import_share KAZ-USA") == "United States"
    assert target_words("arms_share_5y RUS-KAZ") == "Russia"
    assert target_words("event_conflict_share EU-USA") == "EU-USA"
    assert target_words("trade_share KAZ-TUR") == "TUR"
    assert list(grouped(["event_conflict_share a-b", "new x-y", "trade_share c-d"])) == [
        *("trade_share", "event_conflict_share", "new"),
    ]
    assert [per_cent(value) for value in (0.05, 0.125, 1.0)] == ["5 %", "12.5 %", "100 %"]
    with pytest.raises(InputError, match="labels look like"):
        target_words("trade")
