"""What holds in every run, whatever the parameters, policy and switches."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from multivector_sim.ensemble.engine import run_ensemble
from multivector_sim.model.actors import ACTIONS
from multivector_sim.model.inputs import Inputs
from multivector_sim.model.outcomes import OUTCOMES
from multivector_sim.model.parameters import PARAMETERS
from multivector_sim.model.state import RECORDABLE
from worlds import PHASES, random_world

DRAWS = 16
_EVERY_OUTCOME = [row.name for row in OUTCOMES]
seeds = st.integers(0, 2**32 - 1)


def within(values: np.ndarray, low: float, high: float) -> bool:
    return bool(((values >= low) & (values <= high)).all())


def check_paths(paths: dict[str, np.ndarray]) -> None:
    """Check section 11's invariants on paths of every recordable state."""
    share = paths["share"]
    assert np.abs(share.sum(axis=-1) - 1.0).max() < 1e-12
    assert share.min() >= 0.0
    tension = paths["tension"]
    assert within(tension, 0.0, 1.0)
    assert (np.diagonal(tension, axis1=2, axis2=3) == 0.0).all()
    for name in ("concern", "appetite", "blockage", "leverage_economic", "leverage_transit"):
        assert within(paths[name], 0.0, 1.0), name
    for name in ("leverage_security", "influence", "dependence"):
        assert within(paths[name], 0.0, 1.0), name
    assert within(paths["reference"], 0.0, 1.0)
    credibility = paths["credibility"][:, :, 1:]
    assert credibility.min() > 0.0
    assert credibility.max() < 1.0
    for name in ("blame", "security_blame"):
        blame = paths[name][:, :, 1:, 1:]
        assert np.abs(blame.sum(axis=-1) - 1.0).max() < 1e-12
        assert blame.min() >= 0.0
        assert (np.diagonal(blame, axis1=2, axis2=3) == 0.0).all()
    assert within(paths["flow"], 0.0, 1.0)
    assert np.isfinite(paths["welfare"]).all()
    assert set(np.unique(paths["action"])) <= set(range(len(ACTIONS)))
    assert set(np.unique(paths["crisis"])) <= {0.0, 1.0}
    assert (paths["blockage"][paths["action"] != ACTIONS.index("obstruct")] == 0.0).all()


def check_outcomes(outcomes: dict[str, np.ndarray], quarters: int) -> None:
    """Check ranges of the outcomes and the sums that tie them together."""
    for row in OUTCOMES:
        values = outcomes[row.name]
        if row.dims:
            assert np.isnan(values[:, 0]).any(), row.name
        values = values[~np.isnan(values)]
        assert np.isfinite(values).all(), row.name
        if row.name != "welfare":
            assert values.min() >= 0.0, row.name
        if row.divisor != "one":
            assert values.max() <= 1.0 + 1e-12, row.name
    answered = outcomes["granted"] + outcomes["forced"] + outcomes["withstood"]
    assert (answered == outcomes["demands"]).all()
    assert (outcomes["obstructions_by_actor"][:, 1:].sum(axis=1) == outcomes["obstructions"]).all()
    assert (outcomes["crises_by_actor"][:, 1:].sum(axis=1) == outcomes["crises"]).all()
    assert (outcomes["autonomy_strict"] <= outcomes["autonomy"]).all()
    assert (outcomes["onsets"] <= outcomes["obstructions"] + outcomes["contests"]).all()
    acted = outcomes["demands"] + outcomes["obstructions"] + outcomes["contests"]
    assert (acted + outcomes["courtings"] <= 4 * quarters).all()


@settings(max_examples=40, phases=PHASES)
@given(seed=seeds, substeps=st.sampled_from([1, 1, 4]))
def test_invariants_over_prior_policies_and_switches(
    packed_baseline: Inputs, seed: int, substeps: int
) -> None:
    world, parameters = random_world(packed_baseline, seed, DRAWS)
    world = replace(world, substeps=substeps)
    raw = run_ensemble(
        world, DRAWS, seed, parameters=parameters, record=RECORDABLE, outcomes=_EVERY_OUTCOME
    )
    check_paths(raw.paths)
    check_outcomes(raw.outcomes, world.quarters)
    # What is counted while running agrees with what is recorded.
    tension, action = raw.paths["tension"], raw.paths["action"]
    focal = 0.5 * (tension[:, :, 1, 2] + tension[:, :, 2, 1])
    assert np.abs(focal.mean(axis=1) - raw.outcomes["tension_rus_chn"]).max() < 1e-13
    assert (focal[:, -1] == raw.outcomes["tension_rus_chn_end"]).all()
    assert ((action == ACTIONS.index("demand")).sum(axis=(1, 2)) == raw.outcomes["demands"]).all()
    hostile = action[:, :, 1:] >= ACTIONS.index("obstruct")
    entered = hostile & ~np.pad(hostile, ((0, 0), (1, 0), (0, 0)))[:, :-1]
    assert (entered.sum(axis=(1, 2)) == raw.outcomes["onsets"]).all()
    blocked = action[:, :, 1:] == ACTIONS.index("obstruct")
    begun = blocked & ~np.pad(blocked, ((0, 0), (1, 0), (0, 0)))[:, :-1]
    assert (begun.sum(axis=(1, 2)) == raw.outcomes["obstruction_spells"]).all()
    assert (raw.paths["welfare"][:, -1] == raw.outcomes["welfare"]).all()


@settings(max_examples=15, phases=PHASES)
@given(seed=seeds)
def test_invariants_at_the_corners_of_the_prior(packed_baseline: Inputs, seed: int) -> None:
    world, _ = random_world(packed_baseline, seed, 1)
    bounds = np.array([row.prior for row in PARAMETERS])
    side = np.random.default_rng(seed).integers(0, 2, (DRAWS, len(PARAMETERS)))
    parameters = np.where(side == 1, bounds[:, 1], bounds[:, 0])
    raw = run_ensemble(
        world, DRAWS, seed, parameters=parameters, record=RECORDABLE, outcomes=_EVERY_OUTCOME
    )
    check_paths(raw.paths)
    check_outcomes(raw.outcomes, world.quarters)
