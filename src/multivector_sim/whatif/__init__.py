"""What if: a policy question answered with paired effects and the conditions that flip it."""

from __future__ import annotations

from multivector_sim.discovery.boxes import Box, Conditions, Limit
from multivector_sim.discovery.tree import find_conditions
from multivector_sim.inquiry.wanted import WANTED
from multivector_sim.whatif.answer import Answer, Futures, Row, what_if
from multivector_sim.whatif.card import CardTable, Section, card
from multivector_sim.whatif.option import Option, changed_from
from multivector_sim.whatif.record import document_of, flips_frame, manifest_of, save_answer

__all__ = [
    "WANTED",
    "Answer",
    "Box",
    "CardTable",
    "Conditions",
    "Futures",
    "Limit",
    "Option",
    "Row",
    "Section",
    "card",
    "changed_from",
    "document_of",
    "find_conditions",
    "flips_frame",
    "manifest_of",
    "save_answer",
    "what_if",
]
