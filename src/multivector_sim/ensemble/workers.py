"""Tasks on threads, and the work space of a thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

import numpy as np
from numpy.typing import NDArray

__all__ = ["aligned", "spread", "work_space"]

FloatArray = NDArray[np.float64]


def spread(tasks: Iterator[Callable[[], int]], workers: int) -> Iterator[int]:
    """Do tasks and yield what they return, as they end.

    Parameters
    ----------
    tasks
        A few at a time wait in line, so memory is flat in their number.
    workers
        Number of threads, >= 1; with one, the calling thread does the work.
    """
    if workers == 1:
        yield from (task() for task in tasks)
        return
    with ThreadPoolExecutor(workers, thread_name_prefix="multivector") as pool:
        waiting: set[Future[int]] = set()
        try:
            for task in tasks:
                waiting.add(pool.submit(task))
                if len(waiting) >= 2 * workers:
                    done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                    yield from (future.result() for future in done)
            while waiting:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in done)
        finally:  # an interrupt or an error: what has not begun is dropped
            for future in waiting:
                future.cancel()


def aligned(size: int) -> FloatArray:
    """Return zeros that start at a cache line; shape (size,)."""
    line = 64 // 8
    block = np.zeros(size + line)
    first = (-block.ctypes.data // 8) % line
    return block[first : first + size]


class _Own(threading.local):
    """What a thread keeps from task to task."""

    def __init__(self) -> None:
        self.block = aligned(0)


_own = _Own()


def work_space(size: int) -> FloatArray:
    """Return the work space of the calling thread, which stays as it was left.

    Parameters
    ----------
    size
        Number of floats.

    Returns
    -------
    numpy.ndarray
        (size,) from the start of a cache line on; the next call in the same
        thread may return the same memory.
    """
    if _own.block.size < size:
        _own.block = aligned(size)
    return _own.block[:size]
