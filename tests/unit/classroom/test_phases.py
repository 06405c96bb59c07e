"""Phases of a side: checked, kept in links, and the same policy in every place."""

from __future__ import annotations

import numpy as np
import pytest

from multivector_sim.classroom import Side, State
from multivector_sim.classroom.phases import MOST_PHASES, Phase, next_phase
from multivector_sim.classroom.state import presets, scenario_of
from multivector_sim.classroom.world import load_world
from multivector_sim.errors import InputError
from multivector_sim.model.actors import LEVERS

MIDDLE = Phase(48, {"inclusion": 0.35, "skill": 0.2})
LATER = Phase(80, {"inclusion": 0.9})


def levers_of(side):
    """Return the levers that the schedule gives, by lever: (quarters,)."""
    path = scenario_of(side, State()).pack().levers
    return dict(zip(LEVERS, path.T, strict=True))


@pytest.mark.parametrize("preset", sorted(presets()))
def test_a_lever_keeps_its_course_until_its_first_phase_and_is_then_where_it_was_set(preset):
    before, after = levers_of(Side(preset)), levers_of(Side(preset, {}, (MIDDLE, LATER)))
    for lever in LEVERS:
        first = 48 if lever in MIDDLE.levers else len(after[lever])
        assert np.array_equal(after[lever][:first], before[lever][:first]), lever
    assert np.all(after["inclusion"][48:80] == 0.35)
    assert np.all(after["inclusion"][80:] == 0.9)
    assert np.all(after["skill"][48:] == 0.2)


def test_a_phase_of_the_date_of_a_slow_one_of_the_preset_holds_at_once():
    slow = next(row for row in scenario_of(Side("responsive_scheduled"), State()).policy.phases
                if row.over)  # fmt: skip
    quarter = round(4 * (slow.since - load_world().first_year))
    before = levers_of(Side("responsive_scheduled"))
    after = levers_of(Side("responsive_scheduled", {}, (Phase(quarter, {"concession": 0.11}),)))
    assert np.all(after["concession"][quarter:] == 0.11)
    assert np.array_equal(after["persuasion"], before["persuasion"])  # it still moves slowly


def test_triggers_let_go_of_a_lever_when_a_phase_sets_it_and_of_no_other():
    plain = scenario_of(Side("responsive"), State()).policy.triggers
    dated = scenario_of(
        Side("responsive", {}, (Phase(40, {"concession": 0.2}),)), State()
    ).policy.triggers
    setting = [row for row in dated if row.levers.concession is not None]
    assert {row.until for row in setting} == {load_world().first_year + 10}
    assert all(row.levers.persuasion is None for row in setting)
    for lever in ("persuasion", "leveraging"):
        kept = [row for row in dated if getattr(row.levers, lever) is not None]
        same = [row for row in plain if getattr(row.levers, lever) is not None]
        assert [(row.when, row.above, row.back, row.until) for row in kept] == [
            (row.when, row.above, row.back, None) for row in same
        ]


def test_phases_are_put_in_order_of_time():
    assert Side("hedge", {}, (LATER, MIDDLE)) == Side("hedge", {}, (MIDDLE, LATER))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Phase(0, {"skill": 0.5}), "1 to 135"),
        (lambda: Phase(136, {"skill": 0.5}), "1 to 135"),
        (lambda: Phase(True, {"skill": 0.5}), "whole number"),
        (lambda: Phase(4.0, {"skill": 0.5}), "whole number"),
        (lambda: Phase(4, {}), "at least one"),
        (lambda: Phase(4, {"skill": 1.01}), "0 to 1"),
        (lambda: Phase(4, {"openness": float("nan")}), "0 to 2"),
        (lambda: Phase(4, {"<b>": 1}), "lever"),
        (lambda: Side("hedge", {}, (MIDDLE, Phase(48, {"openness": 1}))), "two begin in 2004Q1"),
        (
            lambda: Side("hedge", {}, tuple(Phase(q, {"skill": 1}) for q in range(1, 5))),
            "at most 3",
        ),
    ],
)
def test_what_is_not_allowed_is_refused(make, words):
    with pytest.raises(InputError, match=words):
        make()


def test_phases_can_be_added_until_there_are_enough():
    levels, phases = presets()["hedge"].levels, ()
    for _ in range(MOST_PHASES):
        phases = (*phases, next_phase(phases, levels))
        Side("hedge", {}, phases)
    last = load_world().quarters - 1
    assert next_phase((Phase(last, {"skill": 1}),), levels).quarter == last - 1
    unchanged = levers_of(Side("hedge", {}, phases))
    assert all(np.array_equal(path, levers_of(Side("hedge"))[lever])
               for lever, path in unchanged.items())  # fmt: skip
