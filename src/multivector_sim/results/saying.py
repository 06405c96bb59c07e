"""How sentences become those of another language: English words go in, a catalogue answers."""

from __future__ import annotations

from collections.abc import Callable
from string import Formatter
from typing import Final

__all__ = ["Say", "english", "fill"]

Say = Callable[[str], str]
"""Returns English words in the language of the reader.

Sentences are handed over whole, with named placeholders such as ``{who}``, and filled after that;
names and words that fill them are handed over on their own.
"""

_ACTORS: Final = {"who", "other", "pivot", "rival"}
"""Placeholders that stand for a state or a union of states."""


def english(words: str) -> str:
    """Return words as they are: what is told without a catalogue is told in English."""
    return words


def fill(sentence: str, **parts: str) -> str:
    """Fill a sentence; English names of states that take an article get it.

    A name before which nothing stands gets none if a colon or a comma follows it: there it is a
    heading. Names in another language are filled in as they are.

    Parameters
    ----------
    sentence
        With named placeholders, in any language.
    **parts
        What fills them; ``who``, ``other``, ``pivot`` and ``rival`` are names of actors.

    Examples
    --------
    >>> fill("{who} courts {pivot}.", who="United States", pivot="Kazakhstan")
    'The United States courts Kazakhstan.'
    >>> fill("{who}: {share} of what {other} has", who="United States", share="2 %", other="China")
    'United States: 2 % of what China has'
    """
    pieces = list(Formatter().parse(sentence))
    told = ""
    for at, (words, name, _, _) in enumerate(pieces):
        told += words
        if name is None:
            continue
        after = pieces[at + 1][0] if at + 1 < len(pieces) else ""
        given = parts[name]
        if name in _ACTORS and _takes_article(given) and (told or after[:1] not in (":", ",")):
            given = f"{'the' if told else 'The'} {given}"
        told += given
    return told


def _takes_article(name: str) -> bool:
    return name.startswith("United ") or name.endswith(" Union")
