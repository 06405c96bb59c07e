"""The classroom page in a real browser: what a student does, and what is asked from whom."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from looks import look_faults, rule_faults, voice_faults


def test_a_student_guesses_sees_and_explores(page):
    page.open()
    assert "not a forecast" in page.text(".mv-head")
    assert not page.there(".mv-result svg")
    page.find("input[name=mv-way][value=lower]").click()
    page.until(lambda: page.find("#mv-commit").is_enabled())
    page.find("#mv-commit").click()
    before = page.find("#mv-tension").get_attribute("innerHTML")
    assert "lower under A: 1" in page.text("#mv-told")
    told = page.text(".mv-line1")
    page.put("#mv-a-concession", 0)
    page.until(lambda: page.text(".mv-line1") != told)
    assert page.find("#mv-tension").get_attribute("innerHTML") != before
    page.until(lambda: "a.concession=0.00" in page.browser.current_url)
    assert page.hosts() == {"127.0.0.1"}


def test_a_link_restores_a_state(page):
    query = "a=pro_west&a.skill=0.25&b=hedge&off=sco&at=2008Q3&power=EU&predict=0&seed=9"
    page.open(query)
    page.find("#mv-tension svg")
    page.until(lambda: page.find("#mv-preset-a").get_property("value") == "pro_west")
    page.until(lambda: page.find("#mv-preset-b").get_property("value") == "hedge")
    page.until(lambda: page.find("#mv-a-skill").get_property("value") == "0.25")
    assert not page.find("#mv-switch-sco").is_selected()
    page.until(lambda: page.find("#mv-power").get_property("value") == "EU")
    assert "2008Q3" in page.text(".mv-time")
    link = page.find("#mv-link").get_property("value")
    assert set(query.split("&")) <= set(urlsplit(link).query.split("&"))


def test_a_hostile_link_is_refused_with_words(page):
    page.open("a=%3Cimg%20src=x%20onerror=%22document.title='harm'%22%3E&runs=99999999")
    notice = page.find("#mv-notice")
    assert "runs='99999999' received" in notice.text
    page.open("a=%3Cimg%20src=x%20onerror=%22document.title='harm'%22%3E&lang=kk")
    assert "<img src=x" in page.text("#mv-notice")
    assert not page.there("#mv-notice img")
    assert page.browser.title != "harm"
    assert page.find("html").get_attribute("lang") == "kk"  # what of the link can be kept
    assert page.find("#mv-preset-a").get_property("value") == "baseline"


def test_an_event_opens_its_entry(page):
    page.open("predict=0")
    press = (
        "const mark = document.querySelector(\"#mv-tension [data-mark='11']\"); mark.focus();"
        "mark.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true}));"
        "return document.querySelector('.mv-entry') !== null"
    )
    page.find("#mv-tension [data-mark]")
    page.until(lambda: page.run(press))
    entry = page.text(".mv-entry")
    assert "E062" in entry
    assert "General Assembly" in entry
    page.choose(".mv-entry button")
    page.until(lambda: not page.there(".mv-entry"))
    page.until(lambda: page.run("return document.activeElement.dataset.mark") == "11")


def test_a_slider_that_is_moved_on_ends_where_it_was_left(page):
    page.open("predict=0")
    page.find("#mv-tension svg")
    page.run(
        "for (const [name, value] of [['skill', 0.1], ['skill', 0.2], ['retention', 0.3],"
        "  ['skill', 0.4], ['skill', 0.35]]) {"
        "  const slider = document.getElementById('mv-b-' + name);"
        "  slider.value = value; slider.dispatchEvent(new Event('change'));"
        "}"
    )
    page.until(lambda: "b.skill=0.35" in page.browser.current_url)
    page.until(lambda: "b.retention=0.30" in page.browser.current_url)


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
        page.put("#mv-a-skill", 0)
        page.until(lambda: "a.skill=0.00" in page.browser.current_url)
        page.browser.close()
    finally:
        page.browser.switch_to.window(first)
    page.until(lambda: page.text("#mv-told") != told)
    page.until(lambda: "higher under A: 1" in page.text("#mv-told"))
    page.until(lambda: "a.skill" not in page.browser.current_url)
    page.until(lambda: page.find("#mv-a-skill").get_property("value") == "0.8")


def test_phases_are_added_changed_and_taken_away(page):
    page.open("predict=0")
    page.find("#mv-tension svg")
    page.run("document.querySelector('.mv-phases').open = true")
    before = page.text(".mv-line1")
    page.press("#mv-a-phase")
    page.until(lambda: "a.from1=2008Q1-inclusion-0.20" in page.browser.current_url)
    page.put("#mv-a-0-inclusion", 0.9)
    page.until(lambda: "a.from1=2008Q1-inclusion-0.90" in page.browser.current_url)
    page.until(lambda: page.text(".mv-line1") != before)
    page.put("#mv-a-year-0", 12)
    page.until(lambda: "a.from1=2004Q1-inclusion-0.90" in page.browser.current_url)
    page.put("#mv-a-more-0", "skill")
    page.until(lambda: "skill-0.80" in page.browser.current_url)
    page.press("#mv-a-phase")
    page.until(lambda: "a.from2=2009Q1" in page.browser.current_url)
    page.put("#mv-a-year-1", 12)
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
    page.until(lambda: page.run(lines) == [2, 3])  # the run lies over the bands of B
    page.press("#mv-step-on")
    page.until(lambda: page.text("#mv-told-date") == "1996Q4")
    page.press("#mv-turn-on")
    page.until(lambda: page.text("#mv-told-date") > "1996Q4")
    page.until(lambda: page.text("#mv-told-date") in page.text(".mv-time"))
    first = page.find(".mv-files a").get_attribute("href")
    assert {"history=b", "run=7"} <= set(urlsplit(first).query.split("&"))
    page.put("#mv-a-skill", 0)  # another question: the run is told only when asked again
    page.until(lambda: "a.skill=0.00" in page.browser.current_url)
    page.until(lambda: not page.there("#mv-told-run"))
    page.until(lambda: page.run(lines) == [2, 2])
    page.until(lambda: "history" not in page.find(".mv-files a").get_attribute("href"))


def test_the_focus_is_never_lost(page):
    page.open("predict=0&history=b&run=7&at=2025Q3&a.from1=2004Q1-skill-0.50")
    page.find("#mv-told-run")
    page.choose("#mv-step-on")
    page.until(lambda: page.text("#mv-told-date") == "2025Q4")
    assert page.find("#mv-step-on").get_attribute("aria-disabled") == "true"
    page.choose("#mv-step-on")  # the last quarter: nothing happens, and it can be left
    assert page.focused() == "mv-step-on"
    assert page.text("#mv-told-date") == "2025Q4"
    page.choose("#mv-untell")
    page.until(lambda: page.focused() == "mv-tell")
    page.choose("#mv-tell")
    page.until(lambda: page.focused() == "H3")
    page.choose("#mv-turns")
    page.until(lambda: page.there("#mv-turned") and page.focused() == "DIV")
    page.choose("#mv-a-gone-0")
    page.until(lambda: page.focused() == "mv-a-phase")
    page.put("#mv-a-skill", 0.3)
    page.choose("#mv-a-skill ~ button")
    page.until(lambda: page.focused() == "mv-a-skill")


def test_everything_is_reached_by_the_keyboard_and_seen(page):
    page.open("predict=0&a.from1=2004Q1-skill-0.50&history=a&run=7&at=2004Q1")
    page.find("#mv-told-run")
    page.run(
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
    assert len(page.run(left)) > 50
    keys = ActionChains(page.browser)
    for _ in range(180):
        keys.send_keys(Keys.TAB)
    keys.perform()
    assert page.run(left) == []
    assert page.run("return window.unseen") == []


@pytest.mark.parametrize(
    ("width", "height", "finger", "language"),
    [(1024, 768, False, "ru"), (360, 640, True, "kk")],
    ids=["projector", "phone"],
)
def test_it_can_be_read_heard_and_hit(page, width, height, finger, language):
    page.resize(width, height, mobile=finger)
    page.open(
        f"predict=0&history=b&run=7&lang={language}&at=1996Q3&a=pro_west&a.skill=0.40&off=sco"
        "&a.from1=2004Q1-institutions-0.50"
    )
    page.find("#mv-told-run")  # long words beside numbers
    page.run("for (const one of document.querySelectorAll('.mv-page details')) one.open = true")
    page.press("#mv-event-8")
    page.find(".mv-entry")
    page.until(lambda: page.find("#mv-tension svg").rect["width"] <= width / (1 + (not finger)))
    page.until(lambda: not look_faults(page, finger=finger))
    assert voice_faults(page) == []
    assert rule_faults(page) == []
    if finger:
        return
    page.run(
        "const part = document.querySelector('.mv-headline'), tiny = document.createElement('p');"
        'part.append(tiny); tiny.outerHTML = \'<h4 style="font-size: 9px; width: 3000px">tiny</h4>'
        "<button></button>'"
    )
    seen = look_faults(page, finger=True)
    for fault in ("small: tiny", "scrolls sideways", "out of the page: tiny", "hard to hit"):
        assert any(one.startswith(fault) for one in seen), fault
    assert voice_faults(page) == ["button without a name",
                                  "heading of level 4 after one of level 2"]  # fmt: skip
