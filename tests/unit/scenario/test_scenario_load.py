"""Inheritance, overrides, identity and listing of scenarios."""

from __future__ import annotations

import copy
import json
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from multivector_sim.errors import ScenarioError
from multivector_sim.model.actors import LEVERS
from multivector_sim.scenario import (
    list_scenarios,
    load_scenario,
    scenario_from_dict,
    scenario_hash,
    with_levers,
    with_overrides,
)

HEADER = "title: Test\nquestion: What then?\n"

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(text: str, name: str = "case.yaml") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_header_is_a_files_own(write: Write) -> None:
    scenario = load_scenario(write(HEADER + "extends: baseline\n"))
    assert (scenario.title, scenario.expected, scenario.tags) == ("Test", "", ())
    assert scenario.name == "case"
    assert scenario.start == "1992Q1"


def test_maps_merge_and_lists_replace(write: Write) -> None:
    text = """extends: baseline
parameters: {reaction: 0.4}
actors: {RUS: {proximity: 0.9}}
timelines:
  spare: {value: 0.5, source: judgement}
  grievance: {RUS: {CHN: 0.5}}
policy: {skill: 0.2, treaties: []}
"""
    scenario, parent = load_scenario(write(HEADER + text)), load_scenario("baseline")
    assert dict(scenario.parameters) == {"reaction": 0.4}
    assert scenario.actors["RUS"].proximity == 0.9
    assert scenario.actors["RUS"].salience == parent.actors["RUS"].salience
    assert (scenario.timelines.spare.value, scenario.timelines.spare.points) == (0.5, None)
    assert scenario.timelines.grievance["RUS"]["CHN"].value == 0.5
    assert scenario.timelines.grievance["RUS"]["USA"].value == 0.12
    assert (scenario.policy.skill, scenario.policy.inclusion) == (0.2, 0.2)
    assert scenario.policy.phases == parent.policy.phases
    assert scenario.policy.treaties == ()


def test_events_merge_by_id_and_can_be_removed(write: Write) -> None:
    text = """extends: baseline
remove: [events.kosovo_1999]
events:
  - {id: crimea_2014_usa, size: 0.1}
  - {id: new, label: New, between: [RUS, CHN], from: 2000, to: 2001, size: 0.2, source: judgement}
"""
    scenario, parent = load_scenario(write(HEADER + text)), load_scenario("baseline")
    before = {event.id: event for event in parent.events}
    after = {event.id: event for event in scenario.events}
    assert set(after) == set(before) - {"kosovo_1999"} | {"new"}
    assert after["crimea_2014_usa"].size == 0.1
    assert after["crimea_2014_usa"].since == 2014
    assert after["hainan_2001"] == before["hainan_2001"]


def test_constant_policy_takes_nothing_from_its_parent() -> None:
    policy = load_scenario("laissez_faire").policy
    assert policy.constant
    assert (policy.phases, policy.treaties) == ((), ())


def test_an_actor_can_be_removed_with_all_that_is_said_about_it(write: Write) -> None:
    shares = {"upstream": 0.92, "trade": 0.22, "military": 0.12, "finance": 0.60}
    sectors = "".join(
        f"  {name}: {{initial_share: {{KAZ: {kept}}}}}\n" for name, kept in shares.items()
    )
    path = write(f"{HEADER}extends: baseline\nremove: [actors.USA]\nsectors:\n{sectors}")
    scenario = load_scenario(path)
    assert scenario.actor_codes == ("KAZ", "RUS", "CHN", "EU")
    assert "USA" not in json.dumps(scenario.dump())
    packed = scenario.pack()
    assert packed.actor_id.tolist() == [0, 1, 2, 4]
    np.testing.assert_allclose(packed.capability.sum(axis=1), 1)


def test_extends_a_file_beside_or_below(write: Write) -> None:
    write(HEADER + "extends: laissez_faire\nseed: 7\n", "sub/parent.yaml")
    scenario = load_scenario(write(HEADER + "extends: sub/parent.yaml\nruns: 3\n"))
    assert (scenario.seed, scenario.runs, scenario.policy.constant) == (7, 3, True)


def test_an_edited_file_is_read_again(write: Write) -> None:
    path = write(HEADER + "extends: baseline\nseed: 5\n")
    assert load_scenario(path).seed == 5
    assert load_scenario(write(HEADER + "extends: baseline\nseed: 50\n")).seed == 50


def test_overrides_as_text_and_as_values() -> None:
    texts = [
        "policy.inclusion=0.5",
        "parameters.reaction=0.4",
        "mechanisms.sco=false",
        "end=2010Q4",
    ]
    values = {
        "policy.inclusion": 0.5,
        "parameters.reaction": 0.4,
        "mechanisms.sco": False,
        "end": "2010Q4",
    }
    scenario = load_scenario("baseline", texts)
    assert scenario == load_scenario("baseline", values)
    assert scenario == load_scenario(load_scenario("baseline"), texts)
    assert (scenario.quarters, scenario.name) == (76, "baseline")
    assert not scenario.mechanisms.sco
    assert set(scenario.pack().levers[:, LEVERS.index("inclusion")]) == {0.5}
    # What lies after the new end is left out; nothing else is.
    assert "crimea_2014_usa" not in [event.id for event in scenario.events]
    assert "south_china_sea_2010" in [event.id for event in scenario.events]


def test_overrides_reach_into_lists_by_id_and_clear_a_value() -> None:
    scenario = load_scenario(
        "baseline", ["events.crimea_2014_usa.size=0", "events.georgia_2008_eu.to=null"]
    )
    events = {event.id: event for event in scenario.events}
    assert events["crimea_2014_usa"].size == 0
    assert events["georgia_2008_eu"].until is None


def test_with_levers_holds_over_the_whole_run() -> None:
    packed = with_levers(load_scenario("baseline"), inclusion=0.8, retention=0.1).pack()
    reference = load_scenario("baseline").pack()
    for index, name in enumerate(LEVERS):
        level = {"inclusion": 0.8, "retention": 0.1}.get(name)
        expected = reference.levers[:, index] if level is None else np.full(136, level)
        np.testing.assert_array_equal(packed.levers[:, index], expected)
    np.testing.assert_array_equal(packed.treaty, reference.treaty)


def test_a_scenario_is_taken_as_it_is() -> None:
    scenario = load_scenario("hedge")
    assert load_scenario(scenario) is scenario


@pytest.mark.parametrize("name", [row.name for row in list_scenarios()])
def test_round_trip_keeps_the_hash(name: str, write: Write) -> None:
    scenario = load_scenario(name)
    data = scenario.dump()
    assert scenario_from_dict(data) == scenario
    # JSON is YAML, so a dump is also a scenario file.
    loaded = load_scenario(write(json.dumps(data, indent=1)))
    assert scenario_hash(loaded) == scenario_hash(scenario)
    assert "extends" not in data


def test_round_trip_of_a_shortened_run(write: Write) -> None:
    scenario = load_scenario("baseline", ["start=2000Q1", "end=2010Q4"])
    assert load_scenario(write(json.dumps(scenario.dump(), indent=1))) == scenario


def test_hash_depends_on_content_alone(write: Write) -> None:
    def reverse(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: reverse(value[key]) for key in reversed(value)}
        return [reverse(item) for item in value] if isinstance(value, list) else value

    scenario = load_scenario("baseline")
    turned = json.dumps(reverse(scenario.dump()), indent=1)
    path = write("# a comment\r\n" + turned.replace("\n", "\r\n"), "other.yaml")
    again = load_scenario(path)
    assert scenario_hash(again) == scenario_hash(scenario)
    assert again.pack().actors == scenario.pack().actors
    assert again.pack().sectors == scenario.pack().sectors
    assert len(scenario_hash(scenario)) == 64
    assert scenario_hash(with_overrides(scenario, {"seed": 2})) != scenario_hash(scenario)
    written = {"start": "2000Q1", "policy.phases": [{"from": "2005Q3", "skill": 0, "source": "x"}]}
    numeric = {"start": "2000Q1", "policy.phases": [{"from": 2005.5, "skill": 0, "source": "x"}]}
    assert with_overrides(scenario, written) == with_overrides(scenario, numeric)


def test_hash_is_the_same_in_another_process() -> None:
    code = "from multivector_sim.scenario import *; print(scenario_hash(load_scenario('hedge')))"
    command = [sys.executable, "-c", code]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    assert told == scenario_hash(load_scenario("hedge"))


def test_a_scenario_cannot_be_changed() -> None:
    scenario = load_scenario("baseline")
    with pytest.raises(ValueError, match="frozen"):
        scenario.seed = 2  # type: ignore[misc]
    for change in (
        lambda: scenario.parameters.update(reaction=1.0),
        lambda: scenario.actors["RUS"].salience.__setitem__("routes", 5.0),
        lambda: scenario.sectors.pop("trade"),
    ):
        with pytest.raises(TypeError, match="cannot be changed"):
            change()


def test_a_scenario_can_be_pickled_copied_and_used_as_a_key() -> None:
    scenario = load_scenario("baseline")
    for twin in (pickle.loads(pickle.dumps(scenario)), copy.deepcopy(scenario)):
        assert twin == scenario
        assert twin.name == "baseline"
        assert {scenario: 1}[twin] == 1
    changed = scenario.model_copy(update={"seed": 9})
    assert changed != scenario


def test_listing_names_every_shipped_scenario() -> None:
    rows = {row.name: row for row in list_scenarios()}
    expected = {"baseline", "multivector", "laissez_faire", "bandwagon_russia", "bandwagon_china"}
    assert expected | {"pro_west", "hedge", "isolation"} <= set(rows)
    assert rows["laissez_faire"].title == "Merit tenders"
    assert "counterfactual" in rows["pro_west"].tags
    assert list(rows) == sorted(rows)


def test_unknown_name_suggests_the_nearest() -> None:
    with pytest.raises(ScenarioError, match="did you mean 'baseline'"):
        load_scenario("basline")
