"""Several figures drawn at once, by copies of this process where the system allows them."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any, Final, TypeVar

__all__ = ["side_by_side"]

Result = TypeVar("Result")

_WORK: Final[dict[str, Callable[[], Any]]] = {}
"""Jobs by name in a copy of the process, which so has them and their data without a transfer."""


@contextmanager
def side_by_side(
    jobs: Mapping[str, Callable[[], Result]], *, workers: int | None = None
) -> Iterator[dict[str, Callable[[], Result]]]:
    """Start jobs on copies of this process; each is a call that hands over its result.

    On Linux with more than one core the jobs run while the ``with`` block
    does something else. Elsewhere a job runs when its call is made: starting
    Python anew takes longer than drawing a figure, and macOS forbids copies.
    What the jobs give does not depend on it.

    Parameters
    ----------
    jobs
        Calls without arguments, by name. What they return or raise goes
        through ``pickle``; what they change in memory is lost.
    workers
        Number of processes, >= 1; None for one a core, at most one a job.

    Yields
    ------
    dict
        By the names of ``jobs``: a call that waits for the job, and returns
        what it returned or raises what it raised.
    """
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1
    workers = min(cores if workers is None else workers, len(jobs))
    if workers < 2 or sys.platform != "linux":
        yield dict(jobs)
        return
    # Imported here: commands that draw nothing need no pool of processes.
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    copies = get_context("fork")
    with ProcessPoolExecutor(workers, copies, initializer=_take, initargs=(jobs,)) as pool:
        futures = {name: pool.submit(_do, name) for name in jobs}
        try:
            yield {name: partial(future.result) for name, future in futures.items()}
        finally:
            for future in futures.values():
                future.cancel()  # those that have begun come to their end


def _take(jobs: Mapping[str, Callable[[], Any]]) -> None:
    """Keep the jobs, and leave interrupts to the process that waits."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _WORK.update(jobs)


def _do(name: str) -> Any:
    return _WORK[name]()
