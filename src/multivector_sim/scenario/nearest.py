"""The valid name that a misspelt one was probably meant to be."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

__all__ = ["closest", "nearest"]


def closest(word: str, names: Iterable[str]) -> str | None:
    """Return the name that is closest to a word; None if none is close."""
    by_lower = {name.lower(): name for name in names}
    # Longer words are no names; comparing them costs the square of their length.
    close = difflib.get_close_matches(word[:60].lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[close[0]] if close else None


def nearest(word: str, names: Iterable[str]) -> str:
    """Return ``"; did you mean 'x'?"`` for the closest name, or nothing."""
    found = closest(word, names)
    return f"; did you mean {found!r}?" if found else ""
