"""Time of one touch on the classroom page: ``python benchmarks/classroom.py [ADDRESS]``.

Without an address it times what the server does after a lever has moved: the
engine, the figures, and the text that is sent. With the address of a running
``multivector app`` it also times a browser (Chromium and its driver are
needed), from the release of a slider until the new figure is there.
"""

from __future__ import annotations

import json
import shutil
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from multivector_sim.app import props
from multivector_sim.app.words import say_in
from multivector_sim.classroom import State, compute

TOUCHES = 20
WIDTH = 450
RELEASE = """
const done = arguments[1], slider = document.getElementById('mv-a-inclusion');
const start = performance.now();
const seen = new MutationObserver(() => {
  seen.disconnect();
  requestAnimationFrame(() => done(performance.now() - start));
});
seen.observe(document.getElementById('mv-tension'), {subtree: true, childList: true});
slider.value = arguments[0];
slider.dispatchEvent(new Event('change'));
"""


def spread(name: str, seconds: list[float]) -> None:
    """Print median and range of some times."""
    times = [1000 * one for one in seconds]
    print(f"{name:34} {statistics.median(times):6.0f} ms ({min(times):.0f} to {max(times):.0f})")


def timed(job: Callable[[], Any]) -> tuple[float, Any]:
    """Return how long a job takes, and what it returns."""
    start = time.perf_counter()
    made = job()
    return time.perf_counter() - start, made


def server() -> None:
    """Time the work of the server, each touch with a policy that it has not seen."""
    say = say_in("en")
    state = State(seed=7)
    props.results(compute(state), WIDTH, say)
    engine, figures, text, size = [], [], [], 0
    for touch in range(TOUCHES):
        state = state.with_side("a", state.a.moved("inclusion", 0.02 * touch))
        seconds, view = timed(partial(compute, state))
        engine.append(seconds)
        seconds, shown = timed(partial(props.results, view, WIDTH, say))
        figures.append(seconds)
        seconds, sent = timed(partial(json.dumps, shown))
        text.append(seconds)
        size = len(str(sent))
    print(f"{state.runs} runs of each side, one side new, {TOUCHES} touches")
    spread("engine and sums", engine)
    spread("figures and table", figures)
    spread(f"text ({size / 1000:.0f} kB)", text)


def browser(address: str) -> None:
    """Time a browser, from the release of a slider until the new figure is painted."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    chrome = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    try:
        chrome.set_script_timeout(30)
        seconds, _ = timed(partial(_open, chrome, address))
        spread("page opened, first figure", [seconds])
        waits = [
            chrome.execute_async_script(RELEASE, f"{0.05 * touch:.2f}") / 1000
            for touch in range(1, TOUCHES)
        ]
        spread("slider released, new figure", waits)
    finally:
        chrome.quit()


def _open(chrome: Any, address: str) -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.ui import WebDriverWait

    chrome.get(f"{address}?predict=0")
    WebDriverWait(chrome, 60).until(
        lambda one: one.find_elements(By.CSS_SELECTOR, "#mv-tension svg")
    )
    time.sleep(1)


if __name__ == "__main__":
    server()
    if len(sys.argv) > 1:
        browser(sys.argv[1])
