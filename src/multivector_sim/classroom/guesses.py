"""What the visitors of this server guessed, without who they are."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Final, NamedTuple

from multivector_sim.classroom.state import State
from multivector_sim.errors import InputError

__all__ = ["DIRECTIONS", "LARGEST", "Guess", "GuessBook"]

DIRECTIONS: Final = ("lower", "same", "higher")
"""How the first policy may compare with the second."""
LARGEST: Final = 0.2
"""Largest difference that can be guessed, on the scale of tension (0 to 1)."""


class Guess(NamedTuple):
    """A guess: a minus b of the main outcome.

    Attributes
    ----------
    direction
        One of ``DIRECTIONS``.
    size
        How far apart, 0 to ``LARGEST``; 0 where they are the same.
    """

    direction: str
    size: float

    @property
    def value(self) -> float:
        """The guessed difference, with its sign."""
        return {"lower": -1, "same": 0, "higher": 1}[self.direction] * self.size


def checked(direction: object, size: object) -> Guess:
    """Return a guess from what a page sent.

    Raises
    ------
    InputError
        If it is none.
    """
    if not isinstance(direction, str) or direction not in DIRECTIONS:
        raise InputError(
            f"guess: direction {direction!r:.40} received; allowed are {', '.join(DIRECTIONS)}"
        )
    if direction == "same":
        return Guess(direction, 0.0)
    if isinstance(size, bool) or not isinstance(size, int | float) or not 0 < size <= LARGEST:
        raise InputError(
            f"guess: size {size!r:.40} received; a number above 0 and up to {LARGEST} is needed"
        )
    return Guess(direction, float(size))


class GuessBook:
    """Guesses by question; in memory, gone when the server ends.

    Each visitor has one guess a question: a second one takes the place of the first.

    Parameters
    ----------
    questions, visitors
        Most questions kept, the least recent one goes first; most guesses kept of each.
    """

    def __init__(self, questions: int = 200, visitors: int = 500) -> None:
        self.questions, self.visitors = questions, visitors
        self._kept: OrderedDict[State, OrderedDict[str, Guess]] = OrderedDict()
        self._lock = threading.Lock()

    def add(self, state: State, visitor: str, guess: Guess) -> None:
        """Take note of a guess.

        Parameters
        ----------
        state
            What was asked; how it is looked at plays no part.
        visitor
            Any text that is the visitor's own; it is never given out.
        guess
            The guess.
        """
        with self._lock:
            told = self._kept.setdefault(state.question, OrderedDict())
            self._kept.move_to_end(state.question)
            told[visitor] = guess
            while len(told) > self.visitors:
                told.popitem(last=False)
            while len(self._kept) > self.questions:
                self._kept.popitem(last=False)

    def of(self, state: State) -> tuple[Guess, ...]:
        """Return the guesses at a question, sorted by size, so that their order tells nothing."""
        with self._lock:
            told = list(self._kept.get(state.question, {}).values())
        return tuple(sorted(told, key=lambda guess: guess.value))
