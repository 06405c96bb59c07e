"""A debrief says what ``compare`` and ``explain`` say of the scenarios that it writes."""

from __future__ import annotations

import json

import numpy as np
import pytest

import multivector_sim as mv
from multivector_sim.play import Game, debrief, set_up

HERE = {"seed": 1, "run": 7}
RUNS = 24


def played(teams, answers, **options):
    game = Game(set_up("baseline", teams, **{**HERE, **options}))
    for row in answers:
        game.play(row)
    while game.turn is not None:
        game.play({})
    return game


@pytest.fixture(scope="module")
def found():
    teams = {"KAZ": "Steppe [a] | b", "RUS": "Volga"}
    answers = [{"KAZ": "concession=0 leveraging=1", "RUS": "demand"}, {"RUS": "obstruct"}]
    return debrief(played(teams, answers, since=1994, until=1996), runs=RUNS)


def test_paired_effects_are_those_of_compare(found, tmp_path):
    paths = []
    for name, text in found.files().items():
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    again = mv.compare(paths, against=(), runs=RUNS, seed=HERE["seed"]).effects
    assert list(again["counterfactual"].unique()) == [
        "recorded", "multivector", "without_team_kaz", "without_team_rus",
    ]  # fmt: skip
    assert found.effects.equals(again)


def test_histories_are_those_of_explain(found):
    record = mv.explain("baseline", overrides=["end=1996Q4"], **HERE)
    assert found.histories["recorded"].outcomes["welfare"] == record.outcomes["welfare"]
    preset = mv.explain(found.scenarios["multivector"], **HERE)
    assert found.histories["multivector"].to_json() == preset.to_json()
    same = [row.levers for row in preset.quarters[:8]]
    assert same == [row.levers for row in record.quarters[:8]]  # the years before the game
    wanted = mv.load_scenario("multivector").policy
    assert all(
        row.levers[lever] == getattr(wanted, lever)
        for row in preset.quarters[8:]
        for lever in row.levers
    )


def test_one_team_given_back_leaves_the_other(found):
    alone = mv.explain(found.scenarios["without_team_kaz"], **HERE)
    record = found.histories["recorded"]
    assert [row.levers for row in alone.quarters] == [row.levers for row in record.quarters]
    assert {row.decision("RUS").action for row in alone.quarters[12:]} == {"obstruct"}
    alone = mv.explain(found.scenarios["without_team_rus"], **HERE)
    assert alone.quarters[-1].levers == found.histories["played"].quarters[-1].levers
    assert all(row.decision("RUS").how != "forced" for row in alone.quarters)


def test_who_follows_the_record_gains_and_loses_nothing():
    null = debrief(played(["KAZ"], [{"KAZ": "recorded"}], until=1993), runs=8)
    rows = null.effects[null.effects["counterfactual"] == "recorded"]
    differences = rows[["mean", "low", "high"]].to_numpy(float)
    assert (np.nan_to_num(differences) == 0).all()
    assert "the same, number for number" in null.text()
    others = null.effects[null.effects["counterfactual"] == "multivector"]
    assert (others["mean"].abs() > 0).any()


def test_what_is_one_history_is_called_so(found):
    text = found.text()
    assert "Exploratory, not a forecast" in text
    parts = {row.key: row for row in found.sections}
    for key in ("history", "turns", "parting_recorded", "parting_multivector"):
        assert parts[key].title.startswith("One history, one draw of chance")
    for name in list(found.scenarios)[1:]:
        table = parts[f"effects_{name}"].table
        assert table.rows
        assert all("[" in row[1] for row in table.rows)
    assert "multivector compare played.yaml recorded.yaml" in parts["made"].command
    assert "Steppe \\[a\\] \\| b" in found.markdown()


def test_the_path_and_the_document_hold_the_run(found):
    table = found.to_frame()
    assert table.groupby("history").size().to_dict() == dict.fromkeys(found.histories, 20)
    own = table[table["history"] == "played"]
    assert own["welfare"].tolist() == [row.welfare for row in found.game.chronicle.quarters]
    assert own["action_RUS"].tolist()[-1] == "obstruct"
    document = json.loads(json.dumps(found.document(), allow_nan=False))
    assert document["one_history"]["played"]["welfare"] == own["welfare"].tolist()[-1]
    assert len(document["game"]["turns"]) == 3


def test_a_power_alone_is_compared_with_the_model():
    alone = debrief(played(["RUS"], [{"RUS": "obstruct"}], until=1993), runs=8)
    assert list(alone.scenarios) == ["played", "recorded"]
    rows = alone.effects.set_index("label")["mean"]
    assert rows["obstructions_by_actor[RUS]"] > 0


def test_what_cannot_be_told_is_refused():
    game = Game(set_up("baseline", until=1992))
    with pytest.raises(mv.InputError, match="no turn has been played yet"):
        debrief(game)
    game.play({})
    with pytest.raises(mv.InputError, match="runs: 1 received"):
        debrief(game, runs=1)
    with pytest.raises(mv.InputError, match="received twice"):
        debrief(game, runs=8, presets=["hedge", "hedge"])
    with pytest.raises(mv.ScenarioError, match="unknown scenario"):
        debrief(game, runs=8, presets=["nothing"])


@pytest.mark.parametrize(
    ("years", "labels"),
    [(1, ["1995", "1996", "1997 to 2000"]), (2, ["1995-1996", "1997-1998", "1999-2000"])],
)
def test_turns_in_which_nothing_was_moved_are_one_row_of_their_years(years, labels):
    answers = [{"KAZ": "concession=0"}, {"KAZ": "concession=1"}]
    game = played(("KAZ",), answers, since=1995, until=2000, years=years)
    (moves,) = (row for row in debrief(game, runs=2).sections if row.key == "moves")
    assert [row[0] for row in moves.table.rows] == labels


def test_the_years_of_long_turns_are_told_once():
    game = played(("KAZ",), [{"KAZ": "concession=0"}], since=1995, until=2000, years=2)
    (moves,) = (row for row in debrief(game, runs=2).sections if row.key == "moves")
    assert [row[0] for row in moves.table.rows] == ["1995-1996", "1997 to 2000"]
