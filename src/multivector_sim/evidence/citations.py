"""Citations as lists of documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

__all__ = ["documents", "naming"]

_PREFIX: Final = "judgement, after "
_JUDGEMENT: Final = "judgement"
_DOUBTS: Final = ("contested", "disputed")


@lru_cache(maxsize=2000)
def documents(citation: str) -> tuple[str, ...]:
    """Return the documents that a citation names.

    Parameters
    ----------
    citation
        Parts separated by ``;``. A document begins with a capital letter;
        other parts are remarks, such as "size by judgement". Where no part
        does, every part counts that tells of no doubt, unless the citation
        speaks of judgement.

    Examples
    --------
    >>> documents("judgement, after Atlas of 1990; dates by judgement")
    ('Atlas of 1990',)
    >>> documents("Law No. 1; Law No. 2"), documents("judgement")
    (('Law No. 1', 'Law No. 2'), ())
    """
    parts = [part.strip().removeprefix(_PREFIX) for part in _parts(citation)]
    named = tuple(part for part in parts if part[:1].isupper())
    if named or _JUDGEMENT in citation:
        return named
    return tuple(part for part in parts if part and not any(word in part for word in _DOUBTS))


def _parts(citation: str) -> Iterator[str]:
    """Yield the parts between semicolons, but for those within brackets."""
    held: list[str] = []
    depth = 0
    for piece in citation.split("; "):
        held.append(piece)
        depth = max(depth + piece.count("(") - piece.count(")"), 0)
        if depth == 0:
            yield "; ".join(held)
            held = []
    yield from held


def naming(text: str, cited: Iterable[str]) -> tuple[str, ...]:
    """Return the documents that a text names, in any case of letters.

    Parameters
    ----------
    text
        Any part of a citation, such as an author or a journal.
    cited
        Documents.

    Examples
    --------
    >>> naming("law no. 2", ["Law No. 1", "Law No. 2"])
    ('Law No. 2',)
    """
    wanted = text.casefold()
    return tuple(dict.fromkeys(one for one in cited if wanted in one.casefold()))
