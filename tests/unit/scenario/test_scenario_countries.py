"""Country scenarios against the rules of docs/countries.md, worked out here from the figures."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from multivector_sim.evidence import countries
from multivector_sim.scenario import list_scenarios, load_scenario

POWERS = ("RUS", "CHN", "USA", "EU")
STATES = {
    "UKR": "country_ukraine",
    "GEO": "country_georgia",
    "TKM": "country_turkmenistan",
    "KGZ": "country_kyrgyzstan",
    "UZB": "country_uzbekistan",
}
UPSTREAM, ROUTES, TRADE, MILITARY, FINANCE = range(5)
FIGURES: dict[str, dict[str, float]] = {}
for row in countries():
    FIGURES.setdefault(row.country, {})[row.covariate] = row.value
HOME = FIGURES["KAZ"]
REACH = {"RUS": 1.0, "CHN": 0.8, "EU": 0.3 * math.exp(HOME["distance_EU"] / 2000)}
BASE = load_scenario("multivector").pack()


def proximity(state: str) -> np.ndarray:
    near = FIGURES[state]
    return np.array(
        [
            0.2 if power == "USA" else REACH[power] * math.exp(-near[f"distance_{power}"] / 2000)
            for power in POWERS
        ]
    )


def ratios(state: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the factors of attraction and of first shares; shape (sectors, powers)."""
    own = FIGURES[state]
    near = proximity(state) / proximity("KAZ")
    trade = [own[f"trade_share_{power}"] / HOME[f"trade_share_{power}"] for power in POWERS]
    west = 2 if own["guam"] else 1
    pact = own["security_treaty"]
    route = own["russian_route_share"] / HOME["russian_route_share"]
    attraction = [near, near, trade, [0.4 + 0.6 * pact, 1, west, west], near]
    first = [near, [route, 1, 1, 1], trade, [0.6 + 0.4 * pact, 1, 1, 1], near]
    return np.array(attraction), np.array(first)


def demand(state: str) -> np.ndarray:
    own = FIGURES[state]
    east, west = own["transit_RUS_EU"], own["transit_USA_EU"]
    flows = max(own["net_energy_exports"], 0) + np.array([east, 0, west, east + west])
    return 0.3 + 0.7 * np.minimum(flows / HOME["net_energy_exports"], 1)


def test_the_rules_give_kazakhstan_its_own_numbers() -> None:
    np.testing.assert_allclose(proximity("KAZ"), BASE.proximity[1:], rtol=1e-12)
    assert all((table == 1).all() for table in ratios("KAZ"))
    assert (demand("KAZ") == 1).all()


@pytest.mark.parametrize("state", STATES)
def test_numbers_follow_from_figures(state: str) -> None:
    packed = load_scenario(STATES[state]).pack()
    attraction, first = ratios(state)
    np.testing.assert_allclose(packed.proximity[1:], proximity(state), atol=0.005)
    np.testing.assert_allclose(
        packed.attraction[:, 1:], BASE.attraction[:, 1:] * attraction, atol=6e-5
    )
    shares = BASE.initial_share[:, 1:] * first
    np.testing.assert_allclose(packed.initial_share[:, 1:], shares, atol=6e-4)
    np.testing.assert_allclose(packed.demand[:, 1:], BASE.demand[:, 1:] * demand(state), atol=4e-4)
    effectiveness = FIGURES[state]["government_effectiveness"] - HOME["government_effectiveness"]
    institutions = min(max(0.8 + 0.2 * effectiveness, 0), 1)
    np.testing.assert_allclose(packed.levers[:, 7], institutions, atol=6e-4)


@pytest.mark.parametrize("state", STATES)
def test_nothing_else_changes(state: str) -> None:
    packed = load_scenario(STATES[state]).pack()
    assert packed.actors == (state, *POWERS)
    allowed = {
        *("proximity", "attraction", "attraction_parameter", "initial_share"),
        *("demand", "spare", "levers", "pair_grievance"),
    }
    # What Kazakhstan's own pairs hold against each other is Kazakhstan's; the rest is the world's.
    assert not packed.pair_grievance[0].any()
    np.testing.assert_array_equal(packed.pair_grievance[1:, 1:], BASE.pair_grievance[1:, 1:])
    for field in set(packed.shapes()) - allowed:
        np.testing.assert_array_equal(getattr(packed, field), getattr(BASE, field))
    np.testing.assert_array_equal(packed.levers[:, :7], BASE.levers[:, :7])
    assert (packed.initial_share >= 0).all()


def test_every_state_is_told_of() -> None:
    listed = {row.name for row in list_scenarios() if "country" in row.tags}
    assert listed == set(STATES.values())
    page = (Path(__file__).parents[3] / "docs" / "countries.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in page for name in {row.covariate for row in countries()})
    assert all(f"`{name}`" in page for name in listed)
