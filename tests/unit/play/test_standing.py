"""What stands is what was set and concluded, and it has no running cost."""

from __future__ import annotations

import pytest

from multivector_sim.play import Game, Source, set_up
from multivector_sim.play.standing import MOST_TREATIES, Tie, standing, standing_section

HERE = {"seed": 1, "run": 7}


def played(answers, **options):
    game = Game(set_up(options.pop("source", "baseline"), ["KAZ", "RUS"], **HERE, **options))
    for text in answers:
        game.play({"KAZ": text})
    return game


def test_favours_stand_until_they_are_changed_and_treaties_are_dated():
    answers = ["favour.CHN=0.5 treaty=RUS:0.2 treaty=EU:0.1@1992Q3", "treaty=RUS:0.3@1993Q2", ""]
    game = played(answers, until=1996)
    told = standing(game)
    assert told == (
        Tie("favour", "CHN", 0.5, "1992Q1"),
        Tie("treaty", "RUS", 0.2, "1992Q1"),
        Tie("treaty", "EU", 0.1, "1992Q3"),
        Tie("treaty", "RUS", 0.3, "1993Q2"),
    )
    assert game.briefing("RUS").ties == told  # treaties and favours are public
    game.play({"KAZ": "favour.CHN=0.7 favour.USA=0.1"})
    assert standing(game)[:2] == (
        Tie("favour", "CHN", 0.7, "1995Q1"),
        Tie("favour", "USA", 0.1, "1995Q1"),
    )
    game.play({"KAZ": "favour.CHN=0 favour.USA=0"})
    assert {tie.kind for tie in standing(game)} == {"treaty"}


def test_the_record_before_the_game_is_told_and_what_is_to_come_is_not():
    source = Source("baseline", ("policy.treaties.0.at=1993Q3", "policy.treaties.1.at=1996Q1"))
    game = played([], source=source, since=1995, until=1997)
    first, second = game.setup.scenario.policy.treaties[:2]
    assert standing(game) == (Tie("treaty", first.partner, first.size, "1993Q3"),)
    game.play({"KAZ": "recorded"})
    assert len(standing(game)) == 1
    game.play({})
    assert Tie("treaty", second.partner, second.size, "1996Q1") in standing(game)


def test_neither_has_a_running_cost_and_a_lever_has():
    bare = played([""], until=1993).model.state.total_cost
    tied = played(["favour.CHN=1 favour.RUS=2 treaty=USA:0.3"], until=1993).model.state.total_cost
    assert float(tied) == float(bare)
    assert float(played(["inclusion=1"], until=1993).model.state.total_cost) > float(bare)


@pytest.mark.parametrize("many", [0, 1, MOST_TREATIES, MOST_TREATIES + 3])
def test_the_latest_treaties_are_told_and_the_others_counted(many):
    ties = [Tie("treaty", "RUS", 0.1, f"{1992 + at}Q1") for at in range(many)]
    told = standing_section(ties, {"RUS": "Russia"})
    rows = () if told.table is None else told.table.rows
    assert [row[3] for row in rows] == [f"in {tie.since}" for tie in ties[-MOST_TREATIES:]]
    assert any(line.endswith("left out: 3.") for line in told.lines) == (many > MOST_TREATIES)
