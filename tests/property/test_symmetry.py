"""Relabelling actors with their identities relabels the outcome."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multivector_sim.ensemble.engine import run_ensemble
from multivector_sim.model.actors import LEVERS
from multivector_sim.model.inputs import Inputs
from multivector_sim.model.outcomes import OUTCOMES
from multivector_sim.model.parameters import sample_prior
from multivector_sim.model.state import RECORDABLE
from worlds import PHASES, random_world, relabelled

RUNS = 32
SWAP = (0, 2, 1, 3, 4)
# Axes over actors of a path, after runs and quarters.
_AXES = {
    **dict.fromkeys(("share", "reference"), (3,)),
    **dict.fromkeys(("tension", "blame", "security_blame"), (2, 3)),
}
_WHOLE = ("flow", "welfare", *LEVERS)


def permuted(name: str, path: np.ndarray, order: tuple[int, ...]) -> np.ndarray:
    for axis in () if name in _WHOLE else _AXES.get(name, (2,)):
        path = np.take(path, order, axis=axis)
    return path


def run(world: Inputs, parameters: np.ndarray) -> dict[str, np.ndarray]:
    raw = run_ensemble(
        world,
        RUNS,
        7,
        parameters=parameters,
        record=RECORDABLE,
        outcomes=[row.name for row in OUTCOMES],
    )
    scalars = {row.name: raw.outcomes[row.name] for row in OUTCOMES if not row.dims}
    return {**raw.paths, **{f"outcome {name}": value for name, value in scalars.items()}}


def largest_difference(
    one: dict[str, np.ndarray], other: dict[str, np.ndarray], order: tuple[int, ...]
) -> float:
    worst = 0.0
    for name, path in one.items():
        expected = path if name.startswith("outcome ") else permuted(name, path, order)
        worst = max(worst, float(np.abs(expected - other[name]).max()))
    return worst


@pytest.mark.parametrize("order", [SWAP, (0, 4, 3, 2, 1), (0, 3, 1, 4, 2)])
def test_relabelling_with_identities_relabels_the_run(
    packed_multivector: Inputs, order: tuple[int, ...]
) -> None:
    parameters = sample_prior(RUNS, 3)
    original = run(packed_multivector, parameters)
    swapped = run(relabelled(packed_multivector, order), parameters)
    assert (permuted("action", original["action"], order) == swapped["action"]).all()
    assert largest_difference(original, swapped, order) <= 1e-12
    assert len(np.unique(original["action"])) == 5


def test_without_identities_the_draws_do_not_follow(packed_multivector: Inputs) -> None:
    parameters = sample_prior(RUNS, 3)
    original = run(packed_multivector, parameters)
    swapped = run(relabelled(packed_multivector, SWAP, keep_ids=True), parameters)
    assert (permuted("action", original["action"], SWAP) != swapped["action"]).any()
    assert largest_difference(original, swapped, SWAP) > 1e-3


@settings(max_examples=10, phases=PHASES)
@given(seed=st.integers(0, 2**32 - 1))
def test_relabelling_holds_under_any_policy(packed_baseline: Inputs, seed: int) -> None:
    world, parameters = random_world(packed_baseline, seed, RUNS)
    original = run(world, parameters)
    swapped = run(relabelled(world, SWAP), parameters)
    assert (permuted("action", original["action"], SWAP) == swapped["action"]).all()
    assert largest_difference(original, swapped, SWAP) <= 1e-12
