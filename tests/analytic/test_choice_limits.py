"""The logit choice against its limits and its closed form (limit L6)."""

from __future__ import annotations

import numpy as np
import pytest

import oracle
from multivector_sim.ensemble.engine import run_ensemble
from multivector_sim.model.actors import NO_FORCE
from multivector_sim.model.inputs import Inputs
from multivector_sim.model.parameters import parameter_index
from worlds import quiet_world

RUNS, QUARTERS, SEED = 64, 24, 5
COSTS = ("courting_cost", "demand_cost", "obstruction_cost", "confrontation_cost")
GAINS = ("courting_value", "demand_value", "obstruction_value", "confrontation_value")


def actions(baseline: Inputs, rationality: float, costs: np.ndarray) -> np.ndarray:
    """Return actions (runs, quarters, powers) when the value of an action is minus its cost."""
    silent = dict.fromkeys((*GAINS, "obstruction_self_harm", "confrontation_loss"), 0.0)
    alone = {"choice_rationality": rationality, "obstruction_length": 1.0}
    world = quiet_world(baseline, QUARTERS, {**silent, **alone})
    world.forced_action[:] = NO_FORCE
    sets = np.tile(world.parameters, (RUNS, 1))
    sets[:, [parameter_index(name) for name in COSTS]] = costs
    raw = run_ensemble(world, RUNS, SEED, parameters=sets, record=["action"])
    return raw.paths["action"][:, :, 1:]


def deviates() -> np.ndarray:
    """Return the keyed deviates (runs, quarters, powers) of the choices."""
    keys = [[oracle.quarter_key(SEED, run, t) for t in range(QUARTERS)] for run in range(RUNS)]
    draw = oracle.uniform
    return np.array(
        [[[draw(key, oracle.M_ACTION, p, 0) for p in range(1, 5)] for key in row] for row in keys]
    )


def test_zero_rationality_is_uniform(packed_baseline: Inputs) -> None:
    costs = np.random.default_rng(0).uniform(-2.0, 2.0, (RUNS, 4))
    assert (actions(packed_baseline, 0.0, costs) == np.floor(5.0 * deviates())).all()


def test_equal_values_are_uniform_at_any_rationality(packed_baseline: Inputs) -> None:
    for rationality in (0.5, 4.0, 1e6):
        chosen = actions(packed_baseline, rationality, np.zeros((RUNS, 4)))
        assert (chosen == np.floor(5.0 * deviates())).all()


def test_full_rationality_takes_the_best(packed_baseline: Inputs) -> None:
    costs = np.random.default_rng(1).uniform(-1.0, 0.5, (RUNS, 4))
    best = np.argmax(np.hstack([np.zeros((RUNS, 1)), -costs]), axis=1)
    assert set(best) == {0, 1, 2, 3, 4}
    chosen = actions(packed_baseline, 1e6, costs)
    assert (chosen == best[:, None, None]).all()


@pytest.mark.parametrize("rationality", [0.7, 4.0, 30.0])
def test_choice_inverts_the_cumulative_logit(packed_baseline: Inputs, rationality: float) -> None:
    costs = np.random.default_rng(2).uniform(-0.5, 0.5, (RUNS, 4))
    weights = np.exp(-rationality * np.hstack([np.zeros((RUNS, 1)), costs]))
    edges = np.cumsum(weights / weights.sum(axis=1, keepdims=True), axis=1)[:, None, None, :]
    u = deviates()[..., None]
    near = (np.abs(u - edges) < 1e-12).any(axis=-1)
    assert not near.any()  # no draw so close to an edge that rounding decides
    expected = (u >= edges[..., :-1]).sum(axis=-1)
    assert len(np.unique(expected)) == 5
    assert (actions(packed_baseline, rationality, costs) == expected).all()
