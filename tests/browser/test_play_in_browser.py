"""The page of the game in a real browser: two teams play, save, resume elsewhere, and look back."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from multivector_sim.play import debrief, load_game

pytest.importorskip("solara", reason="needs the extra 'app'")
pytest.importorskip("websockets")

from classroom_client import Student
from looks import look_faults, rule_faults, voice_faults
from visiting import Visitor

ODD = [None, "x", "x" * 3000, 5, 1e308, -1, True, [], {}, [{"kind": "sit"}], {"kind": None},
       {"kind": ["begin"]}, {"kind": "__init__"}, {"kind": "drop"}]  # fmt: skip
KINDS = ("begin", "resume", "sit", "answer", "rest", "debrief", "language")


@pytest.fixture
def teams(page):
    return Teams(page.browser, page.address)


class Teams(Visitor):
    """Who sits at the screen."""

    def write(self, selector, text):
        self.put(selector, text, "input")

    def fetch(self, path):
        """Return status and text of a file, asked for as the page would."""
        return self.browser.execute_async_script(
            "const done = arguments[1];"
            "fetch(arguments[0]).then(got => got.text().then(text => done([got.status, text])))",
            path,
        )


def treat(teams):
    """Write three treaties, remove one, and try a favour that is too large in a closed part."""
    teams.choose(".mv-answer summary")
    for place, (partner, size) in enumerate((("CHN", "0.1"), ("RUS", "0.2"), ("USA", "0.3"))):
        teams.choose("#mv-treaty")
        teams.put(f"#mv-partner-{place}", partner, "change")
        teams.write(f"#mv-size-{place}", size)
    teams.put("#mv-quarter-2", "1993Q4", "change")
    teams.choose("#mv-remove-1")
    teams.write("#mv-favour-EU", "99")
    teams.choose(".mv-answer summary")
    teams.choose("#mv-decide")
    teams.until(lambda: teams.there(".mv-answer details[open] #mv-favour-EU:invalid"))
    teams.write("#mv-favour-EU", "")


def begun(teams):
    """Let two teams begin a game from the class page, and play the first turn."""
    teams.browser.get(teams.address)
    teams.find("#mv-to-play").click()
    teams.find("#mv-begin")
    teams.choose("#mv-held-RUS")
    teams.until(lambda: teams.find("#mv-team-RUS").is_enabled())
    for name, value in (("team-KAZ", "<b>Steppe</b>"), ("team-RUS", "Volga"), ("from", "1992"),
                        ("to", "1995"), ("step", "2"), ("seed", "5")):  # fmt: skip
        teams.write(f"#mv-{name}", value)
    teams.choose("#mv-begin")
    teams.find("#mv-sit")
    teams.until(lambda: teams.focused() == "mv-seat")
    assert "<b>Steppe</b>" in teams.find("#mv-seat").text
    assert not teams.there(".mv-sections")
    teams.choose("#mv-sit")
    teams.write("#mv-lever-inclusion", "0.35")
    treat(teams)
    teams.choose("#mv-decide")
    teams.until(lambda: "Volga" in teams.find("#mv-seat").text)
    teams.until(lambda: not teams.there(".mv-sections"))
    teams.browser.refresh()  # the address finds the game again
    teams.choose("#mv-sit")
    teams.choose("input[name=mv-action][value=demand]")
    teams.choose("#mv-decide")
    teams.until(lambda: "1994-1995" in teams.find("#mv-seat").text)


def test_two_teams_play_save_resume_elsewhere_and_look_back(teams, tmp_path):
    begun(teams)
    teams.find("#mv-paths svg")
    file = urlsplit(teams.find("#mv-file-game").get_attribute("href")).path
    status, saved = teams.fetch(file)
    answer = "inclusion=0.35 treaty=CHN:0.1@1992Q1 treaty=USA:0.3@1993Q4"
    assert (status, answer in " ".join(saved.split())) == (200, True)
    teams.browser.delete_all_cookies()  # somebody else, who has heard of the address
    first = teams.browser.current_url
    teams.browser.get(first)
    assert "This game is gone" in teams.find("#mv-notice").text
    assert teams.fetch(file)[0] == 404
    teams.write("#mv-save", saved.replace("inclusion=0.35", "inclusion=0.45"))
    teams.choose("#mv-resume")
    teams.until(lambda: "does not reproduce" in teams.find("#mv-notice").text)
    teams.write("#mv-save", saved)
    teams.choose("#mv-resume")
    teams.choose("#mv-sit")
    assert "demand" in teams.find("#mv-part-past").text
    teams.resize(360, 640, mobile=True)
    teams.until(lambda: not look_faults(teams, finger=True))
    assert voice_faults(teams) == []
    assert "treaty United States 0.3 in 1993Q4" in teams.find("#mv-part-standing").text
    teams.choose("#mv-debrief")  # the bell rings, and the game goes on all the same
    assert "1 of 2 turns are played" in teams.find("#mv-part-head").text
    for selector in ("#mv-rest", "#mv-yes", "#mv-debrief"):
        teams.choose(selector)
    teams.until(lambda: "1992 to 1995" in teams.find("#mv-debriefed").text)
    teams.find("#mv-part-effects_recorded")
    teams.until(lambda: teams.focused() == "mv-debriefed")
    teams.until(lambda: not look_faults(teams, finger=True))
    assert voice_faults(teams) + rule_faults(teams) == []
    (tmp_path / "game.yaml").write_text(saved, encoding="utf-8")
    game = load_game(tmp_path / "game.yaml")
    while game.turn is not None:
        game.play({})
    told = {one.key: one for one in debrief(game).sections}
    assert told["effects_recorded"].table.rows
    for key in ("history", "effects_recorded"):
        text = " ".join(teams.find(f"#mv-part-{key}").text.split())
        for row in told[key].table.rows:
            assert " ".join(" ".join(row).split()) in text
    file = urlsplit(teams.find("#mv-file-debrief").get_attribute("href")).path
    assert teams.fetch(file.replace("html", "md"))[1].startswith("# Debrief: ")
    assert "<b>Steppe</b>" not in teams.fetch(file)[1]
    assert teams.hosts() == {"127.0.0.1"}
    assert not [row for row in teams.browser.get_log("browser") if "TypeError" in row["message"]]


class Player(Student):
    """Somebody without a browser at the page of the game."""

    def ask(self, kind, content):
        """Send a message; the page that is asked for is that of the game."""
        arguments = content.get("data", {}).get("args")
        if arguments:
            arguments["path"] = f"/play{arguments['path'][1:]}"
        super().ask(kind, content)

    def panel(self, name):
        first, second = {"head": ("notice", ""), "start": ("shown", "actors"),
                         "seat": ("shown", "team"), "answer": ("told", "setting"),
                         "end": ("figures", "")}[name]  # fmt: skip
        for comm, state in self.widgets.items():
            there = first in state and (not second or second in (state[first] or ()))
            if there and (name == "head" or "notice" not in state):
                return comm, state
        raise LookupError(name)


def test_odd_values_in_every_event_harm_nobodys_game(address):
    begin = {"kind": "begin", "teams": {"KAZ": "", "RUS": ""}, "from": 1992, "to": 1993,
             "years": 1, "seed": 1}  # fmt: skip
    with Player(address) as neighbour, Player(address, "game=../x&lang=%00&game=a") as other:
        assert "gone" in other.panel("head")[1]["notice"]
        neighbour.send("start", "act", begin)
        for odd in ODD:
            other.send("start", "act", odd)
        other.send("start", "act", begin)
        other.send("seat", "act", {"kind": "sit", "turn": 0, "seat": 0})
        seat = other.panel("seat")[1]["shown"]
        for panel in ("head", "answer", "end"):
            for odd in ODD:
                other.send(panel, "act", odd)
        for kind in KINDS:
            for odd in ("x" * 3000, {"x": 1e308}, -1):
                wrong = dict.fromkeys(("teams", "from", "text", "turn", "seat", "value"), odd)
                other.send("end", "act", {"kind": kind, **wrong})
                assert len(other.notice) < 700
        assert other.panel("seat")[1]["shown"] == seat
        other.send("answer", "act", {"kind": "answer", "turn": 0, "seat": 0, "text": "keep"})
        assert other.panel("seat")[1]["shown"]["seat"] == 1
        mine = neighbour.panel("seat")[1]["shown"]
        assert (mine["turn"], mine["seat"], mine["told"]) == (0, 0, None)
        link = other.panel("head")[1]["link"]
        with Player(address, link) as thief:  # has the address, and not the cookie
            assert "gone" in thief.notice
            with pytest.raises(LookupError):
                thief.panel("seat")
