"""A game that was stopped is told as the shorter game that it was."""

from __future__ import annotations

import pytest

import multivector_sim as mv
from multivector_sim.play import Game, debrief, set_up, so_far

TEAMS = {"KAZ": "Steppe", "RUS": "Volga"}
HERE = {"since": 1993, "seed": 1, "run": 7, "years": 2}
ANSWERS = [
    {"KAZ": "concession=0.1 treaty=RUS:0.3@1994Q2", "RUS": "demand"},
    {"KAZ": "recorded", "RUS": "model court demand model model model court contest"},
]


def played(turns, **options):
    """Return a game of which some turns are played."""
    game = Game(set_up("baseline", TEAMS, **HERE, **options))
    for row in ANSWERS[:turns]:
        game.play(row)
    return game


@pytest.fixture(scope="module")
def stopped():
    return played(2, until=2002)


@pytest.fixture(scope="module")
def told(stopped):
    return debrief(stopped, runs=8)


def test_a_stopped_game_is_told_as_the_game_that_ended_there(stopped, told):
    whole = debrief(played(2, until=1996), runs=8)
    assert told.game.turn is None
    assert told.game.marks == stopped.marks == whole.game.marks
    assert told.effects.equals(whole.effects)
    assert told.files() == whole.files()
    assert told.sections[1:] == whole.sections[1:]
    assert whole.remark == ""


def test_everything_in_it_ends_with_the_last_played_quarter(told):
    assert {row.quarters[-1].quarter for row in told.main.values()} == {"1996Q4"}
    assert {row.quarters for row in told.scenarios.values()} == {20}
    assert told.title.endswith("1993 to 1996")
    assert told.remark.startswith("The game is not over: 2 of 5 turns are played, and 1997-1998")
    assert told.remark in " ".join(told.text().split())


def test_what_is_played_later_leaves_what_was_told(stopped, told):
    longer = played(2, until=2002)
    longer.play({"RUS": "obstruct"})
    after = so_far(longer)
    assert after.marks[:2] == told.game.marks
    assert len(after.marks) == 3
    assert after.chronicle.outcomes["welfare"] != told.game.chronicle.outcomes["welfare"]
    assert stopped.turn.label == "1997-1998"  # it can go on as if nothing had been told


def test_a_game_that_is_over_is_itself_and_one_that_was_not_begun_is_refused():
    over = played(2, until=1996)
    assert so_far(over) is over
    with pytest.raises(mv.InputError, match="no turn has been played yet"):
        so_far(played(0, until=1996))
