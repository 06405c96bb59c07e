"""Take the pictures of docs/classroom.md again: ``python tests/update_classroom.py``.

It serves the page and looks at it with Chromium, which must be there with its driver.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images" / "classroom"
SERVER = "from multivector_sim.cli import main; main(['app', '--port', '0', '--no-browser'])"
STATE = (
    "a=baseline&a.from1=2004Q1-inclusion-0.10-skill-0.30&b=baseline&predict=0&at=2004Q3"
    "&history=a&run=7"
)
PICTURES = {"history.png": "#mv-told-run", "phases.png": ".mv-side .mv-phases"}
"""Pictures by name, and what of the page is on them."""
FIGURE = "tension.svg"
"""What is taken home of the first state."""
WIDTH, HEIGHT = 1366, 2600


def open_browser() -> webdriver.Chrome:
    """Return a browser without a window."""
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    browser = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    browser.set_window_size(WIDTH, HEIGHT)
    return browser


def main() -> None:
    """Write the pictures."""
    with subprocess.Popen(
        [sys.executable, "-u", "-c", SERVER], stdout=subprocess.PIPE, text=True
    ) as server:
        browser = open_browser()
        try:
            address = server.stdout.readline().split()[-1] if server.stdout else ""
            with urlopen(f"{address}files/{FIGURE}") as answer:
                (IMAGES / FIGURE).write_bytes(answer.read())
            browser.get(f"{address}?{STATE}")
            WebDriverWait(browser, 120).until(
                lambda one: one.find_elements(By.CSS_SELECTOR, "#mv-told-run")
            )
            time.sleep(2)  # figures take the width of the window
            for name, selector in PICTURES.items():
                found = browser.find_element(By.CSS_SELECTOR, selector)
                (IMAGES / name).write_bytes(found.screenshot_as_png)
                print(IMAGES / name)
        finally:
            browser.quit()
            server.kill()


if __name__ == "__main__":
    main()
