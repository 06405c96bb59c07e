"""What two scenarios say differently."""

from __future__ import annotations

import pytest

import multivector_sim as mv
from multivector_sim.scenario import load_scenario, scenario_from_dict, with_overrides

BASELINE = load_scenario("baseline")


def told(*overrides: str) -> list[str]:
    return [str(row) for row in mv.diff("baseline", load_scenario("baseline", list(overrides)))]


@pytest.mark.parametrize("name", ["baseline", "hedge"])
def test_a_scenario_does_not_differ_from_itself(name):
    assert mv.diff(name, load_scenario(name)) == []


def test_one_value_is_one_difference_with_its_unit():
    (row,) = mv.diff(BASELINE, with_overrides(BASELINE, {"parameters.reaction": 0.4}))
    # Without a word in the file the first value is the default of the table.
    assert row == mv.Difference("parameters.reaction", "changed", 0.3, 0.4, "/yr")
    assert str(row) == "  parameters.reaction: 0.3 -> 0.4 /yr"
    with pytest.raises(AttributeError):
        row.key = "x"


def test_a_parameter_at_its_default_is_no_difference():
    assert told("parameters.reaction=0.3") == []


def test_rows_go_by_id_whatever_their_position():
    removed = BASELINE.dump()
    first = removed["events"].pop(0)
    other = scenario_from_dict(removed)
    (row,) = mv.diff(BASELINE, other)
    assert (row.key, row.kind, row.before, row.after) == (
        "events.kosovo_1999", "removed", first, None,
    )  # fmt: skip
    (back,) = mv.diff(other, BASELINE)
    assert (back.kind, back.after) == ("added", first)
    assert str(back).startswith("+ events.kosovo_1999: {label: Kosovo war, between: [RUS, USA]")
    assert told("events.hainan_2001.size=0.3") == ["  events.hainan_2001.size: 0.15 -> 0.3 /yr"]


def test_rows_without_id_go_by_date_and_partner():
    lines = told("policy.treaties.1.size=0.4", "policy.phases.0.leveraging=0.6")
    assert lines == [
        "  policy.phases.1995Q1.leveraging: 0.4 -> 0.6",
        "  policy.treaties.2012Q4 CHN.size: 0.2 -> 0.4",
    ]


def test_rows_that_share_a_name_are_all_told():
    action = {"actor": "RUS", "action": "court", "from": 2000, "to": 2001, "source": "x"}
    twin = {**action, "actor": "CHN", "from": 2000}
    other = with_overrides(BASELINE, {"forced_actions": [action, twin]})
    keys = [row.key for row in mv.diff(BASELINE, other)]
    assert keys == ["forced_actions.2000Q1 RUS", "forced_actions.2000Q1 CHN"]


def test_a_timeline_is_one_value_whatever_its_form():
    (line,) = told("timelines.spare=0.2")
    assert line == (
        "  timelines.spare: points (0.03 in 1992Q1, 0.03 in 1997Q1, ... 2 more ..., "
        "0.15 in 2022Q1, 0.18 in 2025Q1) -> constant 0.2"
    )
    (row,) = mv.diff("baseline", load_scenario("baseline", ["timelines.grievance.RUS.CHN=0.5"]))
    assert (row.before, row.after, row.unit) == ({"value": 0.03}, {"value": 0.5}, "1/yr")
    (added,) = mv.diff("baseline", load_scenario("baseline", ["timelines.price=2"]))
    assert str(added) == "+ timelines.price: constant 2 55 USD a barrel"


def test_differences_rebuild_the_second_from_the_first():
    """Applied to the first, what changed and what was added give the second."""
    second = load_scenario("baseline", ["seed=4", "policy.skill=0.1", "mechanisms.sco=false"])
    changes = {row.key: row.after for row in mv.diff(BASELINE, second)}
    assert changes == {"seed": 4, "policy.skill": 0.1, "mechanisms.sco": False}
    assert with_overrides(BASELINE, changes) == second


def test_the_policies_of_two_shipped_scenarios():
    keys = [row.key for row in mv.diff("bandwagon_russia", "bandwagon_china")]
    assert "policy.favour.RUS" in keys
    assert "policy.favour.CHN" in keys
    assert not [key for key in keys if key.startswith(("timelines", "actors", "events"))]
