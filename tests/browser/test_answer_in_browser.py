"""The page of an answer in a real browser: offline, on a phone, and on paper."""

from __future__ import annotations

import base64

import pypdfium2
import pytest
from selenium.webdriver.common.by import By

from made_answers import made_answer
from multivector_sim.report import write_answer


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("answer")
    write_answer(made_answer(long=True), folder)
    return (folder / "report.html").as_uri()


@pytest.fixture
def opened(browser, address):
    browser.get_log("browser")  # what earlier pages left behind
    browser.get(address)
    return browser


def test_it_opens_offline_without_complaint(opened):
    pictures = opened.find_elements(By.TAG_NAME, "img")
    assert len(pictures) == 2
    assert all(picture.get_property("naturalWidth") > 0 for picture in pictures)
    assert opened.get_log("browser") == []


def test_it_fits_a_phone(opened):
    size = {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}
    opened.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    try:
        width = opened.execute_script("return document.documentElement.scrollWidth")
    finally:
        opened.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert width <= 390  # tables and figures scroll by themselves, the page does not


def test_it_prints(opened):
    printed = opened.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    with pypdfium2.PdfDocument(base64.b64decode(printed["data"])) as document:
        words = " ".join(page.get_textpage().get_text_bounded() for page in document)
    for told in ("Exploratory, not a forecast", "Figure 2", "Regret", "SHA-256", "P(better)"):
        assert told in " ".join(words.split())
