"""The games of all visitors: few a visitor, few in all, gone when nobody touches them."""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from multivector_sim.app.play_table import Table
from multivector_sim.errors import SimulationError

__all__ = ["BOOK", "HOURS", "MOST_EACH", "MOST_GAMES", "TablesBook"]

MOST_GAMES: Final = 100
"""Games in memory at the same time."""
MOST_EACH: Final = 3
"""Games of one visitor; the one touched least recently goes first."""
HOURS: Final = 3.0
"""Hours after which a game that nobody touches is gone."""


class TablesBook:
    """Tables by visitor and key; nobody finds a table that is another's.

    Parameters
    ----------
    most, each
        Tables kept in all, and of one visitor; both >= 1.
    hours
        Hours after which a table that nobody touches is gone.
    clock
        Returns seconds that never go back.
    """

    def __init__(
        self,
        most: int = MOST_GAMES,
        each: int = MOST_EACH,
        hours: float = HOURS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.most, self.each, self.seconds, self.clock = most, each, 3600 * hours, clock
        self._kept: OrderedDict[tuple[str, str], tuple[Table, float]] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def add(self, visitor: str, table: Table) -> str:
        """Keep a table and return its key, which nobody can guess.

        Parameters
        ----------
        visitor
            Any text that is the visitor's own.
        table
            The table.

        Raises
        ------
        SimulationError
            If too many games are played.
        """
        key = secrets.token_urlsafe(12)
        with self._lock:
            self._forget()
            own = [place for place in self._kept if place[0] == visitor]
            for place in own[: max(0, len(own) - self.each + 1)]:
                del self._kept[place]
            if len(self._kept) >= self.most:
                raise SimulationError(
                    "{most} games are being played, which is the most; end one, or try again later",
                    most=self.most,
                )
            self._kept[visitor, key] = table, self.clock()
        return key

    def find(self, visitor: str, key: str) -> Table | None:
        """Return a visitor's table, or None where that visitor has none of this key."""
        with self._lock:
            self._forget()
            found = self._kept.get((visitor, key))
            if found is None:
                return None
            self._kept[visitor, key] = found[0], self.clock()
            self._kept.move_to_end((visitor, key))
            return found[0]

    def drop(self, visitor: str, key: str) -> None:
        """Forget a table; nothing happens where there is none."""
        with self._lock:
            self._kept.pop((visitor, key), None)

    def _forget(self) -> None:
        before = self.clock() - self.seconds
        for place in [one for one, (_, touched) in self._kept.items() if touched < before]:
            del self._kept[place]


BOOK: Final = TablesBook()
"""The games of everybody on this server."""
