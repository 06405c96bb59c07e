"""A briefing tells the past alone, and its numbers are those of the run."""

from __future__ import annotations

import json

import numpy as np
import pytest

import multivector_sim as mv
from multivector_sim.play import Game, Source, set_up
from multivector_sim.play.words import answer_words, size_words

HERE = {"seed": 1, "run": 7}
FUTURE = (
    "policy.phases.0.from=1994", "policy.phases.0.inclusion=0.05", "policy.treaties.0.at=1994Q1",
    "timelines.price={steps: [[1992, 0.5], [1994, 3.0]], source: judgement}",
    "events.crimea_2014.from=1994", "events.crimea_2014.size=5",
)  # fmt: skip
PAST = ("timelines.price={steps: [[1992, 0.5], [1999, 3.0]], source: judgement}",)


@pytest.fixture(scope="module")
def game():
    game = Game(set_up("baseline", {"KAZ": "Steppe", "RUS": "Volga"}, until=1994, **HERE))
    game.play({"KAZ": "retention=0.9", "RUS": "demand"})
    return game


def known_event():
    """Return the id of an event that lies after the years that are played."""
    return next(row.id for row in mv.load_scenario("baseline").events if row.since > 1995)


@pytest.mark.parametrize("teams", [["RUS"], ["KAZ", "CHN"]])
def test_the_future_is_not_told(teams):
    """Two worlds that differ from 1994 on are told alike before, though not after."""
    event = known_event()
    future = [text.replace("crimea_2014", event) for text in FUTURE]
    told = []
    for overrides in (PAST, future):
        game = Game(
            set_up(Source("baseline", tuple(overrides)), teams, since=1993, until=1995, **HERE)
        )
        game.play({code: "recorded" if code == "KAZ" else "model" for code in teams})
        early = [game.briefing(code).document() for code in teams]
        game.play({})
        told.append((early, [game.briefing(code).document() for code in teams]))
    assert told[0][0] == told[1][0]
    assert told[0][1] != told[1][1]


@pytest.mark.parametrize("turns", [0, 1, 2])
def test_other_draws_of_the_future_change_no_briefing(turns):
    """The random key of the run is changed between two turns: all draws to come are others."""
    teams, told = ["KAZ", "RUS"], []
    for key in (None, 1, 2**63 + 5):
        game = Game(set_up("baseline", teams, since=1993, until=1996, **HERE))
        briefings = []
        for turn in range(turns + 2):
            if turn == turns and key is not None:
                game.model.state.key = np.uint64(key)
            briefings.append([game.briefing(code).document() for code in teams])
            game.play({"KAZ": "openness=2"})
        told.append(briefings)
    first, *others = told
    for other in others:
        assert other[: turns + 1] == first[: turns + 1]
        assert other[turns + 1] != first[turns + 1]


def test_a_word_is_that_of_the_number_beside_it():
    assert [size_words(size) for size in (0.2449, 0.2451, 0.2549, 0.0151)] == [
        "some 0.24", "strong 0.25", "strong 0.25", "slight 0.02",
    ]  # fmt: skip
    told = {f"{at / 1000:.2f}": set() for at in range(1000)}
    for at in range(1000):
        told[f"{at / 1000:.2f}"].add(size_words(at / 1000))
    assert {len(words) for words in told.values()} == {1}


def test_what_is_told_is_what_was_run(game):
    told = game.briefing("KAZ")
    last = game.chronicle.quarters[-1]
    assert told.tensions == last.pairs()
    assert told.welfare == last.welfare
    assert told.doings["RUS"] == {"demand": 4}
    assert told.table["CHN"] == last.decision("CHN").action
    assert told.concerns["CHN"].keys() == last.decision("CHN").concern.keys()
    assert told.leverage["RUS"]["transit"] == last.decision("RUS").numbers["leverage_transit"]
    for sector in told.shares.values():
        assert sum(sector.values()) == pytest.approx(1)
    demands = [row for row in told.happenings if "demand of Russia" in row]
    assert len(demands) == 4


def test_the_costs_of_levers_add_up(game):
    before, rate = game.briefing("KAZ").cost, game.briefing("KAZ").cost_rate
    assert rate == pytest.approx(sum(lever.cost for lever in game.briefing("KAZ").levers))
    other = Game(game.setup)
    other.play({"KAZ": "retention=0.9", "RUS": "demand"})
    other.play({})
    assert other.briefing("KAZ").cost - before == pytest.approx(rate)
    retention = {lever.name: lever for lever in game.briefing("KAZ").levers}["retention"]
    assert retention.cost == pytest.approx(0.81 * retention.full_cost)


def test_a_power_is_told_what_it_weighed(game):
    told = game.briefing("RUS")
    decision = game.chronicle.quarters[-1].decision("RUS")
    assert {name: row["value"] for name, row in told.options.items()} == {
        row.action: row.value for row in decision.options
    }
    assert sum(row["chance"] for row in told.options.values()) == pytest.approx(1)
    assert told.rival == decision.rival
    assert not told.levers
    assert game.briefing("KAZ").options == {}


def test_every_briefing_says_what_it_is(game):
    for actor in game.setup.teams:
        told = game.briefing(actor)
        assert "not a forecast: one history of a model, one draw of chance" in told.text()
        assert told.team in told.text()
        assert json.loads(json.dumps(told.document()))["actor"] == actor
    first = Game(set_up("baseline", ["KAZ", "USA"], until=1992)).briefing("USA").text()
    assert "Without an answer: model" in first
    assert "What came of the last turn" not in first


def test_only_the_weightiest_happenings_are_told():
    game = Game(set_up("baseline", ["RUS"], until=2001, years=8, **HERE))
    game.play({"RUS": "demand"})
    told = game.briefing("RUS")
    assert len(told.happenings) == 14
    assert told.left_out > 0
    assert list(told.happenings) == sorted(told.happenings, key=lambda row: row[:6])
    assert f"Smaller happenings that are left out: {told.left_out}." in told.text()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "as before"),
        ("recorded", "by the record"),
        ("demand court model model", "demand; court; left to the model; left to the model"),
        ("inclusion=0.8 favour.RUS=0.5", "inclusion 0.8; premium on bids, Russia: 0.5"),
        ("treaty=CHN:0.2@2012Q4", "treaty, China: 0.2 (2012Q4)"),
    ],
)
def test_answers_are_told_in_words(game, text, words):
    assert answer_words(text, game.setup.names) == words
    if text:  # every part of a move that a team can make has its words
        actor = "RUS" if "demand" in text else "KAZ"
        names = game.setup.names
        assert answer_words(game.read(actor, text.partition("@")[0]).text, names)
