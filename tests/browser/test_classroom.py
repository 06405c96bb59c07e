"""The classroom page in a real browser: what a student does, and what is asked from whom."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

pytest.importorskip("solara", reason="needs the extra 'app'")

PROGRAM = (
    "import sys\n"
    "def tell(event, given):\n"
    "    if event in ('socket.connect', 'socket.getaddrinfo', 'socket.gethostbyname'):\n"
    "        print('asked:', event, given, file=sys.stderr)\n"
    "sys.addaudithook(tell)\n"
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    "from multivector_sim.cli import main; main(['app', '--port', '0', '--no-browser'])"
)
PATIENCE = 30
ONLINE = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
OFFLINE = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}


@pytest.fixture(scope="module")
def server(browser):
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
    yield process, re.search(r"http://\S+/", line)[0]
    process.kill()
    process.communicate()


@pytest.fixture
def page(browser, server):
    browser.execute_cdp_cmd("Network.emulateNetworkConditions", ONLINE)
    browser.get_log("performance")
    yield Visitor(browser, server[1])
    browser.get("about:blank")
    browser.execute_cdp_cmd("Network.emulateNetworkConditions", OFFLINE)


class Visitor:
    """Somebody at the page."""

    def __init__(self, browser, address):
        self.browser, self.address = browser, address

    def open(self, query=""):
        self.browser.get(f"{self.address}?{query}")
        self.find(".mv-head")

    def find(self, selector):
        return WebDriverWait(self.browser, PATIENCE).until(
            lambda browser: next(iter(browser.find_elements(By.CSS_SELECTOR, selector)), None)
        )

    def until(self, condition):
        return WebDriverWait(self.browser, PATIENCE, ignored_exceptions=[Exception]).until(
            lambda _: condition()
        )

    def text(self, selector):
        return self.find(selector).text

    def press(self, button):
        """Press a button wherever the page has moved it by now."""
        self.browser.execute_script("arguments[0].click()", self.find(button))

    def release(self, slider, value):
        """Put a slider to a value, as when it is let go."""
        self.browser.execute_script(
            "arguments[0].value = arguments[1];"
            "arguments[0].dispatchEvent(new Event('change', {bubbles: true}))",
            self.find(slider), str(value),
        )  # fmt: skip

    def hosts(self):
        """Return hosts that were asked for something, pages and sockets alike."""
        found = set()
        for row in self.browser.get_log("performance"):
            message = json.loads(row["message"])["message"]
            if message["method"] in ("Network.requestWillBeSent", "Network.webSocketCreated"):
                what = message["params"].get("request", message["params"])
                address = urlsplit(what["url"])
                if address.scheme in ("http", "https", "ws", "wss"):
                    found.add(address.hostname)
        return found


def test_a_student_guesses_sees_and_explores(page):
    page.open()
    assert "not a forecast" in page.text(".mv-head")
    assert not page.browser.find_elements(By.CSS_SELECTOR, ".mv-result svg")
    page.find("input[name=mv-way][value=lower]").click()
    page.until(lambda: page.find("#mv-commit").is_enabled())
    page.find("#mv-commit").click()
    before = page.find("#mv-tension").get_attribute("innerHTML")
    assert "lower under A: 1" in page.text("#mv-told")
    told = page.text(".mv-line1")
    page.release("#mv-a-concession", 0)
    page.until(lambda: page.text(".mv-line1") != told)
    assert page.find("#mv-tension").get_attribute("innerHTML") != before
    page.until(lambda: "a.concession=0.00" in page.browser.current_url)
    assert page.hosts() == {"127.0.0.1"}


def test_a_link_restores_a_state(page):
    query = "a=pro_west&a.skill=0.25&b=hedge&off=sco&at=2008Q3&power=EU&predict=0&seed=9"
    page.open(query)
    page.find("#mv-tension svg")
    assert page.find("#mv-preset-a").get_property("value") == "pro_west"
    assert page.find("#mv-preset-b").get_property("value") == "hedge"
    assert page.find("#mv-a-skill").get_property("value") == "0.25"
    assert not page.find("#mv-switch-sco").is_selected()
    assert page.find("#mv-power").get_property("value") == "EU"
    assert "2008Q3" in page.text(".mv-time")
    link = page.find("#mv-link").get_property("value")
    assert set(query.split("&")) <= set(urlsplit(link).query.split("&"))


def test_a_hostile_link_is_refused_with_words(page):
    page.open("a=%3Cimg%20src=x%20onerror=%22document.title='harm'%22%3E&runs=99999999")
    notice = page.find("#mv-notice")
    assert "runs='99999999' received" in notice.text
    page.open("a=%3Cimg%20src=x%20onerror=%22document.title='harm'%22%3E")
    assert "<img src=x" in page.text("#mv-notice")
    assert not page.browser.find_elements(By.CSS_SELECTOR, "#mv-notice img")
    assert page.browser.title != "harm"
    assert page.find("#mv-preset-a").get_property("value") == "baseline"


def test_an_event_opens_its_entry(page):
    page.open("predict=0")
    press = (
        "const mark = document.querySelector(\"#mv-tension [data-mark='11']\"); mark.focus();"
        "mark.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true}));"
        "return document.querySelector('.mv-entry') !== null"
    )
    page.find("#mv-tension [data-mark]")
    page.until(lambda: page.browser.execute_script(press))
    entry = page.text(".mv-entry")
    assert "E062" in entry
    assert "General Assembly" in entry


def test_a_slider_that_is_moved_on_ends_where_it_was_left(page):
    page.open("predict=0")
    page.find("#mv-tension svg")
    page.browser.execute_script(
        "for (const [name, value] of [['skill', 0.1], ['skill', 0.2], ['retention', 0.3],"
        "  ['skill', 0.4], ['skill', 0.35]]) {"
        "  const slider = document.getElementById('mv-b-' + name);"
        "  slider.value = value; slider.dispatchEvent(new Event('change'));"
        "}"
    )
    page.until(lambda: "b.skill=0.35" in page.browser.current_url)
    assert "b.retention=0.30" in page.browser.current_url


def guess(page, way):
    page.open()
    page.find(f"input[name=mv-way][value={way}]").click()
    page.until(lambda: page.find("#mv-commit").is_enabled())
    page.find("#mv-commit").click()
    page.find("#mv-told")


def test_visitors_see_the_guesses_of_the_class_and_no_choice_of_each_other(page):
    guess(page, "same")
    first = page.browser.current_window_handle
    told = page.text("#mv-told")
    try:
        page.browser.switch_to.new_window("tab")
        page.browser.delete_all_cookies()  # somebody else
        guess(page, "higher")
        page.release("#mv-a-skill", 0)
        page.until(lambda: "a.skill=0.00" in page.browser.current_url)
        page.browser.close()
    finally:
        page.browser.switch_to.window(first)
    page.until(lambda: page.text("#mv-told") != told)
    assert "higher under A: 1" in page.text("#mv-told")
    assert "a.skill" not in page.browser.current_url
    assert page.find("#mv-a-skill").get_property("value") == "0.8"


def test_phases_are_added_changed_and_taken_away(page):
    page.open("predict=0")
    page.find("#mv-tension svg")
    page.browser.execute_script("document.querySelector('.mv-phases').open = true")
    before = page.text(".mv-line1")
    page.press("#mv-a-phase")
    page.until(lambda: "a.from1=2008Q1-inclusion-0.20" in page.browser.current_url)
    page.release("#mv-a-0-inclusion", 0.9)
    page.until(lambda: "a.from1=2008Q1-inclusion-0.90" in page.browser.current_url)
    page.until(lambda: page.text(".mv-line1") != before)
    page.release("#mv-a-year-0", 12)
    page.until(lambda: "a.from1=2004Q1-inclusion-0.90" in page.browser.current_url)
    page.release("#mv-a-more-0", "skill")
    page.until(lambda: "skill-0.80" in page.browser.current_url)
    page.press("#mv-a-phase")
    page.until(lambda: "a.from2=2009Q1" in page.browser.current_url)
    page.release("#mv-a-year-1", 12)
    page.until(lambda: "two begin in 2004Q1" in page.text("#mv-notice"))
    page.until(lambda: page.find("#mv-a-year-1").get_property("value") == "17")  # as it is
    for _ in range(2):
        link = page.browser.current_url
        page.press("#mv-a-gone-0")
        page.until(lambda link=link: page.browser.current_url != link)
    page.until(lambda: page.text(".mv-line1") == before)


def test_a_run_is_told_quarter_by_quarter(page):
    page.open("predict=0&history=b&run=7&at=1996Q3&lang=ru")
    page.find("#mv-told-run")
    assert page.find("#mv-run").get_property("value") == "7"
    assert page.text("#mv-told-date") == "1996Q3"
    assert len(page.browser.find_elements(By.CSS_SELECTOR, ".mv-power")) == 4
    assert len(page.browser.find_elements(By.CSS_SELECTOR, ".mv-taken")) == 4
    lines = "return [...document.querySelectorAll('#mv-tension svg')].map(svg => "
    lines += "svg.querySelectorAll('polyline').length)"
    assert page.browser.execute_script(lines) == [2, 3]  # the run lies over the bands of B
    page.press("#mv-step-on")
    page.until(lambda: page.text("#mv-told-date") == "1996Q4")
    page.press("#mv-turn-on")
    page.until(lambda: page.text("#mv-told-date") > "1996Q4")
    assert page.text("#mv-told-date") in page.text(".mv-time")
    page.release("#mv-a-skill", 0)  # another question: the run is told only when asked again
    page.until(lambda: "a.skill=0.00" in page.browser.current_url)
    page.until(lambda: not page.browser.find_elements(By.CSS_SELECTOR, "#mv-told-run"))
    assert page.browser.execute_script(lines) == [2, 2]


def test_everything_is_reached_by_the_keyboard_and_seen(page):
    page.open("predict=0&a.from1=2004Q1-skill-0.50")
    page.find("#mv-tension svg")
    page.browser.execute_script(
        "window.unseen = []; document.addEventListener('focusin', event => {"
        "  event.target.dataset.reached = '1';"
        "  const rect = event.target.closest('.mark') && event.target.querySelector('rect');"
        "  const seen = rect ? getComputedStyle(rect).fill !== 'rgb(233, 237, 242)'"
        "    : parseFloat(getComputedStyle(event.target).outlineWidth) >= 2;"
        "  if (!seen) window.unseen.push(event.target.outerHTML.slice(0, 80)); })"
    )
    left = (
        "return [...document.querySelectorAll('.mv-page a[href], .mv-page button:enabled,"
        ' .mv-page input, .mv-page select, .mv-page summary, .mv-page [tabindex="0"]\')]'
        ".filter(one => one.checkVisibility() && !one.dataset.reached && one.type !== 'radio')"
        ".map(one => one.outerHTML.slice(0, 80))"
    )
    assert len(page.browser.execute_script(left)) > 50
    keys = ActionChains(page.browser)
    for _ in range(160):
        keys.send_keys(Keys.TAB)
    keys.perform()
    assert page.browser.execute_script(left) == []
    assert page.browser.execute_script("return window.unseen") == []


def test_it_fits_a_phone(page):
    size = {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}
    page.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    try:
        page.open("predict=0&history=b&run=7&lang=kk&a.from1=2004Q1-institutions-0.50")
        page.find("#mv-told-run")  # long words beside numbers
        page.until(lambda: page.find("#mv-tension svg").rect["width"] <= 390)
        width = page.browser.execute_script("return document.documentElement.scrollWidth")
        cut = page.browser.execute_script(
            "return [...document.querySelectorAll('.mv-history *, .mv-choices *')]"
            ".filter(one => one.clientWidth && one.scrollWidth > one.clientWidth + 1)"
            ".map(one => one.outerHTML.slice(0, 80))"
        )
    finally:
        page.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert width <= 390
    assert cut == []


@pytest.mark.skipif(os.name != "posix", reason="signals differ")
def test_an_interrupt_ends_it_cleanly(server):  # the last one: it ends the server
    process, _ = server
    process.send_signal(signal.SIGINT)
    out, words = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert "interrupted; the page is closed" in words
    assert "Traceback" not in out + words
    asked = [line for line in words.splitlines() if line.startswith("asked:")]
    assert asked  # the address that it serves at
    assert all("'127.0.0.1'" in line for line in asked), asked
