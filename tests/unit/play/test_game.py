"""A game equals the runs that it says it is: of the record, of its own scenario, of the agents."""

from __future__ import annotations

import numpy as np
import pytest

import multivector_sim as mv
from multivector_sim.play import Game, Source, set_up

SEED, RUN = 1, 7
HERE = {"seed": SEED, "run": RUN}


def state_of(scenario):
    """Return the state of a run of a scenario, from the plain agents."""
    model = mv.MultivectorModel(scenario, seed=SEED, run=RUN)
    while model.running:
        model.advance()
    return model.state.memory.tobytes()


def play(setup, answers=()):
    game = Game(setup)
    for row in answers:
        game.play(row)
    while game.turn is not None:
        game.play({})
    return game


def state(game):
    return game.model.state.memory.tobytes()


GRADUAL = (
    "policy.phases.0.from=1992.5", "policy.phases.0.over=1.5", "policy.treaties.0.at=1993Q3",
    "policy.favour={CHN: 0.4}",
)  # fmt: skip


@pytest.mark.parametrize(
    "source",
    [Source("baseline"), Source("baseline", GRADUAL), Source("responsive")],
    ids=["plain", "gradual", "triggers"],
)
def test_who_follows_the_record_plays_the_record(source):
    setup = set_up(source, ["KAZ"], until=1994, **HERE)
    game = play(setup, [{"KAZ": "recorded"}])
    record = mv.load_scenario(source.name, [*source.overrides, "end=1994Q4"])
    assert state(game) == state_of(record)


def test_the_recorded_levers_set_by_hand_give_the_recorded_run():
    source = Source("baseline", ("policy.treaties.0.at=1993Q3", "policy.phases.0.from=1994"))
    record = mv.load_scenario("baseline", [*source.overrides, "end=1994Q4"])
    answers = [{}, {"KAZ": "treaty=RUS:0.2@1993Q3"}, {"KAZ": "inclusion=0.8 leveraging=0.4"}]
    game = play(set_up(source, ["KAZ"], until=1994, **HERE), answers)
    assert state(game) == state_of(record)
    answers[1] = {"KAZ": "treaty=RUS:0.2@1993Q4"}
    assert state(play(set_up(source, ["KAZ"], until=1994, **HERE), answers)) != state_of(record)


def test_other_moves_give_another_run():
    setup = set_up("baseline", ["KAZ", "RUS"], until=1993, **HERE)
    assert state(play(setup)) == state(play(setup))
    for answer in ({"KAZ": "concession=0.61"}, {"KAZ": "favour.CHN=0.1"}, {"RUS": "contest"}):
        assert state(play(setup, [answer])) != state(play(setup))


def test_a_power_told_to_do_what_it_would_have_done_changes_nothing():
    record = mv.explain("baseline", overrides=["end=1995Q4"], **HERE)
    done = [quarter.decision("CHN").action for quarter in record.quarters]
    assert "obstruct" not in done  # one by its own choice has a depth that is drawn
    assert len(set(done)) > 1
    setup = set_up("baseline", ["CHN"], until=1995, years=2, **HERE)
    told = [{"CHN": " ".join(done[at : at + 8])} for at in (0, 8)]
    assert state(play(setup, told)) == state_of(setup.scenario)
    told[1] = {"CHN": " ".join([*done[8:15], "demand" if done[15] != "demand" else "court"])}
    assert state(play(setup, told)) != state_of(setup.scenario)


def test_moves_leave_the_draws_of_chance_alone():
    setup = set_up("baseline", ["KAZ", "RUS"], until=1994, **HERE)
    game = play(setup, [{"KAZ": "concession=0 leveraging=1", "RUS": "demand"}])
    record = mv.explain(setup.scenario, **HERE)
    ours, theirs = game.chronicle.decisions, record.decisions
    assert [row.draw for row in ours] == [row.draw for row in theirs]
    assert [row.action for row in ours] != [row.action for row in theirs]


def test_a_power_left_to_the_model_plays_the_record():
    setup = set_up("baseline", ["RUS", "USA"], until=1993, **HERE)
    assert state(play(setup, [{"RUS": "model"}])) == state_of(setup.scenario)


@pytest.mark.parametrize("name", ["baseline", "responsive"])
def test_the_scenario_of_a_game_gives_the_game_in_both_engines(name):
    setup = set_up(name, ["KAZ", "RUS"], since=1993, until=1996, **HERE)
    answers = [
        {"KAZ": "recorded", "RUS": "demand"},
        {"KAZ": "openness=1.5 favour.USA=0.3 treaty=CHN:0.3", "RUS": "model court model obstruct"},
        {"KAZ": "inclusion=0", "RUS": "contest"},
    ]
    game = play(setup, answers)
    again = mv.explain(game.scenario, **HERE)
    assert again.to_json() == game.chronicle.to_json()
    many = mv.simulate(game.scenario, runs=RUN + 1, seed=SEED, outcomes=["welfare", "tension_all"])
    for outcome in many.data_vars:
        assert float(many[outcome][RUN]) == game.chronicle.outcomes[outcome]
    done = [quarter.decision("RUS").action for quarter in game.chronicle.quarters[4:8]]
    assert done == ["demand"] * 4
    levers = [quarter.levers for quarter in game.chronicle.quarters]
    assert levers[8]["openness"] == levers[-1]["openness"] == 1.5
    assert levers[12]["inclusion"] == 0
    assert levers[11]["inclusion"] > 0


def test_a_world_that_draws_numbers_draws_the_same_in_a_game():
    def drawing(key):
        return Source("baseline", (f"{key}={{uniform: [0.3, 0.9]}}",))

    source = drawing("parameters.reaction")
    game = play(set_up(source, ["KAZ"], until=1993, **HERE), [{"KAZ": "recorded"}])
    record = mv.load_scenario("baseline", [*source.overrides, "end=1993Q4"])
    assert record.chance
    assert state(game) == state_of(record)
    source = drawing("policy.concession")
    with pytest.raises(mv.InputError, match=r"draws policy\.concession by chance"):
        set_up(source, ["KAZ"])
    assert set_up(source, ["RUS"]).teams == {"RUS": "Russia"}


def test_how_many_years_a_turn_has_changes_nothing():
    answers = {"KAZ": "retention=0.9", "EU": "court"}
    whole = [play(set_up("baseline", ["KAZ", "EU"], until=1995, years=years, **HERE), [answers])
             for years in (1, 3, 20)]  # fmt: skip
    assert len({state(game) for game in whole}) == 1
    assert [len(game.marks) for game in whole] == [4, 2, 1]


def test_the_years_before_the_first_turn_go_by_the_record():
    game = Game(set_up("baseline", ["KAZ"], since=1996, until=1997, **HERE))
    record = mv.explain("baseline", overrides=["end=1995Q4"], **HERE)
    assert [row.welfare for row in game.model.quarters] == [row.welfare for row in record.quarters]
    before = game.model.quarters[-1].levers
    game.play({})
    assert game.model.quarters[-1].levers == before
    assert game.setting("KAZ").startswith("inclusion=0.8 concession=0.6")


def test_a_setting_is_kept_until_it_is_changed():
    game = Game(set_up("baseline", ["KAZ", "RUS"], until=1994, **HERE))
    game.play({"KAZ": "recorded", "RUS": "court court demand accommodate"})
    assert (game.setting("KAZ"), game.setting("RUS")) == ("recorded", "accommodate")
    game.play({"KAZ": "keep", "RUS": ""})
    assert (game.setting("KAZ"), game.setting("RUS")) == ("recorded", "accommodate")
    done = [quarter.decision("RUS").action for quarter in game.model.quarters]
    assert done == ["court", "court", "demand", "accommodate", *["accommodate"] * 4]
    game.play({"KAZ": "persuasion=0", "RUS": "model"})
    assert np.isclose(game.model.quarters[-1].levers["persuasion"], 0)
    assert game.model.quarters[-1].decision("RUS").how == "drawn"


def test_a_policy_that_reacts_cannot_be_taken_up_again():
    game = Game(set_up("responsive", ["KAZ"], until=1994, **HERE))
    game.play({"KAZ": "recorded"})
    game.play({"KAZ": "concession=0.1"})
    mark = game.mark
    with pytest.raises(mv.InputError, match="triggers"):
        game.play({"KAZ": "recorded"})
    assert game.mark == mark
    assert game.turn.label == "1994"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"teams": ["XXX"]}, "'XXX' received; allowed are KAZ, RUS"),
        ({"teams": {"KAZ": "A", "RUS": "A"}}, "two are called 'A'"),
        ({"teams": {"KAZ": "A\x1b[2J"}}, "printable"),
        ({"teams": {"KAZ": "A" * 99}}, "at most 60"),
        ({"since": 1980}, "years 1992 to 2025"),
        ({"until": 2030}, "years 1992 to 2025"),
        ({"since": 2000, "until": 1999}, "must not lie after"),
        ({"years": 0}, "from 1 to 20"),
        ({"years": True}, "True received"),
        ({"seed": -1}, "seed: -1"),
        ({"run": -1}, "run: -1"),
        ({"since": 1995.5}, "1995.5 received"),
    ],
)
def test_what_a_game_cannot_be_played_on_is_told(options, words):
    with pytest.raises(mv.InputError, match=r"\S") as caught:
        set_up("baseline", **options)
    assert words in str(caught.value)


def test_turns_cover_the_years():
    setup = set_up("baseline", since=2000, until=2006, years=3)
    assert [turn.label for turn in setup.turns] == ["2000-2002", "2003-2005", "2006"]
    assert [len(turn.quarters) for turn in setup.turns] == [12, 12, 4]
    assert setup.turns[0].first == setup.first == 32
    assert setup.turns[-1].last == setup.scenario.quarters
    late = set_up(Source("baseline", ("end=1993Q2",)))
    assert [turn.label for turn in late.turns] == ["1992", "1993Q1-1993Q2"]


def test_a_game_that_is_over_takes_no_move():
    game = play(set_up("baseline", until=1992, **HERE))
    with pytest.raises(mv.InputError, match="the game is over"):
        game.play({})
    with pytest.raises(mv.InputError, match="the game is over"):
        game.briefing("KAZ")
    with pytest.raises(mv.InputError, match="teams hold KAZ"):
        game.setting("RUS")
    with pytest.raises(mv.InputError, match="nothing has been played"):
        Game(set_up("baseline", until=1992)).chronicle.quarter(1992)
