"""Scores: against closed forms and integrals."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm, uniform

from multivector_sim.errors import InputError
from multivector_sim.forecast.scores import (
    LEVELS,
    Verification,
    crps,
    figure_table,
    score_table,
    verifications,
)

MEDIAN = LEVELS.index(0.5)


def test_the_score_of_one_point_is_the_distance_times_a_known_factor() -> None:
    # Twice the mean pinball loss of a point at distance d above: 2 d mean(level); below: the rest.
    levels = np.array(LEVELS)
    observed = np.array([0.5, 0.1])
    found = crps(observed, np.full((2, len(LEVELS)), 0.3))
    expected = [2 * 0.2 * levels.mean(), 2 * 0.2 * (1 - levels).mean()]
    assert found == pytest.approx(expected)
    assert crps(np.array([0.3]), np.full((1, len(LEVELS)), 0.3)) == pytest.approx([0.0])


def exact(cdf: Callable[[float], float], observed: float, low: float, high: float) -> float:
    """Return the integral that defines the score: of (F(x) - 1[x >= y])^2."""
    below, _ = quad(lambda x: cdf(x) ** 2, low, observed)
    above, _ = quad(lambda x: (1 - cdf(x)) ** 2, observed, high)
    return below + above


@pytest.mark.parametrize(
    ("family", "low", "high"),
    [(uniform(), 0.0, 1.0), (norm(0.4, 0.2), -2.0, 3.0)],
    ids=["uniform", "normal"],
)
@pytest.mark.parametrize("observed", [0.05, 0.45, 0.9])
def test_more_levels_come_to_the_integral(family, low, high, observed) -> None:
    from scoringrules import crps_quantile  # which compiles functions of its own, for seconds

    true = exact(family.cdf, observed, low, high)
    off = []
    for count in (5, 50, 500):
        levels = (np.arange(count) + 0.5) / count
        found = crps_quantile(observed, family.ppf(levels), levels, backend="numpy")
        off.append(abs(float(found) / true - 1))
    assert off[0] > off[1] > off[2]
    assert off[2] < 0.01


def test_it_is_the_score_of_a_peer() -> None:
    from scoringrules import crps_quantile

    rng = np.random.default_rng(1)
    observed, quantiles = rng.normal(size=200), np.sort(rng.normal(size=(200, len(LEVELS))))
    peer = crps_quantile(observed, quantiles, np.array(LEVELS), backend="numpy")
    assert crps(observed, quantiles) == pytest.approx(peer, rel=1e-13)


def test_our_levels_are_near_the_integral_and_rank_as_it_does() -> None:
    observed = np.array([0.05, 0.2, 0.45, 0.7, 0.9])
    quantiles = np.tile(norm(0.4, 0.2).ppf(LEVELS), (5, 1))
    ours = crps(observed, quantiles)
    true = [exact(norm(0.4, 0.2).cdf, y, -2.0, 3.0) for y in observed]
    assert ours == pytest.approx(true, rel=0.2)
    assert np.array_equal(np.argsort(ours), np.argsort(true))


def rows_of(observed: list[float], origin: int = 2000) -> list[Verification]:
    model = np.array([0.1, 0.2, 0.3, 0.4, 0.5])
    return [
        Verification("trade_share KAZ-CHN", origin, origin + 1 + k, y, model, model + 0.1, model)
        for k, y in enumerate(observed)
    ]


def test_coverage_and_error_of_the_median_are_counted() -> None:
    table = score_table(rows_of([0.05, 0.1, 0.15, 0.25, 0.4, 0.5, 0.6, 0.9])).set_index("target")
    row = table.loc["trade_share KAZ-CHN"]
    assert row["coverage90"] == 5 / 8  # ends count as inside
    assert row["coverage50"] == 2 / 8
    assert row["mae"] == pytest.approx(np.mean([0.25, 0.2, 0.15, 0.05, 0.1, 0.2, 0.3, 0.6]))
    assert row["crps"] == row["crps_drift"] != row["crps_persistence"]
    assert row["n"] == 8


def test_coverage_of_a_true_forecast_is_the_nominal_one() -> None:
    draws = np.random.default_rng(1).normal(size=40_000)
    quantiles = norm.ppf(LEVELS)
    rows = [Verification("t a-b", 1, 2, y, quantiles, quantiles, quantiles) for y in draws]
    overall = score_table(rows).iloc[-1]
    assert overall["coverage50"] == pytest.approx(0.5, abs=0.01)
    assert overall["coverage90"] == pytest.approx(0.9, abs=0.005)


def test_overall_is_the_mean_over_figures_not_over_targets() -> None:
    many, one = rows_of([0.3] * 9), rows_of([0.8])[0]._replace(target="trade_share KAZ-RUS")
    table = score_table([*many, one]).set_index("target")
    assert table.at["overall", "mae"] == pytest.approx(0.05)
    assert table.index.tolist() == ["trade_share KAZ-CHN", "trade_share KAZ-RUS", "overall"]
    assert table["n"].tolist() == [9, 1, 10]


def test_groups_split_the_same_figures() -> None:
    rows = [*rows_of([0.2, 0.9]), *rows_of([0.1], origin=2001)]
    for by, keys in (("lead", [1, 2]), ("origin", [2000, 2001]), ("year", [2001, 2002])):
        table = score_table(rows, by)
        assert table[by].tolist() == [*keys, "overall"]
        parts = table.iloc[:-1]
        whole = (parts["crps"] * parts["n"]).sum() / parts["n"].sum()
        assert table["crps"].iloc[-1] == pytest.approx(whole)
    assert figure_table(rows)["lead"].tolist() == [1, 2, 1]
    with pytest.raises(InputError, match="allowed are target, indicator, lead"):
        score_table(rows, "colour")


def test_only_known_figures_are_verified() -> None:
    observed = np.array([[0.1, np.nan], [np.nan, 0.4]])
    cube = np.arange(20.0).reshape(5, 2, 2)
    found = list(verifications(["a", "b"], 2000, [2001, 2002], observed, cube, cube + 1, cube + 2))
    assert [(row.target, row.year, row.observed) for row in found] == [
        ("a", 2001, 0.1), ("b", 2002, 0.4),
    ]  # fmt: skip
    assert found[1].model.tolist() == cube[:, 1, 1].tolist()
    assert found[1].drift.tolist() == (cube[:, 1, 1] + 2).tolist()


def test_nothing_to_score_is_told() -> None:
    with pytest.raises(InputError, match="no observed figure"):
        score_table([])
