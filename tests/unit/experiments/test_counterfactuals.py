"""Who is compared with whom, and whether the comparison is fair."""

from __future__ import annotations

import json

import pytest

from multivector_sim.errors import InputError
from multivector_sim.experiments.counterfactuals import COUNTERFACTUALS, line_up, with_policy_of
from multivector_sim.scenario import list_scenarios, load_scenario, scenario_from_dict


def test_four_named_counterfactuals_are_always_there():
    assert tuple(line_up(["baseline"]).scenarios) == ("baseline", *COUNTERFACTUALS)
    line = line_up(["hedge", "pro_west"])
    assert tuple(line.scenarios) == (
        "hedge", "pro_west", "laissez_faire", "bandwagon_russia", "bandwagon_china",
    )  # fmt: skip


def test_a_counterfactual_may_be_the_focal_scenario():
    line = line_up(["laissez_faire"])
    assert line.focal == "laissez_faire"
    assert len(line.scenarios) == 4


def test_counterfactual_is_the_focal_world_with_another_policy():
    changes = ["parameters.reaction=0.41", "end=2013Q4", "mechanisms.sco=false"]
    line = line_up(["baseline"], overrides=changes)
    focal = line.scenarios["baseline"].dump()
    for name in COUNTERFACTUALS:
        other = line.scenarios[name].dump()
        assert other["parameters"]["reaction"] == 0.41
        differing = {key for key in focal if focal[key] != other[key]}
        assert differing <= {
            "policy",
            "title",
            "question",
            "setup",
            "expected",
            "surprise",
            "tags",
        }
        assert "policy" in differing
        assert other["policy"] == load_scenario(name).dump()["policy"]
    assert line.notes == ()


def test_shipped_counterfactual_equals_the_derived_one():
    """The files extend the baseline: both ways to the counterfactual lead to the same run."""
    derived = with_policy_of(load_scenario("baseline"), "bandwagon_china")
    inputs, shipped = derived.pack(), load_scenario("bandwagon_china").pack()
    for name in inputs.shapes():
        assert (getattr(inputs, name) == getattr(shipped, name)).all() or name == "kept_share"


def test_change_of_policy_touches_the_focal_scenario_alone():
    changes = {"policy.skill": 0.25, "seed": 9}
    line = line_up(["multivector", "hedge"], overrides=changes)
    skill = {name: scenario.policy.skill for name, scenario in line.scenarios.items()}
    assert skill.pop("multivector") == 0.25
    assert set(skill.values()) == {0.8}
    assert {scenario.seed for scenario in line.scenarios.values()} == {9}


def test_world_that_differs_is_told():
    other = load_scenario("baseline", ["parameters.reaction=0.41"]).named("reactive")
    line = line_up(["baseline", other])
    assert line.notes == ("reactive differs from baseline in more than policy: parameters",)


def test_other_horizon_is_refused():
    short = load_scenario("baseline", ["end=2013Q4"]).named("short")
    with pytest.raises(InputError, match=r"horizons differ.*2025Q4.*2013Q4"):
        line_up(["baseline", short])


def test_other_actors_are_refused():
    plain = load_scenario("baseline")
    content = json.loads(json.dumps(plain.dump()).replace("USA-EU", "EU-USA"))
    content["actors"]["USA"]["id"], content["actors"]["EU"]["id"] = 4, 3
    with pytest.raises(InputError, match="actors differ"):
        line_up([plain, scenario_from_dict(content, "swapped")])


@pytest.mark.parametrize("name", [row.name for row in list_scenarios()])
def test_every_shipped_scenario_can_be_compared(name):
    line = line_up([name])
    assert set(COUNTERFACTUALS) <= set(line.scenarios) | {name}
    powers = set(line.scenarios[name].actor_codes)
    for other in line.scenarios.values():
        assert set(other.policy.favour) <= powers
    assert bool(line.notes) == (name == "without_usa")


def test_favours_and_treaties_of_absent_powers_are_left_out_and_told():
    world = load_scenario("without_usa")
    line = line_up([world])
    assert line.scenarios["pro_west"].policy.favour == {"EU": 2}
    assert line.notes == (
        "pro_west is taken without what it grants to USA, absent from this world",
    )
    assert load_scenario("pro_west").policy.favour == {"USA": 2, "EU": 2}


def test_a_treaty_with_an_absent_power_is_left_out(tmp_path):
    file = tmp_path / "turkic.yaml"
    file.write_text(
        "title: x\nquestion: y?\nextends: with_turkey\npolicy:\n  treaties:\n"
        "    - {at: 2009.75, with: TUR, size: 0.2, source: judgement}\n"
        "    - {at: 2010, with: RUS, size: 0.2, source: judgement}\n"
        "  phases: [{from: 2009, favour: {TUR: 1, CHN: 1}, source: judgement}]\n"
    )
    policy = with_policy_of(load_scenario("baseline"), file).policy
    assert [treaty.partner for treaty in policy.treaties] == ["RUS"]
    assert policy.phases[0].favour == {"CHN": 1}


def test_names_must_be_given_and_must_differ():
    with pytest.raises(InputError, match="name at least one"):
        line_up([])
    with pytest.raises(InputError, match="two scenarios are called 'hedge'"):
        line_up(["hedge", "hedge"])
