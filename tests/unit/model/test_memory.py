"""How inputs are laid out for the engines."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from multivector_sim.errors import InputError
from multivector_sim.model.actors import LEVERS, MECHANISMS
from multivector_sim.model.inputs import NO_PARAMETER, Inputs
from multivector_sim.model.memory import fill_parameters, pack_memory, parameter_columns
from multivector_sim.model.parameters import PARAMETERS, parameter_index
from multivector_sim.model.record import Record
from multivector_sim.model.state import NOW, RUN, WORLD

COUNT = len(PARAMETERS)


def test_lever_rows_are_distinct_and_give_the_schedule_back(packed_baseline: Inputs) -> None:
    memory = pack_memory(packed_baseline)
    table = np.hstack([packed_baseline.levers, packed_baseline.favour, packed_baseline.treaty])
    assert (memory.levers[memory.lever_index] == table).all()
    assert len(np.unique(memory.levers, axis=0)) == len(memory.levers)
    assert 4 < len(memory.levers) < 20  # historical phases, and one row for each treaty
    # Lever rows are the first rows of a run, in the same order.
    names = [*LEVERS, "favour", "treaty"]
    n, s = memory.actors, memory.sectors
    rows = np.concatenate([RUN.row_indices(name, n, s).reshape(-1) for name in names])
    assert rows.tolist() == list(range(memory.levers.shape[1]))


def test_timeline_rows_hold_the_drivers(packed_baseline: Inputs) -> None:
    memory = pack_memory(packed_baseline)
    for quarter in (0, 57, 135):
        now = Record(NOW, memory.timeline[quarter], 5, 5)
        for name in ("capability", "demand", "guarantee", "base_grievance", "event_grievance"):
            expected = getattr(packed_baseline, name)[quarter]
            assert (getattr(now, name) == expected).all(), name
        for name in ("institution", "regime", "bias", "forced_action"):
            assert (getattr(now, name) == getattr(packed_baseline, name)[quarter]).all(), name
        assert now.price == packed_baseline.price[quarter]
        assert now.spare == packed_baseline.spare[quarter]
        assert now.discount == pytest.approx(math.exp(-0.05 * 0.25 * quarter), rel=4e-16)
        growth = np.log(packed_baseline.size[quarter, 1:])
        assert now.log_size[1:] == pytest.approx(growth, rel=1e-14, abs=1e-15)


def test_world_holds_the_constants(packed_baseline: Inputs) -> None:
    memory = pack_memory(packed_baseline)
    world = Record(WORLD, memory.world, 5, 5)
    assert (world.actor_id == packed_baseline.actor_id).all()
    assert (world.salience == packed_baseline.salience).all()
    assert world.proximity_total == pytest.approx(packed_baseline.proximity[1:].sum())
    weight = dict(zip(packed_baseline.roles, packed_baseline.sector_weight, strict=True))
    economic = weight["resource"] + weight["market"] + weight["finance"]
    assert world.economic_weight == pytest.approx(economic)
    assert world.transit_weight == weight["transit"]
    assert world.security_weight == weight["security"]
    assert world.cedable_sectors == packed_baseline.cedable.sum() == 2
    assert world.bid_partner.tolist() == [0, 2, 1, 4, 3]  # identities 1 and 2, 3 and 4 share draws
    kept = np.isnan(packed_baseline.kept_share)
    assert (world.retention_decides == kept).all()
    assert (world.kept_share == np.where(kept, 0.0, packed_baseline.kept_share)).all()
    roles = {
        role: getattr(world, f"is_{role}").tolist()
        for role in ("resource", "transit", "market", "security", "finance")
    }
    assert np.array(list(roles.values())).sum(axis=0).tolist() == [1.0] * 5


def test_an_actor_without_its_bid_partner_stands_alone(packed_baseline: Inputs) -> None:
    identity = packed_baseline.actor_id.copy()
    identity[4] = 7
    world = Record(WORLD, pack_memory(replace(packed_baseline, actor_id=identity)).world, 5, 5)
    assert world.bid_partner.tolist() == [0, 2, 1, 0, 0]


def test_a_run_starts_as_the_scenario_says(packed_baseline: Inputs) -> None:
    memory = pack_memory(packed_baseline)
    run = Record(RUN, memory.start, 5, 5)
    assert (run.share == packed_baseline.initial_share).all()
    assert (run.reference == packed_baseline.initial_share).all()
    assert (run.tension == packed_baseline.initial_tension).all()
    assert run.promises_kept.tolist() == run.promises_broken.tolist() == [0.0, 2.0, 2.0, 2.0, 2.0]
    assert (run.concern == 0.0).all()
    assert (run.appetite == 0.0).all()
    assert (run.action == 0.0).all()
    for name, value in zip(MECHANISMS, packed_baseline.switches, strict=True):
        assert getattr(run, f"with_{name}") == value
    for row, value in zip(PARAMETERS, packed_baseline.parameters, strict=True):
        assert getattr(run, row.name) == value


def test_switches_and_parameters_lie_side_by_side() -> None:
    columns = parameter_columns(5, 5)
    assert columns.stop - columns.start == len(MECHANISMS) + len(PARAMETERS)
    first = columns.start + len(MECHANISMS)
    for row in PARAMETERS:
        assert RUN.offset(row.name, 5, 5) == first + parameter_index(row.name)


def test_attractions_are_logarithms_and_follow_their_parameter(packed_baseline: Inputs) -> None:
    memory = pack_memory(packed_baseline)
    filled = memory.start.copy()
    fill_parameters(memory, filled)
    run = Record(RUN, filled, 5, 5)
    given = packed_baseline.attraction_parameter == NO_PARAMETER
    given[:, 0] = False
    assert run.log_attraction[given] == pytest.approx(
        np.log(packed_baseline.attraction[given]), rel=1e-15
    )
    trade, russia = packed_baseline.sectors.index("trade"), 1
    attraction = parameter_index("russia_trade_attraction")
    assert packed_baseline.attraction_parameter[trade, russia] == attraction
    assert (~given[:, 1:]).sum() == 1
    for value in (0.02, 0.3):
        parameters = packed_baseline.parameters.copy()
        parameters[attraction] = value
        parameters[parameter_index("trade_growth_elasticity")] = 1.25
        fill_parameters(memory, filled, parameters)
        assert run.log_attraction[trade, russia] == pytest.approx(math.log(value), rel=1e-15)
        assert run.growth_elasticity[trade] == 1.25
        assert run.russia_trade_attraction == value
    others = [s for s in range(5) if s != trade]
    assert (run.growth_elasticity[others] == packed_baseline.size_elasticity[others]).all()


@pytest.mark.parametrize(
    "parameters",
    [np.zeros(COUNT - 1), np.zeros((1, COUNT)), np.full(COUNT, np.nan), np.full(COUNT, np.inf)],
)
def test_wrong_parameters_are_refused(packed_baseline: Inputs, parameters: np.ndarray) -> None:
    memory = pack_memory(packed_baseline)
    with pytest.raises(
        InputError, match=rf"parameters: shape .* received; \({COUNT},\) finite values"
    ):
        fill_parameters(memory, memory.start.copy(), parameters)
