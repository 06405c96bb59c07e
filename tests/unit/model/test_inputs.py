"""Bad inputs are refused with a message that says what is needed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from multivector_sim.ensemble.engine import run_ensemble
from multivector_sim.errors import InputError
from multivector_sim.model.inputs import Inputs
from multivector_sim.model.parameters import PARAMETERS

COUNT = len(PARAMETERS)


@pytest.mark.parametrize("name", ["proximity", "attraction", "levers", "base_grievance", "price"])
def test_wrong_shapes_are_refused(packed_baseline: Inputs, name: str) -> None:
    array = getattr(packed_baseline, name)
    with pytest.raises(InputError, match=rf"Inputs\.{name}: shape .* received; .* is needed"):
        replace(packed_baseline, **{name: array[:-1]})


def test_every_array_has_a_shape(packed_baseline: Inputs) -> None:
    arrays = {
        name for name, value in vars(packed_baseline).items() if isinstance(value, np.ndarray)
    }
    assert set(packed_baseline.shapes()) == arrays


@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize("name", ["demand", "parameters", "initial_share"])
def test_numbers_must_be_finite(packed_baseline: Inputs, name: str, value: float) -> None:
    array = getattr(packed_baseline, name).copy()
    array[-1] = value
    with pytest.raises(InputError, match=rf"Inputs\.{name}: NaN or infinity received"):
        replace(packed_baseline, **{name: array})


def test_altered_inputs_hold_what_is_given_and_share_the_rest(packed_baseline: Inputs) -> None:
    spare = np.full(packed_baseline.quarters, 0.5)
    altered = packed_baseline.altered(spare=spare, substeps=2)
    assert altered.spare is spare
    assert altered.substeps == 2
    assert altered.price is packed_baseline.price
    assert packed_baseline.substeps == 1
    assert not (packed_baseline.spare == 0.5).any()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"spare": np.zeros(3)}, r"Inputs\.spare: shape \(3,\) received"),
        ({"spare": np.full(136, np.nan)}, r"Inputs\.spare: NaN or infinity"),
        ({"actor_id": np.array([0, 1, 1, 2, 3])}, "different numbers"),
        ({"forced_action": np.full((136, 5), 9)}, "allowed are -1 to 4"),
        ({"quarters": 3}, r"\['quarters'\] cannot be replaced"),
        ({"sparse": np.zeros(136)}, r"\['sparse'\] cannot be replaced"),
    ],
)
def test_altered_fields_are_checked(
    packed_baseline: Inputs, fields: dict[str, Any], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        packed_baseline.altered(**fields)


def test_arrays_must_be_contiguous(packed_baseline: Inputs) -> None:
    with pytest.raises(InputError, match="initial_tension: array must be C-contiguous"):
        replace(packed_baseline, initial_tension=np.asfortranarray(np.zeros((5, 5)) + 0.1))


def test_roles_and_forced_actions_are_checked(packed_baseline: Inputs) -> None:
    roles = ("harbour", *packed_baseline.roles[1:])
    with pytest.raises(InputError, match=r"Inputs\.roles: unknown \['harbour'\]; allowed"):
        replace(packed_baseline, roles=roles)
    for action in (-2, 5):
        forced = np.full_like(packed_baseline.forced_action, action)
        with pytest.raises(InputError, match="forced_action: allowed are -1 to 4"):
            replace(packed_baseline, forced_action=forced)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"runs": 0}, "runs: 0 received; allowed are 1 to"),
        ({"runs": 2.0}, "runs: 2.0 received; a whole number is needed"),
        ({"runs": True}, "runs: True received; a whole number is needed"),
        ({"seed": -1}, "seed: -1 received; allowed are 0 to 18446744073709551615"),
        ({"seed": 2**64}, "seed: 18446744073709551616 received"),
        ({"first_run": -1}, "first_run: -1 received"),
        ({"threads": 0}, "threads: 0 received"),
        ({"record": ["tensoin"]}, r"record: unknown state 'tensoin'; known are"),
        ({"outcomes": ["peace"]}, r"outcomes: unknown outcome 'peace'; known are"),
        (
            {"parameters": np.zeros(3)},
            rf"parameters: shape \(3,\) received; allowed are \({COUNT},\)",
        ),
        ({"parameters": np.zeros((3, COUNT))}, rf"parameters: shape \(3, {COUNT}\) received"),
        (
            {"parameters": np.full(COUNT, np.nan)},
            "parameters: row 0, fatigue: nan received; allowed: finite numbers",
        ),
        ({"runs": 10**7, "record": ["tension"]}, "need .* GiB; at most 8 GiB are allowed"),
    ],
)
def test_the_engine_refuses_bad_requests(
    packed_baseline: Inputs, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        run_ensemble(packed_baseline, **{"runs": 2, "seed": 0, **arguments})


def test_the_largest_seed_and_seed_zero_are_seeds(packed_baseline: Inputs) -> None:
    welfare = [
        run_ensemble(packed_baseline, 2, seed, outcomes=["welfare"]).outcomes["welfare"]
        for seed in (0, 1, 2**63, 2**64 - 1)
    ]
    assert len(np.unique(welfare)) == 8
