"""``multivector play``: at a terminal, by a file, resumed, replayed, and what it refuses."""

from __future__ import annotations

import io
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import multivector_sim as mv
from multivector_sim.play import Game, load_game, save_game, set_up

Command = Callable[..., subprocess.CompletedProcess[str]]
SMALL = ("--runs", "8", "--threads", "1", "--quiet")
YEARS = ("--to", "1993", "--seed", "1", "--run", "7")


@pytest.fixture
def ask(multivector: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Return a function that calls ``multivector play`` and types lines."""

    def call(*arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        return multivector("play", *arguments)

    return call


def test_a_game_is_played_and_told(ask: Command, tmp_path: Path) -> None:
    done = ask(*YEARS, *SMALL, typed="inclusion=7\nagain\nhelp\ninclusion=0.7\n\n")
    assert done.returncode == 0, done.stderr
    assert "Not understood: 'inclusion=7' received; a number from 0 to 1" in done.stdout
    assert done.stdout.count("1992: Kazakhstan (turn 1 of 2)") == 2
    assert "Debrief: Kazakhstan, 1992 to 1993" in done.stdout
    assert "Replays: the game minus recorded, 8 pairs of runs" in done.stdout
    game = load_game(tmp_path / "game.yaml")
    own = Game(set_up("baseline", until=1993, seed=1, run=7))
    own.play({"KAZ": "inclusion=0.7"})
    own.play({})
    assert game.mark == own.mark
    assert "not a forecast" in done.stdout


def test_teams_share_a_screen(ask: Command, tmp_path: Path) -> None:
    teams = ("--as", "rus=Volga", "--as", "KAZ=Steppe")
    done = ask(*teams, *YEARS, *SMALL, typed="\nconcession=0\n\ndemand\n\ninclusion=1\n\nrest\n")
    assert done.returncode == 0, done.stderr
    assert "Steppe: take the chair of Kazakhstan; the others look away" in done.stdout
    turns = load_game(tmp_path / "game.yaml")
    assert [row["RUS"].text for row in turns.moves] == ["demand", ""]
    assert [row["KAZ"].text for row in turns.moves] == ["concession=0.0", "inclusion=1.0"]
    steppe, volga = (done.stdout.index(f"{name}, 1992>") for name in ("Steppe", "Volga"))
    assert "demand" not in re.findall(r"Without an answer: (.*)", done.stdout[steppe:volga])


def test_who_leaves_can_go_on(ask: Command, tmp_path: Path) -> None:
    left = ask(*YEARS, *SMALL, typed="retention=1\nquit\n")
    assert left.returncode == 0
    assert "go on with multivector play --resume game.yaml" in left.stdout
    assert "Debrief" not in left.stdout
    cut = ask("--resume", "game.yaml", *SMALL, typed="")
    assert cut.returncode == 130
    assert "interrupted; the game is in game.yaml" in cut.stderr
    assert "Aborted" not in cut.stderr
    stopped = ask("--replay", "game.yaml", *SMALL)
    assert "The game stops before 1993; --resume game.yaml goes on with it." in stopped.stderr
    assert "1 of 2 turns are played, and 1993 is next" in stopped.stdout
    assert "Debrief: Kazakhstan, 1992" in stopped.stdout
    done = ask("--resume", "game.yaml", *SMALL, typed="openness=2\n")
    assert done.returncode == 0, done.stderr
    again = ask("--replay", "game.yaml", *SMALL)
    assert again.stdout == done.stdout[done.stdout.index("Debrief") :]
    path = tmp_path / "game.yaml"
    path.write_text(path.read_text("utf-8").replace("retention=1.0", "retention=0.9"), "utf-8")
    bad = ask("--replay", "game.yaml", *SMALL)
    assert bad.returncode == 1
    assert "does not reproduce turn 1992" in bad.stderr
    assert "Traceback" not in bad.stderr


def test_a_game_can_be_stopped_with_a_debrief_and_goes_on_later(ask: Command) -> None:
    typed = "stop\ncourt\nquit?\n\nstop\nconcession=0\n\ndemand\nhelp\nstop\n"
    done = ask("--as", "KAZ", "--as", "RUS", *YEARS, *SMALL, typed=typed)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("No turn has been played yet") == 2
    assert done.stdout.count("Press Enter alone: the answer comes after the briefing.") == 2
    assert "1 of 2 turns are played, and 1993 is next" in done.stdout
    assert "Debrief: Kazakhstan, Russia, 1992" in done.stdout
    on = ask("--resume", "game.yaml", *SMALL, typed="quit\n")
    assert on.returncode == 0
    assert "take the chair of Kazakhstan" in on.stdout
    assert "Debrief" not in on.stdout


MOVES = """\
turns:
  - turn: 1993
    answers: {KAZ: leveraging=1, CHN: obstruct}
"""


def test_a_game_is_told_in_another_language(ask: Command, tmp_path: Path) -> None:
    pytest.importorskip("babel", reason="needs the extra 'app'")
    words = ("(1-жүріс, барлығы 1)", "Ойын талдауы", "Түсініксіз: 'x' келді; болатындары: recorded")
    done = ask("--to", "1992", *SMALL, "--language", "kk", "--out", "made", typed="x\n\n")
    assert done.returncode == 0, done.stderr
    assert all(word in done.stdout for word in words)
    assert "Debrief" not in done.stdout
    assert words[1] in (tmp_path / "made" / "debrief.md").read_text("utf-8")
    assert load_game(tmp_path / "game.yaml").mark == load_game(tmp_path / "made" / "game.yaml").mark


def test_a_language_that_cannot_be_told_is_refused(
    ask: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    from multivector_sim.app import words

    unknown = ask(*YEARS, "--language", "de")
    assert unknown.returncode == 2
    assert "'de' received; allowed are en, ru, kk" in unknown.stderr
    monkeypatch.setattr(words, "find_spec", lambda _: None)
    missing = ask(*YEARS, "--language", "kk")
    assert missing.returncode == 2
    assert 'pip install "multivector-sim[app]"' in missing.stderr


def test_moves_come_from_a_file_and_results_go_into_a_folder(ask: Command, tmp_path: Path) -> None:
    (tmp_path / "moves.yaml").write_text(MOVES, encoding="utf-8")
    teams = ("--as", "KAZ", "--as", "CHN")
    done = ask(*teams, *YEARS, *SMALL, "--moves", "moves.yaml", "--out", "made", "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert [row["answers"]["CHN"] for row in document["game"]["turns"]] == ["", "obstruct"]
    made = tmp_path / "made"
    assert {path.name for path in made.iterdir()} == {
        "debrief.html", "debrief.md", "debrief.json", "paths.csv", "effects.csv", "game.yaml",
        "histories.png", "histories.svg", "effects.png", "effects.svg", "timeline.png",
        "timeline.svg", "played.yaml", "recorded.yaml", "multivector.yaml",
        "without_team_kaz.yaml", "without_team_chn.yaml",
    }  # fmt: skip
    assert not (tmp_path / "game.yaml").exists()
    command = re.search(
        r"^multivector (compare .*)$", (made / "debrief.md").read_text("utf-8"), re.M
    )
    assert command is not None
    own = mv.explain(mv.load_scenario(made / "played.yaml"), seed=1, run=7)
    told = re.search(r"^multivector (explain .*)$", (made / "debrief.md").read_text("utf-8"), re.M)
    assert told is not None
    assert told[1] == "explain played.yaml --against recorded.yaml --run 7 --seed 1"
    assert own.outcomes["welfare"] == document["one_history"]["played"]["welfare"]


def test_briefings_can_be_shown_without_asking(ask: Command, tmp_path: Path) -> None:
    (tmp_path / "moves.yaml").write_text(MOVES.replace("KAZ: leveraging=1, ", ""), encoding="utf-8")
    done = ask("--as", "CHN", *YEARS, *SMALL, "--moves", "moves.yaml", "--briefings")
    assert done.returncode == 0, done.stderr
    assert "1993: China (turn 2 of 2)" in done.stdout
    assert "the game minus multivector" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nothing",), "unknown scenario"),
        (("--as", "XXX"), "'XXX' received; allowed are KAZ"),
        (("--as", "KAZ", "--as", "kaz=B"), "received twice"),
        (("--from", "1900"), "years 1992 to 2025"),
        (("--years-per-turn", "0"), "from 1 to 20"),
        (("--runs", "1"), "--runs: 1 received"),
        (("--runs", "100000000"), "20,000 are allowed"),
        (("--run", "-1"), "run: -1"),
        (("--against", "nothing"), "unknown scenario"),
        (("--set", "policy.concession=2"), "policy.concession"),
        (("--resume", "none.yaml"), "cannot be read"),
        (("--moves", "none.yaml"), "cannot be read"),
        (("--resume", "a.yaml", "--replay", "b.yaml"), "name one of them"),
        (("baseline", "--resume", "a.yaml"), "says what is played"),
        (("--resume", "a.yaml", "--seed", "0"), "says what is played"),
        (("--replay", "a.yaml", "--moves", "b.yaml"), "do not fit"),
        (("--json",), "needs --moves or --replay"),
        (("--briefings",), "goes with --moves"),
        (("--save", "none/game.yaml"), "cannot write"),
    ],
)
def test_what_cannot_be_played_is_refused(
    ask: Command, arguments: tuple[str, ...], words: str
) -> None:
    done = ask(*arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_an_interrupted_debrief_says_where_the_game_is(
    ask: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("multivector_sim.play.debrief", interrupt)
    done = ask(*YEARS, *SMALL, typed="rest\n")
    assert done.returncode == 130
    assert "multivector play --replay game.yaml tells the debrief" in done.stderr


def test_a_faulty_move_in_a_file_is_told_before_anything_is_played(
    ask: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "moves.yaml").write_text(MOVES.replace("=1", "=11"), encoding="utf-8")
    monkeypatch.setattr(Game, "play", lambda *_: pytest.fail("a turn was played"))
    done = ask("--as", "KAZ", "--as", "CHN", *YEARS, *SMALL, "--moves", "moves.yaml")
    assert done.returncode == 2
    assert "moves.yaml: turn 1993: 'leveraging=11' received; a number from 0 to 1" in done.stderr


def test_a_game_is_not_written_over(ask: Command, tmp_path: Path) -> None:
    save_game(Game(set_up("baseline", until=1992)), tmp_path / "game.yaml")
    before = (tmp_path / "game.yaml").read_bytes()
    done = ask(*YEARS, *SMALL, typed="quit\n")
    assert done.returncode == 2
    assert "game.yaml is there already; go on with it by --resume game.yaml" in done.stderr
    assert (tmp_path / "game.yaml").read_bytes() == before
