"""From packed inputs to the flat memories that both engines work on."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.model.actors import CONCERNS, MECHANISMS, PIVOT, SECTOR_ROLES
from multivector_sim.model.inputs import NO_PARAMETER, Inputs
from multivector_sim.model.numerics import exponentials, logarithms
from multivector_sim.model.parameters import PARAMETERS
from multivector_sim.model.reaction import Triggers, pack_triggers
from multivector_sim.model.record import Record
from multivector_sim.model.state import NOW, QUARTER, RUN, WORLD

__all__ = ["Memory", "fill_parameters", "pack_memory", "parameter_columns"]

FloatArray = NDArray[np.float64]

_DISCOUNT_RATE = 0.05  # per year (eq. 22)
_PROMISES_AT_START = 2.0  # kept and broken alike: credibility one half


_TIMELINES = (
    "capability",
    "demand",
    "guarantee",
    "forced_action",
    "base_grievance",
    "event_grievance",
    "institution",
    "regime",
    "bias",
    "price",
    "spare",
)


class Memory(NamedTuple):
    """The inputs of one scenario, laid out for the engines.

    Attributes
    ----------
    actors, sectors, quarters, substeps
        Sizes.
    world
        (rows of ``WORLD``,) constants.
    timeline
        (quarters, rows of ``NOW``) drivers.
    levers
        (distinct rows, L + 2n) levers, favours, treaties.
    lever_index
        (quarters,) row of ``levers`` in force.
    start
        (rows of ``RUN``,) one run before its first quarter, without its key.
    attraction_rows, attraction_sources
        Rows of ``RUN`` that hold the logarithm of a parameter, and the row of
        that parameter.
    elasticity_rows, elasticity_sources
        Rows of ``RUN`` that hold a copy of a parameter, and its row.
    triggers
        Levers that follow what the pivot observes.
    """

    actors: int
    sectors: int
    quarters: int
    substeps: int
    world: FloatArray
    timeline: FloatArray
    levers: FloatArray
    lever_index: NDArray[np.int64]
    start: FloatArray
    attraction_rows: NDArray[np.int64]
    attraction_sources: NDArray[np.int64]
    elasticity_rows: NDArray[np.int64]
    elasticity_sources: NDArray[np.int64]
    triggers: Triggers


def parameter_columns(actors: int, sectors: int) -> slice:
    """Return the rows of ``RUN`` that hold the switches and then the parameters."""
    first = RUN.offset(f"with_{MECHANISMS[0]}", actors, sectors)
    return slice(first, first + len(MECHANISMS) + len(PARAMETERS))


def pack_memory(inputs: Inputs) -> Memory:
    """Lay out a scenario's inputs for the engines."""
    n, s = len(inputs.actors), len(inputs.sectors)
    levers, index = _lever_rows(inputs)
    attraction_rows, attraction_sources = _sources(
        RUN.row_indices("log_attraction", n, s), inputs.attraction_parameter, n, s
    )
    elasticity_rows, elasticity_sources = _sources(
        RUN.row_indices("growth_elasticity", n, s), inputs.size_elasticity_parameter, n, s
    )
    return Memory(
        actors=n,
        sectors=s,
        quarters=inputs.quarters,
        substeps=inputs.substeps,
        world=_world(inputs),
        timeline=_timeline(inputs),
        levers=levers,
        lever_index=index,
        start=_start(inputs),
        attraction_rows=attraction_rows,
        attraction_sources=attraction_sources,
        elasticity_rows=elasticity_rows,
        elasticity_sources=elasticity_sources,
        triggers=pack_triggers(inputs.triggers, n, s),
    )


def _lever_rows(inputs: Inputs) -> tuple[FloatArray, NDArray[np.int64]]:
    """Return the distinct rows of the policy, and which row holds in each quarter."""
    table = np.hstack([inputs.levers, inputs.favour, inputs.treaty])
    changes = (table[1:] != table[:-1]).any(axis=1)
    begins = np.concatenate([[0], 1 + np.flatnonzero(changes)])
    places: dict[bytes, int] = {}  # quicker than sorting the rows
    numbers = [places.setdefault(row.tobytes(), len(places)) for row in table[begins]]
    rows = table[begins[np.unique(numbers, return_index=True)[1]]]
    lengths = np.diff(begins, append=len(table))
    return rows, np.repeat(np.array(numbers, dtype=np.int64), lengths)


def _sources(
    rows: NDArray[np.int64], parameter: NDArray[np.int64], n: int, s: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows that a parameter fills, and the rows of those parameters."""
    filled = parameter != NO_PARAMETER
    first = parameter_columns(n, s).start + len(MECHANISMS)
    return rows[filled], first + parameter[filled]


def _weight_of(inputs: Inputs, *roles: str) -> float:
    chosen = [role in roles for role in inputs.roles]
    weight = float(inputs.sector_weight[chosen].sum())
    return weight if weight > 0.0 else 1.0  # no such sector: its shares are zero anyway


def _world(inputs: Inputs) -> FloatArray:
    n, s = len(inputs.actors), len(inputs.sectors)
    memory = np.zeros(WORLD.rows(n, s))
    world = Record(WORLD, memory, n, s)
    world.actor_id[:] = inputs.actor_id
    world.proximity[:] = inputs.proximity
    identities = [int(identity) for identity in inputs.actor_id]
    ranked = sorted(range(1, n), key=identities.__getitem__)
    for power in range(1, n):
        world.by_identity[1 + ranked.index(power)] = power
        partner = (identities[power] - 1 ^ 1) + 1
        world.bid_partner[power] = identities.index(partner) if partner in identities else 0
    world.salience[:] = inputs.salience
    world.sector_weight[:] = inputs.sector_weight
    world.exclusivity[:] = inputs.exclusivity
    world.steering[:] = inputs.steering
    free = np.isnan(inputs.kept_share)
    world.retention_decides[:] = free
    world.kept_share[:] = np.where(free, 0.0, inputs.kept_share)
    world.cedable[:] = inputs.cedable
    for role in SECTOR_ROLES:
        getattr(world, f"is_{role}")[:] = [name == role for name in inputs.roles]
    world.cedable_sectors = float(inputs.cedable.sum())
    world.economic_weight = _weight_of(inputs, "resource", "market", "finance")
    world.transit_weight = _weight_of(inputs, "transit")
    world.security_weight = _weight_of(inputs, "security")
    total = 0.0
    for near in inputs.proximity[1:]:
        total += float(near)
    world.proximity_total = total
    return memory


def _timeline(inputs: Inputs) -> FloatArray:
    n, s = len(inputs.actors), len(inputs.sectors)
    timeline = np.zeros((inputs.quarters, NOW.rows(n, s)))
    # The pivot has no size: any positive number does.
    sizes = np.where(np.arange(n) == PIVOT, 1.0, inputs.size)
    log_size = logarithms(sizes.reshape(-1)).reshape(sizes.shape)
    discount = exponentials(-_DISCOUNT_RATE * QUARTER * np.arange(inputs.quarters))
    series = {
        **{name: getattr(inputs, name) for name in _TIMELINES},
        "log_size": np.where(np.arange(n) == PIVOT, 0.0, log_size),
        "discount": discount,
    }
    for name, values in series.items():
        first = NOW.offset(name, n, s)
        flat = np.asarray(values, dtype=np.float64).reshape(inputs.quarters, -1)
        timeline[:, first : first + flat.shape[1]] = flat
    return timeline


def _start(inputs: Inputs) -> FloatArray:
    n, s = len(inputs.actors), len(inputs.sectors)
    memory = np.zeros(RUN.rows(n, s))
    run = Record(RUN, memory, n, s)
    memory[parameter_columns(n, s)] = np.concatenate([inputs.switches, inputs.parameters])
    run.share[:] = inputs.initial_share
    run.reference[:] = inputs.initial_share
    run.tension[:] = inputs.initial_tension
    run.pair_grievance[:] = inputs.pair_grievance
    run.promises_kept[1:] = _PROMISES_AT_START
    run.promises_broken[1:] = _PROMISES_AT_START
    run.concern[:] = np.zeros((n, len(CONCERNS)))
    run.growth_elasticity[:] = inputs.size_elasticity
    given = inputs.attraction_parameter == NO_PARAMETER
    given[:, PIVOT] = False
    run.log_attraction[given] = logarithms(inputs.attraction[given])
    return memory


def fill_parameters(
    memory: Memory, run_memory: FloatArray, parameters: FloatArray | None = None
) -> None:
    """Put parameters into the memory of one run, and into the rows that repeat one.

    Parameters
    ----------
    memory
        The scenario.
    run_memory
        (rows of ``RUN``,) changed in place.
    parameters
        (P,) in the order of ``PARAMETERS``; None leaves the scenario's own.

    Raises
    ------
    InputError
        If the shape is wrong or a value is not finite.
    """
    if parameters is not None:
        given = np.asarray(parameters, dtype=np.float64)
        if given.shape != (len(PARAMETERS),) or not np.isfinite(given).all():
            raise InputError(
                f"parameters: shape {given.shape} received; "
                f"({len(PARAMETERS)},) finite values are needed"
            )
        place = parameter_columns(memory.actors, memory.sectors)
        run_memory[place.start + len(MECHANISMS) : place.stop] = given
    run_memory[memory.elasticity_rows] = run_memory[memory.elasticity_sources]
    run_memory[memory.attraction_rows] = logarithms(run_memory[memory.attraction_sources])
