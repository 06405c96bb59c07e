"""Pages, briefings and histories in the language of the reader, from catalogues of gettext."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from multivector_sim.classroom.state import LANGUAGES
from multivector_sim.errors import InputError
from multivector_sim.results.saying import Say

__all__ = [
    "CATALOGUES", "LANGUAGE_NAMES", "catalogue", "languages", "require_language", "say_in",
]  # fmt: skip

CATALOGUES: Final = Path(__file__).resolve().parent / "locale"
LANGUAGE_NAMES: Final = dict(zip(LANGUAGES, ("English", "Русский", "Қазақша"), strict=True))
"""What each language calls itself."""


def languages() -> list[dict[str, str]]:
    """Return the languages that can be chosen: code and name of each."""
    return [{"code": code, "name": name} for code, name in LANGUAGE_NAMES.items()]


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


def require_language(language: str) -> None:
    """Check that a language can be told.

    Raises
    ------
    InputError
        If there is no such language, or the library that reads catalogues is missing.
    """
    if language not in LANGUAGES:
        raise InputError(f"language: {language!r} received; allowed are {', '.join(LANGUAGES)}")
    if language != LANGUAGES[0] and find_spec("babel") is None:
        raise InputError(
            f"language: {language!r} needs the extra 'app' (babel missing): "
            'python -m pip install "multivector-sim[app]"'
        )


def say_in(language: str) -> Say:
    """Return a function that tells English sentences in a language.

    Briefings, debriefs, and errors of what a team answers take it.

    Parameters
    ----------
    language
        ``en``, ``ru`` or ``kk``.

    Returns
    -------
    callable
        Takes a sentence with its placeholders; one that it does not know stays English.

    Raises
    ------
    InputError
        If there is no such language, or the library that reads catalogues is missing.

    Examples
    --------
    >>> import multivector_sim as mv
    >>> game = mv.begin_game(since=1996, until=1996, seed=1)
    >>> print(game.briefing("KAZ", mv.say_in("kk")).sections[0].title)
    1996: Қазақстан (1-жүріс, барлығы 1)
    """
    require_language(language)
    known = catalogue(language)
    return lambda words: known.get(words, words)
