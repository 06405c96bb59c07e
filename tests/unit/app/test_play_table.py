"""A table plays the game that the package plays, and does nothing else whatever is sent."""

from __future__ import annotations

import json
import re
from io import StringIO

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import multivector_sim as mv
from multivector_sim.app import play_props
from multivector_sim.app.play_files import text_of
from multivector_sim.app.play_report import report_of
from multivector_sim.app.play_table import LARGEST_SAVE, Table, read_save
from multivector_sim.play import Game, Source, game_text, set_up

BEGIN = {
    "kind": "begin", "teams": {"KAZ": "Steppe", "RUS": "Volga"}, "from": 1992, "to": 1995,
    "years": 2, "seed": 7,
}  # fmt: skip
ANSWERS = ("inclusion=0.3 treaty=CHN:0.2", "demand")
UNTIL = {"seed": 7, "until": 1995, "years": 2}


def say(words):
    return words


def answer(table, text):
    """Sit down and answer, as the team whose turn it is."""
    place = {"turn": table.game.turn.number, "seat": table.seat}
    table.act({"kind": "sit", **place})
    table.act({"kind": "answer", "text": text, **place})


def played():
    """Return a table at which the first of two turns was played."""
    made = Table()
    made.act(BEGIN)
    for text in ANSWERS:
        answer(made, text)
    return made


@pytest.fixture
def table():
    return played()


@pytest.fixture(scope="module")
def untouched():
    """Return a table for tests that change nothing."""
    return played()


@pytest.fixture(scope="module")
def seated():
    """Return a table at which the first team sits, for tests that change nothing."""
    made = played()
    made.act({"kind": "sit", "turn": 1, "seat": 0})
    return made


@pytest.fixture(scope="module")
def saved(untouched):
    return game_text(untouched.game)


@pytest.fixture(scope="module")
def direct():
    """Return the same game, played without a page, to its end."""
    game = Game(set_up("baseline", BEGIN["teams"], **UNTIL))
    game.play(dict(zip(("KAZ", "RUS"), ANSWERS, strict=True)))
    game.play({})
    return game


@pytest.fixture(scope="module")
def report(direct):
    pytest.importorskip("babel", reason="needs the extra 'app'")
    return report_of(direct, runs=6)


def test_a_table_plays_the_game_of_the_package(table, direct):
    assert table.game.marks == direct.marks[:1]
    answer(table, "")
    answer(table, "keep")
    assert table.game.marks == direct.marks
    assert table.actor == ""


def test_settings_can_be_kept_to_the_end(table, direct):
    table.act({"kind": "rest", "turn": 1, "seat": 0})
    assert table.game.marks == direct.marks


def test_other_answers_make_another_game(direct):
    other = Table()
    other.act(BEGIN)
    for text in ("inclusion=0.9", "court"):
        answer(other, text)
    assert other.game.marks != direct.marks[:1]


def test_a_briefing_is_told_to_its_team_alone(table):
    briefing = table.game.briefing("KAZ")
    secret = next(one for one in briefing.sections if one.key == "account").lines[0]
    hidden = play_props.turn(table, say)
    assert (hidden["team"], hidden["actor"], hidden["told"]) == ("Steppe", "Kazakhstan", None)
    assert secret not in json.dumps(hidden)
    table.act({"kind": "sit", "turn": 1, "seat": 0})
    assert secret in json.dumps(play_props.turn(table, say))
    table.act({"kind": "answer", "turn": 1, "seat": 0, "text": "inclusion=0.9"})
    hidden = play_props.turn(table, say)
    assert (hidden["team"], hidden["told"]) == ("Volga", None)
    assert "0.9" not in json.dumps(hidden)


def test_a_team_alone_needs_not_look_away():
    alone = Table()
    alone.act({**BEGIN, "teams": {"RUS": ""}})
    assert alone.open
    told = play_props.turn(alone, say)["told"]
    assert told["levers"] == []
    assert [one["name"] for one in told["actions"]][-1] == "model"


def test_levers_stand_where_the_game_has_them(seated):
    levers = {one["name"]: one["value"] for one in play_props.turn(seated, say)["told"]["levers"]}
    assert levers == {name: seated.game.standing()[name] for name in levers}
    assert levers["inclusion"] == 0.3


@pytest.mark.parametrize(
    "action",
    [
        {"kind": "answer", "turn": 0, "seat": 0, "text": ""},  # a turn that was played
        {"kind": "answer", "turn": 1, "seat": 1, "text": ""},
        {"kind": "answer", "turn": 1, "seat": 0, "text": ""},  # before they sat down
        {"kind": "sit", "turn": 1, "seat": 1}, {"kind": "sit"}, {"kind": "rest"},
        {"kind": "__init__"}, {"kind": ["sit"]}, {"kind": "resume"},
        {"kind": "resume", "text": ""}, {"kind": "resume", "text": 5},
        None, [], "sit", 7, {},
        {**BEGIN, "teams": {}}, {**BEGIN, "teams": {"XXX": ""}}, {**BEGIN, "teams": ["KAZ"]},
        {**BEGIN, "teams": {"KAZ": 5}}, {**BEGIN, "teams": {"KAZ": "x" * 10**5}},
        {**BEGIN, "teams": {str(number): "" for number in range(10**4)}},
        {**BEGIN, "seed": -1}, {**BEGIN, "seed": 10**400}, {**BEGIN, "seed": "1"},
        {**BEGIN, "seed": 1.5}, {**BEGIN, "seed": True}, {**BEGIN, "years": 0},
        {**BEGIN, "years": 10**9}, {**BEGIN, "from": 1900}, {**BEGIN, "to": 10**9},
        {**BEGIN, "from": 1995, "to": 1992}, {**BEGIN, "from": None}, {**BEGIN, "to": [1995]},
    ],
)  # fmt: skip
def test_what_is_not_allowed_is_refused_and_changes_nothing(untouched, action):
    game, mark = untouched.game, untouched.game.mark
    with pytest.raises(mv.InputError):
        untouched.act(action)
    now = (untouched.game, untouched.game.mark, untouched.seat, untouched.open)
    assert now == (game, mark, 0, False)


@pytest.mark.parametrize(
    "text",
    ["inclusion=9", "inclusion=nan", "__class__=1", "demand", "<script>", "x" * 10**5, 7, None,
     ["inclusion=0.5"], "treaty=CHN:0.1@2024Q1", "treaty=RUS:1e308@1994Q1", "treaty=RUS:0.1@<b>",
     "treaty=../../x:0.1", "favour.__proto__=1", "favour.RUS=1e400", "treaty=RUS:0.1@1994Q1 " * 90,
     " ".join(["treaty=RUS:0.1@1994Q1"] * 2), "inclusion=0\x00", "treaty=:@", "="],
)  # fmt: skip
def test_answers_that_are_none_are_refused_and_the_team_stays(seated, text):
    with pytest.raises(mv.InputError):
        seated.act({"kind": "answer", "turn": 1, "seat": 0, "text": text})
    assert (seated.seat, seated.open, seated.answers) == (0, True, {})


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=4,
)
EMPTY = Table()


@settings(max_examples=25)
@given(
    st.fixed_dictionaries(
        {"kind": st.sampled_from(["begin", "resume", "sit", "answer", "rest", "debrief"])},
        optional=dict.fromkeys(
            ("teams", "from", "to", "years", "seed", "text", "turn", "seat"), anything
        ),
    )
)  # fmt: skip
def test_nothing_that_is_sent_ends_in_another_error(action):
    with pytest.raises(mv.InputError):
        EMPTY.act(action)
    assert EMPTY.game is None


def test_a_saved_game_goes_on_as_if_it_had_never_stopped(saved, direct):
    again = Table()
    again.act({"kind": "resume", "text": saved})
    assert (again.seat, again.open) == (0, False)
    again.act({"kind": "rest", "turn": 1, "seat": 0})
    assert again.game.marks == direct.marks


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("scenario: baseline", "scenario: /etc/passwd"),
        ("scenario: baseline", "scenario: ../../setup"),
        ("scenario: baseline", "scenario: hedge"),
        ("set: []", "set: [parameters.reaction=0.5]"),
        ("variant: []", "variant: [no_upper_hand]"),
        ("without: []", "without: [sco]"),
        ("seed: 7", "seed: 1e400"), ("seed: 7", "seed: true"), ("run: 0", "run: -1"),
        ("to: 1995", "to: 99999"), ("teams:", "teams: !!python/object:os.system"),
        ("format: 1", "format: 99"), ("format: 1", "format: 1\nmore: 1"),
        ("KAZ: inclusion", "KAZ: 5\n      XXX: inclusion"), ("mark: ", "mark: 0"),
    ],
)  # fmt: skip
def test_a_hostile_save_is_refused_without_a_word_of_this_machine(saved, before, after):
    assert before in saved
    with pytest.raises(mv.InputError) as caught:
        read_save(saved.replace(before, after, 1))
    assert "saved game" in str(caught.value)
    assert "root:" not in str(caught.value)
    assert "/tmp" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    ["[", "- a", "\x00", "a: &a [1]\nb: [" + "*a, " * 500 + "]", "x: " + "[" * 5000, "{" * 9000,
     "\ud800", "y" * (LARGEST_SAVE + 1), "a: 1\na: 2", "--- 1\n--- 2"],
)  # fmt: skip
def test_a_text_that_is_no_game_is_refused(text):
    with pytest.raises(mv.InputError):
        read_save(text)


def test_a_save_that_was_tampered_with_says_so(saved):
    text = saved.replace("inclusion=0.3", "inclusion=0.4")
    with pytest.raises(mv.SimulationError, match="saved game: the replay does not reproduce"):
        read_save(text)


def test_the_longest_game_fits_into_what_is_read():
    setup = set_up("baseline", {code: code * 20 for code in ("KAZ", "RUS", "CHN", "USA", "EU")})
    game = Game(setup)
    row = dict.fromkeys(("RUS", "CHN", "USA", "EU"), "model accommodate contest obstruct")
    row["KAZ"] = " ".join(
        [*(f"{lever}=0.55" for lever in ("inclusion", "concession", "persuasion", "leveraging",
                                         "retention", "openness")),
         "favour.CHN=0.55 favour.RUS=0.55 treaty=CHN:0.15"]
    )  # fmt: skip
    game.moves = [{code: game.read(code, text) for code, text in row.items()}] * len(setup.turns)
    game.marks = ["0123456789abcdef"] * len(setup.turns)
    assert len(game_text(game)) < LARGEST_SAVE


def test_everything_is_plain_data(seated, report):
    table = seated
    told = [
        play_props.start(say), play_props.turn(table, say),
        play_props.paths(table.game, 400, say), play_props.over(table.game, None, "k", "en", say),
        play_props.debriefed(report, 400, "kk", say),
    ]  # fmt: skip
    assert json.loads(json.dumps(told, allow_nan=False)) == told


def test_headings_are_those_of_the_briefing(untouched):
    for code in ("KAZ", "RUS"):
        for one in untouched.game.briefing(code).sections:
            if one.key not in ("head", "levers"):
                assert play_props.section(one)["title"] == one.title


def test_the_path_ends_where_the_run_stands(untouched):
    game = untouched.game
    codes = game.setup.scenario.actor_codes
    i, j = codes.index("RUS"), codes.index("CHN")
    now = (game.model.state.tension[i, j] + game.model.state.tension[j, i]) / 2
    tension, shares = play_props.paths(game, 400, say)
    assert f"now {now:.2f}" in tension
    assert f"KAZ {game.model.state.share[:, 0].mean():.2f}" in shares
    assert play_props.paths(Game(set_up("baseline", until=1993)), 400, say) == []


def test_files_come_when_there_is_something_in_them(table, report):
    fresh = Table()
    assert text_of(fresh, "game.yaml") is None
    fresh.act(BEGIN)
    assert text_of(fresh, "game.yaml") is None
    assert text_of(table, "game.yaml") == game_text(table.game)
    assert text_of(table, "debrief.md") is None
    names = [one["name"] for one in play_props.over(table.game, None, "k", "en", say)["files"]]
    assert names == ["game.yaml", "played.yaml"]
    table.report = report
    for language, ending in {"en": "", "ru": ".ru", "kk": ".kk"}.items():
        below = play_props.over(table.game, report, "k", language, say)
        names = [one["name"] for one in below["files"]]
        assert all(text_of(table, name) for name in names)
        told = (f"debrief{ending}.html", f"debrief{ending}.md")
        files = ["game.yaml", "played.yaml", *told, "paths.csv", "effects.csv"]
        assert names[: len(files)] == files
        assert {"recorded.yaml", "multivector.yaml"} < set(names)
        assert sum(name.endswith((".html", ".md")) for name in names) == 2
    heads = {text_of(table, f"debrief{end}.md").split(",")[0] for end in ("", ".ru", ".kk")}
    assert len(heads) == 3
    titles = [
        re.search(r'<html lang="(\w+)".*?<h1>(.*?),', text_of(table, f"debrief{end}.html"), re.S)
        for end in ("", ".ru", ".kk")
    ]
    assert [title[1] for title in titles] == ["en", "ru", "kk"]
    assert {f"# {title[2]}" for title in titles} == heads
    assert text_of(table, "../game.yaml") is None


def test_the_debrief_equals_a_comparison_of_the_files_taken_home(direct, report, tmp_path):
    shown = pd.read_csv(StringIO(report.files["effects.csv"]))
    (tmp_path / "played.yaml").write_text(report.files["played.yaml"], encoding="utf-8")
    (tmp_path / "recorded.yaml").write_text(report.files["recorded.yaml"], encoding="utf-8")
    again = mv.compare(
        [str(tmp_path / "played.yaml"), str(tmp_path / "recorded.yaml")],
        against=(), runs=6, seed=7, record=(),
    ).effects  # fmt: skip
    columns = ["mean", "mean_low", "mean_high"]
    mine = shown[shown["counterfactual"] == "recorded"].set_index("label")[columns]
    theirs = again[again["counterfactual"] == "recorded"].set_index("label")[columns]
    assert len(mine) > 10
    pd.testing.assert_frame_equal(mine, theirs.loc[mine.index], rtol=1e-12, check_names=False)
    assert report.tension["played"][-1] != report.tension["recorded"][-1]


def test_a_debrief_is_made_once_and_of_a_game_that_was_begun(direct, report):
    assert report_of(direct, runs=6) is report
    fresh = Table()
    fresh.act(BEGIN)
    with pytest.raises(mv.InputError, match="no turn has been played"):
        fresh.act({"kind": "debrief"})


def test_a_game_has_a_debrief_before_its_end_and_goes_on(table, direct, monkeypatch):
    pytest.importorskip("babel", reason="needs the extra 'app'")
    monkeypatch.setattr(
        "multivector_sim.app.play_table.report_of", lambda game: report_of(game, runs=4)
    )
    table.act({"kind": "debrief"})
    assert len(table.report.years) == 8  # one of two turns of two years
    assert set(table.report.tension) == {"played", "recorded", "multivector"}
    assert text_of(table, "debrief.html").startswith("<!DOCTYPE html>")
    below = play_props.over(table.game, table.report, "k", "en", say)
    assert (below["over"], below["played"]) == (False, True)
    answer(table, "")
    assert table.report is not None  # the turn is not over
    answer(table, "")
    assert table.report is None  # it told another past
    assert table.game.marks == direct.marks


def test_a_turn_holds_several_treaties_and_tells_what_stands():
    made = Table()
    made.act(BEGIN)
    answer(made, "favour.CHN=0.5 treaty=RUS:0.1@1992Q1 treaty=CHN:0.2@1992Q1 treaty=RUS:0.1@1993Q4")
    answer(made, "keep")
    made.act({"kind": "sit", "turn": 1, "seat": 0})
    told = play_props.turn(made, say)["told"]
    assert told["favours"] == {"CHN": "0.5"}
    (part,) = (one for one in told["sections"] if one["key"] == "standing")
    assert [row[:4] for row in part["rows"]] == [
        ["favour", "China", "0.5", "since 1992Q1"],
        ["treaty", "Russia", "0.1", "in 1992Q1"],
        ["treaty", "China", "0.2", "in 1992Q1"],
        ["treaty", "Russia", "0.1", "in 1993Q4"],
    ]
    twice = {"kind": "answer", "turn": 1, "seat": 0}
    with pytest.raises(mv.InputError, match="one treaty with a power in a quarter"):
        made.act({**twice, "text": "treaty=RUS:0.1@1994Q1 treaty=RUS:0.2@1994Q1"})


def test_a_game_of_a_changed_scenario_is_sent_to_the_terminal():
    setup = set_up(Source("baseline", ("parameters.reaction=0.5",)), until=1992)
    with pytest.raises(mv.InputError, match="multivector play --resume"):
        read_save(game_text(Game(setup)))
