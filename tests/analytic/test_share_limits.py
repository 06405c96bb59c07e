"""Shares, references, credibility and concerns against closed forms (limits L4, L5, L7, L8)."""

from __future__ import annotations

import math

import numpy as np
import pytest

from multivector_sim.agents import MultivectorModel
from multivector_sim.ensemble.engine import run_ensemble
from multivector_sim.model.actors import CONCERNS
from multivector_sim.model.inputs import NO_PARAMETER, Inputs
from multivector_sim.model.parameters import DEFAULTS
from worlds import quiet_world

DT = 0.25
QUARTERS = 40
ALWAYS = {"tender_rate": 4.0}  # a tender in every quarter, for certain, at normal openness


def awards(world: Inputs, retention: float, inclusion: float) -> np.ndarray:
    """Return the award (sectors, actors) of equations 11 and 12 without noise or courting."""
    p = dict(zip(DEFAULTS, world.parameters, strict=True))
    result = np.zeros((5, 5))
    for s in range(5):
        kept = world.kept_share[s]
        if math.isnan(kept):
            kept = p["default_retention"] + (1.0 - p["default_retention"]) * 0.5 * retention
        column = world.attraction_parameter[s]
        attraction = [
            world.attraction[s, q] if column[q] == NO_PARAMETER else world.parameters[column[q]]
            for q in range(1, 5)
        ]
        growth = world.size_elasticity[s]
        if world.size_elasticity_parameter[s] != NO_PARAMETER:
            growth = world.parameters[world.size_elasticity_parameter[s]]
        bids = np.log(attraction) + growth * np.log(world.size[0, 1:])
        if world.roles[s] != "market":
            bids = bids + 0.5 * world.demand[0, 1:]
        sharpness = 1.0 + p["award_concentration"] * world.exclusivity[s] * (1.0 - inclusion)
        weights = np.exp(sharpness * bids)
        result[s] = [kept, *((1.0 - kept) * weights / weights.sum())]
    return result


@pytest.mark.parametrize(("retention", "inclusion"), [(0.0, 0.0), (0.7, 0.5), (1.0, 1.0)])
def test_shares_approach_a_fixed_award_geometrically(
    packed_baseline: Inputs, retention: float, inclusion: float
) -> None:
    tranche, rate = 0.06, 0.14
    world = quiet_world(
        packed_baseline,
        QUARTERS,
        {**ALWAYS, "tender_tranche": tranche, "trade_adjustment": rate},
        {"openness": 1.0, "retention": retention, "inclusion": inclusion},
    )
    path = run_ensemble(world, 1, 0, record=["share"]).paths["share"][0]
    award = awards(world, retention, inclusion)
    market = np.array([role == "market" for role in world.roles])
    left = np.where(market, math.exp(-rate * DT), 1.0 - tranche)[:, None]
    for n in (1, 2, 17, QUARTERS):
        expected = award + left**n * (world.initial_share - award)
        assert path[n - 1] == pytest.approx(expected, rel=2e-14, abs=2e-15)
    assert award[0, 3] > 1.2 * award[0, 2]  # the award is not an equal one


def test_tenders_open_at_their_rate_or_not_at_all(packed_baseline: Inputs) -> None:
    closed = quiet_world(
        packed_baseline, QUARTERS, {**ALWAYS, "tender_tranche": 0.1}, {"openness": 0.0}
    )
    path = run_ensemble(closed, 4, 0, record=["share"]).paths["share"]
    assert (path == packed_baseline.initial_share).all()


@pytest.mark.parametrize("inclusion", [0.0, 0.8])
def test_references_follow_shares_exponentially(packed_baseline: Inputs, inclusion: float) -> None:
    # The whole sector is awarded at once, so shares jump in the first quarter and then stand.
    rho, entitlement = 0.25, 0.3
    world = quiet_world(
        packed_baseline,
        QUARTERS,
        {
            **ALWAYS,
            "tender_tranche": 1.0,
            "trade_adjustment": 400.0,
            "reference_adaptation": rho,
            "inclusion_entitlement": entitlement,
        },
        {"openness": 1.0, "inclusion": inclusion},
    )
    paths = run_ensemble(world, 1, 0, record=["share", "reference"]).paths
    share, reference = paths["share"][0], paths["reference"][0]
    award = awards(world, 0.0, inclusion)
    assert share == pytest.approx(np.broadcast_to(award, share.shape), rel=1e-14, abs=1e-16)
    claim = entitlement * inclusion * world.exclusivity[:, None] * np.maximum(0.25 - award, 0.0)
    rest = (award + claim)[:, 1:]
    assert (inclusion > 0.0) == (claim.max() > 0.01)
    for n in (1, 5, QUARTERS):
        expected = rest + math.exp(-rho * DT * n) * (world.initial_share[:, 1:] - rest)
        assert reference[n - 1][:, 1:] == pytest.approx(expected, rel=1e-13, abs=1e-15)


def credibility_world(baseline: Inputs, **parameters: float) -> Inputs:
    return quiet_world(
        baseline,
        QUARTERS,
        {"credibility_memory": 5.0, **parameters},
        {"persuasion": 0.8, "skill": 0.75},
    )


def test_credibility_grows_while_no_promise_is_broken(packed_baseline: Inputs) -> None:
    world = credibility_world(packed_baseline)
    message, fading = 0.8 * 0.75, math.exp(-DT / 5.0)
    path = run_ensemble(world, 1, 0, record=["credibility"]).paths["credibility"][0]
    model = MultivectorModel(world, seed=0)
    for n in range(1, QUARTERS + 1):
        model.advance()
        old, new = fading**n, 1.0 - fading**n
        kept = old * 2.0 + new * (0.8 + DT * message / (1.0 - fading))
        broken = old * 2.0 + new * 0.8
        assert model.state.promises_kept[1:] == pytest.approx(np.full(4, kept), rel=2e-14)
        assert model.state.promises_broken[1:] == pytest.approx(np.full(4, broken), rel=2e-14)
        assert path[n - 1, 1:] == pytest.approx(np.full(4, kept / (kept + broken)), rel=2e-14)


def test_a_breach_costs_credibility(packed_baseline: Inputs) -> None:
    # Trade drifts away from Russia, so promises to it are broken and those to the EU are not.
    world = credibility_world(packed_baseline, trade_adjustment=0.3)
    path = run_ensemble(world, 1, 0, record=["credibility"]).paths["credibility"][0]
    calm = run_ensemble(credibility_world(packed_baseline), 1, 0, record=["credibility"])
    assert (path[:, 1] < calm.paths["credibility"][0, :, 1]).all()
    assert path[:, 4] == pytest.approx(calm.paths["credibility"][0, :, 4], rel=1e-14)


def concern_path(impulse: np.ndarray, decay: float) -> np.ndarray:
    """Return the path (quarters, ...) of a concern under a constant impulse, from zero."""
    step, kept = -np.expm1(-impulse), math.exp(-decay * DT)
    rest = step / (1.0 - kept + step)
    n = np.arange(1, QUARTERS + 1).reshape(-1, *([1] * impulse.ndim))
    return rest * (1.0 - (kept - step) ** n)


def test_concerns_approach_their_rest_under_a_constant_impulse(packed_baseline: Inputs) -> None:
    decay, security_gain, provocation, jealousy = 0.5, 1.5, 0.6, 0.2
    world = quiet_world(
        packed_baseline,
        QUARTERS,
        {
            "concern_decay": decay,
            "security_gain": security_gain,
            "leader_provocation": provocation,
            "message_jealousy": jealousy,
        },
        {"persuasion": 1.0, "leveraging": 0.9},
    )
    path = run_ensemble(world, 1, 0, record=["concern"]).paths["concern"][0]
    near = world.proximity[1:]
    share = world.initial_share[:, 1:]
    influence = world.sector_weight @ share
    presence = share[3] + 0.5 * share[1] + 0.5 * influence
    tension = world.initial_tension[1:, 1:]
    weight = world.sector_weight[:, None] * share
    weight[1] *= 1.0 - world.spare[0]
    dependence = weight.sum(axis=0)
    impulses = {
        "security": DT * security_gain * near * (tension @ presence),
        "status": near * DT * jealousy * (near.sum() - near),
        "power": DT * near * provocation * 0.9 * dependence / dependence.sum(),
        "deception": np.zeros(4),
    }
    for c, name in enumerate(CONCERNS):
        expected = concern_path(impulses[name], decay)
        assert path[:, 1:, c] == pytest.approx(expected, rel=5e-14, abs=1e-17), name
        assert (expected[-1].max() > 0.01) == (name != "deception")


def test_credible_messages_speed_the_fading_of_status_and_deception(
    packed_baseline: Inputs,
) -> None:
    # A pact-like start: concerns are first raised by one awarded sector, then left to fade.
    relief, threshold, decay = 0.8, 0.4, 0.5
    rates = {"concern_decay": decay, "message_relief": relief, "backfire_credibility": threshold}
    world = quiet_world(
        packed_baseline,
        QUARTERS,
        {
            **rates,
            **ALWAYS,
            "tender_tranche": 0.2,
            "status_gain": 8.0,
            "deception_gain": 8.0,
            "breach_scale": 1e9,
        },
        {"persuasion": 1.0, "openness": 1.0},
    )
    world.levers[1:, 5] = 0.0  # openness: tenders in the first quarter only
    paths = run_ensemble(world, 1, 0, record=["concern", "credibility"]).paths
    concern, belief = paths["concern"][0], paths["credibility"][0]
    for c in (CONCERNS.index("status"), CONCERNS.index("deception")):
        ratio = concern[1:, 1:, c] / concern[:-1, 1:, c]
        expected = np.exp(-DT * (decay + relief * (belief[1:, 1:] - threshold)))
        assert ratio == pytest.approx(expected, rel=1e-12)
