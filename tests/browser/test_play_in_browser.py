"""The page of the game in a real browser: two teams play, save, resume elsewhere, and look back."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from multivector_sim.play import debrief, load

pytest.importorskip("solara", reason="needs the extra 'app'")
pytest.importorskip("websockets")

from classroom_client import Student

PROGRAM = "from multivector_sim.cli import main; main(['app', '--port', '0', '--no-browser'])"
PATIENCE = 60
ODD = [None, "x", "x" * 3000, 5, 1e308, -1, True, [], {}, [{"kind": "sit"}], {"kind": None},
       {"kind": ["begin"]}, {"kind": "__init__"}, {"kind": "drop"}]  # fmt: skip
KINDS = ("begin", "resume", "sit", "answer", "rest", "debrief", "width", "language")
PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}


@pytest.fixture(scope="module")
def address(browser):
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    line = process.stdout.readline()
    if not line:
        words = process.communicate()[1]
        if "solara-assets" in words:
            pytest.skip(words.strip())
        raise AssertionError(words)
    yield re.search(r"http://\S+/", line)[0]
    process.kill()
    process.communicate()


@pytest.fixture
def teams(browser, address):
    online = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    browser.execute_cdp_cmd("Network.emulateNetworkConditions", online)
    browser.get_log("performance")
    yield Teams(browser, address)
    browser.get("about:blank")
    offline = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
    browser.execute_cdp_cmd("Network.emulateNetworkConditions", offline)


class Teams:
    """Who sits at the screen."""

    def __init__(self, browser, address):
        self.browser, self.address = browser, address

    def until(self, condition):
        return WebDriverWait(self.browser, PATIENCE, 0.05, ignored_exceptions=[Exception]).until(
            lambda _: condition()
        )

    def find(self, selector):
        return self.until(lambda: self.browser.find_element(By.CSS_SELECTOR, selector))

    def there(self, selector):
        return bool(self.browser.find_elements(By.CSS_SELECTOR, selector))

    def press(self, selector):
        """Choose something by the keyboard: what cannot have the focus cannot be pressed."""
        self.until(lambda: self.find(selector).is_enabled())
        self.find(selector).send_keys(Keys.SPACE)

    def write(self, selector, text):
        self.browser.execute_script(
            "arguments[0].value = arguments[1];"
            "arguments[0].dispatchEvent(new Event('input', {bubbles: true}))",
            self.find(selector), text,
        )  # fmt: skip

    def fetch(self, path):
        """Return status and text of a file, asked for as the page would."""
        return self.browser.execute_async_script(
            "const done = arguments[1];"
            "fetch(arguments[0]).then(got => got.text().then(text => done([got.status, text])))",
            path,
        )

    def hosts(self):
        rows = (
            json.loads(row["message"])["message"] for row in self.browser.get_log("performance")
        )
        asked = [
            urlsplit(row["params"].get("request", row["params"])["url"])
            for row in rows
            if row["method"] in ("Network.requestWillBeSent", "Network.webSocketCreated")
        ]
        return {one.hostname for one in asked if one.scheme in ("http", "https", "ws", "wss")}


def begun(teams):
    """Let two teams begin a game from the class page, and play the first turn."""
    teams.browser.get(teams.address)
    teams.find("#mv-to-play").click()
    teams.find("#mv-begin")
    teams.press("#mv-held-RUS")
    teams.until(lambda: teams.find("#mv-team-RUS").is_enabled())
    for name, value in (("team-KAZ", "<b>Steppe</b>"), ("team-RUS", "Volga"), ("from", "1992"),
                        ("to", "1995"), ("step", "2"), ("seed", "5")):  # fmt: skip
        teams.write(f"#mv-{name}", value)
    teams.press("#mv-begin")
    teams.find("#mv-sit")
    assert "<b>Steppe</b>" in teams.find("#mv-seat").text
    assert not teams.there(".mv-sections")
    teams.press("#mv-sit")
    teams.write("#mv-lever-inclusion", "0.35")
    teams.press("#mv-decide")
    teams.until(lambda: "Volga" in teams.find("#mv-seat").text)
    assert not teams.there(".mv-sections")
    teams.browser.refresh()  # the address finds the game again
    teams.press("#mv-sit")
    teams.press("input[name=mv-action][value=demand]")
    teams.press("#mv-decide")
    teams.until(lambda: "1994-1995" in teams.find("#mv-seat").text)


def test_two_teams_play_save_resume_elsewhere_and_look_back(teams, tmp_path):
    begun(teams)
    assert teams.there("#mv-paths svg")
    file = urlsplit(teams.find("#mv-file-game").get_attribute("href")).path
    status, saved = teams.fetch(file)
    assert (status, "inclusion=0.35" in saved) == (200, True)
    teams.browser.delete_all_cookies()  # somebody else, who has heard of the address
    first = teams.browser.current_url
    teams.browser.get(first)
    assert "This game is gone" in teams.find("#mv-notice").text
    assert teams.fetch(file)[0] == 404
    teams.write("#mv-save", saved.replace("inclusion=0.35", "inclusion=0.45"))
    teams.press("#mv-resume")
    teams.until(lambda: "does not reproduce" in teams.find("#mv-notice").text)
    teams.write("#mv-save", saved)
    teams.press("#mv-resume")
    teams.press("#mv-sit")
    assert "demand" in teams.find("#mv-part-past").text
    teams.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
    try:
        width = teams.browser.execute_script("return document.documentElement.scrollWidth")
    finally:
        teams.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert width <= 390
    for selector in ("#mv-rest", "#mv-yes", "#mv-debrief"):
        teams.press(selector)
    teams.find("#mv-part-effects_recorded")
    (tmp_path / "game.yaml").write_text(saved, encoding="utf-8")
    game = load(tmp_path / "game.yaml")
    while game.turn is not None:
        game.play({})
    told = {one.key: one for one in debrief(game).sections}
    assert told["effects_recorded"].table.rows
    for key in ("history", "effects_recorded"):
        text = " ".join(teams.find(f"#mv-part-{key}").text.split())
        for row in told[key].table.rows:
            assert " ".join(" ".join(row).split()) in text
    file = urlsplit(teams.find("#mv-file-debrief").get_attribute("href")).path
    assert teams.fetch(file)[1].startswith("# Debrief: ")
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
        first, second = {"head": ("english", ""), "start": ("shown", "actors"),
                         "seat": ("shown", "team"), "answer": ("told", "setting"),
                         "end": ("figures", "")}[name]  # fmt: skip
        for comm, state in self.widgets.items():
            there = first in state and (not second or second in (state[first] or ()))
            if there and (name == "head" or "english" not in state):
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
