"""The welfare account against sums done by hand: gains of calm, of transit, of outside options."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from multivector_sim.ensemble.engine import run_ensemble
from multivector_sim.model.inputs import Inputs
from worlds import quiet_world, with_parameters

QUARTERS = 8
NOTHING = dict.fromkeys(("outside_option_terms", "capital_flight", "transit_revenue"), 0.0)
NONE = {**NOTHING, "foreign_capital_gain": 0.0, "lever_cost": 0.0, "crisis_loss": 0.0}
UPSTREAM, TRADE = 0, 2


def still_world(baseline: Inputs, parameters: Mapping[str, float], **arrays: np.ndarray) -> Inputs:
    """Return a world in which nothing moves, so that every quarter is the first."""
    return quiet_world(baseline, QUARTERS, {**NONE, **parameters}, **arrays)


def outcomes(world: Inputs) -> dict[str, np.ndarray]:
    raw = run_ensemble(world, 1, 3, outcomes=["welfare", "terms", "tension_dyad"])
    return {name: values[0] for name, values in raw.outcomes.items()}


def discounted(yearly: float) -> float:
    """Return the sum of a constant yearly amount over the quarters, at 5 % a year."""
    return float(yearly * 0.25 * np.exp(-0.05 * 0.25 * np.arange(QUARTERS)).sum())


def tense(baseline: Inputs, level: float, pivot: bool) -> np.ndarray:
    """Return one tension for all pairs with the pivot, or for all pairs without it."""
    n = len(baseline.actors)
    with_pivot = (np.arange(n)[:, None] == 0) | (np.arange(n)[None, :] == 0)
    table = np.where(with_pivot == pivot, level, 0.0)
    np.fill_diagonal(table, 0.0)
    return table


@pytest.mark.parametrize(
    ("flight", "tension", "left"), [(0.0, 0.6, 1.0), (1.0, 0.25, 0.75), (3.0, 0.2, 0.4), (3, 1, 0)]
)
def test_capital_yields_as_far_as_there_is_calm(
    packed_baseline: Inputs, flight: float, tension: float, left: float
) -> None:
    initial = tense(packed_baseline, tension, pivot=True)
    parameters = {"capital_flight": flight, "terms_steepness": 0.0}  # half of a stake is earned
    kept = float(packed_baseline.initial_share[UPSTREAM, 0])
    gain = 0.8
    with_gain = still_world(
        packed_baseline, {**parameters, "foreign_capital_gain": gain}, initial_tension=initial
    )
    without = still_world(packed_baseline, parameters, initial_tension=initial)
    rent = float(with_gain.price[0]) * (kept + 0.5 * (1.0 - kept))
    extra = outcomes(with_gain)["welfare"] - outcomes(without)["welfare"]
    assert extra == pytest.approx(
        discounted(rent * gain * (1.0 - kept) * left), rel=1e-12, abs=1e-12
    )


@pytest.mark.parametrize("tension", [0.0, 0.3, 1.0])
def test_transit_pays_between_several_calm_partners(
    packed_baseline: Inputs, tension: float
) -> None:
    initial = tense(packed_baseline, tension, pivot=False)

    def revenue(shares: list[float]) -> float:
        share = packed_baseline.initial_share.copy()
        share[TRADE] = shares
        both = [
            still_world(
                packed_baseline, {"transit_revenue": revenue},
                initial_tension=initial, initial_share=share,
            )
            for revenue in (0.2, 0.0)
        ]  # fmt: skip
        return float(outcomes(both[0])["welfare"] - outcomes(both[1])["welfare"])

    calm = discounted(0.2) * (1.0 - tension)
    assert revenue([0.0, 0.5, 0.5, 0.0, 0.0]) == pytest.approx(0.5 * calm, rel=1e-12, abs=1e-14)
    assert revenue([0.0, 0.25, 0.25, 0.25, 0.25]) == pytest.approx(
        0.75 * calm, rel=1e-12, abs=1e-14
    )
    assert revenue([0.2, 0.6, 0.2, 0.0, 0.0]) == pytest.approx(0.24 * calm, rel=1e-12, abs=1e-14)
    assert revenue([0.0, 1.0, 0.0, 0.0, 0.0]) == pytest.approx(0.0, abs=1e-14)  # one partner: none


def test_an_outside_option_makes_up_for_dependence(packed_baseline: Inputs) -> None:
    """Terms with an option equal those without it and a midpoint moved by coefficient x option."""
    world = still_world(packed_baseline, {})
    raw = run_ensemble(world, 1, 3, record=["dependence"])
    dependence = raw.paths["dependence"][0, 0, 1:]
    option = 1.0 - dependence.max() / dependence.sum()
    assert 0.05 < option < 0.75
    moved = {"terms_midpoint": 0.2 + 0.3 * option}
    with_option = outcomes(still_world(packed_baseline, {"outside_option_terms": 0.3}))["terms"]
    with_midpoint = outcomes(still_world(packed_baseline, moved))["terms"]
    np.testing.assert_allclose(with_option[1:], with_midpoint[1:], rtol=1e-12)
    assert (with_option[1:] > outcomes(world)["terms"][1:] + 0.01).all()


def test_the_account_moves_nothing_else(packed_baseline: Inputs) -> None:
    """No rule reads the account: actions, shares and tension are those of any other account."""
    loud = quiet_gains(packed_baseline, 0.3, 3.0, 0.4)
    silent = quiet_gains(packed_baseline, 0.0, 0.0, 0.0)
    record = ("action", "share", "tension", "concern", "flow")
    ours, theirs = (run_ensemble(world, 40, 5, record=record) for world in (loud, silent))
    for name in record:
        assert (ours.paths[name] == theirs.paths[name]).all(), name
    assert (ours.outcomes["welfare"] != theirs.outcomes["welfare"]).all()


def quiet_gains(baseline: Inputs, transit: float, flight: float, option: float) -> Inputs:
    return with_parameters(
        baseline, transit_revenue=transit, capital_flight=flight, outside_option_terms=option
    )
