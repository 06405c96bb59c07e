"""Common random numbers: what a draw is for decides it, not what else happens."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import oracle
from multivector_sim.agents import MultivectorModel
from multivector_sim.ensemble.engine import run_ensemble
from multivector_sim.model.actors import LEVERS, MECHANISMS
from multivector_sim.model.inputs import Inputs
from multivector_sim.model.parameters import parameter_index
from worlds import random_world, with_constant_levers, with_parameters, with_quarters

SEED, RUNS = 21, 16
MILITARY = 3  # neither ceded nor a market: its shares change in a quarter with a tender, only


def variants(baseline: Inputs) -> list[Inputs]:
    """Return the baseline, each mechanism off, and each lever moved to an end."""
    worlds = [baseline]
    for index in range(len(MECHANISMS)):
        switches = np.ones(len(MECHANISMS))
        switches[index] = 0.0
        worlds.append(replace(baseline, switches=switches))
    for name in LEVERS:
        if name != "openness":
            worlds += [with_constant_levers(baseline, **{name: level}) for level in (0.0, 1.0)]
    return worlds


def test_tenders_open_in_the_same_quarters_under_every_policy(packed_baseline: Inputs) -> None:
    rate = packed_baseline.parameters[parameter_index("tender_rate")] * 0.25
    keys = [[oracle.quarter_key(SEED, run, t) for t in range(136)] for run in range(RUNS)]
    drawn = [[oracle.uniform(key, oracle.M_ARRIVAL, MILITARY, 0) for key in row] for row in keys]
    openness = packed_baseline.levers[:, LEVERS.index("openness")]
    expected = np.array(drawn) < rate * openness
    assert 0.1 < expected.mean() < 0.2
    for world in variants(packed_baseline):
        share = run_ensemble(world, RUNS, SEED, record=["share"]).paths["share"][:, :, MILITARY]
        start = np.broadcast_to(world.initial_share[MILITARY], (RUNS, 1, 5))
        moved = (np.diff(share, axis=1, prepend=start) != 0.0).any(axis=-1)
        assert (moved == expected).all()


def test_tension_noise_is_the_same_under_every_policy(packed_baseline: Inputs) -> None:
    short = with_quarters(packed_baseline, 1)
    keys = [oracle.quarter_key(SEED, run, 0) for run in range(RUNS)]
    expected = np.zeros((RUNS, 5, 5))
    for i in range(5):
        for j in range(5):
            if i != j:
                expected[:, i, j] = [oracle.normal(key, oracle.M_TENSION, i, j) for key in keys]
    x = short.initial_tension
    for world in variants(short):
        # Crises would jump tension after the noise.
        world = with_parameters(world, coercion_hazard=0.0)
        moved = [
            run_ensemble(
                with_parameters(world, tension_noise=noise), RUNS, SEED, record=["tension"]
            ).paths["tension"][:, 0]
            for noise in (0.0, 0.01)
        ]
        spread = 0.01 * x * (1.0 - x) * 0.5 + np.eye(5)
        assert (moved[1] - moved[0]) / spread == pytest.approx(expected, abs=1e-11)


@pytest.mark.parametrize("inclusion", [0.0, 1.0])
def test_perception_noise_is_the_same_under_every_policy(
    packed_baseline: Inputs, inclusion: float
) -> None:
    for number, world in enumerate(variants(with_quarters(packed_baseline, 12))[::4]):
        world = with_constant_levers(world, inclusion=inclusion)
        model = MultivectorModel(world, seed=SEED, run=number)
        state, compared = model.state, 0
        for quarter in range(12):
            model.advance()
            key = oracle.quarter_key(SEED, number, quarter)
            spread = state.perception_noise * (1.0 - 0.5 * state.effective_inclusion)
            for p in range(1, 5):
                for q in range(1, 5):
                    if p != q and state.perceived[p, q] > 0.0:
                        seen = (state.perceived[p, q] - state.influence[q]) / spread
                        normal = oracle.normal(key, oracle.M_PERCEPTION, p, q)
                        assert seen == pytest.approx(normal, abs=1e-11)
                        compared += 1
        assert compared > 80


def test_answers_to_demands_use_the_same_draws_under_every_policy(packed_baseline: Inputs) -> None:
    demand = 2
    for concession in (0.2, 0.7):
        world, _ = random_world(with_quarters(packed_baseline, 24), 5, 1)
        world = with_constant_levers(world, concession=concession, institutions=1.0)
        world.forced_action[:, 1:] = demand
        model = MultivectorModel(world, seed=SEED, run=3)
        for quarter in range(24):
            model.advance()
            key = oracle.quarter_key(SEED, 3, quarter)
            for p in range(1, 5):
                granted = oracle.uniform(key, oracle.M_GRANT, p, 0) < concession
                chance = model.state.demand_prevails[p]
                prevails = oracle.uniform(key, oracle.M_PREVAIL, p, 0) < chance
                assert model.state.granted[p] == granted
                assert model.state.would_prevail[p] == prevails


def test_crises_use_the_same_draws_under_every_policy(packed_baseline: Inputs) -> None:
    for number, world in enumerate(variants(packed_baseline)[::5]):
        world = with_parameters(world, coercion_hazard=2.0)
        model = MultivectorModel(with_quarters(world, 30), seed=SEED, run=number)
        jump, struck = model.state.crisis_jump, 0
        for quarter in range(30):
            model.advance()
            state, now = model.state, model.now
            key = oracle.quarter_key(SEED, number, quarter)
            for p in range(1, 5):
                crisis = bool(state.crisis[p])
                after = state.tension[p, 0]
                before = (after - jump) / (1.0 - jump) if crisis else after
                near = world.proximity[p]
                force = now.capability[p] * near
                success = force / (force + state.pivot_strength + state.backing[p])
                hazard = 2.0 * near * success * np.expm1(state.coercion_steepness * before)
                u = oracle.uniform(key, oracle.M_CRISIS, p, 0)
                assert crisis == (u < -np.expm1(-0.25 * hazard))
                struck += crisis
        assert struck > 3


def test_runs_do_not_depend_on_what_else_is_computed(packed_baseline: Inputs) -> None:
    whole = run_ensemble(packed_baseline, 40, SEED, record=["tension"])
    part = run_ensemble(packed_baseline, 7, SEED, first_run=13, record=["tension"], threads=1)
    assert (whole.paths["tension"][13:20] == part.paths["tension"]).all()
    other = run_ensemble(packed_baseline, 7, SEED + 1, first_run=13, record=["tension"])
    assert (other.paths["tension"] != part.paths["tension"]).any()
