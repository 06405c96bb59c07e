"""A handout beside the bare engine, and the page in a browser: prints, asserts nothing.

Usage: ``python benchmarks/handout.py [LESSON] [--rounds N] [--picture FILE]``. In turn, the bare
engine makes as many runs as the handout holds, and then the handout is made; seconds of the
processors tell more than those of the clock where others work on the same machine. Where Chromium
and chromedriver are installed (with the package ``selenium``), the page is opened from the disk, as
it is and with a processor slowed down six times, about a cheap phone; ``--picture`` keeps what a
phone of 390 x 844 shows.
"""

from __future__ import annotations

import argparse
import base64
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import multivector_sim as mv
from multivector_sim.ensemble.engine import run_ensemble
from multivector_sim.handout import Grid, Handout, Sizes, lesson, make_handout, runs_of

PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}
SLOWER = 6
TOUCHES = 20
READY = "return document.body.dataset.ready === 'yes'"
TOUCH = """
const slider = document.getElementById("a-leveraging");
const begin = performance.now();
slider.value = (Number(slider.value) + 1) % 5;
slider.dispatchEvent(new Event("input", {bubbles: true}));
document.body.getBoundingClientRect();
return performance.now() - begin;
"""


def speeds(which: str, rounds: int) -> Handout:
    """Time the engine and the handout in turn, and return the last page."""
    one = lesson(which)
    total = runs_of(one, Grid(), Sizes())
    inputs = mv.load_scenario("laissez_faire").pack()
    run_ensemble(inputs, 10_000, 1)
    bare, whole = [], []
    for _ in range(rounds):
        begin = _clocks()
        run_ensemble(inputs, total, 1, outcomes=["tension_rus_chn"])
        middle = _clocks()
        made = make_handout(one)
        bare.append([b - a for a, b in zip(begin, middle, strict=True)])
        whole.append([b - a for a, b in zip(middle, _clocks(), strict=True)])
    print(f"{total:,} runs, medians of {rounds}")
    for name, rows in (("bare engine", bare), ("handout", whole)):
        clock, work = (statistics.median(column) for column in zip(*rows, strict=True))
        print(
            f"{name:12} {clock:6.0f} s, {work:6.0f} s of processors: {total / work:,.0f} runs each"
        )
    ratio = statistics.median(b[1] / a[1] for a, b in zip(bare, whole, strict=True))
    print(f"handout over bare engine: {ratio:.2f} in seconds of processors")
    print(f"size: {len(made.html.encode()) / 1e6:.1f} MB", flush=True)
    return made


def _clocks() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


@contextmanager
def browser() -> Iterator[object]:
    """Yield a browser without a window."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or shutil.which("google-chrome") or ""
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    opened = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    try:
        yield opened
    finally:
        opened.quit()


def in_browser(made: Handout, picture: Path | None) -> None:
    """Open the page, move a slider, and print how long both take."""
    with tempfile.TemporaryDirectory() as folder, browser() as opened:
        address = made.save(Path(folder) / "page.html").as_uri()
        opened.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
        for slower in (1, SLOWER):
            opened.execute_cdp_cmd("Emulation.setCPUThrottlingRate", {"rate": slower})
            begin = time.perf_counter()
            opened.get(address)
            while not opened.execute_script(READY):
                time.sleep(0.01)
            ready = time.perf_counter() - begin
            opened.execute_script("document.querySelector('[data-guess=lower]').click()")
            touches = sorted(opened.execute_script(TOUCH) for _ in range(TOUCHES))
            print(
                f"processor slowed {slower} times: page ready after {1000 * ready:.0f} ms, slider "
                f"to new figures {statistics.median(touches):.0f} ms (most {touches[-1]:.0f})"
            )
        if picture is not None:
            opened.execute_script("document.getElementById('result').scrollIntoView()")
            shot = opened.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})
            picture.write_bytes(base64.b64decode(shot["data"]))


def main() -> None:
    """Time all, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lesson", nargs="?", default="1")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--picture", type=Path)
    asked = parser.parse_args()
    made = speeds(asked.lesson, asked.rounds)
    if shutil.which("chromedriver"):
        in_browser(made, asked.picture)


if __name__ == "__main__":
    main()
