"""Results that many visitors ask for: computed once, kept while there is room."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Generic, TypeVar

from multivector_sim.errors import SimulationError

__all__ = ["Store"]

Value = TypeVar("Value")


class Store(Generic[Value]):
    """Keep the values used last, and let few of them be made at a time.

    Who asks for a value that somebody else is making waits for it. A value
    that could not be made is not kept: its error goes to all who waited.

    Parameters
    ----------
    size
        Values kept, >= 1.
    makers
        Values made at the same time; None for one a core.
    patience
        Seconds that somebody waits for a turn.
    """

    def __init__(self, size: int, makers: int | None = None, patience: float = 20.0) -> None:
        self.size, self.patience = size, patience
        self._kept: OrderedDict[Hashable, Future[Value]] = OrderedDict()
        self._lock = threading.Lock()
        self._turns = threading.BoundedSemaphore(makers or os.cpu_count() or 1)

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return the value of a key, made now if it is not there.

        Raises
        ------
        SimulationError
            If no turn came in time; and whatever ``make`` raises.
        """
        with self._lock:
            known = self._kept.get(key)
            mine = known is None
            future: Future[Value] = Future() if known is None else known
            self._kept[key] = future
            self._kept.move_to_end(key)
            while len(self._kept) > self.size:
                self._kept.popitem(last=False)
        if mine:
            self._fill(key, future, make)
        return self._wait(future)

    def _fill(self, key: Hashable, future: Future[Value], make: Callable[[], Value]) -> None:
        if not self._turns.acquire(timeout=self.patience):
            self._drop(key, future)
            future.set_exception(_busy())
            return
        try:
            future.set_result(make())
        except BaseException as error:
            self._drop(key, future)
            future.set_exception(error)
        finally:
            self._turns.release()

    def _wait(self, future: Future[Value]) -> Value:
        try:
            return future.result(timeout=2 * self.patience)
        except TimeoutError as error:
            raise _busy() from error

    def _drop(self, key: Hashable, future: Future[Value]) -> None:
        with self._lock:
            if self._kept.get(key) is future:
                del self._kept[key]


def _busy() -> SimulationError:
    return SimulationError("too many visitors compute at this moment; try again in a few seconds")
