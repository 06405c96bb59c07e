"""Forecasts from origins: which figures count, what is known, and a model that must lose."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from multivector_sim import load_scenario
from multivector_sim.errors import InputError
from multivector_sim.forecast.assimilation import ParameterSets
from multivector_sim.forecast.hindcast import Forecast, known_at, rolling, verify
from multivector_sim.forecast.members import starting_sets
from multivector_sim.forecast.scores import score_table
from multivector_sim.measurement import Series, observed_series
from multivector_sim.model.inputs import Inputs
from multivector_sim.model.parameters import parameter_index
from worlds import BY_QUARTER

MEMBERS = 120
Change = Callable[[np.ndarray], np.ndarray]


@pytest.fixture(scope="module")
def inputs() -> Inputs:
    return load_scenario("baseline", {"end": "2015Q4"}).pack()


def scores(inputs: Inputs, changes: dict[str, Change]) -> pd.DataFrame:
    """Return the scores with some parameters of every member changed."""
    sets = starting_sets(MEMBERS, 1)
    values = sets.values.copy()
    for name, change in changes.items():
        column = parameter_index(name)
        values[:, column] = change(values[:, column])
    series = observed_series()
    made = rolling(
        inputs, ParameterSets(values, sets.link), series, 1, origins=(2001, 2003, 2005, 2007)
    )
    table = score_table([row for forecast in made for row in verify(forecast, series)])
    return table.set_index("target")


def part(table: pd.DataFrame, indicator: str) -> pd.Series:
    """Return the mean scores over the targets of an indicator."""
    chosen = table[table.index.str.startswith(indicator)]
    return chosen[["crps", "crps_persistence", "crps_drift"]].mean()


@pytest.fixture(scope="module")
def intact(inputs: Inputs) -> pd.DataFrame:
    return scores(inputs, {})


def test_the_model_beats_both_naive_forecasts_where_it_should(intact: pd.DataFrame) -> None:
    for indicator in ("trade_share", "import_share", "event_conflict_share"):
        row = part(intact, indicator)
        assert row["crps"] < min(row["crps_persistence"], row["crps_drift"])


def turned(values: np.ndarray) -> np.ndarray:
    """Return the wrong sign."""
    return -values


@pytest.mark.parametrize(
    ("indicator", "broken"),
    [
        pytest.param(
            "trade_share", {"trade_growth_elasticity": turned}, id="growing partners lose trade"
        ),
        pytest.param(
            "event_conflict_share",
            {
                f"{concern}_grievance": turned
                for concern in ("security", "status", "power", "deception")
            },
            id="concerns calm",
        ),
    ],
)
def test_a_mechanism_with_the_wrong_sign_loses(
    inputs: Inputs, intact: pd.DataFrame, indicator: str, broken: dict[str, Change]
) -> None:
    """Negative control: the filter cannot mend everything; the model's own paths matter."""
    wrong, right = part(scores(inputs, broken), indicator), part(intact, indicator)
    assert wrong["crps"] > 1.15 * right["crps"]
    if indicator == "event_conflict_share":
        assert wrong["crps"] > wrong["crps_persistence"] > right["crps"]


def test_the_naive_forecasts_do_not_hang_on_the_model(inputs: Inputs, intact: pd.DataFrame) -> None:
    other = scores(inputs, {"trade_growth_elasticity": turned})
    naive = ["crps_persistence", "crps_drift", "n"]
    pd.testing.assert_frame_equal(other[naive], intact[naive])


def test_what_is_known_at_an_origin_holds_no_later_number(inputs: Inputs) -> None:
    """Later drivers, events and treaties that are changed change nothing of what was known."""
    known = known_at(inputs, 2007)
    later = np.arange(inputs.quarters) >= 64  # 2008Q1
    other = {}
    for name in BY_QUARTER:
        table = getattr(inputs, name).copy()
        table[later] = np.where(table[later] == 0, 1, 0)
        other[name] = table
    changed = known_at(inputs.altered(**other), 2007)
    for name in BY_QUARTER:
        assert (getattr(changed, name)[later] == getattr(known, name)[later]).all(), name
        assert (getattr(known, name)[~later] == getattr(inputs, name)[~later]).all(), name
    assert not known.treaty[later].any()


def test_annual_drivers_are_known_to_the_middle_of_the_year(inputs: Inputs) -> None:
    """From there on the line leads to the next year's figure: no later quarter may hold it."""
    known = known_at(inputs, 2007)
    for name in ("capability", "size", "price"):
        table = getattr(inputs, name)
        assert (getattr(known, name)[64:] == table[62]).all(), name  # 2007Q3
        assert (table[63] != table[62]).any(), name


def test_grievances_of_pairs_of_the_scenario_are_not_used(inputs: Inputs) -> None:
    """They may be fitted to figures after the origin."""
    fitted = inputs.altered(pair_grievance=np.full_like(inputs.pair_grievance, 0.2))
    sets, series = starting_sets(20, 1), observed_series()
    (plain,) = rolling(inputs, sets, series, 1, origins=[2004])
    (other,) = rolling(fitted, sets, series, 1, origins=[2004])
    assert (plain.quantiles == other.quantiles).all()


def test_knowing_later_drivers_is_another_forecast(inputs: Inputs) -> None:
    found = []
    for later_known in (True, False):
        (forecast,) = rolling(
            inputs,
            starting_sets(20, 1),
            observed_series(),
            1,
            origins=[2005],
            later_known=later_known,
        )
        found.append(forecast.quantiles)
    assert (found[0][:, 0] == found[1][:, 0]).any()  # offsets and errors are drawn alike
    assert (found[0] != found[1]).any()


@pytest.mark.parametrize(
    ("origins", "last", "words"),
    [([1980], None, "allowed are 1992 to 2014"), ([2005], 2005, "must be after the origin")],
)
def test_years_that_do_not_fit_are_told(
    inputs: Inputs, origins: list[int], last: int | None, words: str
) -> None:
    with pytest.raises(InputError, match=words):
        list(
            rolling(
                inputs,
                starting_sets(10, 1),
                observed_series(),
                1,
                origins=origins,
                last=last,
            )
        )


def made_forecast(labels: tuple[str, ...]) -> Forecast:
    shape = (5, 3, len(labels))
    levels = np.linspace(0.1, 0.5, 5)[:, None, None]
    flat = np.broadcast_to(levels, shape)
    return Forecast(2005, np.array([2006, 2007, 2008]), labels, flat, flat, flat)


def test_a_series_counts_from_its_fifth_figure_on() -> None:
    years = np.array([2003, 2004, 2006, 2007, 2008])
    row = Series("trade_share", "KAZ", "RUS", years, np.linspace(0.1, 0.5, 5))
    found = list(verify(made_forecast((row.label,)), [row]))
    assert [(one.year, one.observed) for one in found] == [(2008, 0.5)]


def test_a_series_with_one_figure_at_the_origin_is_left_out() -> None:
    years = np.array([2005, 2006, 2007, 2008, 2009, 2010])
    row = Series("trade_share", "KAZ", "RUS", years, np.full(6, 0.2))
    assert not list(verify(made_forecast((row.label,)), [row]))
