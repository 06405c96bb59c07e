"""A real browser without a network, where there is one."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from visiting import Visitor

NAMES = ("chromium", "chromium-browser", "google-chrome")
PROGRAM = (
    "import sys\n"
    "def tell(event, given):\n"
    "    if event in ('socket.connect', 'socket.getaddrinfo', 'socket.gethostbyname'):\n"
    "        print('asked:', event, given, file=sys.stderr)\n"
    "sys.addaudithook(tell)\n"
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    "from multivector_sim.cli import main; main(['app', '--port', '0', '--no-browser'])"
)
ONLINE = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
OFFLINE = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}


@pytest.fixture(scope="session")
def browser() -> Iterator[webdriver.Chrome]:
    """Return a browser without a window; it reaches nothing but files of this machine."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    driver = shutil.which("chromedriver")
    if program is None or driver is None:
        pytest.skip("chromium and chromedriver are not installed")
    options = webdriver.ChromeOptions()
    options.binary_location = program
    options.add_argument("--headless=new")
    options.add_argument("--disable-dev-shm-usage")
    options.add_argument("--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.add_argument("--no-sandbox")  # it cannot be had by root
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    chrome = webdriver.Chrome(options=options, service=Service(driver))
    chrome.execute_cdp_cmd("Network.enable", {})
    chrome.execute_cdp_cmd("Network.emulateNetworkConditions", OFFLINE)
    yield chrome
    chrome.quit()


@pytest.fixture(scope="session")
def address(browser: webdriver.Chrome) -> Iterator[str]:
    """Return where the pages of the classroom are served, by one server for all tests.

    It is interrupted at the end: then it must go with words and without a traceback, and must
    never have asked another machine for anything.
    """
    pytest.importorskip("solara", reason="needs the extra 'app'")
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as process:  # fmt: skip
        line = process.stdout.readline() if process.stdout else ""
        found = re.search(r"http://\S+/", line)
        if found is None:
            words = process.communicate()[1]
            if "solara-assets" in words:
                pytest.skip(words.strip())
            raise AssertionError(words)
        try:
            yield found[0]
            if os.name == "posix":  # signals differ elsewhere
                ends_cleanly(process)
        finally:
            process.kill()


def ends_cleanly(process: subprocess.Popen[str]) -> None:
    """Interrupt the server, and check how it goes and whom it asked."""
    process.send_signal(signal.SIGINT)
    out, words = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "interrupted; the page is closed" in words
    assert "Traceback" not in out + words
    asked = [line for line in words.splitlines() if line.startswith("asked:")]
    assert asked  # the address that it serves at
    assert all("'127.0.0.1'" in line for line in asked), asked


@pytest.fixture
def page(browser: webdriver.Chrome, address: str) -> Iterator[Visitor]:
    """Return a visitor of the server; the browser reaches this machine until the test is over."""
    browser.execute_cdp_cmd("Network.emulateNetworkConditions", ONLINE)
    browser.get_log("performance")
    yield Visitor(browser, address)
    browser.get("about:blank")
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.execute_cdp_cmd("Network.emulateNetworkConditions", OFFLINE)
