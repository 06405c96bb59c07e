"""What teams write: read as it is meant, and refused with words."""

from __future__ import annotations

import pickle

import pytest

import multivector_sim as mv
from multivector_sim.play import Pact, PivotMove, PowerMove
from multivector_sim.play.moves import MOVABLE, parse_pivot, parse_power
from multivector_sim.results.saying import english

POWERS, YEAR = ("RUS", "CHN"), ("2012Q1", "2012Q2", "2012Q3", "2012Q4")


def pivot(text):
    return parse_pivot(text, POWERS, YEAR, 0.3)


def test_what_is_written_is_read():
    move = pivot("inclusion=0.8, openness=2; favour.chn=.5 treaty=rus:0.2@2012q4 treaty=RUS:0.1")
    pacts = (Pact("RUS", 0.2, "2012Q4"), Pact("RUS", 0.1))
    assert move == PivotMove({"inclusion": 0.8, "openness": 2.0}, {"CHN": 0.5}, pacts)
    assert pivot("Inclusion = 0,8,openness=2 treaty = RUS : 0,2 @ 2012q4") == PivotMove(
        {"inclusion": 0.8, "openness": 2.0}, {}, (Pact("RUS", 0.2, "2012Q4"),)
    )
    assert pivot("RECORDED") == PivotMove(recorded=True)
    assert pivot("") == pivot(" keep ") == PivotMove()
    assert parse_power("Court", YEAR) == PowerMove(("court",))
    assert parse_power("court demand model obstruct", YEAR).actions[2] == "model"
    assert parse_power("", YEAR) == PowerMove()


@pytest.mark.parametrize(
    "text", ["", "recorded", "inclusion=0.1 favour.RUS=2.0 treaty=CHN:0.3@2012Q2"]
)
def test_a_move_says_itself_again(text):
    assert pivot(text).text == text
    assert pivot(pivot(text).text) == pivot(text)


@pytest.mark.parametrize("level", [0.1 + 0.2, 1 / 3, 5e-324, 1.0])
def test_every_digit_is_kept(level):
    assert pivot(PivotMove({"inclusion": level}).text).levers["inclusion"] == level


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("inclusoin=0.5", "did you mean 'inclusion'?"),
        ("skill=1", "'skill=1' received; allowed are inclusion"),
        ("inclusion", "'inclusion' received"),
        ("inclusion=1.01", "a number from 0 to 1 is needed"),
        ("inclusion=-0.1", "a number from 0 to 1 is needed"),
        ("openness=2.5", "a number from 0 to 2 is needed"),
        ("inclusion=nan", "a number is needed"),
        ("inclusion=inf", "a number is needed"),
        ("inclusion=", "a number is needed"),
        ("inclusion=0,8,9", "a number is needed"),
        ("inclusion=much", "a number is needed"),
        ("favour.USA=1", "favour.RUS, favour.CHN"),
        ("favour.RUS=9", "from 0 to 2"),
        ("treaty=RUS", "treaty=POWER:SIZE"),
        ("treaty=USA:0.2", "the powers are RUS, CHN"),
        ("treaty=RUS:0.31", "up to 0.3"),
        ("treaty=RUS:0", "above 0"),
        ("treaty=RUS:0.2@2013Q1", "the turn has the quarters 2012Q1 to 2012Q4"),
        ("treaty=RUS:0.2 treaty=RUS:0.1@2012Q1", "one treaty with a power in a quarter"),
        ("recorded inclusion=1", "'recorded' received"),
        ("x" * 3000, "at most 2000"),
    ],
)
def test_what_is_not_allowed_is_told(text, words):
    with pytest.raises(mv.InputError) as caught:
        pivot(text)
    assert words in str(caught.value)
    assert len(str(caught.value)) < 400


def test_what_is_not_allowed_is_told_in_the_language_of_the_team():
    with pytest.raises(mv.InputError) as caught:
        pivot("treaty=RUS:0.31")
    told = {
        "{given} received; a size above 0 and up to {most} is needed, the largest treaty on "
        "record": "{given}: 0 bis {most}"
    }
    assert caught.value.said(told.__getitem__) == "'treaty=RUS:0.31': 0 bis 0.3"
    assert caught.value.said(english) == str(caught.value)
    again = pickle.loads(pickle.dumps(caught.value))
    assert again.said(told.__getitem__) == "'treaty=RUS:0.31': 0 bis 0.3"
    assert str(again) == str(caught.value)


def test_signs_of_placeholders_in_what_was_received_are_no_placeholders():
    with pytest.raises(mv.InputError) as caught:
        pivot("{given}{0}{most.__class__}=1")
    assert "'{given}{0}{most.__class__}=1' received" in str(caught.value)
    assert caught.value.said(english) == str(caught.value)
    plain = mv.InputError("file {x}: 5 received")
    assert plain.said(english) == str(plain) == "file {x}: 5 received"


@pytest.mark.parametrize(
    ("text", "words"),
    [("invade", "allowed are accommodate, court"), ("court demand", "2 actions received")],
)
def test_no_other_action_is_taken(text, words):
    with pytest.raises(mv.InputError, match=words):
        parse_power(text, YEAR)


def test_a_team_sets_what_a_state_can_choose():
    assert set(mv.Levers._fields) - set(MOVABLE) == {"skill", "institutions"}
