"""What if: a policy question answered with paired effects and the conditions that flip it."""

from __future__ import annotations

from multivector_sim.whatif.answer import Answer, what_if
from multivector_sim.whatif.conditions import Box, Conditions, find_conditions
from multivector_sim.whatif.option import Option, changed_from
from multivector_sim.whatif.wanted import WANTED

__all__ = [
    "WANTED",
    "Answer",
    "Box",
    "Conditions",
    "Option",
    "changed_from",
    "find_conditions",
    "what_if",
]
