"""Inputs for tests: the shipped world cut short, silenced, relabelled, or drawn at random."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import Phase

from multivector_sim.model.actors import ACCOMMODATE, LEVERS, MECHANISMS
from multivector_sim.model.inputs import Inputs
from multivector_sim.model.parameters import parameter_index, sample_prior

BY_QUARTER = (
    *("capability", "size", "demand", "guarantee", "price", "spare", "base_grievance"),
    *("event_grievance", "institution", "regime", "bias", "forced_action"),
    *("levers", "favour", "treaty"),
)

PHASES = (Phase.explicit, Phase.generate)
"""Worlds are drawn from a seed, and a smaller seed is no simpler world: nothing to shrink."""

FIRST_VERSION: Mapping[str, float] = {
    "obstruction_length": 1.0,
    "obstruction_spread": 0.0,
    "outside_option_terms": 0.0,
    "capital_flight": 0.0,
    "transit_revenue": 0.0,
    "threat_attribution": 0.0,
}
"""Parameters at which the model is that of its first specification."""

# What moves the state when a quarter passes; at zero nothing does.
_MOVERS = (
    *("fatigue", "reaction", "tension_noise", "overlap_friction", "transition_grievance"),
    *("perception_noise", "bid_noise", "trade_adjustment", "tender_rate", "reference_adaptation"),
    *("security_gain", "status_gain", "power_gain", "deception_gain", "leader_provocation"),
    *("message_relief", "message_jealousy", "concern_decay", "appetite_decay"),
    *("coercion_hazard", "grievance_against_pivot", "wedge_friction", "structural_balance"),
)


def with_quarters(inputs: Inputs, quarters: int) -> Inputs:
    """Return the inputs with another number of quarters; the last row is carried on."""
    rows = np.minimum(np.arange(quarters), inputs.quarters - 1)
    tables = {name: np.ascontiguousarray(getattr(inputs, name)[rows]) for name in BY_QUARTER}
    return replace(inputs, quarters=quarters, **tables)


def with_parameters(inputs: Inputs, **values: float) -> Inputs:
    """Return the inputs with some parameters changed."""
    parameters = inputs.parameters.copy()
    for name, value in values.items():
        parameters[parameter_index(name)] = value
    return replace(inputs, parameters=parameters)


def with_constant_levers(inputs: Inputs, **levels: float) -> Inputs:
    """Return the inputs with levers held at a level; those not named keep theirs."""
    levers = inputs.levers.copy()
    for name, level in levels.items():
        levers[:, LEVERS.index(name)] = level
    return replace(inputs, levers=levers)


def with_switches(inputs: Inputs, **states: bool) -> Inputs:
    """Return the inputs with mechanisms switched."""
    switches = inputs.switches.copy()
    for name, state in states.items():
        switches[MECHANISMS.index(name)] = float(state)
    return replace(inputs, switches=switches)


def quiet_world(
    inputs: Inputs,
    quarters: int,
    parameters: Mapping[str, float] | None = None,
    levers: Mapping[str, float] | None = None,
    **arrays: Any,
) -> Inputs:
    """Return inputs in which nothing moves but what the caller names.

    Powers accommodate, drivers stand still at their first values, grievances,
    treaties, favours, biases and switches are zero, and so is every parameter
    that moves the state. Of drivers, ``arrays`` gives one row for all quarters.
    """
    world = with_quarters(inputs, quarters)
    silent = {name: np.zeros_like(getattr(world, name)) for name in ("favour", "treaty", "bias")}
    for name in (
        "base_grievance",
        "pair_grievance",
        "event_grievance",
        "institution",
        "regime",
        "guarantee",
    ):
        silent[name] = np.zeros_like(getattr(world, name))
    for name in ("capability", "size", "demand", "price", "spare"):
        table = getattr(world, name)
        silent[name] = np.ascontiguousarray(np.broadcast_to(table[0], table.shape))
    world = replace(
        world,
        forced_action=np.full_like(world.forced_action, ACCOMMODATE),
        levers=np.zeros_like(world.levers),
        switches=np.zeros_like(world.switches),
        **silent,
    )
    world = with_parameters(world, **dict.fromkeys(_MOVERS, 0.0) | dict(parameters or {}))
    world = with_constant_levers(world, **{"skill": 1.0, "institutions": 1.0} | dict(levers or {}))
    for name in set(arrays) & set(BY_QUARTER):
        shape = getattr(world, name).shape
        arrays[name] = np.ascontiguousarray(np.broadcast_to(np.asarray(arrays[name]), shape))
    return replace(world, **arrays)


_ACTOR_AXES = {
    **dict.fromkeys(("actor_id", "proximity", "salience"), (0,)),
    **dict.fromkeys(("attraction", "attraction_parameter", "initial_share"), (1,)),
    **dict.fromkeys(("initial_tension", "pair_grievance"), (0, 1)),
    **dict.fromkeys(("capability", "size", "demand", "guarantee"), (1,)),
    **dict.fromkeys(("favour", "treaty", "forced_action"), (1,)),
    **dict.fromkeys(("base_grievance", "event_grievance", "institution", "regime", "bias"), (1, 2)),
}


def relabelled(inputs: Inputs, order: tuple[int, ...], keep_ids: bool = False) -> Inputs:
    """Return the same world with its actors in another order.

    Parameters
    ----------
    order
        ``order[k]`` is the old index of the actor that becomes actor k.
    keep_ids
        Leave identities where they were, so that the draws do not follow.
    """
    changed: dict[str, Any] = {"actors": tuple(inputs.actors[k] for k in order)}
    for name, axes in _ACTOR_AXES.items():
        array = getattr(inputs, name)
        for axis in axes:
            array = np.take(array, order, axis=axis)
        changed[name] = np.ascontiguousarray(array)
    if keep_ids:
        changed["actor_id"] = inputs.actor_id
    return replace(inputs, **changed)


def random_world(inputs: Inputs, seed: int, draws: int) -> tuple[Inputs, np.ndarray]:
    """Return the world under a random policy and random switches, and prior parameter sets.

    Levers change twice over the run and reach both ends of their ranges;
    favours, treaties, biases, guarantees, spare routes and forced actions
    are drawn too.
    """
    rng = np.random.default_rng(seed)
    quarters, n = inputs.quarters, len(inputs.actors)
    phase = np.minimum(3 * np.arange(quarters) // quarters, 2)
    levels = rng.random((3, len(LEVERS)))
    levels = np.where(rng.random(levels.shape) < 0.2, np.round(levels), levels)
    levels[:, LEVERS.index("openness")] *= 3.0
    favour = rng.choice([0.0, 1.0, 2.5], (3, n))
    treaty = np.where(rng.random((quarters, n)) < 0.05, rng.random((quarters, n)), 0.0)
    forced = np.where(rng.random((quarters, n)) < 0.03, rng.integers(0, 5, (quarters, n)), -1)
    treaty[:, 0] = favour[:, 0] = 0.0
    forced[:, 0] = -1
    world = replace(
        inputs,
        levers=np.ascontiguousarray(levels[phase]),
        favour=np.ascontiguousarray(favour[phase]),
        treaty=treaty,
        forced_action=forced.astype(np.int64),
        guarantee=rng.choice([0.0, 0.1], (quarters, n)),
        spare=rng.random(quarters),
        bias=0.05 * rng.normal(size=(quarters, n, n)),
        switches=rng.integers(0, 2, len(MECHANISMS)).astype(float),
    )
    return world, sample_prior(draws, seed)
