"""Saved games: go on and come out the same, or say what is wrong."""

from __future__ import annotations

import json
import re

import pytest

import multivector_sim as mv
from multivector_sim.play import (
    Game,
    Source,
    load_game,
    read_answers,
    record,
    save_game,
    set_up,
)

ANSWERS = [
    {
        "KAZ": "inclusion=0.3333333333333333 treaty=CHN:0.3@1992Q3",
        "RUS": "court model demand demand",
    },
    {"KAZ": "recorded"},
    {"RUS": "obstruct"},
]


@pytest.fixture(scope="module")
def setup():
    source = Source("baseline", ("parameters.reaction=0.5",), ("no_upper_hand",))
    return set_up(source, {"KAZ": "A: 'b' #c", "RUS": "Volga"}, until=1994, seed=3, run=2)


@pytest.fixture(scope="module")
def text(setup, tmp_path_factory):
    """Return a game of two turns as a file."""
    path = tmp_path_factory.mktemp("games") / "game.yaml"
    game = Game(setup)
    for row in ANSWERS[:2]:
        game.play(row)
    save_game(game, path)
    return path.read_text(encoding="utf-8")


def test_a_game_that_is_resumed_equals_one_that_never_stopped(setup, tmp_path):
    whole, path = Game(setup), tmp_path / "game.yaml"
    save_game(whole, path)
    for row in ANSWERS:
        part = load_game(path)
        part.play(row)
        save_game(part, path)
        whole.play(row)
        assert part.model.state.memory.tobytes() == whole.model.state.memory.tobytes()
    assert record(load_game(path)) == record(whole)
    assert load_game(json.loads(json.dumps(record(whole)))).mark == whole.mark
    assert part.chronicle.to_json() == whole.chronicle.to_json()
    assert [row.name for row in tmp_path.iterdir()] == ["game.yaml"]


def test_a_replay_that_comes_out_otherwise_says_so(text, tmp_path):
    path = tmp_path / "game.yaml"
    path.write_text(text.replace("court model", "demand model"), encoding="utf-8")
    with pytest.raises(mv.SimulationError, match="does not reproduce turn 1992"):
        load_game(path)
    later = re.sub(
        r"mark: [0-9a-f]+\n(?!.*mark)", "mark: 0123456789abcdef\n", text, flags=re.DOTALL
    )
    path.write_text(later, encoding="utf-8")
    with pytest.raises(mv.SimulationError, match="does not reproduce turn 1993"):
        load_game(path)
    path.write_text(re.sub(r" +mark: .*\n", "", text), encoding="utf-8")
    assert len(load_game(path).moves) == 2


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("format: 1", "format: 2", "this version reads format 1"),
        ("format: 1", "", "format: None received"),
        ("seed: 3", "seed: 3.5", "seed: 3.5 received; a whole number is needed"),
        ("seed: 3", "seed: -3", "seed: -3 received"),
        ("seed: 3", "seed: true", "seed: True received"),
        ("run: 2", "run: 99999999999999999999", "run: 9999"),
        ("scenario: baseline", "scenario: nothing", "unknown scenario"),
        ("scenario: baseline", "scenario: [1]", "scenario: [1] received; a text"),
        ("reaction=0.5", "reaction=0.6", "is not the one of the game any more"),
        ("reaction=0.5", "reaction=x", "parameters.reaction"),
        ("years_per_turn: 1", "years_per_turn: 0", "years of a turn: 0"),
        ("years_per_turn: 1", "years_per_turn: 2", "turn '1992' received; the turns are 1992-1993"),
        ("from: 1992", "from: 2050", "from: 2050 received"),
        ("RUS: Volga", "XXX: Volga", "'XXX' received"),
        ("RUS: Volga", "RUS: 7", "teams.RUS: 7 received"),
        ("court model", "invade model", "turn 1992: 'invade' received"),
        ("recorded", "recorder", "turn 1993: 'recorder' received"),
        ("RUS: court", "USA: court", "answers of 'USA' received"),
        ('turn: "1993"', 'turn: "1992"', "turn 1992 is there twice"),
        ('turn: "1993"', 'turn: "1994"', "1993 follows"),
        ('turn: "1993"', "turn: [x]", "turn \"['x']\" received"),
        ("mark: ", "mark: zz", "16 digits are needed"),
        ("answers: ", "replies: ", "a turn and answers are needed"),
        ("hash: ", "hsah: ", "hash: None received"),
        ("format: 1", "format: 1\nextra: 2", "'extra' is no key of a saved game"),
        ("turns:", "turns: {", "game.yaml"),
    ],
)  # fmt: skip
def test_a_damaged_file_is_told(text, tmp_path, old, new, words):
    path = tmp_path / "game.yaml"
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises((mv.InputError, mv.SimulationError)) as caught:
        load_game(path)
    assert words in str(caught.value)
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"- 1\n", b"7", b"a: &a [*a]", b"\x00"])
def test_what_is_no_game_is_told(tmp_path, content):
    path = tmp_path / "game.yaml"
    path.write_bytes(content)
    with pytest.raises(mv.InputError, match=r"game\.yaml"):
        load_game(path)


@pytest.mark.parametrize("cut", range(40, 760, 60))
def test_a_file_that_was_cut_off_is_told_or_is_a_shorter_game(text, tmp_path, cut):
    path = tmp_path / "game.yaml"
    path.write_text(text[:cut], encoding="utf-8")
    try:
        moves = load_game(path).moves
    except mv.InputError as error:
        told, moves = str(error), []
    else:
        told = "game.yaml"
    assert "game.yaml" in told
    assert len(moves) <= 2


def test_a_file_of_moves_may_leave_turns_out(setup, tmp_path):
    path = tmp_path / "moves.yaml"
    path.write_text("turns:\n  - turn: 1994\n    answers: {RUS: court}\n", encoding="utf-8")
    assert read_answers(path, setup) == [{}, {}, {"RUS": "court"}]
    path.write_text("turns: 7\n", encoding="utf-8")
    with pytest.raises(mv.InputError, match="a list of turns"):
        read_answers(path, setup)
    with pytest.raises(mv.InputError, match="cannot be read"):
        load_game(tmp_path / "none.yaml")
    with pytest.raises(mv.InputError, match="cannot write"):
        save_game(Game(set_up("baseline", until=1992)), tmp_path / "none" / "game.yaml")
