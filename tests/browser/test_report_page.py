"""A report in a real browser: offline, on a phone, in the dark, and on paper."""

from __future__ import annotations

import base64

import pypdfium2
import pytest
from selenium.webdriver.common.by import By

from multivector_sim.report import write_report

A4 = (595, 842)
"""Points."""


@pytest.fixture(scope="module")
def address(saved_comparison, tmp_path_factory):
    return write_report(saved_comparison, tmp_path_factory.mktemp("page") / "report.html").as_uri()


@pytest.fixture
def opened(browser, address):
    browser.get_log("browser")  # what earlier pages left behind
    browser.get(address)
    return browser


def test_it_opens_offline_without_complaint(opened):
    assert opened.title.startswith("Recorded path, 1992-2025")
    pictures = opened.find_elements(By.TAG_NAME, "img")
    assert len(pictures) == opened.page_source.count("<figcaption>") >= 5
    assert all(picture.get_property("naturalWidth") > 0 for picture in pictures)
    assert opened.get_log("browser") == []
    loaded = opened.execute_script(
        "return performance.getEntriesByType('resource').map(entry => entry.name)"
    )
    assert all(name.startswith("data:") for name in loaded)


def test_it_fits_a_phone(opened):
    size = {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}
    opened.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    try:
        width = opened.execute_script("return document.documentElement.scrollWidth")
    finally:
        opened.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert width <= 390  # tables and figures scroll by themselves, the page does not


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_follows_the_colours_of_the_reader(opened, scheme):
    wish = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    opened.execute_cdp_cmd("Emulation.setEmulatedMedia", wish)
    try:
        paper = opened.execute_script(
            "return getComputedStyle(document.documentElement).backgroundColor"
        )
    finally:
        opened.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert paper == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 24, 28)"}[scheme]


def test_the_keyboard_reaches_the_content(opened):
    opened.execute_cdp_cmd(
        "Input.dispatchKeyEvent", {"type": "keyDown", "key": "Tab", "windowsVirtualKeyCode": 9}
    )
    first = opened.switch_to.active_element
    assert first.text == "Skip to the content"
    assert first.is_displayed()


def test_it_prints(opened):
    printed = opened.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    with pypdfium2.PdfDocument(base64.b64decode(printed["data"])) as document:
        sizes = {tuple(map(round, page.get_size())) for page in document}
        words = " ".join(page.get_textpage().get_text_bounded() for page in document)
    assert sizes == {A4, A4[::-1]}  # figures lie across
    for told in ("Exploratory, not a forecast", "Figure 5", "minus pro_west", "SHA-256"):
        assert told in " ".join(words.split())
    assert "Skip to the content" not in words
