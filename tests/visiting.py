"""Somebody at a page of the classroom: finds, waits, presses, writes, and tells who was asked."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

__all__ = ["Visitor"]

PATIENCE = 60
"""Seconds until something that is waited for counts as missing."""
POLL = 0.05
"""Seconds between two looks."""


class Visitor:
    """Somebody at a page.

    Parameters
    ----------
    browser
        A driver of Selenium.
    address
        Of the server, with a slash at the end.
    """

    def __init__(self, browser: Any, address: str) -> None:
        self.browser, self.address = browser, address

    def open(self, query: str = "") -> None:
        """Open the class page in a state, and wait until it is there."""
        self.browser.get(f"{self.address}?{query}")
        self.find(".mv-head")

    def until(self, condition: Any) -> Any:
        """Wait until something is true; what it raises until then does not matter."""
        wait = WebDriverWait(self.browser, PATIENCE, POLL, ignored_exceptions=[Exception])
        return wait.until(lambda _: condition())

    def find(self, selector: str) -> Any:
        """Return an element, when it is there."""
        return self.until(lambda: self.browser.find_element(By.CSS_SELECTOR, selector))

    def there(self, selector: str) -> bool:
        """Return whether there is such an element now."""
        return bool(self.browser.find_elements(By.CSS_SELECTOR, selector))

    def text(self, selector: str) -> str:
        """Return what an element says, when it is there."""
        return str(self.find(selector).text)

    def run(self, script: str, *given: Any) -> Any:
        """Return what a script of the page returns."""
        return self.browser.execute_script(script, *given)

    def press(self, button: str) -> None:
        """Press a button wherever the page has moved it by now."""
        self.run("arguments[0].click()", self.find(button))

    def choose(self, selector: str) -> None:
        """Press something by the keyboard: what cannot have the focus cannot be pressed."""
        self.until(lambda: self.find(selector).is_enabled())
        self.find(selector).send_keys(Keys.SPACE)

    def put(self, selector: str, value: object, event: str = "change") -> None:
        """Put a field or a slider to a value, as when it is let go or, by ``input``, written."""
        self.run(
            "arguments[0].value = arguments[1];"
            "arguments[0].dispatchEvent(new Event(arguments[2], {bubbles: true}))",
            self.find(selector), str(value), event,
        )  # fmt: skip

    def focused(self) -> str:
        """Return the id of what has the focus, or the name of its tag."""
        return str(self.run("const at = document.activeElement; return at.id || at.tagName"))

    def resize(self, width: int, height: int, mobile: bool = False) -> None:
        """Look at the page on a screen of another size, pixels; until the fixture ends."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile}
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)

    def hosts(self) -> set[str | None]:
        """Return hosts that were asked for something, pages and sockets alike."""
        rows = (
            json.loads(row["message"])["message"] for row in self.browser.get_log("performance")
        )
        asked = [
            urlsplit(row["params"].get("request", row["params"])["url"])
            for row in rows
            if row["method"] in ("Network.requestWillBeSent", "Network.webSocketCreated")
        ]
        return {one.hostname for one in asked if one.scheme in ("http", "https", "ws", "wss")}
