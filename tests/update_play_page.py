"""Take the picture of docs/play.md again: ``python tests/update_play_page.py``.

It serves the page and begins a game with Chromium, which must be there with its driver.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from update_classroom import SERVER, open_browser

PICTURE = Path(__file__).resolve().parents[1] / "docs" / "images" / "play" / "briefing.png"
FILLED = {"mv-from": 2014, "mv-to": 2025, "mv-step": 2}
FILL = (
    "arguments[0].value = arguments[1];"
    "arguments[0].dispatchEvent(new Event('input', {bubbles: true}))"
)


def main() -> None:
    """Write the picture."""
    with subprocess.Popen(
        [sys.executable, "-u", "-c", SERVER], stdout=subprocess.PIPE, text=True
    ) as server:
        browser = open_browser()
        try:
            address = server.stdout.readline().split()[-1] if server.stdout else ""
            browser.get(f"{address}play")
            wait = WebDriverWait(browser, 120)
            wait.until(lambda one: one.find_elements(By.ID, "mv-begin"))
            for name, value in FILLED.items():
                browser.execute_script(FILL, browser.find_element(By.ID, name), str(value))
            browser.find_element(By.ID, "mv-begin").click()
            wait.until(lambda one: one.find_elements(By.CSS_SELECTOR, "#mv-paths svg"))
            time.sleep(2)  # figures take the width of the window
            PICTURE.parent.mkdir(exist_ok=True)
            PICTURE.write_bytes(browser.find_element(By.CLASS_NAME, "mv-main").screenshot_as_png)
            print(PICTURE)
        finally:
            browser.quit()
            server.kill()


if __name__ == "__main__":
    main()
