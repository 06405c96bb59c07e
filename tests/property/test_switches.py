"""A mechanism that is switched off acts like one whose coefficients are zero, bit for bit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from multivector_sim.ensemble.engine import run_ensemble
from multivector_sim.model.actors import MECHANISMS
from multivector_sim.model.inputs import Inputs
from multivector_sim.model.parameters import parameter_index
from multivector_sim.model.state import RECORDABLE
from worlds import random_world, with_switches

RUNS = 48
COEFFICIENTS = {
    "concern_grievance": [f"{c}_grievance" for c in ("security", "status", "power", "deception")],
    "common_other": ["attention_to_hostile", "structural_balance"],
    "sco": ["institution_fatigue"],
    "regime_security": ["regime_relief"],
    "power_asymmetry": ["transition_grievance"],
}
# The odds of a confrontation follow strength only while power asymmetry is on, so the last switch
# equals a zero coefficient where the odds cannot matter.
ODDS = ("confrontation_value", "confrontation_loss")


def run(world: Inputs, parameters: np.ndarray) -> bytes:
    raw = run_ensemble(world, RUNS, 11, parameters=parameters, record=RECORDABLE)
    parts = [*raw.paths.values(), *raw.outcomes.values()]
    return b"".join(np.ascontiguousarray(part).tobytes() for part in parts)


def world_and_draws(baseline: Inputs, name: str) -> tuple[Inputs, np.ndarray]:
    """Return a random policy with all mechanisms on, and prior draws."""
    world, parameters = random_world(baseline, MECHANISMS.index(name), RUNS)
    if name == "power_asymmetry":
        parameters[:, [parameter_index(odds) for odds in ODDS]] = 0.0
    return replace(world, switches=np.ones(len(MECHANISMS))), parameters


@pytest.mark.parametrize("name", MECHANISMS)
def test_switched_off_is_coefficient_zero(packed_baseline: Inputs, name: str) -> None:
    world, parameters = world_and_draws(packed_baseline, name)
    zero = parameters.copy()
    zero[:, [parameter_index(coefficient) for coefficient in COEFFICIENTS[name]]] = 0.0
    off = with_switches(world, **{name: False})
    silenced = run(world, zero)
    assert run(off, parameters) == silenced
    assert run(off, zero) == silenced
    assert run(world, parameters) != silenced  # the mechanism does something when it is on


def test_odds_of_a_confrontation_are_even_without_power_asymmetry(packed_baseline: Inputs) -> None:
    world, parameters = random_world(packed_baseline, 9, RUNS)
    world = replace(world, switches=np.ones(len(MECHANISMS)))
    off = with_switches(world, power_asymmetry=False)
    parameters[:, parameter_index("transition_grievance")] = 0.0
    parameters[:, parameter_index("confrontation_cost")] = 0.2  # confrontations happen
    assert run(world, parameters) != run(off, parameters)
    # Powers of equal strength have even odds and no transition, whatever the switch says.
    capability = np.full_like(world.capability, 0.25)
    even, even_off = replace(world, capability=capability), replace(off, capability=capability)
    assert run(even, parameters) == run(even_off, parameters)
