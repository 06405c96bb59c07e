"""Choices are checked where they are made, and equal choices are one."""

from __future__ import annotations

import math

import pytest

from multivector_sim import load_scenario
from multivector_sim.classroom import Side, State, marks, presets
from multivector_sim.classroom.state import scenario_of
from multivector_sim.classroom.world import load_world, top
from multivector_sim.errors import InputError
from multivector_sim.evidence import event
from multivector_sim.model.actors import LEVERS, MECHANISMS
from multivector_sim.model.variants import MODEL_VARIANTS


@pytest.mark.parametrize("level", [math.nan, math.inf, -0.01, 1.01, "0.5", True, [0.5], 10**400])
def test_levels_out_of_range_are_refused(level):
    with pytest.raises(InputError, match="inclusion"):
        Side("hedge", {"inclusion": level})


@pytest.mark.parametrize(
    "values",
    [
        {"runs": 201}, {"runs": True}, {"runs": "200"}, {"seed": 10**7}, {"seed": 1.0},
        {"quarter": 136}, {"quarter": -1}, {"power": "KAZ"}, {"power": ["RUS"]},
        {"language": None}, {"off": ("magic",)}, {"variants": ("magic",)},
    ],
)  # fmt: skip
def test_values_out_of_range_are_refused(values):
    with pytest.raises(InputError, match="received"):
        State(**values)


def test_order_and_spelling_do_not_matter():
    first = Side("hedge", {"skill": 0.5, "inclusion": 0.301})
    second = Side("hedge", {"inclusion": 0.3, "skill": 0.5})
    assert first == second
    assert hash(first) == hash(second)
    assert State(off=("sco", "common_other")) == State(off=("common_other", "sco", "sco"))


def test_a_lever_is_given_back():
    side = Side("hedge").moved("skill", 0.5).moved("skill", None)
    assert side == Side("hedge")


def test_a_side_is_the_scenario_that_it_says():
    state = State(a=Side("responsive", {"skill": 0.5}), off=("regime_security",))
    made = scenario_of(state.a, state)
    assert made == load_scenario(
        "responsive", {"policy.skill": 0.5, "mechanisms.regime_security": False}
    )
    assert scenario_of(Side("responsive"), State()) == load_scenario("responsive")


def test_every_choice_makes_a_sound_scenario():
    names = tuple(row.name for row in MODEL_VARIANTS)
    for level in (0, 1):
        state = State(off=MECHANISMS if level else (), variants=names if level else ())
        for name in presets():
            side = Side(name, {lever: level * top(lever) for lever in LEVERS})
            inputs = scenario_of(side, state).pack()
            assert inputs.actors == load_world().actor_codes


def test_presets_tell_which_levers_move():
    assert presets()["hedge"].moves == frozenset()
    assert "inclusion" in presets()["baseline"].moves  # a phase
    triggered = {
        name
        for row in load_scenario("responsive").policy.triggers
        for name in row.levers.model_fields_set - {"favour"}
    }
    assert presets()["responsive"].moves == triggered != set()


def test_marks_stand_in_order_of_time_with_their_entries():
    shown = marks()
    assert [mark.number for mark in shown] == list(range(1, len(shown) + 1))
    assert [mark.since for mark in shown] == sorted(mark.since for mark in shown)
    world = load_scenario("baseline")
    cited = {row.evidence for row in (*world.events, *world.policy.treaties)}
    assert {mark.row.id for mark in shown} == cited
    assert all(mark.row == event(mark.row.id) for mark in shown)
