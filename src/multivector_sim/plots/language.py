"""The language of figures: English, unless whoever draws hands over a catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from multivector_sim.results.saying import Say, english

__all__ = ["in_language", "own_name", "said"]


_say: ContextVar[Say] = ContextVar("say", default=english)
_names: ContextVar[Mapping[str, str] | None] = ContextVar("names", default=None)


@contextmanager
def in_language(say: Say, names: Mapping[str, str]) -> Iterator[None]:
    """Draw the figures of a ``with`` block in a language.

    Figures whose words do not go through :func:`said` stay English.

    Parameters
    ----------
    say
        Returns a sentence in the language of the reader.
    names
        What scenarios are called there.
    """
    sentences, called = _say.set(say), _names.set(names)
    try:
        yield
    finally:
        _say.reset(sentences)
        _names.reset(called)


def said(sentence: str, **parts: object) -> str:
    """Return a sentence in the language in force, with its placeholders filled.

    Parameters
    ----------
    sentence
        English, with a named placeholder for each of ``parts``.
    **parts
        Numbers and names as they shall stand there.
    """
    words = _say.get()(sentence)
    return words.format(**parts) if parts else words


def own_name(scenario: str) -> str | None:
    """Return what a scenario is called in the language in force; None where nothing is said."""
    return (_names.get() or {}).get(scenario)
