"""Live progress: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import os
import sys

import pytest

from multivector_sim.cli import progress as progress_module
from multivector_sim.cli.progress import Progress

pty = pytest.importorskip("pty")

CODE = """
import time
from multivector_sim.cli import progress
progress.PATIENCE = 0.0
with progress.Progress(1000, quiet=False) as shown:
    shown.found(400)
    shown.note = "standard error 0.01"
    for step in range(6):
        shown.advance(100, failed=step % 2)
        time.sleep(0.05)
print("end")
"""


def in_terminal(code: str) -> str:
    """Return what a child writes to a terminal."""
    child, terminal = pty.fork()
    if child == 0:
        os.environ["TERM"], os.environ["COLUMNS"] = "xterm", "120"
        os.execv(sys.executable, [sys.executable, "-c", code])
    said = b""
    while True:
        try:
            part = os.read(terminal, 4096)
        except OSError:  # the child has gone
            break
        if not part:
            break
        said += part
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    return said.decode()


def test_a_bar_on_a_terminal() -> None:
    said = in_terminal(CODE)
    assert "━" in said
    assert "1000/1000" in said
    assert "3 failed" in said
    assert "a second" in said
    assert "standard error 0.01" in said
    assert "\x1b[?25h" in said  # the cursor is back
    assert said.rstrip().endswith("end")


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_plain_lines_elsewhere(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = Clock()
    monkeypatch.setattr(progress_module.time, "monotonic", clock)
    with Progress(1000, quiet=False) as shown:
        shown.found(500)
        for _ in range(10):
            clock.now += 1.0
            shown.advance(20, failed=1)
    lines = capsys.readouterr().err.splitlines()
    assert lines == [
        "600 of 1,000 runs, 20 a second, 0:00:20 left, 5 failed",
        "700 of 1,000 runs, 20 a second, 0:00:15 left, 10 failed",
    ]


def test_a_clock_that_goes_back_breaks_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = Clock()
    monkeypatch.setattr(progress_module.time, "monotonic", clock)
    with Progress(1000, quiet=False) as shown:
        shown.total = 2**60
        for step in (10.0, -50.0, 1e9, -1e9, 0.0):
            clock.now += step
            shown.advance(10)
    assert "Traceback" not in capsys.readouterr().err


def test_quiet_says_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = Clock()
    monkeypatch.setattr(progress_module.time, "monotonic", clock)
    with Progress(1000, quiet=True) as shown:
        clock.now += 1000
        shown.advance(10)
    assert capsys.readouterr() == ("", "")


def test_what_comes_before_the_first_runs_tells_nothing_of_the_pace(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = Clock()
    monkeypatch.setattr(progress_module.time, "monotonic", clock)
    with Progress(1000, quiet=False) as shown:
        clock.now += 60.0  # the engine is compiled
        for _ in range(6):
            shown.advance(20)
            clock.now += 1.0
    assert capsys.readouterr().err.splitlines() == [
        "20 of 1,000 runs",
        "120 of 1,000 runs, 20 a second, 0:00:44 left",
    ]
