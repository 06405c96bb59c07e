"""Scenarios without a source: what falls, what takes its other reading, what is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

import multivector_sim as mv
from multivector_sim.errors import ScenarioError
from multivector_sim.evidence import alternatives, documents, event, events, parameter_rows
from multivector_sim.experiments.counterfactuals import line_up, with_policy_of
from multivector_sim.model.parameters import parameter_index
from multivector_sim.scenario import scenario_from_dict, validate_file
from multivector_sim.scenario.rests import cited_in, other_reading, rests_on

ARTICLE = "Insight Turkey"
HEAD = "title: x\nquestion: y\nextends: baseline\n"
CITED = sorted(
    {
        *cited_in(mv.load_scenario("baseline").dump()),
        *(one for row in events() for one in documents(row.source)),
    }
)


def differs(one: mv.Scenario, other: mv.Scenario) -> list[str]:
    """Return the packed inputs that differ between two scenarios of one world."""
    first, second = one.pack(), other.pack()
    return [
        name
        for name in first.__dataclass_fields__
        if isinstance(getattr(first, name), np.ndarray)
        and getattr(first, name).tobytes() != getattr(second, name).tobytes()
    ]


def told(scenario: mv.Scenario) -> dict[str, Any]:
    (row,) = scenario.without or ()
    return {"removed": list(row.removed), "changed": dict(row.changed)}


def test_a_row_that_is_named_takes_along_what_cites_it() -> None:
    whole, cut = mv.load_scenario("baseline"), mv.load_scenario("baseline", without="E062")
    gone = {row.id for row in whole.events} - {row.id for row in cut.events}
    # By hand: the two events of the baseline that cite E062.
    assert gone == {"crimea_2014_usa", "crimea_2014_eu"}
    assert cut.policy == whole.policy
    assert cut.timelines == whole.timelines
    assert told(cut)["removed"] == [
        "events.crimea_2014_usa: Crimea",
        "events.crimea_2014_eu: Crimea",
    ]
    # A shipped scenario removes the same two by hand.
    by_hand = mv.load_scenario("no_crimea_2014")
    assert differs(cut, by_hand) == []
    assert differs(cut, whole) != []


def test_a_document_takes_along_what_no_other_supports() -> None:
    cut = mv.load_scenario("baseline", without=ARTICLE)
    removed = told(cut)["removed"]
    assert "policy.treaties.1: Military cooperation" in removed
    # The annexation has a resolution of the United Nations behind it as well.
    assert {row.id for row in cut.events} >= {"crimea_2014_usa", "kosovo_1999"}
    assert "colour_revolutions_2003" not in {row.id for row in cut.events}
    assert cut.policy.phases == ()
    labels = [treaty.label for treaty in mv.load_scenario("baseline").policy.treaties]
    labels.remove("Military cooperation")
    assert [treaty.label for treaty in cut.policy.treaties] == labels


def test_breaks_go_and_the_rest_of_a_timeline_stays() -> None:
    whole, cut = mv.load_scenario("baseline"), mv.load_scenario("baseline", without=ARTICLE)
    points = dict(whole.timelines.demand["RUS"].points or ())
    left = dict(cut.timelines.demand["RUS"].points or ())
    assert set(points) - set(left) == {2004, 2008.5, 2009}
    assert all(points[date] == value for date, value in left.items())
    rows = dict(cut.timelines.demand["RUS"].evidence or ())
    assert set(rows) <= set(left)
    # The shared regime security is of the article alone: no pair has any without it.
    assert "RUS-CHN" in whole.timelines.regime
    assert "RUS-CHN" not in cut.timelines.regime


def test_the_level_with_which_a_timeline_begins_is_no_break() -> None:
    cut = mv.load_scenario("baseline", without="E019")
    # 0.3 up to 2003.5 and 1 in 2005.5: the rise is left, and begins with the run.
    assert cut.timelines.regime["RUS-CHN"].points == ((1992.0, 0.3), (2005.5, 1.0))
    both = mv.load_scenario("baseline", without=["E019", "E021"])
    assert both.timelines.regime["RUS-CHN"].points == ((1992.0, 0.3),)
    assert both.timelines.regime["RUS-CHN"].evidence == ()
    first = mv.load_scenario("baseline", without="E003")
    assert first.timelines == mv.load_scenario("baseline").timelines


def test_contested_rows_take_their_other_reading() -> None:
    cut = mv.load_scenario("pipeline_closed", without="E141")
    assert told(cut) == {"removed": [], "changed": {"forced_actions.1.to": 2022.5}}
    whole = mv.load_scenario("pipeline_closed")
    assert whole.forced_actions[1].until == 2022.75
    assert differs(cut, whole) == ["forced_action"]
    # One of the documents of a contested row does as much.
    same = mv.load_scenario("pipeline_closed", without="Moscow Times")
    assert same.forced_actions == cut.forced_actions
    # Without any document for either reading it is gone.
    papers = ["Caspian Pipeline Consortium", "The Moscow Times", "The Astana Times"]
    assert len(mv.load_scenario("pipeline_closed", without=papers).forced_actions) == 1


def test_numbers_with_another_reading_take_it() -> None:
    cut = mv.load_scenario("multivector", without=ARTICLE)
    values = cut.pack().parameters
    expected = {row.name: row.alternative for row in parameter_rows() if row.against == ARTICLE}
    assert set(expected) == {"overlap_friction", "institution_fatigue"}
    for name, value in expected.items():
        assert values[parameter_index(name)] == value
    # Heider's balance does not rest on the article that mentions it.
    assert "structural_balance" not in cut.parameters
    assert mv.load_scenario("baseline", without="Heider").parameters == {"structural_balance": 0}


@pytest.mark.parametrize("name", [row for row in alternatives() if alternatives()[row].changes])
def test_other_readings_load_and_change_what_is_packed(name: str) -> None:
    using = [
        scenario
        for scenario in ("baseline", "pipeline_closed")
        if any(
            name in str(row)
            for row in (
                mv.load_scenario(scenario).events,
                mv.load_scenario(scenario).forced_actions,
                mv.load_scenario(scenario).policy,
                mv.load_scenario(scenario).timelines,
            )
        )
    ]
    assert using
    row = alternatives()[name]
    whole = mv.load_scenario(using[0])
    overrides = other_reading(whole, name)
    assert overrides
    changed = mv.load_scenario(whole, overrides)
    assert differs(whole, changed) != []
    assert set(row.changes.values()) <= set(overrides.values()) or "length" in row.changes


def test_other_readings_of_what_nothing_uses_are_empty() -> None:
    whole = mv.load_scenario("baseline")
    for name in ("E011", "E141", "E065"):
        assert other_reading(whole, name) == {}
    assert other_reading(whole, "structural_balance") == {"parameters.structural_balance": 0}
    assert other_reading(whole, "reaction") == {}
    with pytest.raises(mv.InputError, match="did you mean 'E157'"):
        other_reading(whole, "E999")


@pytest.mark.parametrize("source", [one for one in CITED if len(one) <= 200])
def test_every_cited_source_can_be_left_out_or_says_why_not(source: str) -> None:
    if source in ("World Bank WDI", "World Bank Pink Sheet"):
        with pytest.raises(ScenarioError, match="give numbers of your own") as error:
            mv.load_scenario("baseline", without=source)
        assert "(--set timelines." in str(error.value)
        return
    cut = mv.load_scenario("baseline", without=source)
    row = told(cut)
    assert cut.pack().quarters == 136
    assert scenario_from_dict(cut.dump()).hash == cut.hash
    if row["removed"] or row["changed"]:
        assert rests_on(cut.dump(), [source]) == [] or all(
            change.action == "stays" for change in rests_on(cut.dump(), [source])
        )
    else:
        assert differs(cut, mv.load_scenario("baseline")) == []


def test_what_it_cannot_do_without_can_be_given() -> None:
    own = {f"timelines.size.{code}": 1.0 for code in ("RUS", "CHN", "USA", "EU")}
    cut = mv.load_scenario("baseline", own, without="World Bank WDI")
    assert cut.drivers.size is None
    assert cut.drivers.capability is not None
    assert cut.drivers.capability.shares_of == ("cinc",)


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(mv.InputError, match="without: 3 received"):
        mv.load_scenario("baseline", without=[3])  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("E999", "no row 'E999' in the ledger of events; did you mean 'E157'?"),
        ("Insigt Turkey", "did you mean 'Insight Turkey'?"),
        ("H12", "'H12' is a thesis"),
        ("the", "too short"),
        ("judgement", "no document"),
        ("Almanach de Gotha", "multivector evidence lists them"),
    ],
)
def test_unknown_sources_say_what_is_meant(source: str, words: str) -> None:
    with pytest.raises(ScenarioError) as error:
        mv.load_scenario("baseline", without=source)
    assert f"--without {source}"[:80] in str(error.value)
    assert words in str(error.value)


def test_a_file_may_leave_sources_out(tmp_path: Path) -> None:
    path = tmp_path / "my.yaml"
    path.write_text(f"{HEAD}without: [E062, Insight Turkey]\n", encoding="utf-8")
    loaded = mv.load_scenario(path)
    asked = mv.load_scenario("baseline", without=["E062", ARTICLE])
    assert loaded.without == asked.without
    assert loaded.events == asked.events
    shown = tmp_path / "shown.yaml"
    shown.write_text(mv.show(path), encoding="utf-8")
    assert mv.load_scenario(shown).hash == loaded.hash
    traced = mv.show("baseline", without=ARTICLE)
    assert "parameters: {overlap_friction: 0" in traced
    assert "# --without Insight Turkey" in traced


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("without: [E999]", "did you mean 'E157'"),
        ("without: [Insigt Turkey]", "did you mean 'Insight Turkey'"),
        ("without: [E062, E062]", "stands twice"),
        ("without: E062", "list"),
        ("without: [3]", "map"),
        ("without: [abc]", "at least 4"),
    ],
)
def test_faults_of_a_file(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "my.yaml"
    path.write_text(f"{HEAD}{text}\n", encoding="utf-8")
    faults = [str(fault) for fault in validate_file(path)]
    assert len(faults) == 1, faults
    assert words in faults[0]
    assert "my.yaml:4" in faults[0]


def test_what_is_left_out_cannot_be_put_back() -> None:
    with pytest.raises(ScenarioError, match="rests on 'E141', which is left out"):
        mv.load_scenario("pipeline_closed", ["forced_actions.1.to=2022.75"], without="E141")
    with pytest.raises(ScenarioError, match="rests on 'Heider'"):
        mv.load_scenario("baseline", ["parameters.structural_balance=0.4"], without="Heider")
    with pytest.raises(ScenarioError, match="left out by --without"):
        mv.load_scenario("baseline", ["without=[E062]"])


def test_chances_follow_what_is_left(tmp_path: Path) -> None:
    path = tmp_path / "unsure.yaml"
    path.write_text(
        HEAD + "policy:\n  phases:\n"
        "    - {from: 1995, inclusion: {uniform: [0.1, 0.2]}, source: x, evidence: E012}\n"
        "    - {from: 2005, retention: {uniform: [0.3, 0.4]}, source: x, evidence: E023}\n"
        "parameters: {structural_balance: {uniform: [0, 1]}}\n"
        "events:\n  - {id: hainan_2001, size: {uniform: [0, 1]}}\n",
        encoding="utf-8",
    )
    whole = mv.load_scenario(path)
    assert len(whole.chance) == 4
    for cut in (
        mv.load_scenario(whole, without=["E012", "E129", "Heider"]),
        mv.load_scenario(path, without=["E012", "E129", "Heider"]),
    ):
        assert set(cut.chance) == {"policy.phases.0.retention"}
        assert cut.chance["policy.phases.0.retention"].uniform == (0.3, 0.4)


def test_every_scenario_of_a_comparison_does_without() -> None:
    line = line_up(["baseline", "hedge"], overrides=["end=1997Q4"], without="E140")
    for scenario in line.scenarios.values():
        assert [row.source for row in scenario.without or ()] == ["E140"]
        assert 1997 not in dict(scenario.timelines.spare.points or ())
    assert line.notes == ()


def test_a_policy_that_is_brought_in_does_without_too() -> None:
    world = mv.load_scenario("multivector", without="E065")
    mixed = with_policy_of(world, "baseline")
    labels = [treaty.label for treaty in mixed.policy.treaties]
    assert "Caspian convention" not in labels
    assert "Eurasian Economic Union" in labels


def test_results_tell_what_was_left_out() -> None:
    from multivector_sim.results import read_manifest

    done = mv.simulate("baseline", runs=2, outcomes=["ceded"], without="E065")
    (row,) = read_manifest(done)["experiment"]["scenario"]["without"]
    assert row == {
        "source": "E065",
        "removed": ["policy.treaties.3: Caspian convention"],
        "changed": {},
    }
    whole = mv.simulate("baseline", runs=2, outcomes=["ceded"])
    assert "without" not in read_manifest(whole)["experiment"]["scenario"]


def test_nothing_left_out_is_the_same_scenario() -> None:
    assert mv.load_scenario("baseline").without is None
    assert mv.load_scenario("baseline", without=()).hash == mv.load_scenario("baseline").hash
    assert event("E065").source  # the row that the examples name


def test_editors_know_it() -> None:
    validator = jsonschema.Draft7Validator(mv.scenario_schema())
    whole = {"title": "x", "question": "y", "extends": "baseline"}
    resolved = mv.load_scenario("pipeline_closed", without=[ARTICLE, "E141"]).dump()
    for good in ({**whole, "without": ["E062", ARTICLE]}, resolved):
        assert list(validator.iter_errors(good)) == []
    for bad in ("E062", [3], [{"removed": []}], [{"source": "E062", "why": "x"}]):
        assert list(validator.iter_errors({**whole, "without": bad})) != []


def test_a_sweep_does_without() -> None:
    fixed = "parameters.overlap_friction"
    settings: dict[str, Any] = {"uncertain": {"prior": "all"}, "points": 4, "replications": 1}
    whole = mv.Sweep("baseline", **settings)
    cut = mv.Sweep("baseline", without=ARTICLE, **settings)
    assert fixed in whole.plan.unknowns
    assert fixed not in cut.plan.unknowns
    for line in cut.plan.lines:
        assert [row.source for row in line.scenario.without or ()] == [ARTICLE]
        assert line.scenario.parameters["overlap_friction"] == 0
    assert cut.plan.hash != whole.plan.hash
    with pytest.raises(ScenarioError, match="leaving out 'Insight Turkey' fixes it at 0"):
        mv.Sweep("baseline", without=ARTICLE, choices={fixed: [0, 1]}, **settings)
    with pytest.raises(ScenarioError, match="did you mean 'Insight Turkey'"):
        mv.Sweep("baseline", without="Insigt Turkey", **settings)
