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


class Progress:
    """Show how many runs are done; a context manager.

    Parameters
    ----------
    total
        Number of runs expected.
    quiet
        Show nothing.
    """

    def __init__(self, total: int, *, quiet: bool) -> None:
        self.total, self.quiet = total, quiet
        self.done = 0
        self._lock = threading.Lock()  # engines report from their threads
        self._started = self._spoken = time.monotonic()
        self._bar: object | None = None

    def __enter__(self) -> Progress:
        return self

    def advance(self, runs: int) -> None:
        """Take note of newly finished runs."""
        with self._lock:
            self.done += runs
            now = time.monotonic()
            if self.quiet or now - self._started < PATIENCE:
                return
            if sys.stderr.isatty():
                self._draw()
            elif now - self._spoken >= PAUSE:
                self._spoken = now
                click.echo(f"{self.done:,} of {self.total:,} runs", err=True)

    def _draw(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        if self._bar is None:
            columns = (TextColumn("runs"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
            self._bar = Bar(*columns, console=Console(stderr=True), transient=True)
            self._bar.add_task("runs", total=self.total)
            self._bar.start()
        assert isinstance(self._bar, Bar)
        self._bar.update(self._bar.task_ids[0], completed=self.done)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()  # type: ignore[attr-defined]
