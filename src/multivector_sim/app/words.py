"""The labels of the pages in the language of the visitor, from catalogues in gettext's format."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

from multivector_sim.classroom.state import LANGUAGES

__all__ = ["CATALOGUES", "LANGUAGE_NAMES", "catalogue", "say_in"]

CATALOGUES: Final = Path(__file__).resolve().parent / "locale"
LANGUAGE_NAMES: Final = dict(zip(LANGUAGES, ("English", "Русский", "Қазақша"), strict=True))
"""What each language calls itself."""


@cache
def catalogue(language: str) -> dict[str, str]:
    """Return the translations of a language by the English words; empty for English."""
    known: dict[str, str] = {}
    for path in sorted((CATALOGUES / language / "LC_MESSAGES").glob("*.po")):
        from babel.messages.pofile import read_po

        with path.open("rb") as file:
            found = read_po(file, locale=language)
        known |= {str(row.id): str(row.string) for row in found if row.id and row.string}
    return known


def say_in(language: str) -> Callable[[str], str]:
    """Return a function that tells English words in a language; unknown ones stay English."""
    known = catalogue(language)
    return lambda words: known.get(words, words)
