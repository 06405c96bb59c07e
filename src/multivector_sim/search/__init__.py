"""Searching for better policies: schedules of levers that no other policy beats."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from multivector_sim.search.aims import ROBUST, USUAL, Aim
from multivector_sim.search.found import VERDICTS, Against, Candidate, Found, Gain, Sizes
from multivector_sim.search.record import document_of, save_found
from multivector_sim.search.run import runs_of, search
from multivector_sim.search.space import DECIDED, Dial, Reaction, Schedule, Space, Watch
from multivector_sim.search.words import Block, blocks, summary

__all__ = [
    "DECIDED",
    "ROBUST",
    "USUAL",
    "VERDICTS",
    "Against",
    "Aim",
    "Block",
    "Candidate",
    "Dial",
    "Found",
    "Gain",
    "Reaction",
    "Schedule",
    "Sizes",
    "Space",
    "Watch",
    "blocks",
    "document_of",
    "runs_of",
    "save_found",
    "search",
    "summary",
]


class _Callable(ModuleType):
    """A package that can be called: ``multivector_sim`` has a function of its name.

    Whoever imports the package first binds it there under the name ``search``.
    """

    def __call__(self, *arguments: Any, **options: Any) -> Found:
        return search(*arguments, **options)


sys.modules[__name__].__class__ = _Callable
