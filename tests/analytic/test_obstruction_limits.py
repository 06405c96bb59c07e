"""Obstruction as a spell: how often, how long, how deep, and what it does (limit L9)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import oracle
from multivector_sim.ensemble.engine import run_ensemble
from multivector_sim.model.actors import ACCOMMODATE, NO_FORCE, OBSTRUCT
from multivector_sim.model.inputs import Inputs
from worlds import quiet_world

RUNS, QUARTERS, SEED = 96, 60, 17
GAINS = ("courting_value", "demand_value", "obstruction_value", "confrontation_value")
FREE = {
    **dict.fromkeys((*GAINS, "obstruction_self_harm", "confrontation_loss"), 0.0),
    "courting_cost": 5.0,
    "demand_cost": 5.0,
    "confrontation_cost": 5.0,
    "choice_rationality": 4.0,
    "obstruction_cost": 0.3,
}
"""Values do not move; a power obstructs with one and the same probability, or accommodates."""


def free_world(baseline: Inputs, quarters: int = QUARTERS, **values: float) -> Inputs:
    world = quiet_world(baseline, quarters, {**FREE, **values})
    world.forced_action[:] = NO_FORCE
    return world


def chance_of_obstruction() -> float:
    """Return the logit probability of obstruction when the length is one quarter."""
    weights = np.exp(-4.0 * np.array([0.0, 5.0, 5.0, 0.3, 5.0]))
    return float(weights[OBSTRUCT] / weights.sum())


def paths(world: Inputs, *record: str, runs: int = RUNS) -> list[np.ndarray]:
    """Return recorded paths of the powers."""
    raw = run_ensemble(world, runs, SEED, record=record)
    return [raw.paths[name][..., 1:] if name != "flow" else raw.paths[name] for name in record]


def keyed(mechanism: int) -> np.ndarray:
    """Return the keyed uniform deviates (runs, quarters, powers) of a mechanism."""
    keys = [[oracle.quarter_key(SEED, run, t) for t in range(QUARTERS)] for run in range(RUNS)]
    draw = oracle.uniform
    return np.array(
        [[[draw(k, mechanism, p, 0) for p in range(1, 5)] for k in row] for row in keys]
    )


@pytest.mark.parametrize("length", [1.0, 1.5, 3.0, 6.0])
def test_length_changes_how_long_and_leaves_how_often(
    packed_baseline: Inputs, length: float
) -> None:
    """L9: under constant values the share of quarters is the logit probability at any length."""
    p = chance_of_obstruction()
    actions = paths(free_world(packed_baseline, 600, obstruction_length=length), "action")[0]
    obstructs = actions[:, 100:] == OBSTRUCT  # the start, when nobody obstructs yet, is over
    by_run = obstructs.mean(axis=(1, 2))
    error = by_run.std(ddof=1) / np.sqrt(RUNS)
    assert abs(by_run.mean() - p) < 4 * error
    # A power that ends a commitment may begin anew at once, with odds that the length divides.
    again = p / (p + length * (1.0 - p))
    ends = (obstructs[:, :-1] & ~obstructs[:, 1:]).sum(axis=(1, 2))
    stays = (1.0 - 1.0 / length) + again / length
    expected = p * (1.0 - stays) * 4 * (obstructs.shape[1] - 1)
    assert abs(ends.mean() - expected) < 4 * ends.std(ddof=1) / np.sqrt(RUNS)
    # Negative control: odds that the length did not divide would give another share.
    undivided = length * p / (1.0 + (length - 1.0) * p)
    assert length == 1.0 or abs(by_run.mean() - undivided) > 20 * error


def test_actions_and_depths_follow_the_keyed_draws(packed_baseline: Inputs) -> None:
    length, mean, spread = 2.5, 0.35, 0.6
    world = free_world(
        packed_baseline,
        obstruction_length=length,
        obstruction_depth=mean,
        obstruction_spread=spread,
    )
    action, blockage = paths(world, "action", "blockage")
    weights = np.exp(-4.0 * np.array([0.0, 5.0, 5.0, 0.3, 5.0]))
    weights[OBSTRUCT] /= length
    edges = np.cumsum(weights / weights.sum())
    wish = np.searchsorted(edges, keyed(oracle.M_ACTION), side="right")
    lasts = keyed(oracle.M_ENDURE) < 1.0 - 1.0 / length
    fresh = mean + spread * mean * (2.0 * keyed(oracle.M_DEPTH) - 1.0)  # 0.35 is nearer to 0
    before, depth = np.full(wish[:, 0].shape, ACCOMMODATE), np.zeros(wish[:, 0].shape)
    for t in range(QUARTERS):
        goes_on = (before == OBSTRUCT) & lasts[:, t]
        now = np.where(goes_on, OBSTRUCT, wish[:, t])
        depth = np.where(now == OBSTRUCT, np.where(goes_on, depth, fresh[:, t]), 0.0)
        assert (action[:, t] == now).all()
        np.testing.assert_allclose(blockage[:, t], depth, rtol=0, atol=1e-15)
        before = now
    deep = blockage[blockage > 0.0]
    assert deep.min() >= mean * (1.0 - spread)
    assert deep.max() <= mean * (1.0 + spread)
    assert np.unique(deep).size > 100


def test_a_forced_obstruction_keeps_its_dates_and_has_the_mean_depth(
    packed_baseline: Inputs,
) -> None:
    values: dict[str, Any] = {"obstruction_length": 1e6, "obstruction_depth": 0.3}
    world = free_world(packed_baseline, **values)
    world.forced_action[20:24, 1] = OBSTRUCT
    world.forced_action[40, 2] = ACCOMMODATE
    action, blockage = paths(world, "action", "blockage")
    assert (action[:, 20:24, 0] == OBSTRUCT).all()
    assert (blockage[:, 20:24, 0] == 0.3).all()
    # A forced obstruction does not go on, and a forced action breaks off a spell that would.
    assert (action[:, 24, 0] != OBSTRUCT).all()
    plain = paths(free_world(packed_baseline, **{**values, "obstruction_length": 200.0}), "action")
    assert (plain[0] == OBSTRUCT).any()
    world = free_world(packed_baseline, **{**values, "obstruction_length": 200.0})
    world.forced_action[40, 2] = ACCOMMODATE
    action = paths(world, "action")[0]
    running = plain[0][:, 39, 1] == OBSTRUCT
    assert (action[:, :40] == plain[0][:, :40]).all()
    assert running.sum() > 5
    assert (plain[0][running, 41, 1] == OBSTRUCT).mean() > 0.9
    assert (action[running, 41, 1] == OBSTRUCT).mean() < 0.1


def test_depth_weighs_in_flow_and_in_the_grievance_of_the_pivot(packed_baseline: Inputs) -> None:
    """Flow loses the depth of the share; tension grows by twice the depth of the grievance."""
    world = free_world(packed_baseline, obstruction_length=4.0, obstruction_grievance=0.7)
    raw = run_ensemble(world, RUNS, SEED, record=["blockage", "flow", "tension", "share"])
    blockage, share = raw.paths["blockage"][..., 1:], raw.paths["share"][..., 1:]
    routes = share[:, :, list(world.roles).index("transit")]
    spare = float(world.spare[0])
    flow = 1.0 - (1.0 - spare) * (blockage * routes).sum(axis=2)
    np.testing.assert_allclose(raw.paths["flow"], flow, rtol=0, atol=1e-15)
    assert flow.min() < 0.6
    tension = raw.paths["tension"][:, :, 0, 1:]
    start = np.broadcast_to(world.initial_tension[0, 1:], tension[:, :1].shape)
    before = np.concatenate([start, tension[:, :-1]], axis=1)
    expected = before + 0.25 * 2.0 * 0.7 * blockage * (1.0 - before)
    np.testing.assert_allclose(tension, expected, rtol=0, atol=1e-14)
