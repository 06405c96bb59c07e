"""Progress on standard error: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import threading
import time
from types import TracebackType
from typing import Final

import click

__all__ = ["Progress"]

PATIENCE: Final = 1.0
"""Seconds of silence: quicker work needs no bar."""
PAUSE: Final = 5.0
"""Seconds between plain lines."""
_LONGEST: Final = 1e10
"""Seconds that are told as time left; more is no news, and no calendar holds it."""


class Progress:
    """Show how many runs are done, how quickly, and how long the rest will take.

    A context manager.

    Parameters
    ----------
    total
        Number of runs expected.
    quiet
        Show nothing.
    unit
        What is counted.

    Attributes
    ----------
    note
        Words to add, such as the error of a mean.
    """

    def __init__(self, total: int, *, quiet: bool, unit: str = "runs") -> None:
        self.total, self.quiet, self.unit = total, quiet, unit
        self.done = self.failed = self._before = 0
        self.note = ""
        self._lock = threading.Lock()  # engines report from their threads
        self._started = self._spoken = time.monotonic()
        self._first: float | None = None
        self._bar: object | None = None

    def __enter__(self) -> Progress:
        return self

    def restart(self) -> None:
        """Count the time from here: the work begins later than the block."""
        self._started = self._spoken = time.monotonic()
        self._first = None

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()  # type: ignore[attr-defined]
            self._bar = None

    def advance(self, runs: int, failed: int = 0) -> None:
        """Take note of newly finished runs, and of how many of them failed."""
        with self._lock:
            self.done += runs
            self.failed += failed
            now = time.monotonic()
            if self._first is None:  # what came before, such as compiling, tells nothing
                self._first = now
                self._before += runs
            if self.quiet or now - self._started < PATIENCE:
                return
            if sys.stderr.isatty():
                self._draw()
            elif now - self._spoken >= PAUSE:
                self._spoken = now
                click.echo(
                    f"{self.done:,} of {self.total:,} {self.unit}{self._pace(now)}", err=True
                )

    def found(self, runs: int) -> None:
        """Take note of runs that were there before: they tell nothing about the pace."""
        with self._lock:
            self.done += runs
            self._before += runs

    def _pace(self, now: float) -> str:
        """Return speed, time left and failures in words."""
        from datetime import timedelta

        spent = 0.0 if self._first is None else now - self._first
        rate = (self.done - self._before) / spent if spent >= max(PATIENCE, 1e-9) else 0.0
        if rate <= 0:
            return ""
        left = timedelta(seconds=round(min((self.total - self.done) / rate, _LONGEST)))
        failed = f", {self.failed:,} failed" if self.failed else ""
        note = f", {self.note}" if self.note else ""
        return f", {rate:,.0f} a second, {left} left{failed}{note}"

    def _draw(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
        from rich.progress import Progress as Bar

        if self._bar is None:
            columns = (
                TextColumn(self.unit),
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("{task.fields[pace]}"),
            )
            self._bar = Bar(*columns, console=Console(stderr=True), transient=True)
            self._bar.add_task(self.unit, total=self.total, pace="")
            self._bar.start()
        assert isinstance(self._bar, Bar)
        pace = self._pace(time.monotonic()).removeprefix(", ")
        self._bar.update(self._bar.task_ids[0], completed=self.done, pace=pace)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
