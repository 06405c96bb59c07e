"""Blame for the security concern: by the source of the threat, in closed form."""

from __future__ import annotations

import numpy as np
import pytest

from multivector_sim.ensemble.engine import run_ensemble
from multivector_sim.model.actors import CONCERNS
from multivector_sim.model.inputs import Inputs
from worlds import quiet_world, with_switches

QUARTERS, GRIEVANCE, ATTENTION = 12, 0.6, 1.7
RECORD = ("tension", "concern", "share", "influence", "blame", "security_blame")


def wary_world(baseline: Inputs, tension: np.ndarray, **parameters: float) -> Inputs:
    """Return a world in which the security concern alone moves, and moves tension."""
    chosen = {
        "security_gain": 2.0,
        "security_grievance": GRIEVANCE,
        "threat_attribution": 1.0,
        "attention_to_hostile": ATTENTION,
        **parameters,
    }
    world = quiet_world(baseline, QUARTERS, chosen, initial_tension=tension)
    return with_switches(world, concern_grievance=True)


def some_tension(baseline: Inputs) -> np.ndarray:
    table = np.zeros_like(baseline.initial_tension)
    table[1:, 1:] = np.random.default_rng(8).uniform(0.05, 0.6, (4, 4))
    np.fill_diagonal(table, 0.0)
    return table


def paths(world: Inputs) -> dict[str, np.ndarray]:
    return {name: path[0] for name, path in run_ensemble(world, 1, 2, record=RECORD).paths.items()}


def threat_shares(
    world: Inputs, found: dict[str, np.ndarray], before: np.ndarray, pull: float
) -> np.ndarray:
    """Return presence times tension times attention, (quarters, powers, rivals), rows to one."""
    roles = list(world.roles)
    share = found["share"][:, :, 1:]
    presence = share[:, roles.index("security")] + 0.5 * share[:, roles.index("transit")]
    presence = presence + 0.5 * found["influence"][:, 1:]
    threat = before * presence[:, None, :] * np.exp(pull * before)
    return np.asarray(threat / threat.sum(axis=2, keepdims=True))


def tension_before(world: Inputs, found: dict[str, np.ndarray]) -> np.ndarray:
    start = world.initial_tension[None, 1:, 1:]
    return np.concatenate([start, found["tension"][:-1, 1:, 1:]])


@pytest.mark.parametrize("attentive", [False, True])
@pytest.mark.parametrize("part", [1.0, 0.3])
def test_the_grievance_of_the_security_concern_goes_to_its_source(
    packed_baseline: Inputs, attentive: bool, part: float
) -> None:
    world = wary_world(packed_baseline, some_tension(packed_baseline), threat_attribution=part)
    world = with_switches(world, common_other=attentive)
    found = paths(world)
    before = tension_before(world, found)
    threat = threat_shares(world, found, before, ATTENTION if attentive else 0.0)
    blame = part * threat + (1.0 - part) * found["blame"][:, 1:, 1:]
    np.testing.assert_allclose(found["security_blame"][:, 1:, 1:], blame, rtol=0, atol=1e-14)
    assert np.abs(threat - found["blame"][:, 1:, 1:]).max() > 0.1
    concern = found["concern"][:, 1:, CONCERNS.index("security")]
    assert concern.max() > 0.1
    growth = 0.25 * GRIEVANCE * concern[:, :, None] * blame * (1.0 - before)
    np.testing.assert_allclose(found["tension"][:, 1:, 1:], before + growth, rtol=0, atol=1e-14)


def test_a_single_threat_takes_all_of_it(packed_baseline: Inputs) -> None:
    """Who is tense towards one rival alone grows no tenser towards the others."""
    table = np.zeros_like(packed_baseline.initial_tension)
    table[1, 3] = 0.4
    found = paths(wary_world(packed_baseline, table))
    np.testing.assert_allclose(found["security_blame"][:, 1, 3], 1.0, rtol=0, atol=1e-15)
    assert found["tension"][-1, 1, 3] > 0.4
    others = found["tension"][:, 1, [2, 4]]
    assert (others == 0.0).all()
    spread = paths(wary_world(packed_baseline, table, threat_attribution=0.0))
    assert (spread["tension"][-1, 1, [2, 4]] > 1e-4).all()  # negative control: as all concerns


def test_without_a_threat_or_its_attribution_blame_is_that_of_all_concerns(
    packed_baseline: Inputs,
) -> None:
    calm = paths(wary_world(packed_baseline, np.zeros_like(packed_baseline.initial_tension)))
    assert (calm["security_blame"] == calm["blame"]).all()
    tense = some_tension(packed_baseline)
    before = paths(wary_world(packed_baseline, tense, threat_attribution=0.0))
    assert (before["security_blame"] == before["blame"]).all()
    assert (before["security_blame"][:, 1:, 1:].sum(axis=2) > 0.0).all()
