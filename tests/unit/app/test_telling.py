"""What the page tells of one history is what the chronicle says, as plain data."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from multivector_sim.app import telling
from multivector_sim.classroom import Side, State
from multivector_sim.classroom.history import history_of, partings_of
from multivector_sim.classroom.phases import Phase
from multivector_sim.model.actors import ACTIONS

CHOSEN = State(
    a=Side("baseline", {}, (Phase(48, {"inclusion": 0.1}),)), b=Side("baseline"),
    off=("sco",), variants=("no_upper_hand",), seed=5, run=7, history="a", parameters="prior",
    quarter=50,
)  # fmt: skip
"""The run of ``tests/unit/classroom/test_history.py``: told once, and kept."""


def say(words):
    return words


@pytest.fixture(scope="module")
def chronicle():
    return history_of("a", CHOSEN)


def test_options_choices_and_chances_are_those_of_the_decisions(chronicle):
    told = telling.told(chronicle, CHOSEN, say)
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert told["date"] == "2004Q3"
    for power, decision in zip(told["powers"], chronicle.quarters[50].decisions, strict=True):
        assert [one["name"] for one in power["options"]] == list(ACTIONS)
        assert sum(one["share"] for one in power["options"]) == pytest.approx(100, abs=0.3)
        (taken,) = (one["name"] for one in power["options"] if one["taken"])
        assert taken == decision.action
        likeliest = max(power["options"], key=lambda one: one["share"])["name"]
        if decision.how == "drawn":
            assert (power["how"] == telling.LIKELIEST) == (likeliest == taken)
        assert bool(power["before"]) == (decision.previous != decision.action)


def test_a_treaty_is_told_once(chronicle):
    number, quarter = next(
        (number, row) for number, row in enumerate(chronicle.quarters)
        if any(one.kind == "treaty" for one in row.happenings)
    )  # fmt: skip
    at = replace(CHOSEN, quarter=number)
    told = telling.told(chronicle, at, say)
    assert sum("treaty" in words for words in (*told["news"], *told["happened"])) == 1
    assert len(told["happened"]) == len(quarter.happenings) - 1
    # The negative control: a treaty that no entry of the scenario announces is told.
    quarters = list(chronicle.quarters)
    quarters[number] = replace(quarter, news=())
    silent = telling.told(replace(chronicle, quarters=tuple(quarters)), at, say)
    assert len(silent["happened"]) == len(quarter.happenings)
    assert "concludes a treaty" in " ".join(silent["happened"])


def test_turns_are_the_turning_points(chronicle):
    turns = telling.told(chronicle, CHOSEN, say)["turns"]
    assert turns == sorted(turns)
    assert [chronicle.quarters[turn].quarter for turn in turns] == [
        point.quarter.quarter for point in chronicle.turning_points()
    ]


def test_the_parting_names_the_first_decision_that_differs():
    partings = partings_of(CHOSEN)
    told = telling.parted(partings, say)
    ours, theirs = partings.one.quarters, partings.other.quarters
    first = next(
        number for number, (one, other) in enumerate(zip(ours, theirs, strict=True))
        if [row.action for row in one.decisions] != [row.action for row in other.decisions]
    )  # fmt: skip
    assert told["quarter"] == first
    assert told["words"].startswith(ours[first].quarter)
    same = replace(CHOSEN, b=CHOSEN.a)
    assert telling.parted(partings_of(same), say)["quarter"] == -1
