"""Searching for better policies: schedules of levers that no other policy beats."""

from __future__ import annotations

from multivector_sim.searching.aims import ROBUST, USUAL, Aim
from multivector_sim.searching.found import VERDICTS, Against, Candidate, Found, Gain, Sizes
from multivector_sim.searching.record import document_of, save_found
from multivector_sim.searching.run import runs_of, search
from multivector_sim.searching.space import DECIDED, Dial, Reaction, Schedule, Space, Watch
from multivector_sim.searching.words import Block, blocks, summary

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
