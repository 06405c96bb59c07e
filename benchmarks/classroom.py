"""Time of one touch on the classroom page, and of a class.

``python benchmarks/classroom.py [class [ROUNDS] | ADDRESS]``

Without a word it times what the server does after a lever or a phase has
moved: the engine, the figures, and the text that is sent, and one history.
With the address of a running ``multivector app`` it also times browsers
(Chromium and its driver are needed), as fast as they are and as slow as those
of old laptops: until the page is there, and from the release of a slider until
the new figure is. With ``class`` it starts a server of its own and thirty
students who all do everything at the same moment, in rounds; it checks what
each is shown against numbers computed here, and tells the server's memory.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from multivector_sim.app import props, telling
from multivector_sim.app.actions import act
from multivector_sim.app.words import say_in
from multivector_sim.classroom import State, View, compute, write_link
from multivector_sim.classroom.drawing import Say
from multivector_sim.classroom.files import FILES
from multivector_sim.classroom.history import history_of
from multivector_sim.classroom.phases import Phase

STUDENTS = 30
ROUNDS = 4
SERVER = "from multivector_sim.cli import main; main(['app', '--port', '0', '--no-browser'])"
TOUCHES = 20
SLIDERS = {
    1: ("mv-a-inclusion", "mv-b-inclusion", "mv-a-leveraging"),
    6: ("mv-b-concession", "mv-a-retention", "mv-b-persuasion"),
}
"""Sliders that visitors move, by how much slower their processor is. Each visitor moves another
one, for the server keeps what it has computed."""
SETTLE = 1.0
WIDTH = 450
RELEASE = """
const done = arguments[2], slider = document.getElementById(arguments[1]);
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
    print(f"{name:55} {statistics.median(times):6.0f} ms ({min(times):.0f} to {max(times):.0f})")


def timed(job: Callable[[], Any]) -> tuple[float, Any]:
    """Return how long a job takes, and what it returns."""
    start = time.perf_counter()
    made = job()
    return time.perf_counter() - start, made


def drawn(view: View, say: Say) -> list[dict[str, Any]]:
    """Return what the templates are given of a view."""
    return [props.results(view, WIDTH, say), props.details(view, WIDTH, say)]


def server() -> None:
    """Time the work of the server, each touch with a policy that it has not seen."""
    say = say_in("en")
    state = State(seed=7)
    drawn(compute(state), say)
    engine, figures, text, size = [], [], [], 0
    for touch in range(TOUCHES):
        state = state.with_side("a", state.a.moved("inclusion", 0.02 * touch))
        seconds, view = timed(partial(compute, state))
        engine.append(seconds)
        seconds, shown = timed(partial(drawn, view, say))
        figures.append(seconds)
        seconds, sent = timed(partial(json.dumps, shown))
        text.append(seconds)
        size = len(str(sent))
    phases = []
    for touch in range(TOUCHES):
        dated = (Phase(48, {"inclusion": 0.02 * touch}),)
        seconds, _ = timed(partial(compute, replace(state, b=replace(state.b, phases=dated))))
        phases.append(seconds)
    told = []
    for run in range(5):
        asked = replace(state, history="a", run=run)
        seconds, chronicle = timed(partial(history_of, "a", asked))
        told.append(seconds)
    steps = [timed(partial(telling.told, chronicle, replace(state, quarter=q), say))[0]
             for q in range(20)]  # fmt: skip
    print(f"{state.runs} runs of each side, one side new, {TOUCHES} touches")
    spread("engine and sums", engine)
    spread("engine and sums, side with a phase", phases)
    spread("one history", told[1:])
    spread("a quarter of it", steps)
    spread("figures and table", figures)
    spread(f"text ({size / 1000:.0f} kB)", text)


def browser(address: str) -> None:
    """Time browsers with a fast and a slow processor: page opened, slider released, until seen."""
    for slower, sliders in SLIDERS.items():
        opened, released = [], []
        for slider in sliders:
            seconds, waits = _visit(address, slower, slider)
            opened.append(seconds)
            released += waits
        words = f"processor {slower} times slower: " if slower > 1 else ""
        spread(f"{words}page opened, first figure", opened)
        spread(f"{words}slider released, new figure", released)


def _visit(address: str, slower: int, slider: str) -> tuple[float, list[float]]:
    """Return the seconds until a fresh browser shows the figure, and until each new one."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.ui import WebDriverWait

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    chrome = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    try:
        chrome.set_script_timeout(30)
        chrome.execute_cdp_cmd("Emulation.setCPUThrottlingRate", {"rate": slower})
        start = time.perf_counter()
        chrome.get(f"{address}?predict=0")
        WebDriverWait(chrome, 60, poll_frequency=0.02).until(
            lambda one: one.find_elements(By.CSS_SELECTOR, "#mv-tension svg")
        )
        opened = time.perf_counter() - start
        waits = []
        for touch in range(1, TOUCHES):
            time.sleep(SETTLE)  # what is still painted of the last touch is none of this one
            level = f"{0.05 * touch:.2f}"
            waits.append(chrome.execute_async_script(RELEASE, level, slider) / 1000)
        return opened, waits
    finally:
        chrome.quit()


def actions_of(number: int) -> list[dict[str, Any]]:
    """Return what a student does after the guess: five sliders, a phase, and a history.

    No two students move them alike: what one asks for lies in no store of the server yet.
    """
    draws = Random(number)
    levers = ("skill", "inclusion", "concession", "retention", "openness")
    moves: list[dict[str, Any]] = [
        {"kind": "lever", "side": "a", "lever": lever, "value": draws.randrange(101) / 100}
        for lever in levers
    ]
    return [*moves, {"kind": "phase", "side": "a"}, {"kind": "tell", "side": "b",
                                                     "value": number % 3}]  # fmt: skip


def lesson(address: str, number: int) -> tuple[dict[str, list[float]], str, Any, str]:
    """Do what a student does; return times by what was done, and what is there at the end."""
    from classroom_client import Student

    times: dict[str, list[float]] = defaultdict(list)
    start = time.perf_counter()
    with Student(address) as student:
        times["page opened"].append(time.perf_counter() - start)
        guess = {"direction": ("lower", "same", "higher")[number % 3], "size": 0.02}
        times["guess"].append(timed(partial(student.send, "guess", "commit", guess))[0])
        for action in actions_of(number):
            kind = {"lever": "slider", "phase": "phase", "tell": "history"}[action["kind"]]
            done = partial(student.send, "choices", "choose", action)
            times[kind].append(timed(done)[0])
        shown = student.panel("result")[1]["shown"]["headline"]
        seconds, text = timed(
            partial(student.file, student.panel("details")[1]["files"][1]["address"])
        )
        times["file"].append(seconds)
        return times, student.link, shown, text


def class_room(rounds: int) -> None:
    """Let thirty students work at once on a server of its own, in rounds."""
    import psutil

    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True,
                          env=environment) as process:  # fmt: skip
        try:
            line = process.stdout.readline() if process.stdout else ""
            address = line.split()[-1]
            memory = psutil.Process(process.pid).memory_info
            print(f"{STUDENTS} students at the same moment; server before: "
                  f"{memory().rss / 1e6:.0f} MB")  # fmt: skip
            for turn in range(1, rounds + 1):
                lost = _round(address, turn)
                print(f"round {turn}: {lost} of {STUDENTS} wrong or lost; server after: "
                      f"{memory().rss / 1e6:.0f} MB")  # fmt: skip
        finally:
            process.kill()


def _round(address: str, turn: int) -> int:
    """Return how many students were shown or given something that is not theirs."""
    numbers = range(turn * 100, turn * 100 + STUDENTS)
    with ThreadPoolExecutor(STUDENTS) as pool:
        found = list(pool.map(partial(lesson, address), numbers))
    times: dict[str, list[float]] = defaultdict(list)
    lost = 0
    for number, (own, link, shown, text) in zip(numbers, found, strict=True):
        for kind, seconds in own.items():
            times[kind] += seconds
        state = State()
        for action in actions_of(number):
            state = act(state, action)
        expected = props.results(compute(state), WIDTH, say_in("en"))["headline"]
        right = (link, shown, text) == (
            write_link(state), expected, FILES["effects.csv"].write(state)
        )  # fmt: skip
        lost += not right
    for kind, seconds in times.items():
        print(f"  {kind:14} median {statistics.median(seconds):6.2f} s   "
              f"worst {max(seconds):6.2f} s")  # fmt: skip
    return lost


if __name__ == "__main__":
    if sys.argv[1:2] == ["class"]:
        class_room(int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS)
    else:
        server()
        if len(sys.argv) > 1:
            browser(sys.argv[1])
