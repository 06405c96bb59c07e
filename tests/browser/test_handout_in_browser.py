"""A handout in a real browser, opened from the disk: offline, closed, and right."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

import multivector_sim as mv
from multivector_sim.experiments.paired import paired_effect
from multivector_sim.handout import Grid, Sizes, lesson, make_handout
from multivector_sim.handout.lessons import TURNED

GRID = Grid((0.0, 0.4, 0.8))
SIZES = Sizes(runs=20, seed=5, sets=5, set_runs=2)
PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}


@pytest.fixture(scope="module")
def made():
    return make_handout(lesson("tension"), GRID, SIZES, teacher=True)


@pytest.fixture(scope="module")
def file(made, tmp_path_factory):
    return made.save(tmp_path_factory.mktemp("handout") / "one.html")


def open_page(browser, address):
    browser.get_log("browser")  # what earlier pages left behind
    browser.get_log("performance")
    browser.get(address)
    WebDriverWait(browser, 20).until(
        lambda one: one.execute_script("return document.body.dataset.ready") == "yes"
    )


@pytest.fixture
def opened(browser, file):
    open_page(browser, file.as_uri())
    return browser


def say(browser, guess="lower"):
    browser.find_element(By.CSS_SELECTOR, f'[data-guess="{guess}"]').click()


def move(browser, side, lever, place):
    browser.execute_script(
        "const it = document.getElementById(arguments[0]); it.value = arguments[1];"
        "it.dispatchEvent(new Event('input', {bubbles: true}));",
        f"{side}-{lever}", place,
    )  # fmt: skip


def apart(browser):
    """Return mean, low, high and share of the scorecard, by label."""
    rows = browser.find_elements(By.CSS_SELECTOR, "#score tr")
    return {
        row.get_attribute("data-label"): [
            float(part) for part in row.get_attribute("data-apart").split()
        ]
        for row in rows
    }


def direct(made, a, b):
    """Return the same numbers from runs of two scenarios."""
    found = []
    for places in (a, b):
        changes = {f"policy.{x}": GRID.levels[k] for x, k in zip(TURNED, places, strict=True)}
        scenario = mv.load_scenario("laissez_faire", changes)
        found.append(mv.simulate(scenario, runs=SIZES.runs, seed=SIZES.seed))
    effects = {}
    for label in made.lesson.outcomes:
        name, _, actor = label.partition("[")
        values = [one[name].sel(actor=actor.rstrip("]")) if actor else one[name] for one in found]
        effects[label] = paired_effect(values[0].values, values[1].values)
    return effects


def agree(shown, expected):
    assert set(shown) == set(expected)
    for label, (mean, low, high, lower) in shown.items():
        one = expected[label]
        size = max(abs(one.mean_low), abs(one.mean_high))
        close = {"abs": 1e-5 + 1e-4 * size}
        assert mean == pytest.approx(one.mean, **close), label
        assert low == pytest.approx(one.mean_low, **close), label
        assert high == pytest.approx(one.mean_high, **close), label
        assert lower == pytest.approx(one.p_negative, abs=1e-9), label


def median_path(browser, side):
    return browser.find_element(By.CSS_SELECTOR, f'#fans [data-median="{side}"]').get_attribute("d")


def drawn(browser, side):
    """Return the values of the median of a side, read off the axis of its figure."""
    labels = browser.find_elements(By.CSS_SELECTOR, "#fans svg:first-of-type text[text-anchor=end]")
    ticks = [(float(one.get_attribute("y")) - 4, float(one.text)) for one in labels[:3]]
    slope = (ticks[2][1] - ticks[0][1]) / (ticks[2][0] - ticks[0][0])
    points = re.findall(r"[ML][\d.]+ ([\d.]+)", median_path(browser, side))
    return [ticks[0][1] + slope * (float(y) - ticks[0][0]) for y in points]


def test_nothing_is_shown_before_the_guess(opened):
    assert not opened.find_element(By.ID, "result").is_displayed()
    say(opened)
    assert opened.find_element(By.ID, "result").is_displayed()
    assert not opened.find_element(By.ID, "guess").is_displayed()
    title = opened.find_element(By.ID, "result-title").text
    assert title == "A minus B: levels 0.8, 0.4, 0.8, 0.4, 0.4, against Every lever at zero"
    assert "You said lower" in opened.find_element(By.ID, "guessed").text
    assert "5 parameter sets" in opened.find_element(By.ID, "held").text


def test_a_slider_changes_figure_and_numbers_and_both_are_right(opened, made):
    say(opened)
    agree(apart(opened), direct(made, (2, 1, 2, 1, 1), (0, 0, 0, 0, 0)))
    before = median_path(opened, "a")
    move(opened, "a", "leveraging", 2)
    move(opened, "b", "concession", 1)
    after = median_path(opened, "a")
    assert after != before
    agree(apart(opened), direct(made, (2, 1, 2, 2, 1), (0, 1, 0, 0, 0)))
    assert "chance alone" in opened.find_element(By.ID, "held").text
    # The figure draws and tells the quantiles that were computed.
    bands = made.worlds[0].series["tension.RUS-CHN"][GRID.number((2, 1, 2, 2, 1))]
    assert drawn(opened, "a") == pytest.approx(bands[2], abs=0.0015)
    words = opened.find_element(By.CSS_SELECTOR, "#fans svg").get_attribute("aria-label")
    told = float(words.partition("A in 2025: median ")[2].split(",")[0])
    assert told == pytest.approx(bands[2, -1], abs=0.00025 + 0.005 * bands[2, -1])


def test_equal_policies_do_not_differ(opened):
    say(opened, "open")
    button = "#points-a button"
    opened.execute_script(f"document.querySelector('{button}').click()")
    assert all(row == [0, 0, 0, 0.5] for row in apart(opened).values())


def test_steps_and_exploring(opened, made):
    buttons = opened.find_elements(By.CSS_SELECTOR, "#steps button")
    assert len(buttons) == len(made.lesson.steps) + 1
    say(opened)
    buttons[1].click()
    assert not opened.find_element(By.ID, "result").is_displayed()
    assert "Step 2" in opened.find_element(By.ID, "task-title").text
    say(opened, "higher")
    words = opened.find_element(By.ID, "guesses").text
    assert words.count("you said") == 2
    answer = opened.find_element(By.ID, "answer-words").get_attribute("textContent")
    assert answer == made.lesson.steps[1].answer
    buttons[-1].click()
    assert opened.find_element(By.ID, "result").is_displayed()


def test_it_asks_for_nothing_and_complains_of_nothing(opened):
    say(opened)
    move(opened, "a", "inclusion", 1)
    asked = []
    for entry in opened.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            asked.append(message["params"]["request"]["url"])
    assert {url.partition(":")[0] for url in asked} <= {"file", "data"}
    assert sum(url.startswith("file:") for url in asked) == 1
    assert opened.get_log("browser") == []


def test_its_policy_lets_no_script_reach_out(opened):
    told = opened.execute_async_script(
        "const done = arguments[0];"
        "document.addEventListener('securitypolicyviolation', one => done(one.violatedDirective));"
        "fetch('http://127.0.0.1:9/').catch(() => 0);"
    )
    assert told == "connect-src"
    opened.get_log("browser")


def test_it_fits_a_phone(opened):
    opened.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
    try:
        say(opened)
        width = opened.execute_script("return document.documentElement.scrollWidth")
        small = opened.execute_script(
            "return [...document.querySelectorAll('button,input[type=range]')]"
            ".filter(one => one.offsetHeight > 0 && one.offsetHeight < 35).length"
        )
    finally:
        opened.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert width <= 390
    assert small == 0  # fingers are wide


def test_every_control_has_a_name_and_the_keyboard_moves_it(opened):
    tree = opened.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    controls = [
        node for node in tree
        if not node.get("ignored") and node["role"]["value"] in ("slider", "button", "radio")
    ]  # fmt: skip
    assert sum(node["role"]["value"] == "slider" for node in controls) == 10
    assert all(node["name"]["value"] for node in controls)
    slider = opened.find_element(By.ID, "a-inclusion")
    slider.send_keys("\ue012")  # arrow to the left
    assert opened.find_element(By.ID, "a-inclusion-level").text == "0.4"
    assert slider.get_attribute("aria-valuetext") == "0.4"


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        ("delete window.DecompressionStream;", "cannot unpack"),
        ("window.atob = () => { throw new Error('x'); };", "may be damaged"),
    ],
)
def test_an_old_browser_or_a_damaged_file_is_told(browser, file, spoil, words):
    script = browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": spoil})
    try:
        browser.get(file.as_uri())
        WebDriverWait(browser, 20).until(lambda one: words in one.find_element(By.ID, "state").text)
        assert not browser.find_element(By.ID, "room").is_displayed()
    finally:
        browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", script)


def test_without_scripts_a_message_stands_there(browser, file):
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.get(file.as_uri())
        assert "JavaScript" in browser.find_element(By.TAG_NAME, "noscript").text
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


@pytest.mark.full
def test_a_handout_of_full_size_agrees_too(browser, tmp_path):
    made = make_handout(lesson("other"))
    open_page(browser, made.save(tmp_path / "other.html").as_uri())
    say(browser)
    row = apart(browser)["tension_rus_chn"]
    step = made.lesson.steps[0]
    a, b = (
        made.grid.number(made.grid.nearest([side.get(x, 0.0) for x in TURNED])[0])
        for side in (step.a, step.b)
    )
    values = made.worlds[0].outcomes["tension_rus_chn"]
    assert row[0] == pytest.approx(np.mean(values[a] - values[b]), abs=2e-6)
    assert "Without the common Other" in browser.find_element(By.ID, "elsewhere").text
